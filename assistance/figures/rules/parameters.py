"""May an area set a figure of its own at this height?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from enrollment.rules.answers import Missing
from policy.book import Policy
from policy.money import apply_rate, format_yuan, yuan_to_fen
from policy.schema import Corridor, FiscalFile, SubsidyFile, TargetFile, WorkFund
from policy.terms import Term, Text


class Finding(StrEnum):
    """What is said of a proposed figure."""

    OK = "OK"
    REFUSED = "REFUSED"
    STOP_WITH_WARNING = (
        "STOP_WITH_WARNING"  # a rule "in principle": a named decision may depart from it (A14)
    )
    UNDECIDED = "UNDECIDED"


class Figure(Term):
    """Which figure of its own an area proposes."""

    FIXED_SUBSIDY = ("fixed_subsidy", "市级定额资助标准", "a city's fixed subsidy")
    DISTRICT_SUBSIDY = ("district_subsidy", "县（区）自定定额资助标准", "a district's own fixed subsidy")
    FISCAL_STANDARD = ("fiscal_standard", "市级财政补助标准", "a city's fiscal standard")
    OUTPATIENT_CEILING = ("outpatient_ceiling", "普通门诊年度限额", "yearly outpatient ceiling")
    CRITICAL_ILLNESS_DEDUCTIBLE = (
        "critical_illness_deductible", "大病保险起付标准", "critical-illness deductible",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposal:
    """The finding on a proposed figure, why, and which figure applies meanwhile."""

    finding: Finding
    text: Text
    clause: str = ""
    readings: tuple[str, ...] = ()
    applied_fen: int | None = None
    missing: tuple[Missing, ...] = ()

    @property
    def is_valid(self) -> bool:
        """Whether the figure may stand as it is."""
        return self.finding is Finding.OK


def fixed_subsidy(
    policy: Policy, *, proposed_fen: int, tier1: bool, former_fen: int | None = None
) -> Proposal:
    """A city's fixed subsidy: not below the minimum, and where the former amount was above it, not above the former
    (GS-2.3c..e, A12).
    """
    minimum = next(
        (
            entry
            for _, file in policy.files("subsidy", SubsidyFile)
            for entry in file.minimum
            if entry.tier1 is tier1
        ),
        None,
    )
    if minimum is None:
        return _undecided(Text("定额资助的上下限", "limits of a fixed subsidy"))
    least = yuan_to_fen(minimum.amount)
    if proposed_fen < least:
        text = Text(f"低于最低标准{format_yuan(least)}元", f"below the minimum of {format_yuan(least)}")
        return Proposal(Finding.REFUSED, text, minimum.clause, minimum.readings)
    if former_fen is not None and former_fen > least and proposed_fen > former_fen:
        text = Text(
            f"高于原资助标准{format_yuan(former_fen)}元",
            f"above the former amount of {format_yuan(former_fen)}",
        )
        return Proposal(
            Finding.REFUSED, text, minimum.also[0] if minimum.also else minimum.clause, minimum.readings
        )
    return Proposal(
        Finding.OK, Text("符合", "within the limits"), minimum.clause, minimum.readings, proposed_fen
    )


def district_subsidy(policy: Policy, *, proposed_fen: int, city_fen: int) -> Proposal:
    """A district's own amount: the city's applies in principle, a departure is stopped with a warning (LZ-2e, A14)."""
    corridor = corridor_of(policy, "subsidy_amount")
    if corridor is None:
        return _undecided(Text("县（区）能否另定资助标准", "whether a district may set its own amount"))
    if proposed_fen == city_fen:
        text = Text("与市级标准一致", "equal to the city's amount")
        return Proposal(Finding.OK, text, corridor.clause, corridor.readings, city_fen)
    text = Text(
        f"原则上执行市级标准{format_yuan(city_fen)}元；偏离须凭文号另行决定",
        f"the city's {format_yuan(city_fen)} applies in principle; a departure needs a decision with its document",
    )
    return Proposal(Finding.STOP_WITH_WARNING, text, corridor.clause, corridor.readings, city_fen)


def fiscal_floor(policy: Policy, *, fiscal_year: int, proposed_fen: int) -> Proposal:
    """A city's fiscal standard: not below the floor of the areas above it (SD-1a, GS-1.1a)."""
    for _, file in policy.files("fiscal", FiscalFile):
        for entry in file.standard:
            if entry.fiscal_year == fiscal_year and entry.floor:
                least = yuan_to_fen(entry.amount)
                low = proposed_fen < least
                text = Text(f"不低于{format_yuan(least)}元", f"at least {format_yuan(least)}")
                finding = Finding.REFUSED if low else Finding.OK
                return Proposal(finding, text, entry.clause, entry.readings, None if low else proposed_fen)
    return _undecided(
        Text(f"{fiscal_year}年财政补助的最低标准", f"a floor of the fiscal subsidy of {fiscal_year}")
    )


def outpatient_ceiling(policy: Policy, *, proposed_fen: int) -> Proposal:
    """A city's yearly outpatient ceiling: in principle not below a figure (SD-2e, A14)."""
    corridor = corridor_of(policy, "outpatient_ceiling")
    if corridor is None or corridor.least is None:
        return _undecided(Text("普通门诊统筹限额的下限", "a floor of the outpatient ceiling"))
    least = yuan_to_fen(corridor.least)
    text = Text(f"原则上不低于{format_yuan(least)}元", f"in principle at least {format_yuan(least)}")
    finding = Finding.OK if proposed_fen >= least else Finding.STOP_WITH_WARNING
    return Proposal(
        finding, text, corridor.clause, corridor.readings, proposed_fen if proposed_fen >= least else None
    )


def critical_illness_deductible(
    policy: Policy, *, proposed_fen: int, income_fen: int | None, overspent: bool
) -> Proposal:
    """A raised critical-illness deductible: only where much was overspent, at most half of last year's local income per
    head (SD-2c, A49).
    """
    corridor = corridor_of(policy, "critical_illness_deductible")
    if corridor is None or corridor.most_of_income is None:
        return _undecided(Text("大病保险起付标准的上限", "a ceiling of the critical-illness deductible"))
    if corridor.only_if_overspent and not overspent:
        text = Text(
            "只有资金超支较多的市可以提高起付标准",
            "only a city with large overspending may raise the deductible",
        )
        return Proposal(Finding.REFUSED, text, corridor.clause, corridor.readings)
    if income_fen is None:
        missing = Missing(
            Text("上年度当地居民人均可支配收入", "last year's local disposable income per head"),
            Text("统计部门公布，凭文号录入", "published by the statistics bureau: enter it under a document"),
            corridor.clause,
            corridor.readings,
        )
        return Proposal(Finding.UNDECIDED, missing.what, corridor.clause, corridor.readings, None, (missing,))
    most = apply_rate(income_fen, corridor.most_of_income)
    text = Text(f"不超过{format_yuan(most)}元", f"at most {format_yuan(most)}")
    finding = Finding.OK if proposed_fen <= most else Finding.REFUSED
    return Proposal(
        finding, text, corridor.clause, corridor.readings, proposed_fen if proposed_fen <= most else None
    )


def corridor_of(policy: Policy, parameter: str) -> Corridor | None:
    """The nearest area's limits for a figure."""
    for _, file in policy.files("target", TargetFile):
        for entry in file.corridor:
            if entry.parameter == parameter:
                return entry
    return None


def undecided_amount() -> Proposal:
    """The answer where the city's own amount is not stated."""
    return _undecided(Text("该类别的市级定额资助标准", "the city's fixed amount for this category"))


def _undecided(what: Text) -> Proposal:
    missing = Missing(what, Text("省、市医疗保障局", "the province's and city's healthcare security bureaus"))
    return Proposal(Finding.UNDECIDED, what, missing=(missing,))


def work_fund_range(policy: Policy) -> WorkFund | None:
    """The range per insured person, None where no text speaks of work funds."""
    return next((file.work_fund for _, file in policy.files("fiscal", FiscalFile) if file.work_fund), None)
