"""Do programs and commands do with cases what the pages do: once, in scope, with stable codes?"""

import io
import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone
from rest_framework.test import APIClient

from assistance.cases.models import AssistanceCase, CaseDocument
from assistance.cases.rules.case_states import CASE, State
from assistance.categories.models import PersonCategory
from assistance.subsidies.models import RecoveryClaim
from enrollment.operations.people import document_number
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance import case_desk as desk
from tests.assistance.case_desk import LATE, CaseTown, at

pytestmark = pytest.mark.django_db
CASES = "/api/v1/cases"


@pytest.fixture
def town(make_officer: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch) -> CaseTown:
    monkeypatch.setattr(timezone, "now", lambda: at(hour=10))
    return CaseTown(make_officer)


def post(client: APIClient, address: str, body: Any, *, key: str = "", **options: Any) -> Any:
    return client.post(
        address,
        body,
        format=options.get("format", "json"),
        headers={"Idempotency-Key": key or uuid.uuid4().hex},
    )


def asked(town: CaseTown, **given: Any) -> dict[str, Any]:
    return {
        "kind": "application", "person_id": town.woman.pk, "category": "dibao", "certifier": "civil_affairs",
        "document_number": "低保证1", "from_on": LATE.isoformat(), "coverage_year": 2022, "reason": "收入低", **given,
    }  # fmt: skip


def test_a_case_goes_through_the_api(town: CaseTown, api_as: Callable[[Officer], APIClient]) -> None:
    clerk, official, other = (api_as(officer) for officer in (town.clerk, town.first, town.second))
    opened = post(clerk, CASES, asked(town), key="k1")
    again = post(clerk, CASES, asked(town), key="k1")
    assert (opened.status_code, again.status_code) == (201, 201)
    assert again["Idempotent-Replayed"] == "true" and again.json() == opened.json()
    assert post(clerk, CASES, asked(town, reason="其他"), key="k1").status_code == 422
    assert clerk.post(CASES, asked(town), format="json").status_code == 400  # no key
    case = opened.json()
    address = f"{CASES}/{case['id']}"
    refused = post(clerk, f"{address}/moves", {"move": "submit", "version": case["version"]})
    assert refused.status_code == 409 and "document_attached_required" in refused.content.decode()

    def upload(content: bytes, key: str) -> Any:
        file = SimpleUploadedFile("低保证.png", content, content_type="image/png")
        body = {"file": file, "title": "低保证", "version": case["version"]}
        return post(clerk, f"{address}/documents", body, key=key, format="multipart")

    assert "wrong_file_type" in upload(b"<svg/>", "bad").content.decode()
    attached, twice = upload(desk.png(), "up"), upload(desk.png(), "up")
    assert attached.status_code == 201 and twice["Idempotent-Replayed"] == "true"
    assert CaseDocument.objects.count() == 1
    told = attached.json()
    for client, move in ((clerk, "submit"), (official, "accept"), (official, "verify"), (other, "approve")):
        answer = post(client, f"{address}/moves", {"move": move, "version": told["version"]})
        assert answer.status_code == 200, answer.content
        told = answer.json()
    assert told["state"] == "approved" and told["amount_fen"] == 96_00
    member = told["members"][0]
    assert (member["before"]["to_pay_fen"], member["after"]["to_pay_fen"]) == (900_00, 320_00)
    assert [line["text"]["zh"] for line in told["history"]][-1] == "批准"
    stale = post(other, f"{address}/moves", {"move": "close", "version": 1})
    assert stale.status_code == 409 and "stale_case" in stale.content.decode()
    document = told["documents"][0]["id"]
    download = other.get(f"{address}/documents/{document}")
    assert download["X-Content-Type-Options"] == "nosniff"
    assert b"".join(download.streaming_content) == desk.png()  # type: ignore[attr-defined]


def test_another_county_is_404_and_another_role_403(
    town: CaseTown, api_as: Callable[[Officer], APIClient], make_officer: Callable[..., Officer]
) -> None:
    case = town.verified()
    inside = api_as(town.first).get(CASES, {"division": make.HEZE}).json()["results"]
    assert [row["id"] for row in inside] == [case.pk]
    stranger = api_as(make_officer(Role.CIVIL_AFFAIRS, "371721"))
    assert stranger.get(f"{CASES}/{case.pk}").status_code == 404
    assert (
        post(stranger, f"{CASES}/{case.pk}/moves", {"move": "approve", "version": case.version}).status_code
        == 404
    )
    assert stranger.get(CASES).json()["results"] == []
    assert post(stranger, CASES, asked(town)).status_code == 403
    assert api_as(make_officer(Role.TAX_OFFICER, make.HEZE)).get(CASES).status_code == 403
    assert (
        post(
            api_as(town.first), f"{CASES}/{case.pk}/moves", {"move": "approve", "version": case.version}
        ).status_code
        == 403
    )


def test_a_batch_answers_for_each_row(town: CaseTown, api_as: Callable[[Officer], APIClient]) -> None:
    found = [town.verified(person=make.person(town.bureau, f"王{name}")) for name in "甲乙"]
    rows = [
        {"case_id": found[0].pk, "version": found[0].version, "action": "approve"},
        {"case_id": found[1].pk, "version": 1, "action": "approve"},
        {"case_id": 999_999, "version": 1, "action": "approve"},
    ]
    client = api_as(town.second)
    answer = post(client, f"{CASES}/decisions", {"decisions": rows}, key="b1")
    results = [
        (row["result"], row["refusal"] and row["refusal"]["code"]) for row in answer.json()["outcomes"]
    ]
    assert results == [("done", None), ("refused", "stale_case"), ("not_found", None)]
    assert post(client, f"{CASES}/decisions", {"decisions": rows}, key="b1").json() == answer.json()
    assert PersonCategory.objects.count() == 1
    mine = client.get(CASES, {"mine": "true"}).json()["results"]
    assert [case["id"] for case in mine] == [found[1].pk]


def test_a_claim_goes_through_the_api(town: CaseTown, api_as: Callable[[Officer], APIClient]) -> None:
    clerk, official = api_as(town.clerk), api_as(town.first)
    body = {
        "person_id": town.woman.pk,
        "amount_fen": 96_00,
        "reason": "重复资助",
        "document_number": "函1",
        "source": "grant:1",
    }
    claim = post(clerk, "/api/v1/recoveries", body).json()
    address = f"/api/v1/recoveries/{claim['id']}"
    paid = {"amount_fen": 40_00, "paid_on": LATE.isoformat(), "receipt_number": "R1"}
    assert post(clerk, f"{address}/repayments", paid).status_code == 409
    assert post(official, f"{address}/decision", {"decision": "approve"}).json()["state"] == "approved"
    assert post(clerk, f"{address}/repayments", paid).json()["balance_fen"] == 56_00
    assert clerk.get("/api/v1/recoveries").json()["results"][0]["balance_fen"] == 56_00
    assert clerk.get("/api/v1/recoveries", {"division": make.HEZE}).json()["count"] == 1
    row = clerk.get(address).json()["repayments"][0]
    assert row["receipt_number"] == "R1"
    back = post(clerk, f"{address}/repayments/{row['id']}/reversal", {"reason": "退票"}, key="r")
    assert back.json()["balance_fen"] == 96_00
    again = post(clerk, f"{address}/repayments/{row['id']}/reversal", {"reason": "退票"}, key="r")
    assert again["Idempotent-Replayed"] == "true"


def test_a_document_is_taken_off_by_the_api(town: CaseTown, api_as: Callable[[Officer], APIClient]) -> None:
    case = desk.opened(town.woman, town.clerk)
    document = desk.attached(case, town.clerk)
    case.refresh_from_db()
    address = f"{CASES}/{case.pk}/documents/{document.pk}"
    assert post(api_as(town.first), address, {"version": case.version}).status_code == 403
    assert post(api_as(town.clerk), address, {"version": 1}).status_code == 409
    assert post(api_as(town.clerk), address, {"version": case.version}).json()["documents"] == []


# -- commands ------------------------------------------------------------------------------------------------
def run(*command: str) -> tuple[int, Any]:
    out, status = io.StringIO(), 0
    try:
        call_command(*command, stdout=out)
    except SystemExit as ended:
        status = int(ended.code or 0)
    return status, json.loads(out.getvalue())


def test_the_commands_take_the_same_path(town: CaseTown, tmp_path: Path) -> None:
    picture = tmp_path / "低保证.png"
    picture.write_bytes(desk.png())
    opening = [
        "open_case", "--id", document_number(town.woman), "--category", "dibao", "--certifier", "civil_affairs",
        "--document-number", "低保证1", "--from", LATE.isoformat(), "--year", "2022", "--reason", "收入低",
        "--by", town.clerk.login, "--json",
    ]  # fmt: skip
    status, refused = run(*opening, "--submit")
    assert status == 1 and refused["refusal"]["code"] == "document_attached_required"
    assert not AssistanceCase.objects.exists()  # nothing half done
    status, case = run(*opening, "--document", str(picture), "--submit")
    assert (status, case["state"]) == (0, "submitted")
    number = str(case["id"])
    for officer, move in ((town.first, "accept"), (town.first, "verify")):
        assert run("decide_case", number, "--move", move, "--by", officer.login, "--json")[0] == 0
    status, refused = run("decide_case", number, "--move", "approve", "--by", town.first.login, "--json")
    assert status == 1 and refused["refusal"]["code"] == "not_by_verifier"
    status, told = run("decide_case", number, "--move", "approve", "--by", town.second.login, "--json")
    assert (status, told["state"]) == (0, State.APPROVED)


def test_a_recovery_is_opened_by_command(town: CaseTown, tmp_path: Path) -> None:
    picture = tmp_path / "清单.png"
    picture.write_bytes(desk.png())
    status, case = run(
        "open_case", "--id", document_number(town.woman), "--kind", "recovery", "--category", "dibao", "--certifier",
        "civil_affairs", "--document-number", "函2", "--from", LATE.isoformat(), "--year", "2022", "--reason", "多发",
        "--amount", "96.00", "--source", "grant:5", "--document", str(picture), "--submit", "--by", town.clerk.login, "--json",
    )  # fmt: skip
    assert status == 0
    for officer, move in ((town.first, "accept"), (town.first, "verify"), (town.second, "approve")):
        assert run("decide_case", str(case["id"]), "--move", move, "--by", officer.login, "--json")[0] == 0
    assert RecoveryClaim.objects.get().source == "grant:5"


def test_the_drawing_is_printed() -> None:
    out = io.StringIO()
    call_command("draw_case_states", "--language", "zh-hans", stdout=out)
    assert out.getvalue().strip() == CASE.drawing("zh-hans")
