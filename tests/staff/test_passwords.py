"""Is a password that others guess, know or knew refused, in words that help? Is a login name unmistakable?"""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from staff.models import FormerPassword, Officer
from staff.operations import officers
from staff.passwords import KEPT
from staff.rules.roles import Role

pytestmark = pytest.mark.django_db
GOOD, BETTER = "correct horse battery", "seven lamps under water"


@pytest.mark.parametrize(
    "bad",
    [
        "aaaaaaaaaaaa", "abcabcabcabc", "123456789012", "qwertyuiop123", "password1234", "wangxiaoming-heze", "wangxiaoming",
        "xiaomingwang", "WANGXIAOMING-HEZE", "王小明王小明王小明王小明", "canbaocanbao",
    ],
)  # fmt: skip
def test_a_password_that_is_guessed_is_refused(bad: str) -> None:
    officer = Officer(login="wangxiaoming-heze", display_name="王小明")
    with pytest.raises(ValidationError) as refused:
        validate_password(bad, officer)
    assert any(
        error.code in ("password_guessable", "password_is_own_name") for error in refused.value.error_list
    )


@pytest.mark.parametrize(
    "good", [GOOD, BETTER, "茶壶 下雨 铁路 七月半", "x7!kd9Qv2#pLw", "zehn kleine Zebras " * 8]
)
def test_a_good_one_is_taken_whatever_it_is_made_of(good: str) -> None:
    validate_password(good, Officer(login="wang", display_name="王小明"))


def test_a_password_somebody_else_chose_is_changed_before_anything_else(make_officer, client_as):
    admin = client_as(make_officer(Role.SYSTEM_ADMIN, "000000"))
    given = {"login": "newcomer", "display_name": "新人", "password": GOOD}
    assert admin.post(reverse("register_officer"), given).status_code == 302
    client = Client()
    assert client.post("/login", {"username": "newcomer", "password": GOOD}).status_code == 302
    for path in ("/", "/keys/", "/people/"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/password"), path
    refused = client.get("/api/v1/me")
    assert refused.status_code == 403 and refused.json()["errors"][0]["code"] == "password_change_required"
    same = {"old_password": GOOD, "new_password1": GOOD, "new_password2": GOOD}
    assert "用过" in client.post("/password", same).content.decode()
    other = {"old_password": GOOD, "new_password1": BETTER, "new_password2": BETTER}
    assert client.post("/password", other).status_code == 302
    assert client.get("/").status_code == 200
    assert client.post("/logout").status_code == 302


def test_a_lost_password_is_given_anew_and_must_be_changed(make_officer, client_as):
    officer = make_officer(Role.FINANCE, login="lost", password=GOOD)
    theirs = client_as(officer)
    admin = client_as(make_officer(Role.SYSTEM_ADMIN, "000000"))
    page = reverse("officer", args=[officer.pk])
    assert admin.post(page, {"do": "password", "new_password": "lostlostlost"}).status_code == 422
    assert admin.post(page, {"do": "password", "new_password": GOOD}).status_code == 422  # the old one again
    assert admin.post(page, {"do": "password", "new_password": BETTER}).status_code == 302
    assert theirs.get("/").status_code == 302  # the old session has ended
    officer.refresh_from_db()
    assert officer.must_change_password and officer.check_password(BETTER)
    county = client_as(make_officer(Role.COUNTY_BUREAU))
    assert county.post(page, {"do": "password", "new_password": GOOD}).status_code == 403


def test_who_has_to_change_the_password_is_told_why_and_led_nowhere_else(make_officer, client_as):
    officer = make_officer(login="given")
    free = client_as(officer).get("/password").content.decode().partition("<main")[2]
    assert "must-change" not in free and 'href="/"' in free
    Officer.objects.filter(pk=officer.pk).update(must_change_password=True)
    led = client_as(officer).get("/", follow=True)
    page = led.content.decode().partition("<main")[2]
    assert led.redirect_chain and 'id="must-change"' in page and 'href="/"' not in page
    assert "You used this password" not in page and "曾用过" not in page, (
        "what is asked for, not what is wrong"
    )


def test_the_last_passwords_are_not_taken_again_and_no_more_are_kept(make_officer):
    officer = make_officer(login="turning", password="first of many words")
    for number in range(KEPT + 2):
        officers.set_password(officer=officer, password=f"turn {number} of the wheel", by=officer)
    assert FormerPassword.objects.filter(officer=officer).count() == KEPT
    for again in (f"turn {KEPT + 1} of the wheel", "turn 2 of the wheel"):
        with pytest.raises(ValidationError, match=r"password|用过"):
            validate_password(again, officer)
    validate_password("first of many words", officer)


@pytest.mark.parametrize(
    "bad",
    [
        "zh\u0430ng",
        "zhang\u202egnahz",
        "zh\u200bang",
        "ｚｈａｎｇ",
        "zhаng",
        "a",
        "-zhang",
        "zhang wei",
        "张伟",
        "z" * 61,
        "",
        "zhang\n",
    ],
)
def test_a_login_name_that_could_be_mistaken_is_refused(bad: str) -> None:
    if bad == "zhang\n":  # what stands at the ends is taken off, as ever
        assert officers.register_officer(login=bad, display_name="x", password=None, by=None).login == "zhang"
        return
    with pytest.raises(officers.InvalidLogin):
        officers.register_officer(login=bad, display_name="x", password=None, by=None)
    with pytest.raises((IntegrityError, Exception)), transaction.atomic():
        Officer.objects.create(login=bad, display_name="x")


@pytest.mark.parametrize(("first", "second"), [("li1", "lil"), ("bo0k", "BOOK"), ("wang1", "wangI")])
def test_two_names_that_look_alike_are_one_name(first: str, second: str) -> None:
    officers.register_officer(login=first, display_name="x", password=None, by=None)
    with pytest.raises(officers.LoginTaken):
        officers.register_officer(login=second, display_name="x", password=None, by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Officer.objects.create(login=second, display_name="x")


def test_the_command_judges_too(monkeypatch):
    monkeypatch.setenv("CANBAO_PASSWORD", "first-administrator")
    with pytest.raises(CommandError, match=r"guessed|容易"):
        call_command("create_officer", login="first-administrator", name="First Administrator", role="system_admin", division="000000")  # fmt: skip
