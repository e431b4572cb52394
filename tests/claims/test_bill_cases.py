"""Do the files of bills that once went wrong end as they should, through the check and the settling that every file takes?

The files are those of `tests/intake/cases/bills`, with the people, the hospital and the months of this desk in them.
"""

import csv
import io

import pytest

from claims.models import BillFile
from enrollment.models import Person
from enrollment.operations.people import document_number
from intake.queries.sent_files import report
from staff.models import Officer
from tests import bill_files as files
from tests import care
from tests.intake.layout_tables import CASES

pytestmark = pytest.mark.django_db(transaction=True)
WORKED_OUT = "worked out"  # settled, or waiting for what this place has not decided
# file -> state, and how each bill ended or why the file did not
EXPECTED: dict[str, tuple[str, list[str]]] = {
    "C1_decimal_comma": ("refused", ["amounts_unreadable", "K2", "O2", "P2"]),
    "C2_interleaved": ("settled", ["sums_differ K2", WORKED_OUT, "sums_differ K4"]),
    "C3_case_number": ("settled", [WORKED_OUT, "already_entered"]),
    "C4_total_thousands_count_fullwidth": ("settled", [WORKED_OUT]),
    "C4b_total_wrong": ("refused", ["totals_differ"]),
    "C5_tcm_heading_unknown": ("asking", ["中医药费"]),
    "C5c_special_subsidy_heading": ("asking", ["专项补助（元）"]),
    "C6_subtotal_row": ("refused", ["subtotal_differs"]),
    "C7_negative_line": ("refused", ["amounts_unreadable", "O3", "P3"]),
    "C8_rounding_lines": ("settled", ["sums_differ K2"]),
    "C12_id_lower_x_space": ("settled", [WORKED_OUT]),
    "C13_newborn_name_blank": ("settled", [WORKED_OUT]),
    "C14_overlap": ("settled", [WORKED_OUT, WORKED_OUT]),
    "C15_same_bill_two_files": ("settled", [WORKED_OUT]),
    "C15b": ("settled", ["already_entered", WORKED_OUT]),
}


def of_this_desk(name: str, month: int, people: list[Person]) -> bytes:
    rows = list(csv.reader(io.StringIO((CASES / "bills" / f"{name}.csv").read_text("utf-8-sig"))))
    numbers: dict[str, Person] = {}
    for row in rows[1:]:
        if row[0].startswith("H"):
            who = numbers.setdefault(row[3], people[len(numbers) % len(people)])
            number, spaced = document_number(who), " " in row[3].strip()
            row[3] = f" {number[:6]} {number[6:].lower()}" if spaced else number
            row[0], row[4] = care.HOSPITAL, row[4] and who.name
            row[6:8] = [day and f"2022-{month:02d}-{day[-2:]}" for day in row[6:8]]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def ended(file: BillFile) -> list[str]:
    told = report(file)
    if told["state"] == "refused":
        return [told["refusal"]["code"], *(problem["cell"] for problem in told["problems"])]
    if told["state"] == "asking":
        return [question["heading"] for question in told["questions"]]
    bills = []
    for bill in file.bills.order_by("number"):
        cells = [fault["cell"] for fault in (bill.detail or {}).get("faults", [])]
        known = WORKED_OUT if bill.outcome in ("settled", "undecided", "held") else bill.outcome
        bills.append(" ".join([known, *cells]))
    return bills


def test_every_file_ends_as_it_should(clerk: Officer, collector: Officer, who: Person) -> None:
    people = [who, care.covered(clerk, collector, "李雷")]
    found, month = {}, 0
    for name in EXPECTED:
        month = month + 1 if name != "C15b" else month  # the second file brings the same bill once more
        file = files.worked(of_this_desk(name, (month - 1) % 12 + 1, people), clerk)
        found[name] = str(file.state), ended(file)
    assert found == EXPECTED


def test_a_heading_that_was_mapped_counts_as_the_known_one(who: Person, clerk: Officer) -> None:
    from intake.operations import answers, jobs
    from tests.bill_files import AT

    for name, heading, key in (
        ("C5_tcm_heading_unknown", "中医药费", "tcm"),
        ("C5c_special_subsidy_heading", "专项补助（元）", "special_subsidy"),
    ):
        month = 3 if key == "tcm" else 4
        file = files.worked(of_this_desk(name, month, [who]), clerk)
        said = {"columns": {heading: key}}
        answers.answer(file=file, said=said, by=clerk, on=AT.date(), at=AT)
        file = jobs.work_on(file)
        assert ended(file) == [WORKED_OUT]
        bill = file.bills.get().bill
        assert bill is not None
        if key == "tcm":
            assert sum(line.tcm_fen for line in bill.lines.all()) == 100_000
        else:
            assert bill.special_subsidy_fen == 50_000
