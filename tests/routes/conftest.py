"""Where are the sessions of these walks? In memory: thousands of requests ask who may do what, none of them where that is kept."""

from collections.abc import Iterator

import pytest
from django.test import override_settings


@pytest.fixture(scope="module", autouse=True)
def sessions_in_memory() -> Iterator[None]:
    """For the door and for who comes to it."""
    with override_settings(SESSION_ENGINE="django.contrib.sessions.backends.cache"):
        yield
