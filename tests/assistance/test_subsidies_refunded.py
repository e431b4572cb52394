"""What becomes of help with the contribution when the payment beside it goes back?"""

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone

from assistance.figures.models import EnteredParameter
from assistance.subsidies.models import RecoveryClaim
from enrollment.models import FollowUp, Refund, RefundListLine
from enrollment.operations import follow_ups, refund_answers, refund_lists, refunds
from enrollment.operations.deaths import record_death
from enrollment.operations.refunds import Asked
from enrollment.queries.refunds import clocks
from enrollment.rules.refund_states import RefundGround, RefundMove, RefundState
from policy.terms import Category
from policy.topics import Topic
from staff.models import Officer
from staff.rules.roles import Role
from tests.assistance import subsidy_desk
from tests.enrollment.refund_desk import ACCOUNT, answer_file
from tests.pipeline.tax_desk import assert_ledger_holds, line

pytestmark = pytest.mark.django_db(transaction=True)  # files are staged beside the transaction


@pytest.fixture
def desk(make_officer: Callable[..., Officer]) -> subsidy_desk.SubsidyDesk:
    return subsidy_desk.SubsidyDesk(make_officer)


def back(
    desk: subsidy_desk.SubsidyDesk, refund: Refund, chief: Officer, document: str = ""
) -> RefundListLine:
    """Asked for by the clerk, approved by another, listed, and paid by the tax bureau."""
    at = timezone.now()
    asked = Asked(
        ticket=refund.ticket, ground=RefundGround(refund.ground), amount_fen=refund.amount_fen,
        received_on=timezone.localdate(at), payee=refund.person.name, payee_account=ACCOUNT,
    )  # fmt: skip
    row = refunds.apply(asked=asked, by=desk.tax.clerk, at=at)
    refunds.move(refund=row, made=RefundMove.APPROVE, document_number=document, by=chief, at=at)
    listed = refund_lists.make_list(area=desk.area, by=desk.approver, at=at)
    answer = refund_answers.receive(
        listed=listed,
        content=io.BytesIO(answer_file(listed)),
        name="答复.csv",
        by=desk.tax.officer,
        at=timezone.now(),
    )
    assert answer.state == "written", (answer.questions, answer.refusal)
    return listed.lines.get()


def test_of_a_payment_to_which_the_fund_added_by_card_its_part_goes_back_to_the_fund(
    desk: subsidy_desk.SubsidyDesk, make_officer: Callable[..., Officer]
) -> None:
    """Lanzhou, registered poor: 280.00 paid, 100.00 of it came from the fund to the card (LZ-2c). Dead before 2021."""
    who = desk.person(Category("registered_poor"))
    desk.pays(who)
    batch = desk.payout_list(desk.paid())
    desk.bank_says(batch, subsidy_desk.bank_file(subsidy_desk.bank_rows(batch)))
    record_death(
        person=who,
        died_on=date(2020, 12, 20),
        document="死亡证明",
        on=timezone.localdate(),
        by=desk.tax.clerk,
    )
    assert RecoveryClaim.objects.get().state == "draft"
    chief = make_officer(Role.COUNTY_BUREAU, desk.village[:6])
    row = back(desk, Refund.objects.get(), chief)
    assert (row.amount_fen, row.to_person_fen) == (28_000, 18_000)
    assert Refund.objects.get().state == RefundState.REFUNDED
    follow_ups.sweep(at=timezone.now())
    assert RecoveryClaim.objects.get().state == "withdrawn"  # nothing is asked for twice
    assert not FollowUp.objects.filter(closed_at=None, about__startswith="grant:").exists()
    assert_ledger_holds()


def test_a_subsidy_granted_after_the_payment_proposes_what_is_too_much(
    desk: subsidy_desk.SubsidyDesk, make_officer: Callable[..., Officer]
) -> None:
    """Tekun: 280.00 are paid on behalf (LZ-2a), after the person had paid. No text says how it goes back: under a document."""
    who = desk.person(Category("tekun"))
    desk.tax.upload([line(who, "280.00", "2020-10-25 09:30:00", division=desk.village[:6], year="2021")])
    assert not Refund.objects.exists()
    desk.paid()
    proposed = Refund.objects.get()
    assert (proposed.ground, proposed.amount_fen) == (RefundGround.SUBSIDISED_LATER, 28_000)
    chief = make_officer(Role.COUNTY_BUREAU, desk.village[:6])
    row = back(desk, proposed, chief, document="兰医保〔2020〕200号")
    assert row.to_person_fen == 28_000  # the fund's 280.00 stand on the due
    assert_ledger_holds()


def test_the_clock_runs_by_the_figure_of_the_area(desk: subsidy_desk.SubsidyDesk) -> None:
    who = desk.person()
    desk.tax.upload(
        [line(who, "280.00", "2020-10-25 09:30:00", division=desk.village[:6], year="2021") for _ in range(2)]
    )
    on = timezone.localdate()
    refund = Refund.objects.get()
    asked = Asked(
        ticket=refund.ticket,
        ground=RefundGround.PAID_TWICE,
        amount_fen=28_000,
        received_on=on,
        payee=who.name,
        payee_account=ACCOUNT,
    )
    refund = refunds.apply(asked=asked, by=desk.tax.clerk, at=timezone.now())
    assert clocks([refund], on)[refund.pk]["due_by"] is None
    EnteredParameter.objects.create(
        area=desk.area, topic=Topic.REFUND_DAYS.value, key="", value=30, document_number="兰医保〔2020〕1号", from_on=date(2020, 1, 1),
        entered_by=desk.civil, entered_at=timezone.now(), approved_by=desk.approver, approved_at=timezone.now(),
    )  # fmt: skip
    told = clocks([refund], on)[refund.pk]
    assert (told["days_left"], told["is_late"], told["missing"]) == (30, False, None)
