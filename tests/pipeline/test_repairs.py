"""Does a late payer with missed years see both ways to pay, pay by tax file, and is then covered on the right day?"""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
import time_machine

from enrollment.models import Coverage, DueEntry
from enrollment.operations import quotes
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.enrollment import later_years as late
from tests.pipeline.tax_desk import (
    TaxDesk,
    cover,
    entries,
    line,
    money,
    waiting,
)

PAY_DAY = date(2027, 3, 15)


@pytest.fixture
def decider(
    desk: TaxDesk, make_officer: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Officer]:
    """Another officer of the county, after the pay days of these tests, under made-up rules."""
    late.lay_over(monkeypatch)
    with time_machine.travel(late.AT.replace(month=12)):
        yield make_officer(Role.COUNTY_BUREAU, make.MUDAN)


def paid(
    who: object, amount: str, *, year: int = late.YEAR, kind: str = "", day: date = PAY_DAY
) -> dict[str, str]:
    return line(who, amount=amount, year=year, paid_at=f"{day} 09:00:00", kind=kind)


def test_three_missed_years_both_ways_to_pay_and_one_repaired(desk: TaxDesk, decider: Officer) -> None:
    who = late.somebody(desk.clerk)
    late.missed(who, 2024, 2026, by=desk.clerk, confirmed_by=decider)
    asked = quotes.quote_for(person=who, coverage_year=late.YEAR, paid_on=PAY_DAY)
    # 3 + (3 - 1) = 5 months to 08-15; one repaired year 4; after three missed years 4 stay (HZ25-4 to 7).
    assert asked.quotation.body["ways"] == [
        {"repaired_years": [], "due_fen": 43000, "cover_from": "2027-08-16"},
        {"repaired_years": [2026], "due_fen": 86000, "cover_from": "2027-07-16"},
    ]
    desk.upload([paid(who, "430.00"), paid(who, "430.00", year=2026, kind="断保修复")])
    assert cover(who, late.YEAR) == ("2027-07-16", "2028-01-01")
    assert waiting(who, late.YEAR) == ("2027-03-16", "2027-07-16")
    assert money(who, late.YEAR) == (43000, 43000)
    assert entries(who, late.YEAR)[1:] == [("payment", 43000), ("repair", 43000)]
    assert not Coverage.objects.filter(person=who, coverage_year=2026).exists(), (
        "a repaired year gives no cover"
    )
    assert DueEntry.objects.get(kind="repair").repaired_year == 2026
