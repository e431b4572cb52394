"""Does money that reached no due lie there again when what gave it back is undone, or taken back with its file?"""

from collections.abc import Callable

import pytest

from enrollment.models import PaymentLine
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.pipeline.late_sequences import taken_back
from tests.pipeline.tax_desk import (
    TaxDesk,
    assert_ledger_holds,
    line,
    of_ticket,
    outcome,
    refund_of,
    reversal_of,
    ticket,
)


@pytest.mark.parametrize("cut", ["one_file", "two", "three", "payment_last", "undone_first"])
def test_a_refund_of_held_money_that_is_taken_back_never_was(desk: TaxDesk, cut: str) -> None:
    paid = line(make.resident_number(), paid_at="2021-11-01 10:00:00")
    gone = refund_of(paid, paid_at="2021-11-14 10:00:00")
    undone = {**reversal_of(gone), "ticket": ticket(), "paid_at": "2021-12-11 10:00:00"}
    files = {
        "one_file": [[paid, gone, undone]], "two": [[paid], [gone, undone]], "three": [[paid], [gone], [undone]],
        "payment_last": [[gone, undone], [paid]], "undone_first": [[undone], [gone], [paid]],
    }[cut]  # fmt: skip
    for cells in files:
        desk.upload(cells)
        assert_ledger_holds()
    stored = of_ticket(paid)
    assert (stored.outcome, stored.held_fen, stored.is_open) == ("unknown_person", 32_000, True)
    assert (outcome(gone), outcome(undone)) == ("refund_undone", "reversal_posted")


@pytest.mark.parametrize("gives_back", [refund_of, reversal_of])
def test_a_file_that_gave_held_money_back_is_taken_back(
    desk: TaxDesk, make_officer: Callable[..., Officer], gives_back: Callable[..., dict[str, str]]
) -> None:
    paid = line(make.resident_number(), paid_at="2021-11-01 10:00:00")
    desk.upload([paid])
    file = desk.upload([gone := gives_back(paid, paid_at="2021-11-14 10:00:00")])
    assert (of_ticket(gone).is_open, of_ticket(paid).held_fen, of_ticket(paid).is_open) == (False, 0, False)
    taken_back(file, desk, make_officer(Role.CITY_BUREAU, make.HEZE))
    assert_ledger_holds()
    assert (of_ticket(paid).held_fen, of_ticket(paid).is_open) == (32_000, True)


def test_a_refund_of_held_money_meets_its_payment_when_the_first_copy_is_taken_back(
    desk: TaxDesk, make_officer: Callable[..., Officer]
) -> None:
    paid = line(make.resident_number(), paid_at="2021-11-01 10:00:00")
    astray = desk.upload([paid])
    desk.upload([dict(paid), line(make.resident_number())])
    desk.upload([gone := refund_of(paid, paid_at="2021-11-14 10:00:00")])
    taken_back(astray, desk, make_officer(Role.CITY_BUREAU, make.HEZE))
    assert_ledger_holds()
    stored = PaymentLine.objects.get(ticket=paid["ticket"], owns_ticket=True)
    assert (outcome(gone), stored.outcome, stored.held_fen) == ("refund_posted", "unknown_person", 0)
