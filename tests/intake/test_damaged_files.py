"""Is every file that is damaged, too large inside or dangerous refused by name, and quickly?"""

import io
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.badfiles.mutations import mutated, outcome
from tests.intake.books import (
    BOOKS,
    MAIN,
    Failed,
    Formula,
    ods,
    spreadsheet_xml,
    web_page,
    xls,
    xlsb,
    xlsx,
    zipped,
)
from tests.intake.reading import refused, rows_of

TRIES = 3000
MEMORY_MAX = 150_000_000
ROWS: list[list[Any]] = [
    ["电子税票号码", "姓名", "金额", "日期", "真"],
    ["33", "张三", 320, date(2021, 11, 14), True],
    ["34", "李四", 3.5, datetime(2021, 11, 14, 10), Failed()],
    ["35", None, Formula("1+2", 3)],
]
SOUND = [build(ROWS) for name, build in BOOKS.items() if name != "html"] + [
    web_page([row[:4] for row in ROWS[:3]]),
    xlsx(ROWS, merged=["A1:B2"], strings="<si><t>a</t></si>"),
    *(path.read_bytes() for path in sorted((Path(__file__).parent / "shapes").iterdir())),
]


def test_damaged_files_are_refused_by_name_or_read() -> None:
    for seed in range(TRIES):
        random = Random(seed)
        outcome(mutated(random.choice(SOUND), random, SOUND))


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([content[:n] for content in SOUND for n in (0, 8, 200, 1 << 20)]), st.binary(max_size=300)
)
def test_any_bytes_are_refused_by_name_or_read(start: bytes, rest: bytes) -> None:
    outcome(start + rest)


def deep(levels: int) -> str:
    return "<x>" * levels


def sheet(inside: str, before: str = "") -> bytes:
    """A workbook whose sheet is this XML as it stands."""
    with zipfile.ZipFile(io.BytesIO(xlsx(ROWS))) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    return zipped(
        {**parts, "xl/worksheets/sheet1.xml": f'{before}<worksheet xmlns="{MAIN}">{inside}</worksheet>'}
    )


def many_parts() -> bytes:
    """A list of parts of some MB: each would become an object."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(20_000):
            archive.writestr(f"{number:060d}", b"")
    return out.getvalue()


def packed(inside: bytes, name: str = "xl/worksheets/sheet1.xml") -> bytes:
    return zipped({name: inside})


def cut_of(content: bytes) -> bytes:
    return content[: len(content) * 2 // 3]


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row>'
DANGEROUS: dict[str, tuple[Callable[[], bytes], str]] = {
    "a workbook of spaces": (lambda: packed(b" " * 60_000_000), "workbook_too_large_inside"),
    "an archive in an archive": (lambda: packed(packed(xlsx(ROWS)), "inner.xlsx"), "not_a_table"),
    "a long list of parts": (many_parts, "workbook_too_large_inside"),
    "a part that stands twice": (lambda: zipped({"xl/workbook.xml": "", "xl\\Workbook.xml": ""}), "broken_workbook"),
    "entities in a sheet": (lambda: sheet(f"<sheetData>{CELL.format('&b;')}</sheetData>", ENTITIES), "active_content"),
    "entities in .ods": (lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": ENTITIES + "<x/>"}), "active_content"),
    "entities in the XML of 2003": (lambda: spreadsheet_xml(ROWS).replace(b"<Workbook", ENTITIES.encode() + b"<Workbook"), "active_content"),
    "an entity that nobody defined": (lambda: sheet(f"<sheetData>{CELL.format('&nbsp;')}</sheetData>"), "broken_workbook"),
    "deep elements in a sheet": (lambda: sheet(deep(1_000_000)), "broken_workbook"),
    "deep elements in a row": (lambda: sheet(f'<sheetData><row r="1">{deep(1_000_000)}'), "broken_workbook"),
    "deep elements in .ods": (lambda: ods(inside=deep(1_000_000)), "broken_workbook"),
    "deep elements in a page": (lambda: b"<html><table><tr><td>" + b"<b>" * 1_000_000, "broken_workbook"),
    "an endless tag in a page": (lambda: b"<table><tr><td x='" + b"y" * 5_000_000, "broken_workbook"),
    "an endless tag in a sheet": (lambda: sheet(f'<sheetData><row r="1" x="{"y" * 17_000_000}"/>'), "broken_workbook"),
    "one endless text": (lambda: sheet(f"<sheetData><!-- -->{CELL.format('y' * 1_000_000)}</sheetData>"), "workbook_too_large_inside"),
    "a row beyond the sheet": (lambda: sheet('<sheetData><row r="9999999"><c r="A9999999"><v>1</v></c></row></sheetData>'), "broken_workbook"),
    "a row beyond the sheet in the XML of 2003": (lambda: spreadsheet_xml(inside='<Row ss:Index="99999999"><Cell><Data ss:Type="Number">1</Data></Cell></Row>'), "broken_workbook"),
    "a row repeated": (lambda: ods(inside='<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="float" office:value="1"/></table:table-row>'), "workbook_too_large_inside"),
    "macros in .ods": (lambda: ods(ROWS, **{"Basic/Standard/Module1.xml": "<x/>"}), "active_content"),
    "a password on .ods": (lambda: ods(ROWS, **{"META-INF/manifest.xml": "<manifest:encryption-data/>"}), "encrypted_or_old_excel"),
    "a password on .xlsx": (lambda: xls(ROWS) + "EncryptedPackage".encode("utf-16-le"), "encrypted_or_old_excel"),
    "macros in .xls": (lambda: xls(ROWS) + "_VBA_PROJECT_CUR".encode("utf-16-le"), "active_content"),
    "a cut .xls": (lambda: cut_of(xls(ROWS)), "broken_workbook"),
    "a cut .xlsb": (lambda: cut_of(xlsb(ROWS)), "broken_workbook"),
    "a cut .ods": (lambda: cut_of(ods(ROWS)), "broken_workbook"),
    "a cut XML of 2003": (lambda: cut_of(spreadsheet_xml(ROWS)), "broken_workbook"),
    "a cut page": (lambda: cut_of(web_page([row[:3] for row in ROWS[:3]])), "broken_workbook"),
    "a page without tables": (lambda: b"<html><body>404</body></html>", "not_a_table"),
    "rows without their end": (lambda: sheet(f"<sheetData>{CELL.format('a')}"), "broken_workbook"),
    "merged ranges without end": (lambda: xlsx(ROWS, merged=["A1:B2"] * 200_001), "workbook_too_large_inside"),
    "more texts than fit": (lambda: xlsx(ROWS, sheet='<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings="<si><t>" + "y" * 18_000_000 + "</t></si>"), "broken_workbook"),
}  # fmt: skip


@pytest.mark.parametrize("name", DANGEROUS)
def test_dangerous_files_are_refused_by_name(name: str) -> None:
    build, code = DANGEROUS[name]
    content = build()
    tracemalloc.start()
    began = time.process_time()
    try:
        said = refused(content)
        assert said.code == code
        assert tracemalloc.get_traced_memory()[1] < MEMORY_MAX
    finally:
        tracemalloc.stop()
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    "content",
    [
        lambda: xlsx(sheet='<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        lambda: xlsb([["a"] + [None] * 16_000 + ["x"]] * 4),
        lambda: xlsx(sheet="".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 4_000))),
        lambda: ods(inside='<table:table-row><table:table-cell table:number-columns-repeated="10000000" office:value-type="float"'
                    ' office:value="1"/></table:table-row>'),
        lambda: sheet('<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'),
        lambda: ods(inside='<table:table-row table:number-rows-repeated="100000000"><table:table-cell/></table:table-row>'),
        lambda: web_page([["a"]]).replace(b"<td>", b'<td colspan="99999999" rowspan="99999999">'),
    ],
)  # fmt: skip
def test_far_cells_and_declared_sizes_do_not_fill_the_memory(content: Callable[[], bytes]) -> None:
    made = content()
    tracemalloc.start()
    try:
        _, rows = rows_of(made)
        assert sum(map(len, rows)) < 300 * 20_000
        assert tracemalloc.get_traced_memory()[1] < MEMORY_MAX
    finally:
        tracemalloc.stop()


def test_the_size_of_the_list_of_parts_is_proved_before_it_is_read() -> None:
    content = bytearray(xlsx(ROWS))
    place = content.rfind(b"PK\x05\x06")
    struct.pack_into("<L", content, place + 12, 400_000_000)
    assert refused(bytes(content)).code == "workbook_too_large_inside"
