"""Which cases are on public notice (公示) now in an officer's places, and what does each notice say?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from assistance.cases.models import AssistanceCase, CaseMember
from assistance.cases.queries.cases import visible_cases, with_people
from assistance.cases.rules.case_states import State
from staff.models import Officer


@dataclass(frozen=True, slots=True)
class Notice:
    """A case on notice: the people it names, its first and its last day, and how many days are left with today."""

    case: AssistanceCase
    people: list[CaseMember]
    first_day: date
    last_day: date
    days_left: int

    @property
    def is_running(self) -> bool:
        return self.days_left > 0


def running(officer: Officer, *, on: date, inside: str = "") -> QuerySet[AssistanceCase]:
    """The cases whose notice holds the day, of the officer's places (or of one division in them), place by place."""
    found = visible_cases(officer, on=on).filter(
        state=State.ON_NOTICE.value,
        notice_from__lte=on,
        notice_until__gt=on,
        division_code__startswith=inside,
    )
    return with_people(found).order_by("division_code", "notice_until", "pk")


def notices_of(cases: Iterable[AssistanceCase], *, on: date) -> list[Notice]:
    """Cases with a notice (from `with_people`) as what the notice says."""
    return [
        Notice(
            case,
            list(case.people),  # type: ignore[attr-defined]
            case.notice_from,
            case.notice_until - timedelta(days=1),
            max((case.notice_until - max(on, case.notice_from)).days, 0)
            if case.state == State.ON_NOTICE
            else 0,
        )
        for case in cases
        if case.notice_from is not None and case.notice_until is not None
    ]
