"""Which financing standards does the book state for a year?"""

from __future__ import annotations

from enrollment.rules.dues import Price, covers_year, fiscal_standard, individual_price
from policy.book import Policy
from policy.money import yuan_to_fen
from policy.schema import ContributionFile, Total
from policy.terms import Group
from tests.cases_vocabulary.given import Given
from tests.cases_vocabulary.payments import Answer


def financing_standard(policy: Policy, code: str, given: Given) -> Answer:
    """Kind financing-standard: the printed total of a notice, or the fiscal and individual standards by
    their own years.

    `year` is the year a notice speaks of: its fiscal standard is of that fiscal year, its individual amount
    may be the
    due of the next coverage year (A01, A40), and the two are summed only where the notice itself prints a
    total.
    """
    year = given.first("year", "notice_year", "paper_year")
    fiscal_year = int(given.take("fiscal_year", year or given.take("coverage_year")))
    stated_coverage = given.take("coverage_year")
    given.without_effect("category", "enrollment_basis")
    coverage_year = (
        int(stated_coverage) if stated_coverage is not None else _coverage_year(policy, fiscal_year)
    )
    fiscal = fiscal_standard(policy, fiscal_year)
    adult = individual_price(policy, coverage_year, Group.ADULT)
    student = individual_price(policy, coverage_year, Group.STUDENT)
    total = _total(policy, fiscal_year)
    missing = [price.missing.what.zh for price in (fiscal, adult, student) if price.missing]
    return {
        "per_head_fen": yuan_to_fen(total.total) if total else None,
        "total_fen": yuan_to_fen(total.total) if total else None,
        "fiscal_fen": fiscal.fen,
        "fiscal_min_fen": fiscal.fen if fiscal.floor else None,
        "fiscal_is_floor": fiscal.floor,
        "individual_fen": adult.fen,
        "due_fen": adult.fen,
        "individual_min_fen": adult.fen if adult.floor else None,
        "due_min_fen": adult.fen if adult.floor else None,
        "individual_is_floor": adult.floor,
        "is_floor": adult.floor or fiscal.floor,
        "student_individual_fen": student.fen,
        "student_raised_fen": _sum(fiscal, student) if total else None,
        "coverage_year": coverage_year,
        "fiscal_year": fiscal_year,
        "decision": "MANUAL" if adult.missing or fiscal.missing else "DECIDED",
        "missing": missing,
    }


def _sum(fiscal: Price, individual: Price) -> int | None:
    return None if fiscal.fen is None or individual.fen is None else fiscal.fen + individual.fen


def _total(policy: Policy, notice_year: int) -> Total | None:
    for _, file in policy.files("contribution", ContributionFile):
        for entry in file.total:
            if entry.notice_year == notice_year:
                return entry
    return None


def _coverage_year(policy: Policy, notice_year: int) -> int:
    """The coverage year of the individual amount that a notice of the year carries; the year itself when
    none does.
    """
    for _, file in policy.files("contribution", ContributionFile):
        for entry in file.individual:
            if entry.notice_year == notice_year:
                return covers_year(policy, entry)
    return notice_year
