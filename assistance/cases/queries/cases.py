"""Which cases does an officer see, which wait for them, and how old is each?"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from assistance.cases.models import AssistanceCase, CaseMember
from assistance.cases.rules import case_deadlines
from assistance.cases.rules.case_deadlines import Standing
from assistance.cases.rules.case_states import CASE, WAITS_FOR, Move, State, waiting_states
from enrollment.models import Person
from enrollment.queries.people import name_begins
from enrollment.rules.names import name_key
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import Officer

PERMISSIONS = (Permission.CASES_ENTER, Permission.CASES_VERIFY, Permission.CASES_APPROVE)
STEPS = (Move.SUBMIT, Move.ACCEPT, Move.VERIFY, Move.PUBLISH, Move.APPROVE)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list: how its deadline stands, how old it is, and what it waits for."""

    case: AssistanceCase
    standing: Standing
    age_days: int
    waits_for: Text | None
    people: list[CaseMember]

    @property
    def unsure_years(self) -> tuple[int, ...]:
        """The years that the deadline runs into of which the working days are not announced."""
        return case_deadlines.unsure_years(timezone.localdate(self.case.state_since), self.case.due_on)

    @property
    def tone(self) -> str:
        return {Standing.OVERDUE: "danger", Standing.SOON: "warning", Standing.IN_TIME: "success"}.get(
            self.standing, "secondary"
        )


def visible_cases(
    officer: Officer, *, on: date, permission: Permission = Permission.CASES_READ
) -> QuerySet[AssistanceCase]:
    return access.scope(AssistanceCase.objects.all(), officer, permission, on=on)


def waiting_for(officer: Officer, *, on: date) -> QuerySet[AssistanceCase]:
    """The cases in which this officer has the next word: by role, by place and by not having had the word before; the one that
    has waited longest first.
    """
    mine = Q(pk__in=[])
    for permission in PERMISSIONS:
        prefixes = access.scope_prefixes(officer, permission, on=on)
        if prefixes:
            mine |= _in(prefixes) & _steps_of(permission, officer, on)
    return AssistanceCase.objects.filter(mine).order_by("state_since", "pk")


def _steps_of(permission: Permission, officer: Officer, on: date) -> Q:
    states = [state.value for state in waiting_states(permission)]
    not_made, not_checked = ~Q(makers__contains=[officer.pk]), ~Q(checkers__contains=[officer.pk])
    if permission is Permission.CASES_ENTER:
        return Q(state__in=states)
    if permission is Permission.CASES_VERIFY:
        to_publish = Q(state=State.VERIFIED, notice_days__gt=0)
        return Q(state=State.SUBMITTED) | (Q(state=State.ACCEPTED) & not_made) | to_publish
    noticed = Q(notice_days=0) | Q(notice_until__lte=on)
    not_first = Q(first_approved_by=None) | ~Q(first_approved_by=officer)
    return Q(state__in=states) & noticed & not_made & not_checked & not_first


def _in(prefixes: Iterable[str]) -> Q:
    inside = Q()
    for prefix in prefixes:
        inside |= Q(division_code__startswith=prefix)
    return inside


def waiting_at(found: QuerySet[AssistanceCase], step: Move) -> QuerySet[AssistanceCase]:
    """Those of some cases that wait for one step."""
    if step is Move.PUBLISH:
        return found.filter(state=State.VERIFIED, notice_days__gt=0)
    states = [state.value for state, move in WAITS_FOR.items() if move is step]
    waiting = found.filter(state__in=states)
    return waiting.exclude(state=State.VERIFIED, notice_days__gt=0) if step is Move.APPROVE else waiting


def searched(found: QuerySet[AssistanceCase], text: str) -> QuerySet[AssistanceCase]:
    """Cases of a number (2022-000012, or its last digits) or of a person whose name begins like this, or its pinyin."""
    text = text.strip()
    number = re.fullmatch(r"(?:\d{4}-)?(\d{1,9})", text)
    if number:
        return found.filter(pk=int(number[1]))
    if not name_key(text):
        return found.none()
    people = Person.objects.filter(name_begins(text)).values("pk")
    return found.filter(pk__in=CaseMember.objects.filter(person__in=people).values("case"))


def with_people(found: QuerySet[AssistanceCase]) -> QuerySet[AssistanceCase]:
    """The cases with what a list shows of each, in a number of queries that does not grow with them."""
    people = Prefetch("members", CaseMember.objects.select_related("person").order_by("pk"), to_attr="people")
    return found.select_related("person", "entered_by", "household").prefetch_related(people)


def rows_of(cases: Iterable[AssistanceCase], *, on: date) -> list[CaseRow]:
    """The cases of one page (from `with_people`) as rows."""
    return [
        CaseRow(
            case,
            case_deadlines.standing(case.due_on, on),
            max((on - timezone.localdate(case.entered_at)).days, 0),
            waits_for(case),
            list(case.people),  # type: ignore[attr-defined]
        )
        for case in cases
    ]


def waits_for(case: AssistanceCase) -> Text | None:
    """The next step, in words; of a case on notice or with notice to come, that."""
    state = State(case.state)
    if state is State.VERIFIED and case.notice_days:
        return Move.PUBLISH.label
    move = WAITS_FOR.get(state)
    if state is State.FIRST_APPROVED:
        return Text("第二人批准", "approval by a second officer")
    return move.label if move else None


def possible_moves(case: AssistanceCase, officer: Officer, *, on: date) -> list[Move]:
    """The buttons of a case for this officer: by the table, the place, and what they did with it before."""
    held = {p for p in PERMISSIONS if access.may(officer, p, case.division_code, on=on)}
    moves = [move for move in CASE.offered(case.state, held) if move not in (Move.APPROVE_FIRST, Move.REVOKE)]
    made, checked = officer.pk in case.makers, officer.pk in case.checkers
    waits_for_notice = bool(case.notice_days) and (case.notice_until is None or on < case.notice_until)
    barred: set[Move] = set()
    if made:
        barred |= {Move.VERIFY, Move.APPROVE, Move.REJECT}
    if checked or officer.pk == case.first_approved_by_id or waits_for_notice:
        barred.add(Move.APPROVE)
    if not case.notice_days:
        barred.add(Move.PUBLISH)
    return [move for move in moves if move not in barred]


def why_not(case: AssistanceCase, officer: Officer, *, on: date) -> Text | None:
    """Why an officer of the right role and place has no button to approve or verify."""
    state = State(case.state)
    if state is State.ACCEPTED and officer.pk in case.makers:
        if access.may(officer, Permission.CASES_VERIFY, case.division_code, on=on):
            return Text(
                "您录入或修改过本个案，须由他人审核。",
                "You entered or changed this case; somebody else must verify it.",
            )
        return None
    if state not in waiting_states(Permission.CASES_APPROVE):
        return None
    if not access.may(officer, Permission.CASES_APPROVE, case.division_code, on=on):
        return None
    if officer.pk in case.makers:
        return Text(
            "您录入或修改过本个案，须由他人审批。",
            "You entered or changed this case; somebody else must decide on it.",
        )
    if officer.pk in case.checkers:
        return Text(
            "您审核过本个案，须由他人批准。", "You verified this case; somebody else must approve it."
        )
    if officer.pk == case.first_approved_by_id:
        return Text(
            "您已作为第一人批准，须由第二人批准。", "You approved it first; a second officer must approve it."
        )
    if case.notice_days and state is State.VERIFIED:
        return Text(
            f"须先公示 {case.notice_days} 天。",
            f"It must be on public notice for {case.notice_days} days first.",
        )
    if case.notice_until is not None and on < case.notice_until:
        return Text(
            f"公示期未满，{case.notice_until} 起可以批准。",
            f"The notice is running; it can be approved from {case.notice_until} on.",
        )
    return None


def cases_of(person: Person) -> QuerySet[AssistanceCase]:
    """The cases of all numbers of one person, the newest first."""
    theirs = CaseMember.objects.filter(Q(person=person) | Q(person__merged_into=person)).values("case")
    return AssistanceCase.objects.filter(pk__in=theirs).order_by("-pk")
