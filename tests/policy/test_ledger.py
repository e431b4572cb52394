"""Is every clause that the notices contain on dues, windows, waiting, subsidies and what is paid for care cited in the book?"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from policy.book import Book
from policy.check import cited_clauses

LEDGER = Path(__file__).with_name("clauses.csv")


def clauses() -> list[dict[str, str]]:
    with LEDGER.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def cited() -> set[str]:
    return cited_clauses(Book.load().by_code)


@pytest.mark.parametrize("row", clauses(), ids=lambda row: row["clause"])
def test_each_clause_of_the_ledger_is_cited(row: dict[str, str], cited: set[str]) -> None:
    assert row["clause"] in cited, f"{row['clause']} ({row['kind']}, {row['place']})"
