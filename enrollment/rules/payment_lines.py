"""What does a line of a tax file state, and in which of these ways did it end?

The codes are stored and stable: reports and the API print them.
"""

from __future__ import annotations

from policy.terms import Term


class LineKind(Term):
    """Whether a line brings money, or takes it back."""

    PAYMENT = ("payment", "缴费", "Payment")
    CATCH_UP = ("catch_up", "补缴", "Catch-up payment")
    REFUND = ("refund", "退费", "Refund")
    REVERSAL = ("reversal", "撤销", "Reversal")
    REPAIR = ("repair", "断保修复", "Repair of a missed year")


class Outcome(Term):
    """How a line ended: exactly one of these."""

    POSTED_IN_FULL = ("posted_in_full", "全额入账", "Posted in full")
    POSTED_IN_PART = ("posted_in_part", "部分入账", "Posted in part")
    OVERPAID = ("overpaid", "多缴", "Overpaid")
    DUPLICATE_TICKET = ("duplicate_ticket", "税票重复", "Duplicate ticket")
    ALREADY_SETTLED = ("already_settled", "应缴已结清", "Due already settled")
    UNKNOWN_PERSON = ("unknown_person", "查无此人", "Unknown person")
    NAME_DIFFERS = ("name_differs", "姓名不符", "Name differs")
    NO_REGISTRATION = ("no_registration", "该年度无参保登记", "No registration for that year")
    OTHER_AREA = ("other_area", "其他统筹区", "Other area")
    NO_RULE = ("no_rule", "政策未明确", "No rule (undecided)")
    MALFORMED = ("malformed", "格式有误", "Malformed")
    REFUND_POSTED = ("refund_posted", "退费已入账", "Refund posted")
    REVERSAL_POSTED = ("reversal_posted", "撤销已入账", "Reversal posted")
    REFUND_WITHOUT_ORIGINAL = ("refund_without_original", "找不到原缴费", "Refund without its original")
    REFUND_ABOVE_PAID = ("refund_above_paid", "退费超过已缴金额", "Refund of more than was paid")
    REFUND_IN_BENEFIT_PERIOD = (
        "refund_in_benefit_period",
        "待遇期内退费",
        "Refund after the benefit period began",
    )
    REFUND_TOLD_BEFORE = (
        "refund_told_before",
        "疑为已告知的同一笔退费",
        "Perhaps a refund that was told before",
    )
    REFUND_UNDONE = ("refund_undone", "退费已撤销", "Refund taken back")
    DECEASED = ("deceased", "死亡后缴费", "Paid for days after death")
    DIVIDED = ("divided", "已分解到人", "Divided among the people it is for")
    PART_RETURNED = ("part_returned", "已退回代缴款", "Returned to the payment it was part of")
    REPAIR_REFUSED = ("repair_refused", "该年度不能修复", "A year that cannot be repaired")
    TAKEN_BACK = ("taken_back", "所在文件已撤回", "Its file was taken back")


# A refund that waits for an officer, and is judged anew whenever its account is.
JUDGED_AGAIN = (Outcome.REFUND_IN_BENEFIT_PERIOD, Outcome.REFUND_TOLD_BEFORE)


class ResultKind(Term):
    """As what the ends of the lines of a file are downloaded."""

    WORKBOOK = ("workbook", "结果（.xlsx）", "Result (.xlsx)")
    TOWNSHIPS = ("townships", "按乡镇拆分（.zip）", "Split by township (.zip)")
