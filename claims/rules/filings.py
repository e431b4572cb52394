"""Is care outside the pooling area filed, as the register of filings has it on the first day of care?

The bill's own cell is evidence only. A filing counts on the days of its span, for places inside its destination, once it is
decided; one that came in after the first day counts as far as a notice, or a figure entered under a document, lets it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from claims.rules.benefit_terms import Terms
from claims.rules.facts import BillFacts, EnteredFigures, Held
from claims.rules.recognitions import ByRegister
from policy.care import FilingKind, Place
from policy.schema.benefit import Deductible, Limit, LumpSum, MajorDisease, Ratio
from policy.schema.registers import FilingRule
from policy.terms import Text
from policy.topics import Topic

WAITS, LATE, CONTRADICTS = "filing_waits", "filing_late", "filing_contradicts"
HOLDS: Final = (WAITS, LATE, CONTRADICTS)
LOCAL: Final = "local_figures_open"  # waits for a filing of the referral


class Filed(NamedTuple):
    """A filing as the register has it, with the days [from_on, until_on); `submitted_on`: the day on which it came in."""

    number: int
    kind: FilingKind
    inside: str  # what the codes of places at its destination begin with
    from_on: date
    until_on: date | None
    submitted_on: date
    is_open: bool = False  # not decided yet

    def holds_for(self, division: str, day: date) -> bool:
        """Whether care in a place on a day lies in it."""
        in_time = self.from_on <= day and (self.until_on is None or day < self.until_on)
        return in_time and division.startswith(self.inside)


class Clock(NamedTuple):
    """Until when a filing must be decided (None: no text and no document says it), by which clause or document."""

    due_at: datetime | None
    clause: str = ""
    document: str = ""


def clock(terms: Terms, submitted_at: datetime, figures: EnteredFigures) -> Clock:
    """The hours run on the clock, nights and holidays included (A15)."""
    rule = next((one for one in terms.all(FilingRule) if one.hours is not None), None)
    if rule is not None and rule.hours is not None:
        return Clock(submitted_at + timedelta(hours=rule.hours), rule.clause)
    entered = figures.get(Topic.FILING_HOURS)
    if entered is not None:
        return Clock(submitted_at + timedelta(hours=entered.count), document=entered.document)
    return Clock(None)


def counts_at_once(terms: Terms, bill: BillFacts, kind: FilingKind) -> str:
    """The clause by which a kind counts as filed without a decision; "" where no text says so."""
    rules = terms.for_bill(FilingRule, bill)
    return next((one.clause for one in rules if kind in one.counts_at_once), "")


def by_filings(
    terms: Terms, bill: BillFacts, division: str, known: Sequence[Filed], figures: EnteredFigures
) -> ByRegister:
    """The bill with `filed_out_of_area` and `referral` as the register has them; `division`: where the provider stands."""
    if bill.place is Place.AREA:
        return ByRegister(bill)
    first = bill.admitted_on or bill.service_on
    there = [one for one in known if one.holds_for(division, first)]
    held: list[Held] = []
    counting: list[Filed] = []
    for one in there:
        if one.is_open and not counts_at_once(terms, bill, one.kind):
            held.append(_waits(one))
        elif one.submitted_on <= first:
            counting.append(one)
        else:
            in_time = _late_counts(terms, bill, one, first, figures)
            if in_time:
                counting.append(one)
            elif in_time is None:
                held.append(_late(one, first))
    if any(one.kind is FilingKind.REFERRED for one in counting):
        bill = bill._replace(referral=True)
    if not asks(terms, bill):
        return ByRegister(bill, (), tuple(one.number for one in counting))
    if counting:
        return ByRegister(bill._replace(filed_out_of_area=True), (), tuple(one.number for one in counting))
    if held:
        return ByRegister(bill._replace(filed_out_of_area=False), tuple(held))
    if bill.filed_out_of_area:
        return ByRegister(bill, (_contradicts(known, first),))
    return ByRegister(bill._replace(filed_out_of_area=False))


def asks(terms: Terms, bill: BillFacts) -> bool:
    """Whether filing makes a difference for such a bill here."""
    kinds: tuple[type[Deductible | Ratio | LumpSum | MajorDisease | Limit], ...]
    kinds = (Deductible, Ratio, LumpSum, MajorDisease, Limit)
    key = ("filing asked", bill.setting, bill.provider_tier, bill.place)
    asked: bool = terms.remember(
        key,
        lambda: any(
            rule.filed is not None and bill.place in rule.in_places
            for kind in kinds
            for rule in terms.for_care(kind, bill.setting, bill.provider_tier)
        ),
    )
    return asked


def _late_counts(
    terms: Terms, bill: BillFacts, one: Filed, first: date, figures: EnteredFigures
) -> bool | None:
    """Whether a filing that came in after the first day of care counts; None where nothing says it."""
    rule = next((rule for rule in terms.for_bill(FilingRule, bill) if rule.late_until is not None), None)
    if rule is not None:
        return one.submitted_on <= bill.discharged_on
    grace = figures.get(Topic.FILING_GRACE_DAYS)
    if grace is not None:
        return one.submitted_on <= first + timedelta(days=grace.count)
    return None


def _waits(one: Filed) -> Held:
    text = Text(
        f"{one.kind.label.zh}备案（第 {one.number} 号，{one.submitted_on} 提交）尚未审核。",
        f"The filing ({one.kind.label.en}, no. {one.number}, submitted on {one.submitted_on}) is not decided yet.",
    )
    next_step = Text(
        "请经办机构审核该备案；审核后本账单自动重新测算。",
        "The bureau decides it; then the bill is looked at again by itself.",
    )
    return Held(WAITS, text, next_step=next_step)


def _late(one: Filed, first: date) -> Held:
    text = Text(
        f"备案（第 {one.number} 号）于 {one.submitted_on} 提交，晚于就医首日 {first}；补办的备案是否有效，本地文件没有规定。",
        f"The filing (no. {one.number}) came in on {one.submitted_on}, after the first day of care, {first}. No text on file "
        "says whether a late filing counts.",
    )
    next_step = Text(
        "由两名人员凭文件放行，或凭文号录入“入院后补办备案仍然有效的天数”。",
        "Two officers release it under a document, or enter the days within which a late filing still counts.",
    )
    return Held(LATE, text, "", ("A15",), next_step, is_undecided=True)


def _contradicts(known: Sequence[Filed], first: date) -> Held:
    ended = max(
        (one for one in known if one.until_on is not None and one.until_on <= first),
        key=lambda one: one.until_on or date.max,
        default=None,
    )
    if ended is None:
        text = Text(
            "账单写明已备案，备案登记中没有在就医首日有效、包含就医地的备案。",
            "The bill says that care was filed; the register has no filing that holds on the first day for this place.",
        )
    else:
        text = Text(
            f"账单写明已备案，登记的备案（第 {ended.number} 号）已于 {ended.until_on} 到期或终止。",
            f"The bill says that care was filed; the filing on record (no. {ended.number}) ended before {ended.until_on}.",
        )
    next_step = Text(
        "请补录备案（备案后自动重新测算）；确未备案的，撤回账单并改为“未备案”重新录入。",
        "Enter the filing (then the bill is looked at again by itself); if there was none, withdraw the bill and enter it as "
        "not filed.",
    )
    return Held(CONTRADICTS, text, next_step=next_step)
