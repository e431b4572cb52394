"""Which sponsors and statements of the treasury are there to ask for?"""

from datetime import date
from typing import Any

from enrollment.models import (
    PaymentLine,
    Sponsor,
    SponsorList,
    SponsorPart,
    SponsorRow,
    TreasurySheet,
    TreasuryStatement,
)
from intake import vault
from tests import factories as make
from tests import tax_files as tax


def sponsors(world: Any) -> None:
    """The rows, as attributes of the world."""
    village, county = world.place["division_code"], world.place["county"]
    number = make.resident_number()
    world.sponsor = world.row(
        Sponsor, kind="collective", division_code=village, name="双河村", name_key="双河村",
        document_hash=vault.match_key(number), document_sealed=b"x", owner_level="",
    )  # fmt: skip
    listed = world.row(
        SponsorList, sponsor=world.sponsor, coverage_year=2022, area=village, state="written", is_full=True, sha256="f" * 64
    )  # fmt: skip
    row = world.row(
        SponsorRow, list=listed, document_hash=world.person.document_hash, name=world.person.name,
        name_key=world.person.name_key, attendance="here", amount_fen=None,
    )  # fmt: skip
    tax.posted([tax.row(world.person, "W3", name="双河村", number=number)], world.maker)
    world.sponsor_line = PaymentLine.objects.get(ticket__endswith="W3")
    world.sponsor_part = world.row(
        SponsorPart, line=PaymentLine.objects.filter(person=world.person).first(), of_line=world.sponsor_line, row=row,
        sponsor=world.sponsor, person=world.person, coverage_year=2021, amount_fen=1,
    )  # fmt: skip
    world.treasury_statement = world.row(
        TreasuryStatement, area=county, state="written", sha256="a" * 64, summary={"days": ["2022-07-05"]}
    )
    world.treasury_sheet = world.row(
        TreasurySheet, area=county, state="draft", differences=0, body={"days": [], "differences": []}, digest="0" * 64,
        from_on=date(2022, 7, 5), until_on=date(2022, 7, 6),
    )  # fmt: skip
