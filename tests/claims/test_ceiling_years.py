"""Do the years on record raise the ceiling, and is a later year settled anew when what was paid in an earlier one changes?"""

import copy
from datetime import date
from pathlib import Path

import pytest

from assistance.figures.models import EnteredParameter
from claims.models import Bill, ResettlementPlan, Statement
from claims.operations import plans, reversal, settlement
from claims.queries.insured_years import insured_years
from claims.rules.insured_years import InsuredYears
from enrollment.models import Coverage, Due, FollowUp, Person
from policy.care import Outcome, Setting, Tier
from policy.topics import Topic
from staff.models import Officer
from tests import care
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
ON = date(2023, 12, 31)
HEZE = """
[[critical_registration]]
settings = ["outpatient"]
from_on = 2022-01-01
clause = "HZ-3.3"
[[critical_deductible]]
amount = 0
from_on = 2022-01-01
clause = "HZ-3.3"
[[critical_ratio]]
rate = 0.50
counts_from = "deductible"
from_on = 2022-01-01
clause = "HZ-3.3"
[[critical_ceiling]]
amount = 10000
from_on = 2022-01-01
clause = "HZ-3.3"
[[ceiling_step]]
counts = "years_without_claims"
amount = 1000
most_share = 0.50
from_on = 2022-01-01
clause = "HZ-3.3"
"""


@pytest.fixture(autouse=True)
def heze_raises_its_ceiling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Heze pays half of what is left, at most 10,000 yuan a year, 1,000 more for each year without a claim since 2022."""
    own = Path("policy/data/371700/benefit.toml").read_text(encoding="utf-8")
    (tmp_path / "371700").mkdir()
    for file in Path("policy/data/371700").glob("*.toml"):
        (tmp_path / "371700" / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "371700" / "benefit.toml").write_text(own + HEZE, encoding="utf-8")
    monkeypatch.setenv("CANBAO_POLICY_DIRS", str(tmp_path))


def cover_of_2023(who: Person) -> None:
    """The cover of 2022 again for the year after."""
    due = Due.objects.get(person=who, coverage_year=2022)
    cover = Coverage.objects.get(due=due)
    enrollment, more, next_cover = (copy.copy(one) for one in (due.enrollment, due, cover))
    enrollment.pk, enrollment.coverage_year = None, 2023
    enrollment.save(force_insert=True)
    more.pk, more.coverage_year, more.enrollment = None, 2023, enrollment
    more.save(force_insert=True)
    next_cover.due, next_cover.coverage_year = more, 2023
    next_cover.cover_from, next_cover.cover_until = date(2023, 1, 1), date(2024, 1, 1)
    next_cover.save(force_insert=True)


def counted_since_2022(by: Officer, second: Officer) -> None:
    EnteredParameter.objects.create(
        area=make.HEZE, topic=Topic.CEILING_YEARS_FROM, key="years_without_claims", value=2022, document_number="示例〔2023〕1号",
        from_on=date(2022, 1, 1), entered_by=by, entered_at=care.AT, approved_by=second, approved_at=care.AT,
    )  # fmt: skip


def visit(who: Person, by: Officer, number: str, day: date) -> Bill:
    return care.enter(
        who, by, number, care.line(10_000_000, 0, 0), on=ON, setting=Setting.OUTPATIENT, discharged_on=day,
        diagnosis_code="J06.900", diagnosis_name="急性上呼吸道感染",
    )  # fmt: skip


def critical(bill: Bill) -> int:
    return Statement.objects.get(bill=bill, state="posted").critical_illness_fen


def confirm(second: Officer) -> int:
    """Post the open list of differences; what each of its bills changes by."""
    plan = ResettlementPlan.objects.get(state="proposed")
    plans.post_plan(plan=plan, on=ON, by=second)
    return plan.difference_fen


def test_a_year_without_claims_raises_the_next_until_a_late_bill_comes(
    clerk: Officer, second: Officer, who: Person
) -> None:
    cover_of_2023(who)
    assert insured_years([who.pk]) == {
        who.pk: InsuredYears(frozenset({2022, 2023}), frozenset(), frozenset(), who.born_on and who.born_on.year)
    }  # fmt: skip
    bill = visit(who, clerk, "B23", date(2023, 5, 10))
    open_ = settlement.preview(bill=bill, on=ON, by=clerk)
    assert open_.tier(Tier.CRITICAL_ILLNESS).outcome is Outcome.UNDECIDED
    assert [one.clause for one in open_.missing] == ["HZ-3.3"]  # the years before 2022 are not shown
    counted_since_2022(clerk, second)
    assert settlement.settle(bill=bill, on=ON, by=clerk).state.value == "settled"
    assert critical(bill) == 1_100_000
    late = visit(who, clerk, "B22", date(2022, 5, 10))
    assert settlement.settle(bill=late, on=ON, by=clerk).state.value == "settled"
    assert critical(late) == 1_000_000
    assert set(FollowUp.objects.filter(closed_at=None).values_list("fact", "task", "about")) == {
        ("claims", "settle_again", f"bill:{bill.pk}")
    }
    assert critical(bill) == 1_100_000  # nothing is posted before another officer confirms
    assert confirm(second) == -100_000 and critical(bill) == 1_000_000
    reversal.reverse(bill=late, reason="重复收费", on=ON, by=clerk)
    assert confirm(second) == 100_000 and critical(bill) == 1_100_000


def test_what_was_paid_out_of_a_raise_is_counted_and_taken_back_with_the_bill(
    clerk: Officer, second: Officer, who: Person
) -> None:
    cover_of_2023(who)
    counted_since_2022(clerk, second)
    bill = visit(who, clerk, "B23", date(2023, 5, 10))
    settlement.settle(bill=bill, on=ON, by=clerk)
    years = insured_years([who.pk])[who.pk]
    assert (years.claimed, years.raised) == (frozenset({2023}), frozenset({2023}))
    reversal.reverse(bill=bill, reason="重复收费", on=ON, by=clerk)
    years = insured_years([who.pk])[who.pk]
    assert (years.claimed, years.raised) == (frozenset(), frozenset())
