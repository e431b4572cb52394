"""What can an officer hear of somebody who is not insured, and which days may stand beside it?

An answer is what was said on a day. It is no fact: it changes no record, and a later fact goes before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.terms import Term, Text

REMARK_MAX: Final = 200


class Heard(Term):
    """What was heard on the last contact."""

    PROMISED = ("promised", "答应缴费", "promised to pay")
    REFUSES = ("refuses", "不愿参保", "refuses")
    UNREACHABLE = ("unreachable", "联系不上", "not reached")
    CANNOT_PAY = ("cannot_pay", "无力缴费", "cannot pay")
    ABROAD = ("abroad", "在国（境）外", "abroad")
    DIED = ("died", "已去世", "died")
    SAYS_ELSEWHERE = ("says_elsewhere", "称已在别处参保（待凭证）", "says insured elsewhere, no evidence yet")
    ASK_AGAIN = ("ask_again", "重新询问", "to be asked again")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an officer enters: `contacted_on` is the day of the contact, `died_on` the day of death as it was told."""

    heard: Heard
    contacted_on: date
    promise_on: date | None = None
    next_visit_on: date | None = None
    died_on: date | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class AnswerFault:
    """What is wrong with one field of an answer."""

    field: str
    code: str
    text: Text
    remedy: Text


_CHECK_DAY = Text("请核对日期。", "Check the day.")


def faults(answer: Answer, *, on: date) -> list[AnswerFault]:
    """Everything that is wrong with an answer entered on a day."""
    found: list[AnswerFault] = []

    def wrong(field: str, code: str, zh: str, en: str, remedy: Text = _CHECK_DAY) -> None:
        found.append(AnswerFault(field, code, Text(zh, en), remedy))

    said = answer.contacted_on
    if said > on:
        wrong(
            "contacted_on",
            "contact_in_future",
            f"联系日期 {said} 晚于今天。",
            f"The contact on {said} lies in the future.",
        )
    promise = answer.promise_on
    if answer.heard is Heard.PROMISED and promise is None:
        wrong(
            "promise_on",
            "promise_needs_day",
            "答应缴费没有写哪一天。",
            "The promise to pay names no day.",
            Text("请填写承诺缴费日期。", "Give the day on which the person will pay."),
        )
    elif answer.heard is not Heard.PROMISED and promise is not None:
        wrong(
            "promise_on",
            "promise_without_promise",
            f"答复为“{answer.heard.label.zh}”，却写了承诺缴费日期。",
            f"The answer is “{answer.heard.label.en}”, yet a day of payment is given.",
            Text(
                f"请把答复改为“{Heard.PROMISED.label.zh}”，或删去日期。",
                f"Change the answer to “{Heard.PROMISED.label.en}”, or remove the day.",
            ),
        )
    elif promise is not None and promise < said:
        wrong(
            "promise_on",
            "promise_before_contact",
            f"承诺缴费日期 {promise} 早于联系日期 {said}。",
            f"The promised day {promise} lies before the contact on {said}.",
        )
    visit = answer.next_visit_on
    if visit is not None and visit < said:
        wrong(
            "next_visit_on",
            "visit_before_contact",
            f"下次走访日期 {visit} 早于联系日期 {said}。",
            f"The next visit on {visit} lies before the contact on {said}.",
        )
    died = answer.died_on
    if died is not None and (answer.heard is not Heard.DIED or died > said):
        wrong(
            "died_on",
            "day_of_death_does_not_fit",
            f"死亡日期 {died} 与答复或联系日期不符。",
            f"The day of death {died} does not fit the answer or the day of contact.",
        )
    if len(answer.remark) > REMARK_MAX:
        wrong(
            "remark",
            "remark_too_long",
            f"备注超过 {REMARK_MAX} 个字。",
            f"The remark is longer than {REMARK_MAX} characters.",
            Text("请缩短备注。", "Shorten the remark."),
        )
    return found


def is_overdue(answer: Heard | None, promise_on: date | None, *, on: date) -> bool:
    """Whether a promise has passed its day."""
    return answer is Heard.PROMISED and promise_on is not None and promise_on < on
