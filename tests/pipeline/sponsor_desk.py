"""How does a test enter a sponsor, send its list and have the tax bureau send one payment for many?"""

import io
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from stdnum.cn import uscc

from enrollment.models import PaymentLine, Person, Sponsor, SponsorList
from enrollment.operations import sponsor_lists, sponsor_payments, sponsors
from enrollment.operations.people import document_number
from enrollment.rules.sponsors import SchoolOwner
from intake.operations import jobs
from policy.terms import SponsorKind
from staff.models import Officer
from tests import factories as make
from tests.pipeline.tax_desk import TaxDesk, line, of_ticket

DOCUMENT = "菏医保〔2021〕9号"
HEAD = "证件号码,姓名,参保年度,代缴金额,年级,班级,在册情况"


def credit_code(turn: int) -> str:
    """A valid unified social credit code, another one for each turn."""
    bare = f"52371702{turn:09d}"
    return bare + uscc.calc_check_digit(bare)


@dataclass
class SponsorDesk:
    """Officers of a county, and what they do for schools and villages."""

    tax: TaxDesk
    bureau: Officer

    def school(self, name: str = "菏泽第一小学", turn: int = 1) -> Sponsor:
        return sponsors.enter(
            kind=SponsorKind.SCHOOL, name=name, number=credit_code(turn), division_code=make.VILLAGE[:9],
            owner_level=SchoolOwner.COUNTY, by=self.bureau, at=timezone.now(),
        )  # fmt: skip

    def sponsor(self, kind: SponsorKind, name: str, number: str) -> Sponsor:
        return sponsors.enter(
            kind=kind,
            name=name,
            number=number,
            division_code=make.VILLAGE[:9],
            by=self.bureau,
            at=timezone.now(),
        )

    def send(self, sponsor: Sponsor, *rows: str, head: str = HEAD, year: int = make.YEAR, full: bool = True, document: str = DOCUMENT) -> SponsorList:  # fmt: skip
        """A list, worked off. It names a document unless told otherwise: no text of Heze says who may pay for others."""
        content = io.BytesIO("\n".join([head, *rows, ""]).encode())
        listed = sponsor_lists.receive(
            sponsor=sponsor, coverage_year=year, content=content, name="名单.csv", is_full=full, document_number=document,
            by=self.bureau, at=timezone.now(),
        )  # fmt: skip
        return jobs.work_on(listed)

    def paid(self, sponsor: Sponsor, number: str, amount: str, **given: Any) -> PaymentLine:
        """A payment of the sponsor, as the tax bureau sends it: one line under its own number and name."""
        cells = line(number, amount, name=sponsor.name, **given)
        self.tax.upload([cells])
        return of_ticket(cells)

    def divide(self, payment: PaymentLine, sponsor: Sponsor, **given: Any) -> list[Any]:
        payment.refresh_from_db()
        return sponsor_payments.divide(
            line=payment, sponsor=sponsor, by=self.bureau, at=timezone.now(), **given
        )


def row(who: Person, amount: str = "", grade: str = "三", class_name: str = "1班", attendance: str = "", year: int = make.YEAR) -> str:  # fmt: skip
    """A row of a list about a person of the register."""
    return f"{document_number(who)},{who.name},{year},{amount},{grade},{class_name},{attendance}"


PAID_ON = date(2021, 10, 25)
