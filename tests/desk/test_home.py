"""Does an officer see first what waits for them, and only that?"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from desk.home.work import kinds, lines, waiting_for
from enrollment.models import WindowExtension
from intake.layouts import layouts
from staff.access import asking_once, held
from staff.models import Officer
from staff.rules.roles import Role
from staff.waiting import Waiting, counted
from tests import factories as make

TODAY = date(2026, 3, 2)


@pytest.fixture
def bureau(db: None, make_officer: Callable[..., Officer]) -> Officer:
    make.places()
    return make_officer(Role.CITY_BUREAU, make.HEZE)


def _extension(by: Officer) -> None:
    WindowExtension.objects.create(
        area=make.HEZE, coverage_year=2026, last_day=date(2026, 6, 30), document_number="1", entered_by=by
    )


def test_what_one_officer_entered_waits_for_the_others_of_the_place(
    bureau: Officer, make_officer: Callable[..., Officer]
) -> None:
    colleague = make_officer(Role.CITY_BUREAU, make.HEZE)
    elsewhere = make_officer(Role.CITY_BUREAU, "140500")
    _extension(bureau)

    today = timezone.localdate()
    assert "extensions" not in waiting_for(bureau, on=today)
    assert waiting_for(colleague, on=today)["extensions"]["number"] == 1
    assert "extensions" not in waiting_for(elsewhere, on=today)


def test_the_first_page_names_the_work_and_leads_to_it(
    client_as: Callable[[Officer], Client], bureau: Officer, make_officer: Callable[..., Officer]
) -> None:
    _extension(make_officer(Role.CITY_BUREAU, make.HEZE))
    html = client_as(bureau).get("/").content.decode()
    assert re.findall(r'data-work="(\w+)" data-number="(\d+)"', html) == [("extensions", "1")]
    assert 'href="/dues/extensions"' in html


def test_without_work_or_without_a_role_the_page_says_so(
    client_as: Callable[[Officer], Client], bureau: Officer, make_officer: Callable[..., Officer]
) -> None:
    for officer, said in ((bureau, "暂无待办事项"), (make_officer(), "您还没有角色")):
        html = client_as(officer).get("/").content.decode()
        assert "data-work" not in html
        assert said in html


def test_every_kind_of_work_leads_to_a_page_and_asks_one_question(
    bureau: Officer, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    assert len({work.code for work in kinds()}) == len(kinds()) >= 15
    today = timezone.localdate()
    with asking_once():
        held(bureau, on=today)  # who asks is read once for all
        for work in kinds():
            assert reverse(work.address) and work.label.zh and work.label.en
            files = len(layouts()) if work.code.startswith("files") else 0
            with django_assert_max_num_queries(1 + files):
                work.look(bureau, today)


def test_every_module_that_declares_work_is_named_in_the_settings() -> None:
    root = Path(settings.BASE_DIR)
    declared = {
        ".".join(path.relative_to(root).with_suffix("").parts) + ".WAITING"
        for app in ("staff", "intake", "enrollment", "assistance", "claims")
        for path in (root / app).rglob("waiting.py")
        if "WAITING = (" in path.read_text(encoding="utf-8")
    }
    assert declared == set(settings.WAITING)
    assert all(import_string(path) for path in declared)


def test_overdue_work_comes_first_then_the_oldest() -> None:
    def found(number: int, days: int, overdue: int = 0) -> dict[str, Any]:
        since = (TODAY - timedelta(days=days)).isoformat()
        return {"number": number, "since": since, "overdue": overdue, "fen": None}

    shown = lines({"lines": found(9, 3), "cases": found(2, 1, overdue=1), "bills": found(1, 40)}, on=TODAY)
    assert [row.work.code for row in shown] == ["cases", "bills", "lines"]
    assert [row.days for row in shown] == [1, 40, 3]


def test_an_officer_who_may_do_nothing_costs_no_question(
    db: None, django_assert_num_queries: Callable[..., Any]
) -> None:
    with django_assert_num_queries(0):
        assert counted(WindowExtension.objects.none(), TODAY, since="entered_at") == Waiting(0)


def test_waiting_adds_up() -> None:
    first, second = Waiting(1, date(2026, 1, 2), 1, 100), Waiting(2, date(2026, 1, 1), 0, None)
    assert first + second == Waiting(3, date(2026, 1, 1), 1, 100)
