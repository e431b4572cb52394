"""Does an own cost that reaches its line open one alert, and only one, whatever comes in which order?

Arithmetic: in Heze an outpatient visit is paid at 50 % up to 200 yuan a year (HZ-2.1a), so of visits of 300 and 400 yuan the
person bears 150 and (400 - 50) 350, together 500.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction

from assistance.categories.models import PersonCategory
from assistance.figures.models import EnteredParameter
from claims.models import OwnCostAlert
from claims.operations import reversal, settlement
from claims.operations.own_cost_watch import WatchRefused, watch
from policy.topics import Topic
from tests import care
from tests import factories as make
from tests.claims.test_settlement import visit

pytestmark = pytest.mark.django_db(transaction=True)
ON = date(2022, 6, 30)
AT = datetime(2022, 12, 31, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def line(clerk, second):
    """`line("others", "500.00")`: a line in force in Heze, entered by one officer and approved by another."""

    def enter(
        key: str, yuan: str, area: str = make.HEZE, topic: Topic = Topic.OWN_COST_LINE
    ) -> EnteredParameter:
        return EnteredParameter.objects.create(
            area=area, topic=topic.value, key=key, value=yuan, from_on=date(2022, 1, 1), document_number="菏医保〔2022〕1号",
            entered_by=clerk, entered_at=AT, approved_by=second, approved_at=AT,
        )  # fmt: skip

    return enter


@pytest.fixture
def paid(clerk, who):
    """`paid("V1", 300, date)`: a settled visit of so many yuan."""

    def settle(number: str, yuan: int, day: date = date(2022, 5, 10)):
        bill = visit(who, clerk, number, yuan * 100, day)
        settlement.settle(bill=bill, on=care.ON, by=clerk)
        return bill

    return settle


def alerts() -> list[tuple[str, int, int, int]]:
    """Group, line, level and own cost of each alert, in yuan."""
    rows = OwnCostAlert.objects.order_by("group", "line_fen", "level", "pk")
    return [(row.group, row.line_fen // 100, row.level, row.own_fen // 100) for row in rows]


def run(on: date = ON) -> tuple[int, int, int]:
    return tuple(watch(on=on, at=AT))


def test_the_line_opens_one_alert_and_a_second_run_adds_nothing(line, paid, who) -> None:
    line("others", "500.00")
    paid("V1", 300)
    assert run() == (0, 0, 0) and alerts() == []  # 150 of 500
    paid("V2", 400, date(2022, 5, 11))
    assert run() == (1, 0, 0) and alerts() == [("others", 500, 1, 500)]  # 150 + 350 reaches 500
    alert = OwnCostAlert.objects.get()
    assert (alert.person_id, alert.from_on, alert.until_on) == (who.pk, date(2021, 7, 1), date(2022, 7, 1))
    assert (alert.year_fen, alert.line_document) == (50_000, "菏医保〔2022〕1号")
    assert run() == run(date(2022, 7, 1)) == run(date(2022, 12, 31)) == (0, 0, 0)


def test_the_double_opens_a_second_one(line, paid) -> None:
    line("others", "500.00")
    paid("V1", 700)  # bears 500
    run()
    paid("V2", 500, date(2022, 5, 11))  # the 200 of the year are used up: bears all 500
    assert run() == (1, 0, 0) and alerts() == [("others", 500, 1, 500), ("others", 500, 2, 1000)]
    assert run() == (0, 0, 0)


def test_both_at_once_end_alike(line, paid) -> None:
    line("others", "500.00")
    paid("V1", 1200)  # bears 1,000 in one bill
    assert run() == (2, 0, 0) and [row[2] for row in alerts()] == [1, 2]


def test_without_a_line_nobody_is_watched(paid) -> None:
    paid("V1", 9000)
    assert run() == (0, 0, 0)


def test_the_lowest_line_of_ones_groups_counts_and_only_while_one_is_in_it(line, paid, who) -> None:
    line("others", "5000.00")
    line("dibao", "500.00")
    line("tekun", "300.00")
    paid("V1", 700)
    assert run() == (0, 0, 0)  # 500 of 5,000
    for category, until in (("dibao", None), ("tekun", date(2022, 6, 1))):
        PersonCategory.objects.create(
            person=who, category=category, certifier="civil_affairs", document_number="示例", from_on=date(2022, 1, 1),
            until_on=until, division_code=who.division_code, source="desk",
        )  # fmt: skip
    assert run() == (1, 0, 0) and alerts() == [("dibao", 500, 1, 500)]
    assert run(date(2022, 5, 31))[0] == 1 and alerts()[1] == ("tekun", 300, 1, 500)


def test_the_county_comes_before_the_city(line, paid) -> None:
    line("others", "500.00")
    line("others", "2000.00", area=make.MUDAN)
    paid("V1", 700)
    assert run() == (0, 0, 0)


def test_a_reversal_marks_the_alert_and_the_cost_may_rise_again(line, paid, clerk) -> None:
    line("others", "500.00")
    bill = paid("V1", 700)
    run()
    reversal.reverse(bill=bill, reason="重复收费", on=care.ON, by=clerk)
    assert run() == (0, 0, 1)
    fallen = OwnCostAlert.objects.get()
    assert (fallen.fallen_on, fallen.fallen_to_fen, fallen.state) == (ON, 0, "open")
    assert run() == (0, 0, 0)
    paid("V2", 800, date(2022, 5, 12))  # bears 600
    assert run() == (1, 0, 0) and [row[3] for row in alerts()] == [500, 600]
    assert OwnCostAlert.objects.get(pk=fallen.pk).fallen_on == ON


def test_costs_of_last_year_count_until_they_are_older_than_twelve_months(line, paid) -> None:
    line("others", "500.00")
    paid("V1", 700, date(2022, 3, 1))
    later = datetime(2024, 6, 1, 9, tzinfo=AT.tzinfo)
    # On 28 February 2023 the day is inside the 12 months; on 2 March 2023 only inside the calendar year before.
    assert tuple(watch(on=date(2023, 3, 2), at=later)) == (1, 0, 0)
    alert = OwnCostAlert.objects.get()
    assert (alert.from_on, alert.until_on, alert.year_fen) == (date(2022, 1, 1), date(2023, 1, 1), 0)
    assert tuple(watch(on=date(2024, 5, 1), at=later)) == (0, 0, 0)  # 2022 is no longer looked at


def test_no_cost_opens_a_second_alert_when_it_is_seen_again_in_the_year_before(line, paid) -> None:
    line("others", "500.00")
    paid("V1", 700, date(2022, 6, 15))
    run()
    later = datetime(2023, 12, 1, 9, tzinfo=AT.tzinfo)
    for on in (date(2022, 12, 31), date(2023, 1, 1), date(2023, 7, 2), date(2023, 11, 30)):
        assert tuple(watch(on=on, at=later)) == (0, 0, 0)


def test_a_household_is_held_against_its_own_line(line, paid, who) -> None:
    line("", "500.00", topic=Topic.HOUSEHOLD_OWN_COST_LINE)
    paid("V1", 700)
    assert run() == (0, 1, 0) and alerts() == [("household", 500, 1, 500)]
    assert OwnCostAlert.objects.get().household == who.memberships.get(left_on=None).household
    assert run() == (0, 0, 0)


def test_an_alert_stays_as_it_was_opened_and_is_never_deleted(line, paid) -> None:
    line("others", "500.00")
    paid("V1", 700)
    run()
    for break_it in (
        lambda rows: rows.delete(),
        lambda rows: rows.update(own_fen=1),
        lambda rows: rows.update(level=2),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            break_it(OwnCostAlert.objects.all())


def test_a_day_to_come_is_refused(clerk) -> None:
    with pytest.raises(WatchRefused) as refused:
        watch(on=date(2023, 1, 1), at=AT, by=clerk)
    assert refused.value.code == "day_to_come" and refused.value.remedy.en
