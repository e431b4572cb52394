"""Is nothing left of a test that commits, and nothing taken that it did not write?"""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase

from staff.models import AuditEvent, Division, Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.conftest import eventually
from tests.emptying import KEPT, empty_tables

pytestmark = pytest.mark.django_db(transaction=True)


def filled_tables() -> set[str]:
    with connection.cursor() as cursor:
        found = set()
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}")')
            found |= {table} if cursor.fetchone() == (True,) else set()
        return found


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return cursor.fetchone() == (True,)


def test_all_that_was_written_goes_also_what_may_never_be_deleted(
    make_officer: Callable[..., Officer],
) -> None:
    make.places()
    clerk = make_officer(Role.COUNTY_BUREAU)
    make.enrolled(make.person(clerk), clerk)
    assert AuditEvent.objects.exists() and len(filled_tables() - KEPT) > 8
    kept = filled_tables() & KEPT
    empty_tables(TransactionTestCase())
    assert filled_tables() == kept


def test_tables_of_staged_files_go_too() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE UNLOGGED TABLE household_stage_7_1 (number int)")
        empty_tables(TransactionTestCase())
        cursor.execute("SELECT to_regclass('household_stage_7_1')")
        assert cursor.fetchone() == (None,)


def test_who_is_no_superuser_truncates(make_officer: Callable[..., Officer]) -> None:
    make.places()
    make_officer(Role.COUNTY_BUREAU)
    kept = filled_tables() & KEPT
    role = f"plain_{connection.settings_dict['NAME']}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE ROLE {role}; GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}; SET ROLE {role}"
        )
        try:
            empty_tables(TransactionTestCase())
        finally:
            cursor.execute(f"RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}")
    assert filled_tables() == kept


def test_triggers_and_foreign_keys_hold_again_afterwards(make_officer: Callable[..., Officer]) -> None:
    make_officer(Role.COUNTY_BUREAU)
    empty_tables(TransactionTestCase())
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)


def test_it_waits_for_who_has_not_committed_yet() -> None:
    """What a worker commits at the last moment is not left to the next test."""
    emptied = threading.Event()

    def empty() -> None:
        empty_tables(TransactionTestCase())
        emptied.set()
        connection.close()

    thread = threading.Thread(target=empty)
    with transaction.atomic():
        make.places()
        thread.start()
        eventually(somebody_waits, seconds=10)
        assert not emptied.is_set()
    thread.join(10)
    assert emptied.is_set() and not Division.objects.exists()


def test_that_is_how_tests_that_commit_end() -> None:
    assert TransactionTestCase._fixture_teardown is empty_tables  # type: ignore[attr-defined]
