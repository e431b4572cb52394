"""Which states can a roster or a township's part of it be in, what leads from one to the next, and who does it?"""

from __future__ import annotations

from policy.terms import Term, Text


class RosterState(Term):
    """How far a roster is."""

    RECEIVED = ("received", "已接收", "received")
    CHECKING = ("checking", "核对中", "being checked")
    REFUSED = ("refused", "已退回", "refused")
    READY = ("ready", "待确认", "waits for confirmation")
    WRITING = ("writing", "写入中", "being written")
    WRITTEN = ("written", "已写入", "written")
    UNDOING = ("undoing", "撤销中", "being undone")
    UNDONE = ("undone", "已撤销", "undone")
    FAILED = ("failed", "处理失败", "failed")


class RosterMove(Term):
    """What leads from one state to the next."""

    CHECK = ("check", "核对", "check")
    REFUSE = ("refuse", "退回", "refuse")
    PREVIEW = ("preview", "形成预览", "prepare the preview")
    CONFIRM = ("confirm", "确认写入", "confirm")
    DISCARD = ("discard", "放弃", "discard")
    WRITE = ("write", "写入", "write")
    UNDO = ("undo", "撤销", "undo")
    TAKE_BACK = ("take_back", "撤销完成", "finish undoing")
    FAIL = ("fail", "故障", "fail")
    RETRY = ("retry", "重试", "try again")


_S, _M = RosterState, RosterMove
WORKER = Text("系统后台", "worker")
UPLOADER = Text("名单报送人", "who may upload")
CONFIRMER = Text("名单确认人", "who may confirm")

MOVES: dict[tuple[RosterState, RosterMove], tuple[RosterState, Text]] = {
    (_S.RECEIVED, _M.CHECK): (_S.CHECKING, WORKER),
    (_S.CHECKING, _M.REFUSE): (_S.REFUSED, WORKER),
    (_S.CHECKING, _M.PREVIEW): (_S.READY, WORKER),
    (_S.CHECKING, _M.FAIL): (_S.FAILED, WORKER),
    (_S.READY, _M.CONFIRM): (_S.WRITING, CONFIRMER),
    (_S.READY, _M.DISCARD): (_S.REFUSED, UPLOADER),
    (_S.WRITING, _M.WRITE): (_S.WRITTEN, WORKER),
    (_S.WRITING, _M.FAIL): (_S.FAILED, WORKER),
    (_S.WRITTEN, _M.UNDO): (_S.UNDOING, CONFIRMER),
    (_S.UNDOING, _M.TAKE_BACK): (_S.UNDONE, WORKER),
    (_S.UNDOING, _M.FAIL): (_S.FAILED, WORKER),
    (_S.FAILED, _M.RETRY): (_S.RECEIVED, UPLOADER),
}

MOVING = (_S.RECEIVED, _S.CHECKING, _S.WRITING, _S.UNDOING)


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
