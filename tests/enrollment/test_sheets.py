"""Is an uploaded table read exactly, or refused with what is wrong and what to do?"""

import io
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from enrollment.payment_layout import PAYMENT_TABLE
from intake.columns.asking import Asking
from intake.columns.opening import open_table
from intake.columns.table import Table
from intake.tables import NumericCell, SheetRefused
from intake.tables.cells import FormulaWithoutValue
from intake.tables.notices import SUSPECT
from intake.tables.text_rows import TextRows
from tests.badfiles.tables import BAD_TABLES, GOOD, HEADER, ROW, rebuilt, sheet_xml, text, workbook, xml_row


def read(content: bytes) -> tuple[Table, list[list[str]], list[int]]:
    """The table, its rows and their numbers."""
    sheet = open_table(io.BytesIO(content), PAYMENT_TABLE)
    rows: list[list[str]] = []
    numbers: list[int] = []
    for block in sheet.blocks():
        rows += [list(row) for row in block.rows]
        numbers += block.numbers
    return sheet, rows, numbers


@pytest.mark.parametrize("name", BAD_TABLES)
def test_what_is_no_table_is_refused(name: str) -> None:
    build, code = BAD_TABLES[name]
    with pytest.raises(SheetRefused) as refused:
        read(build())
    assert refused.value.code == code
    for said in (refused.value.text, refused.value.remedy):
        assert said.zh and said.en


def test_a_missing_column_is_named_with_what_was_found() -> None:
    with pytest.raises(SheetRefused) as refused:
        read("票号,姓名,金额\n".encode())
    assert refused.value.context["missing"] == [
        "电子税票号码",
        "证件号码",
        "参保地区划",
        "参保年度",
        "实缴金额",
        "缴费时间",
    ]
    assert refused.value.context["found"] == ["票号", "姓名", "金额"]
    assert "票号、姓名、金额" in refused.value.text.zh


def test_a_doubled_column_is_named_with_its_places() -> None:
    with pytest.raises(Asking) as asked:
        read(GOOD.replace("姓名", "身份证号").encode())
    assert [question["cell"] for question in asked.value.questions] == ["B1", "C1"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_delimiters_and_line_ends(encoding: str, delimiter: str, end: str) -> None:
    named = [*ROW[:2], "䶮𠮷·买买提", *ROW[3:]]
    sheet, rows, numbers = read(text(ROW, named, delimiter=delimiter, end=end).encode(encoding))
    assert rows == [list(ROW), named] and numbers == [2, 3]
    assert sheet.encoding == encoding.removesuffix("-sig") and sheet.header[0] == "电子税票号码"


def test_columns_in_any_order_with_aliases_and_others_between() -> None:
    header = (
        "备注",
        "缴费时间",
        "实缴金额（元）",
        "身份证号码",
        "参保地",
        "参保年度",
        "税票号码 *",
        " 姓 名 ",
    )
    row = ("x", "2021-10-25", "320", "371702198005010011", "371702", "2022", "3371", "张伟")
    sheet, rows, _ = read("\n".join(map(",".join, (header, row))).encode())
    places = sheet.places
    assert {key: rows[0][place] for key, place in places.items()} == {
        "ticket": "3371", "document": row[3], "name": "张伟", "division": "371702", "year": "2022", "amount": "320", "paid_at": "2021-10-25",
    }  # fmt: skip


def test_empty_rows_are_left_out_and_the_others_keep_their_numbers() -> None:
    blank = "," * (len(HEADER) - 1)
    content = "\n\n" + text(ROW) + f"\n{blank}\n , ,\n" + ",".join(ROW) + "\n" + f"{blank}\n" * 3
    _, rows, numbers = read(content.encode())
    assert rows == [list(ROW)] * 2 and numbers == [4, 8]


def test_a_tab_separated_file_may_begin_with_empty_lines() -> None:
    assert read(("\n\n" + text(ROW, delimiter="\t")).encode())[1] == [list(ROW)]


def test_short_rows_are_filled_and_longer_ones_kept() -> None:
    short, empty_cells, long = ROW[:5], [*ROW, "", " "], [*ROW, "x"]
    _, rows, _ = read(text(short, empty_cells, long).encode())
    assert rows == [[*short, "", ""], list(ROW), long]


def test_empty_headings_at_the_end_are_no_columns() -> None:
    sheet, rows, _ = read("".join(",".join([*row, "", ""]) + "\n" for row in (HEADER, ROW)).encode())
    assert sheet.header == list(HEADER) and rows == [list(ROW)]


def test_separators_inside_lines_of_other_systems_are_no_line_ends() -> None:
    named = [*ROW[:2], "张\u2028伟\u0085\x0b\x1c", *ROW[3:]]
    assert read(text(named, ROW).encode())[1] == [named, list(ROW)]


def test_a_header_alone_is_a_table_without_rows() -> None:
    assert read(text().encode())[1] == []
    assert read(workbook())[1] == []


def test_the_kinds_of_cells_of_a_workbook() -> None:
    cells = (
        33710000000000000001,
        371702198005010011.0,
        "张伟",
        371702,
        2022.0,
        320.1,
        datetime(2021, 10, 25, 9, 30),
    )
    more = ("337", "371702198005010011", True, date(2021, 10, 25), None, 280, 44494)
    _, rows, numbers = read(workbook(cells, more))
    assert rows == [
        ["3.371e+19", "3.71702198005e+17", "张伟", "371702", "2022", "320.1", "2021-10-25 09:30:00"],
        ["337", "371702198005010011", "TRUE", "2021-10-25", "", "280", "2021-10-25"],
    ]
    assert (
        isinstance(rows[0][0], NumericCell) and not isinstance(rows[1][0], NumericCell) and numbers == [2, 3]
    )


def test_a_formula_counts_as_the_value_that_was_saved_with_it() -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(HEADER)
    book.active.append([*ROW[:5], "=160*2", ROW[6]])
    content = io.BytesIO()
    book.save(content)  # nobody has worked it out: there is no value
    cell = read(content.getvalue())[1][0][5]
    assert cell == "=160*2" and isinstance(cell, FormulaWithoutValue)
    cell = '<c r="F2"><f>160*2</f><v>320</v></c>'
    saved = xml_row(1, HEADER) + f'<row r="2">{cell}</row>'
    assert read(rebuilt(workbook(), sheet_xml(saved)))[1] == [["", "", "", "", "", "320", ""]]


def test_empty_rows_between_rows_of_a_workbook() -> None:
    _, rows, numbers = read(rebuilt(workbook(), sheet_xml(xml_row(1, HEADER) + xml_row(7, ROW))))
    assert rows == [list(ROW)] and numbers == [7]


def test_a_cell_far_to_the_right_does_not_fill_the_memory() -> None:
    far = xml_row(1, HEADER) + "".join(
        f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(2, 400)
    )
    assert read(rebuilt(workbook(), sheet_xml(far)))[1] == []


def test_only_the_first_sheet_is_read() -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(HEADER)
    book.active.append(ROW)
    book.create_sheet("其他").append(["x"])
    content = io.BytesIO()
    book.save(content)
    assert read(content.getvalue())[1] == [list(ROW)]


def test_which_of_two_sheets_with_the_same_header_is_asked() -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(HEADER)
    book.active.append(ROW)
    other = book.create_sheet("二区")
    for cells in (["缴费明细"], HEADER, ROW):
        other.append(cells)
    content = io.BytesIO()
    book.save(content)
    with pytest.raises(SheetRefused) as caught:
        read(content.getvalue())
    assert caught.value.code == "reading_needed" and "二区" in caught.value.text.zh


@pytest.mark.parametrize("name", ["张伟", '"张伟"'], ids=["plain", "quoted"])
def test_two_files_joined_are_told_by_the_second_header(name: str) -> None:
    first = text(ROW, [*ROW[:2], name, *ROW[3:]])
    with pytest.raises(SheetRefused) as caught:
        read((first + GOOD).encode())
    assert (caught.value.code, caught.value.context["row"]) == ("header_repeated", 4)


def test_a_name_that_is_a_heading_is_no_header() -> None:
    assert read(text([HEADER[0], *ROW[1:]]).encode())[1] == [[HEADER[0], *ROW[1:]]]


def test_a_cell_of_great_length_is_not_called_a_quote() -> None:
    long = text(ROW, ["x" * 200_000, *ROW[1:]])
    with pytest.raises(SheetRefused) as caught:
        read(long.encode())
    assert (caught.value.code, caught.value.context["row"]) == ("row_too_long", 3)
    with pytest.raises(SheetRefused) as caught:
        read(text(ROW, ['"open', *ROW[1:]], *[ROW] * 5_000).encode())
    assert (caught.value.code, caught.value.context["row"]) == ("quote_unclosed", 3)


SOUND = workbook(ROW, ROW)  # made once: it holds the time of its making
STARTS = st.sampled_from(
    [b"", b"PK\x03\x04", GOOD.encode(), GOOD.encode("gb18030"), "\ufeff".encode(), SOUND]
)


@settings(max_examples=400, deadline=None)
@given(STARTS, st.binary(max_size=400))
def test_nothing_but_a_refusal_leaves_the_reader(start: bytes, rest: bytes) -> None:
    try:
        read(start + rest)
    except SheetRefused as refused:
        assert refused.code and refused.text.zh and refused.remedy.en


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_workbook_is_refused_or_read(data: st.DataObject) -> None:
    content = bytearray(SOUND)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        read(bytes(content))
    except SheetRefused as refused:
        assert refused.code and refused.text.zh


CELLS = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\r\n"), max_size=12
).filter(lambda cell: not SUSPECT.search(cell))


LOOSE = st.text(st.sampled_from(list('甲a1 ,\t\r\n"')), max_size=6)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.lists(LOOSE, max_size=len(HEADER) + 2).map(",".join), max_size=6), st.sampled_from(["", "\n"])
)
def test_rows_taken_as_columns_are_the_rows_that_are_read_one_by_one(lines: list[str], end: str) -> None:
    content = ("\n".join([",".join(HEADER), *lines]) + end).encode()

    def outcome() -> object:
        try:
            return read(content)[1:]
        except SheetRefused as refused:
            return refused.code, refused.context

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(TextRows, "take_columns", lambda *_: None)
        one_by_one = outcome()
    assert outcome() == one_by_one
