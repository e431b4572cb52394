"""Do language, errors, health and headers hold on every page?"""

import json
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from config.logs import drop_personal_data, masked
from desk.navigation import ENTRIES
from staff.models import ApiToken, AuditEvent
from staff.rules.roles import Role

pytestmark = pytest.mark.django_db


def test_the_language_is_switched_on_any_page_and_kept(make_officer, client_as):
    officer = make_officer(Role.FINANCE)
    client = client_as(officer)
    assert 'lang="zh-hans"' in client.get("/").content.decode()
    answer = client.post("/language", {"language": "en", "next": "/password"})
    assert answer.headers["Location"] == "/password"
    page = client.get("/password").content.decode()
    assert '<html lang="en">' in page and "Change password" in page
    officer.refresh_from_db()
    assert officer.preferred_language == "en"
    assert client.post("/language", {"language": "en", "next": "//evil.example"}).headers["Location"] == "/"


def test_a_browser_that_prefers_english_still_begins_in_chinese(client):
    page = client.get("/login", headers={"accept-language": "en-US"}).content.decode()
    assert '<html lang="zh-hans">' in page and "登录" in page


@pytest.mark.parametrize(("path", "status"), [("/nothere", 404), ("/audit/", 403)])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_error_pages_say_what_to_do_next(path, status, language, make_officer, client_as):
    answer = client_as(make_officer(Role.FINANCE), language=language).get(path)
    assert answer.status_code == status
    page = answer.content.decode()
    assert ("返回首页" if language == "zh-hans" else "To the start page") in page
    assert answer.headers["X-Request-Id"] in page


def test_a_crash_is_shown_without_the_database_and_without_details(client, monkeypatch):
    monkeypatch.setattr("desk.home.web.render", lambda *_: 1 / 0)
    client.raise_request_exception = False
    monkeypatch.setattr(
        "django.contrib.auth.middleware.LoginRequiredMiddleware.process_view", lambda *_: None
    )
    answer = client.get("/")
    page = answer.content.decode()
    assert answer.status_code == 500 and "系统出错" in page and "Something failed" in page
    assert "ZeroDivisionError" not in page and answer.headers["X-Request-Id"] in page


def addresses(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[tuple[str, str]]:
    """Every route of the project with its name, each parameter filled with something that fits its converter."""
    for pattern in patterns:
        route = re.sub(
            r"<(?:(\w+):)?\w+>",
            lambda found: {"str": "371700", "day": "2022-03-15"}.get(found[1] or "str", "1"),
            str(pattern.pattern),
        )
        address = before + route.replace("^", "").replace("$", "")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, address)
        else:
            yield address, pattern.name or ""


def test_every_page_and_every_api_route_is_closed_unless_it_says_otherwise(client):
    open_names = {"login", "choose_language", "health_live", "health_ready"}
    seen = 0
    for address, name in addresses(get_resolver().url_patterns):
        if name in open_names or address.startswith("/static/"):
            continue
        answer = client.get(address)
        seen += 1
        assert answer.status_code in (302, 401, 403, 405), (address, name, answer.status_code)
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/login"), address
    assert seen > 70


def test_headers_of_every_answer(make_officer, client_as):
    answer = client_as(make_officer(Role.FINANCE)).get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert "no-store" in answer.headers["Cache-Control"]
    assert (
        answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["X-Frame-Options"] == "DENY"
    )
    page = answer.content.decode()
    assert " style=" not in page and "<script>" not in page and "onclick" not in page
    assert "http://" not in page.replace("http://testserver", "") and "https://" not in page


def test_the_menu_follows_the_permission(make_officer, client_as):
    assert "/audit/" in client_as(make_officer(Role.AUDITOR)).get("/").content.decode()
    assert "/audit/" not in client_as(make_officer(Role.TAX_OFFICER)).get("/").content.decode()
    assert len({entry.url_name for entry in ENTRIES}) == len(ENTRIES)


def test_health(client, monkeypatch):
    assert client.get("/health/live").json() == {"status": "ok"}
    ready = client.get("/health/ready")
    assert ready.status_code == 200
    assert ready.json()["checks"] == {"database": "ok", "migrations": "ok", "broker": "ok"}
    monkeypatch.setattr("config.health._broker", lambda: "failed")
    degraded = client.get("/health/ready")
    assert (degraded.status_code, degraded.json()["status"]) == (200, "degraded")
    monkeypatch.setattr("config.health._database", lambda: "failed")
    assert client.get("/health/ready").status_code == 503


def test_a_body_that_is_too_large_is_turned_away(client, settings):
    settings.MAX_UPLOAD_BYTES = 1024
    answer = client.post("/login", {"username": "x" * (2 * 1024 * 1024)})
    assert answer.status_code == 413 and "文件过大" in answer.content.decode()


def test_logs_carry_no_numbers_of_people():
    event = {
        "event": "found 370283198804011234 tel 13812345678",
        "name": "张三",
        "rows": [{"id": "37028319880401123X"}],
    }
    line = json.dumps(drop_personal_data(None, "info", event), ensure_ascii=False)
    assert "19880401" not in line and "1234567" not in line and "张三" not in line
    assert masked("DETAIL:  Key (name)=(李四) already exists.") == "DETAIL: (left out)"
    assert masked("280.00 in 371702001001") == "280.00 in 371702001001"


def test_the_api_knows_sessions_and_tokens_and_one_shape_of_error(make_officer, api_as, client):
    from django.utils import timezone

    from staff.access import held
    from staff.operations.tokens import issue_token, revoke_token

    officer = make_officer(Role.TAX_OFFICER, "371700")
    mine = api_as(officer).get("/api/v1/me").json()
    assert mine["login"] == officer.login and "payments.upload" in mine["permissions"]
    refused = client.get("/api/v1/me", headers={"accept-language": "en"})
    assert refused.status_code == 401
    assert (
        refused.json()["type"] == "client_error"
        and refused.json()["errors"][0]["code"] == "not_authenticated"
    )

    now = timezone.now()
    key = issue_token(
        officer=officer,
        name="export",
        expires_at=now + timedelta(days=1),
        by=None,
        permissions=held(officer, on=timezone.localdate()),
    )
    header = {"authorization": f"Token {key}"}
    assert client.get("/api/v1/me", headers=header).json()["login"] == officer.login
    assert key not in str(AuditEvent.objects.values_list("change", flat=True))
    revoke_token(token=ApiToken.objects.get(), at=now, by=None)
    assert client.get("/api/v1/me", headers=header).status_code == 401
    assert api_as(officer).get("/api/v1/divisions?inside=37").status_code == 400


def test_the_api_describes_itself(make_officer, client_as):
    schema = client_as(make_officer(Role.FINANCE)).get("/api/v1/schema?format=json")
    assert schema.status_code == 200 and "/api/v1/me" in schema.json()["paths"]


def test_a_null_character_in_an_address_is_a_question_nobody_can_answer(make_officer, api_as, client_as):
    officer = make_officer(Role.COUNTY_BUREAU, "371700")
    for address in ("/api/v1/tax-files?area=%00", "/api/v1/people?name=a%00", "/api/v1/grants?state=%00"):
        answer = api_as(officer).get(address)
        assert answer.status_code == 400 and answer.json()["errors"][0]["code"] == "bad_request", address
    page = client_as(officer, language="en").get("/exceptions/?division=%00")
    assert page.status_code == 400 and "Go back" in page.content.decode()


def test_the_api_refuses_json_that_is_nested_without_end(make_officer, api_as):
    deep = "[" * 50_000 + "]" * 50_000
    asked = {"content_type": "application/json", "headers": {"Idempotency-Key": "k"}}
    for role, address in ((Role.COUNTY_BUREAU, "quotes"), (Role.TAX_OFFICER, "tax-files")):
        answer = api_as(make_officer(role, "371700")).post(f"/api/v1/{address}", deep, **asked)
        assert answer.status_code == 400 and answer.json()["errors"][0]["code"] == "parse_error"


def test_an_unknown_address_of_the_api_is_told_in_its_shape(make_officer, api_as):
    answer = api_as(make_officer(Role.FINANCE)).get("/api/v1/nothere")
    assert answer.status_code == 404 and answer.json()["errors"][0]["code"] == "not_found"
