"""Which operation makes which move: for a page, the API and the command, which all name a move and its reason?"""

from collections.abc import Mapping
from datetime import datetime

from assistance.cases.models import AssistanceCase
from assistance.cases.operations import case_decisions, case_moves
from assistance.cases.operations.case_transitions import MoveNotPossible
from assistance.cases.rules.case_states import Move
from policy.terms import Text
from staff.models import Officer


def make_move(
    *,
    case: AssistanceCase,
    move: str,
    version: int | None,
    reason_code: str = "",
    reason: str = "",
    left_out: Mapping[int, str] | None = None,
    by: Officer,
    at: datetime,
) -> AssistanceCase:
    """Make the move that an officer named. A case is not revoked by a move but by a revocation of its own."""
    match move:
        case Move.RETURN:
            return case_moves.return_case(
                case=case, version=version, reason_code=reason_code, reason=reason, by=by, at=at
            )
        case Move.REJECT:
            return case_moves.reject(
                case=case, version=version, reason_code=reason_code, reason=reason, by=by, at=at
            )
        case Move.WITHDRAW:
            return case_moves.withdraw(case=case, version=version, reason=reason, by=by, at=at)
        case Move.VERIFY:
            return case_moves.verify(case=case, version=version, reason=reason, by=by, at=at)
        case Move.APPROVE:
            return case_decisions.approve(
                case=case, version=version, reason=reason, left_out=left_out, by=by, at=at
            )
        case Move.SUBMIT | Move.ACCEPT | Move.PUBLISH | Move.CLOSE:
            return case_moves.PLAIN[Move(move)](case=case, version=version, by=by, at=at)
        case _:
            raise MoveNotPossible(
                "no_such_move",
                Text(f"没有“{move}”这种办理。", f"There is no move “{move}” that an officer makes."),
                Text(
                    f"可用：{'、'.join(OFFERED)}。撤销请另立撤销个案。",
                    f"Use one of {', '.join(OFFERED)}. To revoke, open a revocation.",
                ),
            )


OFFERED = tuple(move.value for move in Move if move not in (Move.APPROVE_FIRST, Move.REVOKE))
