"""How is a case approved, alone or in a batch, and what follows from it at once?

The category is recorded for every listed person, open dues are priced again and cover is worked out in the same transaction:
either all of it happens or nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from assistance.cases.models import AssistanceCase, CaseMember
from assistance.cases.operations import aid, case_moves
from assistance.cases.operations.case_claims import claim_of_case
from assistance.cases.operations.case_effects import snapshot
from assistance.cases.operations.case_transitions import (
    InvalidCase,
    NoticeNotOver,
    locked,
    require_others,
    transition,
)
from assistance.cases.rules.case_deadlines import notice_ended
from assistance.cases.rules.case_reasons import CaseKind
from assistance.cases.rules.case_states import Move, State
from assistance.categories.models import PersonCategory
from assistance.categories.operations import categories
from assistance.subsidies.models import AidPayment
from assistance.subsidies.operations import aid_payments
from enrollment.bulk.slots import lock_people
from enrollment.models import Person
from policy.terms import Category, Certifier, Text
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal

BATCH_MAX = 200


@transaction.atomic
def approve(
    *,
    case: AssistanceCase,
    version: int | None,
    reason: str = "",
    left_out: Mapping[int, str] | None = None,
    by: Officer,
    at: datetime,
) -> AssistanceCase:
    """Approve a case: the first of two, or for good. `left_out`: members who do not get it, each with the reason.

    With the final approval the help takes effect at once.
    """
    on = timezone.localdate(at)
    people = Person.objects.filter(case_memberships__case=case).select_related("merged_into")
    lock_people((one.merged_into or one).document_hash for one in people)  # people before rows, as everywhere
    row = locked(case, version)
    _require_notice(row, on)
    if row.kind == CaseKind.AID:
        if left_out:
            raise InvalidCase(
                "aid_as_a_whole",
                Text(
                    "依申请救助按家庭整体核定，不能排除成员。",
                    "It is worked out for the household: nobody is left out.",
                ),
                Text("请退回后更正人员。", "Return it to have the people corrected."),
                field="left_out",
            )
        aid.require_as_submitted(row)
    if row.needs_two and State(row.state) in (State.VERIFIED, State.ON_NOTICE):
        if left_out:
            _leave_out(row, left_out)
        require_others(row, Move.APPROVE_FIRST, by)
        return transition(
            case=row, move=Move.APPROVE_FIRST, version=version, by=by, at=at, reason=reason,
            columns={"first_approved_by": by}, detail=_left_out_detail(row),
        )  # fmt: skip
    if left_out:
        _leave_out(row, left_out)
    moved = transition(
        case=row, move=Move.APPROVE, version=version, by=by, at=at, reason=reason,
        columns={"approved_by": by, "approved_on": on}, detail=_left_out_detail(row),
    )  # fmt: skip
    _take_effect(moved, on=on, at=at, by=by)
    return moved


@dataclass(frozen=True, slots=True)
class Decision:
    """What an approver says of one case of a batch: approve (all of its people but those left out), reject or skip."""

    case: AssistanceCase
    version: int
    action: str
    reason_code: str = ""
    reason: str = ""
    left_out: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row: done, skipped or refused, and why."""

    case: AssistanceCase
    action: str
    result: str
    refusal: Refusal | None = None


def decide_many(*, decisions: Sequence[Decision], by: Officer, at: datetime) -> list[Outcome]:
    """Decide on many cases, each in a transaction of its own: one that is refused leaves no trace and stops no other."""
    if len(decisions) > BATCH_MAX:
        raise InvalidCase(
            "batch_too_long",
            Text(f"一次最多审批 {BATCH_MAX} 件。", f"At most {BATCH_MAX} cases are decided at once."),
            Text("请分批办理。", "Decide in parts."),
        )
    return [_decided(one, by=by, at=at) for one in decisions]


def _decided(one: Decision, *, by: Officer, at: datetime) -> Outcome:
    if one.action == "skip":
        return Outcome(one.case, one.action, "skipped")
    try:
        if one.action == "approve":
            after = approve(
                case=one.case, version=one.version, reason=one.reason, left_out=one.left_out, by=by, at=at
            )
        elif one.action == "reject":
            after = case_moves.reject(
                case=one.case,
                version=one.version,
                reason_code=one.reason_code,
                reason=one.reason,
                by=by,
                at=at,
            )
        else:
            raise InvalidCase(
                "unknown_decision",
                Text("决定只能是批准、不予批准或跳过。", "A decision is approve, reject or skip."),
            )
    except Refusal as refusal:
        return Outcome(one.case, one.action, "refused", refusal)
    return Outcome(after, one.action, "done")


def _require_notice(case: AssistanceCase, on: date) -> None:
    if case.notice_days and case.state == State.VERIFIED:
        raise NoticeNotOver(
            "notice_required",
            Text(
                f"本地区规定公示 {case.notice_days} 天，个案 {case.number} 尚未公示。",
                f"{case.notice_days} days of public notice are set here; case {case.number} was not published yet.",
            ),
            Text("请先公示，期满后再批准。", "Publish it first, and approve it when the notice has ended."),
            case_id=case.pk,
        )
    if not notice_ended(case.notice_until, on):
        raise NoticeNotOver(
            "notice_running",
            Text(
                f"个案 {case.number} 的公示期到 {case.notice_until} 前未满，不能批准。",
                f"The public notice of case {case.number} runs until {case.notice_until}; it cannot be approved before.",
            ),
            Text(f"请于 {case.notice_until} 起批准。", f"Approve it from {case.notice_until} on."),
            case_id=case.pk,
        )


def _leave_out(case: AssistanceCase, left_out: Mapping[int, str]) -> None:
    members = {member.pk: member for member in case.members.all()}
    if not set(left_out) < set(members):
        raise InvalidCase(
            "nobody_left",
            Text(
                "不能把所有人员都排除；不予批准的，请整件不予批准。",
                "Not everybody can be left out: then reject the case.",
            ),
            Text("请核对人员。", "Check the people."),
            field="left_out",
        )
    for pk, reason in left_out.items():
        if len(reason.strip()) < 2:
            raise InvalidCase(
                "reason_required",
                Text("未写明不予认定该成员的理由。", "The reason for leaving a person out is missing."),
                Text("请写明理由。", "State the reason."),
                field="left_out",
            )
        CaseMember.objects.filter(pk=pk).update(refused_because=reason.strip()[:300])


def _left_out_detail(case: AssistanceCase) -> dict[str, Any]:
    refused = case.members.exclude(refused_because="").values_list("person_id", "refused_because")
    return {"left_out": {str(person): because for person, because in refused}} if refused else {}


def _take_effect(case: AssistanceCase, *, on: date, at: datetime, by: Officer) -> None:
    """Record, end or claim, as the kind of the case says; before and after of each person are kept."""
    members = list(
        case.members.filter(refused_because="").select_related("person__merged_into").order_by("pk")
    )
    for member in members:
        member.before = snapshot(member.person, case.coverage_year, on=on)
    kind = CaseKind(case.kind)
    if kind is CaseKind.AID and case.amount_fen:
        _grant_aid(case, by=by, at=at)
    for member in members:
        person = member.person.merged_into or member.person
        if kind is CaseKind.REVOCATION:
            _end(case, person, on=on, by=by)
        elif kind is CaseKind.RECOVERY:
            if member.person_id == case.person_id:
                claim_of_case(case=case, person=person, by=by, at=at)
        else:
            _record(case, person, on=on, by=by)
    for member in members:
        member.after = snapshot(member.person, case.coverage_year, on=on)
        member.save(update_fields=["before", "after"])
    if kind is CaseKind.REVOCATION and case.about is not None:
        _revoke(case, case.about, members, by=by, at=at)


def _grant_aid(case: AssistanceCase, *, by: Officer, at: datetime) -> None:
    """What the application comes to is to be paid to the applicant's card."""
    hands = {
        *case.makers,
        *case.checkers,
        by.pk,
        *([case.first_approved_by_id] if case.first_approved_by_id else []),
    }
    aid_payments.grant(
        case_id=case.pk, person=case.person.merged_into or case.person, area=case.area, division_code=case.division_code,
        amount_fen=case.amount_fen or 0, hands=hands, by=by, at=at,
    )  # fmt: skip


def _record(case: AssistanceCase, person: Person, *, on: date, by: Officer) -> None:
    """Somebody whom a roster certified meanwhile for all these days keeps that span."""
    for span in _spans(person, case.category):
        if span.from_on <= case.from_on and (
            span.until_on is None or (case.until_on is not None and span.until_on >= case.until_on)
        ):
            return
    categories.record_category(
        person=person, category=Category(case.category), certifier=Certifier(case.certifier), grade=case.grade,
        certified_on=case.certified_on, document_number=case.document_number, from_on=case.from_on,
        until_on=case.until_on, source=f"case:{case.pk}", on=on, by=by, permission=Permission.CASES_APPROVE,
    )  # fmt: skip


def _end(case: AssistanceCase, person: Person, *, on: date, by: Officer) -> None:
    """The category no longer holds from the day of the case on; what began later never held."""
    for span in _spans(person, case.category):
        if span.until_on is not None and span.until_on <= case.from_on:
            continue
        categories.end_category(
            span=span, until_on=max(case.from_on, span.from_on), because=case.reason[:200], on=on, by=by,
            permission=Permission.CASES_APPROVE,
        )  # fmt: skip


def _spans(person: Person, category: str) -> list[PersonCategory]:
    """The spans of a category under all numbers of one person, empty ones left out."""
    numbers = [person.pk, *Person.objects.filter(merged_into=person).values_list("pk", flat=True)]
    found = PersonCategory.objects.filter(person__in=numbers, category=category).order_by("from_on")
    return [span for span in found if span.until_on != span.from_on]


def _revoke(
    case: AssistanceCase, about: AssistanceCase, members: Sequence[CaseMember], *, by: Officer, at: datetime
) -> None:
    """The case that is revoked as a whole gets that state; of a household of which some keep it, it stays approved."""
    helped = set(about.members.filter(refused_because="").values_list("person_id", flat=True))
    if about.state == State.APPROVED and helped <= {member.person_id for member in members}:
        transition(
            case=about, move=Move.REVOKE, version=None, by=by, at=at, reason_code=case.decided_because,
            reason=case.reason, detail={"revocation": case.pk},
        )  # fmt: skip
        for payment in AidPayment.objects.filter(case=about):
            aid_payments.stop(payment, because=case.reason, by=by, at=at)
