"""What of an application for a refund cannot be accepted: its day, its account, to whom the money would go?"""

from datetime import date

from enrollment.models import Person
from enrollment.queries.refunds import household_names
from policy.terms import Text
from staff.refusals import Refusal

ACCOUNT_MIN, ACCOUNT_MAX = 8, 30


class RefundRefused(Refusal):
    """The refund cannot be as it is asked for; `context["field"]` names the field."""


class RefundMoved(Refusal):
    """Somebody asked for it, decided on it or listed it before."""

    status = 409


def require_date(received_on: date, *, paid_on: date, on: date) -> None:
    """An application is no older than its payment and came in by today."""
    if paid_on <= received_on <= on:
        return
    raise RefundRefused(
        "received_on",
        Text(
            f"收件日期须在缴费日 {paid_on} 至今天 {on} 之间。",
            f"The day of receipt lies between the pay day {paid_on} and today, {on}.",
        ),
        Text("请核对收到申请的日期。", "Check the day on which the application came in."),
        field="received_on",
    )


def account_of(text: str, *, field: str = "payee_account") -> str:
    """An account number as digits, written with or without blanks."""
    account = "".join(text.split()).replace("-", "")
    if account.isascii() and account.isdigit() and ACCOUNT_MIN <= len(account) <= ACCOUNT_MAX:
        return account
    raise RefundRefused(
        "account_unreadable",
        Text(
            f"账号应为 {ACCOUNT_MIN} 至 {ACCOUNT_MAX} 位数字。",
            f"An account number has {ACCOUNT_MIN} to {ACCOUNT_MAX} digits.",
        ),
        Text("请按存折或银行卡填写。", "Enter it as on the passbook or card."),
        field=field,
    )


def require_payee(person: Person, payee: str, relation: str) -> None:
    """The money goes to the person or somebody of the household; to anybody else only where it is said why."""
    if not payee.strip():
        raise RefundRefused(
            "payee_required",
            Text("没有填写收款户名。", "The owner of the account is missing."),
            Text("请填写账户的开户名。", "Give the name under which the account is held."),
            field="payee",
        )
    if payee.strip() in household_names(person) or relation.strip():
        return
    raise RefundRefused(
        "account_of_another",
        Text(
            f"收款户名“{payee.strip()}”既不是{person.name}本人，也不在同一户内。",
            f"“{payee.strip()}” is neither {person.name} nor of the same household.",
        ),
        Text(
            "请改填本人或户内成员的账户；确须退给他人的，写明关系并上传证明。",
            "Give an account of the person or household; if it must go to another, say how they are related and attach proof.",
        ),
        field="payee_relation",
    )
