"""Is a recognition applied for, decided by another officer and followed by the bills that waited for it?"""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import Bill, Recognition, ResettlementPlan
from claims.operations import recognitions, settlement
from claims.operations.recognitions import Application, Decision, RecognitionRefused
from claims.queries.care_registers import by_registers
from claims.queries.figures import FiguresBook
from claims.rules.recognition_states import RecognitionMove
from desk.history.lines import Ledger
from desk.history.person import history_of
from enrollment.models import FollowUp, Person
from enrollment.operations import ledger_checks, merges
from enrollment.queries.policies import policies_of
from policy.care import Setting
from staff.identities import NotYours
from staff.models import AuditEvent, Officer
from tests import bill_files as files
from tests import care
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2022, 7, 1, 2, 0, tzinfo=UTC)
M = RecognitionMove


def asked(disease: str = "高血压", **given) -> Application:
    shape = {"setting": Setting.TWO_DISEASES, "from_on": date(2022, 1, 1), "proof": "门诊病历", **given}
    return Application(disease=disease, **shape)


def applied(who: Person, by: Officer, disease: str = "高血压", **given) -> Recognition:
    return recognitions.apply(person=who, asked=asked(disease, **given), source="desk", by=by, at=AT)


def recognised(who: Person, by: Officer, second: Officer, disease: str = "高血压", **given) -> Recognition:
    return moved(applied(who, by, disease, **given), M.RECOGNIZE, second, document_number="认定〔2022〕1号")


def moved(row: Recognition, move: RecognitionMove, by: Officer, **given) -> Recognition:
    return recognitions.move(recognition=row, move=move, given=Decision(**given), by=by, at=AT)


def visit(who: Person, by: Officer, number: str = "B1", day: date = date(2022, 5, 10), **given) -> Bill:
    shape = {"setting": Setting.TWO_DISEASES, "two_diseases": ("hypertension",), **given}
    bill = care.enter(
        who, by, number, care.line(10000, 0, 0), discharged_on=day, diagnosis_code="I10", **shape
    )
    settlement.settle(bill=bill, on=care.ON, by=by)
    return Bill.objects.get(pk=bill.pk)


def codes(bill: Bill) -> list[str]:
    return [hold["code"] for hold in bill.holds]


def test_a_bill_waits_until_the_recognition_arrives_and_then_goes_on(
    clerk: Officer, second: Officer, who
) -> None:
    bill = visit(who, clerk)
    assert (bill.state, codes(bill)) == ("held", ["recognition_missing"])
    assert "认定" in bill.holds[0]["next"]["zh"] and bill.holds[0]["clause"] == "HZ-2.1b"
    row = applied(who, clerk)
    assert row.state == "applied" and row.disease_code == "M03900"
    with pytest.raises(NotYours):
        moved(row, M.RECOGNIZE, clerk, document_number="认定〔2022〕1号")
    moved(row, M.RECOGNIZE, second, document_number="认定〔2022〕1号", review_on=date(2023, 1, 1))
    bill.refresh_from_db()
    assert bill.state == "settled" and bill.holds == []
    assert bill.statements.get(state="posted").basic_fen == 6000  # 100 yuan x 60 % (HZ-2.1b)
    assert AuditEvent.objects.filter(action="look_again_at_bill", about_id=str(bill.pk)).exists()
    trail = AuditEvent.objects.filter(about_id=str(row.pk), action__endswith="_recognition")
    assert [event.action for event in trail.order_by("pk")] == ["apply_recognition", "recognize_recognition"]


def test_a_merge_brings_what_was_recognised_under_the_other_number(
    clerk: Officer, second: Officer, who
) -> None:
    other = make.person(clerk, "张伟")
    recognised(other, clerk, second)
    bill = visit(who, clerk)
    assert codes(bill) == ["recognition_missing"]
    made = merges.merge_people(kept=who, absorbed=other, reason="同一人", on=care.ON, by=clerk)
    bill.refresh_from_db()
    assert bill.state == "settled" and ledger_checks.run(at=AT) == []
    merges.undo_merge(merge=made, reason="不是同一人", on=care.ON, by=second)
    assert ResettlementPlan.objects.get(state="proposed").lines.get().bill_id == bill.pk
    assert ledger_checks.run(at=AT) == []


def test_the_ledger_check_finds_a_statement_whose_recognition_is_gone(
    clerk: Officer, second: Officer, who
) -> None:
    row = recognised(who, clerk, second)
    visit(who, clerk)
    assert ledger_checks.run(at=AT) == []
    Recognition.objects.filter(pk=row.pk).update(from_on=date(2022, 6, 1))  # past every operation
    [found] = ledger_checks.run(at=AT)
    assert found.invariant == "statements_stand_on_their_registers"


def test_what_is_undone_opens_a_list_of_differences(clerk: Officer, second: Officer, who) -> None:
    row = recognised(who, clerk, second)
    bill = visit(who, clerk)
    assert bill.state == "settled"
    with pytest.raises(NotYours):
        moved(row, M.UNDO, second, because="认定有误")
    moved(row, M.UNDO, clerk, because="认定有误")
    plan = ResettlementPlan.objects.get(person=who, state="proposed")
    [line] = plan.lines.all()
    assert line.bill_id == bill.pk and [one["code"] for one in line.why] == ["recognition_missing"]
    assert FollowUp.objects.filter(fact="recognition", about=f"bill:{bill.pk}", closed_at=None).exists()


def test_days_before_and_after_it_and_a_waiting_one_are_told_apart(
    clerk: Officer, second: Officer, who
) -> None:
    recognised(who, clerk, second, from_on=date(2022, 3, 1), until_on=date(2022, 9, 1))
    assert codes(visit(who, clerk, "B1", date(2022, 2, 28))) == ["recognition_later"]
    assert visit(who, clerk, "B2", date(2022, 3, 1)).state == "settled"
    assert codes(visit(who, clerk, "B3", date(2022, 9, 1))) == ["recognition_ended"]
    applied(who, clerk, "糖尿病")
    assert codes(visit(who, clerk, "B4", date(2022, 9, 2), two_diseases=("diabetes",))) == [
        "recognition_waits"
    ]


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"disease": "感冒"}, "disease_unknown", "disease"),
        ({"disease": "冠心病"}, "disease_unknown", "disease"),  # not one of the two
        ({"until_on": date(2022, 1, 1)}, "days_reversed", "until_on"),
        ({"providers": ("H999",)}, "provider_unknown", "providers"),
        ({"applied_through": "H999"}, "provider_unknown", "applied_through"),
    ],
)
def test_bad_applications_are_refused_at_their_field(clerk: Officer, who, given, code, field) -> None:
    with pytest.raises(RecognitionRefused) as refused:
        applied(who, clerk, **given)
    assert (refused.value.code, refused.value.context["field"]) == (code, field)
    assert not Recognition.objects.exists()


def test_two_open_ones_and_two_on_one_day_are_refused(clerk: Officer, second: Officer, who) -> None:
    row = applied(who, clerk)
    with pytest.raises(RecognitionRefused) as refused:
        applied(who, second)
    assert refused.value.code == "application_waits"
    moved(row, M.RECOGNIZE, second, document_number="认定〔2022〕1号", until_on=date(2023, 1, 1))
    with pytest.raises(RecognitionRefused) as refused:
        applied(who, clerk, from_on=date(2022, 12, 31))
    assert refused.value.code == "recognised_already"
    again = recognised(who, clerk, second, from_on=date(2023, 1, 1), renews=row)
    assert again.renews_id == row.pk


def test_an_end_and_a_review_keep_what_was_before(clerk: Officer, second: Officer, who) -> None:
    row = recognised(who, clerk, second)
    bill = visit(who, clerk)
    moved(row, M.REVIEW, clerk, document_number="复审〔2022〕2号", review_on=date(2023, 6, 1))
    row.refresh_from_db()
    assert (row.state, row.review_on) == ("recognized", date(2023, 6, 1))
    with pytest.raises(RecognitionRefused) as refused:
        moved(row, M.END, clerk, because="治愈", until_on=date(2021, 1, 1))
    assert refused.value.context["field"] == "until_on"
    moved(row, M.END, clerk, because="治愈", until_on=date(2022, 6, 1))
    bill.refresh_from_db()
    assert bill.state == "settled" and not ResettlementPlan.objects.exists()
    assert codes(visit(who, clerk, "B2", date(2022, 6, 1))) == ["recognition_ended"]


def test_registers_are_read_once_for_a_block_and_not_at_all_without_such_care(
    clerk: Officer, second: Officer, who
) -> None:
    recognised(who, clerk, second)
    stay = care.enter(who, clerk, "I1")
    chronic = [visit(who, clerk, f"B{day}", date(2022, 5, 20 + day)) for day in range(1, 4)]

    def statements(bills: list[Bill]) -> int:
        policies = policies_of(bill.division_code for bill in bills)
        with CaptureQueriesContext(connection) as seen:
            by_registers(bills, {bill.person_id: bill.person_id for bill in bills}, policies, FiguresBook([]))
        return len(seen)

    assert statements([stay]) == 0
    assert statements(chronic[:1]) == statements(chronic) == 3


def test_the_bill_leads_to_the_register(clerk: Officer, who, client_as) -> None:
    bill = visit(who, clerk)
    page = client_as(clerk, language="en").get(reverse("claims:bill", args=[bill.pk])).content.decode()
    assert reverse("claims:apply_recognition") in page and "There is no recognition of" in page


def test_bills_of_a_file_wait_and_go_on_like_those_of_the_desk(clerk: Officer, second: Officer, who) -> None:
    recognised(who, clerk, second, "糖尿病", from_on=date(2022, 6, 1))
    given = {
        "setting": "两病",
        "diagnosis_code": "I10",
        "bill_total": "100",
        "total": "100",
        "eligible": "100",
    }
    rows = [files.visit(who, "F1", "2022-05-01", **given), files.visit(who, "F2", "2022-06-02", **given)]
    file = files.worked([*rows, files.trailer(2, "200.00")], clerk)
    assert files.outcomes(file) == {"F1": "held", "F2": "settled"}
    waits = Bill.objects.get(number="F1")
    assert codes(waits) == ["recognition_later"]
    recognised(who, clerk, second, "高血压")
    waits.refresh_from_db()
    # A later bill of the year is settled: its limit is another now that both are recognised, so the list comes first.
    assert (waits.state, codes(waits)) in (("settled", []), ("held", ["resettlement"]))


def test_the_history_of_a_person_tells_the_register(clerk: Officer, second: Officer, who) -> None:
    recognised(who, clerk, second)
    lines = history_of(who, on=care.ON, by=clerk).lines
    [line] = [one for one in lines if one.ledger is Ledger.REGISTERS]
    assert "高血压" in line.text.zh and line.clause == "认定〔2022〕1号" and "recognised" in line.text.en
