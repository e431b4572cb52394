"""How do the pages about subsidies say states, flows, reasons and steps? `{% load subsidies %}`."""

from typing import Any

from django import template
from django.utils.translation import get_language

from assistance.subsidies.models import Grant, PayoutLine
from assistance.subsidies.queries.payouts import help_label
from assistance.subsidies.rules.aid_payments import AidState
from assistance.subsidies.rules.bank_answers import BankAnswer, Verdict
from assistance.subsidies.rules.grant_states import GrantState, PayoutState
from enrollment.operations.due_credits import WHY_NOT
from enrollment.rules.relationships import Relationship
from policy.terms import Flow, Mode, Text
from staff.refusals import spoken

register = template.Library()

CAUSES = {
    "month_not_come": Text("列支月份未到", "its month has not come"),
    "added_at_year_end": Text("12月新增，年度归属待定", "added in December: which year is open"),
    "inputs_changed": Text("定稿前身份或应缴有变化", "category or due changed before the freeze"),
    "run_cancelled": Text("批次作废", "the run was given up"),
    "category_ended": Text("身份已终止", "the category has ended"),
    "category_changed": Text("身份或资助标准已变化", "the category or its amount has changed"),
    "due_changed": Text("应缴金额已变化", "the due has changed"),
    "deceased": Text("参保年度开始前已死亡", "the person had died before the coverage year began"),
    "enrollment_ended": Text("参保登记已撤销", "the enrollment was cancelled"),
    "not_credited": Text("未能代缴", "could not be credited"),
    "not_on_the_list": Text("名册中没有该序号", "no such line on the list"),
    "amount_differs": Text("金额与名册不符", "the amount differs from the list"),
    "account_differs": Text("账号与名册不符", "the account differs from the list"),
    **WHY_NOT,
}


@register.filter
def grant_state_words(code: str) -> str:
    return spoken(GrantState(code).label) if code else ""


@register.filter
def payout_words(code: str) -> str:
    return spoken(PayoutState(code).label) if code else ""


@register.filter
def help_words(line: PayoutLine) -> str:
    """What a line pays, in words."""
    return spoken(help_label(line))


@register.filter
def aid_state_words(code: str) -> str:
    return spoken(AidState(code).label)


@register.filter
def bank_answer_words(code: str) -> str:
    return spoken(BankAnswer(code).label)


@register.filter
def verdict_words(code: str) -> str:
    return spoken(Verdict(code).label)


@register.filter
def flow_words(code: str) -> str:
    return spoken(Flow(code).label) if code else "—"


@register.filter
def mode_words(code: str) -> str:
    return spoken(Mode(code).label) if code else "—"


@register.filter
def relation_words(code: str) -> str:
    """How the subsidised person stands to the owner of the account."""
    if code == "self":
        return spoken(Text("本人", "same person"))
    return spoken(Relationship(code).label)


@register.filter
def cause_words(code: str) -> str:
    return spoken(CAUSES[code]) if code in CAUSES else code


@register.filter
def because_words(grant: Grant) -> str:
    """Why it is flagged, held or ended, in words; a reason that an officer wrote stands as written."""
    found = [cause_words(code) for code in (grant.review_because, grant.because) if code]
    return "；".join(found) if (get_language() or "zh").startswith("zh") else "; ".join(found)


@register.filter
def said(step: dict[str, Any]) -> str:
    """A stored step or missing fact in the language of the page."""
    return spoken(Text(step.get("zh", ""), step.get("en", "")))


@register.filter
def decided_by(missing: dict[str, Any]) -> str:
    return spoken(Text(missing.get("decided_by_zh", ""), missing.get("decided_by_en", "")))
