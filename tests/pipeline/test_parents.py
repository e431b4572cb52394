"""Does a newborn's amount follow when the parent pays, whichever way the payment takes effect?"""

from collections.abc import Callable
from datetime import date

import pytest
import time_machine

from enrollment.models import Due
from enrollment.operations.households import MemberFacts
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.enrollment import later_years as late
from tests.pipeline.tax_desk import TaxDesk, cover, line

AREA = "371500"


def test_a_parent_who_pays_by_tax_file(
    desk: TaxDesk, make_officer: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file holds one ordinary payment, and no due of a later year is on record."""
    late.lay_over(monkeypatch)
    with time_machine.travel(late.AT.replace(month=3, day=20)):
        make.places(late.LIAOCHENG)
        clerk, other = (make_officer(Role.COUNTY_BUREAU, "370000") for _ in range(2))
        mother = make.facts("孙秀英", village=late.LIAOCHENG, born_on=date(1971, 1, 1), male=False)
        child = make.facts("孙小满", village=late.LIAOCHENG, born_on=date(2027, 1, 5), male=False)
        members = (
            MemberFacts(relationship="head", facts=mother),
            MemberFacts(relationship="daughter", facts=child),
        )
        household = make.household(clerk, *members, village=late.LIAOCHENG, on=date(2027, 2, 1))
        head, born = (household.memberships.get(relationship=one).person for one in ("head", "daughter"))
        late.shown_insured(head, 2026, by=clerk, confirmed_by=other)
        for who in (head, born):
            late.enroll(who, clerk, village=late.LIAOCHENG)
        assert Due.objects.get(person=born).standing.endswith("+parent:not")
        owed = Due.objects.get(person=head).quotation.due_fen
        assert owed
        payment = line(
            head,
            amount=f"{owed / 100:.2f}",
            year=late.YEAR,
            paid_at="2027-03-15 09:00:00",
            division=late.LIAOCHENG[:6],
        )
        desk.upload([payment], area=AREA, by=make_officer(Role.TAX_OFFICER, AREA))
        assert cover(head, late.YEAR) is not None
        due = Due.objects.get(person=born)
        assert due.standing.endswith("+parent:insured") and due.quotation.due_fen == 0, "LC-5"
