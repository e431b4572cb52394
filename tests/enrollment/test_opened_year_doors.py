"""Do pages, programs and the command open a year alike, for whoever knows no TOML?"""

import io
import itertools
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client

from enrollment.models import OpenedYear
from enrollment.operations import opened_years
from enrollment.web import year_forms
from policy.book import default_book
from policy.opening.comparison import last_said
from policy.opening.questions import questions
from staff.models import Officer
from tests import factories as make
from tests.assistance.case_desk import png
from tests.enrollment.year_desk import AT, WORD

pytestmark = pytest.mark.django_db


def question(client: Client, year: OpenedYear, code: str, **sent: Any) -> HttpResponse:
    year.refresh_from_db()
    path = f"/years/{year.pk}/questions/{code}"
    document = {"document_number": WORD["document_number"], "section": "2", "issued_on": "2026-09-01"}
    data = {"version": year.version, "rows": 1, "how": "entered", **document, **sent}
    return client.post(path, data)  # type: ignore[return-value]


def test_whoever_knows_no_toml_enters_a_year_on_pages(city: Officer, second: Officer, client_as: Any) -> None:
    client, other = client_as(city, language="en"), client_as(second, language="en")
    assert client.post("/years/", {"area": make.HEZE, "coverage_year": 2027}).status_code == 302
    year = OpenedYear.objects.get()
    page = client.get(f"/years/{year.pk}/").content.decode()
    assert page.count("data-question=") == len(questions()) and "nothing is collected for it" in page
    scan = io.BytesIO(png())
    scan.name = "notice.png"
    assert question(client, year, "contribution.individual", **{"row0-amount": "4.005"}).status_code == 422
    refused = question(client, year, "benefit.ratio", **{"row0-rate": "75"})
    assert refused.status_code == 422 and "75 % as 0.75" in refused.content.decode()
    assert not year.answers.exists()
    amount = {"rows": 2, "row0-amount": "420", "row1-amount": "200", "row1-groups": ["student"], "scan": scan}
    assert question(client, year, "contribution.individual", **amount).status_code == 302
    window = {
        "row0-opens_year": "before", "row0-opens_month": "09", "row0-opens_day": "01", "row0-closes_year": "before",
        "row0-closes_month": "12", "row0-closes_day": "end", "row0-cover": "coverage_year",
    }  # fmt: skip
    assert question(client, year, "window.regular", **window).status_code == 302
    assert question(client, year, "catch_up.closed", how="undecided").status_code == 422
    newborn = {"how": "undecided", "decided_by": "省医保局"}
    assert question(client, year, "newborn.within", **newborn).status_code == 302
    assert question(client, year, "subsidy.rule", how="carried").status_code == 302
    assert client.get(f"/years/{year.pk}/questions/subsidy.rule").status_code == 200
    [window_answer] = year.answers.filter(question="window.regular")
    assert window_answer.rows[0]["closes"]["day"] == "12-end" and window_answer.scan_name == "notice.png"
    assert year.answers.get(question="contribution.individual").rows[1] == {
        "amount": "200",
        "groups": ["student"],
    }
    for who, move in ((client, "propose"), (other, "approve")):
        year.refresh_from_db()
        assert who.post(f"/years/{year.pk}/", {"move": move, "version": year.version}).status_code == 302
    year.refresh_from_db()
    assert year.state == "open" and "window-opened-2027.toml" in year.files
    with zipfile.ZipFile(io.BytesIO(client.get(f"/years/{year.pk}/folder.zip").content)) as packed:
        assert f"{make.HEZE}/contribution-opened-2027.toml" in packed.namelist()
    assert client.get(f"/years/{year.pk}/dry-run").status_code == 200
    assert client.get(f"/years/{year.pk}/scans/{window_answer.pk}").status_code == 200


def test_every_question_has_fields_that_give_back_what_they_show() -> None:
    """Nothing is lost between a row and its form: what last year said comes back as it was, in every table."""
    policy = default_book().policy("622900")
    asked = 0
    for question in questions().values():
        last = last_said(policy, question, 2023)
        rows = list(last.rows_for(last.area)) if last else []
        for form, row in zip(year_forms.row_forms(question, policy, rows, {}), rows, strict=False):
            data = {f"{form.prefix}-{name}": value for name, value in form.initial.items()}
            again = year_forms.RowForm(
                data, prefix=form.prefix, question=question, policy=policy, kept=rows, row=row
            )
            assert again.is_valid(), (question.code, again.errors)
            assert again.read() == row, question.code
            asked += 1
    assert asked > 50


def test_programs_open_a_year(city: Officer, second: Officer, api_as: Any) -> None:
    api, other = api_as(city), api_as(second)
    asked = {"area": make.HEZE, "coverage_year": 2027}
    keys = itertools.count()

    def post(by: Any, path: str, sent: dict[str, Any]) -> Any:
        return by.post(path, sent, format="json", headers={"Idempotency-Key": f"year-{next(keys)}"})

    number = post(api, "/api/v1/opened-years", asked).json()["id"]
    path = f"/api/v1/opened-years/{number}"
    sent = {
        "document_number": "示例〔2026〕1号",
        "question": "waiting.ordinary",
        "how": "entered",
        "rows": [{"months": 1}],
    }
    refused = post(api, f"{path}/answers", sent)
    assert refused.status_code == 409 and "N38-2a" in refused.json()["errors"][0]["detail"]
    told = api.get(path).json()
    assert len(told["questions"]) == len(questions()) and told["faults"] == []
    assert api.get("/api/v1/opened-years").json()["results"][0]["state"] == "draft"
    year = OpenedYear.objects.get()
    scan = opened_years.scan_of(io.BytesIO(png()), "a.png")
    sent |= {"question": "contribution.individual", "rows": [{"amount": "420"}]}
    assert post(api, f"{path}/answers", sent).status_code == 200
    sent |= {"question": "window.regular", "how": "carried", "rows": []}
    assert post(api, f"{path}/answers", sent).status_code == 200
    opened_years.attach(year=year, scan=scan, by=city, at=AT)
    assert post(api, f"{path}/moves", {"move": "propose"}).json()["state"] == "proposed"
    assert post(api, f"{path}/moves", {"move": "approve"}).status_code == 403
    assert post(other, f"{path}/moves", {"move": "approve"}).json()["state"] == "open"


def test_a_command_exports_and_imports(city: Officer, tmp_path: Path, capsys: Any) -> None:
    def run(*given: str) -> dict[str, Any]:
        call_command("open_year", "--area", make.HEZE, "--year", "2027", "--by", city.login, "--json", *given)
        told: dict[str, Any] = json.loads(capsys.readouterr().out)
        return told

    scan = tmp_path / "notice.png"
    scan.write_bytes(png())
    rows = ("--document", "示例〔2026〕1号", "--section", "1", "--scan", str(scan))
    run(
        "--begin",
        "--question",
        "contribution.individual",
        "--answer",
        "enter",
        "--rows",
        '[{"amount": 420.5}]',
        *rows,
    )
    run("--question", "window.regular", "--answer", "carry-over", *rows)
    before = list(
        OpenedYear.objects.get().answers.order_by("pk").values_list("question", "rows", "also", "section")
    )
    assert len(run("--export", str(tmp_path))["files"]) == 4
    run("--question", "window.regular", "--answer", "clear")
    run("--import", str(tmp_path / make.HEZE), "--scan", str(scan), "--move", "propose")
    year = OpenedYear.objects.get()
    assert year.state == "proposed"
    assert list(year.answers.order_by("pk").values_list("question", "rows", "also", "section")) == before
    (tmp_path / make.HEZE / "contribution-opened-2027.toml").write_text("[[individual]]\namount = 420\n")
    OpenedYear.objects.filter(pk=year.pk).update(state="draft")
    with pytest.raises(SystemExit):
        run("--import", str(tmp_path / make.HEZE))
    assert "clause" in capsys.readouterr().out
    assert year.answers.count() == 2, "a folder that is refused leaves the answers as they were"
