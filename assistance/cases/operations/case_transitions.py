"""How does a case move from one state to the next: by the table, by whom, once, and with the event that stays?

Whoever moves a case names the version they looked at. The row is locked, the version compared, the table asked, the officer's
role and part in the case checked; only then is the row updated. So of two officers who decide at once exactly one does, and
the other is told to look again.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from assistance.cases.models import AidCost, AssistanceCase, CaseEvent
from assistance.cases.queries.case_terms import case_terms
from assistance.cases.rules import case_deadlines
from assistance.cases.rules.case_reasons import CaseKind
from assistance.cases.rules.case_states import CASE, NEEDS_REASON, Move, State
from policy.terms import Text
from staff import access, audit
from staff.identities import require_other_hands
from staff.models import Officer
from staff.refusals import Refusal

REASON_MAX = 300
ENDED_WITHOUT_HELP = (State.WITHDRAWN, State.REJECTED)


class StaleCase(Refusal):
    """Somebody changed the case since the page was loaded."""

    status = 409


class MoveNotPossible(Refusal):
    """The table has no such move from the state in which the case is."""

    status = 409


class InvalidCase(Refusal):
    """One field of a case cannot be accepted; `context["field"]` names it."""


class NoticeNotOver(Refusal):
    """The public notice has not been held, or has not ended."""

    status = 409


def locked(case: AssistanceCase, version: int | None) -> AssistanceCase:
    """The row of a case, held until the transaction ends; refuses a version that is not the present one."""
    row = AssistanceCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if version is not None and row.version != version:
        raise StaleCase(
            "stale_case",
            Text(
                f"个案 {row.number} 已被他人更新，现为“{row.state_label.label.zh}”。您看到的页面已过期，未作任何改动。",
                f"Case {row.number} was changed meanwhile and is now “{row.state_label.label.en}”."
                " Your page was old; nothing was done.",
            ),
            Text("请重新打开个案，核对后再办理。", "Open the case again, look at it, then decide."),
            case_id=row.pk,
        )
    return row


def transition(
    *,
    case: AssistanceCase,
    move: Move,
    version: int | None,
    by: Officer,
    at: datetime,
    reason_code: str = "",
    reason: str = "",
    columns: Mapping[str, Any] | None = None,
    detail: Mapping[str, Any] | None = None,
) -> AssistanceCase:
    """Make one move. The caller holds the transaction and, when money follows, the slots of the people first."""
    on = timezone.localdate(at)
    row = locked(case, version)
    before = State(row.state)
    step = CASE.step(before, move)
    if step is None:
        raise MoveNotPossible(
            "move_not_possible",
            Text(
                f"个案 {row.number} 现为“{before.label.zh}”，不能“{move.label.zh}”。",
                f"Case {row.number} is “{before.label.en}”; it cannot be moved by “{move.label.en}”.",
            ),
            Text("请刷新页面，按现在的状态办理。", "Load the page again and act on its present state."),
            case_id=row.pk,
        )
    access.require(by, step.by[0], row.division_code, on=on)
    require_others(row, move, by)
    if move in NEEDS_REASON:
        require_reason(reason_code, reason)
    changed: dict[str, Any] = {"state": step.state.value, "state_since": at, **(columns or {})}
    if move in (Move.RETURN, Move.SUBMIT):  # what was agreed to before the facts changed counts no more
        changed |= {
            "verified_by": None, "verified_at": None, "first_approved_by": None, "notice_from": None,
            "notice_until": None,
        }  # fmt: skip
    notice_until = changed.get("notice_until", row.notice_until)
    terms = case_terms(row.division_code, on)
    changed["due_on"] = case_deadlines.due_on(step.state, on, terms, notice_until=notice_until)
    if reason_code:
        changed["decided_because"] = reason_code
    for name, value in changed.items():
        setattr(row, name, value)
    row.version += 1
    guarded = AssistanceCase.objects.filter(pk=row.pk, state=before.value, version=row.version - 1)
    if guarded.update(version=row.version, **changed) != 1:
        raise AssertionError("the row was locked")  # pragma: no cover
    if row.kind == CaseKind.AID and step.state in ENDED_WITHOUT_HELP:
        AidCost.objects.filter(case=row, freed_at=None).update(freed_at=at)  # its bills may count elsewhere
    note(
        row,
        move.value,
        before=before.value,
        by=by,
        at=at,
        reason_code=reason_code,
        reason=reason,
        detail=detail,
    )
    return row


def require_others(case: AssistanceCase, move: Move, by: Officer) -> None:
    """Nobody verifies or decides on what they entered, nor approves what they verified, nor approves twice."""
    if move in (Move.VERIFY, Move.APPROVE_FIRST, Move.APPROVE, Move.REJECT, Move.REVOKE):
        require_other_hands(
            by, *case.makers,
            what=Text("您录入、修改或提交过这个个案，不能由您审核或审批。",
                      "You entered, changed or submitted this case, so you cannot decide on it."),
        )  # fmt: skip
    if move in (Move.APPROVE_FIRST, Move.APPROVE):
        require_other_hands(
            by, *case.checkers, code="not_by_verifier",
            what=Text("您审核过这个个案，不能由您批准。", "You verified this case, so you cannot approve it."),
        )  # fmt: skip
    if move is Move.APPROVE:
        require_other_hands(
            by, case.first_approved_by_id, code="not_by_first_approver",
            what=Text("您是第一批准人，须由第二人批准。", "You approved it first; a second officer must approve it."),
        )  # fmt: skip


def require_reason(reason_code: str, reason: str) -> None:
    """A reason of the list, and words of one's own where the list says *other*."""
    if not reason_code and not reason.strip():
        raise InvalidCase(
            "reason_required",
            Text("没有选择或填写理由。", "No reason was chosen or written."),
            Text("请选择理由并说明。", "Choose a reason and explain it."),
            field="reason_code",
        )
    if reason_code in ("", "other") and len(reason.strip()) < 2:
        raise InvalidCase(
            "reason_text_required",
            Text("选择“其他”时须写明理由。", "“Other” needs the reason in words."),
            Text("请写明理由。", "State the reason."),
            field="reason",
        )
    if len(reason.strip()) > REASON_MAX:
        raise InvalidCase(
            "reason_too_long",
            Text(f"理由超过 {REASON_MAX} 个字符。", f"The reason has more than {REASON_MAX} characters."),
            Text("请缩短。", "Shorten it."),
            field="reason",
        )


def note(
    case: AssistanceCase,
    action: str,
    *,
    before: str,
    by: Officer,
    at: datetime,
    reason_code: str = "",
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
) -> CaseEvent:
    """Add to the history of a case and to the audit trail."""
    event = CaseEvent.objects.create(
        case=case, at=at, officer=by, action=action, before=before, after=case.state, reason_code=reason_code,
        reason=reason.strip(), detail=dict(detail or {}),
    )  # fmt: skip
    audit.record(
        f"case_{action}", by=by, about=case, division_code=case.division_code, at=at,
        change={"state": [before, case.state], "reason_code": reason_code, "reason": reason.strip(), **(detail or {})},
    )  # fmt: skip
    return event


def with_officer(officers: list[int], by: Officer) -> list[int]:
    """The list with the officer in it."""
    return officers if by.pk in officers else [*officers, by.pk]
