"""Can an audit event be altered, and is everything in it that should be, and nothing that should not?"""

import pytest
from django.db import DatabaseError, connection, transaction

from staff import audit
from staff.models import AuditEvent
from staff.operations import officers
from staff.rules.roles import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "statement",
    ["UPDATE staff_auditevent SET action = 'x'", "DELETE FROM staff_auditevent", "TRUNCATE staff_auditevent"],
)
def test_an_event_stays_as_it_was_written(statement):
    audit.record("do_something", by=None, about=("thing", 7))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE staff_auditevent ENABLE TRIGGER staff_audit_table_stays")
        with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
            cursor.execute(statement)
    assert AuditEvent.objects.get().action == "do_something"


def test_who_what_where_and_from_which_address(make_officer, client_as):
    admin = make_officer(Role.SYSTEM_ADMIN, "000000")
    form = {"login": "new", "display_name": "新人", "password": "correct horse battery"}
    answer = client_as(admin).post("/officers/new", form)
    assert answer.status_code == 302
    event = AuditEvent.objects.get(action="register_officer")
    assert (event.officer, event.about_kind, event.ip) == (admin, "officer", "127.0.0.1")
    assert event.request_id == answer.headers["X-Request-Id"]
    assert "correct horse" not in str(event.change)


def test_a_refused_operation_leaves_no_event(make_officer):
    admin = make_officer(Role.SYSTEM_ADMIN, "000000")
    with pytest.raises(officers.NotYourself), transaction.atomic():
        officers.open_or_close_account(officer=admin, is_active=False, by=admin)
    assert not AuditEvent.objects.exists()


def test_an_auditor_sees_the_events_of_their_divisions_only(make_officer, client_as):
    audit.record("here_done", by=None, division_code="371702001")
    audit.record("there_done", by=None, division_code="622901")
    page = client_as(make_officer(Role.AUDITOR, "371700")).get("/audit/").content.decode()
    assert "here_done" in page and "there_done" not in page
    assert client_as(make_officer(Role.COUNTY_BUREAU, "371702")).get("/audit/").status_code == 403
