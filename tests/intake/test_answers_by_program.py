"""Can a program and a command learn what a sent file asks, and answer it once?"""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from rest_framework.test import APIClient

from enrollment.models import PaymentFile, PaymentLine
from intake.models import SenderProfile
from intake.operations import jobs
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.pipeline.tax_desk import TaxDesk, line, outcomes, refund_of, table

KIND = {"columns": {"征收类型": "kind"}}


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable[..., Officer]) -> TaxDesk:
    make.places()
    return TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), make_officer(Role.COUNTY_BUREAU, make.MUDAN))


@pytest.fixture
def asking(desk: TaxDesk) -> PaymentFile:
    """A refund whose kind stands under a heading that only resembles a known one."""
    text = table([refund_of(line(desk.person()))]).decode().replace("业务类型", "征收类型")
    file = desk.upload(text.encode())
    assert file.state == "asking"
    return file


def test_a_program_reads_the_questions_and_answers_once(
    desk: TaxDesk, asking: PaymentFile, api_as: Callable[..., APIClient]
) -> None:
    api, address = api_as(desk.officer), reverse("api_reading", args=["TB-1", asking.pk])
    told = api.get(address).json()
    [question] = told["questions"]
    assert (told["state"], question["heading"], question["proposed"]) == ("asking", "征收类型", "kind")
    body, key = {"reading": KIND, "keep_as": "县税务局"}, {"HTTP_IDEMPOTENCY_KEY": "once"}
    first = api.post(address, body, format="json", **key)
    assert first.status_code == 202 and first.json()["state"] != "asking"
    jobs.work_on(asking)
    again = api.post(address, body, format="json", **key)
    assert (again.status_code, again.json(), again["Idempotent-Replayed"]) == (202, first.json(), "true")
    other = api.post(address, {"reading": {}}, format="json", **key)
    assert other.status_code == 422
    late = api.post(address, body, format="json", HTTP_IDEMPOTENCY_KEY="late")
    assert late.status_code == 409
    asking.refresh_from_db()
    assert outcomes(asking) == {"refund_without_original": 1} and SenderProfile.objects.count() == 1
    told = api.get(address).json()
    assert (told["questions"], told["read_as"]["reading"]) == ([], KIND)


def test_a_program_that_says_nothing_sound_changes_nothing(
    desk: TaxDesk, asking: PaymentFile, api_as: Callable[..., APIClient]
) -> None:
    api, address = api_as(desk.officer), reverse("api_reading", args=["TB-1", asking.pk])
    for body in ({"reading": {"columns": {"征收类型": "nothing"}}}, {"reading": {"guess": 1}}):
        refused = api.post(address, body, format="json", HTTP_IDEMPOTENCY_KEY="unsound")
        assert refused.status_code == 422 and refused.json()["errors"][0]["code"] == "reading_unsound"
    unsound: list[dict[str, Any]] = [{}, {"reading": []}, {"reading": KIND, "keep_as": "名" * 61}]
    for said in unsound:
        assert api.post(address, said, format="json", HTTP_IDEMPOTENCY_KEY="form").status_code == 400
    assert api.post(address, {"reading": KIND}, format="json").status_code == 400, "without a key"
    asking.refresh_from_db()
    assert (
        asking.state == "asking" and not SenderProfile.objects.exists() and not PaymentLine.objects.exists()
    )


def test_a_program_of_another_place_or_without_the_right_sees_no_question(
    asking: PaymentFile, api_as: Callable[..., APIClient], make_officer: Callable[..., Officer]
) -> None:
    address = reverse("api_reading", args=["TB-1", asking.pk])
    for officer in (make_officer(Role.TAX_OFFICER, "620100"), make_officer(Role.AUDITOR, make.HEZE)):
        api = api_as(officer)
        assert api.get(address).status_code == 404
        assert (
            api.post(address, {"reading": KIND}, format="json", HTTP_IDEMPOTENCY_KEY="x").status_code == 404
        )
    assert api.get(reverse("api_reading", args=["XX-9", asking.pk])).status_code == 404


def test_a_command_tells_what_a_file_asks_and_answers_it(
    desk: TaxDesk, asking: PaymentFile, tmp_path: Path, make_officer: Callable[..., Officer]
) -> None:
    def says(*options: str, by: Officer = desk.officer, ends_well: bool = True) -> dict[str, Any]:
        out = io.StringIO()
        given = ("answer_file", "TB-1", str(asking.pk), "--by", by.login, "--json", *options)
        if ends_well:
            call_command(*given, stdout=out)
        else:
            with pytest.raises(SystemExit) as ended:
                call_command(*given, stdout=out)
            assert ended.value.code == 1
        told: dict[str, Any] = json.loads(out.getvalue())
        return told

    told = says(ends_well=False)
    assert (told["state"], [question["proposed"] for question in told["questions"]]) == ("asking", ["kind"])
    reading = tmp_path / "answers.json"
    reading.write_text('{"columns": {"征收类型": "nothing"}}', encoding="utf-8")
    assert says("--reading", str(reading), ends_well=False)["state"] == "asking"
    reading.write_text(json.dumps(KIND), encoding="utf-8")
    says("--reading", str(reading), by=make_officer(Role.AUDITOR, make.HEZE), ends_well=False)
    asking.refresh_from_db()
    assert asking.state == "asking"
    told = says("--reading", str(reading), "--keep-as", "县税务局")
    assert (told["state"], told["questions"], told["read_as"]["reading"]) == ("posted", [], KIND)
    assert SenderProfile.objects.get().name == "县税务局"
    reading.write_text("[]", encoding="utf-8")
    with pytest.raises(CommandError):
        says("--reading", str(reading))
