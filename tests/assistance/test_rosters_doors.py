"""Do commands and API take a roster the browser's way, once for a repeated request, with stable codes?"""

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from rest_framework.test import APIClient

from assistance.categories.models import PersonCategory, Roster
from intake.operations import jobs
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance.roster_desk import LANZHOU, RosterDesk, row, spans, table

pytestmark = pytest.mark.django_db


def command(name: str, *arguments: object) -> tuple[int, Any]:
    out = io.StringIO()
    try:
        call_command(name, *map(str, arguments), "--json", stdout=out)
    except SystemExit as end:
        return int(end.code or 0), json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


@time_machine.travel("2021-03-20 10:00+08:00", tick=True)
def test_commands_preview_confirm_and_undo(roster_desk: RosterDesk, tmp_path: Path) -> None:
    who = roster_desk.person("甲")
    file = tmp_path / "名单.csv"
    file.write_bytes(table([row(who)]))
    asked = (
        file, "--area", LANZHOU, "--certifier", "civil_affairs", "--kind", "full", "--month", "2021-03",
        "--categories", "dibao_rural_3,tekun", "--by", roster_desk.maker.login,
    )  # fmt: skip
    code, told = command("import_roster", *asked, "--preview")
    assert (code, told["state"], told["preview"]["new"]) == (0, "ready", 1) and not spans(who)
    code, told = command("import_roster", *asked, "--confirm", "--confirm-by", roster_desk.maker.login)
    assert (code, told["refusal"]["code"]) == (1, "not_by_maker")
    code, told = command("import_roster", *asked, "--confirm", "--confirm-by", roster_desk.checker.login)
    assert (code, told["state"], told["written"]) == (0, "written", {"new": 1}) and spans(who)
    code, again = command("import_roster", *asked, "--confirm", "--confirm-by", roster_desk.checker.login)
    assert (code, again["roster_id"], PersonCategory.objects.count()) == (0, told["roster_id"], 1)
    code, undone = command(
        "undo_roster", told["roster_id"], "--because", "报错", "--by", roster_desk.checker.login
    )
    assert (code, undone["state"]) == (0, "undone") and not spans(who)
    with pytest.raises(CommandError):
        call_command("import_roster", *map(str, asked), "--confirm")
    file.write_bytes(table([row("371702198005010012")]))
    code, told = command("import_roster", *asked)
    assert (code, told["state"], told["problems"][0]["cell"]) == (1, "refused", "A2")


@time_machine.travel("2021-03-20 10:00+08:00", tick=True)
def test_api_from_upload_to_undo(
    roster_desk: RosterDesk, api_as: Callable[[Officer], APIClient], make_officer: Callable[..., Officer]
) -> None:
    who = roster_desk.person("甲")
    maker, checker = api_as(roster_desk.maker), api_as(roster_desk.checker)

    def send(key: str) -> Any:
        fields = {
            "file": SimpleUploadedFile("名单.csv", table([row(who)])), "area": LANZHOU, "certifier": "civil_affairs",
            "kind": "full", "month": "2021-03", "categories": "dibao_rural_3",
        }  # fmt: skip
        return maker.post("/api/v1/rosters", fields, format="multipart", headers={"Idempotency-Key": key})

    first = send("one")
    assert first.status_code == 201, first.content
    pk = first.json()["roster_id"]
    assert send("one").headers["Idempotent-Replayed"] == "true" and Roster.objects.count() == 1
    assert send("two").json()["errors"][0]["code"] == "roster_received_before"
    jobs.work(layout="RS-1", file_id=pk, on=date(2021, 3, 20))
    assert maker.get(f"/api/v1/rosters/{pk}").json()["preview"]["new"] == 1
    (told,) = maker.get(f"/api/v1/rosters/{pk}/rows?action=new").json()["results"]
    assert told["document_masked"] == who.document_masked and told["begins_on"] == "2020-01-01"

    def decide(client: APIClient, decision: str, key: str, **given: str) -> Any:
        return client.post(
            f"/api/v1/rosters/{pk}/decision",
            {"decision": decision, **given},
            headers={"Idempotency-Key": key},
        )

    assert decide(maker, "confirm", "a").json()["errors"][0]["code"] == "not_by_maker"
    assert decide(checker, "confirm", "b").json()["state"] == "writing"
    jobs.work(layout="RS-1", file_id=pk)
    assert spans(who)
    assert decide(checker, "undo", "c", because="报错").json()["state"] == "undoing"
    jobs.work(layout="RS-1", file_id=pk)
    assert checker.get(f"/api/v1/rosters/{pk}").json()["state"] == "undone" and not spans(who)
    stranger = api_as(make_officer(Role.CIVIL_AFFAIRS, make.HEZE))
    assert stranger.get(f"/api/v1/rosters/{pk}").status_code == 404
    assert maker.get("/api/v1/rosters?month=2021-03&state=undone").json()["count"] == 1
