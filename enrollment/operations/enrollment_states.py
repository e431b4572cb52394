"""How is an enrollment suspended, resumed, ended and taken up again, by an officer, by a death, by enrolling anew?"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from enrollment.models import Enrollment, EnrollmentChange, Person, WaitingExemption
from enrollment.operations import exemptions, follow_ups, state_evidence
from enrollment.operations.follow_ups import Change
from enrollment.operations.people import InvalidFact, lock_person, require_reason
from enrollment.rules.enrollment_states import (
    ENROLLMENT,
    ENTERED,
    WAY_BACK,
    EnrollmentMove,
    EnrollmentState,
    StateReason,
    clause_of,
)
from enrollment.rules.follow_ups import Fact
from policy.terms import ExemptionReason, Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal

WRITE = Permission.ENROLLMENT_WRITE


class NotPossibleInState(Refusal):
    """The enrollment is in a state from which the move does not lead, or it was cancelled."""

    status = 409


class NothingToUndo(Refusal):
    """Something was built on the change since."""

    status = 409


@transaction.atomic
def move(
    *,
    enrollment: Enrollment,
    made: EnrollmentMove,
    reason: StateReason,
    from_on: date,
    document_number: str,
    by: Officer,
    at: datetime,
) -> Enrollment:
    """Change the state from a day on, under a document (参保状态变更).

    Who joins the employee scheme or comes back from it brings the document to the desk of evidence (`state_evidence`); the last
    covered day, which frees from the wait, is the day before `from_on`.

    Raises `NotAllowed`, `NotPossibleInState`, `NotThisRecord` or `InvalidFact` naming the field.
    """
    on = timezone.localdate(at)
    person = lock_person(enrollment.person, on=on, by=by, permission=None)
    row = Enrollment.objects.select_for_update(of=("self",), no_key=True).get(pk=enrollment.pk)
    access.require(by, WRITE, row.division_code, on=on)
    _require_possible(row, made)
    _require_reason_of(made, reason)
    require_reason(document_number, field="document_number")
    _require_day(row, from_on, on)
    (kept,) = _write([(row, made, reason, from_on)], document_number.strip()[:100], by=by, at=at)
    state_evidence.bring(kept, person, by=by, at=at)
    if reason is StateReason.EMPLOYMENT_ENDED:
        exemptions.record_exemption(
            person=person, coverage_year=row.coverage_year, reason=ExemptionReason.EMPLOYEE_SCHEME,
            document_number=document_number, fact_on=from_on - timedelta(days=1), on=on, by=by,
        )  # fmt: skip
    return row


@transaction.atomic
def undo(
    *, change: EnrollmentChange, document_number: str, asked_by: Officer, by: Officer, at: datetime
) -> Enrollment:
    """Lead the state back to what it was before a change, from its first day on, so that it is as if it had never been.

    Raises `NothingToUndo` once another change followed or the enrollment was cancelled, `EvidenceStands` while the document that
    it brought is confirmed. The caller had two officers agree.
    """
    on = timezone.localdate(at)
    person = lock_person(change.enrollment.person, on=on, by=by, permission=None)
    row = Enrollment.objects.select_for_update(of=("self",), no_key=True).get(pk=change.enrollment_id)
    access.require(by, WRITE, row.division_code, on=on)
    last = list(row.changes.order_by("-pk")[:2])
    if row.cancelled_on is not None or last[0].pk != change.pk:
        raise NothingToUndo(
            "changed_again",
            Text(
                "此后参保状态又有变更，或登记已撤销。",
                "The state changed again, or the enrollment was cancelled.",
            ),
            Text("请按现状办理新的变更。", "Make a new change from how it stands now."),
            enrollment_id=row.pk,
        )
    state_evidence.take_back(change, askers=(asked_by, by), at=at)
    earlier = StateReason(last[1].reason) if len(last) > 1 else StateReason.ERROR
    for step in WAY_BACK[change.before, EnrollmentMove(change.move)]:
        into = step in (EnrollmentMove.SUSPEND, EnrollmentMove.END)
        reason = earlier if into else StateReason.ERROR
        _write([(row, step, reason, change.from_on)], document_number.strip()[:100], by=by, at=at)
    if change.reason == StateReason.EMPLOYMENT_ENDED.value:
        for freed in WaitingExemption.objects.filter(
            person=person, coverage_year=row.coverage_year, reason=ExemptionReason.EMPLOYEE_SCHEME.value,
            fact_on=change.from_on - timedelta(days=1), ended_on=None,
        ):  # fmt: skip
            exemptions.end_exemption(exemption=freed, reason=document_number, on=on, by=by)
    return row


def end_for_death(person: Person, *, document_number: str, by: Officer, at: datetime) -> None:
    """End the enrollments that were in force on the day of death or would begin after it; the caller holds the person."""
    assert person.died_on is not None
    rows = _of(person, ENROLLMENT.before(EnrollmentMove.END)).filter(coverage_year__gte=person.died_on.year)
    ended = [
        (row, EnrollmentMove.END, StateReason.DIED, max(person.died_on, date(row.coverage_year, 1, 1)))
        for row in rows
    ]
    _write(ended, document_number.strip()[:100], by=by, at=at)


def take_up_after_death(person: Person, *, document_number: str, by: Officer, at: datetime) -> None:
    """Lead what ended only because of a death that was written down in error back to its state before: normal or suspended."""
    taken = []
    for row in _of(person, [EnrollmentState.ENDED]):
        last = list(row.changes.order_by("-pk")[:2])
        if not last or last[0].reason != StateReason.DIED.value:
            continue
        earlier = StateReason(last[1].reason) if len(last) > 1 else StateReason.DEATH_RETRACTED
        for step in WAY_BACK[last[0].before, EnrollmentMove.END]:
            reason = earlier if step is EnrollmentMove.SUSPEND else StateReason.DEATH_RETRACTED
            taken.append((row, step, reason, last[0].from_on))
    _write(taken, document_number.strip()[:100], by=by, at=at)


def normal_again(enrollment: Enrollment, *, by: Officer, on: date) -> None:
    """Who enrolls again after a cancellation is insured normally, however the earlier enrollment stood."""
    for made in (EnrollmentMove.RESUME, EnrollmentMove.TAKE_UP):
        if ENROLLMENT.allows(enrollment.state, made):
            _write([(enrollment, made, StateReason.ENROLLED_AGAIN, on)], "", by=by, at=timezone.now())
            return


def _of(person: Person, states: Iterable[EnrollmentState]) -> QuerySet[Enrollment]:
    return (
        Enrollment.objects.filter(
            person=person, cancelled_on=None, state__in=[state.value for state in states]
        )
        .select_for_update(of=("self",), no_key=True)
        .order_by("coverage_year")
    )


def _write(
    made: Iterable[tuple[Enrollment, EnrollmentMove, StateReason, date]],
    document_number: str,
    *,
    by: Officer,
    at: datetime,
) -> list[EnrollmentChange]:
    changes, written = [], []
    for row, one, reason, from_on in made:
        before = row.state
        row.state = ENROLLMENT.next(before, one).value
        row.save(update_fields=["state"])
        kept = EnrollmentChange.objects.create(
            enrollment=row, move=one.value, before=before, after=row.state, reason=reason.value, from_on=from_on,
            document_number=document_number, entered_by=by, entered_at=at,
        )  # fmt: skip
        audit.record(
            f"{one.value}_enrollment", by=by, about=row.person, division_code=row.division_code, at=at,
            change={
                "enrollment": row.pk, "coverage_year": row.coverage_year, "state": [before, row.state], "reason": reason,
                "from_on": from_on, "document": document_number, "clause": clause_of(reason),
            },
        )  # fmt: skip
        changes.append(Change(row.person_id, row.coverage_year, Fact.STATE, f"enrollment_change:{kept.pk}"))
        written.append(kept)
    if changes:
        follow_ups.changed(changes, by=by, at=at)
    return written


def _require_possible(row: Enrollment, made: EnrollmentMove) -> None:
    if row.cancelled_on is None and ENROLLMENT.allows(row.state, made):
        return
    state = row.state_label.label
    what = Text(
        f"参保状态为“{state.zh}”，不能“{made.label.zh}”。",
        f"The enrollment is “{state.en}”: “{made.label.en}” is not possible.",
    )
    if row.cancelled_on is not None:
        what = Text(
            f"{row.coverage_year}年度参保登记已撤销。",
            f"The enrollment for {row.coverage_year} was cancelled.",
        )
    raise NotPossibleInState(
        "enrollment_state",
        what,
        Text("请刷新页面查看最新状态。", "Reload the page to see its state."),
        enrollment_id=row.pk,
        state=row.state,
    )


def _require_reason_of(made: EnrollmentMove, reason: StateReason) -> None:
    if reason not in ENTERED[made]:
        offered = ENTERED[made]
        raise InvalidFact(
            "reason_of_another_move",
            Text(
                f"“{reason.label.zh}”不是“{made.label.zh}”的原因。",
                f"“{reason.label.en}” is no reason to “{made.label.en}”.",
            ),
            Text(
                "请选择：" + "、".join(one.label.zh for one in offered) + "。",
                "Choose one of: " + ", ".join(one.label.en for one in offered) + ".",
            ),
            field="reason",
        )


def _require_day(row: Enrollment, from_on: date, on: date) -> None:
    """No day to come, none before the last change, and none after the coverage year."""
    last = row.changes.order_by("pk").last()
    if from_on > on:
        what = Text(f"日期 {from_on} 晚于今天。", f"The day {from_on} lies in the future.")
    elif from_on.year > row.coverage_year:
        what = Text(
            f"日期 {from_on} 晚于 {row.coverage_year} 年度。",
            f"The day {from_on} lies after coverage year {row.coverage_year}.",
        )
    elif last is not None and from_on < last.from_on:
        what = Text(
            f"日期 {from_on} 早于上一次变更 {last.from_on}。",
            f"The day {from_on} lies before the last change on {last.from_on}.",
        )
    else:
        return
    raise InvalidFact(
        "day_of_change",
        what,
        Text("请核对依据文件上的日期。", "Check the day on the document."),
        field="from_on",
    )
