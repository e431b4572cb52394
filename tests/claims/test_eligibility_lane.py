"""Does the lane of hospitals say what Django says, audit what Django audits, and leave everything else to it?"""

import io
import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.utils import timezone

from claims.api import eligibility_lane
from claims.api.eligibility_lane import EligibilityLane
from enrollment.models import Enrollment
from enrollment.operations import deaths, enrollment_states
from enrollment.operations.people import document_number
from enrollment.rules.enrollment_states import EnrollmentMove, StateReason
from staff.access import Permission
from staff.models import ApiToken, AuditEvent, Officer, RoleGrant
from staff.operations.tokens import issue_token, revoke_token
from staff.rules.roles import Role
from tests import factories as make
from tests.claims.test_eligibility_doors import paid_late

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "/api/v1/eligibility"


class Door:
    """A lane before Django that counts who answered."""

    def __init__(self) -> None:
        self.django, self.by_django = WSGIHandler(), 0
        self.lane = EligibilityLane(self.behind)

    def behind(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.by_django += 1
        return self.django(environ, start_response)

    def ask(self, application: Any, body: Any, key: str, **more: Any) -> tuple[str, dict[str, str], Any]:
        text = json.dumps(body).encode()
        environ = {
            "REQUEST_METHOD": "POST", "PATH_INFO": ADDRESS, "SCRIPT_NAME": "", "QUERY_STRING": "", "SERVER_NAME": "localhost",
            "SERVER_PORT": "80", "HTTP_HOST": "localhost", "REMOTE_ADDR": "10.0.0.9", "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(text)), "HTTP_AUTHORIZATION": f"Token {key}", "wsgi.input": io.BytesIO(text),
            "wsgi.url_scheme": "http", "wsgi.errors": io.StringIO(), **more,
        }  # fmt: skip
        told: list[Any] = []
        answer = application(environ, lambda status, headers, *_: told.append((status, dict(headers))))
        status, headers = told[0]
        said = json.loads(b"".join(answer))
        if hasattr(answer, "close"):
            answer.close()
        return status, headers, said

    def compared(self, body: Any, key: str, **more: Any) -> bool:
        """Ask both the same, and whether the lane answered by itself."""
        before, from_id = (
            self.by_django,
            AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0,
        )
        ours = self.ask(self.lane, body, key, **more)
        alone = self.by_django == before
        theirs = self.ask(self.django, body, key, **more)
        for _, headers, _ in (ours, theirs):
            assert headers.pop("X-Request-Id") and headers.pop("Expires", headers)
        assert ours == theirs
        told = AuditEvent.objects.filter(pk__gt=from_id, action="look_up_eligibility").order_by("pk")
        fields = ("officer", "about_kind", "about_id", "division_code", "change", "succeeded", "ip")
        rows = list(told.values(*fields))
        assert rows[: len(rows) // 2] == rows[len(rows) // 2 :] and (ours[0] != "200 OK" or len(rows) == 2)
        return alone


def key_for(officer: Officer, *permissions: Permission) -> str:
    return issue_token(
        permissions=permissions or [Permission.ELIGIBILITY_READ], officer=officer, name="hospital",
        expires_at=timezone.now() + timedelta(hours=1), by=None,
    )  # fmt: skip


def asked(who: Any, day: str = "2022-05-01") -> dict[str, str]:
    return {"document_number": document_number(who), "service_on": day}


@pytest.fixture
def door() -> Iterator[Door]:
    yield Door()
    if (database := getattr(eligibility_lane._own, "database", None)) is not None:
        database.close()
        del eligibility_lane._own.database


@pytest.fixture
def covered(clerk: Officer, collector: Officer) -> Any:
    return paid_late(clerk, collector)


def test_whoever_answers_says_and_audits_the_same(door, clerk, covered, make_officer) -> None:
    key, unpaid = key_for(clerk), make.person(clerk, "韩梅梅")
    make.enrolled(unpaid, clerk)
    assert not door.compared(asked(covered), key), "the first of a shape is Django's, for its headers"
    for day in ("2022-05-01", "2022-04-10", "2022-03-01", "2022-12-31"):  # covered, waiting, before cover
        assert door.compared(asked(covered, day), key)
        assert door.compared(asked(covered, day), key), "also when it was decided before"
    stranger = key_for(make_officer(Role.COUNTY_BUREAU, "622901"))
    assert door.compared(asked(covered), stranger), "elsewhere: cover and area only"
    for other in (
        asked(unpaid),
        asked(covered, "2023-02-01"),
        asked(covered) | {"document_number": "11010119900307889X"},
    ):
        assert not door.compared(other, key)
    deaths.record_death(
        person=covered,
        died_on=date(2022, 5, 1),
        document="死亡医学证明 2022-77",
        on=date(2022, 6, 1),
        by=clerk,
    )
    assert door.compared(asked(covered, "2022-05-02"), key), "a death counts at once"


def test_a_suspension_counts_at_once(door, clerk, covered) -> None:
    key = key_for(clerk)
    door.ask(door.lane, asked(covered), key)
    assert door.compared(asked(covered), key)
    enrollment_states.move(
        enrollment=Enrollment.objects.get(person=covered), made=EnrollmentMove.SUSPEND, reason=StateReason.EMPLOYED,
        from_on=date(2022, 4, 20), document_number="转出〔2022〕1号", by=clerk, at=timezone.now(),
    )  # fmt: skip
    assert door.compared(asked(covered), key)
    assert door.ask(door.lane, asked(covered), key)[2]["eligibility"]["clause"] == "N33-a"


def test_a_key_or_a_role_that_ended_holds_at_once(door, clerk, covered) -> None:
    key = key_for(clerk)
    door.ask(door.lane, asked(covered), key)
    assert door.compared(asked(covered), key)
    narrow = key_for(clerk, Permission.PEOPLE_READ)
    assert not door.compared(asked(covered), narrow)
    assert door.ask(door.lane, asked(covered), narrow)[0].startswith("403")
    grants = RoleGrant.objects.filter(officer=clerk)
    grants.update(valid_until=timezone.localdate())
    assert not door.compared(asked(covered), key)
    assert door.ask(door.lane, asked(covered), key)[0].startswith("403")
    grants.update(valid_until=None)
    Officer.objects.filter(pk=clerk.pk).update(is_active=False)
    assert door.ask(door.lane, asked(covered), key)[0].startswith("401")
    Officer.objects.filter(pk=clerk.pk).update(is_active=True)
    assert door.compared(asked(covered), key)
    revoke_token(token=ApiToken.objects.get(permissions=["eligibility.read"]), at=timezone.now(), by=None)
    assert door.ask(door.lane, asked(covered), key)[0].startswith("401")
    assert door.ask(door.lane, asked(covered), "x" * 40)[0].startswith("401")


@pytest.mark.parametrize(
    "more",
    [
        {"HTTP_COOKIE": "django_language=en"},
        {"HTTP_ACCEPT_LANGUAGE": "en"},
        {"QUERY_STRING": "format=json"},
        {"HTTP_HOST": "elsewhere.example"},
        {"CONTENT_TYPE": "application/json; charset=utf-8"},
        {"HTTP_ACCEPT": "text/html"},
        {"REQUEST_METHOD": "GET"},
    ],
)
def test_what_is_not_plain_is_left_to_django(door, clerk, covered, more) -> None:
    key = key_for(clerk)
    door.ask(door.lane, asked(covered), key)
    assert not door.compared(asked(covered), key, **more)


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"document_number": "A1", "service_on": "2022-02-30"},
        {"document_number": "A1", "service_on": "01.05.2022"},
        {"document_number": " A1 ", "service_on": "2022-05-01"},
        {"document_number": 1, "service_on": "2022-05-01"},
        {"document_number": "A" * 41, "service_on": "2022-05-01"},
        {"document_number": "A1", "service_on": "2022-05-01", "more": 1},
    ],
)
def test_a_question_in_another_form_is_left_to_django(door, clerk, covered, body) -> None:
    key = key_for(clerk)
    door.ask(door.lane, asked(covered), key)
    assert not door.compared(body, key)


def test_a_connection_that_died_costs_nobody_the_answer(door, clerk, covered) -> None:
    key = key_for(clerk)
    door.ask(door.lane, asked(covered), key)
    assert door.compared(asked(covered), key)
    eligibility_lane._own.database.close()
    assert not door.compared(asked(covered), key)
    assert door.compared(asked(covered), key), "and the next one has a new connection"


def test_the_lane_reads_and_audits_in_two_statements(door, clerk, covered, monkeypatch) -> None:
    key = key_for(clerk)
    door.ask(door.lane, asked(covered), key)
    door.ask(door.lane, asked(covered), key)
    said: list[str] = []
    execute = psycopg.Connection.execute

    def noted(self: Any, query: Any, *rest: Any, **more: Any) -> Any:
        said.append(query)
        return execute(self, query, *rest, **more)

    monkeypatch.setattr(psycopg.Connection, "execute", noted)
    assert door.ask(door.lane, asked(covered), key)[0] == "200 OK"
    assert len(said) == 2
