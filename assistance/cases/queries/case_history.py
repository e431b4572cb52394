"""How does the history of a case read, one line for each thing that was done?"""

from dataclasses import dataclass
from datetime import datetime

from assistance.cases.models import AssistanceCase, CaseEvent
from assistance.cases.rules.case_reasons import RejectReason, ReturnReason, RevokeReason
from assistance.cases.rules.case_states import Move
from enrollment.rules.base_answers import Heard
from policy.terms import Text

EVENTS_MAX = 300
_DONE = {
    "open": Text("登记个案", "opened the case"),
    "answer": Text("走访答复", "the village heard"),
    "edit": Text("修改内容", "changed the facts"),
    "attach": Text("上传材料", "attached"),
    "detach": Text("移除材料", "took off"),
    Move.SUBMIT.value: Text("提交", "submitted it"),
    Move.WITHDRAW.value: Text("撤回", "withdrew it"),
    Move.ACCEPT.value: Text("受理", "accepted it"),
    Move.RETURN.value: Text("退回补正", "returned it for completion"),
    Move.VERIFY.value: Text("审核通过", "verified it"),
    Move.PUBLISH.value: Text("开始公示", "put it on public notice"),
    Move.APPROVE_FIRST.value: Text("批准（第一人）", "approved it as the first of two"),
    Move.APPROVE.value: Text("批准", "approved it"),
    Move.REJECT.value: Text("不予批准", "rejected it"),
    Move.REVOKE.value: Text("撤销", "revoked it"),
    Move.CLOSE.value: Text("办结归档", "closed it"),
}
FIELDS = {
    "category": Text("类别", "category"),
    "grade": Text("等级", "grade"),
    "certifier": Text("认定部门", "certifier"),
    "certified_on": Text("认定日期", "day of certification"),
    "document_number": Text("文号", "document"),
    "from_on": Text("起始日期", "first day"),
    "until_on": Text("终止日期", "end"),
    "coverage_year": Text("参保年度", "coverage year"),
    "reason": Text("事由", "reason"),
    "source": Text("来源", "source"),
    "amount_fen": Text("金额", "amount"),
}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """When, who, and what was done in plain words: 退回补正：缺认定证件（低保证、特困证等）."""

    at: datetime
    officer: str
    text: Text


def history_of(case: AssistanceCase) -> list[HistoryLine]:
    """Everything that was done with a case, the earliest first."""
    events = CaseEvent.objects.filter(case=case).select_related("officer").order_by("pk")[:EVENTS_MAX]
    return [HistoryLine(event.at, event.officer.display_name, told(event)) for event in events]


def told(event: CaseEvent) -> Text:
    """What one event did, with its reason."""
    done = _DONE.get(event.action, Text(event.action, event.action))
    why = reason_of(event.action, event.reason_code, event.reason)
    more = _detail(event)
    zh = "；".join(part for part in (more.zh, why.zh) if part)
    en = "; ".join(part for part in (more.en, why.en) if part)
    return Text(f"{done.zh}：{zh}" if zh else done.zh, f"{done.en}: {en}" if en else done.en)


def reason_of(action: str, code: str, reason: str) -> Text:
    """The reason of the list in words, and what was written beside it."""
    lists = {
        Move.RETURN.value: ReturnReason,
        Move.REJECT.value: RejectReason,
        Move.REVOKE.value: RevokeReason,
    }
    listed = lists.get(action)
    label = Text("", "")
    if listed is not None and code in {one.value for one in listed} and not (code == "other" and reason):
        label = listed(code).label
    zh = "；".join(part for part in (label.zh, reason) if part)
    return Text(zh, "; ".join(part for part in (label.en, reason) if part))


def _detail(event: CaseEvent) -> Text:
    detail = event.detail
    if event.action in ("attach", "detach"):
        return Text(f"《{detail.get('title', '')}》", f"“{detail.get('title', '')}”")
    if event.action == "edit":
        names = [FIELDS.get(name, Text(name, name)) for name in detail.get("changed", {})]
        return Text("、".join(name.zh for name in names), ", ".join(name.en for name in names))
    if event.action == Move.PUBLISH.value:
        first, until = detail["notice_from"], detail["notice_until"]
        return Text(f"{first} 起，{until} 起可批准", f"from {first}; it can be approved from {until} on")
    if event.action == "answer":
        heard, on, year = Heard(detail["heard"]).label, detail["on"], detail["coverage_year"]
        return Text(f"{on}（{year} 年度）{heard.zh}", f"{heard.en}, on {on} (for {year})")
    left_out = len(detail.get("left_out", {}))
    if left_out:
        return Text(f"其中 {left_out} 人不予认定", f"without {left_out} of the people")
    return Text("", "")
