"""Does every bill of a file end in exactly one outcome, with counts and sums equal to the control totals?"""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from claims.models import Bill, BillFile, BillLine, FileBill, StagedBill
from claims.operations import bill_files
from enrollment.operations import document_numbers, merges
from enrollment.operations.people import document_number
from intake.operations.receiving import SameFileReceived
from staff.access import NotAllowed
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import bill_files as files
from tests import care
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


def refusal_of(file: BillFile) -> dict[str, Any]:
    return file.refusal or {}


def detail_of(file: BillFile, number: str) -> dict[str, Any]:
    return FileBill.objects.get(file=file, bill_number=number).detail or {}


def assert_adds_up(file: BillFile) -> None:
    """One outcome for each bill; counts and sums as the control totals; nothing left waiting."""
    told = files.totals(file)
    assert sum(figures[0] for figures in told.values()) == file.bill_count == file.bills.count()
    assert sum(figures[1] for figures in told.values()) == file.amount_fen
    assert sum(row.total_fen for row in file.bills.all()) == file.amount_fen
    assert not StagedBill.objects.filter(file_id=file.pk).exists()
    for bill in Bill.objects.filter(source=f"file:{file.pk}"):
        sums = [
            sum(getattr(line, name) for line in bill.lines.all())
            for name in ("total_fen", "eligible_fen", "tcm_fen")
        ]
        assert sums == [bill.total_fen, bill.eligible_fen, bill.tcm_fen]


def test_each_bill_ends_once(clerk: Officer, collector: Officer, who, make_officer) -> None:
    late = care.covered(clerk, collector, "李雷", paid="2022-03-10")
    nobody = {"document": make.resident_number(), "name": "无名"}
    unpaid = make.person(clerk, "韩梅梅")
    make.enrolled(unpaid, clerk)
    make.places("371703001001")
    elsewhere = care.covered(
        make_officer(Role.COUNTY_BUREAU, make.HEZE), collector, "外县人", village="371703001001"
    )
    rows = [
        files.row(who, "OK", bill_total="5050", special_subsidy="100"),
        files.row(who, "OK", total="50", eligible="", first_pay="", own="50", item_class="丙", item_name="陪护",
                  document="", name="", setting="", admitted="", discharged="", bill_total=""),
        files.visit(who, "V1", tcm="20"),
        files.row(who, "SUM", bill_total="4999.99", admitted="2022-07-01", discharged="2022-07-03"),
        files.row(who, "DIAG", diagnosis_code="阑尾炎", bill_total="1"),
        files.row(who, "DAY", discharged="2022-13-01"),
        files.row(who, "WORD", setting="旅馆"),
        files.row(None, "WHO", **nobody),
        files.row(who, "NAME", name="张三丰"),
        files.row(who, "PROV", provider="H000000"),
        files.row(late, "WAIT", admitted="2022-03-12", discharged="2022-03-20"),
        files.row(late, "ACROSS", admitted="2022-04-08", discharged="2022-04-12"),
        files.row(unpaid, "UNPAID"),
        files.row(who, "OVER", admitted="2022-05-09", discharged="2022-05-12"),
        files.visit(who, "V1", tcm="20"),
        files.visit(who, "INV1", invoice="F1"),
        files.visit(who, "V1", "2022-06-02"),
        files.visit(late, "INV2", invoice="F1"),
        files.row(elsewhere, "AREA"),
        files.row(who, "OLD", discharged="2021-05-10", admitted="2021-05-03"),
    ]  # fmt: skip
    yuan = sum(float(each["total"]) for each in rows)
    file = files.worked([*rows, files.trailer(19, f"{yuan:.2f}")], clerk)
    assert file.state == "settled", file.refusal
    ended = {(each.bill_number, each.number): each.outcome for each in file.bills.all()}
    by_number: dict[str, list[str]] = {}
    for (bill_number, _), outcome in sorted(ended.items(), key=lambda one: one[0][1]):
        by_number.setdefault(bill_number, []).append(outcome)
    taken_in = {"ready", "settled", "undecided", "held"}
    assert set(by_number["OK"]) <= taken_in and by_number["V1"][0] in taken_in
    assert by_number["V1"][1:] == ["already_entered", "number_taken"]
    expected = {
        "SUM": "sums_differ", "DIAG": "malformed", "DAY": "malformed", "WORD": "malformed", "WHO": "unknown_person",
        "NAME": "name_differs", "PROV": "unknown_provider", "WAIT": "in_waiting", "ACROSS": "undecided",
        "UNPAID": "not_covered", "OVER": "overlapping_stay", "AREA": "other_area", "OLD": "not_covered",
    }  # fmt: skip
    assert {number: by_number[number] for number in expected} == {n: [o] for n, o in expected.items()}
    assert sorted([by_number["INV1"][0] in taken_in, by_number["INV2"] == ["invoice_taken"]]) == [
        True,
        True,
    ] or (by_number["INV1"] == ["invoice_taken"])
    assert_adds_up(file)
    bill = Bill.objects.get(number="OK")
    assert (bill.total_fen, bill.special_subsidy_fen, bill.lines.count()) == (505000, 10000, 2)
    faults = detail_of(file, "SUM")["faults"]
    assert faults[0]["cell"] == "K5" and "0.01" in faults[0]["text"]["en"]
    assert {f["column"] for f in detail_of(file, "DIAG")["faults"]} == {
        "诊断编码",
        "单据总额",
    }
    assert detail_of(file, "WAIT")["clause"] == "HZ-2.2e"
    assert FileBill.objects.get(file=file, bill_number="OVER").bill_id == bill.pk


def test_the_same_bills_again_change_nothing(clerk: Officer, who) -> None:
    rows = [files.row(who, "A"), files.visit(who, "B")]
    first = files.worked(rows, clerk)
    with pytest.raises(SameFileReceived) as known:
        files.received(rows, clerk)
    assert known.value.context["file_id"] == first.pk
    again = files.worked([*rows, files.visit(who, "C", "2022-06-03")], clerk)
    assert files.outcomes(again)["A"] == files.outcomes(again)["B"] == "already_entered"
    assert Bill.objects.count() == 3
    assert_adds_up(again)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (lambda who: [files.row(who, "A"), files.trailer(2, "5000.00")], "totals_differ"),
        (lambda who: [files.row(who, "A"), files.trailer(1, "5000.01")], "totals_differ"),
        *(
            (lambda who, total=total: [files.row(who, "A", total=total)], "amounts_unreadable")
            for total in ("五千", "(5000.00)", "-5000.00", "5E3", "5000.001")
        ),
        (lambda who: [files.row(who, "A"), files.trailer(1, "5000"), files.row(who, "B")], "rows_after_trailer"),
        (lambda who: [], "no_rows"),
    ],
)  # fmt: skip
def test_a_file_whose_totals_cannot_be_proved_is_refused_whole(clerk: Officer, who, rows, code: str) -> None:
    file = files.worked(rows(who), clerk)
    assert (file.state, refusal_of(file)["code"]) == ("refused", code)
    assert not Bill.objects.exists() and not FileBill.objects.exists() and not StagedBill.objects.exists()


def test_totals_known_from_elsewhere_count_too(clerk: Officer, who) -> None:
    expected = bill_files.Expected(1, 500000)
    assert files.worked([files.row(who, "A")], clerk, expected=expected).state == "settled"
    wrong = files.worked([files.visit(who, "B")], clerk, expected=bill_files.Expected(None, 1))
    assert refusal_of(wrong)["code"] == "totals_differ"


def test_a_missing_column_is_named(clerk: Officer, who) -> None:
    content = files.table([files.row(who, "A")]).replace("单据总额".encode(), "总额".encode())
    file = files.worked(content, clerk)
    [question] = file.questions
    assert (file.state, question["heading"], question["proposed"]) == ("asking", "总额", "bill_total")


def test_a_workbook_with_a_number_for_the_document_is_a_fault_of_the_bill(clerk: Officer, who) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(files.HEADINGS.values()))
    for number, document in (("N", 371702198005010017), ("T", document_number(who))):
        cells = files.row(who, number) | {"document": document}
        sheet.append([cells.get(key) for key in files.HEAD])
    stream = io.BytesIO()
    book.save(stream)
    file = files.worked(stream.getvalue(), clerk)
    assert files.outcomes(file)["N"] == "malformed"
    [fault] = detail_of(file, "N")["faults"]
    assert (fault["cell"], fault["code"]) == ("D2", "number_cell")
    assert Bill.objects.filter(number="T").exists()


def test_a_former_number_and_a_merged_record_fall_in_one_part(clerk: Officer, who, monkeypatch) -> None:
    from claims.operations import bill_file_jobs as operation

    monkeypatch.setattr(operation, "BILLS_PER_PART", 1)
    old = document_number(who)
    document_numbers.replace_document(
        person=who, document_kind="resident_id", document_number=make.resident_number(), reason="换证", on=care.ON, by=clerk
    )  # fmt: skip
    who.refresh_from_db()
    twin = make.person(clerk, "张伟")
    merges.merge_people(kept=who, absorbed=twin, reason="同一人", on=care.ON, by=clerk)
    rows = [
        files.row(who, "NEW"),
        files.row(who, "FORMER", document=old, admitted="2022-05-09", discharged="2022-05-11"),
        files.row(
            who, "TWIN", document=document_number(twin), admitted="2022-06-01", discharged="2022-06-02"
        ),
    ]
    file = files.worked(rows, clerk)
    assert file.parts.count() == 3
    assert [part.bill_count for part in file.parts.all() if part.bill_count] == [3]
    assert files.outcomes(file)["FORMER"] == "overlapping_stay"
    assert set(Bill.objects.values_list("person_id", flat=True)) == {who.pk}
    assert_adds_up(file)


def test_a_preview_keeps_nothing_and_says_the_same(clerk: Officer, who) -> None:
    rows = [files.row(who, "A"), files.row(who, "B"), files.visit(who, "C")]
    seen = files.worked(rows, clerk, is_preview=True)
    assert (
        seen.state == "ready"
        and seen.finished_at
        and not Bill.objects.exists()
        and not BillLine.objects.exists()
    )
    real = files.worked(rows, clerk)
    assert files.totals(seen) == files.totals(real)
    assert files.outcomes(seen) == files.outcomes(real)


def test_who_may_send(clerk: Officer, who, make_officer) -> None:
    for role, place in ((Role.TOWNSHIP_CLERK, "371702001"), (Role.COUNTY_BUREAU, "622901")):
        with pytest.raises(NotAllowed):
            files.received([files.row(who, "A")], make_officer(role, place))
    files.worked([files.row(who, "A")], clerk)
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"receive_bill_file", "check_bill_file", "settle_bill_file_part", "finish_bill_file"} <= actions
    assert date(2022, 5, 10) == Bill.objects.get().discharged_on


def test_one_number_in_two_cases_is_a_repetition(clerk: Officer, who) -> None:
    file = files.worked([files.visit(who, "abc9"), files.visit(who, "ABC9")], clerk)
    ended = list(FileBill.objects.filter(file=file).order_by("number").values_list("bill_number", "outcome"))
    assert [number for number, _ in ended] == ["ABC9", "ABC9"]
    assert ended[1][1] == "already_entered" and Bill.objects.count() == 1
