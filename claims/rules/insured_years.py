"""How many years was a person insured without a break, and how many were without a claim, as far as records show?

A year counts for sure when the person was covered on all of its days, here or as a confirmed document shows it; one that a
document calls insured nowhere breaks the row. A year of which nothing is known may have been insured elsewhere, so it neither
counts nor breaks the row for sure (decision 0066): the answer is a least and a most.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import MAXYEAR, date
from typing import NamedTuple

from claims.rules.benefit_terms import Terms
from claims.rules.facts import EnteredFigures, PatientFacts, Years
from policy.book import Book
from policy.periods import Span
from policy.schema import BenefitFile
from policy.schema.critical import CeilingStep
from policy.topics import Topic


class InsuredYears(NamedTuple):
    """What is on record of the years of a person."""

    whole: frozenset[int] = frozenset()  # covered on every day
    claimed: frozenset[int] = frozenset()  # basic or critical illness insurance paid something
    raised: frozenset[int] = frozenset()  # something was paid out of a raised ceiling
    born: int | None = None
    # By confirmed documents: covered on every day as a resident, here or elsewhere; and in no scheme at all.
    elsewhere: frozenset[int] = frozenset()
    nowhere: frozenset[int] = frozenset()


def with_years(
    terms: Terms, patient: PatientFacts, figures: EnteredFigures, record: InsuredYears, year: int
) -> PatientFacts:
    """The patient with the years that raise the ceiling of a benefit year."""
    for rule in terms.all(CeilingStep):
        entered = figures.get(Topic.CEILING_YEARS_FROM, rule.counts)
        surely = entered.count if entered else rule.from_on.year
        first = entered.count if entered else record.born
        first = max([one for one in (first, record.born) if one is not None], default=None)
        if rule.counts == "unbroken_years":
            patient = patient._replace(unbroken_years=_unbroken(record, year, surely, first))
            continue
        used = max((one for one in record.raised if one < year), default=None)
        patient = patient._replace(
            years_without_claims=_without_claims(record, year, surely, first),
            years_since_raise=None
            if used is None
            else _without_claims(record, year, max(surely, used + 1), max(first or 0, used + 1)),
        )
    return patient


def is_filled(spans: Iterable[Span], year: int, born_on: date | None) -> bool:
    """Whether spans together cover every day of a year, or from birth in the year of birth; one without an end goes on."""
    reached = max(date(year, 1, 1), born_on or date(year, 1, 1))
    end = date(year + 1, 1, 1)
    for span in sorted(spans, key=lambda one: one.start):
        if span.start > reached:
            return False
        reached = max(reached, end if span.until is None else span.until)
        if reached >= end:
            return True
    return False


def first_raise(book: Book) -> int:
    """The first benefit year in which any area raises a ceiling."""
    steps = (one for area in book.areas() for one in area.file("benefit", BenefitFile).ceiling_step)
    return min((one.from_on.year for one in steps), default=MAXYEAR)


def _unbroken(record: InsuredYears, year: int, surely: int, first: int | None) -> Years:
    """The row of years that ends with this one. A gap here may have been insured elsewhere; only a document breaks it."""
    least = 0
    while year - least >= surely and year - least in record.whole | record.elsewhere:
        least += 1
    broken = [one + 1 for one in record.nowhere if one <= year]
    first = max([one for one in (first, *broken) if one is not None], default=None)
    return Years(least, None if first is None else max(least, year - first + 1))


def _without_claims(record: InsuredYears, year: int, surely: int, first: int | None) -> Years:
    """The years before this one in which nothing was paid. What was paid elsewhere is not known; a year nowhere is none."""
    least = sum(1 for one in record.whole - record.claimed if surely <= one < year)
    if first is None:
        return Years(least, None)
    return Years(
        least, max(least, sum(1 for one in range(first, year) if one not in record.claimed | record.nowhere))
    )
