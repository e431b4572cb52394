"""Do programs get the same operations, scoped, with one error format, and does a repeated upload act once?"""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from rest_framework.test import APIClient

from enrollment.models import PaymentFile
from intake.operations import jobs
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make
from tests import tax_files as tax

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clerk(make_officer) -> Officer:  # type: ignore[no-untyped-def]
    make.places()
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)


@pytest.fixture
def collector(make_officer) -> Officer:  # type: ignore[no-untyped-def]
    return make_officer(Role.TAX_OFFICER, make.HEZE)


def upload(client: APIClient, rows: list[list[str]], key: str | None = "key-1", **given: str):  # type: ignore[no-untyped-def]
    file = SimpleUploadedFile("税票.csv", tax.content(rows), content_type="text/csv")
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(
        "/api/v1/tax-files", {"file": file, "area": make.HEZE, **given}, format="multipart", headers=headers
    )


def test_people_are_scoped_masked_and_found_by_number_in_the_body(
    clerk: Officer, make_officer, api_as
) -> None:  # type: ignore[no-untyped-def]
    number = make.resident_number()
    who = make.person(clerk, "曾小明", document_number=number)
    client, stranger = api_as(clerk), api_as(make_officer(Role.COUNTY_BUREAU, "620102"))
    listed = client.get("/api/v1/people", {"name": "曾"}).json()
    assert [person["id"] for person in listed["results"]] == [who.pk]
    assert number not in str(listed) and listed["results"][0]["document_masked"] == who.document_masked
    assert client.post("/api/v1/people/search", {"document_number": number}).json()["id"] == who.pk
    assert AuditEvent.objects.filter(action="find_person").exists()
    assert stranger.get("/api/v1/people").json()["count"] == 0
    for refused in (
        stranger.get(f"/api/v1/people/{who.pk}"),
        stranger.post("/api/v1/people/search", {"document_number": number}),
        stranger.get(f"/api/v1/people/{who.pk}/explanation", {"coverage_year": 2022}),
    ):
        assert refused.status_code == 404 and refused.json()["errors"][0]["code"] == "not_found"
    assert APIClient().get("/api/v1/people").status_code == 401


def test_quote_explanation_and_dues(clerk: Officer, collector: Officer, api_as) -> None:  # type: ignore[no-untyped-def]
    who = make.person(clerk)
    make.enrolled(who, clerk)
    client = api_as(clerk)
    question = {"person_id": who.pk, "coverage_year": 2022, "paid_on": "2022-07-10"}
    quote = client.post("/api/v1/quotes", question).json()
    assert quote["due_fen"] == 90000 and quote["cover"] == {
        "from": "2022-08-11",
        "to": "2022-12-31",
        "until": "2023-01-01",
    }
    assert {"HZ-1a", "HZ-2.2d"} == {part["clause"] for part in quote["parts"]}
    unknown = client.post("/api/v1/quotes", question | {"coverage_year": 2024})
    assert unknown.status_code == 409 and unknown.json()["errors"][0]["code"] == "not_enrolled"
    assert client.post("/api/v1/quotes", {"coverage_year": 2022}).status_code == 400
    tax.posted([tax.row(who, "T1")], collector)
    told = client.get(f"/api/v1/people/{who.pk}/explanation", {"coverage_year": 2022}).json()
    assert told["state"] == "settled" and told["entries"][-1]["ticket"] == "T1"
    row = client.get("/api/v1/dues", {"coverage_year": 2022, "division": make.MUDAN}).json()["results"][0]
    assert (row["state"], row["credited_fen"]) == ("paid", 32000)
    assert client.get(f"/api/v1/dues/{row['id']}").json()["cover"]["from"] == "2022-01-01"
    assert client.get("/api/v1/dues").status_code == 400


def test_a_repeated_upload_acts_once(clerk: Officer, collector: Officer, api_as) -> None:  # type: ignore[no-untyped-def]
    who = make.person(clerk)
    make.enrolled(who, clerk)
    client, rows = api_as(collector), [tax.row(who, "T1")]
    assert upload(client, rows, key=None).json()["errors"][0]["code"] == "idempotency_key_required"
    first, again = upload(client, rows), upload(client, rows)
    assert (first.status_code, again.status_code) == (201, 201) and first.json() == again.json()
    assert "Idempotent-Replayed" not in first and again["Idempotent-Replayed"] == "true"
    other = upload(client, [tax.row(who, "T2")])
    assert other.status_code == 422 and other.json()["errors"][0]["code"] == "idempotency_key_reused"
    same = upload(client, rows, key="key-2")
    assert same.status_code == 409 and same.json()["errors"][0]["code"] == "same_file_received"
    assert PaymentFile.objects.count() == 1
    assert upload(api_as(clerk), rows, key="key-3").status_code == 403


def test_a_file_is_followed_and_its_lines_and_result_read(
    clerk: Officer, collector: Officer, make_officer, api_as
) -> None:  # type: ignore[no-untyped-def]
    who = make.person(clerk, "曾小明")
    make.enrolled(who, clerk)
    client = api_as(collector)
    pk = upload(client, [tax.row(who, "T1"), tax.row(who, "T2", name="曾大明")], expected_count="2").json()[
        "file_id"
    ]
    jobs.work(layout="TB-1", file_id=pk)
    report = client.get(f"/api/v1/tax-files/{pk}").json()
    assert report["state"] == "posted" and report["control_totals"]["agree"] is True
    assert report["outcomes"]["posted_in_full"] == {
        "count": 1,
        "sum_fen": 32000,
        "posted_fen": 32000,
        "held_fen": 0,
    }
    held = client.get(f"/api/v1/tax-files/{pk}/lines", {"outcome": "name_differs"}).json()
    assert (
        held["count"] == 1
        and held["results"][0]["ticket"] == "T2"
        and "name" in held["results"][0]["cause"]["en"]
    )
    result = client.get(f"/api/v1/tax-files/{pk}/result")
    assert b"".join(result.streaming_content)[:2] == b"PK"
    stranger = api_as(make_officer(Role.TAX_OFFICER, "620100"))
    assert [
        stranger.get(f"/api/v1/tax-files/{pk}{rest}").status_code for rest in ("", "/lines", "/result")
    ] == [404] * 3
    assert client.get("/api/v1/tax-files", {"state": "posted"}).json()["count"] == 1
    for area, count in (("370000", 1), ("37", 1), (make.HEZE, 1), ("371800", 0)):
        assert client.get("/api/v1/tax-files", {"area": area}).json()["count"] == count, area


def test_an_exception_is_acted_on(clerk: Officer, collector: Officer, api_as) -> None:  # type: ignore[no-untyped-def]
    who = make.person(clerk, "曾小明")
    make.enrolled(who, clerk)
    tax.posted([tax.row(who, "T1", name="曾大明")], collector)
    client = api_as(clerk)
    line = client.get("/api/v1/exceptions", {"outcome": "name_differs"}).json()["results"][0]
    address = f"/api/v1/exceptions/{line['id']}"
    assert "accept_name" in client.get(address).json()["possible_actions"]
    assert (
        api_as(collector).post(f"{address}/actions", {"action": "accept_name", "reason": "核对"}).status_code
        == 403
    )
    assert client.post(f"{address}/actions", {"action": "decide", "reason": "核对"}).status_code == 400
    done = client.post(f"{address}/actions", {"action": "accept_name", "reason": "户口簿核对"}).json()
    assert done["line"]["outcome"] == "posted_in_full" and done["history"][0]["reason"] == "户口簿核对"
    again = client.post(f"{address}/actions", {"action": "accept_name", "reason": "户口簿核对"})
    assert again.status_code == 409 and again.json()["errors"][0]["code"] == "line_not_open"


def test_policy_in_force(clerk: Officer, api_as) -> None:  # type: ignore[no-untyped-def]
    client = api_as(clerk)
    assert make.HEZE in {area["code"] for area in client.get("/api/v1/policies").json()}
    found = client.get(f"/api/v1/policies/{make.MUDAN}", {"day": "2022-03-15"}).json()
    assert found["area"] == make.HEZE and re.fullmatch("[0-9a-f]{64}", found["digest"])
    assert client.get("/api/v1/policies/110101").status_code == 404
    assert client.get(f"/api/v1/policies/{make.MUDAN}", {"day": "soon"}).status_code == 400


def test_the_api_is_described_without_warnings(tmp_path) -> None:  # type: ignore[no-untyped-def]
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "api.yml"))
    described = (tmp_path / "api.yml").read_text()
    for path in ("people", "quotes", "dues", "tax-files", "exceptions", "policies"):
        assert f"/api/v1/{path}:" in described
    assert "Idempotency-Key" in described
