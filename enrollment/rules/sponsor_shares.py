"""How much of somebody's due may another pay for them, and if nothing, why?

A sponsor (代缴方: village collective, employer, school, relative) bears the individual part. Its part is never above
what is owed; premium subsidies come off first where the text of the area says so.
"""

from __future__ import annotations

from dataclasses import dataclass

from policy.book import Policy
from policy.schema import Sponsors, SubsidyFile
from policy.terms import SponsorKind, Term, Text


class ShareAnswer(Term):
    """What becomes of one row of a list of who is paid for."""

    PAYS = ("pays", "可以代缴", "is paid for")
    GIVEN = ("given", "已代缴", "was paid for already")
    SETTLED = ("settled", "应缴已结清", "due settled already")
    LEFT = ("left", "已离开，不代缴", "left: not paid for")
    NAME_DIFFERS = ("name_differs", "姓名与登记不符", "name differs from the register")
    NOBODY = ("nobody", "没有登记", "not registered")
    ELSEWHERE = ("elsewhere", "登记在其他统筹地区", "registered in another area")
    OTHER_SCHOOL = ("other_school", "登记的是另一所学校", "another school is on record")
    NOT_ENROLLED = ("not_enrolled", "该年度没有应缴", "no due for that year")
    DECEASED = ("deceased", "已死亡", "died")
    NO_PRICE = ("no_price", "应缴金额未定", "the amount due is undecided")
    SPONSOR_OPEN = ("sponsor_open", "文件没有写这类代缴方", "the texts name no such sponsor")
    ORDER_OPEN = ("order_open", "与资助的先后未定", "order with the subsidy is open")


_DOCUMENT = Text(
    "有决定文件的，重新报送名单并注明文号。", "With a decision, send the list again and name its document."
)
REMEDIES = {
    ShareAnswer.NAME_DIFFERS: Text(
        "请核对名单和登记的姓名。", "Compare the name in the list and in the register."
    ),
    ShareAnswer.NOBODY: Text(
        "请先登记，再分解这笔缴费。", "Register the person, then divide the payment again."
    ),
    ShareAnswer.ELSEWHERE: Text(
        "请其在登记地缴费，或先转入。", "They pay where they are registered, or move here first."
    ),
    ShareAnswer.OTHER_SCHOOL: Text(
        "请核对：已转学的更正登记的学校，否则从名单中删去。",
        "Compare: correct the school on record if the pupil moved, else take the row out of the list.",
    ),
    ShareAnswer.NOT_ENROLLED: Text(
        "请先办理该年度参保登记并核定应缴。", "Enroll the person for the year and issue the due first."
    ),
    ShareAnswer.NO_PRICE: Text(
        "请先按文件确定应缴金额。", "Have the amount due decided under a document first."
    ),
    ShareAnswer.SPONSOR_OPEN: _DOCUMENT,
    ShareAnswer.ORDER_OPEN: _DOCUMENT,
}


@dataclass(frozen=True, slots=True)
class Owed:
    """What stands on a due, in fen; `charged_fen` None while the rules are silent."""

    charged_fen: int | None
    credited_fen: int
    subsidy_fen: int = 0  # part of what is credited


@dataclass(frozen=True, slots=True)
class Terms:
    """What the texts say of one kind of payer: the rule, None where they name none; the clause of what is open."""

    rule: Sponsors | None
    open_clause: str = ""

    @property
    def clause(self) -> str:
        return self.rule.clause if self.rule is not None else self.open_clause


@dataclass(frozen=True, slots=True)
class Share:
    """The answer for one row: how much is paid, by which clause."""

    answer: ShareAnswer
    fen: int = 0
    clause: str = ""


def terms_of(policy: Policy, kind: SponsorKind, coverage_year: int) -> Terms:
    """What the texts of the area, or those above it, say of a kind of payer in a coverage year."""
    in_year = policy.in_year(coverage_year)
    silent = in_year.undecided("subsidy", "sponsors", coverage_year=coverage_year)
    for _, file in in_year.files("subsidy", SubsidyFile):
        for rule in file.sponsors:
            if kind in rule.kinds:
                return Terms(rule, silent.clause if silent else rule.clause)
    return Terms(None, silent.clause if silent else "")


def share(owed: Owed, wanted_fen: int | None, terms: Terms, *, has_document: bool) -> Share:
    """How much of a due another may pay. `wanted_fen` None: what is owed. `has_document`: an office decided what the texts
    leave open, and the list names its document (then subsidies come off first).
    """
    if owed.charged_fen is None:
        return Share(ShareAnswer.NO_PRICE)
    left = owed.charged_fen - owed.credited_fen
    if left <= 0:
        return Share(ShareAnswer.SETTLED)
    if terms.rule is None and not has_document:
        return Share(ShareAnswer.SPONSOR_OPEN, clause=terms.open_clause)
    if owed.subsidy_fen and not has_document and not (terms.rule and terms.rule.after_subsidies):
        return Share(ShareAnswer.ORDER_OPEN, clause=terms.open_clause)
    return Share(ShareAnswer.PAYS, left if wanted_fen is None else min(wanted_fen, left), terms.clause)
