"""Which rows, columns and order does this address of a list ask for, and which rows stand before and after one of them?"""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any

from django.core.paginator import Page
from django.db.models import Q, QuerySet, Sum
from django.http import QueryDict
from django.utils import timezone

from staff.web.lists.columns import Column
from staff.web.lists.listing import Listing
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest

SORT, COLUMNS, PAGE = "sort", "col", "page"
CHUNK = 2_000


class Listed:
    """A list as one request asks for it. An order or column that it does not have is passed over."""

    def __init__(self, listing: Listing, request: OfficerRequest, *, on: date | None = None) -> None:
        self.listing, self.request = listing, request
        self.on = on or timezone.localdate()
        self.form = listing.form(request)
        self.asked: dict[str, Any] = self.form.cleaned_data if self.form.is_valid() else {}

    @cached_property
    def found(self) -> QuerySet[Any]:
        """All rows of the filter, in order."""
        rows = self.listing.rows(self.request.user, self.on)
        rows = self.listing.narrow(rows, self.asked, self.request.user, self.on)
        in_order: QuerySet[Any] = rows.order_by(*self.order_fields)
        return in_order

    @cached_property
    def sort(self) -> tuple[Column | None, bool]:
        """The column it is sorted by, and whether the greatest comes first."""
        for code in (self.request.GET.get(SORT, ""), self.listing.order):
            column = self.listing.column(code.removeprefix("-"))
            if column is not None and column.sort:
                return column, code.startswith("-")
        return None, False

    @property
    def order_fields(self) -> list[str]:
        """The field and, among its equals, the key, both in the same direction: so each row has one place."""
        column, falls = self.sort
        fields = [column.sort, "pk"] if column and column.sort != "pk" else ["pk"]
        return [f"-{name}" for name in fields] if falls else fields

    @cached_property
    def columns(self) -> list[Column]:
        """As chosen, in the list's own order; the usual ones when none was chosen."""
        chosen = set(self.request.GET.getlist(COLUMNS))
        picked = [column for column in self.listing.columns if column.code in chosen]
        return picked or [column for column in self.listing.columns if column.usual]

    @cached_property
    def page(self) -> Page[Any]:
        return page_of(self.request, self.found, size=self.listing.size)

    @cached_property
    def query(self) -> str:
        """The filter, order and columns of the address, without what is empty and without the page."""
        return self.kept(private=True).urlencode()

    def kept(self, *, private: bool) -> QueryDict:
        """The same as values; without those that name a person unless `private`."""
        names = [name for name in self.form.fields if private or name not in self.listing.private]
        kept = QueryDict(mutable=True)
        for name in (*names, SORT, COLUMNS):
            values = [value for value in self.request.GET.getlist(name) if value.strip()]
            if values:
                kept.setlist(name, values)
        return kept

    @property
    def is_narrowed(self) -> bool:
        return any(self.request.GET.get(name, "").strip() for name in self.form.fields)

    def url(self, row: Any, known: Any) -> str:
        """The row's own page; it keeps the filter, so that the next row is known there."""
        if self.listing.url is None:
            return ""
        url = self.listing.url(row, known)
        return f"{url}?{self.query}" if url and self.query else url

    def sums(self) -> list[tuple[Any, int]]:
        """Heading and fen, over all rows of the filter."""
        if not self.listing.sums:
            return []
        fields = {f"sum_{number}": Sum(field) for number, (_, field) in enumerate(self.listing.sums)}
        found = self.found.order_by().aggregate(**fields)
        return [
            (heading, int(found[f"sum_{number}"] or 0))
            for number, (heading, _) in enumerate(self.listing.sums)
        ]

    def chunks(self, most: int) -> Iterator[tuple[list[Any], Any]]:
        """The first rows in blocks, each with what was looked up for it."""
        block: list[Any] = []
        for row in self.found[:most].iterator(chunk_size=CHUNK):
            block.append(row)
            if len(block) == CHUNK:
                yield block, self.listing.look(block)
                block = []
        if block:
            yield block, self.listing.look(block)

    def neighbours(self, row: Any) -> tuple[Any | None, Any | None]:
        """The rows before and after one in the filter, also when it no longer fits the filter itself."""
        _column, falls = self.sort
        names = [name.removeprefix("-") for name in self.order_fields]
        here = [_value(row, name) for name in names]
        after, before = (
            _beyond(names, here, "lt" if falls else "gt"),
            _beyond(names, here, "gt" if falls else "lt"),
        )
        return self.found.filter(before).reverse().first(), self.found.filter(after).first()


def _value(row: Any, name: str) -> Any:
    for part in name.split("__"):
        row = getattr(row, part)
    return row


def _beyond(names: list[str], here: list[Any], way: str) -> Q:
    """Rows that come later (or earlier) by the first field, or equal in it and later by the key."""
    beyond = Q(**{f"{names[0]}__{way}": here[0]})
    if len(names) > 1:
        beyond |= Q(**{names[0]: here[0], f"{names[1]}__{way}": here[1]})
    return beyond
