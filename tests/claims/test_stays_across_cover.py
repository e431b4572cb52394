"""Is cover asked for every day of a stay, when a bill comes in, when it is settled, and by the ledger check?"""

from datetime import date

import pytest
from django.db import connection

from claims.models import Bill, ReviewAnswer, Statement
from claims.operations import bill_reviews, ledger_checks, settlement
from enrollment.models import Coverage, Due
from policy.care import Tier
from staff.models import Officer
from tests import care

pytestmark = pytest.mark.django_db(transaction=True)
LATER = date(2023, 2, 1)


def decided(bill: Bill, maker: Officer, checker: Officer) -> None:
    """Heze's ratio of a stay stands in no document: two officers decide what is paid."""
    assert settlement.settle(bill=bill, on=care.ON, by=maker).state.value == "undecided"
    review = bill_reviews.propose_review(
        bill=bill, answer=ReviewAnswer.DECIDE, document_number="菏医保函〔2022〕7号", reason="按覆盖天数分段",
        amounts={Tier.BASIC: 150_000, Tier.CRITICAL_ILLNESS: 0}, on=care.ON, by=maker,
    )  # fmt: skip
    done = bill_reviews.approve_review(review=review, on=care.ON, by=checker)
    assert done is not None and done.state.value == "settled", done


def test_a_stay_that_outlasts_the_last_enrollment_waits_in_the_area_that_insured_it(
    clerk: Officer, who
) -> None:
    days = {"admitted_on": date(2022, 12, 20), "discharged_on": date(2023, 1, 4)}
    bill = care.enter(who, clerk, on=LATER, **days)
    assert (bill.state, bill.holds[0]["code"]) == ("undecided", "stay_across_cover")
    assert bill.division_code == who.division_code
    assert "2022年12月20日至2022年12月31日享受待遇" in bill.holds[0]["text"]["zh"], bill.holds
    whole = care.enter(who, clerk, "B2", admitted_on=date(2022, 12, 1), discharged_on=date(2022, 12, 20))
    assert whole.state == "ready"


@pytest.mark.parametrize(("from_on", "state"), [(date(2022, 5, 3), "ready"), (date(2022, 5, 4), "undecided")])
def test_cover_that_begins_after_admission_leaves_the_bill_undecided_when_it_is_settled(
    from_on: date, state: str, clerk: Officer, second: Officer, who
) -> None:
    bill = care.enter(who, clerk)
    assert bill.state == "ready"
    Coverage.objects.filter(person=who).update(cover_from=from_on)
    done = settlement.preview(bill=bill, on=care.ON, by=clerk)
    assert ("stay_across_cover" in {held.code for held in done.held}) == (state == "undecided")
    assert (done.person_pays_fen is None) or state == "ready"
    settled = settlement.settle(bill=bill, on=care.ON, by=clerk)
    codes = [hold["code"] for hold in settled.holds]
    assert ("stay_across_cover" in codes) == (state == "undecided"), codes


def test_two_officers_decide_a_stay_across_cover_by_amounts(clerk: Officer, second: Officer, who) -> None:
    bill = care.enter(who, clerk)
    Coverage.objects.filter(person=who).update(cover_from=date(2022, 5, 6))
    decided(bill, clerk, second)
    assert Statement.objects.get(bill=bill).basic_fen == 150_000


def test_a_bill_of_an_area_that_no_longer_insures_the_person_is_held(clerk: Officer, who) -> None:
    bill = care.enter(who, clerk)
    Due.objects.filter(person=who).update(area="622900")
    done = settlement.preview(bill=bill, on=care.ON, by=clerk)
    assert [held.code for held in done.held] == ["insured_elsewhere"] and "622900" in done.held[0].text.zh


def test_the_ledger_check_asks_for_cover_on_the_day_of_admission(
    clerk: Officer, second: Officer, who
) -> None:
    bill = care.enter(who, clerk)
    decided(bill, clerk, second)
    with connection.cursor() as cursor:  # as if no officer had let it through
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE claims_statement SET review_id = NULL")
        cursor.execute("SET session_replication_role = DEFAULT")
        for from_on, found in ((date(2022, 5, 3), 0), (date(2022, 5, 4), 1)):
            Coverage.objects.filter(person=who).update(cover_from=from_on)
            cursor.execute(ledger_checks.INVARIANTS["no_statement_without_cover_or_release"])
            assert len(cursor.fetchall()) == found, from_on
