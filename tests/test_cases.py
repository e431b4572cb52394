"""Do the rules reproduce the worked cases, those of the repository and those given with --cases?"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from policy.book import Book
from tests.cases_vocabulary.cases import KINDS, Case, answer_of, differences, read_cases
from tests.cases_vocabulary.given import UnknownWord

CASES = Path(__file__).parent / "cases"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test per case: built-in cases of the kinds answered so far, and every case of a file named on the
    way.
    """
    if "case" not in metafunc.fixturenames:
        return
    cases = [case for path in sorted(CASES.glob("*.yaml")) for case in read_cases(path) if case.is_supported]
    built_in = len(cases)
    for name in metafunc.config.getoption("cases"):
        cases.extend(read_cases(Path(name)))
    ids = [case.id if index < built_in else f"{case.file}:{case.id}" for index, case in enumerate(cases)]
    metafunc.parametrize("case", cases, ids=ids)


Books = Callable[[str], Book]


@pytest.fixture(scope="session")
def books(request: pytest.FixtureRequest) -> Books:
    """The built-in book with the directories of --book laid over, and over them the one that a case names."""

    @cache
    def load(name: str) -> Book:
        named = (CASES / "books" / name,) if name else ()
        return Book.load(*request.config.getoption("book"), *named)

    return load


def test_case(case: Case, books: Books) -> None:
    """Every asserted field of the case agrees with what the rules answer."""
    book = books(case.book)
    if not case.is_supported:
        pytest.fail(
            f"{case.file} {case.id}: kind {case.kind!r} is not answered; answered kinds: {', '.join(KINDS)}",
            pytrace=False,
        )
    try:
        lines = differences(case, answer_of(case, book))
    except UnknownWord as error:
        lines = [str(error)]
    if lines:
        heading = f"{case.id} ({case.region}, {case.kind}) given {case.given}"
        pytest.fail("\n  ".join([heading, *lines]), pytrace=False)
