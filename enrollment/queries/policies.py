"""Which rules hold for an area and coverage year: the book, what the year was opened with, and what officers entered?

Every price, window, wait and subsidy is asked of `policy_of`. A year that no notice states and nobody opened is held: its
answers say that it is not open (decision 0060). What was opened or entered for one year changes nothing of another. A year that
was corrected has editions: each holds for payments and decisions from its day on (decision 0075).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from enrollment.models import OpenedYear
from enrollment.rules.opened_years import YearState
from policy.book import Book, NoPolicy, Policy, default_book
from policy.entered import Entered
from policy.opening.layer import laid_over
from policy.opening.notices import is_open_by_notice


@dataclass(frozen=True, slots=True)
class Editions:
    """The rules of one year, one after another: each holds from its day on, the first from the beginning."""

    steps: tuple[tuple[date, Policy], ...]

    def on(self, day: date) -> Policy:
        """The rules for what is paid or decided on a day."""
        return next(policy for from_on, policy in reversed(self.steps) if from_on <= day)


_known: ContextVar[dict[tuple[str, int], Editions] | None] = ContextVar("known", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """While one page is answered that changes nothing, the rules of a year are read once; the next request reads them anew."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def editions_of(area: str, coverage_year: int) -> Editions:
    """The rules of an area, or of a place in it, for one coverage year. Raises `NoPolicy` where the book has none."""
    known, key = _known.get(), (area, coverage_year)
    if known is None:
        return _editions(area, coverage_year)
    if key not in known:
        known[key] = _editions(area, coverage_year)
    return known[key]


def _editions(area: str, coverage_year: int) -> Editions:
    book = default_book()
    policy = book.policy(area)
    pooling = book.pooling_area(area) or area
    opened = OpenedYear.objects.filter(
        area=pooling, coverage_year=coverage_year, state=YearState.OPEN.value
    ).order_by("edition")
    known = [
        (from_on or date.min, _laid(number, decided_at, pooling).policy(area))
        for number, decided_at, from_on in opened.values_list("pk", "decided_at", "from_on")
        if decided_at is not None
    ]
    if not known:
        is_open_already = is_open_by_notice(policy, coverage_year)
        known = [(date.min, policy if is_open_already else _closed(policy, coverage_year))]
    entries = entered_for(area, coverage_year)
    return Editions(tuple((day, one.with_entered(entries) if entries else one) for day, one in known))


def policy_of(area: str, coverage_year: int, on: date | None = None) -> Policy:
    """The rules for what is decided of a coverage year on a day, today when none is given. Raises `NoPolicy`."""
    return editions_of(area, coverage_year).on(on or timezone.localdate())


def is_open(area: str, coverage_year: int) -> bool:
    """Whether the year may be collected for in a place; False also where the book has no rules."""
    try:
        return policy_of(area, coverage_year).closed_year is None
    except NoPolicy:
        return False


def with_open_years(area: str, on: date | None = None) -> Policy:
    """The rules of all years together, for care, which goes by days of service, and as they stand on a day for pages. Raises
    `NoPolicy`.
    """
    return policies_of([area], on)[area]


def policies_of(codes: Iterable[str], on: date | None = None) -> dict[str, Policy]:
    """`with_open_years` of many places, read in one statement. Without a day, each year as it was corrected last: what is said of
    care has its own days.
    """
    book, wanted = default_book(), set(codes)
    pooling = {code: book.pooling_area(code) or code for code in wanted}
    books = books_of_care(set(pooling.values()), on)
    return {code: books.get(pooling[code], book).policy(code) for code in wanted}


def books_of_care(areas: Iterable[str], on: date | None = None) -> dict[str, Book]:
    """The book with all opened years of each pooling area; areas in which none was opened are left out."""
    years = OpenedYear.objects.filter(area__in=set(areas), state=YearState.OPEN.value)
    if on is not None:
        years = years.exclude(from_on__gt=on)
    numbers: dict[str, dict[int, tuple[int, datetime]]] = {}
    rows = years.order_by("coverage_year", "edition").values_list("area", "coverage_year", "pk", "decided_at")
    for area, year, number, decided_at in rows:
        if decided_at is not None:
            numbers.setdefault(area, {})[year] = number, decided_at
    return {area: _laid_all(tuple(known.values()), area) for area, known in numbers.items()}


def book_of(area: str, coverage_year: int, on: date | None = None) -> Book:
    """The book that answers for a coverage year of a pooling area on a day, today when none is given."""
    day = on or timezone.localdate()
    opened = OpenedYear.objects.filter(area=area, coverage_year=coverage_year, state=YearState.OPEN.value)
    last = opened.exclude(from_on__gt=day).order_by("edition").last()
    if last is None or last.decided_at is None:
        return default_book()
    return _laid(last.pk, last.decided_at, area)


def entered_for(area: str, coverage_year: int) -> list[Entered]:
    """What officers entered of an area that the rules of the year read."""
    entries: list[Entered] = import_string(settings.ENTERED_FIGURES)(area, coverage_year)
    return entries


@lru_cache(maxsize=256)
def _laid(number: int, decided_at: datetime, area: str) -> Book:
    """The book with one opened year. What is open never changes, so its number and moment are enough to keep it by."""
    return _laid_all(((number, decided_at),), area)


@lru_cache(maxsize=256)
def _laid_all(numbers: tuple[tuple[int, datetime], ...], area: str) -> Book:
    files = dict(OpenedYear.objects.filter(pk__in=[one for one, _ in numbers]).values_list("pk", "files"))
    book, problems = laid_over(default_book(), area, [files[number] for number, _ in numbers])
    if problems:
        raise RuntimeError(f"{area}: an opened year cannot be read: {'; '.join(map(str, problems))}")
    return book


@lru_cache(maxsize=1024)
def _closed(policy: Policy, coverage_year: int) -> Policy:
    return policy.closed_in(coverage_year)
