"""Does each shape in which offices sent a tax file come out as it must: read, asked, or refused by its cell?"""

import pytest

from tests.intake.layout_tables import CASES, Read, line, read, written

SHAPES = CASES / "shapes"


def shape(name: str) -> Read:
    return read("TB-1", (SHAPES / name).read_bytes())


def lines(found: Read) -> int:
    assert not found.refused and not found.questions, (found.refused, found.questions)
    return len(found.rows)


@pytest.mark.parametrize(
    "name",
    ["01_utf16_bom.csv", "02_gbk_plain.csv", "04_tab.txt", "05_pipe.txt", "06_semicolon.csv", "09_tab_guard.csv",
     "11_mixed_eol.csv", "12_mac_cr.csv", "30_plain_text.xlsx", "31_typed.xlsx", "32_typed_1904.xlsx",
     "36_hidden_rows_filter.xlsx", "44_html_named.xls", "46_tsv_named.xls", "47_strict_ooxml.xlsx", "48_inline_strings.xlsx",
     "49_no_cell_refs.xlsx", "50_prefixed_ns.xlsx", "51_rich_phonetic.xlsx", "55_blank_gap.xlsx"],
)  # fmt: skip
def test_shapes_that_are_read_without_a_word(name: str) -> None:
    found = shape(name)
    assert lines(found) == 3 and not found.faults
    assert {row["amount"] for row in found.rows} <= {"320.00", "320"}
    assert all(row["paid_at"].startswith("2021-11-14") for row in found.rows)


def test_a_web_page_and_a_workbook_without_lines() -> None:
    """These two are read as what they are: headings and nothing below, and a workbook without a sheet."""
    assert lines(shape("44b_html_table_bom.xls")) == 0
    assert shape("45_spreadsheetml2003.xls").refused == "no_sheets"


@pytest.mark.parametrize("name", ["07_apostrophe.csv", "08_eq_guard.csv", "08b_eq_guard_raw.csv"])
def test_guards_are_taken_off_with_a_notice_for_each_column(name: str) -> None:
    found = shape(name)
    assert lines(found) == 3 and found.rows[0]["ticket"] == "SH202200000000"
    assert found.rows[0]["document"] == "371702198503120015"
    assert found.table is not None
    told = [notice for notice in found.table.notices if notice["code"] in ("apostrophe", "formula_guard")]
    assert [(notice["column"], notice["cell"], notice["count"]) for notice in told] == [
        ("电子税票号码", "A2", 3), ("证件号码", "B2", 3),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["10_quoted_newline_remark.csv", "10b_quoted_newline_header.csv"])
def test_line_breaks_where_they_hide_no_line(name: str) -> None:
    assert lines(shape(name)) == 3


@pytest.mark.parametrize(
    ("name", "amount", "notice"),
    [("thousands", "1320.00", "thousands"), ("fullwidth", "320.00", "full_width"), ("yuan", "320", "currency"),
     ("yensign", "320.00", "currency"), ("plus", "320.00", "plus"), ("nbsp", "320.00", "hidden_blank"),
     ("space_in", "320.00", "blanks"), ("four_dec", "320.00", "zero_decimals"), ("three_dec", "320.00", "zero_decimals")],
)  # fmt: skip
def test_amounts_that_are_read_with_a_notice(name: str, amount: str, notice: str) -> None:
    found = shape(f"13_amount_{name}.csv")
    assert lines(found) == 2 and not found.faults
    assert found.rows[1]["amount"] == amount and found.notices[notice]["cell"] == "F3"


@pytest.mark.parametrize(
    ("name", "code"),
    [("paren", "amount_in_brackets"), ("minus", "amount_negative"), ("sci", "amount_exponent"), ("dash", "amount_unreadable"),
     ("leading_dot", "amount_unreadable"), ("trailing_dot", "amount_unreadable")],
)  # fmt: skip
def test_amounts_that_are_refused_by_their_cell(name: str, code: str) -> None:
    found = shape(f"13_amount_{name}.csv")
    assert [(key, what) for key, what, _ in found.faults] == [("amount", code)]


def test_a_minus_is_no_way_to_tell_a_refund() -> None:
    assert shape("14_negative_refund.csv").faults == [("amount", "amount_negative", "-320.00")]


@pytest.mark.parametrize(
    ("name", "count"),
    [("15_subtotals.csv", 4), ("59_subtotal_and_total.csv", 2), ("16c_total_spaced.csv", 3), ("16d_zongji.csv", 3),
     ("16e_total_in_name_col.csv", 3), ("17_seqno_column_total.csv", 3)],
)  # fmt: skip
def test_totals_are_no_lines_and_are_told_by_their_cell(name: str, count: int) -> None:
    found = shape(name)
    assert lines(found) == count
    assert any(code.startswith("total_row_") for code in found.notices)


@pytest.mark.parametrize(
    ("name", "wrong"), [("15_subtotals.csv", "subtotal_differs"), ("16c_total_spaced.csv", "control_totals_differ"),
                        ("16e_total_in_name_col.csv", "control_totals_differ"), ("16d_zongji.csv", "control_totals_differ")],
)  # fmt: skip
def test_a_total_that_differs_refuses_the_file_and_names_its_cell(name: str, wrong: str) -> None:
    content = (SHAPES / name).read_bytes().replace(b"640.00", b"650.00").replace(b"960.00", b"961.00")
    found = read("TB-1", content)
    assert found.refused == wrong and found.context["cell"].startswith("F")


@pytest.mark.parametrize("name", ["16_signature_after_total.csv", "16b_signature.csv"])
def test_signatures_are_recognized_and_guess_nothing(name: str) -> None:
    found = shape(name)
    assert lines(found) == 3 and any(code.startswith("signature_row") for code in found.notices)


def test_lines_below_signatures_refuse_the_file() -> None:
    content = (SHAPES / "16b_signature.csv").read_bytes()
    rows = content.splitlines(keepends=True)
    found = read("TB-1", b"".join([*rows, rows[1]]))
    assert (found.refused, found.context["cell"]) == ("rows_after_signature", "A5")


@pytest.mark.parametrize(
    "name", ["18_title_row.csv", "18b_blank_then_header.csv", "19_two_level.csv", "35_title_merged.xlsx", "38_cover_sheet_first.xlsx",
             "39_hidden_old_copy_first.xlsx"],
)  # fmt: skip
def test_the_only_row_that_fits_is_the_header(name: str) -> None:
    found = shape(name)
    assert lines(found) == 3
    if "blank" not in name:
        assert any(code.startswith(("title_row", "sheet_unread")) for code in found.notices)


def test_serial_days_in_columns_of_days() -> None:
    found = shape("33_serial_no_format.xlsx")
    assert lines(found) == 3 and found.rows[0]["paid_at"].startswith("2021-11-14")
    assert found.notices["serial_day"]["cell"] == "G2"


def test_stamps_of_fourteen_and_eight_digits() -> None:
    found = shape("58_stamp14.csv")
    assert [row["paid_at"] for row in found.rows] == ["2021-11-14 10:00:00"] * 2 and "stamp" in found.notices


def test_numbers_that_must_be_text() -> None:
    found = shape("34_id_number.xlsx")
    assert {(key, code) for key, code, _ in found.faults} == {("document", "number_cell")}
    found = read("HH-1", (CASES / "house" / "H4b_number_household.xlsx").read_bytes())
    assert ("household", "number_cell") in {(key, code) for key, code, _ in found.faults}


def test_formulas_without_value_and_errors() -> None:
    assert {(key, code) for key, code, _ in shape("41_formula_no_cache_amount.xlsx").faults} == {
        ("amount", "formula_without_value")
    }
    assert set(shape("54_error_cells.xlsx").codes) == {"error_cell"}


def test_a_row_number_of_a_workbook_that_stands_there_twice() -> None:
    found = shape("52_repeated_row_number.xlsx")
    assert found.refused == "row_number_repeated" and found.context["row"] == 3


@pytest.mark.parametrize(
    "name",
    [
        "42_kind_heading_unknown.csv",
        "42b_kind_heading_yewuleibie.csv",
        "../money/M1_unknown_kind_heading.csv",
    ],
)
def test_a_heading_that_resembles_a_known_one_is_asked(name: str) -> None:
    found = shape(name)
    [question] = found.questions
    assert (question["code"], question["cell"], question["proposed"]) == ("column", "J1", "kind")
    mapped = read("TB-1", (SHAPES / name).read_bytes(), {"columns": {question["key"]: "kind"}})
    assert "退费" in {row["kind"] for row in mapped.rows} and not mapped.questions
    dismissed = read("TB-1", (SHAPES / name).read_bytes(), {"columns": {question["key"]: ""}})
    assert "kind" not in dismissed.rows[0] and "column_dismissed" in dismissed.notices


def test_one_number_in_two_cases_is_one_number() -> None:
    found = read("TB-1", (CASES / "money" / "M4_case.csv").read_bytes())
    assert [row["ticket"] for row in found.rows] == ["ABC001", "X1", "ABC001"] and found.notices[
        "lower_case"
    ]["count"] == 2


def test_a_subtotal_of_people_is_no_line() -> None:
    assert lines(read("TB-1", (CASES / "retro" / "T10.csv").read_bytes())) == 2


def test_bills_with_other_headings_ask_for_what_moves_money() -> None:
    for name, heading, key in (
        ("C5_tcm_heading_unknown", "中医药费", "tcm"),
        ("C5c_special_subsidy_heading", "专项补助（元）", "special_subsidy"),
    ):
        content = (CASES / "bills" / f"{name}.csv").read_bytes()
        [question] = read("CL-1", content).questions
        assert (question["heading"], question["proposed"]) == (heading, key)
        mapped = read("CL-1", content, {"columns": {question["key"]: key}})
        assert mapped.rows[0][key] in ("1000.00", "500.00")


def test_households_with_other_headings_are_asked() -> None:
    for name, heading, key in (("H10_birth", "生日", "born_on"), ("H11_school", "所在学校", "school")):
        [question] = read("HH-1", (CASES / "house" / f"{name}_heading_unknown.csv").read_bytes()).questions
        assert (question["heading"], question["proposed"]) == (heading, key)


def test_a_list_that_ends_with_people_and_signatures() -> None:
    found = read("HH-1", (CASES / "house" / "H7_total_signature.csv").read_bytes())
    assert lines(found) == 1 and found.table is not None and found.table.declared is not None
    assert found.table.declared.count == 1


def test_serial_days_of_a_bill_and_days_with_a_time() -> None:
    found = read("CL-1", (CASES / "bills" / "C11_serial_date.csv").read_bytes())
    assert (found.rows[0]["admitted"], found.rows[0]["discharged"]) == ("2021-11-21", "2021-11-25")
    assert not read("CL-1", (CASES / "bills" / "C9_time_zone_days.csv").read_bytes()).faults


def test_the_words_of_a_bank_are_asked_once() -> None:
    content = (CASES / "bank" / "B3_words.csv").read_bytes()
    [question] = read("BK-1", content).questions
    words = [word["word"] for word in question["words"]]
    assert (
        words == ["交易成功", "代发成功", "S", "0000", "支付成功", "交易失败"] and question["key"] == "result"
    )
    mapped = read(
        "BK-1", content, {"words": {"result": dict.fromkeys(words[:-1], "成功") | {words[-1]: "失败"}}}
    )
    assert (
        not mapped.faults
        and not mapped.questions
        and {row["result"] for row in mapped.rows} == {"成功", "失败", "发放失败"}
    )


def test_a_bank_total_under_another_column_is_held_against_the_lines() -> None:
    found = read("BK-1", (CASES / "bank" / "B6c_total_other_column.csv").read_bytes())
    assert (found.refused, found.context["cell"]) == ("control_totals_differ", "E4")
    assert lines(read("BK-1", (CASES / "bank" / "B6_total_sum_only.csv").read_bytes())) == 2


def test_months_open_ends_and_change_words_of_a_roster() -> None:
    content = (CASES / "roster" / "R7.csv").read_bytes()
    found = read("RS-1", content)
    assert {question["code"] for question in found.questions} == {"months", "words", "end_day"}
    mapped = read(
        "RS-1", content, {"months": "first", "end_day": "excluded", "words": {"until_on": {"长期": ""}}}
    )
    assert {row["from_on"] for row in mapped.rows[:4]} == {"2026-01-01"} and mapped.rows[7]["until_on"] == ""
    assert [(key, written) for key, _, written in mapped.faults] == [
        ("from_on", "26-1-1"),
        ("from_on", "长期"),
    ]


def test_what_an_end_day_means_is_never_guessed() -> None:
    row = line("RS-1", 1, until_on="2026-05-15")
    [question] = read("RS-1", written("RS-1", [row])).questions
    assert (question["code"], question["key"]) == ("end_day", "until_on")
    assert read("RS-1", written("RS-1", [row]), {"end_day": "excluded"}).rows[0]["until_on"] == "2026-05-15"
    included = read("RS-1", written("RS-1", [row]), {"end_day": "included"})
    assert included.rows[0]["until_on"] == "2026-05-16" and "last_day_included" in included.notices
    for time, expected in (("23:59:59", "2026-05-16"), ("08:30:00", "2026-05-15 08:30:00")):
        timed = read(
            "RS-1", written("RS-1", [row | {"until_on": f"2026-05-15 {time}"}]), {"end_day": "included"}
        )
        assert timed.rows[0]["until_on"] == expected, (
            "a time of day is not passed over: the layout refuses it"
        )
