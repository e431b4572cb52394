"""Are the tables that a large file made grow analysed once it is closed, outside any transaction, and only then?"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, connection

from enrollment.models import Coverage, Due, DueEntry, PaymentLine
from intake.bulk import statistics
from staff.models import Officer
from staff.rules.roles import Role
from tests import bill_files as files
from tests import care
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def analysed() -> Iterator[list[tuple[str, bool]]]:
    """The ANALYZE statements with SKIP_LOCKED, each with whether a transaction was open."""
    seen: list[tuple[str, bool]] = []

    def watch(execute: Any, statement: Any, params: Any, many: bool, context: Any) -> Any:
        text = statement if isinstance(statement, str) else statement.as_string(None)
        if text.startswith("ANALYZE (SKIP_LOCKED)"):
            seen.append((text, connection.in_atomic_block))
        return execute(statement, params, many, context)

    with connection.execute_wrapper(watch):
        yield seen


@pytest.fixture
def people(make_officer) -> tuple[Officer, Officer]:
    make.places()
    clerk = make_officer(Role.COUNTY_BUREAU, make.MUDAN)
    care.provider(clerk)
    return clerk, make_officer(Role.TAX_OFFICER, make.HEZE)


def test_a_large_tax_file_and_a_large_bill_file_are_learned_when_they_are_closed(
    people: tuple[Officer, Officer], monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk, collector = people
    monkeypatch.setattr(statistics, "ROWS_WORTH_LEARNING", 1)
    with analysed() as seen:
        who = care.covered(clerk, collector)
    [(statement, in_transaction)] = seen
    for model in (PaymentLine, DueEntry, Coverage):
        assert f'"{model._meta.db_table}"' in statement
    assert not in_transaction
    with analysed() as seen:
        files.worked([files.visit(who, "P1"), files.trailer(1, "50.00")], clerk, is_preview=True)
    assert seen == []
    with analysed() as seen:
        files.worked([files.visit(who, "V1"), files.trailer(1, "50.00")], clerk)
    [(statement, in_transaction)] = seen
    assert '"claims_billline"' in statement and '"claims_yearentry"' in statement and not in_transaction


def test_a_small_file_is_left_to_the_server(people: tuple[Officer, Officer]) -> None:
    clerk, collector = people
    with analysed() as seen:
        who = care.covered(clerk, collector)
        files.worked([files.visit(who, "V1"), files.trailer(1, "50.00")], clerk)
    assert seen == []


@pytest.mark.parametrize(("rows", "worth"), [(19_999, False), (20_000, True)])
def test_the_server_knows_the_rows_afterwards(
    rows: int, worth: bool, people: tuple[Officer, Officer]
) -> None:
    care.covered(*people)
    assert statistics.learn_growth((DueEntry,), rows=rows) is worth
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [DueEntry._meta.db_table])
        known = cursor.fetchone()[0]
    assert not worth or known == DueEntry.objects.count()


def test_a_failure_is_logged_and_breaks_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*given: Any) -> None:
        raise DatabaseError("no")

    with connection.execute_wrapper(fail):
        assert statistics.learn_growth((Due,), rows=1_000_000) is False
    assert "tables could not be analysed" in caplog.text
