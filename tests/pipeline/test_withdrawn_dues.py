"""Where does money go that comes back to a due which nobody collects any more?"""

from datetime import date

import pytest

from enrollment.models import Due
from enrollment.operations import enrollments, lines, merges
from enrollment.queries.dues import balances
from tests import factories as make
from tests.pipeline.queue_desk import act
from tests.pipeline.tax_desk import (
    TaxDesk,
    assert_ledger_holds,
    cover,
    line,
    money,
    of_ticket,
    outcome,
    refund_of,
    reversal_of,
    ticket,
)

PAID, GIVEN_BACK, UNDONE = "2021-11-01 10:00:00", "2021-11-14 10:00:00", "2021-12-11 10:00:00"
WHOLE_YEAR = ("2022-01-01", "2023-01-01")


def sent(desk: TaxDesk, *files: list[dict[str, str]]) -> None:
    for cells in files:
        desk.upload(cells)
        assert_ledger_holds()


def undo_of(refund: dict[str, str]) -> dict[str, str]:
    return {**reversal_of(refund), "ticket": ticket(), "paid_at": UNDONE}


def test_money_that_comes_back_to_a_cancelled_enrollment_waits_and_is_taken_up(desk: TaxDesk) -> None:
    who = desk.person()
    paid = line(who, paid_at=PAID)
    sent(desk, [paid], [gone := refund_of(paid, paid_at=GIVEN_BACK)])
    old = Due.objects.get(person=who)
    enrollments.cancel_enrollment(
        enrollment=old.enrollment, reason="误登记", on=date(2021, 12, 1), by=desk.clerk
    )
    sent(desk, [undone := undo_of(gone)])
    stored = of_ticket(paid)
    assert (stored.outcome, stored.held_fen, stored.is_open) == ("no_registration", 32_000, True)
    assert (outcome(gone), outcome(undone)) == ("refund_undone", "reversal_posted")
    assert cover(who) is None and balances([old.pk]) == {old.pk: (32_000, 0)}
    make.enrolled(who, desk.clerk, on=date(2021, 12, 20))
    done = act(lines.post_again, paid, desk.clerk)
    assert (done.outcome, cover(who)) == ("posted_in_full", WHOLE_YEAR)


@pytest.mark.parametrize("part", ["", "20.00"])
def test_money_that_comes_back_to_a_merged_record_reaches_the_due_that_counts(
    desk: TaxDesk, part: str
) -> None:
    who, double = desk.person(), desk.person()
    paid = line(double, paid_at=PAID)
    first = [refund_of(paid, part, "2021-11-02 10:00:00")] if part else []
    rest = "300.00" if part else "320.00"
    sent(desk, [paid], first, [gone := refund_of(paid, rest, GIVEN_BACK)])
    merges.merge_people(kept=who, absorbed=double, reason="同一人", on=date(2021, 12, 1), by=desk.clerk)
    sent(desk, [undone := undo_of(gone)])
    assert (outcome(gone), outcome(undone)) == ("refund_undone", "reversal_posted")
    credited = 30_000 if part else 32_000
    assert money(who) == (32_000, credited)
    assert cover(who) == (None if part else WHOLE_YEAR)
    sent(desk, [again := refund_of(paid, rest, "2021-12-20 10:00:00")])
    assert (outcome(again), money(who), cover(who)) == ("refund_posted", (32_000, 0), None)


def test_money_that_comes_back_beside_a_due_with_cover_never_makes_a_second_cover(desk: TaxDesk) -> None:
    who, double = desk.person(), desk.person()
    paid = line(double, paid_at=PAID)
    sent(desk, [paid], [gone := refund_of(paid, paid_at=GIVEN_BACK)])
    merges.merge_people(kept=who, absorbed=double, reason="同一人", on=date(2021, 12, 1), by=desk.clerk)
    own = line(who, paid_at="2021-12-05 10:00:00")
    sent(desk, [own])
    assert (money(who), cover(who)) == ((32_000, 32_000), WHOLE_YEAR)
    sent(desk, [undo_of(gone)])
    assert (money(who), cover(who)) == ((32_000, 32_000), WHOLE_YEAR)
    assert (outcome(paid), of_ticket(own).held_fen) == ("posted_in_full", 32_000)
