"""Does the year come out the same whatever the order in which its bills came in, were taken back and settled anew?"""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistance.figures.models import EnteredParameter
from claims.models import Bill, PlanReason, ResettlementPlan, Statement, YearEntry
from claims.operations import plans, reversal, settlement
from claims.operations.plans import PlanRefused
from claims.queries.benefit_years import years_so_far
from enrollment.operations import ledger_checks
from policy.care import Setting
from policy.topics import Topic
from staff.identities import NotYours
from staff.models import Officer
from tests import care
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
VISIT = {"setting": Setting.OUTPATIENT, "diagnosis_code": "J06.900", "diagnosis_name": "急性上呼吸道感染"}


def visit(who, by: Officer, number: str, eligible: int, day: int) -> Bill:
    shape = {"discharged_on": date(2022, 5, day), **VISIT}
    return care.enter(who, by, number, care.line(eligible, 0, 0), **shape)


def settle(bill: Bill, by: Officer):
    return settlement.settle(bill=bill, on=care.ON, by=by)


def posted(who) -> dict[str, int]:
    """Bill number -> what the fund pays by the posted statement."""
    rows = Statement.objects.filter(person=who, state="posted").order_by("service_on", "bill_id")
    return dict(rows.values_list("bill__number", "basic_fen"))


def post_open(second: Officer) -> None:
    for plan in ResettlementPlan.objects.filter(state="proposed"):
        plans.post_plan(plan=plan, on=care.ON, by=second)


def no_violation() -> None:
    assert ledger_checks.run(at=care.AT) == []


def test_a_late_bill_shows_its_differences_before_anything_is_posted(
    clerk: Officer, second: Officer, who
) -> None:
    settle(visit(who, clerk, "V20", 30_000, 20), clerk)
    late = visit(who, clerk, "V10", 20_000, 10)
    done = settle(late, clerk)
    assert done.state.value == "held" and posted(who) == {"V20": 15_000}
    plan = ResettlementPlan.objects.get(pk=done.plan_id)
    lines = [
        (line.bill.number, (line.before or {}).get("basic_fen"), (line.after or {}).get("basic_fen"))
        for line in plan.lines.order_by("number")
    ]
    assert lines == [("V10", None, 10_000), ("V20", 15_000, 10_000)] and plan.difference_fen == 5_000
    with pytest.raises(NotYours) as refused:
        plans.post_plan(plan=plan, on=care.ON, by=clerk)
    assert refused.value.code == "maker_is_checker"
    plans.post_plan(plan=plan, on=care.ON, by=second)
    assert posted(who) == {"V10": 10_000, "V20": 10_000}
    assert Statement.objects.filter(state="reversed").count() == 1
    no_violation()


def test_a_late_bill_that_changes_nothing_is_settled_at_once(clerk: Officer, who) -> None:
    settle(visit(who, clerk, "V20", 10_000, 20), clerk)
    done = settle(visit(who, clerk, "V10", 10_000, 10), clerk)
    assert done.state.value == "settled" and posted(who) == {"V10": 5_000, "V20": 5_000}
    no_violation()


def test_a_second_late_bill_replaces_the_open_list(clerk: Officer, second: Officer, who) -> None:
    settle(visit(who, clerk, "V20", 40_000, 20), clerk)
    first = settle(visit(who, clerk, "V10", 10_000, 10), clerk)
    other = settle(visit(who, clerk, "V5", 10_000, 5), clerk)
    assert ResettlementPlan.objects.get(pk=first.plan_id).state == "superseded"
    plan = ResettlementPlan.objects.get(pk=other.plan_id)
    assert [line.bill.number for line in plan.lines.order_by("number")] == ["V5", "V10", "V20"]
    plans.post_plan(plan=plan, on=care.ON, by=second)
    assert posted(who) == {"V5": 5_000, "V10": 5_000, "V20": 10_000}
    no_violation()


def test_a_list_that_no_longer_holds_is_not_posted(clerk: Officer, second: Officer, who) -> None:
    settle(visit(who, clerk, "V20", 30_000, 20), clerk)
    plan = ResettlementPlan.objects.get(pk=settle(visit(who, clerk, "V10", 20_000, 10), clerk).plan_id)
    settle(visit(who, clerk, "V25", 20_000, 25), clerk)
    with pytest.raises(PlanRefused) as refused:
        plans.post_plan(plan=plan, on=care.ON, by=second)
    assert refused.value.code == "plan_is_stale"
    plans.reject_plan(plan=plan, reason="重新列出", on=care.ON, by=second)
    assert posted(who) == {"V20": 15_000, "V25": 5_000}
    no_violation()


def test_a_reversal_settles_later_bills_anew(clerk: Officer, second: Officer, who) -> None:
    first = visit(who, clerk, "V10", 30_000, 10)
    settle(first, clerk)
    settle(visit(who, clerk, "V20", 30_000, 20), clerk)
    assert posted(who) == {"V10": 15_000, "V20": 5_000}
    done = reversal.reverse(bill=first, reason="录入有误", on=care.ON, by=clerk)
    assert done.plan_id is not None and posted(who) == {"V10": 15_000, "V20": 5_000}
    post_open(second)
    assert posted(who) == {"V20": 15_000}
    first.refresh_from_db()
    assert first.state == "reversed"
    no_violation()


def test_a_figure_entered_later_makes_a_list_of_differences(clerk: Officer, second: Officer, who) -> None:
    bill = visit(who, clerk, "V10", 10_000, 10)
    settle(bill, clerk)
    assert (
        plans.look_for_differences(division_code=make.MUDAN, year=2022, note="核对", on=care.ON, by=clerk)
        == []
    )
    enter_ratio(clerk, second)
    stay = care.enter(who, clerk, "I1", care.line(450_000, 0, 0))
    done = settle(stay, clerk)
    assert done.state.value == "settled" and posted(who)["I1"] == 275_000  # (4,500 - 500) x 68.75 %
    EnteredParameter.objects.create(
        area=make.HEZE, topic=Topic.BASIC_RATIO, key="inpatient:county", value="0.7", from_on=date(2022, 3, 1),
        document_number="菏医保〔2022〕3号", entered_by=clerk, entered_at=care.AT, approved_by=second, approved_at=care.AT,
    )  # fmt: skip
    asked = {"year": 2022, "note": "3号文", "on": care.ON, "by": clerk}
    assert plans.look_for_differences(division_code="371702000", **asked) == [], "no township of hers"
    (plan_id,) = plans.look_for_differences(division_code=make.MUDAN, **asked)
    plan = ResettlementPlan.objects.get(pk=plan_id)
    assert (plan.reason, plan.difference_fen, plan.lines.count()) == (PlanReason.CHANGED, 5_000, 1)
    assert posted(who)["I1"] == 275_000
    plans.post_plan(plan=plan, on=care.ON, by=second)
    assert posted(who) == {"V10": 5_000, "I1": 280_000}
    no_violation()


def enter_ratio(maker: Officer, checker: Officer) -> None:
    """What Heze's notice leaves to the bureau, entered: an inpatient table and critical illness segments."""
    figures = [
        (Topic.BASIC_DEDUCTIBLE, "inpatient:county", "500.00"),
        (Topic.BASIC_RATIO, "inpatient:county", "0.6875"),
        (Topic.BASIC_YEAR_LIMIT, "inpatient", "150000.00"),
        (Topic.CRITICAL_DEDUCTIBLE, "", "12000.00"),
        (Topic.CRITICAL_SEGMENTS, "", [{"above": "0.00", "rate": "0.6"}]),
    ]
    for topic, key, value in figures:
        EnteredParameter.objects.create(
            area=make.HEZE, topic=topic, key=key, value=value, from_on=date(2022, 1, 1),
            document_number="菏医保〔2022〕1号", entered_by=maker, entered_at=care.AT, approved_by=checker,
            approved_at=care.AT,
        )  # fmt: skip


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_history_leaves_the_year_as_if_only_what_stands_had_ever_been(
    data: st.DataObject, clerk: Officer, second: Officer, who
) -> None:
    """Bills come in in any order, some are reversed, some settled again: the counters are those of a clean year."""
    turn = Bill.objects.count()
    months = data.draw(st.lists(st.integers(1, 28), min_size=1, max_size=5, unique=True))
    bills = [
        visit(who, clerk, f"H{turn}-{day}", data.draw(st.sampled_from([900, 12_345, 20_001, 31_111])), day)
        for day in months
    ]
    for bill in bills:
        settle(bill, clerk)
        post_open(second)
    for bill in bills:
        if data.draw(st.booleans()):
            reversal.reverse(bill=bill, reason="核对", on=care.ON, by=clerk)
            post_open(second)
            if data.draw(st.booleans()):
                reversal.settle_again(bill=bill, on=care.ON, by=clerk)
                post_open(second)
    standing = list(Bill.objects.filter(pk__in=[bill.pk for bill in bills], state="settled"))
    assert (
        not Bill.objects.filter(pk__in=[bill.pk for bill in bills])
        .exclude(state__in=["settled", "reversed"])
        .exists()
    )
    history = (posted(who), years_so_far([(who.pk, 2022)]))
    for bill in sorted(standing, key=lambda one: -one.discharged_on.toordinal()):
        reversal.reverse(bill=bill, reason="清空", on=care.ON, by=clerk)
        post_open(second)
    assert sum(YearEntry.objects.filter(person=who).values_list("fen", flat=True)) == 0
    for bill in sorted(standing, key=lambda one: one.discharged_on):
        reversal.settle_again(bill=bill, on=care.ON, by=clerk)
    assert (posted(who), years_so_far([(who.pk, 2022)])) == history
    no_violation()
    for bill in Bill.objects.filter(pk__in=[bill.pk for bill in standing]).order_by("-discharged_on"):
        reversal.reverse(bill=bill, reason="下一例", on=care.ON, by=clerk)
        post_open(second)
