"""Do commands and the API take the same way as the pages, with stable codes?"""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone
from rest_framework.test import APIClient

from assistance.subsidies.models import Grant, PayoutBatch, SubsidyRun
from assistance.subsidies.operations import subsidy_payments
from policy.terms import Category
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance.subsidy_desk import (
    LANZHOU,
    NOVEMBER,
    SubsidyDesk,
    bank_file,
    bank_rows,
    grant_of,
    moment,
)
from tests.pipeline.tax_desk import assert_ledger_holds


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable[..., Officer]) -> SubsidyDesk:
    return SubsidyDesk(make_officer)


def run_command(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit code and printed JSON."""
    code = 0
    try:
        call_command(*arguments, "--json")
    except SystemExit as end:
        code = int(end.code or 0)
    return code, json.loads(capsys.readouterr().out.strip().splitlines()[-1])


def test_from_proposal_to_the_bank_by_commands(
    desk: SubsidyDesk, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    fixed, poor = desk.person(Category("dibao_rural_2")), desk.person(Category("registered_poor"))
    desk.person(Category("dibao"))
    desk.pays(fixed, poor)
    by = {name: ("--by", getattr(desk, name).login) for name in ("civil", "approver", "finance")}
    code, told = run_command(capsys, "propose_subsidies", "--area", LANZHOU, "--year", "2021", *by["civil"])
    assert (code, told["state"], told["people"], told["amount_fen"]) == (0, "proposed", 2, 30_000)
    assert told["open"][0]["missing"][0]["clause"] == "GS-2.3a"
    run = str(told["run_id"])
    assert run_command(capsys, "freeze_subsidies", "--run", run, *by["civil"])[1]["state"] == "frozen"
    code, refused = run_command(capsys, "approve_subsidies", "--run", run, *by["civil"])
    assert (code, refused["refusal"]["code"]) == (1, "not_by_maker")
    assert run_command(capsys, "approve_subsidies", "--run", run, *by["approver"])[1]["state"] == "approved"
    code, told = run_command(capsys, "pay_subsidies", "--run", run, "--wait", *by["finance"])
    assert (told["state"], told["waiting_for_card"]["ready"]) == ("part_paid", 2)
    output = tmp_path / "list.csv"
    code, told = run_command(
        capsys, "payout_list", "--run", run, "--month", "2020-12", "--output", str(output), *by["finance"]
    )
    assert (told["lines"], told["amount_fen"], told["outcomes"]) == (
        2,
        30_000,
        {"sent": {"lines": 2, "fen": 30_000}},
    )
    rows = list(csv.DictReader(io.StringIO(output.read_text("utf-8-sig"))))
    assert (
        sum(int(row["金额"].replace(".", "")) for row in rows) == 30_000 and rows[0]["账号"][2:-1].isdigit()
    )
    answer = tmp_path / "bank.csv"
    answer.write_bytes(bank_file(bank_rows(PayoutBatch.objects.get(), {1: "账号不存在"})))
    code, told = run_command(
        capsys, "bank_return", str(answer), "--batch", str(told["batch_id"]), *by["finance"]
    )
    assert (code, set(told["outcomes"])) == (0, {"paid", "returned"})
    assert {grant_of(fixed).state, grant_of(poor).state} == {"paid", "returned"}
    assert_ledger_holds()


def test_a_bank_answers_on_the_exported_list_in_words_of_its_own(
    desk: SubsidyDesk, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The exported list comes back with a column more; the bank's words are asked once and then read, by the same commands."""
    people = [desk.person(Category("dibao_rural_2")) for _ in range(3)]
    desk.pays(*people)
    batch = desk.payout_list(desk.paid())
    by = ("--by", desk.finance.login)
    exported = tmp_path / "list.csv"
    run_command(capsys, "payout_list", "--list", str(batch.pk), "--output", str(exported), *by)
    head, *rows = csv.reader(io.StringIO(exported.read_text("utf-8-sig")))
    assert all(row[head.index("账号")].startswith('="') for row in rows[:3]), "a spreadsheet keeps the digits"
    heads, words = [*head, "处理结果", "退回原因"], ["交易成功", "0000", "交易失败"]

    def answered(name: str, reason: str) -> Path:
        file = tmp_path / name
        with file.open("w", encoding="utf-8-sig", newline="") as out:
            ends = [[word, reason if word == "交易失败" else ""] for word in words]
            csv.writer(out).writerows([heads, *(row + end for row, end in zip(rows, ends, strict=False))])
        return file

    command = ("bank_return", str(answered("first.csv", "销户")), "--batch", str(batch.pk), *by)
    with pytest.raises(SystemExit) as waits:
        call_command(*command)
    assert waits.value.code == 1 and "交易成功" in capsys.readouterr().out, "what is asked is told in words"
    meant = {"words": {"result": {"交易成功": "成功", "0000": "成功", "交易失败": "失败"}}}
    said = tmp_path / "said.json"
    said.write_text(json.dumps(meant), "utf-8")
    number = str(batch.returns.get().pk)
    code, told = run_command(
        capsys, "answer_file", "BK-1", number, "--reading", str(said), "--keep-as", "农商行", *by
    )
    assert (code, told["state"]) == (0, "written")
    assert [grant_of(who).state for who in people] == ["paid", "paid", "returned"]
    again = answered("again.csv", "已销户")
    code, told = run_command(capsys, "bank_return", str(again), "--batch", str(batch.pk), *by)
    assert (code, told["state"], told["outcomes"]) == (
        0,
        "written",
        {"repeated": {"lines": 3, "fen": 60_000}},
    )
    assert told["read_as"]["profile"]["name"] == "农商行"
    assert_ledger_holds()


def test_the_api(
    desk: SubsidyDesk,
    api_as: Callable[..., APIClient],
    make_officer: Callable[..., Officer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    full, fixed = desk.person(Category("tekun")), desk.person(Category("dibao_rural_2"))
    desk.pays(fixed)
    monkeypatch.setattr(timezone, "now", lambda: moment(NOVEMBER))
    civil, approver, finance = (api_as(one) for one in (desk.civil, desk.approver, desk.finance))
    asked = {"area": LANZHOU, "coverage_year": 2021}
    assert civil.post("/api/v1/subsidy-runs", asked, format="json").status_code == 400, "without a key"
    made = civil.post("/api/v1/subsidy-runs", asked, format="json", headers={"Idempotency-Key": "run-0001"})
    again = civil.post("/api/v1/subsidy-runs", asked, format="json", headers={"Idempotency-Key": "run-0001"})
    assert (made.status_code, made.json()) == (201, again.json()) and SubsidyRun.objects.count() == 1
    address = f"/api/v1/subsidy-runs/{made.json()['run_id']}"

    def move(client: APIClient, name: str) -> Any:
        return client.post(
            f"{address}/moves", {"move": name}, format="json", headers={"Idempotency-Key": f"move-{name}"}
        )

    assert move(civil, "freeze").json()["state"] == "frozen"
    refused = move(civil, "approve")
    assert refused.status_code in (403, 409, 422) and "not_by_maker" in refused.content.decode()
    assert move(approver, "approve").json()["state"] == "approved"
    assert move(finance, "pay").json()["state"] == "paying"
    subsidy_payments.work(run_id=SubsidyRun.objects.get().pk)
    assert finance.get(address).json()["state"] == "part_paid"
    listed = finance.post(
        f"{address}/payout-lists",
        {"month": "2020-12"},
        format="json",
        headers={"Idempotency-Key": "list-0001"},
    )
    assert (listed.status_code, listed.json()["amount_fen"]) == (201, 20_000)
    batch = PayoutBatch.objects.get()
    sent = finance.post(
        f"/api/v1/payout-lists/{batch.pk}", {"file": SimpleUploadedFile("b.csv", bank_file(bank_rows(batch)))},
        format="multipart", headers={"Idempotency-Key": "bank-0001"},
    )  # fmt: skip
    assert sent.json()["outcomes"] == {"paid": {"lines": 1, "fen": 20_000}}
    found = finance.get(f"/api/v1/grants?person={full.pk}").json()["results"]
    assert [(one["state"], one["amount_fen"], one["clause"]) for one in found] == [
        ("credited", 28_000, "LZ-2a")
    ]
    grant = Grant.objects.get(person=full)
    back = finance.post(
        f"/api/v1/grants/{grant.pk}/take-back", {"because": "重复认定"}, format="json",
        headers={"Idempotency-Key": "back-0001"},
    )  # fmt: skip
    assert back.json()["state"] == "taken_back"
    stranger = api_as(make_officer(Role.CIVIL_AFFAIRS, make.HEZE))
    assert stranger.get(address).status_code == 404 and stranger.get("/api/v1/grants").json()["results"] == []
    assert_ledger_holds()
