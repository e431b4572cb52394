"""Is a list withdrawn by two officers when nobody answers it, and does the same refund under another ticket wait for a person?"""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from enrollment.models import PaymentLine, Refund, RefundAnswer, RefundList
from enrollment.operations import list_withdrawals
from enrollment.operations.lines import accept_refund, reject
from enrollment.rules.payment_lines import Outcome
from enrollment.rules.refund_states import RefundGround as G
from enrollment.rules.refund_states import RefundMove as M
from enrollment.rules.refund_states import RefundState as S
from enrollment.rules.refund_states import WithdrawalMove as W
from staff.models import Officer
from tests.enrollment.refund_desk import RefundDesk, answer_file, no_faults, refused_by
from tests.pipeline.tax_desk import line, of_ticket, refund_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(make_officer: Callable[..., Officer]) -> RefundDesk:
    return RefundDesk(make_officer)


@pytest.fixture
def listed(desk: RefundDesk) -> RefundList:
    """Two people paid twice; both refunds are on a list."""
    for name in ("张伟", "李明"):
        who = desk.paid("320.00", "320.00", name=name)
        desk.approved(who, G.PAID_TWICE, ticket=desk.ticket(who, 1))
    return desk.listed()


def ask(desk: RefundDesk, listed: RefundList) -> Any:
    return list_withdrawals.ask(listed=listed, because="三个月未答复", by=desk.chief, at=desk.now)


def decide(desk: RefundDesk, asked: Any, made: W = W.AGREE, by: Officer | None = None) -> Any:
    return list_withdrawals.decide(withdrawal=asked, made=made, by=by or desk.clerk, at=desk.now)


def states() -> list[str]:
    return list(Refund.objects.order_by("pk").values_list("state", flat=True))


def test_a_list_nobody_answers_is_withdrawn_by_two(desk: RefundDesk, listed: RefundList) -> None:
    assert refused_by(lambda: list_withdrawals.ask(listed=listed, because="", by=desk.chief, at=desk.now))
    asked = ask(desk, listed)
    assert refused_by(lambda: ask(desk, listed)).code == "withdrawal_asked"
    assert refused_by(lambda: decide(desk, asked, by=desk.chief)).code == "not_by_maker"
    decide(desk, asked)
    assert states() == [S.RETURNED.value] * 2
    assert refused_by(lambda: decide(desk, asked)).code == "withdrawal_decided"
    no_faults()
    # An answer that comes later is refused by name, and nothing of it is kept.
    late = refused_by(lambda: desk.answer(listed))
    assert late.code == "list_withdrawn" and listed.number in late.text.zh and "三个月未答复" in late.text.en
    assert not RefundAnswer.objects.exists()
    # What the tax bureau paid nevertheless comes in by its tax file and meets the refund; the other one is asked for again.
    first, second = Refund.objects.order_by("pk")
    gone = refund_of({**_cells(first)}, paid_at="2021-12-20 09:00:00")
    desk.tax.upload([gone])
    first.refresh_from_db()
    assert first.state == S.REFUNDED
    desk.move(desk.apply(second.person, ticket=second.ticket), M.APPROVE)
    desk.answer(desk.listed())
    assert states() == [S.REFUNDED.value] * 2
    no_faults()


def _cells(refund: Refund) -> dict[str, str]:
    """The payment of a refund as the cells of a tax file."""
    paid = refund.line
    return line(refund.person, "320.00") | {"ticket": paid.ticket}


def test_what_was_answered_stays_and_a_withdrawal_may_be_turned_down(
    desk: RefundDesk, listed: RefundList
) -> None:
    decide(desk, ask(desk, listed), W.TURN_DOWN)
    assert states() == [S.LISTED.value] * 2
    rows = answer_file(listed).decode().splitlines(keepends=True)
    desk.answer(listed, "".join(rows[:2]).encode())
    decide(desk, ask(desk, listed))
    assert states() == [S.REFUNDED.value, S.RETURNED.value]
    no_faults()


def test_an_answered_list_is_not_withdrawn(desk: RefundDesk, listed: RefundList) -> None:
    asked = ask(desk, listed)
    desk.answer(listed)
    assert refused_by(lambda: decide(desk, asked)).code == "list_is_answered"
    assert states() == [S.REFUNDED.value] * 2


def test_every_door_withdraws(
    desk: RefundDesk,
    listed: RefundList,
    client_as: Callable[..., Client],
    api_as: Callable[[Officer], APIClient],
) -> None:
    page = client_as(desk.chief, language="en")
    address = f"/refund-lists/{listed.pk}/"
    assert "Ask to withdraw it" in page.get(address).content.decode()
    page.post(f"{address}withdraw", {"because": "三个月未答复"})
    shown = client_as(desk.clerk, language="en").get(address).content.decode()
    assert "三个月未答复" in shown and "Agree to the withdrawal" in shown
    out = io.StringIO()
    options = ("--list", str(listed.pk), "--by", desk.clerk.login, "--json")
    call_command("refund", "--decide-withdrawal", "turn_down", *options, stdout=out)
    assert json.loads(out.getvalue())["withdrawal"]["state"] == "turned_down"
    at_api = f"/api/v1{address}withdrawal"
    told = api_as(desk.chief).post(
        at_api, {"because": "仍未答复"}, format="json", headers={"Idempotency-Key": "a"}
    )
    assert told.status_code == 201 and told.json()["withdrawal"]["state"] == "asked"
    agreed = api_as(desk.clerk).post(
        at_api, {"move": "agree"}, format="json", headers={"Idempotency-Key": "b"}
    )
    assert agreed.json()["withdrawal"]["decided_by"] == desk.clerk.display_name
    last = page.get(address).content.decode()
    assert "Take in the answer" not in last and "Ask to withdraw it" not in last
    call_command(
        "refund", "--withdraw-list", str(desk_list(desk)), "--because", "未答复", *options[2:], stdout=out
    )


def desk_list(desk: RefundDesk) -> int:
    who = desk.paid("320.00", "320.00", name="王芳")
    desk.approved(who, G.PAID_TWICE, ticket=desk.ticket(who, 1))
    return desk.listed().pk


@pytest.mark.parametrize("is_another", [True, False])
def test_the_same_refund_under_another_ticket_waits_for_a_person(desk: RefundDesk, is_another: bool) -> None:
    """640.00 yuan of which 320.00 went back by an answer: as much once more by a tax file may be the same money."""
    who = desk.paid("640.00")
    refund = desk.approved(who, G.PAID_TWICE)
    desk.answer(desk.listed())
    again = refund_of(_cells(refund), paid_at=f"{timezone.localdate()} 09:00:00", amount="320.00")
    desk.tax.upload([again])
    held = of_ticket(again)
    assert (held.outcome, held.is_open) == (Outcome.REFUND_TOLD_BEFORE.value, True)
    paid = PaymentLine.objects.get(pk=refund.line_id)
    assert (paid.posted_fen, paid.held_fen) == (32_000, 0)
    no_faults()
    if is_another:
        accept_refund(
            line=held, document_number="菏税〔2022〕1号", reason="另一笔", by=desk.clerk, at=desk.now
        )
        assert of_ticket(again).outcome == Outcome.REFUND_POSTED.value
    else:
        reject(line=held, reason="同一笔", by=desk.clerk, at=desk.now)
        assert of_ticket(again).posted_fen == 0 and not of_ticket(again).is_open
    no_faults()
