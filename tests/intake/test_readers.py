"""Does every format say of each cell what stood in the file, and of each row where?"""

import io
import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from intake.tables import xlsx_rows
from intake.tables.cells import built_in_kind, dated, kind_of_format, number
from intake.tables.notices import BEYOND_COLUMNS, HIDDEN_BY_MERGING, PADDING, SUSPECT, standard_characters
from intake.tables.placed_rows import Merged
from intake.tables.sources import open_source
from intake.tables.xlsx_parts import unescaped
from tests.intake.books import (
    BOOKS,
    Failed,
    Formula,
    ods,
    ods_cell,
    spreadsheet_xml,
    web_page,
    xls,
    xlsb,
    xlsx,
    xlsx_row,
)
from tests.intake.reading import kinds, refused, rows_of

HEADER = ["证件号码", "姓名", "金额", "日期"]
TYPED = ["371702198503120015", "张三", 320.5, date(2021, 11, 14)]


@pytest.mark.parametrize("name", BOOKS)
def test_text_numbers_and_days(name: str) -> None:
    source, rows = rows_of(
        BOOKS[name]([HEADER, TYPED, [371702198503120015, None, 1, datetime(2021, 11, 14, 9, 30)]])
    )
    assert rows[0] == HEADER and source.encoding == name
    assert rows[1] == ["371702198503120015", "张三", "320.5", "2021-11-14"]
    assert kinds(rows[1]) == ["str", "str", "Numeric", "Day"]
    assert rows[2] == ["3.71702198503e+17", "", "1", "2021-11-14 09:30:00"] and kinds(rows[2])[0] == "Numeric"


@pytest.mark.parametrize("name", [name for name in BOOKS if name != "html"])
def test_errors_formulas_and_truth(name: str) -> None:
    more = {"flags": 1} if name == "xlsb" else {}
    _, rows = rows_of(BOOKS[name]([["号码", Failed(), Formula("1+2"), True]], **more))
    assert kinds(rows[0]) == ["str", "Error", "FormulaWithoutValue", "Boolean"]
    assert rows[0][0::3] == ["号码", "TRUE"] and rows[0][1] == "#N/A" and rows[0][2].startswith("=")


@pytest.mark.parametrize("build", [xlsx, ods, spreadsheet_xml, xlsb])
def test_a_formula_counts_as_its_value(build: Callable[..., bytes]) -> None:
    _, rows = rows_of(build([[Formula("1+2", 3)]]))
    assert rows == [["3"]] and kinds(rows[0]) == ["Numeric"]


def test_a_zero_that_nobody_worked_out_is_no_value() -> None:
    row = [["号码", Formula("1+2", 0), 0]]
    _, rows = rows_of(xlsx(row))
    assert kinds(rows[0]) == ["str", "Numeric", "Numeric"]
    _, rows = rows_of(xlsx(row, workbook='<calcPr fullCalcOnLoad="1"/>'))
    assert kinds(rows[0]) == ["str", "FormulaWithoutValue", "Numeric"] and rows[0][1] == "=1+2"


@pytest.mark.parametrize(
    "code",
    [
        *range(27, 32),
        36,
        *range(50, 55),
        57,
        58,
        14,
        22,
        'yyyy"年"m"月"d"日"',
        "[$-804]e年m月d日",
        "[DBNum1]m月d日",
    ],
)
def test_the_formats_of_days(code: str | int) -> None:
    _, rows = rows_of(xlsx(sheet='<row r="1"><c r="A1" s="1"><v>44514</v></c></row>', formats=[code]))
    assert rows == [["2021-11-14"]] and kinds(rows[0]) == ["Day"]


@pytest.mark.parametrize(
    "code",
    [
        "General",
        "G/通用格式",
        "0.00",
        '#,##0.00"元"',
        "[Red]0.00",
        "0.00E+00",
        "_ * #,##0.00_ ",
        '0"天"',
        "@",
        49,
        4,
        "Standard",
    ],
)
def test_the_formats_of_numbers(code: str | int) -> None:
    assert (built_in_kind(code) if isinstance(code, int) else kind_of_format(code)) == ""


def test_days_at_the_edges() -> None:
    assert (
        dated(1, "day", date_1904=False) == "1900-01-01" and dated(61, "day", date_1904=False) == "1900-03-01"
    )
    assert (
        kinds(
            [
                dated(60, "day", date_1904=False),
                dated(-1, "day", date_1904=False),
                dated(3e6, "day", date_1904=False),
            ]
        )
        == ["Numeric"] * 3
    )
    assert dated(0, "day", date_1904=True) == "1904-01-01"
    assert dated(0.5, "time", date_1904=False) == "12:00:00"
    assert dated(44514.4166666667, "day", date_1904=False) == "2021-11-14 10:00:00"


def test_numbers_are_written_as_a_spreadsheet_shows_them() -> None:
    assert [number(n) for n in (320.0, 0.1 + 0.2, 12345678901.25, 1e15, -0.5, 0)] == [
        "320",
        "0.3",
        "12345678901.25",
        "1e+15",
        "-0.5",
        "0",
    ]


@pytest.mark.parametrize(
    ("content", "merged"),
    [
        (lambda rows: xlsx(rows, merged=["A2:A3"]), [Merged(2, 0, 3, 0)]),
        (lambda rows: xls(rows), []),
        (lambda rows: xlsb(rows, merged=[(1, 2, 0, 0)]), [Merged(2, 0, 3, 0)]),
    ],
)  # fmt: skip
def test_a_value_under_a_merged_range_is_no_value_of_its_row(
    content: Callable[..., bytes], merged: list[Merged]
) -> None:
    source, rows = rows_of(
        content([HEADER, ["371702106201", "张三"], ["371702106999", "李四"], ["371702106203", "王五"]])
    )
    assert source.merged == merged
    if merged:
        assert [row[0] for row in rows[1:]] == ["371702106201", "", "371702106203"]
        assert [(n.code, n.cell) for n in source.notices] == [(HIDDEN_BY_MERGING, "A3")]


def test_merged_ranges_of_the_other_formats() -> None:
    assert rows_of(xls([["a"]], merged=[(1, 2, 0, 0)]))[0].merged == [Merged(2, 0, 3, 0)]
    page = web_page([]).replace(
        b"<table>", b'<table><tr><td rowspan="2">A</td><td colspan=2>B</td></tr><tr><td>C</td><td>D</td></tr>'
    )
    source, rows = rows_of(page)
    assert rows == [["A", "B"], ["", "C", "D"]]
    assert source.merged == [Merged(1, 0, 2, 0), Merged(1, 1, 1, 2)] or source.merged == [
        Merged(1, 1, 1, 2),
        Merged(1, 0, 2, 0),
    ]
    source, rows = rows_of(spreadsheet_xml(inside='<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">A</Data></Cell>'
        '<Cell><Data ss:Type="String">B</Data></Cell></Row>'))  # fmt: skip
    assert rows == [["A", "", "B"]] and source.merged == [Merged(1, 0, 1, 1)]
    covered = (
        '<table:covered-table-cell office:value-type="string"><text:p>x</text:p></table:covered-table-cell>'
    )
    spanned = ods_cell("A").replace("<table:table-cell", '<table:table-cell table:number-columns-spanned="2"')
    source, rows = rows_of(
        ods(inside=f"<table:table-row>{spanned}{covered}{ods_cell('B')}</table:table-row>")
    )
    assert rows == [["A", "", "B"]] and source.merged == [Merged(1, 0, 1, 1)]
    assert [n.code for n in source.notices] == [HIDDEN_BY_MERGING]


def test_hidden_sheets_are_not_read_unless_named() -> None:
    hidden = '<sheet name="旧表" sheetId="2" state="veryHidden" r:id="rId4"/>'
    before = f'<table:table table:name="旧表" table:style-name="ta9"><table:table-row>{ods_cell("x")}</table:table-row></table:table>'
    second = spreadsheet_xml([["x"]]).replace(
        b"</Worksheet>", b"<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>"
    )
    for content, sheets in (
        (xlsx([["a"]], hidden=hidden), [("旧表", True), ("缴费明细", False)]),
        (ods([["a"]], before=before), [("旧表", True), ("缴费明细", False)]),
        (xls([["a"]], hidden=True), [("缴费明细", False), ("旧表", True)]),
    ):
        source, rows = rows_of(content)
        assert [(s.name, s.is_hidden) for s in source.sheets] == sheets and rows == [["a"]]
    assert rows_of(second)[0].sheets[0].is_hidden


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (xlsx_row(1, ["a"]) + xlsx_row(1, ["b"]), "row_number_repeated"),
        (xlsx_row(3, ["a"]) + xlsx_row(2, ["b"]), "row_number_repeated"),
        ('<row r="1"><c r="A2"><v>1</v></c></row>', "row_number_repeated"),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>', "cell_repeated"),
        ('<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>', "cell_repeated"),
        ('<row r="1"><c r="A1" t="s"><v>7</v></c></row>', "broken_workbook"),
        ('<row r="1"><c r="A1"><v>1_0</v></c></row>', "broken_workbook"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("before", [0, 300])
def test_rows_on_which_programs_disagree(rows: str, code: str, before: int) -> None:
    many = "".join(xlsx_row(n, ["a", 1]) for n in range(1, before + 1))
    for row in (3, 2, 1):  # the rows at issue come after those from which the form is learned
        rows = re.sub(rf'"([AB]?){row}"', rf'"\g<1>{row + before}"', rows)
    assert refused(xlsx(sheet=many + rows)).code == code


def test_escapes_of_control_characters() -> None:
    assert unescaped("a_x000D_b_x005F_x000D_c_xD800__x0000_") == "a\rb_x000D_c_xD800__x0000_"
    strings = (
        "<si><t>张_x000D_三 &amp; &#x674E;</t></si><si><r><t>a</t></r><r><t>b</t></r><rPh><t>x</t></rPh></si>"
    )
    cells = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    assert rows_of(xlsx(sheet=cells, strings=strings))[1] == [["张\r三 & 李", "ab"]]


def test_the_padding_of_old_systems() -> None:
    source, rows = rows_of("姓名,村\n".encode("gb18030") + "张三".encode("gb18030") + b"\xa3\xa0\xa3\xa0,x\n")
    assert rows[1] == ["张三", "x"] and [(n.code, n.cell) for n in source.notices] == [(PADDING, "A2")]


def test_every_standard_character_is_none_of_private_use() -> None:
    characters = standard_characters()
    assert len(characters) == 106 and not any(0xE000 <= code < 0xF900 for code in characters.values())
    assert characters[0xE81E] == 0x9FB4 and characters[0xE816] == 0x20087 and characters[0xE7C7] == 0x1E3F


def test_cells_beyond_the_last_column_looked_at_are_named() -> None:
    for content in (
        xlsx([["a"] + [None] * 299 + ["x"]]),
        ods([["a"] + [None] * 299 + ["x"]]),
        xlsb([["a"] + [None] * 299 + ["x"]]),
    ):
        source, rows = rows_of(content)
        assert [len(row) for row in rows] == [256] and [n.code for n in source.notices] == [BEYOND_COLUMNS]


def test_the_beginning_takes_nothing() -> None:
    source = open_source(io.BytesIO(xlsx([HEADER, TYPED, TYPED])))
    assert source.beginning(2)[0] == HEADER and len(source.beginning(9)) == 3
    assert source.take(1) == (1, [HEADER]) and source.take(9)[0] == 2 and source.take(9) == (4, [])


CELLS = st.one_of(
    st.none(),
    st.integers(-(10**9), 10**9),
    st.dates(date(1901, 1, 1), date(2100, 1, 1)),
    st.booleans(),
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=8).filter(
        lambda t: not SUSPECT.search(t) and t == unescaped(t)
    ),
)


@composite
def tables(draw: DrawFn) -> list[list[object]]:
    """A header, then rows that are much alike, as programs write them, with others between."""
    width = draw(st.integers(1, 6))
    common = draw(st.lists(CELLS, min_size=width, max_size=width))
    other = st.lists(CELLS, max_size=width)
    rows = draw(st.lists(st.one_of(st.just(common), st.just(common), other), max_size=12))
    many: list[list[object]] = [["头"] * width]
    for row in rows:
        many += [list(row)] * draw(st.sampled_from([1, 1, 120]))
    return many


def expected(row: list[object]) -> list[str]:
    shown = ["" if c is None else str(c).upper() if isinstance(c, bool) else str(c) for c in row]
    while shown and not shown[-1]:
        shown.pop()
    return shown


def filled(rows: list[list[str]]) -> list[list[tuple[str, str]]]:
    """Cells with their kinds, without blanks at the end of a row and of the sheet."""
    shown = [list(zip(row, kinds(row), strict=True)) for row in rows]
    for row in shown:
        while row and not row[-1][0]:
            row.pop()
    while shown and not shown[-1]:
        shown.pop()
    return shown


@pytest.mark.parametrize("name", ["xlsx", "xlsb", "xls", "ods", "xml"])
@settings(max_examples=25, deadline=None)
@given(table=tables())
def test_what_was_written_is_read(name: str, table: list[list[object]]) -> None:
    _, rows = rows_of(BOOKS[name](table))
    wanted = [expected(row) for row in table]
    while wanted and not wanted[-1]:
        wanted.pop()
    assert [[cell for cell, _ in row] for row in filled(rows)] == wanted


@settings(max_examples=25, deadline=None)
@given(table=tables())
def test_rows_taken_in_their_form_are_those_the_xml_reader_sees(table: list[list[object]]) -> None:
    rows = "".join(xlsx_row(n, row) for n, row in enumerate(table, 1))
    quickly, slowly = rows_of(xlsx(sheet=rows))[1], rows_of(xlsx(sheet=f"<!-- a remark -->{rows}"))[1]
    assert filled(quickly) == filled(slowly)


def test_a_form_takes_most_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """A million rows in seconds: the XML reader sees only those from which the form is learned, and odd ones."""
    read: list[int] = []
    slowly = xlsx_rows._read_and_learn

    def watched(rows: str, *more: object) -> object:
        read.append(rows.count("<row"))
        return slowly(rows, *more)

    monkeypatch.setattr(xlsx_rows, "_read_and_learn", watched)
    table = [HEADER, *[[*TYPED[:3], None, "a"], [*TYPED], ["x"]] * 1000]
    table[2000] = ["371702198503120015", "张三", True]
    assert len(rows_of(xlsx(table))[1]) == 3001
    assert read == [100, 1]


@pytest.mark.parametrize("rows", [3, 300])
def test_a_row_without_its_end_is_never_passed_over(rows: int) -> None:
    sheet = "".join(xlsx_row(number, ["A", number, "王"]) for number in range(1, rows + 1))
    assert len(rows_of(xlsx(sheet=sheet))[1]) == rows
    for cut in (sheet[: -len("</row>")], sheet[: -len("/row>")], f"{sheet}<row"):
        assert refused(xlsx(sheet=cut)).code == "broken_workbook"
