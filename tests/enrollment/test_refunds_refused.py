"""What is refused of an application for a refund, of the tax bureau's answer, and of a list that was changed?"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from enrollment.models import Refund, RefundAnswerLine, RefundListLine
from enrollment.operations import refund_lists
from enrollment.operations.refund_answers import AnswerRefused
from enrollment.operations.refund_lists import ListChanged, NothingToList
from enrollment.operations.refund_refusals import RefundMoved
from enrollment.rules.refund_states import RefundGround, RefundMove, RefundState
from staff.identities import NotYours
from staff.models import Officer
from tests.enrollment.refund_desk import RefundDesk, answer_rows, refused_by, written

pytestmark = pytest.mark.django_db(transaction=True)  # files are staged beside the transaction

G, M, S = RefundGround, RefundMove, RefundState


@pytest.fixture
def desk(make_officer: Callable[..., Officer]) -> RefundDesk:
    return RefundDesk(make_officer)


def test_bad_applications_are_refused_with_what_to_do(desk: RefundDesk) -> None:
    who = desk.paid("320.00", "320.00")
    second = {"ticket": desk.ticket(who, 1)}
    today = timezone.localdate()
    for code, given in {
        "no_such_payment": {"ticket": "没有"},
        "received_on": {"received_on": today + timedelta(days=1)} | second,
        "refund_impossible": {"fen": 32_001} | second,
        "account_unreadable": {"payee_account": "6217X"} | second,
        "account_of_another": {"payee": "李四"} | second,
    }.items():
        assert refused_by(lambda given=given: desk.apply(who, **given)).code == code  # type: ignore[misc]
    assert refused_by(lambda: desk.apply(who, G.DIED, **second)).code == "refund_impossible"
    desk.apply(who, **second)
    twice = refused_by(lambda: desk.apply(who, **second))
    assert (
        isinstance(twice, RefundMoved) and twice.code == "ticket_on_a_refund" and twice.context["refund_id"]
    )


def test_who_asked_does_not_approve_and_another_payee_needs_a_proof(desk: RefundDesk) -> None:
    who = desk.paid("320.00", "320.00")
    refund = desk.apply(who, ticket=desk.ticket(who, 1), payee="李四", payee_relation="代缴的女婿")
    with pytest.raises(NotYours):
        desk.move(refund, M.APPROVE, by=desk.clerk)
    assert refused_by(lambda: desk.move(refund, M.APPROVE)).code == "evidence_required"
    desk.attach(refund)
    assert desk.move(refund, M.APPROVE).state == S.APPROVED
    assert refused_by(lambda: desk.move(refund, M.APPROVE)).code == "refund_state"
    assert refused_by(lambda: desk.attach(refund, "再来一份")).code == "refund_state"


@pytest.mark.parametrize(
    ("field", "cells"),
    [
        ("refunded_on", {"退库日期": ""}),
        ("refunded_on", {"退库日期": "2020-01-01"}),
        ("amount", {"退费金额": "319.99"}),
        ("ticket", {"原电子税票号码": "别的票"}),
        ("number", {"序号": "7"}),
        ("refund_ticket", {"退费税票号码": ""}),
        ("reason", {"处理结果": "退回"}),
        ("list", {"批次号": "371700-RF202201-000009"}),
    ],
)
def test_an_answer_that_does_not_fit_its_list_is_refused_by_cell(
    desk: RefundDesk, field: str, cells: dict[str, str]
) -> None:
    who = desk.paid("320.00", "320.00")
    desk.approved(who, ticket=desk.ticket(who, 1))
    listed = desk.listed()
    rows = [answer_rows(listed)[0] | cells]
    with pytest.raises(AnswerRefused) as refused:
        desk.answer(listed, written(rows))
    [problem] = refused.value.context["problems"]
    assert problem["field"] == field and problem["cell"] and problem["remedy"]["zh"]
    assert Refund.objects.get().state == S.LISTED and not RefundAnswerLine.objects.exists()


def test_an_answer_under_a_ticket_that_stands_for_something_else_is_refused(desk: RefundDesk) -> None:
    who = desk.paid("320.00", "320.00")
    desk.approved(who, ticket=desk.ticket(who, 1))
    listed = desk.listed()
    rows = [answer_rows(listed)[0] | {"退费税票号码": desk.ticket(who)}]
    with pytest.raises(AnswerRefused):
        desk.answer(listed, written(rows))


def test_what_went_out_is_frozen(desk: RefundDesk) -> None:
    who = desk.paid("320.00", "320.00")
    desk.approved(who, ticket=desk.ticket(who, 1))
    listed = desk.listed()
    with pytest.raises(NothingToList):
        desk.listed()
    with pytest.raises(DatabaseError), transaction.atomic():
        RefundListLine.objects.update(payee="别人")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE enrollment_refundlistline DISABLE TRIGGER refund_list_row_is_final")
        cursor.execute("UPDATE enrollment_refundlistline SET payee = '别人'")
        cursor.execute("ALTER TABLE enrollment_refundlistline ENABLE TRIGGER refund_list_row_is_final")
    with pytest.raises(ListChanged):
        refund_lists.release(listed=listed, by=desk.chief, at=timezone.now())
    with pytest.raises(AnswerRefused) as refused:
        desk.answer(listed)
    assert refused.value.code == "list_changed"
