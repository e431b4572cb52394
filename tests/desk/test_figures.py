"""Does the first page of each role show how its place stands, within its questions, and only what the role opens?"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from desk.home import money_pictures, place_pictures
from desk.home.panels import PANELS, SHOWN, codes_for, figures_as_json, shown
from desk.home.seen import Seen
from desk.home.visits import changes_as_json, last_visit
from enrollment.models import Due, KeptCount
from enrollment.operations import kept_counts
from enrollment.queries.years import working_year
from pictures.tables import table_of
from staff import audit
from staff.models import Officer
from staff.rules.roles import GRANTED, Role
from tests import factories as make

SEEN = Seen(make.MUDAN, make.YEAR, date(2022, 12, 1))
Made = Callable[..., Officer]


@pytest.fixture
def clerk(db: None, make_officer: Made) -> Officer:
    """A county with one household that owes a due and paid nothing."""
    make.places()
    clerk = make_officer(Role.COUNTY_BUREAU, make.MUDAN)
    make.enrolled(make.person(clerk, "欧阳建国"), clerk)
    return clerk


def test_each_role_has_figures_that_it_may_read() -> None:
    assert set(SHOWN) == set(Role) and {code for codes in SHOWN.values() for code in codes} == set(PANELS)
    for role, codes in SHOWN.items():
        assert codes_for([role], GRANTED[role]) == list(codes)
    assert codes_for([Role.CITY_BUREAU], frozenset()) == []


def test_every_panel_can_be_counted_kept_and_shown(clerk: Officer) -> None:
    found = figures_as_json(SEEN.place, SEEN.year, SEEN.on.isoformat(), ",".join(PANELS))
    kept = KeptCount.objects.create(
        digest="x", kind="home_figures", asked={}, found=found, asked_at=timezone.now()
    )
    kept.refresh_from_db()  # what is shown was JSON
    panels = dict(shown(kept.found, SEEN, PANELS))
    assert set(panels) == set(PANELS)
    assert panels["comparison"].rows[0].values == (0,)
    assert [row.total for row in panels["unpaid"].rows] == [1]
    assert sum(panels["ages"].series[1].values) == 1
    assert all(check["agrees"] for check in panels["sums"].checks)


def keep_what_it_counts(client: Client, address: str) -> None:
    """Whatever the page counts is kept, as a worker leaves it beside a million people."""

    def keep(kind: str, asked: Any, *, now: Any, keeps: bool = False) -> kept_counts.Counted:
        found, digest = kept_counts._count(kind, asked), kept_counts._digest(kind, asked)
        KeptCount.objects.create(
            digest=digest, kind=kind, asked=dict(asked), found=found, asked_at=now, counted_at=now
        )
        return kept_counts.Counted(found, now)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept_counts, "counted", keep)
        client.get(address)


@pytest.mark.parametrize(
    ("role", "place", "first"),
    [
        (Role.VILLAGE_CLERK, make.VILLAGE, "village"),
        (Role.COUNTY_BUREAU, make.MUDAN, "unpaid"),
        (Role.FINANCE, make.HEZE, ""),
        (Role.AUDITOR, make.HEZE, "sums"),
        (Role.SYSTEM_ADMIN, "000000", "administration"),
    ],
)
def test_the_figures_of_a_role_come_with_few_questions(
    clerk: Officer,
    role: Role,
    place: str,
    first: str,
    make_officer: Made,
    client_as: Callable[[Officer], Client],
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    client = client_as(make_officer(role, place))
    keep_what_it_counts(client, "/home/figures")
    with django_assert_max_num_queries(14):
        html = client.get("/home/figures").content.decode()
    panels = re.findall(r'data-panel="(\w+)"', html)
    assert set(panels) <= set(SHOWN[role]) and panels[:1] == ([first] if first else [])
    assert first or "暂无数据" in html  # no money is due yet, and the page says so


def test_the_first_page_asks_few_questions(
    clerk: Officer, client_as: Callable[[Officer], Client], django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client = client_as(clerk)
    keep_what_it_counts(client, "/")
    with django_assert_max_num_queries(22):  # each kind of work that may wait is one
        html = client.get("/").content.decode()
    assert f'hx-get="/home/figures?place={make.MUDAN}' in html


def test_nobody_sees_the_figures_of_another_place(
    clerk: Officer, make_officer: Made, client_as: Callable[[Officer], Client]
) -> None:
    township = client_as(make_officer(Role.TOWNSHIP_CLERK, make.VILLAGE[:9]))
    html = township.get(f"/home/figures?place={make.HEZE}").content.decode()
    assert f"place={make.HEZE}&amp;" not in html and 'data-panel="ages"' in html


def test_what_others_did_since_the_last_visit(clerk: Officer, make_officer: Made) -> None:
    now = timezone.now()
    assert (now - last_visit(clerk, now=now)).days == 7
    for _ in range(2):
        audit.record("login", by=clerk)
    since = last_visit(clerk, now=now)
    other = make_officer(Role.COUNTY_BUREAU, make.MUDAN)
    audit.record("merge_people", by=other, division_code=make.VILLAGE)
    audit.record("read_person", by=other, division_code=make.VILLAGE)
    audit.record("merge_people", by=clerk, division_code=make.VILLAGE)
    audit.record("merge_people", by=other, division_code="371728000")
    assert changes_as_json(clerk.pk, make.MUDAN, since.isoformat()) == [["merge_people", 1]]


def test_one_due_of_next_year_does_not_turn_the_page(clerk: Officer) -> None:
    assert working_year(make.MUDAN) == make.YEAR
    due = Due.objects.get()
    for number in range(11):
        Due.objects.create(
            person_id=10_000 + number, enrollment_id=10_000 + number, area=due.area, coverage_year=make.YEAR,
            division_code=due.division_code, standing=due.standing, quotation=due.quotation, issued_on=due.issued_on,
        )  # fmt: skip
    Due.objects.create(
        person_id=1, enrollment_id=1, area=due.area, coverage_year=make.YEAR + 1, division_code=due.division_code,
        standing=due.standing, quotation=due.quotation, issued_on=due.issued_on,
    )  # fmt: skip
    assert working_year(make.MUDAN) == make.YEAR
    assert working_year("371728") is None


def test_a_curve_ends_today_and_stands_beside_the_same_days_of_last_year() -> None:
    money = {"2023": {"2022-09-10": 100, "2022-10-02": 50}, "2022": {"2021-10-01": 70, "2021-12-01": 5}}
    seen = Seen(make.HEZE, 2023, date(2022, 10, 3))
    picture = money_pictures.collected({"money": money, "window": ["2022-10-01", "2023-02-28"]}, seen)
    rows = {row[0]: row[1:] for row in table_of(picture, "zh").rows}
    assert picture.series[0].part.label == "2023"
    assert rows["10-01"] == ("1.00", "0.70") and rows["10-03"] == ("1.50", "0.70") and rows["10-04"][0] == "–"
    assert rows["12-01"][1] == "0.75"


def test_lines_and_treasury_stay_blank_where_nobody_said_anything() -> None:
    found = {"lines": {"2022-12-01": 500}, "treasury": {"2022-12-02": 700}}
    assert [series.values for series in money_pictures.treasury(found, SEEN).series] == [
        (500, None),
        (None, 700),
    ]


def test_exceptions_are_divided_by_age() -> None:
    found = [["name_differs", 0, 3, 100], ["name_differs", 2, 1, 50], ["unknown_person", 1, 9, 0]]
    picture = place_pictures.exceptions(found, SEEN)
    assert [row.values for row in picture.rows] == [(0, 9, 0), (3, 0, 1)]
    assert picture.rows[1].url == f"/exceptions/?outcome=name_differs&division={make.MUDAN}"


def test_the_months_of_a_year_begin_when_it_is_first_collected() -> None:
    whole = money_pictures.months_of(2022, date(2026, 2, 28))
    assert (whole[0], whole[-1], len(whole)) == (date(2021, 9, 1), date(2022, 12, 1), 16)
    come = [date(2026, month, 1) for month in (9, 10, 11)]
    assert money_pictures.months_of(2027, date(2026, 11, 30)) == come
    assert money_pictures.months_of(2028, date(2026, 11, 30)) == come[-1:]
