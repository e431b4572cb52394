"""Do page, command and API send a treasury statement, show the check and have the sheet signed by both sides?"""

import io
import json
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from enrollment.models import TreasurySheet, TreasuryStatement
from intake.operations import jobs
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.pipeline.tax_desk import TaxDesk, line

DAY = date(2021, 11, 15)
SPAN = {"area": make.MUDAN, "from_on": f"{DAY}", "to_on": f"{DAY}"}


@pytest.fixture
def tax(transactional_db: None, make_officer: Callable[..., Officer]) -> TaxDesk:
    make.places()
    desk = TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), make_officer(Role.COUNTY_BUREAU, make.MUDAN))
    desk.upload([line(desk.person(), treasury=DAY)])
    return desk


@pytest.fixture
def finance(make_officer: Callable[..., Officer]) -> Officer:
    return make_officer(Role.FINANCE, make.MUDAN)


def csv(*rows: str) -> bytes:
    return "\n".join(["入库日期,金额", *rows, ""]).encode()


def test_the_pages_from_a_statement_to_both_signatures(
    tax: TaxDesk, finance: Officer, client_as: Callable[..., Client]
) -> None:
    client, page = client_as(finance, language="en"), reverse("enrollment:treasury")
    assert "No sheet was made yet" in client.get(page).content.decode()
    send = reverse("enrollment:send_treasury_statement")
    sent = client.post(send, {"file": SimpleUploadedFile("t.csv", csv(f"{DAY},300.00")), "area": make.MUDAN})
    assert sent.status_code == 302
    statement = jobs.work_on(TreasuryStatement.objects.get())
    leads = client.get(reverse("enrollment:treasury_of_statement", args=[statement.pk]))
    shown = client.get(leads["Location"]).content.decode()
    assert 'data-kind="day_sum"' in shown and "320.00" in shown
    made = client.post(reverse("enrollment:make_treasury_sheet"), SPAN)
    sheet = TreasurySheet.objects.get()
    url = reverse("enrollment:treasury_sheet", args=[sheet.pk])
    assert made["Location"] == url == client.post(reverse("enrollment:make_treasury_sheet"), SPAN)["Location"]
    client.post(url, {"move": "sign"})
    sheet.refresh_from_db()
    assert sheet.state == "draft", "something differs and nothing was said of it"
    client.post(url, {"move": "sign", "because": "次日补记"})
    client_as(tax.officer).post(url, {"move": "sign"})
    sheet.refresh_from_db()
    assert sheet.state == "signed" and sheet.digest in client.get(url).content.decode()
    book = client.get(reverse("enrollment:treasury_sheet_workbook", args=[sheet.pk]))
    assert b"".join(book.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]


def test_the_api_does_the_same(tax: TaxDesk, finance: Officer, api_as: Callable[..., APIClient]) -> None:
    api = api_as(finance)
    body = {"file": SimpleUploadedFile("t.csv", csv(f"{DAY},320.00")), "area": make.MUDAN}
    sent = api.post(
        reverse("api_send_treasury_statement"), body, format="multipart", HTTP_IDEMPOTENCY_KEY="a"
    )
    assert sent.status_code == 201, sent.json()
    jobs.work_on(TreasuryStatement.objects.get())
    [told] = api.get(reverse("api_treasury_statements")).json()["results"]
    assert told["days"] == [f"{DAY}"]
    asked = {"division": make.MUDAN, "from_on": f"{DAY}", "to_on": f"{DAY}"}
    check = api.get(reverse("api_treasury_check"), asked).json()
    assert [day["agrees"] for day in check["days"]] == [True] and check["differences"] == []
    made = api.post(reverse("api_treasury_sheets"), SPAN, format="json", HTTP_IDEMPOTENCY_KEY="b")
    assert made.status_code == 201, made.json()
    pk = made.json()["id"]
    move = reverse("api_move_treasury_sheet", args=[pk])
    first = api.post(move, {"move": "sign"}, format="json", HTTP_IDEMPOTENCY_KEY="c")
    assert first.json()["state"] == "half"
    second = api_as(tax.officer).post(move, {"move": "sign"}, format="json", HTTP_IDEMPOTENCY_KEY="d")
    assert second.json()["state"] == "signed" and second.json()["is_as_frozen"]
    late = api.post(move, {"move": "drop"}, format="json", HTTP_IDEMPOTENCY_KEY="e")
    assert (late.status_code, late.json()["errors"][0]["code"]) == (409, "sheet_state")
    assert api.get(reverse("api_treasury_sheet", args=[pk])).json()["digest"] == made.json()["digest"]
    assert len(api.get(reverse("api_treasury_sheets")).json()["results"]) == 1


def test_the_commands_do_the_same(tax: TaxDesk, finance: Officer, tmp_path) -> None:  # type: ignore[no-untyped-def]
    def run(*args: str, by: Officer = finance) -> dict[str, object]:
        out = io.StringIO()
        call_command(*args, "--by", by.login, "--json", stdout=out)
        told: dict[str, object] = json.loads(out.getvalue())
        return told

    path = tmp_path / "国库.csv"
    path.write_bytes(csv(f"{DAY},320.00"))
    told = run("import_treasury_statement", str(path), "--area", make.MUDAN, "--wait")
    assert (told["layout"], told["state"], told["days"]) == ("TS-1", "written", [f"{DAY}"])
    span = ["treasury_check", "--area", make.MUDAN, "--from", f"{DAY}"]
    assert run(*span)["differences"] == []
    pk = str(run(*span, "--make")["id"])
    assert run("treasury_check", "--sign", pk)["state"] == "half"
    assert run("treasury_check", "--drop", pk, by=tax.officer)["state"] == "dropped"
    out = io.StringIO()
    call_command(*span, "--by", finance.login, stdout=out)
    assert "320.00" in out.getvalue()


def test_who_signs_for_no_side_makes_no_sheet(
    tax: TaxDesk, make_officer: Callable[..., Officer], client_as: Callable[..., Client]
) -> None:
    clerk = client_as(make_officer(Role.TOWNSHIP_CLERK, make.MUDAN))
    assert clerk.get(reverse("enrollment:treasury"), SPAN).status_code == 200
    assert clerk.post(reverse("enrollment:make_treasury_sheet"), SPAN).status_code == 403
    assert clerk.get(reverse("enrollment:send_treasury_statement")).status_code == 403
