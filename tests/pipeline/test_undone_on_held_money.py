"""Is a refund of held money that is taken back as if it had never come, however the files are cut?"""

import pytest

from tests import factories as make
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
