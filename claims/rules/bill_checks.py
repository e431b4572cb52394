"""May a bill be taken in: is the provider designated, the person covered, and if something is open, what?

One verdict for the desk, the API and every bill of a file. The desk says a refusal aloud; a file keeps it as the outcome.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final, NamedTuple

from claims.rules.bill_entry import SUMS_DIFFER, BillEntry, BillFault
from claims.rules.bill_states import BillState
from claims.rules.eligibility import State
from claims.rules.facts import Held
from claims.rules.stay_cover import CoverVerdict
from policy.care import Place
from policy.terms import Term, Text
from staff.rules.divisions import scope_prefix


class BillOutcome(Term):
    """How a bill of a file ended: exactly one of these. The codes are stable; reports and the API print them."""

    SETTLED = ("settled", "已结算", "settled")
    READY = ("ready", "待结算", "ready to settle")
    HELD = ("held", "待人工放行", "held for release")
    UNDECIDED = ("undecided", "政策未明确，待决定", "undecided")
    ALREADY_ENTERED = ("already_entered", "已录入的同一账单", "the same bill is in already")
    NUMBER_TAKEN = ("number_taken", "单据号已被另一账单使用", "number used by another bill")
    INVOICE_TAKEN = ("invoice_taken", "发票已报销", "invoice claimed already")
    MALFORMED = ("malformed", "内容有误", "malformed")
    SUMS_DIFFER = ("sums_differ", "明细合计与总额不符", "sums differ")
    UNKNOWN_PROVIDER = ("unknown_provider", "医疗机构未登记", "unknown provider")
    NOT_DESIGNATED = ("not_designated", "非定点或不在定点有效期", "provider not designated on that day")
    UNKNOWN_PERSON = ("unknown_person", "查无此人", "unknown person")
    NAME_DIFFERS = ("name_differs", "姓名不符", "name differs")
    NOT_COVERED = ("not_covered", "不享受待遇", "not covered")
    IN_WAITING = ("in_waiting", "等待期内", "in the waiting period")
    OTHER_AREA = ("other_area", "参保地不在本辖区", "insured in another area")
    OVERLAPPING_STAY = ("overlapping_stay", "住院日期重叠", "stay overlaps another")
    BEFORE_RULES = ("before_rules", "诊疗日期早于政策施行日", "before the rules were in force")


_OF_STATE: Final = {
    BillState.READY: BillOutcome.READY,
    BillState.HELD: BillOutcome.HELD,
    BillState.UNDECIDED: BillOutcome.UNDECIDED,
    BillState.SETTLED: BillOutcome.SETTLED,
}


def outcome_of(state: str) -> BillOutcome:
    """The outcome of a bill that was taken in, by its state."""
    return _OF_STATE[BillState(state)]


_SILENT: Final = Text("", "")


class Verdict(NamedTuple):
    """Taken in with a state (and why it waits), or refused with text and remedy."""

    outcome: BillOutcome
    state: BillState | None = None
    eligibility: State | None = None
    holds: tuple[dict[str, Any], ...] = ()
    text: Text = _SILENT
    remedy: Text = _SILENT
    clause: str = ""
    faults: tuple[BillFault, ...] = ()


def of_faults(found: tuple[BillFault, ...]) -> Verdict:
    """The bill cannot be true by itself."""
    sums = [fault for fault in found if fault.code == SUMS_DIFFER]
    first = (sums or list(found))[0]
    outcome = BillOutcome.SUMS_DIFFER if len(sums) == len(found) else BillOutcome.MALFORMED
    return Verdict(outcome, text=first.text, remedy=first.remedy, faults=found)


def of_provider(entry: BillEntry, name: str | None, tier: str | None) -> Verdict | None:
    """Why the provider does not fit, None when it is registered and designated on the day of discharge."""
    if name is None:
        return Verdict(
            BillOutcome.UNKNOWN_PROVIDER,
            text=Text(f"医疗机构编码 {entry.provider_code[:20]} 未登记。",
                      f"No provider is registered under {entry.provider_code[:20]}."),
            remedy=Text("请核对编码，或先登记该定点医疗机构。", "Check the code, or register the provider first."),
        )  # fmt: skip
    if tier is None:
        return Verdict(
            BillOutcome.NOT_DESIGNATED,
            text=Text(f"{name}在 {entry.discharged_on} 不是定点医疗机构，其费用不予支付。",
                      f"{name} was not designated on {entry.discharged_on}; its costs are not paid."),
            remedy=Text("请核对出院（就诊）日期和定点有效期。", "Check the day and the span of the designation."),
        )  # fmt: skip
    return None


def unknown_person() -> Verdict:
    """Nobody is registered under the number."""
    return Verdict(
        BillOutcome.UNKNOWN_PERSON,
        text=Text("没有以该证件号码登记的人。", "Nobody is registered under this number."),
        remedy=Text("请核对证件号码。", "Check the document number."),
    )


def name_differs() -> Verdict:
    """The name on the bill is not that of the person registered under the number."""
    return Verdict(
        BillOutcome.NAME_DIFFERS,
        text=Text("姓名与该证件号码登记的姓名不符。", "The name is not that of the person registered under this number."),
        remedy=Text("请核对姓名和证件号码；更名的，先办理更正登记。",
                    "Check name and number; after a change of name, correct the registration first."),
    )  # fmt: skip


def other_area(area: str) -> Verdict:
    """The person is insured where the sender of the file does not answer for."""
    return Verdict(
        BillOutcome.OTHER_AREA,
        text=Text(f"该人参保地（{area}）不在本文件的辖区内。", f"The person is insured elsewhere ({area})."),
        remedy=Text("请转参保地经办机构办理。", "Send the bill to the agency of that area."),
    )  # fmt: skip


TAKEN = {
    BillOutcome.ALREADY_ENTERED: (
        Text("这张账单已经录入。", "This bill is in already."),
        Text("请打开已录入的账单查看。", "Open the one that is in."),
    ),
    BillOutcome.NUMBER_TAKEN: (
        Text("该医疗机构的这一单据号已用于内容不同的另一张账单。", "The provider's number belongs to another bill."),
        Text("请核对单据号；原账单有误的，先撤回或冲正原账单。",
             "Check the number; if the other one is wrong, withdraw or reverse it first."),
    ),
    BillOutcome.INVOICE_TAKEN: (
        Text("这张发票已经报销。", "This invoice was claimed already."),
        Text("请核对发票号。", "Check the number of the invoice."),
    ),
    BillOutcome.OVERLAPPING_STAY: (
        Text("住院日期与本人另一次住院重叠。", "The stay overlaps another stay of this person."),
        Text("请核对入院、出院日期；系同一次住院的，不得重复录入。",
             "Check the days; the same stay must not be entered twice."),
    ),
}  # fmt: skip


def share_a_night(one: tuple[date, date], other: tuple[date, date]) -> bool:
    """Whether two stays (first day, day of discharge) need two beds in one night; the day of discharge is free again."""
    return one[0] < other[1] and other[0] < one[1]


def overlapping_stay(number: str) -> Held:
    """Another stay of the same human being lies on the same days."""
    text, remedy = TAKEN[BillOutcome.OVERLAPPING_STAY]
    named = Text(f"{text.zh}（单据号 {number}）", f"{text.en} (bill {number})")
    return Held("overlapping_stay", named, next_step=remedy)


def of_taken(outcome: BillOutcome) -> Verdict:
    """Number, invoice or days belong to another bill."""
    text, remedy = TAKEN[outcome]
    return Verdict(outcome, text=text, remedy=remedy)


def of_cover(verdict: CoverVerdict) -> Verdict:
    """Taken in as the cover of its days says, or refused because there is none on any of them."""
    answer = verdict.answer
    if verdict.state is not None:
        holds = (verdict.why.as_json(),) if verdict.why else ()
        return Verdict(_OF_STATE[verdict.state], verdict.state, answer.state, holds)
    outcome = BillOutcome.IN_WAITING if answer.state is State.WAITING else BillOutcome.NOT_COVERED
    return Verdict(
        outcome, eligibility=answer.state, text=answer.reason, remedy=answer.next_step, clause=answer.clause
    )


def place_of_care(provider_area: str | None, provider_division: str, area: str) -> Place:
    """Where a provider stands, seen from the pooling area that insures the person."""
    if provider_area == area or provider_division.startswith(scope_prefix(area)):
        return Place.AREA
    return Place.PROVINCE if provider_division[:2] == area[:2] else Place.ELSEWHERE
