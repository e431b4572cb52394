"""For which reasons is a case opened, returned, rejected or revoked? The fixed lists from which an officer chooses.

No notice fixes these lists (it says who decides, LX-5.2g, LX-5.2k, LX-5.2l, not on which form): they are the words of the
counter. *Other* takes a text of its own.
"""

from __future__ import annotations

from typing import Final

from policy.terms import Term


class CaseKind(Term):
    """What a case is about."""

    APPLICATION = ("application", "本人申请", "application")
    FOUND_BY_ROSTER = ("found_by_roster", "名单比对发现", "found by a roster")
    AID = ("aid", "依申请救助", "assistance on application")
    CANNOT_PAY = ("cannot_pay", "走访反映无力缴费", "cannot pay, as a village heard")
    REVOCATION = ("revocation", "撤销认定", "revocation")
    RECOVERY = ("recovery", "追缴", "recovery of wrongly paid help")


# What asks for a category. The case of who cannot pay is opened by the answer; its category and document are entered later.
ASKS_FOR_HELP: Final = (CaseKind.APPLICATION, CaseKind.FOUND_BY_ROSTER, CaseKind.AID, CaseKind.CANNOT_PAY)


class ReturnReason(Term):
    """What is missing (退回补正)."""

    NO_CERTIFICATE = (
        "no_certificate",
        "缺认定证件（低保证、特困证等）",
        "the certificate of the category is missing",
    )
    NO_IDENTITY = ("no_identity", "缺身份证或户口簿", "identity card or household register is missing")
    NO_INCOME = ("no_income", "缺收入或财产证明", "proof of income or property is missing")
    NO_CONSENT = ("no_consent", "缺信息核对授权书", "the consent to checking is missing")
    UNREADABLE = ("unreadable", "材料不清晰", "a document cannot be read")
    WRONG_FACTS = ("wrong_facts", "填报内容有误", "facts are entered wrongly")
    OTHER = ("other", "其他", "other")


class RejectReason(Term):
    """Why the case is not approved (不予批准)."""

    NOT_QUALIFIED = ("not_qualified", "不符合该类别认定条件", "the conditions of the category are not met")
    FALSE_DOCUMENTS = ("false_documents", "材料不实", "the documents are not true")
    OBJECTION = ("objection", "公示异议成立", "an objection during the notice was well founded")
    ALREADY_HELPED = ("already_helped", "已按更高类别享受救助", "already helped under a higher category")
    NOT_OF_HERE = ("not_of_here", "不属本地办理", "another place is competent")
    NOT_COMPLETED = ("not_completed", "逾期未补正", "not completed in time")
    OTHER = ("other", "其他", "other")


class RevokeReason(Term):
    """Why an approved category or help is taken back (撤销)."""

    NO_LONGER = ("no_longer", "不再符合条件", "the conditions are no longer met")
    DECEASED = ("deceased", "已死亡", "the person has died")
    MOVED_AWAY = ("moved_away", "迁出本地", "moved away")
    FALSE_DOCUMENTS = ("false_documents", "以虚假材料取得", "obtained by false documents")
    GRANTED_IN_ERROR = ("granted_in_error", "批准有误", "approved in error")
    OTHER = ("other", "其他", "other")
