"""Does a file keep out what stands in its way, also when another file takes the place in the same moment?"""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.bulk import bill_conflicts
from claims.models import Bill, FileBill, ResettlementPlan, Statement
from claims.operations import settlement
from enrollment.models import Person
from enrollment.operations import ledger_checks, merges
from policy.care import Setting
from staff.models import Officer
from tests import bill_files as files
from tests import care
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


def stay(who: Person, number: str, admitted: str, discharged: str, **changed: Any) -> dict[str, str]:
    return files.row(
        who, number, admitted=f"2022-05-{admitted}", discharged=f"2022-05-{discharged}", **changed
    )


def in_the_way_of(number: str) -> int | None:
    return FileBill.objects.get(bill_number=number).bill_id


def test_days_of_a_stay_are_taken_but_for_the_day_of_discharge(clerk: Officer, who: Person) -> None:
    rows = [
        stay(who, "FIRST", "03", "10"),
        stay(who, "INSIDE", "09", "11"),
        stay(who, "NEXT", "10", "12"),
        stay(who, "SAME-DAY", "05", "05"),
        stay(who, "BEFORE", "01", "03"),
        stay(who, "AROUND", "01", "20"),
    ]
    found = files.outcomes(files.worked(rows, clerk))
    kept_out = {number for number, outcome in found.items() if outcome == "overlapping_stay"}
    assert kept_out == {"INSIDE", "AROUND"}
    assert set(Bill.objects.values_list("number", flat=True)) == {"FIRST", "NEXT", "SAME-DAY", "BEFORE"}
    assert in_the_way_of("INSIDE") == Bill.objects.get(number="FIRST").pk
    assert ledger_checks.run(at=care.AT) == []


def test_a_stay_on_a_merged_record_is_in_the_way(clerk: Officer, collector: Officer, who: Person) -> None:
    twin = make.person(clerk, "张伟")
    before = care.enter(who, clerk, "DESK")
    merges.merge_people(kept=who, absorbed=twin, reason="同一人", on=care.ON, by=clerk)
    with connection.cursor() as cursor:  # as if it had been entered under the other record
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE claims_bill SET person_id = %s", [twin.pk])
        cursor.execute("SET session_replication_role = origin")
    found = files.outcomes(
        files.worked([stay(who, "AGAIN", "04", "06"), stay(who, "LATER", "10", "11")], clerk)
    )
    assert found["AGAIN"] == "overlapping_stay" and found["LATER"] != "overlapping_stay"
    assert in_the_way_of("AGAIN") == before.pk


def test_an_invoice_counts_once_and_is_free_after_a_withdrawal(clerk: Officer, who: Person) -> None:
    gone = care.enter(who, clerk, "GONE", invoice_number="F1")
    Bill.objects.filter(pk=gone.pk).update(state="withdrawn")
    rows = [files.visit(who, "A", invoice="F1"), files.visit(who, "B", "2022-06-02", invoice="F1")]
    found = files.outcomes(files.worked(rows, clerk))
    assert found["A"] != "invoice_taken" and found["B"] == "invoice_taken"
    assert in_the_way_of("B") == Bill.objects.get(number="A").pk


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        ({"invoice": "F1"}, {"invoice": "F1", "admitted": "2022-06-03", "discharged": "2022-06-10"}, "invoice_taken"),
        ({}, {"admitted": "2022-05-09", "discharged": "2022-05-12"}, "overlapping_stay"),
    ],
)  # fmt: skip
def test_a_place_taken_in_the_same_moment_is_found_when_the_part_is_done_again(
    clerk: Officer, who: Person, monkeypatch, first: dict[str, str], second: dict[str, str], outcome: str
) -> None:
    files.worked([files.row(who, "FIRST", **first)], clerk)
    asked = []

    def blind_once(bills: Any) -> Any:
        asked.append(len(bills))
        return {} if len(asked) == 1 else look(bills)

    look = bill_conflicts.in_the_way
    monkeypatch.setattr(bill_conflicts, "in_the_way", blind_once)
    file = files.worked([files.row(who, "SECOND", **second), files.visit(who, "THIRD")], clerk)
    assert asked == [2, 2] and file.state == "settled"
    assert files.outcomes(file)["SECOND"] == outcome
    assert set(Bill.objects.values_list("number", flat=True)) == {"FIRST", "THIRD"}
    assert in_the_way_of("SECOND") == Bill.objects.get(number="FIRST").pk
    assert ledger_checks.run(at=care.AT) == []


def test_a_late_bill_of_a_file_is_kept_with_its_list_of_differences(clerk: Officer, who: Person) -> None:
    visit = {"setting": Setting.OUTPATIENT, "diagnosis_code": "J06.900", "diagnosis_name": "急性上呼吸道感染"}
    later = care.enter(who, clerk, "V20", care.line(30_000, 0, 0), discharged_on=date(2022, 5, 20), **visit)
    settlement.settle(bill=later, on=care.ON, by=clerk)
    amounts = {"bill_total": "200", "total": "200", "eligible": "200"}
    file = files.worked([files.visit(who, "V10", "2022-05-10", **amounts)], clerk)
    assert files.outcomes(file) == {"V10": "held"}
    bill, plan = Bill.objects.get(number="V10"), ResettlementPlan.objects.get()
    assert (
        bill.state == "held" and bill.holds[0]["code"] == "resettlement" and bill.holds[0]["plan"] == plan.pk
    )
    assert [line.bill_id for line in plan.lines.order_by("number")] == [bill.pk, later.pk]
    assert not Statement.objects.filter(bill=bill).exists()
    assert ledger_checks.run(at=care.AT) == []


def test_the_number_of_statements_does_not_grow_with_the_bills(
    clerk: Officer, collector: Officer, who: Person
) -> None:
    people = [who, *care.all_covered(clerk, collector, [f"参保人{n}" for n in "一二三四五六"])]
    counted = []
    for crowd in (people[:1], people):
        rows = [files.visit(one, f"{len(crowd)}-{one.pk}", f"2022-06-0{len(crowd)}") for one in crowd]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert files.worked(rows, clerk).state == "settled"
        counted.append(len(queries))
    assert counted[0] == counted[1]
    assert Bill.objects.count() == len(people) + 1
