"""Does a roster that civil affairs uploads and a second official confirms change what a person owes and is told?"""

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import expect

from assistance.categories.operations import category_names
from enrollment.operations.people import document_number
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance.roster_desk import row, table
from tests.journeys.at_desk import PATIENCE, Desk
from tests.journeys.conftest import LANZHOU_VILLAGE

pytestmark = [pytest.mark.browser, pytest.mark.worker]
LANZHOU, CHENGGUAN = "620100", "620102"


def sends_roster(
    desk: Desk, content: bytes, *, area: str, month: str, certifier: str, categories: list[str]
) -> str:
    """Upload a full list and wait until it was checked; the address of its page."""
    desk.opens("Rosters")
    desk.attaches("名单.csv", content)
    desk.fills(area=area, certifier=certifier, month=month, kind="full")
    desk.page.locator("main [name=categories]").select_option(categories)
    desk.presses("Upload and check")
    desk.page.wait_for_url(re.compile(r"/rosters/\d+/$"))
    expect(desk.page.locator("progress")).to_have_count(0, timeout=PATIENCE)
    return desk.page.url


def test_a_roster_of_lanzhou_changes_what_a_person_is_told_and_a_partial_one_ends_nobody(
    officer: Callable[[Role, str], Officer],
    sits_down: Callable[..., Desk],
    it_is: Callable[[str], None],
    worker: object,
) -> None:
    it_is("2021-05-10")
    category_names.seed()
    bureau = officer(Role.COUNTY_BUREAU, LANZHOU)
    poor = make.person(bureau, "马小红", village=LANZHOU_VILLAGE)
    others = [make.person(bureau, "马" + name, village=LANZHOU_VILLAGE) for name in "一二三四"]
    make.enrolled(poor, bureau, year=2021, village=LANZHOU_VILLAGE, on=date(2020, 11, 1))
    before = [row(who, "建档立卡贫困人口") for who in others]
    facts = {"certifier": "rural_revitalization", "categories": ["registered_poor"], "area": LANZHOU}

    # April's list does not know her; the office of rural revitalization added her on 6 May.
    maker = sits_down(Role.CIVIL_AFFAIRS, LANZHOU)
    checker = sits_down(Role.COUNTY_BUREAU, LANZHOU)
    for month, rows in (
        ("2021-04-01", before),
        ("2021-05-01", [*before, row(poor, "建档立卡贫困人口", from_on="2021-05-06")]),
    ):
        address = sends_roster(maker, table(rows), month=month, **facts)  # type: ignore[arg-type]
        expect(maker.page.locator("main")).to_contain_text(maker.word("A second person confirms it."))
        checker.page.goto(address)
        expect(checker.page.get_by_test_id("preview")).to_contain_text(checker.word("New"))
        checker.page.locator("[data-move=confirm]").click()
        expect(checker.page.locator("progress")).to_have_count(0, timeout=PATIENCE)
        expect(checker.page.locator("#file-progress")).to_contain_text("已写入")

    # Her page says what counts and why; the window of 2021 is over, yet she may enroll and pay in May (LZ-2d).
    clerk = sits_down(Role.COUNTY_BUREAU, CHENGGUAN)
    clerk.finds_person(document_number(poor))
    counting = clerk.page.get_by_test_id("counting")
    expect(counting).to_contain_text("建档立卡贫困人口")
    expect(counting).to_contain_text("100.00")
    expect(counting).to_contain_text("LZ-2c")
    expect(clerk.page.locator("#person-dues")).to_contain_text("新增建档立卡贫困人口当月参保")
    expect(clerk.page.locator("#person-dues")).to_contain_text("LZ-2d")
    expect(clerk.shown("quote-due")).to_have_text("280.00")

    # A list without most of them ends nobody: it stops, with the figures.
    it_is("2021-06-02")
    maker, clerk = sits_down(Role.CIVIL_AFFAIRS, LANZHOU), sits_down(Role.COUNTY_BUREAU, CHENGGUAN)
    sends_roster(
        maker, table([row(poor, "建档立卡贫困人口", from_on="2021-05-06")]), month="2021-06-01", **facts
    )  # type: ignore[arg-type]
    state = maker.page.locator("main")
    expect(state).to_contain_text("名单人数减少过多")
    expect(state).to_contain_text("原有 5 人，名单中缺 4 人")
    expect(maker.page.locator("[data-move=confirm]")).to_have_count(0)
    clerk.finds_person(document_number(others[0]))
    expect(clerk.page.locator("#person-categories tbody tr")).to_have_count(1)
    expect(clerk.page.locator("#person-categories")).to_contain_text("—")
