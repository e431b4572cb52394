"""Does a clause of an opened year open for pages and programs, with who entered and approved it, and for whom?"""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from django.utils import timezone

from enrollment.models import OpenedYear
from enrollment.queries import clauses
from enrollment.rules.opened_years import YearMove
from policy.opening.answers import How
from policy.opening.layer import OPENED_CLAUSE
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.enrollment.year_desk import AT, answered, filled, moved

pytestmark = pytest.mark.django_db


def test_a_clause_of_a_year_says_who_stated_it(
    city: Officer, second: Officer, client_as: Any, api_as: Any, make_officer: Any
) -> None:
    year = filled(city)
    county = make_officer(Role.COUNTY_BUREAU, make.MUDAN)
    elsewhere = make_officer(Role.COUNTY_BUREAU, "620102")
    page = client_as(county, language="en").get("/clauses/371700Y2027A-2").content.decode()
    assert "not approved yet" in page and "Carried over from coverage 2024" in page and "420.00" in page
    assert client_as(elsewhere).get("/clauses/371700Y2027A-2").status_code == 404, (
        "a draft is of its own area"
    )
    shown = client_as(city).get(f"/years/{year.pk}/").content.decode()
    linked = set(re.findall(r'href="/clauses/([^"]+)"', shown))
    assert "371700Y2027A-2" in linked
    for clause in linked:
        assert client_as(county).get(f"/clauses/{clause}").status_code == 200, clause
    moved(moved(year, YearMove.PROPOSE, city), YearMove.APPROVE, second)
    far = client_as(elsewhere, language="zh-hans").get("/clauses/371700Y2027A-2").content.decode()
    assert city.display_name in far and second.display_name in far and "批准" in far and "scans" not in far
    told = api_as(elsewhere).get("/api/v1/clauses/371700Y2027A-2").json()
    assert told["years"]["en"] == "coverage 2027" and len(told["origins"]) == 2
    assert "371700Y2027A-2" in [
        one["clause"] for one in api_as(city).get("/api/v1/clauses?q=420.00").json()["results"]
    ]
    assert api_as(elsewhere).get("/api/v1/clauses/371700Y2027Z-2").status_code == 404
    assert client_as(city).get("/clauses/371700Y2026A-2").status_code == 404


def test_the_list_is_quick_with_many_years_and_says_when_nothing_is_there(
    city: Officer, second: Officer, client_as: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_as(city, language="en")
    files = {
        "area-opened-2027.toml": {"documents": {"371700Y2027A": {"number": "示例〔2026〕1号（演示）", "title": "演示"}}},
        "clauses-opened-2027.toml": {
            f"371700Y2027A-{number}": {"section": str(number), "zh": f"第{number}条", "en": f"rule {number}"}
            for number in range(1, 61)
        },
    }  # fmt: skip
    years = [
        OpenedYear(area=f"{code:06}", coverage_year=2027, state="open", files=files, started_by=city, started_at=AT,
                   proposed_by=city, proposed_at=AT, decided_by=second, decided_at=AT)
        for code in range(410100, 410400)
    ]  # fmt: skip
    OpenedYear.objects.bulk_create(years)
    client.get("/clauses/")  # each year is read once
    begun = time.process_time()
    with django_assert_max_num_queries(12):
        page = client.get("/clauses/?q=rule+7&area=410123").content.decode()
    assert time.process_time() - begun < 2
    assert page.count("371700Y2027A-7<") == 1 and "410123" in page
    assert client.get("/clauses/?year=20x").status_code == 422
    assert "Nothing matches the filter" in client.get("/clauses/?q=zzz").content.decode()
    assert (
        "示例〔2026〕1号（演示）"
        in client.get("/clauses/?show=documents&year=2027&area=410123").content.decode()
    )


def test_every_clause_of_a_year_that_the_files_hold_resolves(city: Officer, second: Officer) -> None:
    year = filled(city)
    for question in ("catch_up.price", "subsidy.rule", "benefit.ratio", "newborn.later"):
        answered(year, city, question=question, how=How.CARRIED)
    answered(year, city, question="newborn.within", how=How.UNDECIDED, decided_by=("省医保局", "省医保局"))
    opened = moved(moved(year, YearMove.PROPOSE, city), YearMove.APPROVE, second)
    named = {
        one
        for one in re.findall(r"[0-9]{6}Y[0-9]{4}[A-Z]-[0-9.]+", str(opened.files))
        if OPENED_CLAUSE.fullmatch(one)
    }
    assert named
    for clause in named:
        found = clauses.opened(clause, city, on=timezone.localdate())
        assert found and (found.origins or clause.endswith("-0")), clause
        assert found.clause.said, clause
