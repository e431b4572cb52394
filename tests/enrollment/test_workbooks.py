"""Is the result a workbook that says all, splits by township, masks numbers and cannot act as a formula?"""

import io
import zipfile
from typing import Any

import pytest
from django.utils import timezone, translation
from openpyxl import load_workbook

from enrollment import result_workbooks
from enrollment.models import PaymentFile
from intake import workbooks
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests import tax_files as tax

pytestmark = pytest.mark.django_db(transaction=True)
TOWN, OTHER_TOWN = "371702001001", "371702002001"


@pytest.fixture
def file(make_officer) -> PaymentFile:  # type: ignore[no-untyped-def]
    make.places(TOWN, OTHER_TOWN)
    clerk: Officer = make_officer(Role.COUNTY_BUREAU, make.MUDAN)
    people = [make.person(clerk, "曾小明", village=TOWN), make.person(clerk, "李雷", village=OTHER_TOWN)]
    for who, village in zip(people, (TOWN, OTHER_TOWN), strict=True):
        make.enrolled(who, clerk, village=village)
    rows = [
        tax.row(people[0], "T1"),
        tax.row(people[1], "T2"),
        tax.row(people[0], "T3", name="=cmd|' /C calc'!A0", number=make.resident_number()),
        tax.row(people[0], "T4", name="＝1+1", number=make.resident_number()),
        tax.row(people[1], "T5", paid="2021-13-41"),
    ]
    return tax.posted(rows, make_officer(Role.TAX_OFFICER, make.HEZE))


def read(stream: Any) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(stream, data_only=False)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_summary_exceptions_by_kind_and_all_lines(file: PaymentFile) -> None:
    with translation.override("en"):
        sheets = read(result_workbooks.workbook(file, at=timezone.now()))
    assert list(sheets) == ["Summary", "Unknown person", "Malformed", "All lines"]
    assert len(sheets["All lines"]) == 6 and len(sheets["Unknown person"]) == 3
    amounts = {row[0]: row[1:] for row in sheets["Summary"] if row[0]}
    assert amounts["Posted in full"] == (2, 640, 640, 0) and amounts["They agree"] is not None
    malformed = sheets["Malformed"][1]
    assert "G6" in malformed[15] and "Write 2021-10-01" in malformed[16]
    first = sheets["All lines"][1]
    assert first[3] == "曾小明" and "********" in first[4] and first[7] == 320


def test_nothing_can_act_as_a_formula(file: PaymentFile) -> None:
    stream = result_workbooks.workbook(file, at=timezone.now())
    with zipfile.ZipFile(stream) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist() if "worksheets" in name)
    stream.seek(0)
    names = {row[3] for row in list(read(stream).values())[-1][1:]}
    assert {"'=cmd|' /C calc'!A0", "'＝1+1"} <= names


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠a"])
def test_what_could_begin_a_formula_gets_an_apostrophe(text: str) -> None:
    assert workbooks.harmless(text) == "'" + text
    assert workbooks.harmless("阿·" + text) == "阿·" + text


def test_each_township_gets_only_its_own_lines(file: PaymentFile) -> None:
    with (
        translation.override("en"),
        zipfile.ZipFile(result_workbooks.by_township(file, at=timezone.now())) as parts,
    ):
        books = {name[:9]: read(io.BytesIO(parts.read(name))) for name in parts.namelist()}
    assert {town: {row[1] for row in book["All lines"][1:]} for town, book in books.items()} == {
        "371702001": {"T1", "T3", "T4"}, "371702002": {"T2", "T5"},
    }  # fmt: skip
    one = read(result_workbooks.workbook(file, division="371702002", at=timezone.now()))
    assert {row[1] for row in list(one.values())[-1][1:]} == {"T2", "T5"}


def test_more_rows_than_a_sheet_holds_go_on_another(
    file: PaymentFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(result_workbooks, "SHEET_ROWS_MAX", 3)
    with translation.override("en"):
        sheets = read(result_workbooks.workbook(file, at=timezone.now()))
    assert [len(rows) for name, rows in sheets.items() if name.startswith("All lines")] == [3, 3, 2]
