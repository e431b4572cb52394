"""How is the money raised for a year allotted to its pools, and what covers a shortfall of critical illness insurance?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from enrollment.rules.answers import Missing, Step
from policy.book import Policy
from policy.money import format_yuan, yuan_to_fen
from policy.schema import DoctorPackagePrice, FundFile, PoolShare, Shortfall
from policy.terms import DoctorPackage, Pool, Reserve, Text


@dataclass(frozen=True, slots=True)
class Allotment:
    """A year's fund by pool. A pool inside another is shown with it and not added again; None is not decided."""

    raised_fen: int
    heads: int
    pools: dict[Pool, int | None]
    within: dict[Pool, Pool]
    not_raised_fen: int
    missing: tuple[Missing, ...]
    steps: tuple[Step, ...]

    @property
    def top_pools(self) -> dict[Pool, int | None]:
        """The pools that add up to the whole."""
        return {pool: fen for pool, fen in self.pools.items() if pool not in self.within}


def critical_illness_per_head(policy: Policy, year: int) -> tuple[int | None, str, tuple[str, ...]]:
    """What each head contributes to critical illness insurance in a year, with clause and readings (GS-1.2c, A16)."""
    for _, file in policy.files("fund", FundFile):
        for entry in file.critical_illness:
            if entry.year == year:
                return yuan_to_fen(entry.amount), entry.clause, entry.readings
    return None, "", ()


def allot(
    policy: Policy, *, year: int, heads: int, raised_fen: int, full_standard_fen: int | None = None
) -> Allotment:
    """A year's money by pool: amounts per head for every head, the rest to the pool that takes it (LX-4.6a..c).

    Students pay less, so less is raised; the pool that takes the rest bears that (A18). Under the other reading every
    head counts with the full standard and what was not raised is shown beside it.
    """
    policy = policy.in_year(year)
    shares = _pools(policy, year)
    if not shares:
        return _critical_illness_only(policy, year, heads, raised_fen)
    whole = raised_fen
    if policy.reading("A18") == "full_standard_allotted" and full_standard_fen is not None:
        whole = full_standard_fen * heads
    pools: dict[Pool, int | None] = {}
    within: dict[Pool, Pool] = {}
    steps: list[Step] = []
    taken = 0
    for share in shares:
        if share.amount is None:
            continue
        fen = yuan_to_fen(share.amount) * heads
        on_top = share.within_reading is not None and policy.reading(share.within_reading) == "on_top"
        pools[share.pool] = fen
        if share.within is not None and not on_top:
            within[share.pool] = share.within
        else:
            taken += fen
        steps.append(_step(share, fen, heads))
    for share in shares:
        if share.rest:
            pools[share.pool] = whole - taken
            steps.append(_step(share, whole - taken, heads))
    missing = []
    if whole < taken:
        missing.append(
            Missing(
                Text(
                    f"已筹资金{format_yuan(whole)}元不足以按人数提取{format_yuan(taken)}元",
                    f"the {format_yuan(whole)} raised do not cover the {format_yuan(taken)} taken per head",
                ),
                Text("医疗保障局、财政局", "the healthcare security and finance bureaus"),
                shares[0].clause,
            )
        )
    return Allotment(raised_fen, heads, pools, within, whole - raised_fen, tuple(missing), tuple(steps))


def _pools(policy: Policy, year: int) -> tuple[PoolShare, ...]:
    """The pools of the nearest area that states them for the year, none when an area says they are open."""
    for area, file in policy.files("fund", FundFile):
        stated = tuple(share for share in file.pool if share.year == year)
        if stated:
            return stated
        if any(
            _is_open(entry.topic, entry.from_year, year) for entry in area.file("fund", FundFile).undecided
        ):
            return ()
    return ()


def _is_open(topic: str, from_year: int | None, year: int) -> bool:
    return topic == "fund_split" and (from_year is None or from_year <= year)


def _critical_illness_only(policy: Policy, year: int, heads: int, raised_fen: int) -> Allotment:
    per_head, clause, readings = critical_illness_per_head(policy, year)
    pools: dict[Pool, int | None] = {}
    steps = []
    if per_head is not None:
        pools[Pool.CRITICAL_ILLNESS] = per_head * heads
        text = Text(
            f"大病保险：{heads}人×{format_yuan(per_head)}元",
            f"critical illness: {heads} heads x {format_yuan(per_head)}",
        )
        steps.append(Step("pool", text, clause, readings, per_head * heads))
    missing = [open_question(policy, "fund_split", year)]
    if per_head is None:
        missing.insert(0, open_question(policy, "critical_illness", year))
    return Allotment(raised_fen, heads, pools, {}, 0, tuple(missing), tuple(steps))


def _step(share: PoolShare, fen: int, heads: int) -> Step:
    label = share.pool.label
    if share.amount is None:
        text = Text(f"{label.zh}：剩余{format_yuan(fen)}元", f"{label.en}: the rest, {format_yuan(fen)}")
    else:
        yuan = format_yuan(yuan_to_fen(share.amount))
        text = Text(f"{label.zh}：{heads}人×{yuan}元", f"{label.en}: {heads} heads x {yuan}")
    return Step("pool", text, share.clause, share.readings, fen)


@dataclass(frozen=True, slots=True)
class Covered:
    """How a shortfall of critical illness insurance is covered, reserve by reserve."""

    shortfall_fen: int
    drawn: dict[Reserve, int]
    left: dict[Reserve, int]
    unfunded_fen: int
    missing: tuple[Missing, ...]
    steps: tuple[Step, ...]


def cover_shortfall(
    policy: Policy, *, raised_fen: int, benefits_due_fen: int, reserves: Mapping[Reserve, int]
) -> Covered:
    """Benefits beyond the year's money: first the insurer's profit, then past years' risk fund (GS-1.2d)."""
    shortfall = max(0, benefits_due_fen - raised_fen)
    rule: Shortfall | None = next(
        (file.shortfall for _, file in policy.files("fund", FundFile) if file.shortfall), None
    )
    if rule is None:
        missing = open_question(policy, "shortfall", None)
        return Covered(shortfall, {}, dict(reserves), shortfall, (missing,) if shortfall else (), ())
    open_fen = shortfall
    drawn: dict[Reserve, int] = {}
    left: dict[Reserve, int] = {}
    steps = []
    for reserve in rule.order:
        there = max(0, reserves.get(reserve, 0))
        drawn[reserve] = min(open_fen, there)
        left[reserve] = there - drawn[reserve]
        open_fen -= drawn[reserve]
        text = Text(
            f"{reserve.label.zh}弥补{format_yuan(drawn[reserve])}元",
            f"{reserve.label.en} covers {format_yuan(drawn[reserve])}",
        )
        steps.append(Step("reserve", text, rule.clause, rule.readings, drawn[reserve]))
    return Covered(shortfall, drawn, left, open_fen, (), tuple(steps))


def packages_cost(policy: Policy, signed: Mapping[DoctorPackage, int]) -> tuple[int | None, tuple[Step, ...]]:
    """What the fund bears for signed family-doctor packages (LX-4.12.7); None where no price is stated."""
    prices: dict[DoctorPackage, DoctorPackagePrice] = {}
    for _, file in policy.files("fund", FundFile):
        for entry in file.package:
            prices.setdefault(entry.package, entry)
    if any(package not in prices for package in signed):
        return None, ()
    total = 0
    steps = []
    for package, count in signed.items():
        fen = yuan_to_fen(prices[package].amount) * count
        total += fen
        yuan = format_yuan(yuan_to_fen(prices[package].amount))
        text = Text(f"{package.label.zh}{count}份×{yuan}元", f"{count} x {package.label.en} at {yuan}")
        steps.append(Step("package", text, prices[package].clause, prices[package].readings, fen))
    return total, tuple(steps)


_FALLBACK = {
    "fund_split": Text("基金在各统筹之间的分配", "how the fund is divided between its pools"),
    "critical_illness": Text("大病保险的人均筹资标准", "the critical-illness financing per head"),
    "shortfall": Text(
        "大病保险资金不足时的弥补顺序", "which reserves cover a shortfall of critical illness insurance"
    ),
    "risk_fund": Text("风险调剂金的提取办法", "how a risk fund is set aside"),
}


def open_question(policy: Policy, topic: str, year: int | None) -> Missing:
    """What the fund files leave open, in their words or in ours."""
    for area in policy.chain:
        for entry in area.file("fund", FundFile).undecided:
            if entry.topic == topic and (entry.from_year is None or year is None or entry.from_year <= year):
                return Missing(entry.what, entry.decided_by, entry.clause, entry.readings)
    return Missing(
        _FALLBACK[topic], Text("医疗保障局、财政局", "the healthcare security and finance bureaus"), ""
    )
