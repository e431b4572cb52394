"""What is a coverage year's due for a group of people, part by part?"""

from __future__ import annotations

from dataclasses import dataclass

from enrollment.rules.answers import Missing
from enrollment.rules.standing import NO_PRICE_FACTS, PriceFacts
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


def individual_price(
    policy: Policy, coverage_year: int, group: Group, facts: PriceFacts = NO_PRICE_FACTS
) -> Price:
    """The individual contribution of a coverage year: the nearest area that states it or says it is open."""
    policy = policy.in_year(coverage_year)
    return policy.remember(
        ("individual", coverage_year, group, facts), lambda: _individual(policy, coverage_year, group, facts)
    )


def _individual(policy: Policy, coverage_year: int, group: Group, facts: PriceFacts) -> Price:
    if group is Group.MINOR and policy.reading("A18") == "every_minor":
        group = Group.STUDENT
    for area, file in policy.files("contribution", ContributionFile):
        stated = _stated(policy, file, coverage_year, group, facts)
        if isinstance(stated, Missing):
            return _unpriced(stated)
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


def _stated(
    policy: Policy, file: ContributionFile, coverage_year: int, group: Group, facts: PriceFacts
) -> Individual | Missing | None:
    named = [entry for entry in file.individual if group in entry.groups]
    plain = [entry for entry in file.individual if not entry.groups]
    for candidates in (named, plain):
        exact = [entry for entry in candidates if covers_year(policy, entry) == coverage_year]
        stated = fitting(policy, exact, facts)
        if stated is None and policy.carry_over("contribution") is not None:
            stated = _latest(policy, candidates, coverage_year)
        stated = stated or _latest(
            policy, [one for one in candidates if _is_kept(policy, one)], coverage_year
        )
        if stated is not None or (candidates and not any(entry.conditions for entry in candidates)):
            return stated
    return None


def _is_kept(policy: Policy, entry: Individual) -> bool:
    """Whether an amount stays until another replaces it (A32)."""
    reading = entry.until_replaced_reading
    return reading is not None and policy.reading(reading) == "until_replaced"


def _latest(policy: Policy, entries: list[Individual], coverage_year: int) -> Individual | None:
    earlier = [entry for entry in entries if covers_year(policy, entry) < coverage_year]
    return max(earlier, key=lambda entry: covers_year(policy, entry), default=None)


def fitting(policy: Policy, entries: list[Individual], facts: PriceFacts) -> Individual | Missing | None:
    """Of the amounts of a year and group the one that says most and fits the person.

    A fact that is not on record leaves the amount open when one that says more depends on it.
    """
    for entry in sorted(entries, key=lambda one: -len(one.conditions)):
        answers = [_fits(entry, name, facts) for name in entry.conditions]
        if all(answers):
            return entry
        if False not in answers:
            unknown = [name for name, fits in zip(entry.conditions, answers, strict=True) if fits is None]
            return _unknown_fact(policy, entry, unknown)
    return None


def _fits(entry: Individual, name: str, facts: PriceFacts) -> bool | None:
    match name:
        case "age":
            return (
                None
                if facts.age is None
                else (entry.from_age or 0) <= facts.age <= (entry.until_age or facts.age)
            )
        case "sex":
            return None if facts.sex is None else facts.sex is entry.sex
        case "basis":
            return None if facts.basis is None else facts.basis in entry.bases
        case "tier":
            return None if facts.tier is None else facts.tier == entry.tier
    return None if facts.parent_insured is None else facts.parent_insured is entry.parent_insured


_FACTS = {
    "age": Text("年龄", "the age"),
    "sex": Text("性别", "the sex"),
    "basis": Text("参保依据", "the ground of enrollment"),
    "tier": Text("选择的缴费档次", "the tier chosen"),
    "parent_insured": Text("父母是否在本地参保", "whether a parent is insured here"),
}


def _unknown_fact(policy: Policy, entry: Individual, names: list[str]) -> Missing:
    zh, en = "、".join(_FACTS[name].zh for name in names), ", ".join(_FACTS[name].en for name in names)
    return Missing(
        Text(f"{zh}（缴费标准按此不同）", f"{en} (the amount depends on it)"),
        Text("经办机构", "the insurance agency"),
        entry.clause,
        entry.readings,
        of_the_person=True,
    )


def tiers_of(policy: Policy, coverage_year: int) -> tuple[str, ...]:
    """The codes of the tiers (一档, 二档) that the amounts of a year name, the cheapest first."""
    policy = policy.in_year(coverage_year)
    amounts = [one for _, file in policy.files("contribution", ContributionFile) for one in file.individual]
    named = [one for one in amounts if one.tier and covers_year(policy, one) == coverage_year]
    return tuple(dict.fromkeys(one.tier or "" for one in sorted(named, key=lambda one: one.amount)))


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
