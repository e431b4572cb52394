"""Of what kinds are the entries of a due, and who pays each?"""

from __future__ import annotations

from policy.terms import Term


class EntryKind(Term):
    """What an entry of a due does; the order in which entries of one moment are told."""

    CHARGE = ("charge", "应缴", "charge")
    WAIVER = ("waiver", "减免", "waiver")
    PAYMENT = ("payment", "缴费", "payment")
    SUBSIDY = ("subsidy", "参保资助", "premium subsidy")
    REFUND = ("refund", "退费", "refund")
    REVERSAL = ("reversal", "撤销", "reversal")
    REPAIR = ("repair", "断保修复缴费", "repair of a missed year")
    REPAIR_RETURN = ("repair_return", "退回断保修复缴费", "repair given back")


REPAIRS = (EntryKind.REPAIR, EntryKind.REPAIR_RETURN)


class Payer(Term):
    """Out of whose pocket or fund an entry comes."""

    PERSON = ("person", "个人", "person")
    SCHOOL = ("school", "学校", "school")
    MEDICAL_ASSISTANCE = ("medical_assistance", "医疗救助资金", "medical assistance fund")
    RURAL_AFFAIRS = ("rural_affairs", "农业农村（乡村振兴）部门", "rural affairs")
    CIVIL_AFFAIRS = ("civil_affairs", "民政医疗救助", "civil affairs")
    DISABLED_FEDERATION = ("disabled_federation", "残联", "disabled persons' federation")
    FINANCE = ("finance", "本级财政", "local finance")
    COLLECTIVE = ("collective", "集体经济组织", "village collective")
    EMPLOYER = ("employer", "单位或社会组织", "employer or organization")
    RELATIVE = ("relative", "亲属", "relative")
    AREA = ("area", "统筹地区", "pooling area")
