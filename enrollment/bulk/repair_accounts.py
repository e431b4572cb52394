"""Which lines about a due repair missed years, what does one repaired year cost, and was the year insured after all?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from django.db import connection

from enrollment.bulk.due_states import DueState, NewLine, OldLine
from enrollment.bulk.quotations import Quotations
from enrollment.rules.answers import Quote
from enrollment.rules.payment_entries import Entry
from enrollment.rules.payment_lines import LineKind
from enrollment.rules.payments import Account
from enrollment.rules.repairs import Repairs, price_of_last, settle_repairs, was_insured
from enrollment.rules.standing import Standing
from intake.bulk.arrays import numbers_text

NO_REPAIRS = Repairs()


def with_repairs(standing: str, years: Iterable[int]) -> str:
    """The standing of somebody who also paid for these missed years."""
    repaired = tuple(sorted(years))
    return replace(Standing.parse(standing), repaired_years=repaired).key() if repaired else standing


def repaired_year_of(state: DueState, lines: Sequence[NewLine]) -> dict[int, int]:
    """Line -> the missed year that it repairs, or that it takes a repair back of."""
    found: dict[int, int] = {}
    every: list[OldLine | NewLine] = [*state.lines.values(), *lines]
    for line in every:
        if line.kind == LineKind.REPAIR and line.coverage_year is not None:
            found[line.id] = line.coverage_year
    for _ in range(2):  # a refund or reversal of a repair, and the reversal of such a refund
        for line in every:
            if line.original_id is not None and line.original_id in found:
                found.setdefault(line.id, found[line.original_id])
    return found


def load_covered(states: Iterable[DueState]) -> None:
    """Note of dues with repair lines which of the years have own cover here: those were not missed."""
    asked = {
        state.id: state
        for state in states
        if any(line.kind == LineKind.REPAIR for line in state.lines.values()) or state.is_repaired_now
    }
    if not asked:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.id, c.coverage_year FROM enrollment_due d JOIN enrollment_coverage c ON c.person_id = d.person_id"
            " WHERE d.id = ANY(%s::bigint[]) AND c.coverage_year < d.coverage_year",
            [numbers_text(asked)],
        )
        for due_id, year in cursor.fetchall():
            asked[due_id].covered_years.add(year)


def settle(
    state: DueState,
    entries: Sequence[Entry],
    year_of: dict[int, int],
    account: Account | None,
    quotations: Quotations,
) -> Repairs:
    """What the repair lines of a due come to; `account` is the due's own, None while it is not worked out."""
    by_year: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.id in year_of:
            by_year[year_of[entry.id]].append(entry)
    if not by_year:
        return NO_REPAIRS
    settled_on = account.settled_on if account is not None else None

    def ask(years: tuple[int, ...], day: date) -> int | None:
        def quote_with(repaired: tuple[int, ...]) -> Quote:
            return quotations.ask(
                (state.area, state.coverage_year, with_repairs(state.standing, repaired), day)
            )

        return price_of_last(years, quote_with)

    def cover_from(day: date) -> date | None:
        if settled_on is None:
            return None
        standing = with_repairs(state.standing, by_year)
        return quotations[state.area, state.coverage_year, standing, settled_on].cover_from

    def opening() -> Account:
        return Account(
            None, year_start=state.opening().year_start, died_on=state.died_on, benefit_from=cover_from
        )

    covered = {year: was_insured(year) for year in state.covered_years}
    return settle_repairs(by_year, settled_on=settled_on, ask=ask, opening=opening, covered=covered)
