"""Which entered figures and population tables wait for a second officer?"""

from datetime import date
from typing import TypeVar

from django.db.models import Model, QuerySet

from assistance.figures.models import EnteredParameter, FigureSheet
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.waiting import Waiting, Work, counted

M = TypeVar("M", bound=Model)


def _parameters(officer: Officer, on: date) -> Waiting:
    """Figures entered one by one; those of a table are decided with it."""
    rows = EnteredParameter.objects.filter(approved_by=None, rejected_by=None, sheet=None)
    return counted(_to_decide(rows, officer, on), on, since="entered_at")


def _sheets(officer: Officer, on: date) -> Waiting:
    open_rows = EnteredParameter.objects.filter(approved_by=None, rejected_by=None).exclude(sheet=None)
    rows = FigureSheet.objects.filter(pk__in=open_rows.values("sheet"))
    return counted(_to_decide(rows, officer, on), on, since="entered_at")


def _to_decide(rows: QuerySet[M], officer: Officer, on: date) -> QuerySet[M]:
    return access.scope(
        rows.exclude(entered_by=officer), officer, Permission.PARAMETERS_APPROVE, on=on, field="area"
    )


WAITING = (
    Work(
        "parameters",
        Text("待复核的录入指标", "entered figures to approve"),
        "assistance:parameters",
        _parameters,
    ),
    Work(
        "population_sheets",
        Text("待复核的人口数据表", "population tables to approve"),
        "assistance:population_sheets",
        _sheets,
    ),
)
