"""Does a count that takes long go to a worker, is it kept with its time, and does nobody wait for it?"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from enrollment import tasks
from enrollment.models import KeptCount
from enrollment.operations import kept_counts
from enrollment.queries import reports
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make

NOW = timezone.make_aware(datetime(2022, 1, 5, 9, 0))
HERE = __name__
counted_at_all: list[int] = []


def waits(milliseconds: int) -> dict[str, int]:
    """A count that the database takes so long for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [milliseconds / 1000])
    counted_at_all.append(milliseconds)
    return {"people": len(counted_at_all)}


@pytest.fixture(autouse=True)
def patience(settings: Any) -> None:
    settings.KEPT_COUNTS = settings.KEPT_COUNTS | {"waits": f"{HERE}.waits"}
    settings.COUNT_PATIENCE_MS = 500
    counted_at_all.clear()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The counts that a worker was told of."""
    ids: list[int] = []
    monkeypatch.setattr(kept_counts, "wake_after_commit", lambda task, *, count_id: ids.append(count_id))
    return ids


def test_a_quick_count_is_made_at_once_and_not_kept(db: None, told: list[int]) -> None:
    assert kept_counts.counted("waits", {"milliseconds": 1}, now=NOW) == kept_counts.Counted({"people": 1})
    assert kept_counts.counted("waits", {"milliseconds": 1}, now=NOW).found == {"people": 2}
    assert not KeptCount.objects.exists() and told == []


def test_a_picture_is_kept_even_when_it_was_quick(db: None, told: list[int]) -> None:
    asked = {"milliseconds": 1}
    assert kept_counts.counted("waits", asked, now=NOW, keeps=True).counted_at is None
    again = kept_counts.counted("waits", asked, now=NOW + timedelta(minutes=9), keeps=True)
    assert (again.found, again.counted_at) == ({"people": 1}, NOW) and told == []
    kept_counts.counted("waits", asked, now=NOW + timedelta(minutes=11), keeps=True)
    assert len(told) == 1 and counted_at_all == [1]


def test_patience_is_for_the_whole_count_not_for_each_of_its_statements(
    db: None, told: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter(range(100))
    monkeypatch.setattr(
        kept_counts, "monotonic", lambda: next(seconds)
    )  # each look at the clock is a second later
    assert kept_counts.counted("waits", {"milliseconds": 1}, now=NOW).is_being_counted
    assert counted_at_all == [] and len(told) == 1


def test_a_long_count_is_left_to_a_worker_and_kept(db: None, told: list[int]) -> None:
    asked = {"milliseconds": 900}
    first = kept_counts.counted("waits", asked, now=NOW)
    assert first.is_being_counted and counted_at_all == []
    [row] = KeptCount.objects.all()
    assert told == [row.pk]
    # The page asks again every two seconds; the worker is not told each time.
    assert kept_counts.counted("waits", asked, now=NOW + timedelta(seconds=2)).is_being_counted
    assert told == [row.pk]
    # A message that was lost is sent again.
    kept_counts.counted("waits", asked, now=NOW + timedelta(seconds=40))
    assert told == [row.pk, row.pk]
    at = NOW + timedelta(seconds=41)
    kept_counts.count(row.pk, now=at)
    kept_counts.count(row.pk, now=at)  # the second message finds it done
    assert counted_at_all == [900]
    shown = kept_counts.counted("waits", asked, now=NOW + timedelta(minutes=9))
    assert shown == kept_counts.Counted({"people": 1}, at) and told == [row.pk, row.pk]
    # Too old: shown still, with its time, while a new one is made.
    later = NOW + timedelta(minutes=12)
    assert kept_counts.counted("waits", asked, now=later) == shown
    assert told == [row.pk] * 3
    tasks.count(count_id=row.pk)
    assert kept_counts.counted("waits", asked, now=later).found == {"people": 2}


def test_what_nobody_asks_for_is_forgotten(db: None, told: list[int]) -> None:
    kept_counts.counted("waits", {"milliseconds": 900}, now=NOW)
    assert kept_counts.prune(now=NOW + timedelta(days=1)) == 0
    assert kept_counts.prune(now=NOW + timedelta(days=3)) == 1


def test_another_fault_than_time_is_not_hidden(db: None, settings: Any) -> None:
    settings.KEPT_COUNTS = {"waits": f"{HERE}.breaks"}
    with pytest.raises(ZeroDivisionError):
        kept_counts.counted("waits", {}, now=NOW)


def breaks() -> int:
    return 1 // 0


def test_the_page_of_dues_says_that_it_is_counted_and_then_from_when(
    make_officer, client_as, settings: Any, told: list[int]
) -> None:  # type: ignore[no-untyped-def]
    clerk: Officer = make_officer(Role.TOWNSHIP_CLERK, make.MUDAN)
    make.places()
    make.enrolled(make.person(clerk), clerk)
    settings.KEPT_COUNTS = settings.KEPT_COUNTS | {"place_totals": f"{HERE}.slow_totals"}
    client, asked = client_as(clerk, language="en"), {"inside": make.MUDAN, "coverage_year": make.YEAR}
    page = client.get(reverse("enrollment:dues"), asked).content.decode()
    assert "counted in the background" in page and "Totals by place" not in page
    assert "Dues one by one" in page and f'hx-get="/dues/?inside={make.MUDAN}' in page
    kept_counts.count(told[0], now=timezone.now())
    page = client.get(reverse("enrollment:dues"), asked).content.decode()
    assert "Totals by place" in page and "Counted at" in page and "counted in the background" not in page


def slow_totals(place: str, year: int) -> list[dict[str, object]]:
    waits(900)
    return reports.place_totals_as_json(place, year)
