"""What in a bill cannot be true? Boundaries in pairs; sums by hypothesis."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules.bill_checks import BillOutcome, of_faults, place_of_care
from claims.rules.bill_entry import BillEntry, LineEntry, faults
from claims.rules.bill_states import BILL, Move
from claims.rules.diagnoses import is_well_formed, tidy_code
from policy.care import Place
from tests import care

TODAY = date(2022, 6, 1)


def codes(entry: BillEntry) -> list[str]:
    return [fault.code for fault in faults(entry, today=TODAY)]


def test_a_sound_bill_has_no_fault() -> None:
    assert codes(care.entry()) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"discharged_on": date(2022, 6, 2), "admitted_on": date(2022, 6, 1)}, "day_in_future"),
        ({"admitted_on": date(2022, 5, 11)}, "discharge_before_admission"),
        ({"admitted_on": None}, "admission_missing"),
        ({"admitted_on": date(2021, 5, 8)}, "stay_too_long"),
        ({"number": " "}, "number_missing"),
        ({"diagnosis_code": "乳腺癌"}, "diagnosis_code"),
        ({"diagnosis_name": ""}, "diagnosis_name"),
        ({"third_party_liable": False}, "accident_answers"),
        ({"special_subsidy_fen": 500001}, "special_subsidy"),
        ({"special_subsidy_fen": -1}, "special_subsidy"),
        ({"total_fen": 500001}, "sums_differ"),
        ({"lines": ()}, "no_lines"),
        ({"lines": (LineEntry("A", 0, 0),), "total_fen": 0}, "nothing_to_settle"),
        ({"lines": (LineEntry("A", 500000, 450000),)}, "sums_differ"),
        ({"lines": (LineEntry("C", 500000, 500000),)}, "class_c_covered"),
        ({"lines": (LineEntry("A", 500000, 500000, tcm_fen=500001),)}, "tcm_above_eligible"),
        ({"lines": (LineEntry("A", 600000, 600000), LineEntry("A", -100000, -100000))}, "amount_negative"),
    ],
)  # fmt: skip
def test_each_fault_is_named(change: dict[str, object], code: str) -> None:
    assert codes(care.entry()._replace(**change)) == [code]


def test_the_edges_are_accepted() -> None:
    for change in (
        {"discharged_on": TODAY, "admitted_on": TODAY},
        {"admitted_on": date(2021, 5, 9)},
        {"special_subsidy_fen": 500000},
        {"lines": (LineEntry("C", 500000, 0, 0, 500000),)},
        {"lines": (LineEntry("A", 500000, 500000, tcm_fen=500000),)},
        {"is_accident": True, "third_party_liable": False},
    ):
        assert codes(care.entry()._replace(**change)) == [], change


amounts = st.integers(0, 10**9)


@given(st.lists(st.tuples(amounts, amounts, amounts), min_size=1, max_size=8), st.integers(-5, 5))
def test_the_sums_of_the_lines_equal_the_bill_or_it_is_refused(
    rows: list[tuple[int, int, int]], off: int
) -> None:
    lines = tuple(LineEntry("B", sum(row), *row) for row in rows)
    total = sum(line.total_fen for line in lines)
    found = codes(care.entry("H", *lines, total_fen=total + off))
    assert ("sums_differ" in found) == (off != 0)
    if off == 0:
        assert found == ([] if total else ["nothing_to_settle"])


def test_only_differing_sums_end_as_sums_differ() -> None:
    differ = care.entry()._replace(total_fen=1)
    assert of_faults(faults(differ, today=TODAY)).outcome is BillOutcome.SUMS_DIFFER
    worse = differ._replace(diagnosis_name="")
    assert of_faults(faults(worse, today=TODAY)).outcome is BillOutcome.MALFORMED
    assert "4999.99" in of_faults(faults(differ, today=TODAY)).text.zh


@pytest.mark.parametrize(
    ("code", "sound"),
    [("C50", True), ("I10.x00", True), ("C50.900x001", True), ("S82.201", True), ("U07.1", True),
     ("50C", False), ("C5", False), ("C50.", False), ("C50 900", False), ("", False)],
)  # fmt: skip
def test_the_form_of_a_diagnosis_code(code: str, sound: bool) -> None:
    assert is_well_formed(code) is sound
    assert tidy_code(" i10.x00 ") == "I10.x00"


def test_where_care_was_given() -> None:
    assert place_of_care("371700", "371702", "371700") is Place.AREA
    assert place_of_care("622900", "622901001", "622900") is Place.AREA
    assert place_of_care("620100", "620102", "622900") is Place.PROVINCE
    assert place_of_care(None, "610102", "622900") is Place.ELSEWHERE


def test_the_same_bill_has_the_same_digest_and_another_has_not() -> None:
    one = care.entry()
    assert one.digest("h") == care.entry().digest("h") != one._replace(total_fen=1).digest("h")
    assert one.digest("h") != one.digest("k")


def test_a_withdrawn_bill_stays_so_and_a_settled_one_is_reversed_first() -> None:
    assert not [move for move in Move if BILL.allows("withdrawn", move)]
    assert not BILL.allows("settled", Move.WITHDRAW) and BILL.next("settled", Move.REVERSE) == "reversed"
