"""What may an officer propose from a row of a status list, how far is a proposal, and which change does a fact lead to?

Pure. A row changes nothing: one officer proposes, another decides. Where the number or the name differs, the officer says why it
is the same person, so such a row is never taken along with others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from enrollment.rules.enrollment_states import ENROLLMENT, ENTERED, EnrollmentMove, StateReason, clause_of
from enrollment.rules.status_facts import StatusFact
from enrollment.rules.status_suggestions import Suggestion
from policy.terms import Term, Text
from staff.rules.moves import Moves, To
from staff.rules.roles import Permission


class ProposalKind(Term):
    """What is proposed."""

    CHANGE = ("change", "变更参保状态", "change the state of the enrollment")
    DEATH = ("death", "登记死亡", "record the death")
    NO_CHANGE = ("no_change", "不作变更", "no change")


class ProposalState(Term):
    """How far a proposal is."""

    WAITING = ("waiting", "待他人复核", "waits for another officer")
    DONE = ("done", "已办理", "done")
    REJECTED = ("rejected", "已退回", "turned down")
    UNDOING = ("undoing", "待他人同意撤销", "waits for another officer to undo it")
    UNDONE = ("undone", "已撤销", "undone")


class ProposalMove(Term):
    """What an officer does with it."""

    AGREE = ("agree", "复核同意", "agree")
    REJECT = ("reject", "退回", "turn down")
    ASK_UNDO = ("ask_undo", "申请撤销", "ask to undo")
    UNDO = ("undo", "同意撤销", "agree to undo")
    KEEP = ("keep", "不予撤销", "keep it")


_S, _M, _BY = ProposalState, ProposalMove, (Permission.ENROLLMENT_WRITE,)
PROPOSAL: Final = Moves(
    {
        (_S.WAITING, _M.AGREE): To(_S.DONE, _BY),
        (_S.WAITING, _M.REJECT): To(_S.REJECTED, _BY),
        (_S.DONE, _M.ASK_UNDO): To(_S.UNDOING, _BY),
        (_S.UNDOING, _M.UNDO): To(_S.UNDONE, _BY),
        (_S.UNDOING, _M.KEEP): To(_S.DONE, _BY),
    },
    start=_S.WAITING,
)
OPEN: Final = (_S.WAITING, _S.DONE, _S.UNDOING)  # one of these for each row and enrollment
NEEDS_REASON: Final = (_M.REJECT, _M.ASK_UNDO, _M.KEEP)


class Answer(Term):
    """What an officer wants for rows: what is suggested, a certain change, the death, or nothing."""

    SUGGESTED = ("suggested", "按建议办理", "as suggested")
    SUSPEND = ("suspend", "暂停参保", "suspend")
    RESUME = ("resume", "恢复参保", "resume")
    END = ("end", "终止参保", "end")
    TAKE_UP = ("take_up", "撤销终止", "take up again")
    DEATH = ("death", "登记死亡", "record the death")
    NO_CHANGE = ("no_change", "不作变更", "no change")


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is proposed of a row; `move`, `reason` and `from_on` belong to a change, `from_on` also to a death."""

    kind: ProposalKind
    move: EnrollmentMove | None = None
    reason: StateReason | None = None
    from_on: date | None = None
    clause: str = ""
    because: Text | None = None  # what the suggestion says


# A fact names the reason of the change; the codes are the same but for residents elsewhere.
REASONS: Final[dict[StatusFact, StateReason]] = {
    fact: StateReason.ELSEWHERE if fact is StatusFact.INSURED_ELSEWHERE else StateReason(fact.value)
    for fact in StatusFact
    if fact is not StatusFact.DIED
}


def suggested_of(
    fact: StatusFact, from_on: date, *, state: str | None, coverage_year: int, said: Suggestion | None
) -> Proposed | None:
    """What follows from a fact without anybody's choice; None: an officer has to choose.

    N33-a says it of people insured twice (`said`). A death is recorded. Who was released, discharged or left the employee scheme
    comes back from the state that the opposite fact led to. `state`: of the enrollment, None without one.
    """
    if fact is StatusFact.DIED:
        return Proposed(ProposalKind.DEATH, from_on=from_on)
    if said is not None and said.move is not None and said.reason is not None:
        return Proposed(ProposalKind.CHANGE, said.move, said.reason, said.from_on, said.clause)
    if said is not None:
        return (
            Proposed(ProposalKind.NO_CHANGE, clause=said.clause, because=said.text) if said.clause else None
        )
    for move in (EnrollmentMove.RESUME, EnrollmentMove.TAKE_UP):
        if state is not None and ENROLLMENT.allows(state, move) and REASONS[fact] in ENTERED[move]:
            return change(fact, move, from_on, coverage_year)
    return None


def change(fact: StatusFact, move: EnrollmentMove, from_on: date, coverage_year: int) -> Proposed | None:
    """A certain change for a fact; None where the fact is no reason for it. It begins with the coverage year at the earliest."""
    reason = REASONS.get(fact)
    if reason is None or reason not in ENTERED[move]:
        return None
    first = from_on if move is EnrollmentMove.END else max(from_on, date(coverage_year, 1, 1))
    return Proposed(ProposalKind.CHANGE, move, reason, first, clause_of(reason))
