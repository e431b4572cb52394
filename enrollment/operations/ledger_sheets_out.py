"""How does a village's ledger go out as a sheet? Whoever a fact classes needs no visit, and is not on it."""

import tempfile
from datetime import datetime
from typing import IO

from django.db import transaction
from django.utils import timezone

from enrollment.ledger_sheet_layout import LEDGER_TABLE, word_of
from enrollment.models import LedgerSheet
from enrollment.queries.village_ledgers import VILLAGE_DIGITS, LedgerPerson, ledger, place_on
from intake.workbooks import Book
from policy.money import format_yuan
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.operations.reads import read_people
from staff.refusals import Refusal

_WIDTHS = (8, 12, 6, 12, 22, 14, 16, 20, 10, 20, 14, 14, 14, 14, 30)


class NoVillage(Refusal):
    """A sheet is made for one village that has rules; `context["field"]` names the field."""


@transaction.atomic
def issue(
    *, division_code: str, coverage_year: int, by: Officer, at: datetime
) -> tuple[LedgerSheet, IO[bytes]]:
    """The sheet of everybody in a village of whom no fact says where they are insured, and its number.

    Raises `NotAllowed`, `NoVillage` or `TooManyReads`.
    """
    on = timezone.localdate(at)
    access.require(by, Permission.ENROLLMENT_WRITE, division_code, on=on)
    place = place_on(division_code, coverage_year, on)
    if place is None or len(division_code) != VILLAGE_DIGITS:
        raise NoVillage(
            "choose_village",
            Text("台账按村下发。", "A ledger goes out village by village."),
            Text("请选择一个村（社区）。", "Choose a village."),
            field="division",
        )
    people = [one for one in ledger(place) if not one.by_fact]
    sheet = LedgerSheet.objects.create(
        division_code=division_code,
        coverage_year=coverage_year,
        issued_on=on,
        issued_at=at,
        issued_by=by,
        versions={str(one.person_id): one.version for one in people},
    )
    read_people(len(people), by=by, division_code=division_code, what="ledger_sheet")
    told = {"coverage_year": coverage_year, "people": len(people)}
    audit.record("issue_ledger_sheet", by=by, about=sheet, division_code=division_code, at=at, change=told)
    return sheet, _written(sheet, people)


def _written(sheet: LedgerSheet, people: list[LedgerPerson]) -> IO[bytes]:
    stream = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it
    book = Book(stream)
    page = book.sheet(f"MB-1 {sheet.pk}", LEDGER_TABLE.headings.values(), _WIDTHS)
    for number, one in enumerate(people, 1):
        cells = _cells(sheet, one)
        book.row(page, number, [cells[column.key] for column in LEDGER_TABLE.columns])
    book.close()
    stream.seek(0)
    return stream


def _cells(sheet: LedgerSheet, one: LedgerPerson) -> dict[str, str]:
    open_fen = one.outstanding_fen
    return {
        "sheet": str(sheet.pk),
        "person": str(one.person_id),
        "version": str(one.version),
        "name": one.name,
        "document": one.document_masked,
        "household": one.household,
        "phone": one.phone,
        "standing": one.base_class.label.zh,
        "outstanding": "" if open_fen is None else format_yuan(open_fen),
        "heard": word_of(one.heard) if one.heard else "",
        "contacted_on": f"{one.contacted_on or ''}",
        "promise_on": f"{one.promise_on or ''}",
        "next_visit_on": f"{one.next_visit_on or ''}",
        "died_on": f"{one.told_died_on or ''}",
        "remark": one.remark,
    }
