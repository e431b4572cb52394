"""What is a list of the product: its rows, columns, filter, order, and what can be done with many rows at once?"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise

from staff.access import Permission
from staff.models import Officer
from staff.web.lists.columns import Column
from staff.web.pages import PAGE_SIZE
from staff.web.permission import OfficerRequest

Words = str | Promise


class NoFilter(forms.Form):
    """A list that is short enough to be read whole."""


@dataclass(frozen=True, slots=True)
class Empty:
    """What a list says that has no rows yet: what that means and what to do. A filter without a hit says so by itself."""

    title: Words
    hint: Words = ""
    url_name: str = ""
    label: Words = ""
    permission: Permission | None = None  # of who is offered the button


def _nothing(rows: Sequence[Any]) -> Any:
    return None


def _all(rows: Any, asked: Mapping[str, Any], officer: Officer, on: date) -> Any:
    return rows


def _empty_form(request: OfficerRequest) -> forms.Form:
    return NoFilter()


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """One list. `code` names it for ever (saved views and handovers refer to it).

    `rows`: of the officer's places on a day; `narrow`: by what the filter asks; `look`: what a page of rows needs besides,
    in a fixed number of statements. `sums`: heading and field of amounts in fen that a selection adds up.
    `people`: what the audit trail calls the list when its rows are about people. `private`: fields of the filter that name
    a person and are never kept in a saved view.
    """

    code: str
    address: str  # the name of its page
    permission: Permission
    rows: Callable[[Officer, date], QuerySet[Any]]
    columns: tuple[Column, ...]
    order: str  # a column's code, "-" before it for the other way round
    empty: Empty
    form: Callable[[OfficerRequest], forms.Form] = _empty_form
    narrow: Callable[[Any, Mapping[str, Any], Officer, date], Any] = _all
    look: Callable[[Sequence[Any]], Any] = _nothing
    url: Callable[[Any, Any], str] | None = None
    sums: tuple[tuple[Words, str], ...] = ()
    people: str = ""
    private: tuple[str, ...] = ()
    size: int = PAGE_SIZE

    def column(self, code: str) -> Column | None:
        return next((column for column in self.columns if column.code == code), None)


_KNOWN: dict[str, Listing] = {}


def known(listing: Listing) -> Listing:
    """Make the list known by its code, for saved views."""
    if listing.code in _KNOWN:
        raise ValueError(f"two lists are called {listing.code}")
    _KNOWN[listing.code] = listing
    return listing


def listing_named(code: str) -> Listing | None:
    return _KNOWN.get(code)


def listings() -> Iterable[Listing]:
    """All lists, once the addresses of the product are loaded."""
    return _KNOWN.values()
