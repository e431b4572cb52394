"""When two records that both paid for a year become one, does every yuan stay on one due or on one refund?"""

from datetime import date

import pytest
from django.utils import timezone

from claims.models import ResettlementPlan, Statement
from claims.operations import settlement
from claims.operations.eligibility import look_up_person
from enrollment.models import Coverage, Due, Enrollment, PaymentLine, Person, PersonMerge, Refund
from enrollment.operations import follow_ups, merges
from enrollment.operations.merged_money import BothHaveMoney
from enrollment.operations.merges import CannotUndo
from policy.care import Setting
from staff.models import Officer
from tests import care
from tests.pipeline.tax_desk import TaxDesk, assert_ledger_holds, line, of_ticket

pytestmark = pytest.mark.django_db(transaction=True)
EARLY, LATE = "2021-11-01 09:00:00", "2022-04-15 09:00:00"


@pytest.fixture
def desk(clerk: Officer, collector: Officer) -> TaxDesk:
    return TaxDesk(collector, clerk)


def paid(desk: TaxDesk, name: str, *payments: tuple[str, str]) -> tuple[Person, list[dict[str, str]]]:
    """Somebody who paid these amounts at these moments."""
    who = desk.person(name)
    cells = [line(who, amount, paid_at=moment) for amount, moment in payments]
    desk.upload(cells)
    return who, cells


def merge(desk: TaxDesk, kept: Person, absorbed: Person) -> PersonMerge:
    return merges.merge_people(
        kept=kept, absorbed=absorbed, reason="同一人", on=timezone.localdate(), by=desk.clerk
    )


@pytest.mark.parametrize("earlier", ["kept", "absorbed"])
def test_the_earlier_cover_stays_and_the_other_payment_waits_for_its_refund(
    desk: TaxDesk, earlier: str
) -> None:
    moments = (EARLY, LATE) if earlier == "kept" else (LATE, EARLY)
    kept, ours = paid(desk, "张晓", ("320.00", moments[0]))
    absorbed, theirs = paid(desk, "张小", ("320.00", moments[1]))
    merged = merge(desk, kept, absorbed)
    stays, surplus = (ours, theirs) if earlier == "kept" else (theirs, ours)
    due = Due.objects.get(person=kept, withdrawn_on=None)
    assert of_ticket(stays[0]).due == due and of_ticket(stays[0]).posted_fen == 32_000
    held = of_ticket(surplus[0])
    assert (held.outcome, held.held_fen, held.posted_fen, held.due) == ("already_settled", 32_000, 0, due)
    refund = Refund.objects.get()
    assert (refund.person, refund.line_id, refund.amount_fen, refund.ground) == (
        kept,
        held.pk,
        32_000,
        "paid_twice",
    )
    assert Coverage.objects.get().person == kept and Coverage.objects.get().cover_from == date(2022, 1, 1)
    assert_ledger_holds()
    with pytest.raises(CannotUndo) as refused:
        merges.undo_merge(merge=merged, reason="误并", on=timezone.localdate(), by=desk.clerk)
    assert "2022" in refused.value.text.en


def test_parts_paid_under_two_numbers_settle_one_due_together(desk: TaxDesk) -> None:
    kept, ours = paid(desk, "张晓", ("200.00", EARLY))
    absorbed, theirs = paid(desk, "张小", ("200.00", EARLY))
    assert not Coverage.objects.exists()
    merge(desk, kept, absorbed)
    assert Coverage.objects.get().person == kept
    lines = PaymentLine.objects.filter(ticket__in=[ours[0]["ticket"], theirs[0]["ticket"]])
    assert sorted(lines.values_list("posted_fen", "held_fen")) == [(12_000, 8_000), (20_000, 0)]
    assert Refund.objects.get().amount_fen == 8_000
    assert_ledger_holds()


def test_a_settled_bill_of_either_record_stays_as_it_is(desk: TaxDesk) -> None:
    care.provider(desk.clerk)
    kept, _ = paid(desk, "张晓", ("320.00", EARLY))
    absorbed, _ = paid(desk, "张小", ("320.00", EARLY))
    for number, who in enumerate((kept, absorbed)):
        bill = care.enter(
            who, desk.clerk, f"V{number}", care.line(12_000, 0, 0), discharged_on=date(2022, 3, 10 + number),
            setting=Setting.OUTPATIENT, diagnosis_code="J06.900", diagnosis_name="急性上呼吸道感染",
        )  # fmt: skip
        assert settlement.settle(bill=bill, on=care.ON, by=desk.clerk).state.value == "settled"
    merge(desk, kept, absorbed)
    follow_ups.sweep(at=timezone.now())
    assert Statement.objects.filter(state="posted").count() == 2
    assert not ResettlementPlan.objects.filter(state="proposed").exists()
    said = look_up_person(person=kept, service_on=date(2022, 3, 11), on=care.ON, by=desk.clerk)
    assert said.eligibility.state.value == "covered"
    assert_ledger_holds()


def test_paid_years_in_two_areas_are_refused(desk: TaxDesk) -> None:
    kept, _ = paid(desk, "张晓", ("320.00", EARLY))
    absorbed, _ = paid(desk, "张小", ("320.00", EARLY))
    Enrollment.objects.filter(person=absorbed).update(area="622900")
    with pytest.raises(BothHaveMoney) as refused:
        merge(desk, kept, absorbed)
    assert refused.value.code == "both_have_money" and "622900" in refused.value.text.zh
    assert not PersonMerge.objects.exists()
