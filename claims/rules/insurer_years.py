"""How does a year of the critical illness insurer end: profit or shortfall, who bears it, by when is it cleared, in which states?

What was handed over less what was paid for care of the year, before the insurer's own costs, of which no text in the book
speaks. A shortfall goes the order of GS-1.2d; where no text states an order, or nobody entered a reserve, it is undecided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from assistance.public_money.rules.funds import Covered, cover_shortfall
from enrollment.rules.answers import Missing, Step
from policy.book import Policy
from policy.entered import Entered
from policy.money import format_yuan
from policy.periods import add_months
from policy.schema import DeadlineFile, FundFile
from policy.terms import Pool, Reserve, Term, Text
from policy.topics import Topic
from staff.rules.moves import Moves, To
from staff.rules.roles import Permission

Figures = Mapping[tuple[Topic, str], Entered]


class YearState(Term):
    """How far the clearing of a year is."""

    OPEN = ("open", "未清算", "not cleared")
    PROPOSED = ("proposed", "清算待复核", "clearing to be confirmed")
    CLEARED = ("cleared", "已清算", "cleared")


class YearMove(Term):
    """What is done with a year."""

    PROPOSE = ("propose", "提交清算", "submit the clearing")
    RETURN = ("return", "退回", "return")
    CLEAR = ("clear", "确认清算", "confirm the clearing")
    REOPEN = ("reopen", "重新清算", "open again")


_S, _M = YearState, YearMove
INSURER_YEAR: Final[Moves[YearState, YearMove]] = Moves(
    {
        (_S.OPEN, _M.PROPOSE): To(_S.PROPOSED, (Permission.FUNDS_ENTER,)),
        (_S.PROPOSED, _M.RETURN): To(_S.OPEN, (Permission.FUNDS_APPROVE,)),
        (_S.PROPOSED, _M.CLEAR): To(_S.CLEARED, (Permission.FUNDS_APPROVE,)),
        (_S.CLEARED, _M.REOPEN): To(_S.OPEN, (Permission.FUNDS_APPROVE,)),
    },
    start=_S.OPEN,
)

RESERVES: Final = {Reserve.INSURER_PROFIT: Topic.INSURER_PROFIT, Reserve.PAST_RISK_FUND: Topic.PAST_RISK_FUND}
_BUREAUS = Text("医疗保障局、财政局", "the healthcare security and finance bureaus")


class Benefits(NamedTuple):
    """What was paid for care of a year, less what was taken back, in fen; the top-up is the “10元85%” of LX-4.12.2d."""

    critical_illness_fen: int
    top_up_fen: int = 0


@dataclass(frozen=True, slots=True)
class Account:
    """A year of the insurer. `balance_fen` above zero is profit, below it a shortfall; None is undecided."""

    premiums_fen: int
    benefits_fen: int | None
    balance_fen: int | None
    covered: Covered | None
    missing: tuple[Missing, ...]
    steps: tuple[Step, ...]

    @property
    def shortfall_fen(self) -> int:
        """How much the benefits are above the premiums."""
        return max(0, -(self.balance_fen or 0))

    @property
    def unfunded_fen(self) -> int:
        """What of the shortfall no reserve is known to cover."""
        return self.covered.unfunded_fen if self.covered else self.shortfall_fen

    def as_json(self) -> dict[str, Any]:
        """Plain values for storing and for programs."""
        drawn = self.covered.drawn if self.covered else {}
        return {
            "premiums_fen": self.premiums_fen,
            "benefits_fen": self.benefits_fen,
            "balance_fen": self.balance_fen,
            "drawn_fen": {reserve.value: fen for reserve, fen in drawn.items()},
            "unfunded_fen": self.unfunded_fen,
            "missing": [
                {"what": one.what._asdict(), "decided_by": one.decided_by._asdict(), "clause": one.clause}
                for one in self.missing
            ],
            "steps": [step.as_json() for step in self.steps],
        }


def account(policy: Policy, year: int, *, premiums_fen: int, benefits: Benefits, figures: Figures) -> Account:
    """Profit or shortfall of a year, and which reserve bears a shortfall (GS-1.2d)."""
    steps = [_said("premiums", "已拨付承办公司保费", "handed over to the insurer", premiums_fen)]
    steps.append(
        _said("benefits", "大病保险待遇", "critical illness benefits", benefits.critical_illness_fen)
    )
    within = top_up_within(policy, year) if benefits.top_up_fen else False
    if within is None:
        top_up = format_yuan(benefits.top_up_fen)
        what = Text(
            f"{year}年“10元85%”补助{top_up}元是否由承办公司的资金支付",
            f"whether the “10 yuan, 85 %” top-up of {top_up} yuan in {year} is paid from the insurer's money",
        )
        missing = Missing(what, _BUREAUS, "LX-4.6a", ("A16",))
        return Account(premiums_fen, None, None, None, (missing,), tuple(steps))
    paid = benefits.critical_illness_fen
    if within:
        paid += benefits.top_up_fen
        text = Text(
            f"“10元85%”补助{format_yuan(benefits.top_up_fen)}元，其资金在大病保险筹资之内",
            f"“10 yuan, 85 %” top-up {format_yuan(benefits.top_up_fen)}, whose money is inside that of critical illness",
        )
        steps.append(Step("top_up", text, "LX-4.6a", ("A16",), benefits.top_up_fen))
    balance = premiums_fen - paid
    steps.append(_balance(premiums_fen, paid, balance))
    covered, missing_reserves = (
        _covered(policy, year, premiums_fen, paid, figures) if balance < 0 else (None, ())
    )
    if covered:
        steps += covered.steps
        missing_reserves += covered.missing
    return Account(premiums_fen, paid, balance, covered, missing_reserves, tuple(steps))


def top_up_within(policy: Policy, year: int) -> bool | None:
    """Whether the year's top-up is paid from the critical illness money (LX-4.6a, A16); None where the split is open."""
    for area, file in policy.files("fund", FundFile):
        stated = [share for share in file.pool if share.year == year]
        for share in stated:
            if share.pool is Pool.TEN_YUAN_85:
                on_top = share.within_reading and policy.reading(share.within_reading) == "on_top"
                return share.within is Pool.CRITICAL_ILLNESS and not on_top
        for entry in area.file("fund", FundFile).undecided:
            if entry.topic == "fund_split" and (entry.from_year is None or entry.from_year <= year):
                return None
        if stated:
            return None
    return None


@dataclass(frozen=True, slots=True)
class ClearBy:
    """The last day on which a year is cleared in time, by a clause or an entered figure; None with what is missing."""

    day: date | None
    clause: str = ""
    readings: tuple[str, ...] = ()
    document: str = ""
    missing: Missing | None = None

    def days_overdue(self, on: date, cleared_on: date | None = None) -> int:
        """How many days the clearing is late, or was; the last day itself is in time (A15)."""
        return max(0, ((cleared_on or on) - self.day).days) if self.day else 0


def clear_by(policy: Policy, year: int, figures: Figures) -> ClearBy:
    """By when a year is cleared: the text's day (SD-1f names one for all years before its own), else the entered months."""
    in_time = ""
    readings: tuple[str, ...] = ()
    for _, file in policy.files("deadline", DeadlineFile):
        for entry in file.deadline:
            if not entry.clears_critical_illness:
                continue
            if entry.on is not None and year < entry.on.year:
                return ClearBy(entry.on, entry.clause, entry.readings)
            in_time, readings = in_time or entry.clause, readings or entry.readings
    months = figures.get((Topic.INSURER_CLEARING_MONTHS, ""))
    if months is not None:
        last = add_months(date(year + 1, 1, 1), months.count).toordinal() - 1
        return ClearBy(date.fromordinal(last), in_time, readings, months.document)
    what = Text(
        f"{year}年度大病保险资金的清算期限", f"by which day critical illness money of {year} is cleared"
    )
    return ClearBy(None, in_time, readings, missing=Missing(what, _BUREAUS, in_time, readings))


def _covered(
    policy: Policy, year: int, premiums_fen: int, paid_fen: int, figures: Figures
) -> tuple[Covered | None, tuple[Missing, ...]]:
    order = next((file.shortfall for _, file in policy.files("fund", FundFile) if file.shortfall), None)
    known: dict[Reserve, int] = {}
    missing: list[Missing] = []
    for reserve in order.order if order else ():
        entry = figures.get((RESERVES[reserve], str(year)))
        if entry is not None:
            known[reserve] = entry.fen
        else:
            label = RESERVES[reserve].label
            what = Text(f"{year}年{label.zh}", f"{label.en}: {year}")
            missing.append(
                Missing(what, _BUREAUS, order.clause if order else "", order.readings if order else ())
            )
    if missing:
        return None, tuple(missing)
    return cover_shortfall(policy, raised_fen=premiums_fen, benefits_due_fen=paid_fen, reserves=known), ()


def _said(code: str, zh: str, en: str, fen: int) -> Step:
    return Step(code, Text(f"{zh}{format_yuan(fen)}元", f"{en} {format_yuan(fen)}"), fen=fen)


def _balance(premiums_fen: int, paid_fen: int, balance: int) -> Step:
    sum_zh = f"{format_yuan(premiums_fen)}－{format_yuan(paid_fen)}"
    sum_en = f"{format_yuan(premiums_fen)} - {format_yuan(paid_fen)}"
    if balance < 0:
        text = Text(f"{sum_zh}：不足{format_yuan(-balance)}元", f"{sum_en}: {format_yuan(-balance)} short")
    else:
        text = Text(
            f"{sum_zh}：结余{format_yuan(balance)}元（未扣承办公司自身费用，文件未规定）",
            f"{sum_en}: {format_yuan(balance)} left, before the insurer's own costs, which no text states",
        )
    return Step("balance", text, "", (), balance)
