"""Do page, API, workbook and command show the same of a file of bills, each within its place?"""

import io
import json
from datetime import timedelta
from io import StringIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from claims.models import Bill, BillFile
from enrollment.operations.people import document_number
from intake.operations import following, jobs
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import bill_files as files
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


def sent(rows) -> SimpleUploadedFile:
    return SimpleUploadedFile("账单.csv", files.table(rows), content_type="text/csv")


def test_a_file_goes_through_the_page(
    clerk: Officer, who, client_as, make_officer, django_assert_max_num_queries
) -> None:
    client = client_as(clerk)
    rows = [files.row(who, "A"), files.row(who, "B"), files.visit(who, "=1+1", bill_total="51")]
    answer = client.post(reverse("claims:bill_files"), {"file": sent(rows), "area": make.MUDAN})
    file = BillFile.objects.get()
    assert answer.url == reverse("claims:bill_file", args=[file.pk])
    moving = client.get(answer.url, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 1s"' in moving and "<html" not in moving
    jobs.work(layout="CL-1", file_id=file.pk)
    assert client.get(answer.url, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    with django_assert_max_num_queries(20):
        page = client.get(answer.url).content.decode()
    for said in ('data-outcome="overlapping_stay"', 'data-outcome="sums_differ"', "相差 1.00 元", "K4"):
        assert said in page
    with django_assert_max_num_queries(20):
        assert "账单.csv" in client.get(reverse("claims:bill_files")).content.decode()
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(reverse("claims:bill_file_result", args=[file.pk])).getvalue())
    )
    every = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    assert not any(document_number(who) in str(cell) for row in every for cell in row)
    assert any("'=1+1" in row for row in every if row)
    assert AuditEvent.objects.filter(action="download_bill_file_result").exists()
    again = client.post(reverse("claims:bill_files"), {"file": sent(rows), "area": make.MUDAN})
    assert again.status_code == 422 and f"第 {file.pk} 号" in again.content.decode()
    stranger = client_as(make_officer(Role.COUNTY_BUREAU, "622901"))
    assert stranger.get(answer.url).status_code == 404
    auditor = client_as(make_officer(Role.AUDITOR, make.HEZE))
    assert auditor.get(answer.url).status_code == 200
    assert (
        auditor.post(reverse("claims:bill_files"), {"file": sent(rows), "area": make.MUDAN}).status_code
        == 403
    )


def test_a_file_goes_through_the_api(clerk: Officer, who, api_as) -> None:
    api = api_as(clerk)

    def send(key: str, **more):
        body = {"file": sent([files.row(who, "A"), files.trailer(1, "5000.00")]), "area": make.MUDAN, **more}
        return api.post(
            reverse("api_bill_files"), body, format="multipart", headers={"Idempotency-Key": key}
        )  # fmt: skip

    first = send("one", expected_count=1)
    assert first.status_code == 201 and first.json()["state"] == "received"
    assert send("one", expected_count=1).headers["Idempotent-Replayed"] == "true"
    assert send("two", expected_count=1).json()["errors"][0]["code"] == "file_received_before"
    file_id = first.json()["file_id"]
    jobs.work(layout="CL-1", file_id=file_id)
    told = api.get(reverse("api_bill_file", args=[file_id])).json()
    assert told["control_totals"]["agree"] is True
    assert sum(figures["count"] for figures in told["outcomes"].values()) == 1
    [bill] = api.get(reverse("api_bill_file_bills", args=[file_id])).json()["results"]
    assert bill["bill_id"] == Bill.objects.get().pk and document_number(who) not in str(bill)
    assert api.get(reverse("api_bill_files"), {"state": "settled"}).json()["count"] == 1
    assert api.get(reverse("api_bill_file_result", args=[file_id])).getvalue()[:2] == b"PK"


def test_the_command_previews_and_settles(clerk: Officer, who, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(following, "TAKEN_UP_WITHIN", timedelta(0))
    path = tmp_path / "账单.csv"
    path.write_bytes(files.table([files.row(who, "A"), files.row(who, "B")]))
    told = []
    for options in (["--preview"], []):
        out = StringIO()
        call_command(
            "settle_bills", str(path), "--area", make.MUDAN, "--by", clerk.login, "--wait", "--json", *options,
            stdout=out,
        )  # fmt: skip
        told.append(json.loads(out.getvalue()))
    assert told[0]["state"] == "ready" and told[0]["is_preview"] and told[1]["state"] == "settled"
    assert told[0]["outcomes"] == told[1]["outcomes"]
    assert told[1]["outcomes"]["overlapping_stay"] == {"count": 1, "sum_fen": 500000}
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command(
            "settle_bills", str(path), "--area", make.MUDAN, "--by", clerk.login, "--json", stdout=out
        )
    assert json.loads(out.getvalue())["refusal"]["code"] == "file_received_before"
