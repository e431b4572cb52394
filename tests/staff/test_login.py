"""Can guessing get anybody in, and does leaving, idling or losing a role take effect at once?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from staff.models import AuditEvent, LoginThrottle
from staff.operations.logins import TooManyAttempts, count_attempt, forget_attempts
from staff.rules.roles import Role

GOOD = "correct horse battery"
pytestmark = pytest.mark.django_db


def attempt(client, login, password):
    return client.post("/login", {"username": login, "password": password})


def test_login_logout_and_their_audit_events(make_officer):
    make_officer(Role.COUNTY_BUREAU, login="zhang", password=GOOD)
    client = Client()
    assert attempt(client, "ZHANG", GOOD).status_code == 302  # capitals in the login name do not matter
    assert client.get("/").status_code == 200
    assert client.post("/logout").status_code == 302
    assert client.get("/").status_code == 302
    assert list(AuditEvent.objects.order_by("pk").values_list("action", "succeeded")) == [
        ("login", True),
        ("logout", True),
    ]


def test_after_five_failures_even_the_right_password_waits(make_officer):
    make_officer(login="li", password=GOOD)
    client = Client()
    with time_machine.travel("2022-03-15 09:00:00+08:00", tick=False) as clock:
        for _ in range(5):
            assert "登录名或密码不正确" in attempt(client, "li", "wrong").content.decode()
        answer = attempt(client, "li", GOOD)
        assert answer.status_code == 429 and "15 分钟后再试" in answer.content.decode()
        clock.shift(timedelta(minutes=15, seconds=1))
        assert attempt(client, "li", GOOD).status_code == 302
    assert AuditEvent.objects.filter(action="login", succeeded=False).count() == 6


def test_another_address_is_not_locked_out_but_one_address_cannot_try_everybody(settings):
    at = timezone.now()
    for _ in range(5):
        count_attempt(login="wang", address="10.0.0.1", at=at)
    with pytest.raises(TooManyAttempts):
        count_attempt(login="wang", address="10.0.0.1", at=at)
    count_attempt(login="wang", address="10.0.0.2", at=at)
    settings.LOGIN_FAILURES_ALLOWED_PER_ADDRESS = 8
    for number in range(2):
        count_attempt(login=f"guess{number}", address="10.0.0.1", at=at)
    with pytest.raises(TooManyAttempts):
        count_attempt(login="guess3", address="10.0.0.1", at=at)


def test_a_success_gives_the_attempts_back():
    at = timezone.now()
    for _ in range(20):
        count_attempt(login="office", address="10.0.0.9", at=at)
        forget_attempts(login="OFFICE ", address="10.0.0.9")
    assert [row.failures for row in LoginThrottle.objects.all()] == [0]


@pytest.mark.django_db(transaction=True)
def test_of_twenty_attempts_at_once_five_reach_the_password():
    at = timezone.now()

    def one(_):
        try:
            count_attempt(login="race", address="10.0.0.3", at=at)
            return True
        except TooManyAttempts:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(20))) == 5


def test_an_unknown_name_and_a_wrong_password_look_the_same(make_officer):
    make_officer(login="known", password=GOOD)
    bodies = [attempt(Client(), name, "wrong").content.decode() for name in ("known", "nobody")]
    stripped = [body.replace("known", "X").replace("nobody", "X") for body in bodies]
    assert [len(body) for body in stripped] == [len(stripped[0])] * 2


def test_an_idle_session_ends_and_polling_does_not_keep_it(make_officer, client_as):
    with time_machine.travel("2022-03-15 09:00:00+08:00", tick=False) as clock:
        client = client_as(make_officer(Role.FINANCE))
        assert client.get("/").status_code == 200
        clock.shift(timedelta(minutes=20))
        assert client.get("/", headers={"X-Poll": "1"}).status_code == 200
        clock.shift(timedelta(minutes=15))
        assert client.get("/").status_code == 302


def test_a_closed_account_is_out_with_the_next_click(make_officer, client_as):
    officer = make_officer(Role.FINANCE)
    client = client_as(officer)
    assert client.get("/").status_code == 200
    officer.is_active = False
    officer.save()
    assert client.get("/").status_code == 302


def test_login_leads_only_to_our_own_pages(make_officer):
    make_officer(login="zhao", password=GOOD)
    data = {"username": "zhao", "password": GOOD, "next": "https://example.org/"}
    assert Client().post("/login", data).headers["Location"] == "/"


def test_a_name_guessed_from_many_addresses_is_paused_and_says_for_how_long(make_officer, settings):
    settings.LOGIN_FAILURES_ALLOWED_PER_ACCOUNT = 7
    make_officer(login="qian", password=GOOD)
    client = Client()
    with time_machine.travel("2022-03-15 09:00:00+08:00", tick=False):
        for number in range(7):
            assert client.post("/login", {"username": "qian", "password": "x"}, REMOTE_ADDR=f"10.0.1.{number}").status_code == 200  # fmt: skip
        answer = client.post("/login", {"username": "QIAN", "password": GOOD}, REMOTE_ADDR="10.0.2.1")
    assert answer.status_code == 429 and answer.headers["Retry-After"] == "900"
    assert "15 分钟后再试" in answer.content.decode()


def test_a_success_ends_the_count_of_the_account(settings):
    settings.LOGIN_FAILURES_ALLOWED_PER_ACCOUNT = 3
    at = timezone.now()
    for number in range(9):
        count_attempt(login="sun", address=f"10.0.3.{number}", at=at)
        forget_attempts(login="sun", address=f"10.0.3.{number}")
