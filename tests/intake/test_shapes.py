"""What comes out of each shape in which offices send one and the same table?"""

from pathlib import Path

import pytest

from intake.tables.notices import APOSTROPHE, FORMULA_GUARD, HIDDEN_BLANK, PRIVATE_USE, UNKNOWN_PRIVATE_USE
from intake.tables.placed_rows import Merged
from tests.intake.reading import kinds, refused, rows_of

SHAPES = Path(__file__).parent / "shapes"
HEADER = ["电子税票号码", "证件号码", "姓名", "参保地区划", "参保年度", "实缴金额", "缴费时间", "入国库日期", "缴费渠道", "业务类型", "原电子税票号码"]  # fmt: skip
FIRST = ["SH202200000000", "371702198503120015", "钱测一", "371702", "2022", "320.00", "2021-11-14 10:00:00", "2021-11-15", "微信"]  # fmt: skip
# Written in the same letters, whatever the format: how it is read, and how many rows it has with its header.
SAME = {
    "01_utf16_bom.csv": ("utf-16", 4), "02_gbk_plain.csv": ("gb18030", 4), "03_gbk_pua_name.csv": ("gb18030", 4),
    "04_tab.txt": ("gb18030", 4), "05_pipe.txt": ("gb18030", 4), "06_semicolon.csv": ("utf-8", 4),
    "07_apostrophe.csv": ("utf-8", 4), "08_eq_guard.csv": ("utf-8", 4), "08b_eq_guard_raw.csv": ("utf-8", 4),
    "10_quoted_newline_remark.csv": ("utf-8", 4), "11_mixed_eol.csv": ("utf-8", 4), "12_mac_cr.csv": ("utf-8", 4),
    "30_plain_text.xlsx": ("xlsx", 4), "36_hidden_rows_filter.xlsx": ("xlsx", 4), "39_hidden_old_copy_first.xlsx": ("xlsx", 4),
    "46_tsv_named.xls": ("gb18030", 4), "47_strict_ooxml.xlsx": ("xlsx", 4), "48_inline_strings.xlsx": ("xlsx", 4),
    "49_no_cell_refs.xlsx": ("xlsx", 4), "50_prefixed_ns.xlsx": ("xlsx", 4), "51_rich_phonetic.xlsx": ("xlsx", 4),
}  # fmt: skip


def shape(name: str) -> bytes:
    return (SHAPES / name).read_bytes()


@pytest.mark.parametrize("name", SAME)
def test_the_same_table_in_other_shapes(name: str) -> None:
    source, rows = rows_of(shape(name))
    encoding, count = SAME[name]
    assert source.encoding == encoding and len(rows) == count
    assert rows[0][: len(HEADER)] == HEADER and rows[1][: len(FIRST)] == FIRST
    assert set(kinds(rows[1])) == {"str"}


def test_guards_are_taken_off_with_a_notice_for_the_column() -> None:
    for name, code in (
        ("07_apostrophe.csv", APOSTROPHE),
        ("08_eq_guard.csv", FORMULA_GUARD),
        ("08b_eq_guard_raw.csv", FORMULA_GUARD),
    ):
        source, _ = rows_of(shape(name))
        assert [(n.code, n.cell, n.count) for n in source.notices] == [(code, "A2", 3), (code, "B2", 3)]
    source, rows = rows_of(shape("H8_apostrophe_xlsx_text.csv"))
    assert rows[1][4] == "371702199001010179" and source.notices[0].code == APOSTROPHE


def test_a_line_break_in_a_cell_belongs_to_the_cell() -> None:
    assert [row[11] for row in rows_of(shape("10_quoted_newline_remark.csv"))[1][1:]] == [
        "第一行\n第二行"
    ] * 3
    assert rows_of(shape("10b_quoted_newline_header.csv"))[1][0][5] == "实缴金额\n（元）"


def test_a_blank_that_nobody_sees_is_taken_off() -> None:
    source, rows = rows_of(shape("13_amount_nbsp.csv"))
    assert rows[2][5] == "320.00" and [(n.code, n.cell) for n in source.notices] == [(HIDDEN_BLANK, "F3")]


def test_rows_before_the_header_are_rows_like_others() -> None:
    assert rows_of(shape("18_title_row.csv"))[1][0][0] == "菏泽市2022年度城乡居民医保缴费明细表"
    source, rows = rows_of(shape("35_title_merged.xlsx"))
    assert rows[0] == ["菏泽市城乡居民医保缴费明细"] and rows[1] == HEADER
    assert source.merged == [Merged(1, 0, 1, 10)]


@pytest.mark.parametrize("name", ["31_typed.xlsx", "32_typed_1904.xlsx"])
def test_typed_cells_say_their_kind(name: str) -> None:
    source, rows = rows_of(shape(name))
    assert rows[1][3:8] == ["371702", "2022", "320", "2021-11-14 10:00:00", "2021-11-15"]
    assert kinds(rows[1])[:8] == ["str", "str", "str", "Numeric", "Numeric", "Numeric", "Day", "Day"]
    assert source.date_1904 is (name == "32_typed_1904.xlsx")


def test_a_serial_day_without_a_format_stays_a_number() -> None:
    _, rows = rows_of(shape("33_serial_no_format.xlsx"))
    assert rows[1][6:8] == ["44514.4166666667", "44515"] and kinds(rows[1])[6:8] == ["Numeric", "Numeric"]


def test_numbers_that_lost_digits_say_that_they_are_numbers() -> None:
    _, rows = rows_of(shape("34_id_number.xlsx"))
    assert kinds(rows[1])[1] == "Numeric" and rows[1][1] == "3.71702198503e+17"
    _, rows = rows_of(shape("H4b_number_household.xlsx"))
    assert (rows[1][0], kinds(rows[1])[0]) == ("123", "Numeric")


def test_a_cover_sheet_and_a_hidden_sheet_are_known_by_name() -> None:
    source, _ = rows_of(shape("38_cover_sheet_first.xlsx"))
    assert [(s.name, s.is_hidden, s.is_read) for s in source.sheets] == [
        ("填表说明", False, True),
        ("缴费明细", False, False),
    ]
    assert source.beginning(2, "缴费明细")[0] == HEADER
    assert rows_of(shape("38_cover_sheet_first.xlsx"), sheet="缴费明细")[1][1][:9] == FIRST
    source, _ = rows_of(shape("39_hidden_old_copy_first.xlsx"))
    assert [(s.name, s.is_hidden, s.is_read) for s in source.sheets] == [
        ("备份", True, False),
        ("缴费明细", False, True),
    ]


def test_formulas_without_a_value_and_errors_are_no_blanks() -> None:
    _, rows = rows_of(shape("41_formula_no_cache_amount.xlsx"))
    assert (rows[1][5], kinds(rows[1])[5]) == ("=300+20", "FormulaWithoutValue")
    _, rows = rows_of(shape("54_error_cells.xlsx"))
    errors = [cell for row in rows for cell, kind in zip(row, kinds(row), strict=True) if kind == "Error"]
    assert errors == ["#N/A", "#REF!"]


def test_a_web_page_of_a_spreadsheet_program() -> None:
    source, rows = rows_of(shape("44_html_named.xls"))
    assert source.encoding == "html" and rows[0] == HEADER
    assert rows[1][:9] == [*FIRST[:5], "320", *FIRST[6:]]
    assert kinds(rows[1])[5:8] == ["Numeric", "Day", "Day"]
    assert rows_of(shape("44b_html_table_bom.xls"))[1] == [HEADER]


def test_a_workbook_without_sheets_is_named() -> None:
    assert refused(shape("45_spreadsheetml2003.xls")).code == "no_sheets"


def test_a_row_number_that_stands_twice_is_named() -> None:
    said = refused(shape("52_repeated_row_number.xlsx"))
    assert (said.code, said.context["row"]) == ("row_number_repeated", 3)


def test_a_gap_of_rows_keeps_the_numbers() -> None:
    _, rows = rows_of(shape("55_blank_gap.xlsx"))
    assert len(rows) == 12_000 and rows[-1][0].startswith("SH") and not any(map(any, rows[5:-1]))


def test_characters_of_private_use() -> None:
    for name, character in (
        ("H6_pua_utf8.csv", "\u9fba"),
        ("H6b_gbk_fe59.csv", "\u9fb4"),
        ("03_gbk_pua_name.csv", "\u9fb4"),
    ):
        source, rows = rows_of(shape(name))
        assert any(character in cell for cell in rows[-1]) and [n.code for n in source.notices] == [
            PRIVATE_USE
        ]
    source, rows = rows_of(shape("H6c_gbk_userdefined.csv"))
    assert rows[1][2] == "马\ue000" and [n.code for n in source.notices] == [UNKNOWN_PRIVATE_USE]
