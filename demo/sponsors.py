"""How is the product shown for those who pay for others, and for the three-way check of a day?

By the operations that the pages call. A school pays for a class, one pupil left; a village's payment waits to be divided; the
treasury agrees on one day and differs on the day before.
"""

import io
from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone
from stdnum.cn import uscc

from demo.assistance_and_care import AT_REST_SECONDS, officer
from demo.people import HEZE
from enrollment.models import Due, PaymentLine, Person, Sponsor, TreasurySheet
from enrollment.operations import (
    payments,
    sponsor_lists,
    sponsor_payments,
    sponsors,
    treasury_sheets,
    treasury_statements,
)
from enrollment.operations.people import document_number
from enrollment.payment_layout import COLUMNS
from enrollment.queries.treasury import check_of
from enrollment.rules.sponsors import SchoolOwner
from enrollment.sponsor_layout import SPONSOR_TABLE
from intake.operations import following
from policy.money import format_yuan
from policy.terms import SponsorKind

PAID_ON, TREASURY_ON = date(2021, 12, 20), date(2021, 12, 21)
DOCUMENT = "菏医保〔2021〕9号（演示）"
PUPILS, VILLAGERS = 12, 5


def pay_for_others() -> Iterator[str]:
    """A school and a village with lists and payments; the school's payment is divided."""
    if Sponsor.objects.exists():
        return
    people = _unpaid()[: PUPILS + VILLAGERS]
    if len(people) < PUPILS + VILLAGERS:
        return
    county = people[0].division_code[:6]
    school = _sponsor(SponsorKind.SCHOOL, "菏泽市实验小学（演示）", 1, county, SchoolOwner.COUNTY)
    village = _sponsor(SponsorKind.COLLECTIVE, "双河村股份经济合作社（演示）", 2, county, None)
    pupils, villagers = people[:PUPILS], people[PUPILS:]
    _list(school, [(one, "", "三", "1班", "转出" if one is pupils[-1] else "在册") for one in pupils])
    _list(village, [(one, "100.00", "", "", "") for one in villagers])
    header = [column.heading for column in COLUMNS]
    lines = [
        _payment(header, school, "SP20211220001", 320_00 * PUPILS),
        _payment(header, village, "SP20211220002", 500_00),
    ]
    content = "\n".join(",".join(row) for row in [header, *lines]) + "\n"
    file = payments.receive_file(
        content=io.BytesIO(content.encode()), name="heze-sponsors.csv", area=HEZE.code, by=officer("demo-tax"),
        at=timezone.now(),
    )  # fmt: skip
    following.follow(file, seconds=AT_REST_SECONDS, at_once=True)
    line = PaymentLine.objects.get(ticket="SP20211220001", owns_ticket=True)
    parts = sponsor_payments.divide(line=line, sponsor=school, by=officer("demo-county"), at=timezone.now())
    yield f"Heze: one payment of a school divided among {len(parts)} pupils, one had left; a village's payment waits"


def check_with_treasury() -> Iterator[str]:
    """A statement of two days, and the sheet of both: one signature is there, the other side's is awaited."""
    if TreasurySheet.objects.exists():
        return
    before = TREASURY_ON - timedelta(days=1)
    days = check_of(HEZE.code, before, TREASURY_ON + timedelta(days=1)).days
    if len(days) != 2:
        return
    sums = [(before, days[0].tax_fen - 100_00), (TREASURY_ON, days[1].tax_fen)]
    rows = [["入库日期", "金额"], *([f"{day}", format_yuan(fen)] for day, fen in sums)]
    statement = treasury_statements.receive(
        content=io.BytesIO("\n".join(",".join(row) for row in rows).encode()), name="heze-treasury-2021-12.csv",
        area=HEZE.code, by=officer("demo-finance"), at=timezone.now(),
    )  # fmt: skip
    following.follow(statement, seconds=AT_REST_SECONDS, at_once=True)
    sheet = treasury_sheets.make(
        area=HEZE.code, from_on=before, until_on=TREASURY_ON + timedelta(days=1), by=officer("demo-finance"),
        at=timezone.now(),
    )  # fmt: skip
    treasury_sheets.sign(
        sheet=sheet, because="国库次日补记 100.00 元（演示）", by=officer("demo-finance"), at=timezone.now()
    )
    yield f"Heze: treasury and tax lines agree on {TREASURY_ON}, differ on {before}; sheet {sheet.pk} waits for the tax bureau"


def _unpaid() -> list[Person]:
    """People of one county who owe the price of the window, and to whom nothing was credited yet."""
    dues = Due.objects.filter(
        area=HEZE.code, coverage_year=HEZE.coverage_year, coverage=None, quotation__due_fen=320_00, withdrawn_on=None,
        person__died_on=None, person__merged_into=None,
    ).order_by("division_code", "pk")  # fmt: skip
    free = [due for due in dues.select_related("person")[:400] if due.entries.count() == 1]
    first = free[0].division_code[:6] if free else ""
    return [due.person for due in free if due.division_code.startswith(first)]


def _sponsor(kind: SponsorKind, name: str, turn: int, county: str, owner: SchoolOwner | None) -> Sponsor:
    bare = f"52{county}{turn:09d}"
    return sponsors.enter(
        kind=kind, name=name, number=bare + uscc.calc_check_digit(bare), division_code=county, owner_level=owner,
        by=officer("demo-county"), at=timezone.now(),
    )  # fmt: skip


def _list(sponsor: Sponsor, people: list[tuple[Person, str, str, str, str]]) -> None:
    heads = SPONSOR_TABLE.headings
    names = ("number", "name", "year", "amount", "grade", "class_name", "attendance")
    rows = [[heads[name] for name in names]]
    rows += [[document_number(one), one.name, str(HEZE.coverage_year), *rest] for one, *rest in people]
    listed = sponsor_lists.receive(
        sponsor=sponsor, coverage_year=HEZE.coverage_year, name=f"list-{sponsor.pk}.csv", is_full=True,
        content=io.BytesIO("\n".join(",".join(row) for row in rows).encode()), document_number=DOCUMENT,
        by=officer("demo-county"), at=timezone.now(),
    )  # fmt: skip
    following.follow(listed, seconds=AT_REST_SECONDS, at_once=True)


def _payment(header: list[str], sponsor: Sponsor, ticket: str, fen: int) -> list[str]:
    turn = 1 if sponsor.kind == SponsorKind.SCHOOL.value else 2
    bare = f"52{sponsor.division_code}{turn:09d}"
    given = {
        "ticket": ticket, "document": bare + uscc.calc_check_digit(bare), "name": sponsor.name,
        "division": sponsor.division_code, "year": str(HEZE.coverage_year), "amount": format_yuan(fen),
        "paid_at": f"{PAID_ON} 10:00:00", "treasury": f"{TREASURY_ON}", "channel": "银行柜面",
    }  # fmt: skip
    keys = {column.heading: column.key for column in COLUMNS}
    return [given.get(keys[heading], "") for heading in header]
