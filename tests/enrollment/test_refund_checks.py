"""Does the check of the ledger find every kind of damage to refunds, and nothing where there is none?"""

from collections.abc import Callable

import pytest
from django.db import connection, transaction

from enrollment.models import Refund
from enrollment.operations import refund_checks
from enrollment.operations.refund_checks import INVARIANTS
from enrollment.rules.refund_states import RefundGround
from staff.models import Officer
from tests.enrollment.refund_desk import RefundDesk
from tests.enrollment.test_refund_sequences import Year

# What is done to sound rows, and which invariants must notice.
DAMAGE: list[tuple[str, str, set[str]]] = [
    (
        "more is asked for than is left",
        "UPDATE enrollment_refund SET amount_fen = amount_fen + 1 WHERE state = 'submitted'",
        {"refunds_have_their_money", "refunds_are_divided_in_whole"},
    ),
    (
        "the ticket is another's",
        "UPDATE enrollment_refund SET ticket = 'X' WHERE state = 'submitted'",
        {"refunds_have_their_money", "held_money_is_on_a_refund"},
    ),
    (
        "the payment is gone",
        "UPDATE enrollment_refund SET line_id = 7 WHERE state = 'submitted'",
        {"refunds_have_their_money"},
    ),
    (
        "one payment stands on two refunds",
        "DROP INDEX payment_on_one_refund;"
        " UPDATE enrollment_refund SET state = 'set_aside', line_id = (SELECT line_id FROM enrollment_refund WHERE state = 'submitted')"
        " WHERE state = 'listed'",
        {"payments_stand_on_one_refund"},
    ),
    (
        "nobody looks after held money",
        "UPDATE enrollment_refund SET state = 'withdrawn' WHERE state = 'submitted'",
        {"held_money_is_on_a_refund"},
    ),
    (
        "refunded by a line of another amount",
        "UPDATE enrollment_refund SET amount_fen = amount_fen - 1 WHERE state = 'refunded'",
        {"refunded_means_that_the_tax_bureau_paid"},
    ),
    (
        "refunded by a line that did not count",
        "UPDATE enrollment_paymentline SET outcome = 'refund_undone' WHERE kind = 'refund'",
        {"refunded_means_that_the_tax_bureau_paid"},
    ),
    (
        "a part of the money belongs to nobody",
        "DELETE FROM enrollment_refundpart WHERE refund_id = (SELECT id FROM enrollment_refund WHERE state = 'submitted')",
        {"refunds_are_divided_in_whole"},
    ),
    (
        "it went out with another amount",
        "ALTER TABLE enrollment_refundlistline DISABLE TRIGGER refund_list_row_is_final;"
        " UPDATE enrollment_refundlistline SET amount_fen = amount_fen - 1, to_person_fen = 0 WHERE refund_id ="
        " (SELECT id FROM enrollment_refund WHERE state = 'listed')",
        {"listed_refunds_stand_on_their_list"},
    ),
    (
        "a list says another count",
        "ALTER TABLE enrollment_refundlist DISABLE TRIGGER refund_list_is_final; UPDATE enrollment_refundlist SET line_count = 9",
        {"listed_refunds_stand_on_their_list"},
    ),
]


def found() -> set[str]:
    with connection.cursor() as cursor:
        names = set()
        for name, statement in INVARIANTS.items():
            cursor.execute(statement)
            if cursor.fetchall():
                names.add(name)
    return names


@pytest.mark.django_db
def test_each_kind_of_damage_is_found(make_officer: Callable[..., Officer]) -> None:
    """Three payments too many: one refunded, one listed, one asked for; each fault is planted and taken back."""
    year = Year(RefundDesk(make_officer))
    for _ in range(4):
        year.line("payment", 32_000)
    tickets = [refund.ticket for refund in Refund.objects.order_by("pk")]
    ground = RefundGround.PAID_TWICE
    year.desk.approved(year.who, ground, ticket=tickets[0])
    year.desk.answer(year.desk.listed())
    year.desk.approved(year.who, ground, ticket=tickets[1])
    year.desk.listed()
    year.desk.apply(year.who, ground, ticket=tickets[2])
    assert sorted(Refund.objects.values_list("state", flat=True)) == ["listed", "refunded", "submitted"]
    assert found() == set()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # tables are altered below
    for what, damage, noticed in DAMAGE:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(damage)
            assert found() == noticed, what
            transaction.set_rollback(True)
    assert {name for *_, names in DAMAGE for name in names} == set(refund_checks.INVARIANTS)
