"""Which payments are proposed for a refund because the state of an enrollment changed (N33-a, N21-16)?

What a line holds for nothing is proposed where lines are written (`enrollment.bulk.refund_matches`).
"""

from datetime import datetime
from typing import Final

from django.utils import timezone

from enrollment.models import Due, Enrollment, PaymentLine, Person, Refund
from enrollment.operations.follow_ups import Change
from enrollment.queries.refunds import PAYS, answer_of, facts_of, left_of
from enrollment.rules.enrollment_states import EnrollmentState, StateReason
from enrollment.rules.refund_states import KNOWN, REFUND, RefundGround, RefundMove, RefundState
from enrollment.rules.refunds import Verdict

GROUNDS: Final = {
    StateReason.EMPLOYED.value: RefundGround.EMPLOYEE_SCHEME,
    StateReason.ELSEWHERE.value: RefundGround.INSURED_TWICE,
}
CAUSE: Final = "enrollment_change:"


def follow_state(change: Change, person: Person, at: datetime) -> None:
    """Propose what was paid for a year in which the person is insured elsewhere, where the rules allow it by themselves.

    After the benefit period began nothing is proposed: an officer may still ask for it under a document. A change that was
    undone takes its proposals along.
    """
    assert change.coverage_year is not None  # an enrollment is of one year
    enrolled = Enrollment.objects.filter(
        person=person, coverage_year=change.coverage_year, cancelled_on=None
    ).first()
    last = enrolled.changes.order_by("-pk").first() if enrolled is not None else None
    ground = GROUNDS.get(last.reason) if last is not None else None
    if enrolled is None or last is None or ground is None or enrolled.state == EnrollmentState.NORMAL:
        _lapse(person, change.coverage_year, at)
        return
    due = Due.objects.filter(enrollment=enrolled, withdrawn_on=None).first()
    if due is None:
        return
    credited = PaymentLine.objects.filter(
        person=person, due=due, kind__in=PAYS, owns_ticket=True, posted_fen__gt=0
    )
    for line in credited.exclude(refunds__state__in=[state.value for state in KNOWN]).order_by("pk"):
        left = left_of(line)
        if left <= 0:
            continue
        facts = facts_of(line, person, ground, left, timezone.localdate(at))
        if answer_of(facts, line.division_code, timezone.localdate(at)).verdict is Verdict.ALLOWED:
            Refund.objects.create(
                person=person, line=line, ticket=line.ticket, coverage_year=due.coverage_year,
                division_code=line.division_code, ground=ground.value, cause=f"{CAUSE}{last.pk}", amount_fen=left, since=at,
                opened_at=at,
            )  # fmt: skip


def _lapse(person: Person, coverage_year: int, at: datetime) -> None:
    rows = Refund.objects.filter(person=person, coverage_year=coverage_year, cause__startswith=CAUSE)
    rows.filter(state=RefundState.PROPOSED.value).update(
        state=REFUND.end(RefundMove.LAPSE).value, since=at, because="state_undone"
    )
