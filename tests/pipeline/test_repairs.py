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
    of_ticket,
    outcome,
    refund_of,
    reversal_of,
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


def why_refused(cells: dict[str, str]) -> str:
    """The sentence kept with a line that repairs nothing."""
    return str((of_ticket(cells).detail or {})["refused"]["zh"])


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


def test_a_year_with_cover_here_and_a_year_before_the_first_are_refused_with_the_sentence_why(
    desk: TaxDesk, decider: Officer
) -> None:
    who = late.somebody(desk.clerk, year=2025)
    late.shown_insured(who, 2024, by=desk.clerk, confirmed_by=decider)
    desk.upload([paid(who, "400.00", year=2025, day=date(2024, 10, 8))])
    late.enroll(who, desk.clerk)
    late.missed(who, 2026, 2026, by=desk.clerk, confirmed_by=decider)
    wrong = [paid(who, "430.00", year=year, kind="断保修复") for year in (2025, 2023)]
    desk.upload(wrong)
    assert [outcome(each) for each in wrong] == ["repair_refused", "repair_refused"]
    why = [why_refused(each) for each in wrong]
    assert why[0].startswith("2025年度在本系统有参保缴费") and "2023年度" in why[1]
    assert all(of_ticket(each).held_fen == 43000 for each in wrong)


def test_without_evidence_a_repair_waits_and_counts_when_the_document_is_confirmed(
    desk: TaxDesk, decider: Officer
) -> None:
    who = late.somebody(desk.clerk)
    due, repair = paid(who, "430.00"), paid(who, "430.00", year=2026, kind="断保修复")
    desk.upload([repair, due])
    assert [outcome(due), outcome(repair)] == ["no_rule", "no_rule"]
    late.missed(who, 2024, 2026, by=desk.clerk, confirmed_by=decider)
    assert [outcome(due), outcome(repair)] == ["posted_in_full", "posted_in_full"]
    assert cover(who, late.YEAR) == ("2027-07-16", "2028-01-01")


@pytest.mark.parametrize("turn", [1, -1])
def test_a_repair_counts_in_whichever_order_the_files_come(
    desk: TaxDesk, decider: Officer, turn: int
) -> None:
    who = late.somebody(desk.clerk)
    late.missed(who, 2025, 2026, by=desk.clerk, confirmed_by=decider)
    late.shown_insured(who, 2024, by=desk.clerk, confirmed_by=decider)
    for each in [paid(who, "430.00"), paid(who, "430.00", year=2025, kind="断保修复")][::turn]:
        desk.upload([each])
    # 3 + (2 - 1) - 1 = 3 months (HZ25-4 to 6); whichever missed year is repaired takes one month off.
    assert cover(who, late.YEAR) == ("2027-06-16", "2028-01-01")


def test_what_is_too_little_repairs_nothing_and_what_is_too_much_is_held(
    desk: TaxDesk, decider: Officer
) -> None:
    who = late.somebody(desk.clerk)
    late.missed(who, 2024, 2026, by=desk.clerk, confirmed_by=decider)
    part, rest = (
        paid(who, "400.00", year=2026, kind="断保修复"),
        paid(who, "50.00", year=2026, kind="断保修复"),
    )
    desk.upload([paid(who, "430.00"), part])
    assert (outcome(part), cover(who, late.YEAR)) == ("posted_in_part", ("2027-08-16", "2028-01-01"))
    desk.upload([rest])
    assert (outcome(rest), of_ticket(rest).held_fen) == ("overpaid", 2000)
    assert cover(who, late.YEAR) == ("2027-07-16", "2028-01-01")


def test_a_repair_after_the_due_was_settled_is_held_for_an_officer(desk: TaxDesk, decider: Officer) -> None:
    who = late.somebody(desk.clerk)
    late.missed(who, 2024, 2026, by=desk.clerk, confirmed_by=decider)
    after = paid(who, "430.00", year=2026, kind="断保修复", day=date(2027, 3, 16))
    desk.upload([paid(who, "430.00"), after])
    assert (outcome(after), cover(who, late.YEAR)) == ("no_rule", ("2027-08-16", "2028-01-01"))
    assert "文件未规定" in why_refused(after)


def test_a_second_year_that_shortens_nothing_is_not_taken(desk: TaxDesk, decider: Officer) -> None:
    who = late.somebody(desk.clerk)
    late.missed(who, 2024, 2026, by=desk.clerk, confirmed_by=decider)
    first, second = (paid(who, "430.00", year=year, kind="断保修复") for year in (2026, 2025))
    desk.upload([paid(who, "430.00"), first, second])
    assert [outcome(first), outcome(second)] == ["posted_in_full", "repair_refused"]
    assert "不能再缩短等待期" in why_refused(second)


def test_a_repair_that_is_refunded_before_cover_began_lengthens_the_wait_again(
    desk: TaxDesk, decider: Officer
) -> None:
    who = late.somebody(desk.clerk)
    late.missed(who, 2024, 2026, by=desk.clerk, confirmed_by=decider)
    repair = paid(who, "430.00", year=2026, kind="断保修复")
    desk.upload([paid(who, "430.00"), repair])
    back = refund_of(repair, paid_at="2027-04-01 10:00:00")
    desk.upload([back])
    assert (outcome(back), cover(who, late.YEAR)) == ("refund_posted", ("2027-08-16", "2028-01-01"))
    assert entries(who, late.YEAR)[-1] == ("repair_return", 43000) and money(who, late.YEAR) == (43000, 43000)


def test_a_refund_of_a_repair_after_cover_began_waits_for_an_officer(desk: TaxDesk, decider: Officer) -> None:
    who = late.somebody(desk.clerk)
    late.missed(who, 2024, 2026, by=desk.clerk, confirmed_by=decider)
    repair = paid(who, "430.00", year=2026, kind="断保修复")
    desk.upload([paid(who, "430.00"), repair])
    back = refund_of(repair, paid_at="2027-08-01 10:00:00")
    desk.upload([back])
    assert (outcome(back), cover(who, late.YEAR)) == (
        "refund_in_benefit_period",
        ("2027-07-16", "2028-01-01"),
    )


def test_several_years_in_one_file_each_its_own_due_and_the_later_asks_for_the_earlier(
    desk: TaxDesk, decider: Officer
) -> None:
    who = late.somebody(desk.clerk, year=2026)
    late.enroll(who, desk.clerk, year=2027)
    late.missed(who, 2024, 2025, by=desk.clerk, confirmed_by=decider)
    # 2026 late with two missed years: 3 + (2 - 1) months; 2027 in the window, insured in 2026: no wait (HZ25-4).
    desk.upload(
        [paid(who, "430.00", day=date(2026, 12, 1)), paid(who, "400.00", year=2026, day=date(2026, 4, 10))]
    )
    assert cover(who, 2026) == ("2026-08-11", "2027-01-01")
    assert (money(who, 2026), money(who, 2027)) == ((40000, 40000), (43000, 43000))
    assert (cover(who, 2027), waiting(who, 2027)) == (("2027-01-01", "2028-01-01"), None)


def test_a_year_that_loses_its_cover_is_a_break_for_the_next(desk: TaxDesk, decider: Officer) -> None:
    who = late.somebody(desk.clerk, year=2026)
    late.enroll(who, desk.clerk, year=2027)
    late.shown_insured(who, 2025, by=desk.clerk, confirmed_by=decider)
    first = paid(who, "400.00", year=2026, day=date(2025, 10, 10))
    desk.upload([first, paid(who, "430.00", day=date(2026, 10, 12))])
    assert cover(who, 2027) == ("2027-01-01", "2028-01-01")
    desk.upload([reversal_of(first, paid_at="2025-11-02 10:00:00")])
    assert cover(who, 2026) is None and cover(who, 2027) is None, "2026 is unknown until a document says it"
    late.missed(who, 2026, 2026, by=desk.clerk, confirmed_by=decider)
    # One missed year: the fixed 3 months from 2026-10-12 end on 2027-01-12, though paid inside the window (N38-2a).
    assert cover(who, 2027) == ("2027-01-13", "2028-01-01")
