"""What can change after something was decided on it, and what can follow from that?"""

from __future__ import annotations

from policy.terms import Term


class Fact(Term):
    """What changed."""

    COVER = ("cover", "待遇期变动", "cover changed")
    DEATH = ("death", "登记死亡", "a death was recorded")
    DEATH_RETRACTED = ("death_retracted", "撤销死亡登记", "the record of a death was taken back")
    MERGED = ("merged", "合并重复人员", "two records became one")
    UNMERGED = ("unmerged", "撤销合并", "a merge was undone")
    NUMBER = ("number", "证件号码变更", "the document number changed")
    CATEGORIES = ("categories", "救助身份变动", "categories of assistance changed")
    STANDING = ("standing", "应缴身份变动", "the standing of the due changed")
    WINDOW = ("window", "缴费期延长", "the contribution window was extended")
    ENROLLMENT = ("enrollment", "参保登记撤销或转移", "an enrollment was cancelled or moved")
    STATE = ("state", "参保状态变动", "the state of an enrollment changed")
    CLAIMS = ("claims", "以前年度的报销变动", "what was paid in an earlier year changed")
    EVIDENCE = ("evidence", "以往参保凭证变动", "a document on earlier cover was confirmed or withdrawn")
    RECOGNITION = ("recognition", "病种认定变动", "a recognition of a disease changed")
    FILING = ("filing", "异地就医备案变动", "a filing of care elsewhere changed")
    REFUND = (
        "refund",
        "资助部分随退费退回",
        "the subsidised part of a payment was refunded, or was not after all",
    )
    REGISTERED = ("registered", "新登记人员", "somebody was registered")


class Task(Term):
    """What is to be done about what a change touched."""

    LOOK = ("look", "待核对其影响", "to be looked at")
    SETTLE_AGAIN = ("settle_again", "账单差额待确认", "confirm or reject the differences of the bill")
    REFUND = ("refund", "挂账待退费", "the money is held for its refund")
    TAKE_BACK = ("take_back", "撤回已代缴的资助", "take back the subsidy that was paid on behalf")
    RECOVER = ("recover", "已发放的资助办理追缴", "claim the subsidy back that was paid to the card")
    HOLD = ("hold", "资助暂不发放，重新测算", "do not pay the subsidy; propose it anew")
    NOTICE = (
        "notice",
        "已发通知单内容有变，换发新通知单",
        "a notice that was handed over no longer holds: print a new one",
    )
    JOIN = ("join", "核对是否同一人，是则合并", "join the two records if it is one person")
