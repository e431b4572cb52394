"""Who pays the individual part for others, and how far is a list of whom they pay for?

Not to be confused with the payers of premium subsidies: a sponsor's money comes by the tax bureau like that of a household.
"""

from __future__ import annotations

from typing import Final

from stdnum.cn import uscc

from enrollment.rules.documents import Kind, faults, guess_kind
from enrollment.rules.entries import Payer
from intake.rules.file_states import course
from policy.terms import SponsorKind, Term, Text
from staff.rules.roles import Permission

SPONSOR_LIST = course(sends=Permission.PEOPLE_IMPORT)
PAYER_OF: Final = {
    SponsorKind.COLLECTIVE: Payer.COLLECTIVE,
    SponsorKind.EMPLOYER: Payer.EMPLOYER,
    SponsorKind.SCHOOL: Payer.SCHOOL,
    SponsorKind.RELATIVE: Payer.RELATIVE,
}


class SchoolOwner(Term):
    """Which level runs a school (举办层级): the fiscal shares of students follow it (JC-1g, JC-1h, GX-1.1e)."""

    CENTRAL = ("central", "中央", "the State")
    PROVINCE = ("province", "省级", "province")
    PREFECTURE = ("prefecture", "市（州）级", "prefecture")
    COUNTY = ("county", "县级", "county")
    TOWNSHIP = ("township", "乡镇", "township")
    PRIVATE = ("private", "民办", "private")


class Attendance(Term):
    """Whether somebody of a list still belongs to the sponsor."""

    HERE = ("here", "在册", "is here")
    LEFT = ("left", "已离开", "left")


def number_fault(kind: SponsorKind, number: str) -> Text | None:
    """What is wrong with the number of a sponsor in its normal form: a unified social credit code, of a relative a document."""
    if kind is not SponsorKind.RELATIVE:
        return None if uscc.is_valid(number) else _NOT_A_CODE
    document = guess_kind(number) or Kind.RESIDENT_ID
    wrong = faults(document, number)
    return wrong[0].text if wrong else None


_NOT_A_CODE = Text(
    "不是有效的统一社会信用代码（18 位，末位为校验码）。",
    "No valid unified social credit code (18 characters, the last one checks the others).",
)
