"""How is a budget entered and approved, who is warned when a line is crossed, and how is a warning answered?"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from claims.models import FundBudget, FundWarning, WarningAnswer, WarningRecipient
from claims.queries.fund_budgets import months_as_json, recipients, year_of_fund
from claims.rules.fund_budgets import Months
from intake.operations.locks import lock_text
from policy.book import default_book
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Officer
from staff.refusals import Refusal

READ, ENTER, APPROVE = Permission.FUNDS_READ, Permission.FUNDS_ENTER, Permission.FUNDS_APPROVE


class BudgetRefused(Refusal):
    """The budget, the naming or the answer cannot stand; `context["field"]` names the field, if it is one."""


class BudgetMoved(Refusal):
    """Somebody else acted meanwhile."""

    status = 409


@transaction.atomic
def enter(
    *, area: str, year: int, months: Months, document_number: str, by: Officer, at: datetime
) -> FundBudget:
    """Enter a year's budget by month, in fen; it is in force once another officer approves it, instead of the one before."""
    access.require(by, ENTER, area, on=timezone.localdate(at))
    if default_book().pooling_area(area) != area:
        raise _refused(
            "area",
            Text(f"{area} 不是统筹区。", f"{area} is not a pooling area."),
            Text("请填写统筹区的六位代码。", "Give the six digits of the pooling area."),
        )
    for field, amounts in zip(("income", "spending"), months, strict=True):
        if len(amounts) != 12 or min(amounts) < 0:
            raise _refused(
                field,
                Text("须有十二个月的金额，且不为负。", "Twelve amounts are needed, none below zero."),
                Text("没有的月份填 0。", "Write 0 for a month without any."),
            )
    if not document_number.strip():
        raise _refused(
            "document_number",
            Text("须注明预算文件的文号。", "Name the document of the budget."),
            Text("请填写文号。", "Enter the document number."),
        )
    lock_text(f"fund_budget:{area}:{year}")
    if FundBudget.objects.filter(area=area, year=year, approved_by=None, rejected_by=None).exists():
        raise BudgetMoved(
            "budget_waits",
            Text(f"{year} 年已有待复核的预算。", f"A budget of {year} waits for another officer."),
            Text("请先复核或驳回。", "Have it approved or turned down first."),
        )
    made = FundBudget.objects.create(
        area=area,
        year=year,
        income_fen=list(months.income),
        spending_fen=list(months.spending),
        document_number=document_number.strip()[:100],
        entered_by=by,
        entered_at=at,
    )
    _audited("enter_fund_budget", made, by, at)
    return made


@transaction.atomic
def decide(*, budget: FundBudget, approve: bool, because: str = "", by: Officer, at: datetime) -> FundBudget:
    """Approve what another officer entered, which replaces the budget before it, or turn it down with the reason."""
    access.require(by, APPROVE, budget.area, on=timezone.localdate(at))
    lock_text(f"fund_budget:{budget.area}:{budget.year}")
    budget = FundBudget.objects.select_for_update(of=("self",)).get(pk=budget.pk)
    if budget.standing != "waits":
        raise BudgetMoved(
            "already_decided",
            Text("该预算已经复核。", "This budget was decided before."),
            Text("请刷新页面查看。", "Load the page again to see how it stands."),
        )
    require_other_hands(
        by,
        budget.entered_by_id,
        what=Text("录入人不能复核自己录入的预算。", "You entered this budget, so you cannot decide on it."),
    )
    if approve:
        before = FundBudget.objects.filter(
            area=budget.area, year=budget.year, approved_by__isnull=False, replaced_at=None
        )
        before.update(replaced_at=at)
        budget.approve(by=by, at=at)
    else:
        if not because.strip():
            raise _refused(
                "because",
                Text("驳回须写明理由。", "Say why it is turned down."),
                Text("请填写理由。", "Enter the reason."),
            )
        budget.reject(because=because, by=by, at=at)
    _audited("approve_fund_budget" if approve else "reject_fund_budget", budget, by, at)
    return budget


@transaction.atomic
def name(*, area: str, login: str, by: Officer, at: datetime) -> WarningRecipient:
    """Name an officer to whom warnings about the fund go; it must be one who may read public money there."""
    on = timezone.localdate(at)
    access.require(by, APPROVE, area, on=on)
    officer = Officer.objects.filter(login__iexact=login.strip()).first()
    if officer is None or not access.may(officer, READ, area, on=on):
        raise _refused(
            "login",
            Text(
                f"“{login}”不是该统筹区可以查看基金的工作人员。",
                f"“{login}” is no officer who may read the fund there.",
            ),
            Text("请填写登录名，并确认其角色。", "Give a login name, and check the role."),
        )
    lock_text(f"fund_recipients:{area}")
    found = WarningRecipient.objects.filter(area=area, officer=officer, until_on=None).first()
    if found is not None:
        return found
    made = WarningRecipient.objects.create(area=area, officer=officer, from_on=on, named_by=by)
    audit.record(
        "name_warning_recipient",
        by=by,
        about=made,
        division_code=area,
        at=at,
        change={"officer": officer.login},
    )
    return made


@transaction.atomic
def no_longer(*, recipient: WarningRecipient, by: Officer, at: datetime) -> None:
    """Warnings no longer go to an officer; one of the area remains."""
    on = timezone.localdate(at)
    access.require(by, APPROVE, recipient.area, on=on)
    lock_text(f"fund_recipients:{recipient.area}")
    if not recipients(recipient.area, on=on).exclude(pk=recipient.pk).exists():
        raise _refused(
            "",
            Text("至少须有一名预警接收人。", "Somebody must be warned."),
            Text("请先指定另一名接收人。", "Name another officer first."),
            code="last_recipient",
        )
    WarningRecipient.objects.filter(pk=recipient.pk, until_on=None).update(until_on=on)
    audit.record(
        "end_warning_recipient",
        by=by,
        about=recipient,
        division_code=recipient.area,
        at=at,
        change={"officer": recipient.officer.login},
    )


@transaction.atomic
def answer(*, warning: FundWarning, text: str, by: Officer, at: datetime) -> WarningAnswer:
    """The written answer of an officer who is warned; each answers once, and it stays."""
    on = timezone.localdate(at)
    access.require(by, READ, warning.area, on=on)
    if not recipients(warning.area, on=on).filter(officer=by).exists():
        raise _refused(
            "",
            Text("您不是预警接收人。", "You are not one who is warned."),
            Text("请由接收人答复，或先指定。", "Who is warned answers; name this officer first."),
            code="not_warned",
        )
    if not text.strip():
        raise _refused(
            "text",
            Text("答复不能为空。", "The answer is empty."),
            Text("请写明原因和措施。", "Write why, and what is done."),
        )
    lock_text(f"fund_warning:{warning.pk}")
    if warning.answers.filter(officer=by).exists():
        raise BudgetMoved(
            "already_answered",
            Text("您已经答复。", "You answered before."),
            Text("请刷新页面查看。", "Load the page again to see it."),
        )
    made = WarningAnswer.objects.create(warning=warning, officer=by, text=text.strip()[:1000], answered_at=at)
    audit.record(
        "answer_fund_warning",
        by=by,
        about=warning,
        division_code=warning.area,
        at=at,
        change={"text": made.text},
    )
    return made


@transaction.atomic
def watch(*, on: date, at: datetime, by: Officer | None = None) -> list[FundWarning]:
    """Hold every fund with a budget against its lines as of the last whole month; a second run adds nothing."""
    if by is not None and not access.may_anywhere(by, APPROVE, on=timezone.localdate(at)):
        access.require(by, APPROVE, "", on=timezone.localdate(at))
    if on > timezone.localdate(at):
        raise _refused(
            "on",
            Text(f"{on} 还没有到。", f"{on} is still to come."),
            Text("请填写今天或以前的日期。", "Give today or an earlier day."),
        )
    lock_text("fund_watch")
    month = (on.replace(day=1) - timedelta(days=1)).replace(day=1)
    opened = []
    areas = FundBudget.objects.filter(year=month.year, approved_by__isnull=False, replaced_at=None)
    for area in areas.order_by("area").values_list("area", flat=True):
        found = months_as_json(area, month.year, on.replace(day=1).isoformat())
        for one in year_of_fund(area, month.year, found, on=on).standing.crossed:
            warning, is_new = FundWarning.objects.get_or_create(
                area=area,
                month=month,
                line=one.line.value,
                defaults={
                    "text_zh": one.text.zh,
                    "text_en": one.text.en,
                    "line_document": one.document,
                    "opened_at": at,
                },
            )
            if is_new:
                opened.append(warning)
                audit.record(
                    "open_fund_warning",
                    by=by,
                    about=warning,
                    division_code=area,
                    at=at,
                    change={"month": month, "line": one.line.value, "text": one.text.zh},
                )
    return opened


def _audited(action: str, made: FundBudget, by: Officer, at: datetime) -> None:
    audit.record(
        action,
        by=by,
        about=made,
        division_code=made.area,
        at=at,
        change={
            "year": made.year,
            "income_fen": sum(made.income_fen),
            "spending_fen": sum(made.spending_fen),
            "document_number": made.document_number,
            "because": made.rejected_because,
        },
    )


def _refused(field: str, text: Text, remedy: Text, *, code: str = "") -> BudgetRefused:
    return BudgetRefused(code or f"budget_{field}", text, remedy, **({"field": field} if field else {}))
