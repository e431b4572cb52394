"""How do two officers act on rows of a status list: propose, decide, undo, one row or many under one document?

Each row ends by itself: one that cannot be done says why and stays as it was, the others go on. Nothing follows from a list
alone.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone

from enrollment.models import Enrollment, StatusList, StatusProposal, StatusRow
from enrollment.operations import deaths, enrollment_states
from enrollment.operations.people import require_reason
from enrollment.queries.status_lists import enrollments_of, suggestions
from enrollment.rules.enrollment_states import ENROLLMENT, EnrollmentMove, StateReason
from enrollment.rules.status_facts import StatusFact, StatusMatch
from enrollment.rules.status_proposals import (
    NEEDS_REASON,
    OPEN,
    PROPOSAL,
    Answer,
    ProposalKind,
    ProposalMove,
    Proposed,
    change,
    suggested_of,
)
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Officer
from staff.refusals import Refusal

WRITE = Permission.ENROLLMENT_WRITE
ROWS_MAX = 500
_M = ProposalMove


class ProposalRefused(Refusal):
    """This row cannot be proposed or decided like that; the context names it."""

    status = 409


class Outcome(NamedTuple):
    """How one row ended: its proposal, or why nothing was done."""

    row: int  # its number in the list
    proposal: StatusProposal | None
    refusal: Refusal | None

    def as_json(self) -> dict[str, Any]:
        """For programs and the command."""
        told: dict[str, Any] = {"row": self.row, "done": self.proposal is not None}
        if self.proposal is not None:
            told |= {"proposal": self.proposal.pk, "state": self.proposal.state}
        if self.refusal is not None:
            told |= {
                "code": self.refusal.code,
                "text": self.refusal.text._asdict(),
                "remedy": self.refusal.remedy._asdict(),
            }
        return told


def act(
    *,
    listed: StatusList,
    numbers: Sequence[int],
    act: Answer | ProposalMove,
    document_number: str = "",
    because: str = "",
    by: Officer,
    at: datetime,
) -> list[Outcome]:
    """Propose (`Answer`) or decide (`ProposalMove`) rows of a list by their numbers; each is a transaction of its own.

    Raises `NotAllowed`, or `ProposalRefused` when no row or too many were chosen.
    """
    access.require(by, WRITE, listed.area, on=timezone.localdate(at))
    wanted = sorted(set(numbers))
    if not wanted or len(wanted) > ROWS_MAX:
        raise ProposalRefused(
            "choose_rows",
            Text(f"选中了 {len(wanted)} 行。", f"{len(wanted)} rows are chosen."),
            Text(f"请选择 1 至 {ROWS_MAX} 行。", f"Choose 1 to {ROWS_MAX} rows."),
            field="rows",
        )
    rows = {
        row.number: row
        for row in StatusRow.objects.filter(list=listed, number__in=wanted).select_related("person", "list")
    }
    return [
        _one(rows.get(number), number, act, document_number, because, alone=len(wanted) == 1, by=by, at=at)
        for number in wanted
    ]


def _one(
    row: StatusRow | None,
    number: int,
    act: Answer | ProposalMove,
    document_number: str,
    because: str,
    *,
    alone: bool,
    by: Officer,
    at: datetime,
) -> Outcome:
    try:
        with transaction.atomic():
            if row is None:
                raise _refused("no_row", f"名单中没有第 {number} 行。", f"The list has no row {number}.")
            if isinstance(act, ProposalMove):
                return Outcome(number, decide(row=row, made=act, because=because, by=by, at=at), None)
            made = propose(
                row=row,
                answer=act,
                document_number=document_number,
                because=because,
                alone=alone,
                by=by,
                at=at,
            )
            return Outcome(number, made, None)
    except Refusal as refusal:
        return Outcome(number, None, refusal)


def propose(
    *,
    row: StatusRow,
    answer: Answer,
    document_number: str,
    because: str,
    alone: bool,
    by: Officer,
    at: datetime,
) -> StatusProposal:
    """Write down what an officer wants of one row; nothing changes before another one agrees."""
    _require_sure(row, because, alone=alone)
    if _is_open(row, None):
        raise _proposed_already()
    enrollment, wanted = _wanted(row, answer, on=timezone.localdate(at))
    if wanted.kind is ProposalKind.NO_CHANGE:
        because = because or (wanted.because.zh if wanted.because else "")
        require_reason(because, field="because")
    else:
        require_reason(document_number, field="document_number")
    try:
        with transaction.atomic():
            made = StatusProposal.objects.create(
                row=row, kind=wanted.kind.value,
                enrollment=enrollment if wanted.kind is ProposalKind.CHANGE else None,
                move=wanted.move.value if wanted.move else "", reason=wanted.reason.value if wanted.reason else "",
                from_on=wanted.from_on, document_number=document_number.strip()[:100],
                because=because.strip()[:300], made_by=by, made_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise _proposed_already() from None
    _record("propose_status_row", made, by=by, at=at)
    return made


def decide(*, row: StatusRow, made: ProposalMove, because: str, by: Officer, at: datetime) -> StatusProposal:
    """Agree to the proposal of a row, turn it down, ask to undo what was done, agree to that or keep it; the last one first.

    Another officer than who made it decides, and another than who asked agrees to undo.
    """
    beside = ("row__person", "row__list", "enrollment__person", "change__enrollment__person", "undo_by")
    proposals = list(
        StatusProposal.objects.select_for_update(of=("self",))
        .select_related(*beside)
        .filter(row=row)
        .order_by("-pk")
    )
    proposal = next((one for one in proposals if PROPOSAL.allows(one.state, made)), None)
    if proposal is None:
        raise _not_possible(proposals[0] if proposals else None, made)
    if made in NEEDS_REASON:
        require_reason(because, field="because")
    because = because.strip()[:300]
    if made in (_M.AGREE, _M.REJECT):
        what = Text("提出意见的人员不能自己复核。", "Whoever made the proposal cannot decide on it.")
        require_other_hands(by, proposal.made_by_id, what=what)
        proposal.decided_by, proposal.decided_at, proposal.decided_because = by, at, because
        if made is _M.AGREE:
            _carry_out(proposal, by=by, at=at)
    elif made is _M.ASK_UNDO:
        proposal.undo_by, proposal.undo_because = by, because
    else:
        what = Text("申请撤销的人员不能自己同意。", "Whoever asked to undo it cannot decide on that.")
        require_other_hands(by, proposal.undo_by_id, what=what)
        if made is _M.UNDO:
            _undo(proposal, by=by, at=at)
            proposal.undone_by, proposal.undone_at = by, at
    proposal.state = PROPOSAL.next(proposal.state, made).value
    proposal.save()
    _record(f"{made.value}_status_row", proposal, by=by, at=at)
    return proposal


def _carry_out(proposal: StatusProposal, *, by: Officer, at: datetime) -> None:
    if proposal.kind == ProposalKind.CHANGE.value:
        assert proposal.enrollment is not None and proposal.from_on is not None
        moved = enrollment_states.move(
            enrollment=proposal.enrollment, made=EnrollmentMove(proposal.move), reason=StateReason(proposal.reason),
            from_on=proposal.from_on, document_number=proposal.document_number, by=by, at=at,
        )  # fmt: skip
        proposal.change = moved.changes.order_by("-pk").first()
    elif proposal.kind == ProposalKind.DEATH.value:
        assert proposal.row.person is not None and proposal.from_on is not None
        deaths.record_death(
            person=proposal.row.person, died_on=proposal.from_on, document=proposal.document_number,
            on=timezone.localdate(at), by=by,
        )  # fmt: skip


def _undo(proposal: StatusProposal, *, by: Officer, at: datetime) -> None:
    """As if it had not been done, as long as nothing was built on it; what others posted meanwhile is looked at again (0058)."""
    if proposal.change is not None:
        assert proposal.undo_by is not None
        enrollment_states.undo(
            change=proposal.change,
            document_number=proposal.undo_because,
            asked_by=proposal.undo_by,
            by=by,
            at=at,
        )
    elif proposal.kind == ProposalKind.DEATH.value:
        person = proposal.row.person
        assert person is not None
        if person.died_on != proposal.from_on:
            raise _refused(
                "death_changed",
                "死亡登记此后已有变更，不能撤销。",
                "The record of the death changed since: it cannot be undone here.",
            )
        deaths.retract_death(person=person, reason=proposal.undo_because, on=timezone.localdate(at), by=by)


def _wanted(row: StatusRow, answer: Answer, *, on: date) -> tuple[Enrollment | None, Proposed]:
    """The enrollment that a row concerns, and what the officer wants of it."""
    if answer is Answer.NO_CHANGE:
        return None, Proposed(ProposalKind.NO_CHANGE)
    fact = StatusFact(row.fact)
    enrollment = enrollments_of([row], listed_on=row.list.listed_on).get(row.pk)
    if enrollment is not None and _is_open(row, enrollment):
        raise _proposed_already()
    wanted: Proposed | None
    if answer is Answer.SUGGESTED:
        told = suggestions([row], listed_on=row.list.listed_on, on=on).get(row.pk)
        wanted = suggested_of(
            fact, row.from_on, state=enrollment.state if enrollment else None,
            coverage_year=enrollment.coverage_year if enrollment else on.year, said=told[1] if told else None,
        )  # fmt: skip
    elif answer is Answer.DEATH:
        wanted = Proposed(ProposalKind.DEATH, from_on=row.from_on) if fact is StatusFact.DIED else None
    elif enrollment is None:
        wanted = None
    else:
        wanted = change(fact, EnrollmentMove(answer.value), row.from_on, enrollment.coverage_year)
    if wanted is None:
        raise _refused(
            "nothing_follows",
            f"“{fact.label.zh}”没有对应的“{answer.label.zh}”，或本年度没有参保登记。",
            f"“{fact.label.en}” is no ground for “{answer.label.en}”, or nobody is enrolled in that year.",
            Text(
                "请选择其他处理，或“不作变更”并说明理由。",
                "Choose another answer, or “no change” with its reason.",
            ),
        )
    if wanted.kind is ProposalKind.DEATH and row.person is not None and row.person.died_on is not None:
        raise _refused(
            "death_on_record",
            f"已登记于 {row.person.died_on} 死亡。",
            f"The death is on record for {row.person.died_on}.",
            Text("请选择“不作变更”并说明理由。", "Choose “no change” with its reason."),
        )
    if wanted.move is not None and (
        enrollment is None or not ENROLLMENT.allows(enrollment.state, wanted.move)
    ):
        state = enrollment.state_label.label if enrollment else Text("无参保登记", "not enrolled")
        raise _refused(
            "enrollment_state",
            f"参保状态为“{state.zh}”，不能“{wanted.move.label.zh}”。",
            f"The enrollment is “{state.en}”: “{wanted.move.label.en}” is not possible.",
        )
    return enrollment, wanted


def _require_sure(row: StatusRow, because: str, *, alone: bool) -> None:
    """Whom the row means: by its number, or by an officer who says why it is the same person, one row at a time."""
    if row.person is None:
        raise _refused(
            "nobody_meant",
            "该行没有对应本辖区登记的人员。",
            "This row means nobody who is registered here.",
        )
    if row.match != StatusMatch.NUMBER.value and (not alone or not because.strip()):
        raise _refused(
            "not_sure",
            "证件号码或姓名不一致，不能与其他行一并办理。",
            "The number or the name differs, so it is not taken along with others.",
            Text(
                "请单独选择该行，并写明认定为同一人的依据。",
                "Choose this row alone and say why it is the same person.",
            ),
        )


def _is_open(row: StatusRow, enrollment: Enrollment | None) -> bool:
    states = [state.value for state in OPEN]
    return StatusProposal.objects.filter(row=row, enrollment=enrollment, state__in=states).exists()


def _proposed_already() -> ProposalRefused:
    return _refused(
        "proposed_already",
        "该行已有待复核或已办理的意见。",
        "This row has a proposal that waits or was done.",
    )


def _not_possible(proposal: StatusProposal | None, made: ProposalMove) -> ProposalRefused:
    state = proposal.state_label.label if proposal is not None else Text("未提出意见", "nothing was proposed")
    return _refused(
        "proposal_state",
        f"该行当前为“{state.zh}”，不能“{made.label.zh}”。",
        f"This row is “{state.en}”: “{made.label.en}” is not possible.",
    )


def _refused(code: str, zh: str, en: str, remedy: Text | None = None) -> ProposalRefused:
    reload = Text("请刷新页面核对该行。", "Reload the page and look at the row.")
    return ProposalRefused(code, Text(zh, en), remedy or reload)


def _record(action: str, proposal: StatusProposal, *, by: Officer, at: datetime) -> None:
    person = proposal.row.person
    audit.record(
        action, by=by, about=person, division_code=person.division_code if person else proposal.row.list.area, at=at,
        change={
            "list": proposal.row.list_id, "row": proposal.row.number, "proposal": proposal.pk, "kind": proposal.kind,
            "move": proposal.move, "reason": proposal.reason, "from_on": proposal.from_on, "state": proposal.state,
            "document": proposal.document_number, "because": proposal.undo_because or proposal.because,
        },
    )  # fmt: skip
