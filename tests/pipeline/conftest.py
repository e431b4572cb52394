"""Who sends and works off tax files in these tests?"""

from collections.abc import Callable

import pytest

from staff.rules.roles import Role
from tests import factories as make
from tests.pipeline.tax_desk import TaxDesk


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable) -> TaxDesk:  # type: ignore[type-arg]
    """A tax officer of Heze and a clerk there."""
    make.places()
    return TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), make_officer(Role.COUNTY_BUREAU, make.MUDAN))
