"""Is the officer told of rows and columns that nobody sees on the screen, in every format that tells of them?"""

import io
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from tests.intake import books
from tests.intake.layout_tables import CASES, read
from tests.intake.reading import rows_of

ROWS = [["证件号码", "姓名", "状态"], ["a1", "甲", "x"], ["a2", "乙", "y"], ["a3", "丙", "z"]]
UNSEEN_ROWS, UNSEEN_COLUMN = (2, 7), 1  # from 0; the eighth row has no cells


def xlsx() -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for cells in ROWS:
        sheet.append(cells)
    for row in UNSEEN_ROWS:
        sheet.row_dimensions[row + 1].hidden = True
    sheet.column_dimensions["B"].hidden = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods() -> bytes:
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/><table:table-column/>'
    rows = "".join(
        f"<table:table-row{' table:visibility=' + chr(34) + 'filter' + chr(34) if at in UNSEEN_ROWS else ''}>"
        f"{''.join(map(books.ods_cell, row))}</table:table-row>"
        for at, row in enumerate(ROWS)
    )
    return books.ods(inside=f'{columns}{rows}<table:table-row table:visibility="collapse"/>')


def spreadsheet_xml() -> bytes:
    rows = "".join(
        f"<Row{' ss:Hidden=' + chr(34) + '1' + chr(34) if at in UNSEEN_ROWS else ''}>"
        + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in row)
        + "</Row>"
        for at, row in enumerate(ROWS)
    )
    return books.spreadsheet_xml(inside=f'<Column ss:Index="2" ss:Hidden="1"/>{rows}<Row ss:Hidden="1"/>')


BUILT: dict[str, Callable[[], bytes]] = {
    "xlsx": xlsx,
    "xls": lambda: books.xls(ROWS, unseen=(UNSEEN_ROWS, (UNSEEN_COLUMN,))),
    "xlsb": lambda: books.xlsb([*ROWS, [], [], [], []], unseen=(UNSEEN_ROWS, (UNSEEN_COLUMN,))),
    "ods": ods,
    "xml": spreadsheet_xml,
}


@pytest.mark.parametrize("kind", BUILT)
def test_hidden_rows_and_columns_are_read_and_named(kind: str) -> None:
    source, rows = rows_of(BUILT[kind]())
    assert source.encoding == kind and [list(row) for row in rows[:4]] == ROWS, "read like all others"
    told = {notice.code: notice for notice in source.notices}
    assert set(told) == {"hidden_rows", "hidden_column"}
    assert (told["hidden_rows"].cell, told["hidden_rows"].count) == ("A3", 1), "an empty row hides nothing"
    assert told["hidden_column"].cell == "B1" and "第 3 行" in told["hidden_rows"].text.zh


@pytest.mark.parametrize(
    "build", [books.xlsx, books.xls, books.xlsb, books.ods, books.spreadsheet_xml, books.web_page]
)
def test_what_everybody_sees_is_not_spoken_of(build: Callable[..., bytes]) -> None:
    assert not rows_of(build(ROWS))[0].notices


def test_many_hidden_rows_are_one_notice() -> None:
    rows = [["h"], *([str(n)] for n in range(200))]
    source, _ = rows_of(books.xls(rows, unseen=(range(10, 150), ())))
    [told] = source.notices
    assert told.count == 140 and "140" in told.text.en and "11, 12, 13, 14, 15 ..." in told.text.en


def test_rows_that_a_filter_hides_are_told_in_the_layout() -> None:
    found = read("TB-1", (CASES / "shapes" / "36_hidden_rows_filter.xlsx").read_bytes())
    assert len(found.rows) == 3 and found.notices["hidden_rows"]["cell"].startswith("A")
