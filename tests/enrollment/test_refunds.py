"""How does a refund go from a payment to the tax bureau's answer, and what is refused on the way?"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import timezone

from enrollment.models import (
    Coverage,
    DueEntry,
    PaymentLine,
    Refund,
    RefundAnswerLine,
    RefundListLine,
)
from enrollment.operations import enrollment_states, refunds
from enrollment.operations.refund_answers import AnswerRefused
from enrollment.operations.refund_refusals import RefundRefused
from enrollment.queries.refunds import clocks
from enrollment.rules.enrollment_states import EnrollmentMove, StateReason
from enrollment.rules.refund_states import RefundGround, RefundMove, RefundState
from staff.models import AuditEvent, Officer
from tests.enrollment.refund_desk import RefundDesk, answer_rows, no_faults, refused_by, written
from tests.pipeline.tax_desk import line, refund_of, reversal_of

pytestmark = pytest.mark.django_db(transaction=True)  # files are staged beside the transaction

G, M, S = RefundGround, RefundMove, RefundState


@pytest.fixture
def desk(make_officer: Callable[..., Officer]) -> RefundDesk:
    return RefundDesk(make_officer)


def only() -> Refund:
    return Refund.objects.select_related("line", "refund_line").get()


def test_a_payment_of_somebody_who_had_died_goes_back_by_the_answer_of_the_tax_bureau(
    desk: RefundDesk,
) -> None:
    who = desk.paid()
    assert Coverage.objects.filter(person=who).exists() and not Refund.objects.exists()
    desk.died(who)
    proposed = only()
    assert (proposed.state, proposed.ground, proposed.amount_fen) == (S.PROPOSED, G.DIED, 32_000)
    refund = desk.apply(who, G.DIED)
    assert refund.pk == proposed.pk and refund.answer["clause"] == "N21-16"
    assert not PaymentLine.objects.get(pk=refund.line_id).is_open  # nobody else works on it
    desk.move(refund, M.APPROVE)
    listed = desk.listed()
    assert (only().state, listed.line_count, listed.amount_fen) == (S.LISTED, 1, 32_000)
    answer = desk.answer(listed)
    done = only()
    assert (done.state, answer.summary.get("refunded", 1)) == (S.REFUNDED, 1)
    assert done.refund_line is not None and done.refund_line.original_id == done.line_id
    assert done.line.held_fen == 0
    assert RefundAnswerLine.objects.get().outcome == "refunded"
    no_faults()


def test_the_same_refund_in_a_later_tax_file_is_a_copy(desk: RefundDesk) -> None:
    paid = line(who := desk.tax.person())
    desk.tax.upload([paid, line(who)])
    desk.approved(who, ticket=desk.ticket(who, 1))
    listed = desk.listed()
    desk.answer(listed)
    refund = only()
    assert refund.state == S.REFUNDED and refund.refund_line is not None
    again = refund_of(
        paid,
        original=refund.ticket,
        ticket=refund.refund_line.ticket,
        paid_at=f"{timezone.localdate()} 00:00:00",
    )
    desk.tax.upload([again])
    copy = PaymentLine.objects.get(ticket=refund.refund_line.ticket, owns_ticket=False)
    assert copy.outcome == "duplicate_ticket" and not copy.is_open
    assert only().state == S.REFUNDED
    no_faults()


def test_a_refund_that_came_by_tax_file_was_told_before(desk: RefundDesk) -> None:
    who = desk.tax.person()
    desk.tax.upload([line(who), second := line(who)])
    refund = desk.approved(who, ticket=second["ticket"])
    listed = desk.listed()
    back = refund_of(second, ticket="TF-OWN", paid_at=f"{timezone.localdate()} 00:00:00")
    desk.tax.upload([back])
    refund.refresh_from_db()
    assert refund.state == S.REFUNDED
    rows = answer_rows(listed)
    rows[0]["退费税票号码"] = "TF-OWN"
    desk.answer(listed, written(rows))
    assert RefundAnswerLine.objects.get().outcome == "repeated"
    assert PaymentLine.objects.filter(kind="refund").count() == 1
    no_faults()


def test_two_answers_that_differ_are_shown_and_change_nothing(desk: RefundDesk) -> None:
    who = desk.paid("320.00", "320.00")
    desk.approved(who, ticket=desk.ticket(who, 1))
    listed = desk.listed()
    desk.answer(listed)
    desk.answer(listed, returned={1: "账号有误"})
    assert RefundAnswerLine.objects.order_by("-pk")[0].outcome == "contradicts"
    assert only().state == S.REFUNDED
    no_faults()


def test_what_the_tax_bureau_sends_back_comes_back_to_a_person(desk: RefundDesk) -> None:
    who = desk.paid("320.00", "320.00")
    desk.approved(who, ticket=desk.ticket(who, 1))
    first = desk.listed()
    desk.answer(first, returned={1: "账号与户名不符"})
    refund = only()
    assert (refund.state, refund.because) == (S.RETURNED, "账号与户名不符")
    desk.approved(who, ticket=desk.ticket(who, 1), payee_account="62170000999988887")
    second = desk.listed()
    assert RefundListLine.objects.get(list=second).account_masked.endswith("8887")
    # The answer to the old list no longer ends it, and the old list's file is not taken for the new one.
    with pytest.raises(AnswerRefused) as refused:
        desk.answer(second, written(answer_rows(first)))
    assert [one["field"] for one in refused.value.context["problems"]] == ["list"]
    desk.answer(second)
    assert only().state == S.REFUNDED
    desk.answer(first)
    assert RefundAnswerLine.objects.order_by("-pk")[0].outcome == "contradicts"
    no_faults()


# -- inside the benefit period ------------------------------------------------------------------------------------
def test_after_the_benefit_period_began_a_document_is_needed_and_cover_goes_with_the_refund(
    desk: RefundDesk,
) -> None:
    who = desk.paid()
    refund = desk.apply(who, G.WRONG_PERSON)
    desk.attach(refund)
    with pytest.raises(RefundRefused) as refused:
        desk.move(refund, M.APPROVE)
    assert refused.value.code == "document_required"
    desk.move(refund, M.APPROVE, document_number="菏医保〔2022〕9号")
    assert Coverage.objects.filter(person=who).exists()  # nothing moves before the tax bureau has paid
    desk.answer(desk.listed())
    assert only().state == S.REFUNDED and not Coverage.objects.filter(person=who).exists()
    no_faults()


def test_the_tax_bureaus_own_refund_of_an_approved_one_does_not_wait(desk: RefundDesk) -> None:
    paid = line(who := desk.tax.person())
    desk.tax.upload([paid])
    refund = desk.apply(who, G.WRONG_PERSON)
    desk.attach(refund)
    desk.move(refund, M.APPROVE, document_number="菏医保〔2022〕9号")
    desk.tax.upload([refund_of(paid, paid_at="2022-05-06 09:00:00")])
    assert only().state == S.REFUNDED
    no_faults()


def test_nobody_asked_and_the_tax_bureau_refunds_in_the_benefit_period(desk: RefundDesk) -> None:
    paid = line(who := desk.tax.person())
    desk.tax.upload([paid])
    desk.tax.upload([refund_of(paid, paid_at="2022-05-06 09:00:00")])
    assert PaymentLine.objects.get(kind="refund").outcome == "refund_in_benefit_period"
    assert Coverage.objects.filter(person=who).exists()
    no_faults()


# -- what the system proposes -------------------------------------------------------------------------------------
def test_too_much_and_twice_open_proposals_in_the_same_transaction(desk: RefundDesk) -> None:
    one, two = desk.tax.person("王一"), desk.tax.person("王二")
    desk.tax.upload([line(one, "500.00"), line(two), line(two)])
    found = {
        (row.person.name, row.amount_fen, row.ground, row.state)
        for row in Refund.objects.select_related("person")
    }
    assert found == {("王一", 18_000, G.PAID_TWICE, S.PROPOSED), ("王二", 32_000, G.PAID_TWICE, S.PROPOSED)}
    no_faults()


def test_a_proposal_lapses_when_its_money_goes_another_way(desk: RefundDesk) -> None:
    first = line(who := desk.tax.person())
    desk.tax.upload([first, line(who)])
    assert only().state == S.PROPOSED
    desk.tax.upload([reversal_of(first)])  # the second payment takes its place
    assert only().state == S.LAPSED and Coverage.objects.filter(person=who).exists()
    no_faults()


def test_set_aside_with_a_reason_and_taken_up_again(desk: RefundDesk) -> None:
    who = desk.paid("320.00", "320.00")
    refund = only()
    assert refused_by(lambda: desk.move(refund, M.SET_ASIDE)).code == "reason_required"
    desk.move(refund, M.SET_ASIDE, because="本人要求留作明年缴费")
    no_faults()
    assert refused_by(lambda: desk.apply(who, ticket=refund.ticket)).code == "ticket_on_a_refund"
    desk.move(refund, M.TAKE_UP)
    assert desk.apply(who, ticket=refund.ticket).state == S.SUBMITTED


def test_withdrawn_money_is_proposed_again(desk: RefundDesk) -> None:
    who = desk.paid("320.00", "320.00")
    refund = desk.apply(who, ticket=desk.ticket(who, 1))
    desk.move(refund, M.WITHDRAW, because="账号待核实")
    assert sorted(Refund.objects.values_list("state", flat=True)) == [S.PROPOSED, S.WITHDRAWN]
    assert PaymentLine.objects.get(pk=refund.line_id).is_open
    no_faults()


def test_a_refund_that_the_tax_bureau_takes_back_comes_back_to_a_person(desk: RefundDesk) -> None:
    who = desk.tax.person()
    desk.tax.upload([line(who), second := line(who)])
    desk.approved(who, ticket=second["ticket"])
    back = refund_of(second, paid_at="2021-12-01 09:00:00")
    desk.tax.upload([back])
    assert only().state == S.REFUNDED
    desk.tax.upload([reversal_of(back, original=back["ticket"], paid_at="2021-12-02 09:00:00")])
    assert (only().state, only().because) == (S.RETURNED, "refund_undone")
    no_faults()


def test_a_file_that_is_taken_back_takes_its_applications_along(desk: RefundDesk) -> None:
    who = desk.tax.person()
    file = desk.tax.upload([line(who), second := line(who)])
    desk.apply(who, ticket=second["ticket"])
    desk.take_back(file)
    assert (only().state, only().because) == (S.RETURNED, "file_taken_back")
    no_faults()


# -- the clock and the trail --------------------------------------------------------------------------------------
def test_without_an_entered_figure_the_clock_says_what_is_missing(desk: RefundDesk) -> None:
    who = desk.paid("320.00", "320.00")
    refund = desk.apply(who, ticket=desk.ticket(who, 1))
    told = clocks([refund], timezone.localdate())[refund.pk]
    assert told["due_by"] is None and "退费办理时限" in told["missing"].what.zh


def test_every_step_is_in_the_trail_and_no_account_is(desk: RefundDesk) -> None:
    who = desk.paid("320.00", "320.00")
    desk.approved(who, ticket=desk.ticket(who, 1))
    desk.answer(desk.listed())
    events = AuditEvent.objects.filter(about_kind="refund").order_by("pk")
    assert [event.action for event in events] == ["apply_refund", "approve_refund", "refund_refund"]
    told = "".join(str(event.change) for event in AuditEvent.objects.all())
    assert "621700001234" not in told
    assert refunds.payee_account(only()) == "6217000012345678901"


def test_a_refund_of_posted_money_leaves_what_is_right(desk: RefundDesk) -> None:
    """Of two payments the first is refunded: the second takes its place, and nothing stays proposed."""
    who = desk.paid("320.00", "320.00")
    desk.approved(who, ticket=desk.ticket(who))
    assert Refund.objects.count() == 2
    desk.answer(desk.listed())
    assert sorted(Refund.objects.values_list("state", flat=True)) == [S.LAPSED, S.REFUNDED]
    assert Coverage.objects.get(person=who).cover_from == date(2022, 1, 1)
    assert sum(DueEntry.objects.filter(kind="payment").values_list("amount_fen", flat=True)) == 64_000
    no_faults()


def test_insured_elsewhere_is_proposed_before_the_benefit_period_only(desk: RefundDesk) -> None:
    """N33-a suspends the relation here; N21-16 gives back what was paid for a year that has not begun."""
    who = desk.paid()
    enrollment = who.enrollments.get()
    before, after = datetime(2021, 12, 20, 3, tzinfo=UTC), datetime(2022, 1, 2, 3, tzinfo=UTC)
    for day, proposed in ((before, 1), (after, 0)):
        enrollment_states.move(
            enrollment=enrollment, made=EnrollmentMove.SUSPEND, reason=StateReason.EMPLOYED, from_on=day.date(),
            document_number="参保证明1号", by=desk.clerk, at=day,
        )  # fmt: skip
        found = Refund.objects.filter(state=S.PROPOSED)
        assert found.count() == proposed
        if proposed:
            assert (found[0].ground, found[0].amount_fen) == (G.EMPLOYEE_SCHEME, 32_000)
        enrollment_states.undo(
            change=enrollment.changes.order_by("-pk")[0],
            document_number="录错",
            asked_by=desk.chief,
            by=desk.clerk,
            at=day,
        )
        assert not Refund.objects.filter(state=S.PROPOSED).exists()
    no_faults()


def test_what_reached_the_card_goes_back_to_the_fund(desk: RefundDesk, settings: Any) -> None:
    """Of 320.00 yuan 100.00 had come from the fund by card: the person gets 220.00."""
    settings.HELP_PAID_TO_PERSON = "tests.enrollment.refund_desk.hundred_by_card"
    who = desk.paid()
    desk.died(who)
    desk.approved(who, G.DIED)
    listed = desk.listed()
    row = listed.lines.get()
    assert (row.amount_fen, row.to_person_fen) == (32_000, 22_000)
    parts = {(part.payee, part.amount_fen, part.source) for part in only().parts.all()}
    assert parts == {("person", 22_000, ""), ("medical_assistance", 10_000, "grant:1")}
    desk.answer(listed)
    assert only().state == S.REFUNDED
    no_faults()
