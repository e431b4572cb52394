"""Which texts in a tax file are amounts, days, years and numbers, and which only look like it?"""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.rules import payment_fields as fields
from enrollment.rules.payment_fields import Unreadable


def refused(read: object, text: str) -> str:
    with pytest.raises(Unreadable) as fault:
        read(text)  # type: ignore[operator]
    for said in (fault.value.text, fault.value.remedy):
        assert said.zh and said.en
    return fault.value.code


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("280", 28_000), ("280.0", 28_000), ("280.00", 28_000), ("280.5", 28_050), ("0.01", 1), ("0", 0), ("000280", 28_000),
        ("999999999999.99", 99_999_999_999_999), ("-5", -500), ("-0.01", -1),
    ],
)  # fmt: skip
def test_an_amount_is_exact(text: str, fen: int) -> None:
    assert fields.read_amount(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "", "２８０", "1_000", "NaN", "nan", "Infinity", "1e5", "1E5", "2.8E+02", "280.001", "280.", ".5", "+280", "--5", "1,280.00", "¥280",
        "280元", "280\n", " 280", "280 ", "2 80", "٣", "0x10", "1/2", "=280", "1234567890123", "−5",
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused(text: str) -> None:
    assert refused(fields.read_amount, text) == "amount_unreadable"


@given(st.integers(min_value=0, max_value=10**14 - 1))
def test_every_amount_survives(fen: int) -> None:
    assert fields.read_amount(f"{fen // 100}.{fen % 100:02d}") == fen
    assert fields.read_amount(str(Decimal(fen) / 100 if fen % 10 else Decimal(fen // 10) / 10)) == fen


@given(st.text(max_size=12))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    try:
        fen = fields.read_amount(text)
    except Unreadable:
        return
    assert text.isascii() and Decimal(text) * 100 == fen


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-10-01", date(2021, 10, 1)), ("2021/10/1", date(2021, 10, 1)), ("2021.10.01", date(2021, 10, 1)),
        ("2021-1-9", date(2021, 1, 9)), ("20211001", date(2021, 10, 1)), ("2024-02-29", date(2024, 2, 29)),
    ],
)  # fmt: skip
def test_a_day_in_its_spellings(text: str, day: date) -> None:
    assert fields.read_day(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "", "2025-W40-3", "2021-W40", "44470", "44470.5", "2021-10", "2021-10-01\n", "２０２１-１０-０１", "2021-10/01", "2021-02-29", "2021-13-01",
        "2021-00-10", "10/25/2021", "25.10.2021", "21-10-01", "2021101", "0000-01-01", "2021年10月1日", "2021-10-01T", "2021-274", "now",
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused(text: str) -> None:
    assert refused(fields.read_day, text) == "date_unreadable"


def test_a_day_before_1900_is_a_slip_of_the_pen() -> None:
    assert fields.read_day("1900-01-01") == date(1900, 1, 1)
    for text in ("1899-12-31", "0001-01-01", "0022-03-15 09:30:00"):
        assert refused(fields.read_moment, text) == "date_too_early"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2021-10-01", datetime(2021, 10, 1)),
        ("2021-10-01 09:30:15", datetime(2021, 10, 1, 9, 30, 15)),
        ("2021/10/01 9:30", datetime(2021, 10, 1, 9, 30)),
        ("2021.10.01 23:59:59.999", datetime(2021, 10, 1, 23, 59, 59)),
        ("2021-10-01T00:00:00", datetime(2021, 10, 1)),
    ],
)
def test_a_moment_in_its_spellings(text: str, moment: datetime) -> None:
    assert fields.read_moment(text) == moment


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2021-10-01 24:00:00", "time_unreadable"), ("2021-10-01 9:3", "time_unreadable"), ("2021-10-01 09:30:60", "time_unreadable"),
        ("2021-10-01 09:30:00+08:00", "time_unreadable"), ("2021-10-01 下午3点", "time_unreadable"), ("2021-10-01 3:00 PM", "time_unreadable"),
        ("", "date_unreadable"), ("09:30", "date_unreadable"), ("44470.39", "date_unreadable"),
    ],
)  # fmt: skip
def test_what_is_no_moment_is_refused(text: str, code: str) -> None:
    assert refused(fields.read_moment, text) == code


@pytest.mark.parametrize(
    "text",
    [
        "2022",
        "2022-01..2022-12",
        "2022-01至2022-12",
        "202201-202212",
        "2022/01~2022/12",
        "2022.01—2022.12",
        "2022-03..2022-03",
    ],
)
def test_a_year_or_a_period_inside_it(text: str) -> None:
    assert fields.read_year(text) == 2022


@pytest.mark.parametrize(
    "text",
    [
        "",
        "22",
        "2022年",
        "2022.0",
        "２０２２",
        "1999",
        "2022-13",
        "2022-01",
        "2021-10..2022-09",
        "2022-12..2022-01",
        "2022-01..",
        "2022\n",
    ],
)
def test_what_is_no_year_is_refused(text: str) -> None:
    assert refused(fields.read_year, text) == "year_format"


@pytest.mark.parametrize("text", ["371702", "371702001", "371702001001"])
def test_a_division(text: str) -> None:
    assert fields.read_division(text) == text


@pytest.mark.parametrize(
    "text", ["", "37170", "3717020010011", "３７１７０２", "37 1702", "371702\n", "-371702", "菏泽"]
)
def test_what_is_no_division_is_refused(text: str) -> None:
    assert refused(fields.read_division, text) == "division_format"


def test_ticket_numbers() -> None:
    assert fields.read_ticket("337-AB12") == "337-AB12"
    assert refused(fields.read_ticket, "") == "ticket_empty"
    for text in ("3.37E+19", "3e+19", "3.37e19"):
        assert refused(fields.read_ticket, text) == "scientific_form"
    assert fields.read_ticket("337012E0001"), "a letter E alone makes no exponent"
    for text in ("33 7", "33/7", "税", "３３７", "9" * 41, "337\n"):
        assert refused(fields.read_ticket, text) == "ticket_format"


def test_document_numbers_and_names() -> None:
    assert fields.read_document("371702198005010011") and fields.read_name("买买提·阿不都热合曼")
    assert refused(fields.read_document, "") == "document_empty"
    assert refused(fields.read_document, "3.71702E+17") == "scientific_form"
    assert refused(fields.read_document, "1" * 25) == "document_too_long"
    assert refused(fields.read_name, "") == "name_empty"
    assert refused(fields.read_name, "张" * 101) == "name_too_long"
