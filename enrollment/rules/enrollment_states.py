"""In which states is an enrollment (CODE-1), by which moves does it change, and which reason goes with which move?

A state says how the insured relation stands. It takes no cover away by itself: money and cover of the past change by their own
operations (N21-16). Where no document of the area names the reason, an officer decides under a document.
"""

from __future__ import annotations

from typing import Final

from policy.terms import Term
from staff.rules.moves import Moves, To
from staff.rules.roles import Permission


class EnrollmentState(Term):
    """How the insured relation stands."""

    NORMAL = ("normal", "正常参保", "normal")
    SUSPENDED = ("suspended", "暂停参保", "suspended")
    ENDED = ("ended", "终止参保", "ended")


class EnrollmentMove(Term):
    """What changes it."""

    SUSPEND = ("suspend", "暂停参保", "suspend")
    RESUME = ("resume", "恢复参保", "resume")
    END = ("end", "终止参保", "end")
    TAKE_UP = ("take_up", "撤销终止", "take up again")


class StateReason(Term):
    """Why it changes."""

    EMPLOYED = ("employed", "参加职工医保", "joined the employee scheme")
    EMPLOYMENT_ENDED = ("employment_ended", "职工医保停保", "left the employee scheme")
    ELSEWHERE = ("elsewhere", "异地参加居民医保", "insured as a resident elsewhere")
    IMPRISONED = ("imprisoned", "服刑或羁押", "in prison or custody")
    RELEASED = ("released", "刑满或获释", "released")
    ENLISTED = ("enlisted", "入伍", "enlisted")
    DISCHARGED = ("discharged", "退役", "discharged from the army")
    MOVED_ABROAD = ("moved_abroad", "出国（境）定居", "settled abroad")
    DIED = ("died", "死亡", "died")
    DEATH_RETRACTED = ("death_retracted", "撤销死亡登记", "the record of a death was taken back")
    ENROLLED_AGAIN = ("enrolled_again", "重新参保登记", "enrolled again")
    ERROR = ("error", "登记有误", "entered in error")


# The codes of the national platform; 0 there means that there is no enrollment.
PLATFORM_CODES: Final[dict[EnrollmentState, str]] = {
    EnrollmentState.NORMAL: "1",
    EnrollmentState.SUSPENDED: "2",
    EnrollmentState.ENDED: "3",
}

_S, _M, _R = EnrollmentState, EnrollmentMove, StateReason
_WRITE = (Permission.ENROLLMENT_WRITE,)
ENROLLMENT: Moves[EnrollmentState, EnrollmentMove] = Moves(
    {
        (_S.NORMAL, _M.SUSPEND): To(_S.SUSPENDED, _WRITE),
        (_S.SUSPENDED, _M.RESUME): To(_S.NORMAL, _WRITE),
        (_S.NORMAL, _M.END): To(_S.ENDED, _WRITE),
        (_S.SUSPENDED, _M.END): To(_S.ENDED, _WRITE),
        (_S.ENDED, _M.TAKE_UP): To(_S.NORMAL, _WRITE),
    },
    start=_S.NORMAL,
)

# What an officer may give as the reason; deaths and enrolling anew bring their own.
ENTERED: Final[dict[EnrollmentMove, tuple[StateReason, ...]]] = {
    _M.SUSPEND: (_R.EMPLOYED, _R.ELSEWHERE, _R.IMPRISONED, _R.ENLISTED),
    _M.RESUME: (_R.EMPLOYMENT_ENDED, _R.RELEASED, _R.DISCHARGED, _R.ERROR),
    _M.END: (_R.MOVED_ABROAD, _R.IMPRISONED, _R.ENLISTED, _R.EMPLOYED, _R.ELSEWHERE),
    _M.TAKE_UP: (_R.RELEASED, _R.DISCHARGED, _R.ERROR),
}

CLAUSES: Final[dict[StateReason, str]] = {_R.EMPLOYED: "N33-a", _R.ELSEWHERE: "N33-a"}


# The moves that lead back to the state before, in their order; the table of moves knows no shorter way.
WAY_BACK: Final[dict[tuple[str, EnrollmentMove], tuple[EnrollmentMove, ...]]] = {
    ("normal", EnrollmentMove.SUSPEND): (EnrollmentMove.RESUME,),
    ("suspended", EnrollmentMove.RESUME): (EnrollmentMove.SUSPEND,),
    ("normal", EnrollmentMove.END): (EnrollmentMove.TAKE_UP,),
    ("suspended", EnrollmentMove.END): (EnrollmentMove.TAKE_UP, EnrollmentMove.SUSPEND),
    ("ended", EnrollmentMove.TAKE_UP): (EnrollmentMove.END,),
}


def clause_of(reason: StateReason) -> str:
    """The clause that names the reason; empty: no document on record does, so the document of the decision stands for it."""
    return CLAUSES.get(reason, "")
