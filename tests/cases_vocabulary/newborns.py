"""What do the rules answer about a child born on one day and paid for on another?"""

from __future__ import annotations

from datetime import date
from typing import Any

from enrollment.rules.newborns import newborn_terms
from enrollment.rules.quotes import Quote, quote
from policy.book import Policy
from policy.terms import Decision
from tests.cases_vocabulary.given import Given, UnknownWord, as_extension
from tests.cases_vocabulary.payments import Answer, described, standing_of
from tests.cases_vocabulary.people import Somebody, somebody


def newborn(policy: Policy, code: str, given: Given) -> Answer:
    """Kind newborn: the dues of the birth year and, when payment falls in the next year, of that year too."""
    who = somebody(policy, *(given.take("categories") or [given.take("category", "newborn")]))
    born_on = given.day("birth_date", "born_on")
    paid_on = given.day("payment_date", "paid_on", "enrollment_date")
    extension = as_extension(given.take("extension"))
    given.without_effect("member_of", "guardian")
    if born_on is None or paid_on is None:
        raise UnknownWord("a newborn case gives birth_date and payment_date")
    stated = given.first("coverage_year", "year")
    last_day = newborn_terms(policy, born_on.year).last_day(born_on)
    within = None if last_day is None else born_on <= paid_on <= last_day
    years = [int(stated)] if stated is not None else _years(born_on, paid_on, within)
    quotes = {
        year: quote(
            policy,
            coverage_year=year,
            standing=standing_of(policy, who, given, year),
            paid_on=paid_on,
            extension=extension,
        )
        for year in sorted({*years, born_on.year, paid_on.year})
    }
    answer = _together(policy, given, who, [quotes[year] for year in years])
    answer |= {
        "within_6_months": within,
        "newborn_right": within is True,
        "last_day_within": last_day,
        "six_months_end": last_day,
    }
    for year, one in quotes.items():
        answer |= _of_year(year, one)
    return answer


def _years(born_on: date, paid_on: date, within: bool | None) -> list[int]:
    """The years asked about: from birth to payment while the newborn right lasts, else the running year
    only.
    """
    if within is False:
        return [paid_on.year]
    return list(range(born_on.year, max(paid_on.year, born_on.year) + 1))


def _of_year(year: int, answer: Quote) -> Answer:
    cover: Any = None
    if answer.cover is not None:
        cover = [answer.cover.start, answer.cover.last_day]
    elif answer.decision is Decision.MANUAL:
        cover = "MANUAL"
    return {
        f"due_{year}_fen": answer.due_fen,
        f"coverage_{year}": cover,
        f"decision_{year}": answer.decision.name,
    }


def _together(policy: Policy, given: Given, who: Somebody, quotes: list[Quote]) -> Answer:
    tables = [
        described(policy, one, standing_of(policy, who, given, one.coverage_year), who) for one in quotes
    ]
    merged = dict(tables[0])
    if len(tables) == 1:
        return merged
    starts = [table["coverage_start"] for table in tables if table["coverage_start"]]
    ends = [table["coverage_end"] for table in tables if table["coverage_end"]]
    dues = [table["due_fen"] for table in tables]
    decisions = {table["decision"] for table in tables}
    return merged | {
        "decision": "MANUAL" if "MANUAL" in decisions else merged["decision"],
        "coverage_year": tables[-1]["coverage_year"],
        "coverage_start": min(starts, default=None),
        "benefit_start": min(starts, default=None),
        "coverage_end": max(ends, default=None),
        "due_fen": None if None in dues else sum(dues),
        "missing": [what for table in tables for what in table["missing"]],
        "waiting": any(table["waiting"] for table in tables),
    }
