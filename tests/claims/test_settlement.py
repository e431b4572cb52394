"""Is a bill settled once, within the limits of the year, in the order of service, and as it was previewed?"""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from claims.models import Bill, BillReview, ReviewAnswer, Statement, YearEntry
from claims.operations import bill_reviews, reversal, settlement
from claims.operations.settlement import BillNotReady
from enrollment.operations import ledger_checks
from policy.care import Counter, ProviderTier, Setting, Tier
from staff.access import NotAllowed
from staff.identities import NotYours
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import care

pytestmark = pytest.mark.django_db(transaction=True)
VISIT = {"setting": Setting.OUTPATIENT, "diagnosis_code": "J06.900", "diagnosis_name": "急性上呼吸道感染"}


def visit(who, by: Officer, number: str, eligible: int, day: date = date(2022, 5, 10)) -> Bill:
    """An outpatient visit in Heze: 50 %, at most 200 yuan a year (HZ-2.1a)."""
    return care.enter(who, by, number, care.line(eligible, 0, 0), discharged_on=day, **VISIT)


def figures(bill: Bill) -> dict[str, int]:
    return Statement.objects.get(bill=bill, state="posted").amounts


def paid_in_year(who) -> int:
    rows = YearEntry.objects.filter(person=who, counter=Counter.OUTPATIENT_PAID.value)
    return sum(rows.values_list("fen", flat=True))


def no_violation() -> None:
    assert ledger_checks.run(at=care.AT) == []


def test_a_settled_bill_gives_the_figures_of_its_preview(clerk: Officer, who) -> None:
    bill = visit(who, clerk, "V1", 12_000)
    before = settlement.preview(bill=bill, on=care.ON, by=clerk)
    assert Statement.objects.count() == YearEntry.objects.count() == 0
    done = settlement.settle(bill=bill, on=care.ON, by=clerk)
    assert (done.state.value, done.done) == ("settled", before)
    assert figures(bill) == {
        "special_subsidy_fen": 0, "basic_fen": 6000, "critical_illness_fen": 0, "top_up_fen": 0, "civil_fen": 0,
        "person_fen": 6000,
    }  # fmt: skip
    statement = Statement.objects.get(bill=bill)
    assert sum(line.amount_fen for line in statement.lines.all()) == 12_000
    assert "HZ-2.1a" in {step["clause"] for tier in statement.body["tiers"] for step in tier["steps"]}
    bill.refresh_from_db()
    assert bill.state == "settled"
    assert AuditEvent.objects.filter(action="settle_bill", about_id=str(bill.pk), officer=clerk).exists()
    no_violation()


def test_a_bill_settles_once_and_only_by_whom_may(clerk: Officer, who, make_officer) -> None:
    bill = visit(who, clerk, "V1", 12_000)
    stranger = make_officer(Role.COUNTY_BUREAU, "371728")
    with pytest.raises(NotAllowed):
        settlement.settle(bill=bill, on=care.ON, by=stranger)
    settlement.settle(bill=bill, on=care.ON, by=clerk)
    with pytest.raises(BillNotReady) as refused:
        settlement.settle(bill=bill, on=care.ON, by=clerk)
    assert refused.value.remedy.zh and Statement.objects.count() == 1


def test_the_limit_of_the_year_holds_over_several_bills(clerk: Officer, who) -> None:
    bills = [visit(who, clerk, f"V{n}", 30_000, date(2022, 5, n)) for n in (1, 2, 3)]
    done = settlement.settle_batch([bill.pk for bill in bills], on=care.ON, by=clerk)
    assert [figures(bill)["basic_fen"] for bill in bills] == [15_000, 5_000, 0]
    assert {one.state.value for one in done.values()} == {"settled"} and paid_in_year(who) == 20_000
    no_violation()


def test_one_by_one_gives_the_same_as_together(clerk: Officer, collector: Officer) -> None:
    care.provider(clerk)
    first, other = care.covered(clerk, collector, "甲"), care.covered(clerk, collector, "乙")
    amounts = [9_000, 31_000, 7_777]
    mine = [visit(first, clerk, f"A{n}", fen, date(2022, 5, n + 1)) for n, fen in enumerate(amounts)]
    theirs = [visit(other, clerk, f"B{n}", fen, date(2022, 5, n + 1)) for n, fen in enumerate(amounts)]
    settlement.settle_batch([bill.pk for bill in mine], on=care.ON, by=clerk)
    for bill in theirs:
        settlement.settle(bill=bill, on=care.ON, by=clerk)
    assert [figures(bill) for bill in mine] == [figures(bill) for bill in theirs]


def test_an_undecided_bill_waits_and_says_what_is_missing(clerk: Officer, second: Officer, who) -> None:
    bill = care.enter(who, clerk, "I1")
    done = settlement.settle(bill=bill, on=care.ON, by=clerk)
    assert done.state.value == "undecided" and not Statement.objects.exists()
    bill.refresh_from_db()
    assert bill.holds[0]["clause"] == "HZ-3.3" and bill.holds[0]["decided_by"]["zh"]
    review = bill_reviews.propose_review(
        bill=bill, answer=ReviewAnswer.DECIDE, amounts={Tier.BASIC: 300_000, Tier.CRITICAL_ILLNESS: 0},
        document_number="菏医保函〔2022〕9号", reason="按现行政策", on=care.ON, by=clerk,
    )  # fmt: skip
    with pytest.raises(NotYours) as refused:
        bill_reviews.approve_review(review=review, on=care.ON, by=clerk)
    assert refused.value.code == "maker_is_checker"
    settled = bill_reviews.approve_review(review=review, on=care.ON, by=second)
    assert settled is not None and settled.state.value == "settled"
    assert figures(bill)["basic_fen"] == 300_000 and Statement.objects.get(bill=bill).review_id == review.pk
    no_violation()


def test_a_reviewer_may_refuse_or_send_back(clerk: Officer, second: Officer, who) -> None:
    bill = care.enter(who, clerk, "I1")
    settlement.settle(bill=bill, on=care.ON, by=clerk)
    given = {"document_number": "函1", "reason": "材料不全", "on": care.ON, "by": clerk}
    review = bill_reviews.propose_review(bill=bill, answer=ReviewAnswer.REFUSE, **given)
    bill_reviews.reject_review(review=review, reason="再核", on=care.ON, by=second)
    review = bill_reviews.propose_review(bill=bill, answer=ReviewAnswer.REFUSE, **given)
    assert bill_reviews.approve_review(review=review, on=care.ON, by=second) is None
    bill.refresh_from_db()
    assert bill.state == "refused" and BillReview.objects.count() == 2


def test_a_bill_before_the_payment_is_held_for_a_person(
    clerk: Officer, second: Officer, collector: Officer
) -> None:
    care.provider(clerk)
    late_payer = care.covered(clerk, collector, paid="2022-02-10")
    bill = visit(late_payer, clerk, "V1", 12_000, date(2022, 1, 15))
    assert bill.state == "held"
    review = bill_reviews.propose_review(
        bill=bill,
        answer=ReviewAnswer.RELEASE,
        document_number="放行单1",
        reason="窗口期内缴费",
        on=care.ON,
        by=clerk,
    )
    done = bill_reviews.approve_review(review=review, on=care.ON, by=second)
    assert done is not None and done.state.value == "settled" and figures(bill)["basic_fen"] == 6000
    no_violation()


def test_a_reversal_is_new_entries(clerk: Officer, who) -> None:
    bill = visit(who, clerk, "V1", 12_000)
    settlement.settle(bill=bill, on=care.ON, by=clerk)
    done = reversal.reverse(bill=bill, reason="录入有误", on=care.ON, by=clerk)
    bill.refresh_from_db()
    assert done.plan_id is None and bill.state == "reversed" and paid_in_year(who) == 0
    assert (
        YearEntry.objects.filter(is_reversal=True).count()
        == YearEntry.objects.filter(is_reversal=False).count()
        > 0
    )
    no_violation()
    again = reversal.settle_again(bill=bill, on=care.ON, by=clerk)
    assert again.state.value == "settled" and figures(bill)["basic_fen"] == 6000
    no_violation()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE claims_yearentry SET fen = fen + 1",
        "DELETE FROM claims_yearentry",
        "UPDATE claims_statement SET basic_fen = basic_fen + 1, person_fen = person_fen - 1",
        "DELETE FROM claims_statement",
        "DELETE FROM claims_statementline",
    ],
)
def test_what_was_settled_cannot_be_rewritten(statement: str, clerk: Officer, who) -> None:
    settlement.settle(bill=visit(who, clerk, "V1", 12_000), on=care.ON, by=clerk)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_ledger_check_sees_a_limit_passed(clerk: Officer, who) -> None:
    bill = visit(who, clerk, "V1", 30_000)
    settlement.settle(bill=bill, on=care.ON, by=clerk)
    statement = Statement.objects.get(bill=bill)
    YearEntry.objects.create(
        statement=statement, person=who, year=2022, counter=Counter.OUTPATIENT_PAID.value, key="x", fen=6_000
    )
    found = {violation.invariant for violation in ledger_checks.run(at=care.AT)}
    assert {"yearly_limits_are_kept", "year_entries_equal_their_statements"} <= found


def test_the_number_of_statements_does_not_grow_with_the_bills(
    clerk: Officer, collector: Officer, django_assert_max_num_queries
) -> None:
    care.provider(clerk)
    people = care.all_covered(clerk, collector, ("赵一", "钱二", "孙三", "李四"))
    bills = [visit(one, clerk, f"V{n}", 9_000) for n, one in enumerate(people)]
    with django_assert_max_num_queries(34):
        settlement.settle_batch([bill.pk for bill in bills], on=care.ON, by=clerk)
    assert Statement.objects.count() == 4


def test_a_clinic_of_no_matter_which_level_is_paid_alike_in_heze(clerk: Officer, who) -> None:
    care.provider(clerk, "H37170200199", tier=ProviderTier.VILLAGE)
    bill = care.enter(
        who,
        clerk,
        "V9",
        care.line(8_000, 0, 0),
        provider_code="H37170200199",
        discharged_on=date(2022, 5, 3),
        **VISIT,
    )
    settlement.settle(bill=bill, on=care.ON, by=clerk)
    assert figures(bill)["basic_fen"] == 4_000
