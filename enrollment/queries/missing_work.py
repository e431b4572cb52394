"""What waits for an officer about people who are missing: deaths to be confirmed, visits due, rows that met another answer?"""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from enrollment.models import BaseAnswer, Coverage, SheetRow
from enrollment.rules.base_answers import Heard
from enrollment.rules.sheet_rows import CONFLICT, ConflictMove
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.waiting import Waiting, Work, counted

WRITE = Permission.ENROLLMENT_WRITE


def open_conflicts(officer: Officer, *, on: date) -> QuerySet[SheetRow]:
    """Rows of returned ledgers in the officer's villages that wait for a decision."""
    rows = SheetRow.objects.filter(state__in=CONFLICT.before(ConflictMove.TAKE))
    return access.scope(rows, officer, WRITE, on=on, field="file__area")


def _conflicts(officer: Officer, on: date) -> Waiting:
    return counted(open_conflicts(officer, on=on), on, since="file__uploaded_at")


def _deaths(officer: Officer, on: date) -> Waiting:
    rows = _latest(officer, on).filter(heard=Heard.DIED.value).exclude(said_by=officer)
    return counted(rows, on, since="said_at")


def _visits(officer: Officer, on: date) -> Waiting:
    """A visit that is due, or a promise whose day has passed, of somebody who has no cover of the year yet."""
    paid = Coverage.objects.filter(person=OuterRef("person"), coverage_year=OuterRef("coverage_year"))
    rows = _latest(officer, on).exclude(heard=Heard.DIED.value).filter(~Exists(paid))
    return counted(rows.filter(Q(next_visit_on__lte=on) | Q(promise_on__lt=on)), on, since="contacted_on")


def _latest(officer: Officer, on: date) -> QuerySet[BaseAnswer]:
    """The answers that count of people who live, for coverage years that are not over."""
    later = BaseAnswer.objects.filter(
        person=OuterRef("person"), coverage_year=OuterRef("coverage_year"), version__gt=OuterRef("version")
    )
    rows = BaseAnswer.objects.filter(~Exists(later), coverage_year__gte=on.year)
    alive = rows.filter(person__died_on=None, person__merged_into=None)
    return access.scope(alive, officer, WRITE, on=on, field="person__division_code")


MISSING_WORK = (
    Work(
        "sheet_conflicts",
        Text("台账冲突待处理", "rows of ledgers that met another's answer"),
        "enrollment:ledger_sheets",
        _conflicts,
        "conflicts=open",
    ),
    Work(
        "deaths_told",
        Text("待核实的去世消息", "deaths that were told, to be confirmed"),
        "enrollment:base",
        _deaths,
        "who=died",
    ),
    Work(
        "visits",
        Text("到期走访与逾期承诺", "visits that are due and promises that passed"),
        "enrollment:base",
        _visits,
        "who=open",
    ),
)
