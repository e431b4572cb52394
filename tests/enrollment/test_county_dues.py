"""Does a county below the pooling area that has an amount and a window of its own collect by them?"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from enrollment.models import Due, Enrollment
from enrollment.operations import dues, enrollments, quotes
from policy.book import default_book
from policy.show import as_text
from policy.terms import Basis
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.enrollment import later_years as late

COUNTY, ELSEWHERE = "371724001001", late.HEZE


@pytest.fixture
def clerk(make_officer: Callable[..., Officer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Officer:
    folder = tmp_path / "371724"
    folder.mkdir()
    (folder / "area.toml").write_text(
        'code = "371724"\nzh = "巨野县"\nen = "Juye"\nlevel = "county"\n'
        '[documents.JY]\nnumber = "示例发〔2026〕24号"\ntitle = "示例"\nissued_on = 2026-08-01\nlast_coverage_year = 2027\n',
        encoding="utf-8",
    )
    (folder / "contribution.toml").write_text(
        '[[individual]]\namount = 410\ncoverage_year = 2027\nclause = "JY-1"\n', encoding="utf-8"
    )
    (folder / "window.toml").write_text(
        '[[regular]]\nfrom_coverage_year = 2027\nopens = { year = "before", day = "10-01", clause = "JY-2" }\n'
        'closes = { year = "same", day = "02-end", clause = "JY-2" }\ncover = { span = "coverage_year", clause = "JY-2" }\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("CANBAO_POLICY_DIRS", f"{late.BOOKS / 'later_years'}:{tmp_path}")
    make.places(COUNTY, ELSEWHERE)
    return make_officer(Role.COUNTY_BUREAU, make.HEZE)


def test_the_county_prices_by_itself_and_inherits_the_rest(
    clerk: Officer, make_officer: Callable[..., Officer]
) -> None:
    here, there = late.somebody(clerk, village=COUNTY), late.somebody(clerk, village=ELSEWHERE, name="郑海")
    other = make_officer(Role.COUNTY_BUREAU, make.HEZE)
    for who in (here, there):
        late.missed(who, 2025, 2026, by=clerk, confirmed_by=other)
        late.shown_insured(who, 2024, by=clerk, confirmed_by=other)
    own, city = Due.objects.get(person=here), Due.objects.get(person=there)
    assert own.standing == "adult+missed:2025,2026+place:371724" and city.standing == "adult+missed:2025,2026"
    assert (own.area, own.quotation.due_fen, city.quotation.due_fen) == ("371700", 41000, 43000)
    paid_on = date(2027, 2, 20)
    inside = quotes.quote_for(person=here, coverage_year=2027, paid_on=paid_on).quotation
    # In the county's window, but after a break: the city's 3 + 1 months from 02-20 end on 06-20 (HZ25-4, HZ25-5).
    assert (inside.body["in_window"], inside.cover_from) == (True, date(2027, 6, 21))
    late_there = quotes.quote_for(person=there, coverage_year=2027, paid_on=paid_on).quotation
    assert (late_there.body["in_window"], late_there.cover_from) == (False, date(2027, 6, 21))
    assert inside.policy_digest == default_book().policy("371724").digest != late_there.policy_digest


def test_a_move_between_counties_prices_again(clerk: Officer) -> None:
    who = late.somebody(clerk, village=ELSEWHERE)
    enrollment = Due.objects.get(person=who).enrollment
    enrollments.transfer_enrollment(
        enrollment=enrollment,
        to_division=COUNTY,
        basis=Basis.HUKOU,
        reason="迁入",
        on=date(2026, 11, 5),
        by=clerk,
    )
    due = Due.objects.get(person=who)
    assert (due.standing, due.quotation.due_fen) == ("adult+place:371724", 41000)


def test_dues_of_the_whole_area_are_issued_by_county(clerk: Officer) -> None:
    for village in (COUNTY, ELSEWHERE):
        who = make.person(clerk, village=village)
        Enrollment.objects.create(
            person=who, area="371700", coverage_year=2027, division_code=village, basis="hukou", group="adult",
            enrolled_on=date(2026, 11, 2), enrolled_by=clerk,
        )  # fmt: skip
    issued = dues.issue(area="371700", coverage_year=2027, on=date(2026, 11, 3), by=clerk)
    assert (issued.dues, issued.fen) == (2, 84000)
    assert set(Due.objects.values_list("quotation__due_fen", flat=True)) == {41000, 43000}


@pytest.mark.parametrize(
    ("village", "decision", "months"), [("990302001001", "manual", None), ("990303001001", "decided", 4)]
)
def test_a_late_price_and_a_wait_of_a_county_are_used_and_a_contradiction_is_open(
    make_officer: Callable[..., Officer],
    monkeypatch: pytest.MonkeyPatch,
    village: str,
    decision: str,
    months: int | None,
) -> None:
    late.lay_over(monkeypatch, "counties")
    make.places(village)
    clerk, other = (make_officer(Role.COUNTY_BUREAU, "990300") for _ in range(2))
    who = late.somebody(clerk, village=village, name="周桂兰")
    late.missed(who, 2026, 2026, by=clerk, confirmed_by=other)
    late.shown_insured(who, 2025, by=clerk, confirmed_by=other)
    due = Due.objects.get(person=who)
    assert due.standing.endswith(f"+place:{village[:6]}")
    asked = quotes.quote_for(person=who, coverage_year=2027, paid_on=date(2027, 3, 10)).quotation
    clauses = {one["clause"] for one in [*asked.body["steps"], *asked.body["missing"]]}
    assert (asked.decision, asked.due_fen) == (decision, 42000 if months else None)
    assert asked.cover_from == (date(2027, 7, 11) if months else None)
    assert ({"HX-1", "HX-2"} if months else {"HN-1", "HN-2"}) <= clauses


def test_what_is_shown_of_a_county_is_what_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    late.lay_over(monkeypatch, "counties")
    south, west = (
        as_text(default_book().policy(code), date(2027, 3, 10), "en") for code in ("990302", "990303")
    )
    assert "UNDECIDED: the waiting period: Nanxian (HN-2) and its pooling area Heyang (HY-4)" in south
    assert "HX-2" in west and "UNDECIDED: the waiting period" not in west
