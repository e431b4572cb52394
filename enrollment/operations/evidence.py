"""How is a document on earlier or other cover entered by one officer and decided by another, and what follows from it?"""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from enrollment.bulk.slots import lock_people
from enrollment.bulk.standings import asked_of
from enrollment.models import CoverEvidence, Due, Person
from enrollment.operations import dues, follow_ups
from enrollment.operations.follow_ups import Change
from enrollment.operations.people import lock_person, require_reason
from enrollment.queries.evidence import history_of, known_days
from enrollment.rules.evidence import EVIDENCE, EvidenceMove, EvidenceState, Scheme, contradiction
from enrollment.rules.follow_ups import Fact
from enrollment.rules.history import History
from policy.periods import ONE_DAY, Span
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Officer
from staff.refusals import Refusal

NUMBER_MAX = 100


class EvidenceRefused(Refusal):
    """The document cannot stand as it is entered; `context["field"]` names the field."""


class EvidenceDecided(Refusal):
    """Somebody decided on the document before."""

    status = 409


@transaction.atomic
def enter(
    *,
    person: Person,
    scheme: Scheme,
    from_on: date,
    last_day: date | None,
    document_number: str,
    by: Officer,
    at: datetime,
) -> CoverEvidence:
    """Write down what a document says of a person's cover from a day to a last day (None: it goes on).

    Rules do not see it until another officer confirms it.
    """
    on = timezone.localdate(at)
    person = lock_person(person, on=on, by=by, permission=Permission.ENROLLMENT_WRITE)
    require_reason(document_number, field="document_number")
    if len(document_number.strip()) > NUMBER_MAX:
        raise EvidenceRefused(
            "number_too_long",
            Text(f"凭证号超过 {NUMBER_MAX} 个字。", f"The number is longer than {NUMBER_MAX} characters."),
            Text("请填写文号或凭证编号。", "Give the number of the document."),
            field="document_number",
        )
    _require_span(from_on, last_day)
    span = Span(from_on, None if last_day is None else last_day + ONE_DAY)
    _require_no_contradiction(person, scheme, span, on=on)
    evidence = CoverEvidence.objects.create(
        person=person, scheme=scheme.value, from_on=span.start, until_on=span.until,
        document_number=document_number.strip(), entered_by=by, entered_at=at,
    )  # fmt: skip
    audit.record(
        "enter_evidence",
        by=by,
        about=person,
        division_code=person.division_code,
        at=at,
        change=_told(evidence),
    )
    return evidence


@transaction.atomic
def move(
    *, evidence: CoverEvidence, move: EvidenceMove, because: str = "", by: Officer, at: datetime
) -> CoverEvidence:
    """Confirm, turn down or withdraw a document; the dues that ask for earlier cover are priced again."""
    on = timezone.localdate(at)
    lock_people([evidence.person.document_hash])
    evidence = (
        CoverEvidence.objects.select_for_update(of=("self",)).select_related("person").get(pk=evidence.pk)
    )
    person = evidence.person
    access.require(by, Permission.EXCEPTIONS_DECIDE, person.division_code, on=on)
    if not EVIDENCE.allows(evidence.state, move):
        raise EvidenceDecided(
            "evidence_decided",
            Text("该凭证已经处理过。", "This document has been decided on already."),
            Text("请刷新页面查看结果。", "Load the page again to see the result."),
        )
    require_other_hands(
        by,
        evidence.entered_by_id,
        what=Text("录入人不能处理自己录入的凭证。", "You entered this document, so you cannot decide on it."),
    )
    if move is EvidenceMove.CONFIRM:
        span = Span(evidence.from_on, evidence.until_on)
        but = {evidence.pk, *([] if evidence.closes_id is None else [evidence.closes_id])}
        _require_no_contradiction(person, Scheme(evidence.scheme), span, on=on, but=but)
    else:
        require_reason(because, field="because")
    before, evidence.state = evidence.state, EVIDENCE.next(evidence.state, move).value
    evidence.decided_by, evidence.decided_at, evidence.because = by, at, because.strip()[:300]
    evidence.save(update_fields=["state", "decided_by", "decided_at", "because"])
    if move is EvidenceMove.CONFIRM and evidence.closes is not None:
        _close(evidence.closes, evidence)
    repriced = 0
    if EvidenceState.CONFIRMED in (before, evidence.state):
        repriced = price_again(person, on=on, by=by)
        # Also where no due changed: the years of cover raise ceilings, and settled bills stand on them (N38-3a to 3d).
        about = f"evidence:{evidence.pk}"
        change = Change(person.pk, evidence.from_on.year, Fact.EVIDENCE, about)
        follow_ups.changed([change], by=by, at=at)
    audit.record(
        f"{move.value}_evidence", by=by, about=person, division_code=person.division_code, at=at,
        change=_told(evidence) | {"because": evidence.because, "dues": repriced},
    )  # fmt: skip
    return evidence


def history_asked(person: Person, area: str, coverage_year: int) -> History | None:
    """What is known of the years that the rules of an area ask about; None where they ask about none."""
    asked = asked_of(area, coverage_year)
    return history_of(person, asked, coverage_year) if asked.history else None


def price_again(person: Person, *, on: date, by: Officer | None) -> int:
    """Let the dues of the years whose rules ask for earlier cover say what the facts now say; returns how many changed."""
    rows = Due.objects.filter(person=person, withdrawn_on=None, enrollment__cancelled_on=None)
    asking = [
        pk
        for pk, area, year in rows.values_list("pk", "area", "coverage_year")
        if asked_of(area, year).history
    ]
    changed = dues.reprice_many(asking, on=on, by=by) if asking else 0
    if changed:
        follow_ups.look(people=[person.pk], by=by, at=timezone.now())
    return changed


def _require_span(from_on: date, last_day: date | None) -> None:
    if last_day is not None and last_day < from_on:
        raise EvidenceRefused(
            "days_reversed",
            Text("截止日期早于起始日期。", "It ends before it begins."),
            Text("请核对起止日期。", "Check the days."),
            field="last_day",
        )


def _close(earlier: CoverEvidence, by_this: CoverEvidence) -> None:
    """The document that went on gives way to the one that states its last day; who confirmed it stays on record."""
    if earlier.state == EvidenceState.CONFIRMED.value:
        made = EvidenceMove.WITHDRAW
    elif EVIDENCE.allows(earlier.state, EvidenceMove.REJECT):
        made, officers = EvidenceMove.REJECT, (by_this.decided_by, by_this.entered_by)
        earlier.decided_by = next(
            one for one in officers if one is not None and one.pk != earlier.entered_by_id
        )
        earlier.decided_at = by_this.decided_at
    else:
        return
    earlier.state = EVIDENCE.next(earlier.state, made).value
    earlier.because = f"由凭证“{by_this.document_number}”接续"[:300]
    earlier.save(update_fields=["state", "decided_by", "decided_at", "because"])


def _require_no_contradiction(
    person: Person, scheme: Scheme, span: Span, *, on: date, but: Collection[int] = ()
) -> None:
    wrong = contradiction(scheme, span, known_days(person, scheme, but=but), on)
    if wrong is not None:
        raise EvidenceRefused(wrong.code, wrong.text, wrong.remedy, field=wrong.field)


def _told(evidence: CoverEvidence) -> dict[str, object]:
    return {
        "evidence": evidence.pk,
        "scheme": evidence.scheme,
        "from_on": evidence.from_on,
        "last_day": evidence.until_on and evidence.until_on - ONE_DAY,
        "document": evidence.document_number,
        "state": evidence.state,
    }
