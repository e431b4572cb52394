"""Are wrong and hostile files refused as a whole, with a clear word, and is nothing of them kept as a row?"""

import io
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from openpyxl import Workbook

from assistance.categories.models import PersonCategory, RosterRow
from enrollment.operations import ledger_checks
from enrollment.operations.people import document_number
from tests import factories as make
from tests.assistance.roster_desk import RosterDesk, refusal, row, table
from tests.badfiles.tables import BAD_TABLES

pytestmark = pytest.mark.django_db
HEADER = ("证件号码", "姓名", "身份类别", "起始日期")
# What is found before anything is known of columns; a roster lacks the columns of a tax file.
BY_FORM = {
    "file_empty", "encrypted_or_old_excel", "not_a_table", "encoding_unsupported", "broken_workbook",
    "workbook_too_large_inside", "active_content",
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_TABLES)
def test_files_that_are_no_roster(roster_desk: RosterDesk, name: str) -> None:
    build, code = BAD_TABLES[name]
    said = refusal(roster_desk.check(build()))
    if code in BY_FORM and name != "row number beyond the sheet":  # there the header is read first
        assert said == code
    assert not PersonCategory.objects.exists() and not RosterRow.objects.exists()


def book(*rows: tuple[Any, ...]) -> bytes:
    made = Workbook()
    assert made.active is not None
    for cells in (HEADER, *rows):
        made.active.append(list(cells))
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (371702198005010011, "number_cell"),
        (3.71702e17, "number_cell"),
        ("3.71702E+17", "scientific_form"),
        ('=CONCAT("371702","198005010011")', "formula_without_value"),
        ("371702800501001", "old_15_digits"),
        ("３７１７０２１９８００５０１００１２", "wrong_check_digit"),
        ("371702 198005010011", "wrong_check_digit"),
        (None, "empty"),
    ],
)
def test_one_number_that_lost_its_digits_refuses_the_list(
    roster_desk: RosterDesk, cell: object, code: str
) -> None:
    sound = roster_desk.person("甲")
    roster = roster_desk.check(
        book((document_number(sound), "甲", "特困人员", "2020-01-01"), (cell, "乙", "特困人员", "2020-01-01"))
    )
    assert roster.state == "refused"
    assert [(p["cell"], p["code"]) for p in roster.problems] == [("A3", code)]
    assert not RosterRow.objects.exists()


def test_a_sound_workbook_is_read(roster_desk: RosterDesk) -> None:
    who = roster_desk.person("甲")
    roster = roster_desk.check(book((document_number(who), "甲", "特困人员", "2020-01-01")))
    assert (roster.state, roster.summary["new"]) == ("ready", 1)


def test_no_number_is_kept_in_clear(roster_desk: RosterDesk) -> None:
    from tests.pipeline.tax_desk import everything_stored

    who, stranger = roster_desk.person("甲"), make.resident_number()
    roster_desk.write([row(who), row(stranger, name="无名")])
    stored = everything_stored()
    assert document_number(who) not in stored and stranger not in stored


def test_too_many_rows(roster_desk: RosterDesk, settings: Any) -> None:
    settings.MAX_UPLOAD_ROWS = 1
    people = [roster_desk.person(name) for name in "甲乙"]
    assert refusal(roster_desk.check(table([row(who) for who in people]))) == "too_many_rows"


def test_what_many_rows_share_is_read_once_and_each_fault_told(roster_desk: RosterDesk) -> None:
    people = [roster_desk.person(name) for name in ("甲", "乙", "丙")]
    remark = r"旧户籍\N"  # a backslash that COPY could take for a missing value
    roster = roster_desk.write([row(who, remark=remark) for who in people])
    kept = RosterRow.objects.filter(roster=roster).values_list("name", "document_masked", "remark")
    assert sorted(kept) == sorted((who.name, who.document_masked, remark) for who in people)
    bad = roster_desk.check([row(who, from_on="2021-02-30") for who in people], month=date(2021, 4, 1))
    assert [(p["row"], p["code"]) for p in bad.problems] == [
        (2, "date_unreadable"),
        (3, "date_unreadable"),
        (4, "date_unreadable"),
    ]


def test_a_row_keeps_its_span_or_the_ledger_check_says_so(roster_desk: RosterDesk) -> None:
    written = roster_desk.write([row(roster_desk.person("甲"))])
    assert "roster_rows_have_their_spans" not in found()
    with connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
            cursor.execute("DELETE FROM assistance_personcategory")
        cursor.execute("SET LOCAL session_replication_role = 'replica'")
        cursor.execute("DELETE FROM assistance_personcategory")
    assert "roster_rows_have_their_spans" in found()
    assert RosterRow.objects.filter(roster=written).count() == 1


def found() -> set[str]:
    return {violation.invariant for violation in ledger_checks.run(at=timezone.now())}
