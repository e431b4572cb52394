"""Does an officer get keys for programs, see only their own, and can the administrator take them back?"""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from staff.access import Permission
from staff.models import ApiToken, AuditEvent
from staff.operations import tokens
from staff.rules.roles import Role

pytestmark = pytest.mark.django_db


def test_a_key_is_shown_once_works_and_is_revoked(
    make_officer, client_as, client, django_assert_max_num_queries
):
    officer = make_officer(Role.TAX_OFFICER, "371700")
    mine = client_as(officer, language="en")
    answer = mine.post(
        reverse("tokens"), {"name": "night upload", "days": "90", "permissions": ["payments.upload"]}
    )
    key = answer.context["key"]
    assert key and key in answer.content.decode() and "no-store" in answer["Cache-Control"]
    with django_assert_max_num_queries(12):
        assert key not in mine.get(reverse("tokens")).content.decode()
    header = {"authorization": f"Token {key}"}
    assert client.get("/api/v1/me", headers=header).json()["login"] == officer.login
    token = ApiToken.objects.get()
    assert (token.expires_at - timezone.now()).days in (89, 90)
    mine.post(reverse("revoke_token", args=[token.pk]))
    assert client.get("/api/v1/me", headers=header).status_code == 401
    assert "revoked" in mine.get(reverse("tokens")).content.decode()
    assert set(AuditEvent.objects.filter(officer=officer).values_list("action", flat=True)) >= {
        "issue_token",
        "revoke_token",
    }


def test_nobody_sees_the_keys_of_others_but_the_administrator(make_officer, client_as):
    owner, other = make_officer(Role.TAX_OFFICER, "371700"), make_officer(Role.TAX_OFFICER, "371700")
    admin = make_officer(Role.SYSTEM_ADMIN, "000000")
    expires_at = timezone.now() + timedelta(days=1)
    tokens.issue_token(
        officer=owner,
        name="nightly export",
        expires_at=expires_at,
        by=owner,
        permissions=[Permission.PAYMENTS_READ],
    )
    token = ApiToken.objects.get()
    assert "nightly export" not in client_as(other).get(reverse("tokens")).content.decode()
    assert client_as(other).post(reverse("revoke_token", args=[token.pk])).status_code == 404
    assert "nightly export" in client_as(admin).get(reverse("tokens")).content.decode()
    assert client_as(admin).post(reverse("revoke_token", args=[token.pk])).status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_there_is_an_end_to_keys(make_officer, client_as):
    officer = make_officer(Role.FINANCE)
    expires_at = timezone.now() + timedelta(days=1)
    for number in range(tokens.KEYS_MAX):
        tokens.issue_token(
            officer=officer,
            name=f"key {number}",
            expires_at=expires_at,
            by=officer,
            permissions=[Permission.FUNDS_READ],
        )
    answer = client_as(officer, language="en").post(
        reverse("tokens"), {"name": "one more", "days": "30", "permissions": ["funds.read"]}
    )
    assert answer.status_code == 422 and "Revoke those that are no longer used." in answer.content.decode()
    assert client_as(officer).post(reverse("tokens"), {"name": "", "days": "7"}).status_code == 422


def test_the_command(make_officer, client):
    officer = make_officer(Role.FINANCE, login="finance")
    out = io.StringIO()
    call_command(
        "create_api_token",
        login="Finance",
        name="report",
        days=30,
        may="funds.read, claims.read",
        json=True,
        stdout=out,
    )
    key = json.loads(out.getvalue())["key"]
    assert (
        client.get("/api/v1/me", headers={"authorization": f"Token {key}"}).json()["login"] == officer.login
    )
    with pytest.raises(CommandError, match="no officer"):
        call_command("create_api_token", login="nobody", name="x", may="funds.read")
    for days in (0, 367):
        with pytest.raises(CommandError, match="1 to 366"):
            call_command("create_api_token", login="finance", name="x", days=days, may="funds.read")
    with pytest.raises(CommandError, match="everything"):
        call_command("create_api_token", login="finance", name="x", may="everything")
    with pytest.raises(CommandError, match=r"only what|不得超出"):
        call_command("create_api_token", login="finance", name="x", may="people.read")


def test_a_key_opens_only_what_it_names(make_officer, client):
    officer = make_officer(Role.COUNTY_BUREAU)
    expires_at = timezone.now() + timedelta(days=1)
    key = tokens.issue_token(
        officer=officer, name="x", expires_at=expires_at, by=officer, permissions=[Permission.CLAIMS_READ]
    )
    asked = {"headers": {"authorization": f"Token {key}"}}
    assert client.get("/api/v1/me", **asked).json()["permissions"] == ["claims.read"]
    assert client.get("/api/v1/bills", **asked).status_code == 200
    assert client.get("/api/v1/people", **asked).status_code == 403
    assert client.post("/api/v1/bills", {}, **asked).status_code == 403
    officer.grants.all().delete()
    assert (
        client.get("/api/v1/bills", **asked).status_code == 403
    )  # the key gives nothing that the officer has not


@pytest.mark.parametrize(
    ("days", "permissions"), [(367, {Permission.FUNDS_READ}), (1, set()), (1, {Permission.PEOPLE_READ})]
)
def test_a_key_for_ever_for_nothing_or_for_more_is_refused(days, permissions, make_officer):
    officer = make_officer(Role.FINANCE)
    expires_at = timezone.now() + timedelta(days=days)
    with pytest.raises(tokens.KeyTooWide):
        tokens.issue_token(
            officer=officer, name="x", expires_at=expires_at, by=officer, permissions=permissions
        )


def test_the_database_keeps_no_key_for_ever_and_none_for_nothing(make_officer):
    row = {"officer": make_officer(Role.FINANCE), "name": "x", "digest": "x"}
    day = timedelta(days=1)
    for wrong in ({"expires_at": timezone.now() + 367 * day, "permissions": ["funds.read"]},
                  {"expires_at": timezone.now() + day, "permissions": []}):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            ApiToken.objects.create(**row | wrong)
