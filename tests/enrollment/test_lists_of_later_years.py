"""Does a household list ask what the desk asks of one person: the tier chosen, and active cover elsewhere?"""

import io
from collections.abc import Callable
from datetime import date

import pytest

from enrollment.models import Due, Enrollment, HouseholdImport, Person
from enrollment.operations import household_imports
from enrollment.rules.evidence import Scheme
from enrollment.rules.tiers import TIER_WORDS, Tier, tier_label, tier_named
from intake.operations import jobs
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.enrollment import later_years as late

LINYI = "371302001001"  # its city warns of cover elsewhere
HEADER = "户编号,与户主关系,姓名,证件号码,居住地区划,缴费档次"


@pytest.fixture
def clerk(db: None, make_officer: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch) -> Officer:
    late.lay_over(monkeypatch)
    make.places(late.HEZE, late.LIAOCHENG, LINYI)
    return make_officer(Role.COUNTY_BUREAU, "370000")


@pytest.fixture
def other(clerk: Officer, make_officer: Callable[..., Officer]) -> Officer:
    return make_officer(Role.COUNTY_BUREAU, "370000")


def taken(
    clerk: Officer, village: str, *rows: str, year: int | None = late.YEAR, write: bool = False
) -> HouseholdImport:
    """A list of people of one village; each row is relation, name, number and tier."""
    lines = [f"A{place},户主,{name},{number},{village},{tier}" for place, (name, number, tier) in enumerate(
        (row.split(",") for row in rows), 1)]  # fmt: skip
    listed = household_imports.receive(
        content=io.BytesIO("\n".join([HEADER, *lines]).encode()), name="户.csv", area=village[:6], coverage_year=year,
        on=late.ENROLLED_ON, by=clerk,
    )  # fmt: skip
    listed = jobs.work_on(listed, on=late.ENROLLED_ON)
    if write:
        household_imports.confirm(household_import=listed, on=late.ENROLLED_ON, by=clerk)
        listed = jobs.work_on(listed)
    return listed


def number() -> str:
    return make.resident_number(county="371502")


def test_each_tier_is_named_by_its_words_and_by_no_other() -> None:
    offered = ("first", "second")
    for word in ("一档", "第一档", "1档", "第1档", "1", "first"):
        assert tier_named(word, offered) == "first"
    assert tier_named("三档", offered) is None and tier_named("高档", offered) is None
    assert tier_named("gold", ("gold",)) == "gold", "a code of an area's own"
    assert {tier_label(tier).zh for tier in Tier} <= set(TIER_WORDS)


def test_the_tier_of_a_list_prices_the_due_as_the_desk_does(clerk: Officer) -> None:
    first = number()
    listed = taken(
        clerk, late.LIAOCHENG, f"甲一,{first},一档", f"乙二,{number()},第2档", f"丙三,{number()},", write=True
    )  # fmt: skip
    assert listed.state == "written" and not listed.problems
    dues = Due.objects.order_by("enrollment__person__name_key").select_related(
        "enrollment__person", "quotation"
    )
    found = {due.enrollment.person.name: (due.enrollment.tier, due.quotation.due_fen) for due in dues}
    # LC-1: 500 or 800; who chose none has no amount.
    assert found == {"甲一": ("first", 50_000), "乙二": ("second", 80_000), "丙三": ("", None)}
    again = taken(clerk, late.LIAOCHENG, f"丁四,{number()},二档", f"甲一,{first},二档")
    assert again.summary["notice_counts"]["other_tier"] == 1


@pytest.mark.parametrize(
    ("village", "year", "tier", "code"),
    [
        (late.HEZE, late.YEAR, "一档", "no_tiers_here"),
        (late.LIAOCHENG, None, "一档", "no_tiers_here"),
        (late.LIAOCHENG, late.YEAR, "三档", "tier_unknown"),
        (late.LIAOCHENG, late.YEAR, "高档", "tier_unknown"),
    ],
)
def test_a_tier_that_nobody_offers_is_refused_by_its_cell(
    clerk: Officer, village: str, year: int | None, tier: str, code: str
) -> None:
    listed = taken(clerk, village, f"甲一,{number()},{tier}", year=year)
    assert [(one["cell"], one["code"]) for one in listed.problems] == [("F2", code)]
    assert listed.state == "refused" and not Person.objects.exists()


@pytest.mark.parametrize(
    ("village", "scheme", "code", "clause", "is_enrolled"),
    [
        (late.HEZE, Scheme.RESIDENT, "stop_elsewhere_first", "N33-a", False),
        (late.HEZE, Scheme.EMPLOYEE, "insured_elsewhere", "N33-a", False),
        (LINYI, Scheme.RESIDENT, "insured_elsewhere_warned", "LY-8", True),
    ],
)
def test_active_cover_elsewhere_is_asked_of_each_row(
    clerk: Officer, other: Officer, village: str, scheme: Scheme, code: str, clause: str, is_enrolled: bool
) -> None:
    given = make.resident_number(county=village[:6])
    who = make.person(clerk, "冯志远", village=village, document_number=given)
    late.shown(who, scheme, date(2025, 1, 1), None, by=clerk, confirmed_by=other)
    listed = taken(clerk, village, f"甲一,{number()},", f"冯志远,{given},", write=True)
    (told,) = (one for one in listed.summary["notices"] if one["code"] == code)
    assert told["cell"] == "D3" and all(clause in said for said in told["message"].values())
    assert listed.summary["notice_counts"][code] == 1
    assert Enrollment.objects.filter(person=who, coverage_year=late.YEAR).exists() is is_enrolled
    assert Enrollment.objects.filter(coverage_year=late.YEAR).count() == 1 + is_enrolled, (
        "the others are enrolled"
    )


def test_cover_elsewhere_that_ends_within_the_year_or_waits_for_an_officer_keeps_nobody_out(
    clerk: Officer, other: Officer
) -> None:
    numbers = [make.resident_number(county="371702") for _ in range(2)]
    people = [
        make.person(clerk, name, village=late.HEZE, document_number=one)
        for name, one in zip("甲乙", numbers, strict=True)
    ]
    late.shown(people[0], Scheme.RESIDENT, date(2025, 1, 1), date(2026, 11, 30), by=clerk, confirmed_by=other)
    late.shown(people[1], Scheme.RESIDENT, date(2025, 1, 1), None, by=clerk, confirmed_by=None)
    listed = taken(
        clerk,
        late.HEZE,
        *(f"{who.name},{one}," for who, one in zip(people, numbers, strict=True)),
        write=True,
    )
    assert not any("elsewhere" in one["code"] for one in listed.summary["notices"])
    assert Enrollment.objects.filter(coverage_year=late.YEAR).count() == 2
