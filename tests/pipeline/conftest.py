"""Who sends and works off files in these tests?"""

from collections.abc import Callable, Iterator

import pytest

from staff.rules.roles import Role
from tests import factories as make
from tests.conftest import Worker, own_environment
from tests.pipeline.tax_desk import TaxDesk


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable) -> TaxDesk:  # type: ignore[type-arg]
    """A tax officer of Heze and a clerk there."""
    make.places()
    return TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), make_officer(Role.COUNTY_BUREAU, make.MUDAN))


@pytest.fixture
def start_worker(
    request: pytest.FixtureRequest, make_worker: Callable[..., Worker]
) -> Iterator[Callable[[], Worker]]:
    """A worker with the settings `SMALL` of the file; at the end of the test all are killed, which is quicker than asking."""
    made: list[Worker] = []

    def start() -> Worker:
        made.append(make_worker(environment=own_environment() | request.module.SMALL).start())
        return made[-1]

    yield start
    for worker in made:
        worker.kill()
