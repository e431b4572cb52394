"""How does a carry-over into the next coverage year go, and which class is each person of the old year in?"""

from __future__ import annotations

from typing import Final

from policy.terms import Term
from staff.rules.moves import Moves, To
from staff.rules.roles import Permission


class CarryState(Term):
    """How far a carry-over is."""

    COUNTING = ("counting", "正在统计", "being counted")
    PROPOSED = ("proposed", "待复核", "waits for a second officer")
    RUNNING = ("running", "正在结转", "being carried over")
    DONE = ("done", "已结转", "carried over")
    DROPPED = ("dropped", "已放弃", "dropped")
    FAILED = ("failed", "失败", "failed")


class CarryMove(Term):
    """What moves it on."""

    COUNT = ("count", "开始或接手统计", "counting begins or is taken over")
    PROPOSE = ("propose", "统计完毕", "counted")
    COUNT_AGAIN = ("count_again", "重新统计", "count again")
    AGREE = ("agree", "同意结转", "agree")
    DROP = ("drop", "放弃", "drop")
    RUN = ("run", "开始或接手结转", "carrying over begins or is taken over")
    FINISH = ("finish", "结转完毕", "carried over")
    FAIL = ("fail", "多次失败", "failed repeatedly")
    RETRY = ("retry", "重试", "try again")


class CarryClass(Term):
    """What becomes of a person: exactly one of these."""

    GOES_ON = ("goes_on", "继续参保，无变化", "goes on unchanged")
    TURNED_18 = ("turned_18", "年满18周岁", "turned 18")
    LEFT_SCHOOL = ("left_school", "已离校", "left school")
    ENTERED_SCHOOL = ("entered_school", "新入学", "entered school")
    GROUP_CHANGED = ("group_changed", "人群类别有变", "another group")
    PERMIT_TO_CHECK = ("permit_to_check", "居住证有效期待核对", "residence permit to be checked")
    TIER_TO_CHOOSE = ("tier_to_choose", "缴费档次待选", "tier to be chosen")
    CATEGORY_CHANGED = ("category_changed", "救助身份有变", "category changed")
    NEW = ("new", "新登记，未参保", "new: registered, not insured")
    DIED = ("died", "已死亡", "died")
    MERGED = ("merged", "记录已合并", "record merged into another")
    MOVED = ("moved", "已迁出", "moved away")
    ELSEWHERE = ("elsewhere", "新年度已在异地参保", "insured elsewhere for the new year")
    DOCUMENT_ELSEWHERE = (
        "document_elsewhere",
        "凭证显示新年度在别处参保",
        "insured elsewhere by a document",
    )
    SUSPENDED = ("suspended", "暂停参保", "suspended")
    ENDED = ("ended", "终止参保", "ended")
    CANCELLED = ("cancelled", "新年度登记已撤销", "cancelled for the new year")
    PERMIT_MISSING = ("permit_missing", "无居住证", "residence permit gone")
    PERMIT_EXPIRED = ("permit_expired", "居住证已到期", "residence permit expired")
    NO_SCHOOL = ("no_school", "按学籍参保但已离校", "by school roll, but left school")


_S, _M, _C = CarryState, CarryMove, CarryClass
_ISSUE = (Permission.DUES_ISSUE,)
CARRY_OVER: Moves[CarryState, CarryMove] = Moves(
    {
        (_S.COUNTING, _M.COUNT): To(_S.COUNTING),
        (_S.COUNTING, _M.PROPOSE): To(_S.PROPOSED),
        (_S.PROPOSED, _M.COUNT_AGAIN): To(_S.COUNTING, _ISSUE),
        (_S.PROPOSED, _M.AGREE): To(_S.RUNNING, _ISSUE),
        (_S.PROPOSED, _M.DROP): To(_S.DROPPED, _ISSUE),
        (_S.RUNNING, _M.RUN): To(_S.RUNNING),
        (_S.RUNNING, _M.FINISH): To(_S.DONE),
        (_S.COUNTING, _M.FAIL): To(_S.FAILED),
        (_S.RUNNING, _M.FAIL): To(_S.FAILED),
        (_S.FAILED, _M.RETRY): To(_S.COUNTING, _ISSUE),
        (_S.FAILED, _M.DROP): To(_S.DROPPED, _ISSUE),
    },
    start=_S.COUNTING,
)


class BackState(Term):
    """How far the taking back of a township is."""

    WAITING = ("waiting", "待他人同意", "waits for another officer")
    DONE = ("done", "已撤回", "taken back")
    DROPPED = ("dropped", "已放弃", "dropped")


class BackMove(Term):
    """What moves it on."""

    AGREE = ("agree", "同意撤回", "agree")
    DROP = ("drop", "放弃", "drop")


CARRY_BACK: Final = Moves(
    {
        (BackState.WAITING, BackMove.AGREE): To(BackState.DONE, _ISSUE),
        (BackState.WAITING, BackMove.DROP): To(BackState.DROPPED, _ISSUE),
    },
    start=BackState.WAITING,
)
OPEN: Final = (_S.COUNTING, _S.PROPOSED, _S.RUNNING, _S.FAILED)
MOVING: Final = (_S.COUNTING, _S.RUNNING)

# Who becomes enrolled for the new year. Of everybody else an officer decides.
CARRIED: Final = (
    _C.GOES_ON,
    _C.TURNED_18,
    _C.LEFT_SCHOOL,
    _C.ENTERED_SCHOOL,
    _C.GROUP_CHANGED,
    _C.PERMIT_TO_CHECK,
    _C.TIER_TO_CHOOSE,
    _C.CATEGORY_CHANGED,
)
WORKLISTS: Final = tuple(one for one in _C if one is not _C.GOES_ON)
