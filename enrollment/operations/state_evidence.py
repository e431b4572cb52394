"""Which document on cover elsewhere does a suspension for the employee scheme, and resuming after it, bring to the desk?

The fact is entered once: with the change of the state. It waits there like any other document for a second officer (decision
0061), and nobody has to enter it again. What contradicts the record is not entered, and the trail says why.
"""

from datetime import datetime

from django.utils import timezone

from enrollment.models import CoverEvidence, EnrollmentChange, Person
from enrollment.queries.enrollment_states import interruptions_of
from enrollment.queries.evidence import COUNTED, known_days
from enrollment.rules.enrollment_states import EnrollmentMove, StateReason
from enrollment.rules.evidence import EVIDENCE, EvidenceMove, EvidenceState, Scheme, contradiction
from policy.periods import Span
from policy.terms import Text
from staff import audit
from staff.models import Officer
from staff.refusals import Refusal

INTO = (EnrollmentMove.SUSPEND.value, EnrollmentMove.END.value)


class EvidenceStands(Refusal):
    """The document that a change brought was confirmed, so the change cannot be undone before it is withdrawn."""

    status = 409


def bring(change: EnrollmentChange, person: Person, *, by: Officer, at: datetime) -> None:
    """Enter what the change says of the employee scheme; the caller holds the person and wrote the change."""
    if change.reason == StateReason.EMPLOYED.value and change.move in INTO:
        _enter(change, person, Span(change.from_on), None, by=by, at=at)
    elif change.reason == StateReason.EMPLOYMENT_ENDED.value:
        _complete(change, person, by=by, at=at)


def take_back(change: EnrollmentChange, *, askers: tuple[Officer, Officer], at: datetime) -> None:
    """Turn down what the change brought, as part of undoing it by two officers.

    Raises `EvidenceStands` when it was confirmed meanwhile.
    """
    for row in CoverEvidence.objects.select_for_update(of=("self",)).filter(change=change, state__in=COUNTED):
        if row.state == EvidenceState.CONFIRMED.value:
            raise EvidenceStands(
                "evidence_confirmed",
                Text(
                    f"由此产生的参保凭证“{row.document_number}”已经确认，不能撤销。",
                    f"The evidence of cover “{row.document_number}” that came of it was confirmed: it cannot be undone.",
                ),
                Text("请先撤回该凭证。", "Withdraw that document first."),
                evidence_id=row.pk,
            )
        decider = next(one for one in askers if one.pk != row.entered_by_id)
        row.state = EVIDENCE.next(row.state, EvidenceMove.REJECT).value
        row.decided_by, row.decided_at, row.because = decider, at, "参保状态变更已撤销"
        row.save(update_fields=["state", "decided_by", "decided_at", "because"])
        _record("reject_evidence", row, by=decider, at=at)


def _complete(change: EnrollmentChange, person: Person, *, by: Officer, at: datetime) -> None:
    """The days in the scheme end: the document that waits or stands without an end is closed by one that states the last day."""
    begun = (
        CoverEvidence.objects.filter(
            person=person,
            scheme=Scheme.EMPLOYEE.value,
            until_on=None,
            state__in=COUNTED,
            from_on__lt=change.from_on,
        )
        .select_for_update(of=("self",))
        .order_by("-from_on")
        .first()
    )
    since = begun.from_on if begun is not None else None
    if since is None:
        stopped = [one for one in interruptions_of(change.enrollment) if one.span.until == change.from_on]
        since = next((one.span.start for one in stopped if one.reason is StateReason.EMPLOYED), None)
    if since is not None:
        _enter(change, person, Span(since, change.from_on), begun, by=by, at=at)


def _enter(
    change: EnrollmentChange,
    person: Person,
    span: Span,
    begun: CoverEvidence | None,
    *,
    by: Officer,
    at: datetime,
) -> None:
    on = timezone.localdate(at)
    but = () if begun is None else (begun.pk,)
    wrong = contradiction(Scheme.EMPLOYEE, span, known_days(person, Scheme.EMPLOYEE, but=but), on)
    if wrong is not None:
        audit.record(
            "evidence_not_entered", by=by, about=person, division_code=person.division_code, at=at,
            succeeded=False, change={"enrollment_change": change.pk, "code": wrong.code, "why": wrong.text.zh},
        )  # fmt: skip
        return
    row = CoverEvidence.objects.create(
        person=person, scheme=Scheme.EMPLOYEE.value, from_on=span.start, until_on=span.until,
        document_number=change.document_number, entered_by=by, entered_at=at, change=change, closes=begun,
    )  # fmt: skip
    _record("enter_evidence", row, by=by, at=at)


def _record(action: str, row: CoverEvidence, *, by: Officer, at: datetime) -> None:
    audit.record(
        action, by=by, about=row.person, division_code=row.person.division_code, at=at,
        change={"evidence": row.pk, "scheme": row.scheme, "from_on": row.from_on, "until_on": row.until_on,
                "document": row.document_number, "state": row.state, "enrollment_change": row.change_id},
    )  # fmt: skip
