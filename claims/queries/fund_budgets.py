"""What came in and went out of a fund month by month, and how does it stand against its budget?

Income: contributions of the coverage year and fiscal money of the year; what came before the year stands in January, what came
after it in December. Spending: what the fund paid by statements on the days of the month, less what was taken back on them, and
what was handed over to the insurer for the year.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Sum
from django.db.models.functions import ExtractMonth

from assistance.figures.queries.parameters import entered_for_rules
from assistance.public_money.models import FiscalTransfer
from claims.models import FundBudget, FundWarning, InsurerPremium, Statement, WarningRecipient
from claims.rules.fund_budgets import MONTHS, Months, Standing, standing
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.rules.divisions import scope_prefix

READ = Permission.FUNDS_READ
_CONTRIBUTIONS = """
SELECT CASE WHEN e.effective_on < %(start)s THEN 1 WHEN e.effective_on >= %(end)s THEN 12
    ELSE extract(month FROM e.effective_on)::int END,
  sum(CASE WHEN e.kind IN ('payment', 'subsidy', 'repair') THEN e.amount_fen
    WHEN e.kind IN ('refund', 'reversal', 'repair_return') THEN -e.amount_fen ELSE 0 END)
FROM enrollment_dueentry e JOIN enrollment_due d ON d.id = e.due_id
WHERE d.coverage_year = %(year)s AND d.division_code LIKE %(inside)s AND e.effective_on < %(until)s
GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class YearOfFund:
    """A fund's year on a day: the budget in force, what was month by month, how it stands after the months that are over."""

    area: str
    year: int
    budget: FundBudget | None
    actual: Months
    standing: Standing


def months_as_json(area: str, year: int, until: str) -> dict[str, list[int]]:
    """Income and spending of a year by month, of the days before `until` (YYYY-MM-DD), to be kept."""
    start, end, before = date(year, 1, 1), date(year + 1, 1, 1), date.fromisoformat(until)
    income, spending = [0] * MONTHS, [0] * MONTHS
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {
            "start": start,
            "end": end,
            "year": year,
            "inside": scope_prefix(area) + "%",
            "until": before,
        }
        cursor.execute(_CONTRIBUTIONS, asked)
        for month, fen in cursor.fetchall():
            income[month - 1] += int(fen)
    transfers = FiscalTransfer.objects.filter(area=area, fiscal_year=year, arrived_on__lt=before)
    for on, fen in transfers.values_list("arrived_on", "amount_fen"):
        income[_month_in(year, on) - 1] += fen
    premiums = InsurerPremium.objects.filter(
        insurer_year__area=area, insurer_year__year=year, approved_by__isnull=False, paid_on__lt=before
    )
    for one in premiums:
        spending[_month_in(year, one.paid_on) - 1] += one.signed_fen
    statements = Statement.objects.filter(division_code__startswith=scope_prefix(area), basic_fen__gt=0)
    for field, sign in (("settled_on", 1), ("reversed_on", -1)):
        inside = {f"{field}__gte": start, f"{field}__lt": min(end, before)}
        summed: Iterable[Any] = (
            statements.filter(**inside)
            .order_by()
            .annotate(month=ExtractMonth(field))
            .values("month")
            .annotate(fen=Sum("basic_fen"))
        )
        for row in summed:
            spending[row["month"] - 1] += sign * row["fen"]
    return {"income": income, "spending": spending}


def months_over(year: int, on: date) -> int:
    """How many whole months of a year are over on a day."""
    return max(0, min(MONTHS, (on.year - year) * MONTHS + on.month - 1))


def budget_in_force(area: str, year: int) -> FundBudget | None:
    """The approved budget that nothing replaced."""
    rows = FundBudget.objects.select_related("entered_by", "approved_by")
    return rows.filter(area=area, year=year, approved_by__isnull=False, replaced_at=None).first()


def year_of_fund(area: str, year: int, found: dict[str, list[int]], *, on: date) -> YearOfFund:
    """The year as it stands on a day, from what was counted."""
    actual = Months(tuple(found["income"]), tuple(found["spending"]))
    budget = budget_in_force(area, year)
    stands = standing(
        year,
        budget=budget.months if budget else None,
        actual=actual,
        months_over=months_over(year, on),
        figures=entered_for_rules(area, on),
    )
    return YearOfFund(area, year, budget, actual, stands)


def visible_budgets(officer: Officer, *, on: date, permission: Permission = READ) -> QuerySet[FundBudget]:
    """The budgets of the officer's pooling areas, the newest first."""
    rows = FundBudget.objects.select_related("entered_by", "approved_by", "rejected_by")
    return access.scope(rows, officer, permission, on=on, field="area").order_by("-year", "area", "-pk")


def visible_warnings(officer: Officer, *, on: date) -> QuerySet[FundWarning]:
    """The warnings about the funds of the officer's areas, the newest first."""
    rows = FundWarning.objects.prefetch_related("answers__officer")
    return access.scope(rows, officer, READ, on=on, field="area").order_by("-month", "line")


def recipients(area: str, *, on: date) -> QuerySet[WarningRecipient]:
    """Who is warned of a fund on a day."""
    rows = WarningRecipient.objects.select_related("officer", "named_by")
    return rows.filter(area=area, from_on__lte=on, until_on=None).order_by("officer__login")


def to_answer(officer: Officer) -> QuerySet[FundWarning]:
    """The warnings that reach an officer and that this officer has not answered."""
    named = WarningRecipient.objects.filter(officer=officer, until_on=None).values("area")
    return FundWarning.objects.filter(area__in=named).exclude(answers__officer=officer)


def year_json(found: YearOfFund) -> dict[str, Any]:
    """For programs and the command; amounts in fen, twelve months each."""
    budget = found.budget
    return {
        "area": found.area,
        "year": found.year,
        "budget": budget
        and {
            "id": budget.pk,
            "document_number": budget.document_number,
            "income_fen": budget.income_fen,
            "spending_fen": budget.spending_fen,
        },
        "income_fen_by_month": list(found.actual.income),
        "spending_fen_by_month": list(found.actual.spending),
        **found.standing.as_json(),
    }


def warning_json(one: FundWarning) -> dict[str, Any]:
    """For programs."""
    return {
        "id": one.pk,
        "area": one.area,
        "month": f"{one.month:%Y-%m}",
        "line": one.line,
        "text": {"zh": one.text_zh, "en": one.text_en},
        "line_document": one.line_document,
        "answers": [
            {
                "officer": answer.officer.display_name,
                "text": answer.text,
                "answered_at": answer.answered_at.isoformat(),
            }
            for answer in one.answers.all()
        ],
    }


def _month_in(year: int, day: date) -> int:
    """The month of a day; days before the year stand in January, those after it in December."""
    return 1 if day.year < year else MONTHS if day.year > year else day.month
