"""Who sits at the desks of these stories, on which day, in which towns?"""

import os
import signal
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import ConsoleMessage

from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.conftest import Worker, own_environment
from tests.journeys.at_desk import Desk

LANZHOU_VILLAGE = "620102001001"


class SleepyWorker(Worker):
    """A worker that can be told to sleep, so that a story may look at a page before the work begins."""

    def sleep(self) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGSTOP)

    def wake(self) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGCONT)


@pytest.fixture(scope="module")  # gone before tests that do the work themselves
def running_worker(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SleepyWorker]:
    """One real worker for the stories of a file: it keeps nothing from one to the next."""
    with django_db_blocker.unblock():
        environment = own_environment()
    worker = SleepyWorker(environment, tmp_path_factory.mktemp("worker") / "worker.log")
    worker.start()
    yield worker
    worker.stop()


@pytest.fixture
def worker(running_worker: SleepyWorker, towns: None) -> Iterator[SleepyWorker]:
    """That worker, awake."""
    yield running_worker
    running_worker.wake()


@pytest.fixture
def it_is(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """`it_is("2021-10-26")`: it is nine in the morning of that day for every page; time goes on from there."""
    real_now = timezone.now

    def go(day: str) -> None:
        morning = datetime.fromisoformat(f"{day}T09:00:00").replace(tzinfo=timezone.get_default_timezone())
        ahead = morning - real_now()
        monkeypatch.setattr(timezone, "now", lambda: real_now() + ahead)

    return go


@pytest.fixture
def towns(transactional_db: None) -> None:
    """The villages in which people live."""
    make.places(make.VILLAGE, make.OTHER_VILLAGE, make.LINXIA_VILLAGE, LANZHOU_VILLAGE)


@pytest.fixture
def officer(towns: None, make_officer: Callable[..., Officer]) -> Callable[[Role, str], Officer]:
    """`officer(Role.TAX_OFFICER, "371700")`: always the same person for the same role and place."""
    known: dict[tuple[Role, str], Officer] = {}

    def of(role: Role, division_code: str) -> Officer:
        if (role, division_code) not in known:
            known[role, division_code] = make_officer(role, division_code)
        return known[role, division_code]

    return of


@pytest.fixture
def sits_down(
    officer: Callable[[Role, str], Officer], make_page: Callable[..., object]
) -> Iterator[Callable[..., Desk]]:
    """`sits_down(Role.TAX_OFFICER, "371700", language="en")`: an officer at a browser, logged in today.

    The story fails when the browser reports an error; a page that was refused with 4xx is none.
    """
    errors: list[str] = []

    def note(said: ConsoleMessage) -> None:
        if said.type == "error" and not said.text.startswith("Failed to load resource"):
            errors.append(said.text)

    def sit(role: Role, division_code: str, *, language: str = "zh-hans", **screen: int) -> Desk:
        page = make_page(officer(role, division_code), language=language, **screen)
        page.on("console", note)  # type: ignore[attr-defined]
        return Desk(page, language)  # type: ignore[arg-type]

    yield sit
    assert errors == []
