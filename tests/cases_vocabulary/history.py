"""Which years had somebody missed, as own cover and documents of a case show it?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from enrollment.rules import held_days
from enrollment.rules.history import history
from policy.periods import Span
from tests.cases_vocabulary.given import Given, UnknownWord, as_day

SCHEMES = ("resident", "employee", "nowhere")


def missed_years(given: Given, coverage_year: int) -> tuple[int, ...] | None:
    """Named in `missed_years`; or those that own cover (`insured_years`) and documents (`evidence`) leave out.

    A year from `history_from` on of which nothing speaks leaves all unknown (None). `earlier_years_paid: true` is no break.
    """
    missed = given.take("missed_years")
    shown = "insured_years" in given or "evidence" in given
    if given.take("earlier_years_paid") is True:
        return ()
    if given.take("earlier_years_paid") is False and missed is None and not shown:
        raise UnknownWord("earlier_years_paid: false does not say which years; name them in missed_years")
    if missed is not None:
        return tuple(int(year) for year in missed)
    if not shown:
        return None
    own = {int(year) for year in given.take("insured_years") or ()}
    elsewhere = {year: scheme for scheme, span in _documents(given) for year in _whole_years(span)}
    if both := own & elsewhere.keys():
        raise UnknownWord(f"evidence overlaps own cover in {sorted(both)}")
    first = int(given.take("history_from") or min([*own, *elsewhere, coverage_year]))
    nowhere = {year for year, scheme in elsewhere.items() if scheme == "nowhere"}
    insured = own | (elsewhere.keys() - nowhere)
    return history(
        coverage_year,
        insured=insured,
        nowhere=nowhere,
        born_in=None,
        counts_from=first,
        since_last_cover=False,
    ).missed


def employee_last_day(given: Given) -> date | None:
    """The last day in the employee scheme: said, or the end of the latest document about it."""
    said = given.day("employee_scheme_last_day", "employee_last_day", "employee_scheme_end")
    ends = [span.last_day for scheme, span in _documents(given) if scheme == "employee" and span.last_day]
    return said or max(ends, default=None)


def hardship_days(given: Given, coverage_year: int) -> str | None:
    """The pay days on which hardship holds, as `hardship_days: [[first, last], ...]`; None when the case says nothing."""
    listed = given.take("hardship_days")
    if listed is None:
        return None
    spans = [Span.of_days(as_day(first), as_day(last)) for first, last in listed]
    inside = Span.of_days(date(coverage_year - 1, 1, 1), date(coverage_year, 12, 31))
    found = held_days.written(spans, inside)
    if found is None:
        raise UnknownWord(f"hardship_days: no day lies in {coverage_year - 1} or {coverage_year}")
    return found


def _documents(given: Given) -> list[tuple[str, Span]]:
    """`evidence: [{scheme: employee, from: 2024-01-01, until: 2025-12-31}]`, both days included, as two officers confirmed."""
    found = []
    for entry in given.take("evidence") or ():
        table: Mapping[str, Any] = dict(entry)
        unknown = set(table) - {"scheme", "from", "until"}
        if unknown or table.get("scheme") not in SCHEMES:
            raise UnknownWord(f"evidence {table}: give scheme ({', '.join(SCHEMES)}), from and until")
        found.append((str(table["scheme"]), Span.of_days(as_day(table["from"]), as_day(table["until"]))))
    return found


def _whole_years(span: Span) -> range:
    """The calendar years of which the span holds a day."""
    last = span.last_day or span.start
    return range(span.start.year, last.year + 1)
