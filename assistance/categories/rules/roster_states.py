"""Which course does a roster take, what does a row of it do, and how far is a township's part of it?"""

from __future__ import annotations

from intake.rules.file_states import course
from policy.terms import Term
from staff.rules.moves import Moves, To
from staff.rules.roles import Permission

ROSTER = course(
    sends=Permission.ROSTERS_UPLOAD, confirms=Permission.ROSTERS_CONFIRM, undoes=Permission.ROSTERS_CONFIRM
)


class RosterKind(Term):
    """What a list says of the people who do not stand in it."""

    FULL = ("full", "全量名单", "full list")
    CHANGES = ("changes", "变更名单", "changes only")


class RowChange(Term):
    """What a row of a list of changes asks for."""

    ADD = ("add", "新增", "add")
    CHANGE = ("change", "变更", "change")
    CANCEL = ("cancel", "取消", "cancel")


class RowAction(Term):
    """What a row does when the roster is written."""

    NEW = ("new", "新增", "new")
    CHANGED = ("changed", "变更", "changed")
    ENDED = ("ended", "终止", "ended")
    UNCHANGED = ("unchanged", "不变", "unchanged")
    UNMATCHED = ("unmatched", "未匹配", "unmatched")


class Unmatched(Term):
    """Why a row has no effect although it is kept and shown."""

    NOT_REGISTERED = ("not_registered", "证件号码未登记", "nobody is registered under this number")
    ELSEWHERE = ("elsewhere", "登记在其他地区", "registered in another area")
    DECEASED = ("deceased", "已登记死亡", "registered as deceased")
    NAME_DIFFERS = ("name_differs", "姓名与登记不符", "the name differs from the record")
    UNKNOWN_NAME = ("unknown_name", "身份名称不在对照表中", "the name of the category is in no table")
    AMBIGUOUS_NAME = ("ambiguous_name", "身份名称对应多个类别，缺等级", "the name means several categories")
    NOTHING_TO_CANCEL = ("nothing_to_cancel", "没有可取消的身份", "no such category to cancel")
    NOTHING_TO_CHANGE = ("nothing_to_change", "没有可变更的身份", "no such category to change")


class PartState(Term):
    """How far a township's part is (下放、收回)."""

    HANDED_DOWN = ("handed_down", "已下放", "handed down")
    RETURNED = ("returned", "已上报", "returned")
    TAKEN_BACK = ("taken_back", "已收回", "taken back")


class PartMove(Term):
    """What is done with a township's part."""

    HAND_DOWN = ("hand_down", "下放", "hand down")
    RETURN = ("return", "上报", "return")
    TAKE_BACK = ("take_back", "收回", "take back")


_BUREAU, _TOWNSHIP = (Permission.ROSTERS_CONFIRM,), (Permission.ROSTERS_FILL,)
ROSTER_PART: Moves[PartState, PartMove] = Moves(
    {
        (PartState.HANDED_DOWN, PartMove.RETURN): To(PartState.RETURNED, _TOWNSHIP),
        (PartState.HANDED_DOWN, PartMove.TAKE_BACK): To(PartState.TAKEN_BACK, _BUREAU),
        (PartState.RETURNED, PartMove.TAKE_BACK): To(PartState.TAKEN_BACK, _BUREAU),
        (PartState.RETURNED, PartMove.HAND_DOWN): To(PartState.HANDED_DOWN, _BUREAU),
        (PartState.TAKEN_BACK, PartMove.HAND_DOWN): To(PartState.HANDED_DOWN, _BUREAU),
    },
    start=PartState.HANDED_DOWN,
)
