"""Can the login that serves pages get round the guards of the tables? It owns nothing and may not alter, disable or empty."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from psycopg import errors

from staff import audit
from staff.rights import KEPT, grant_rights
from tests.conftest import RUNTIME_ROLE, own_environment

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not RUNTIME_ROLE, reason="the server of DATABASE_URL may have one login only"),
]


@pytest.fixture
def runtime(transactional_db: None) -> Iterator[psycopg.Connection]:
    audit.record("look_up", by=None)
    with psycopg.connect(own_environment()["DATABASE_URL"], autocommit=True) as session:
        yield session


GETTING_ROUND = (
    "ALTER TABLE staff_auditevent DISABLE TRIGGER staff_audit_rows_stay",
    "ALTER TABLE staff_auditevent DISABLE TRIGGER ALL",
    "DROP TRIGGER staff_audit_rows_stay ON staff_auditevent",
    "SET session_replication_role = replica",
    "TRUNCATE staff_auditevent",
    "TRUNCATE enrollment_dueentry CASCADE",
    "DROP TABLE staff_auditevent CASCADE",
    "UPDATE staff_auditevent SET action = 'nothing'",
    "DELETE FROM staff_auditevent",
    "DELETE FROM enrollment_dueentry",
    "UPDATE enrollment_dueentry SET due_id = due_id",
    "ALTER TABLE staff_auditevent RENAME TO gone",
    "CREATE RULE quiet AS ON INSERT TO staff_auditevent DO INSTEAD NOTHING",
    "CREATE TRIGGER quiet BEFORE INSERT ON staff_auditevent FOR EACH ROW EXECUTE FUNCTION staff_audit_refuse_change()",
    "CREATE OR REPLACE FUNCTION staff_audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "DROP FUNCTION staff_audit_refuse_change() CASCADE",
    "ALTER FUNCTION staff_audit_refuse_change() RENAME TO gone",
    "DELETE FROM django_migrations",
    "SET ROLE canbao",
    "CREATE ROLE another SUPERUSER",
    "COPY staff_auditevent TO PROGRAM 'cat'",
)


@pytest.mark.parametrize("attempt", GETTING_ROUND)
def test_the_login_at_work_cannot_get_round_a_guard(attempt, runtime):
    with pytest.raises(errors.InsufficientPrivilege):
        runtime.execute(attempt)
    assert runtime.execute("SELECT count(*) FROM staff_auditevent").fetchone() == (1,)


def test_it_can_do_what_work_needs(runtime):
    runtime.execute("INSERT INTO staff_auditevent (action, about_kind, about_id, division_code, change, succeeded, request_id)"
                    " VALUES ('look_up', '', '', '', '{}', true, '')")  # fmt: skip
    runtime.execute("CREATE UNLOGGED TABLE staged_lines (number int)")
    runtime.execute("ANALYZE staged_lines; DROP TABLE staged_lines")
    runtime.execute("CREATE TEMP TABLE taken AS SELECT 1 AS number; DROP TABLE taken")
    (owned,) = runtime.execute(
        "SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole"
    ).fetchone()
    assert owned == 0


def test_no_table_is_forgotten_and_rows_kept_for_good_are_kept_by_rights_too(runtime):
    without = runtime.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " AND NOT has_table_privilege(oid, 'SELECT')"
    ).fetchall()
    assert without == []
    kept = runtime.execute(KEPT).fetchall()
    assert {"staff_auditevent", "enrollment_dueentry"} <= {table for table, _, _ in kept}
    for table, unchanged, undeleted in kept:
        may = runtime.execute(
            "SELECT has_table_privilege(%(t)s, 'UPDATE'), has_table_privilege(%(t)s, 'DELETE')", {"t": table}
        ).fetchone()
        assert may == (not unchanged, not undeleted), table


def test_granting_again_changes_nothing(transactional_db):
    with connection.cursor() as cursor:
        acl = "SELECT relname, relacl::text FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1"
        cursor.execute(acl)
        before = cursor.fetchall()
        grant_rights()
        cursor.execute(acl)
        assert cursor.fetchall() == before
