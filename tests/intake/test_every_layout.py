"""Does every layout treat headings, totals, numbers and amounts in the same way?"""

import csv
import io
import random
from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from intake.columns.layouts import Column, Kind
from intake.rules.headings import normal_form, resembles
from policy.money import format_yuan
from tests.intake.books import spreadsheet_xml, web_page, xlsx
from tests.intake.layout_tables import LINES, line, read, written

CODES = sorted(LINES)
WITH_SUMS = [code for code in CODES if LINES[code][0].sums]


def three(code: str) -> list[dict[str, str]]:
    return [line(code, n) for n in (1, 2, 3)]


def of_kind(code: str, *kinds: Kind) -> list[Column]:
    """The columns of a layout that a sound line fills."""
    return [
        column for column in LINES[code][0].columns if column.kind in kinds and line(code, 1).get(column.key)
    ]


@pytest.mark.parametrize("code", CODES)
def test_a_sound_table_is_read_without_a_word(code: str) -> None:
    found = read(code, written(code, three(code)))
    assert (len(found.rows), found.faults, found.questions, found.refused) == (
        3,
        [],
        [],
        "",
    ) and not found.notices


@pytest.mark.parametrize("code", [code for code in CODES if of_kind(code, Kind.DAY)])
def test_a_day_43_seconds_late_is_the_day_and_another_time_is_left_alone(code: str) -> None:
    """As SheetJS writes each day in China; a time that somebody meant stays for the layout to refuse."""
    plain, keys = three(code), [column.key for column in of_kind(code, Kind.DAY)]
    at = {
        time: [row | {key: f"{row[key]} {time}" for key in keys} for row in plain]
        for time in ("00:00:43", "00:00:44")
    }
    headings = {column.heading for column in of_kind(code, Kind.DAY)}
    first, *rest = csv.reader(io.StringIO(written(code, at["00:00:43"]).decode()))
    typed = [
        [
            datetime.fromisoformat(cell) if name in headings else cell
            for name, cell in zip(first, row, strict=True)
        ]
        for row in rest
    ]
    for content in (written(code, at["00:00:43"]), xlsx([first, *typed])):
        found = read(code, content)
        assert found.rows == read(code, written(code, plain)).rows and not found.faults
        assert "late_midnight" in found.notices
    assert [row[key] for row in read(code, written(code, at["00:00:44"])).rows for key in keys] == [
        row[key] for row in at["00:00:44"] for key in keys
    ]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("shape", [web_page, spreadsheet_xml])
def test_a_table_in_another_shape_is_the_same_table(
    code: str, shape: Callable[[list[list[str]]], bytes]
) -> None:
    """A web page and an XML-2003 workbook, as programs write them under the name .xls, with and without a byte order mark."""
    plain = written(code, three(code))
    rows = list(csv.reader(io.StringIO(plain.decode())))
    for mark in (b"", b"\xef\xbb\xbf"):
        found = read(code, mark + shape(rows))
        assert (found.rows, found.faults, found.questions, found.refused) == (
            read(code, plain).rows,
            [],
            [],
            "",
        )
    empty = read(code, shape(rows[:1]))
    assert not empty.rows and not empty.refused


@pytest.mark.parametrize("code", CODES)
def test_a_heading_that_is_not_read_is_named(code: str) -> None:
    rows = [row | {"extra": "x"} for row in three(code)]
    found = read(code, written(code, rows, headings={"extra": "民族"}))
    assert len(found.rows) == 3 and "民族" in found.notices["column_unread"]["text"]["zh"]


@pytest.mark.parametrize(
    ("code", "key"), [(code, column.key) for code in CODES for column in LINES[code][0].columns if not column.required and not column.key.startswith("period")]
)  # fmt: skip
@pytest.mark.parametrize("change", ["（元）", "（新）", "备用"])
def test_a_heading_like_a_known_one_is_asked_and_never_passed_over(code: str, key: str, change: str) -> None:
    heading = LINES[code][0].headings[key] + change
    rows = [{k: v for k, v in row.items() if k != key} | {"extra": "x"} for row in three(code)]
    found = read(code, written(code, rows, headings={"extra": heading}))
    assert [question["heading"] for question in found.questions if question["code"] == "column"] == [heading]
    assert not found.rows


@pytest.mark.parametrize("code", CODES)
def test_a_decimal_comma_is_refused_by_its_cell(code: str) -> None:
    for column in of_kind(code, Kind.AMOUNT):
        rows = three(code)
        rows[1] = rows[1] | {column.key: "1,50"}
        assert [(key, code) for key, code, _ in read(code, written(code, rows)).faults] == [
            (column.key, "amount_comma")
        ]


UNSOUND = {
    "(320.00)": "amount_in_brackets", "（320.00）": "amount_in_brackets", "-320.00": "amount_negative",
    "－320": "amount_negative", "-￥320.00": "amount_negative", "3.2E2": "amount_exponent",
    "3.2e+02": "amount_exponent", "320.005": "amount_decimals", "1,320.001": "amount_decimals",
}  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_amounts_that_could_mean_two_things_are_refused_alike_by_their_cell(code: str) -> None:
    """Brackets, a minus, an exponent, three decimals that are not zero: a fault of the cell in every column of money."""
    for column in (column for column in LINES[code][0].columns if column.kind is Kind.AMOUNT):
        rows = [line(code, n, **{column.key: text}) for n, text in enumerate(UNSOUND, 1)]
        found = read(code, written(code, rows))
        assert found.faults == [(column.key, fault, text) for text, fault in UNSOUND.items()]


def test_a_minus_stands_only_beside_what_the_line_takes_back() -> None:
    """A column of the layout names it; as the detail number of the first line, on the national platform."""
    amounts = [column for layout, _ in LINES.values() for column in layout.columns if column.minus_beside]
    assert {column.key for column in amounts} == {"amount", "fiscal", "other", "parts_total"}
    for column in amounts:
        taken, plain = {column.key: "-320.00", "original_detail": "D1"}, {column.key: "－320"}
        found = read("TB-1", written("TB-1", [line("TB-1", 1, **taken), line("TB-1", 2, **plain)]))
        assert found.rows[0][column.key] == "-320.00"
        assert found.faults == [(column.key, "amount_negative", "－320")]


@pytest.mark.parametrize("code", CODES)
def test_numbers_are_compared_without_width_and_case(code: str) -> None:
    for column in of_kind(code, Kind.IDENTIFIER, Kind.DOCUMENT):
        rows = three(code)
        plain = rows[0][column.key]
        rows[0] = rows[0] | {column.key: "".join(chr(ord(c) + 0xFEE0) for c in plain.lower())}
        found = read(code, written(code, rows))
        assert not found.faults
        assert found.rows[0][column.key] == plain or column.as_written


@pytest.mark.parametrize("code", CODES)
def test_what_a_spreadsheet_leaves_of_an_identity_number_is_refused(code: str) -> None:
    for column in of_kind(code, Kind.DOCUMENT):
        for left in ("371702198503120", "371702198503120000"):
            rows = [line(code, 1, **{column.key: left})]
            assert (column.key, "digits_lost", left) in read(code, written(code, rows)).faults


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("word", ["合计", "合 计", "总计", "合计：", "小计", "本页合计", "曹县小计"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_total_row_is_never_a_line(code: str, word: str, place: int) -> None:
    rows = three(code)
    width = len(next(iter(written(code, rows).decode().splitlines())).split(","))
    below = [""] * width
    below[place] = f"{word}3" if word == "合计：" else word
    found = read(code, written(code, rows, below=[below]))
    assert len(found.rows) == 3 and not found.faults
    keys = [column.key for column in LINES[code][0].columns if column.key in rows[0]]
    is_sum = word == "合计：" and keys[place] in LINES[code][0].sums
    assert not found.refused or is_sum, "there it is a sum"
    assert any(code.startswith("total_row") for code in found.notices)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    "said", ["制表人：张三", "审核人: 李四", "经办人", "负责人（签字）：", "填报日期：2021-12-01"]
)
def test_a_signature_row_is_never_a_line(code: str, said: str) -> None:
    found = read(code, written(code, three(code), below=[["合计"], [said, "", "复核：王五"]]))
    assert (
        len(found.rows) == 3
        and not found.faults
        and any(code.startswith("signature") for code in found.notices)
    )


@pytest.mark.parametrize("code", CODES)
def test_a_declared_count_that_cannot_be_read_is_refused_by_its_cell(code: str) -> None:
    found = read(code, written(code, three(code), below=[["合计", "三百"]]))
    assert (found.refused, found.context["cell"]) == ("trailer_unreadable", "B5")


@pytest.mark.parametrize("code", CODES)
def test_a_declared_count_is_held_against_the_lines(code: str) -> None:
    assert read(code, written(code, three(code), below=[["合计：4"]])).refused == "control_totals_differ"
    assert len(read(code, written(code, three(code), below=[["合计：3"]])).rows) == 3


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("count", ["100002", "1000002"])
@pytest.mark.parametrize("place", [1, 2])
def test_the_count_of_a_large_file_is_no_number_of_a_line(code: str, count: str, place: int) -> None:
    """A city's peak day has 600,000 lines; their count stands where a document number does."""
    below = ["合计", count] if place == 1 else ["合计", "", count]
    assert read(code, written(code, three(code), below=[below])).refused == "control_totals_differ"


@pytest.mark.parametrize("code", CODES)
def test_lines_below_a_grand_total_refuse_the_file(code: str) -> None:
    lines = written(code, three(code), below=[["合计"]]) + written(code, [line(code, 4)]).split(b"\n", 1)[1]
    assert read(code, lines).refused == "rows_after_trailer"


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    ("numbers", "is_sound"), [("123", True), ("113", False), ("132", False), ("124", True)]
)
def test_row_numbers_that_repeat_or_fall_refuse_the_file(code: str, numbers: str, is_sound: bool) -> None:
    heading = "行号"
    rows = [row | {"extra": number} for row, number in zip(three(code), numbers, strict=True)]
    content = written(code, rows, headings={"extra": heading})
    found = read(code, content)
    assert (found.refused == "") is is_sound
    if not is_sound:
        [problem] = found.context["problems"]
        assert problem["row"] == (3 if numbers == "113" else 4)
        assert len(read(code, content, {"columns": {heading: ""}}).rows) == 3, "knowingly not read"


@pytest.mark.parametrize("code", CODES)
def test_a_title_row_is_called_one(code: str) -> None:
    found = read(code, "2022年度明细表,,,\n".encode() + written(code, three(code)))
    assert len(found.rows) == 3 and "2022年度明细表" in found.notices["title_row_1"]["text"]["zh"]


@pytest.mark.parametrize("code", CODES)
def test_two_headings_of_one_meaning_are_asked(code: str) -> None:
    column = next(column for column in LINES[code][0].columns if column.aliases and column.required)
    rows = [row | {"extra": "x"} for row in three(code)]
    content = written(code, rows, headings={"extra": column.aliases[0]})
    questions = read(code, content).questions
    assert len(questions) == 2 and {question["code"] for question in questions} == {"column"}
    said = {"columns": {normal_form(column.aliases[0]): ""}}
    assert [row[column.key] for row in read(code, content, said).rows] == [
        row[column.key] for row in three(code)
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(WITH_SUMS),
    st.lists(st.integers(1, 10**7), min_size=1, max_size=12),
    st.integers(0, 2**32),
)
def test_subtotals_and_totals_are_proved(code: str, amounts: list[int], seed: int) -> None:
    """Subtotals anywhere that equal the rows above are set aside; one fen more refuses the file and names the cell."""
    rng, layout = random.Random(seed), LINES[code][0]
    main = layout.sums[0]
    counts = next(column for column in layout.columns if column.key == main).kind is Kind.COUNT
    lines = [
        line(code, n, **{main: str(fen) if counts else format_yuan(fen).replace(",", "")})
        for n, fen in enumerate(amounts, 1)
    ]
    table = written(code, lines).decode().splitlines()
    place = table[0].split(",").index(layout.headings[main])

    def total(word: str, fen: int) -> str:
        cells = [word] + [""] * (place - 1) + [str(fen) if counts else format_yuan(fen).replace(",", "")]
        return ",".join(cells)

    out, since, subtotals = [table[0]], 0, []
    for row, fen in zip(table[1:], amounts, strict=True):
        out.append(row)
        since += fen
        if rng.random() < 0.4:
            subtotals.append(len(out))
            out.append(total("小计", since))
            since = 0
    out.append(total("合计", sum(amounts)))
    found = read(code, "\n".join(out).encode())
    assert (len(found.rows), found.refused) == (len(amounts), "")
    wrong = rng.choice([*subtotals, len(out) - 1])
    cells = out[wrong].split(",")
    cells[place] = (
        str(int(cells[place]) + 1) if counts else cells[place][:-1] + str((int(cells[place][-1]) + 1) % 10)
    )
    # A subtotal may also be that of all rows above: a wrong one that happens to say so is right.
    above = [each.split(",") for each in out[1:wrong] if each.split(",")[0] not in ("小计", "合计")]
    assume(cells[place] not in (total("", sum(amounts[: len(above)])).rsplit(",", 1)[1],))
    found = read(code, "\n".join([*out[:wrong], ",".join(cells), *out[wrong + 1 :]]).encode())
    assert found.refused in ("subtotal_differs", "control_totals_differ") and found.context["cell"].endswith(
        str(wrong + 1)
    )


def test_resemblance() -> None:
    for one, other in (
        ("征收类型", "缴费类型"),
        ("中医药费", "中医金额"),
        ("生日", "出生日期"),
        ("所在学校", "学校"),
        ("专项补助(元)", "专项补助"),
    ):
        assert resembles(normal_form(one), [normal_form(other)])
    for one, other in (("民族", "姓名"), ("备注", "金额"), ("PSN_NO", "PSN_NAME"), ("地址", "等级")):
        assert not resembles(normal_form(one), [normal_form(other)])
