"""What is a coverage year's due for a group of people, part by part?"""

from __future__ import annotations

from dataclasses import dataclass

from enrollment.rules.answers import Missing
from enrollment.rules.wording import unstated
from policy.book import Policy
from policy.files import Area
from policy.money import format_yuan, yuan_to_fen
from policy.schema import ContributionFile, FiscalFile, FiscalPart, Individual, Undecided
from policy.terms import Group, Text


@dataclass(frozen=True, slots=True)
class Price:
    """An amount with its source; `fen` None when the documents do not state it."""

    fen: int | None
    clause: str
    readings: tuple[str, ...] = ()
    floor: bool = False
    provisional: bool = False
    missing: Missing | None = None
    fiscal_year: int | None = None

    @property
    def yuan(self) -> str:
        """The amount as written on screens."""
        return "?" if self.fen is None else format_yuan(self.fen)


def individual_price(policy: Policy, coverage_year: int, group: Group) -> Price:
    """The individual contribution of a coverage year: the nearest area that states it or says it is open."""
    policy = policy.in_year(coverage_year)
    return policy.remember(
        ("individual", coverage_year, group), lambda: _individual(policy, coverage_year, group)
    )


def _individual(policy: Policy, coverage_year: int, group: Group) -> Price:
    if group is Group.MINOR and policy.reading("A18") == "every_minor":
        group = Group.STUDENT
    for area, file in policy.files("contribution", ContributionFile):
        stated = _stated(policy, file, coverage_year, group)
        if stated is not None:
            return Price(yuan_to_fen(stated.amount), stated.clause, stated.readings, stated.floor)
        entry = _open_question(policy, area, coverage_year, group)
        if entry is not None:
            return _unpriced(Missing(entry.what, entry.decided_by, entry.clause, entry.readings))
    fallback = Text(
        f"{coverage_year}年度的个人缴费标准", f"the individual amount of coverage {coverage_year}"
    )
    return _unpriced(unstated(policy, "contribution", "", coverage_year, fallback))


def _unpriced(missing: Missing) -> Price:
    return Price(None, missing.clause, missing.readings, missing=missing)


def _stated(policy: Policy, file: ContributionFile, coverage_year: int, group: Group) -> Individual | None:
    named = [entry for entry in file.individual if group in entry.groups]
    candidates = named or [entry for entry in file.individual if not entry.groups]
    for entry in candidates:
        if covers_year(policy, entry) == coverage_year:
            return entry
    earlier = [
        entry
        for entry in candidates
        if entry.until_replaced_reading
        and policy.reading(entry.until_replaced_reading) == "until_replaced"
        and covers_year(policy, entry) < coverage_year
    ]
    return max(earlier, key=lambda entry: covers_year(policy, entry), default=None)


def _open_question(policy: Policy, area: Area, coverage_year: int, group: Group) -> Undecided | None:
    for entry in area.file("contribution", ContributionFile).undecided:
        if entry.topic == "individual" and (not entry.groups or group in entry.groups):
            return entry
    return None


def covers_year(policy: Policy, entry: Individual) -> int:
    """The coverage year an amount belongs to: stated, or by the area's reading of the notice's year (A01,
    A40).
    """
    if entry.coverage_year is not None:
        return entry.coverage_year
    assert entry.notice_year is not None
    reading = policy.reading(entry.year_reading) if entry.year_reading else "notice_year"
    return entry.notice_year + 1 if reading == "next_year" else entry.notice_year


def fiscal_standard(policy: Policy, fiscal_year: int) -> Price:
    """The fiscal subsidy per head of a fiscal year."""
    return policy.remember(("fiscal", fiscal_year), lambda: _fiscal(policy, fiscal_year))


def _fiscal(policy: Policy, fiscal_year: int) -> Price:
    for _, file in policy.files("fiscal", FiscalFile):
        for entry in file.standard:
            if entry.fiscal_year == fiscal_year:
                fen = yuan_to_fen(entry.amount)
                return Price(fen, entry.clause, entry.readings, entry.floor, fiscal_year=fiscal_year)
    fallback = Text(f"{fiscal_year}年的财政补助标准", f"the fiscal subsidy of {fiscal_year}")
    return _unpriced(unstated(policy, "fiscal", "fiscal", None, fallback))


def fiscal_part_price(policy: Policy, coverage_year: int, rule: FiscalPart) -> Price:
    """The fiscal part that a late payer bears: all levels' share together, of the year the rule names (A40,
    A43).
    """
    policy = policy.in_year(coverage_year)
    before = rule.fiscal_year == "before"
    if rule.year_reading and policy.reading(rule.year_reading) == "notice_year":
        before = False
    standard = fiscal_standard(policy, coverage_year - 1 if before else coverage_year)
    readings = tuple(dict.fromkeys((*rule.readings, *standard.readings)))
    return Price(
        standard.fen,
        rule.clause,
        readings,
        standard.floor,
        rule.provisional,
        standard.missing,
        standard.fiscal_year,
    )


def latest_stated_year(policy: Policy) -> int | None:
    """The latest coverage year whose individual amount the nearest area with any states."""
    for _, file in policy.files("contribution", ContributionFile):
        if file.individual:
            return max(covers_year(policy, entry) for entry in file.individual)
    return None
