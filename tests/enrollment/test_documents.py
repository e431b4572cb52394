"""Which document numbers are accepted, and what is said about the others?"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from enrollment.rules.documents import (
    Kind,
    birth_date,
    faults,
    guess_kind,
    mask,
    normal_form,
    resident_facts,
    sex_of,
)
from enrollment.rules.resident_numbers import PROVINCES

TODAY = date(2022, 1, 1)
GOOD = "11010519491231002X"

numbers = st.builds(
    lambda region, day, sequence: f"{region}{day:%Y%m%d}{sequence:03}",
    st.sampled_from(sorted(PROVINCES)).flatmap(lambda p: st.integers(1, 9999).map(lambda n: f"{p}{n:04}")),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 999),
).map(lambda bare: bare + mod_11_2.calc_check_digit(bare))


def codes(kind: str, number: str, **given: object) -> list[str]:
    return [fault.code for fault in faults(kind, number, today=TODAY, **given)]  # type: ignore[arg-type]


@given(numbers)
def test_every_number_built_by_the_standard_is_accepted(number: str) -> None:
    assert faults("resident_id", number, today=TODAY) == ()
    assert resident_facts(number, today=TODAY) == (birth_date(number), sex_of(number))
    assert guess_kind(number) == Kind.RESIDENT_ID


@given(numbers, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(number: str, place: int, shift: int) -> None:
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert faults("resident_id", wrong, today=TODAY)
    assert resident_facts(wrong, today=TODAY) is None


@given(numbers, st.integers(0, 15))
def test_two_neighbors_exchanged_are_found(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        assert faults("resident_id", swapped, today=TODAY)


@given(st.text(max_size=30))
def test_any_text_is_judged_the_same_the_short_and_the_long_way(text: str) -> None:
    short = resident_facts(normal_form(text), today=TODAY)
    if not faults("resident_id", text, today=TODAY):
        assert short is not None


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("", "empty"),
        ("1.1010519491231E+17", "scientific_form"),
        ("1E+17", "scientific_form"),
        ("１１０１０５１９４９１２３１００２Ｘ", "full_width"),
        ("11010519491231 002X", "stray_characters"),
        ("'11010519491231002X", "stray_characters"),
        ("11010519491231\u200b002X", "stray_characters"),
        ("1101051949123100-2", "strange_characters"),
        ("110105491231002", "old_15_digits"),
        ("11O10519491231002X", "letters_for_digits"),
        ("110105194912310021", "wrong_check_digit"),
        ("1101051949123100", "wrong_length"),
        ("11010519491231002XX", "wrong_length"),
        ("1101051949123100AX", "wrong_form"),
        ("990105194912310026", "unknown_region"),
    ],
)
def test_each_fault_has_its_name_and_its_remedy_in_both_languages(number: str, code: str) -> None:
    found = faults("resident_id", number, today=TODAY)
    assert code in [fault.code for fault in found]
    assert all(fault.text.zh and fault.text.en and fault.remedy.zh and fault.remedy.en for fault in found)


def valid(bare: str) -> str:
    return bare + mod_11_2.calc_check_digit(bare)


@pytest.mark.parametrize("born", ["19900231", "18991231", "19901301", "00000000"])
def test_a_birth_date_that_cannot_be(born: str) -> None:
    assert codes("resident_id", valid(f"371702{born}001")) == ["impossible_birth_date"]


def test_the_boundary_of_today() -> None:
    assert codes("resident_id", valid("37170220220101001")) == []
    assert codes("resident_id", valid("37170220220102001")) == ["birth_date_in_future"]


@pytest.mark.parametrize("province", ["81", "82", "83", "50", "65"])
def test_real_people_whom_a_table_of_counties_would_refuse(province: str) -> None:
    assert codes("resident_id", valid(f"{province}000119650101001")) == []


@pytest.mark.parametrize("region", ["810000", "820000", "830000"])
def test_residents_of_hong_kong_macao_and_taiwan_hold_numbers_without_a_place(region: str) -> None:
    number = valid(f"{region}19650101001")
    assert codes("resident_id", number) == []
    assert resident_facts(number, today=TODAY) == (date(1965, 1, 1), "male")
    assert codes("resident_id", valid("37000019650101001")) == ["unknown_region"]


def test_the_form_is_held_against_the_number_and_both_values_are_shown() -> None:
    (fault,) = faults("resident_id", GOOD, born_on=date(1949, 12, 30), today=TODAY)
    assert fault.code == "birth_date_contradicts"
    assert "1949-12-31" in fault.text.zh and "1949-12-30" in fault.text.en
    assert codes("resident_id", GOOD, sex="male") == ["sex_contradicts"]
    assert codes("resident_id", GOOD, sex="female", born_on=date(1949, 12, 31)) == []


def test_lower_case_x_and_blanks_around_are_the_same_number() -> None:
    assert normal_form(" 11010519491231002x\n") == GOOD
    assert codes("resident_id", " 11010519491231002x") == []


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Kind.BIRTH_CERTIFICATE, "Q123456789", "Q12345678"),
        (Kind.PASSPORT, "E12345678", "ABCDE"),
        (Kind.HK_MACAO_PERMIT, "H12345678", "H1234567"),
        (Kind.HK_MACAO_PERMIT, "M1234567801", "X12345678"),
        (Kind.TAIWAN_PERMIT, "12345678", "1234567"),
        (Kind.FOREIGN_RESIDENT, "USA110012345678", "US1100123456789"),
    ],
)
def test_other_documents(kind: Kind, good: str, bad: str) -> None:
    assert codes(kind, good) == []
    assert codes(kind, bad) == ["wrong_form"]


def test_a_mask_shows_the_region_and_the_end() -> None:
    assert mask(GOOD) == "110105********002X"
    assert mask("Q123456789") == "Q1******89"
    assert mask("123") == "***"


@given(st.text(max_size=40))
def test_a_mask_fits_its_column_and_hides_the_middle(text: str) -> None:
    shown = mask(text)
    assert len(shown) <= 24
    assert len(text) <= 4 or "*" in shown
