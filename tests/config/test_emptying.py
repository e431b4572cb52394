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
from tests.emptying import KEPT, empty_tables, needs_new_connection

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


def settings_of_session() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings UNION SELECT 'user', current_user")
        return dict(cursor.fetchall())


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_the_next_test_has_the_connection_as_if_it_were_new() -> None:
    connection.close()
    as_new, same = settings_of_session(), backend()
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'Asia/Urumqi'; SET statement_timeout = 7; SET search_path = pg_catalog")
        cursor.execute(
            "CREATE TEMPORARY TABLE left_behind (); SELECT pg_advisory_lock(5); SET ROLE pg_monitor"
        )
    assert settings_of_session() != as_new
    assert not needs_new_connection(TransactionTestCase())
    assert settings_of_session() == as_new and backend() == same
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('left_behind')")
        assert cursor.fetchone() == (None,)
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone() == (0,)


def test_a_connection_that_is_broken_or_in_the_middle_is_given_up() -> None:
    with transaction.atomic():
        assert needs_new_connection(TransactionTestCase())
    connection.ensure_connection()
    connection.connection.close()
    assert needs_new_connection(TransactionTestCase())
    connection.close()
    assert not needs_new_connection(TransactionTestCase()), "there is none, so none is made"


def test_that_is_how_tests_that_commit_end() -> None:
    assert TransactionTestCase._fixture_teardown is empty_tables  # type: ignore[attr-defined]
    assert TransactionTestCase._should_reload_connections is needs_new_connection  # type: ignore[attr-defined]
