"""Do API and command hand down, fill, return and take back a township's part as the pages do?"""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from assistance.categories.models import Roster, RosterAnswer, RosterPart
from staff.models import Officer
from staff.rules.roles import Role
from tests.assistance.roster_desk import LANZHOU, OTHER_TOWN_VILLAGE, TOWN, VILLAGE, RosterDesk, row

pytestmark = pytest.mark.django_db
NOW = "2021-03-22 10:00+08:00"


@pytest.fixture
def roster(roster_desk: RosterDesk) -> Roster:
    desk = roster_desk
    people = [desk.person("甲一"), desk.person("甲二"), desk.person("乙", village=OTHER_TOWN_VILLAGE)]
    return desk.write([row(who) for who in people])


def post(client: APIClient, path: str, key: str, body: Any = None) -> Any:
    return client.post(f"/api/v1/{path}", body or {}, format="json", headers={"Idempotency-Key": key})


def code(answer: Any) -> str:
    return str(answer.json()["errors"][0]["code"])


@time_machine.travel(NOW, tick=True)
def test_api_from_handing_down_to_taking_back(
    roster: Roster,
    roster_desk: RosterDesk,
    api_as: Callable[[Officer], APIClient],
    make_officer: Callable[..., Officer],
) -> None:
    bureau, town = api_as(roster_desk.checker), api_as(make_officer(Role.TOWNSHIP_CLERK, TOWN))
    village = api_as(make_officer(Role.VILLAGE_CLERK, VILLAGE))
    other = api_as(make_officer(Role.TOWNSHIP_CLERK, OTHER_TOWN_VILLAGE[:9]))
    down = {"townships": [TOWN], "coverage_year": 2021, "note": "月底前报"}
    assert town.post(f"/api/v1/rosters/{roster.pk}/parts", down, format="json").status_code == 403
    handed = post(bureau, f"rosters/{roster.pk}/parts", "a", down)
    (part,) = handed.json()["parts"]
    assert (part["state"], part["people"], part["answered"]) == ("handed_down", 2, 0)
    assert post(bureau, f"rosters/{roster.pk}/parts", "a", down).headers["Idempotent-Replayed"] == "true"
    strange = post(bureau, f"rosters/{roster.pk}/parts", "b", {**down, "townships": ["620102009"]})
    assert code(strange) == "township_without_rows"
    path = f"roster-parts/{part['part_id']}"
    assert town.get("/api/v1/roster-parts?state=handed_down").json()["results"] == [part]
    assert other.get("/api/v1/roster-parts").json()["count"] == 0
    assert other.get(f"/api/v1/{path}/rows").status_code == 404
    with CaptureQueriesContext(connection) as asked:
        rows = village.get(f"/api/v1/{path}/rows").json()["results"]
    assert [each["name"] for each in rows] == ["甲一", "甲二"] and len(asked) <= 12
    first, second = (each["row_id"] for each in rows)
    refused = {"answers": [{"row_id": first, "is_insured": True}, {"row_id": second, "is_insured": False}]}
    assert code(post(town, f"{path}/answers", "c", refused)) == "reason_required"
    assert not RosterAnswer.objects.exists(), "all answers or none"
    one = {"answers": [{"row_id": first, "is_insured": False, "reason": "refuses", "remark": "上门两次"}]}
    assert post(village, f"{path}/answers", "d", one).json()["uninsured"] == 1
    assert code(post(town, f"{path}/return", "e")) == "rows_unanswered"
    (left,) = town.get(f"/api/v1/{path}/rows?only=open").json()["results"]
    assert left["row_id"] == second and left["answer"] is None
    post(town, f"{path}/answers", "f", {"answers": [{"row_id": second, "is_insured": True}]})
    told = town.get(f"/api/v1/{path}/rows").json()["results"]
    assert told[0]["answer"] == {"is_insured": False, "reason": "refuses", "remark": "上门两次"}
    assert told[0]["contradictions"] == [] and len(told[1]["contradictions"]) == 1
    assert post(town, f"{path}/return", "g").json()["state"] == "returned"
    assert code(post(town, f"{path}/answers", "h", one)) == "part_not_open"
    assert post(town, f"{path}/take-back", "i").status_code == 403
    assert post(bureau, f"{path}/take-back", "j").json()["state"] == "taken_back"
    (listed,) = bureau.get(f"/api/v1/rosters/{roster.pk}/parts").json()["results"]
    assert (listed["state"], listed["answered"]) == ("taken_back", 2)
    stranger = api_as(make_officer(Role.CIVIL_AFFAIRS, "371700"))
    assert post(stranger, f"{path}/take-back", "k").status_code == 404


@time_machine.travel(NOW, tick=True)
def test_list_of_parts_asks_as_much_for_two_as_for_one(
    roster: Roster, roster_desk: RosterDesk, api_as: Callable[[Officer], APIClient]
) -> None:
    bureau = api_as(roster_desk.checker)

    def queries(key: str, township: str) -> int:
        post(bureau, f"rosters/{roster.pk}/parts", key, {"townships": [township], "coverage_year": 2021})
        with CaptureQueriesContext(connection) as asked:
            assert bureau.get(f"/api/v1/rosters/{roster.pk}/parts").status_code == 200
        return len(asked)

    assert queries("a", TOWN) == queries("b", OTHER_TOWN_VILLAGE[:9]) and RosterPart.objects.count() == 2


def command(*arguments: object) -> tuple[int, Any]:
    out = io.StringIO()
    try:
        call_command("roster_part", *map(str, arguments), "--json", stdout=out)
    except SystemExit as end:
        return int(end.code or 0), json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


@time_machine.travel(NOW, tick=True)
def test_command_goes_the_same_way(
    roster: Roster, roster_desk: RosterDesk, make_officer: Callable[..., Officer], tmp_path: Path
) -> None:
    bureau, town = roster_desk.checker.login, make_officer(Role.TOWNSHIP_CLERK, TOWN).login
    asked = ("hand_down", "--roster", roster.pk, "--township", TOWN, "--year", 2021)
    with pytest.raises(CommandError):
        command(*asked, "--by", town)
    done, told = command(*asked, "--by", bureau)
    part = told["parts"][0]["part_id"]
    assert (done, told["parts"][0]["people"]) == (0, 2)
    assert (
        command("list", "--by", town)[1] == command("list", "--roster", roster.pk, "--by", bureau)[1] == told
    )
    rows = command("rows", part, "--open", "--by", town)[1]["rows"]
    answers = tmp_path / "answers.json"
    fill = ("fill", part, "--answers", answers, "--by", town)
    for bad, said in (({}, "answers_are_a_list"), ([{"row_id": "1"}], "answer_unreadable")):
        answers.write_text(json.dumps(bad))
        done, told = command(*fill)
        assert (done, told["refusal"]["code"]) == (1, said)
    answers.write_text("no JSON")
    with pytest.raises(CommandError):
        command(*fill)
    assert command("return", part, "--by", town)[1]["refusal"]["code"] == "rows_unanswered"
    given = [{"row_id": each["row_id"], "is_insured": False, "reason": "missing"} for each in rows]
    answers.write_text(json.dumps(given))
    done, told = command(*fill)
    assert (done, told["parts"][0]["uninsured"], RosterAnswer.objects.count()) == (0, 2, 2)
    assert command("rows", part, "--open", "--by", town)[1]["rows"] == []
    assert command("return", part, "--by", town)[1]["parts"][0]["state"] == "returned"
    with pytest.raises(CommandError):
        command("take_back", part, "--by", town)
    assert command("take_back", part, "--by", bureau)[1]["parts"][0]["state"] == "taken_back"
    out = io.StringIO()
    call_command("roster_part", "list", "--roster", str(roster.pk), "--by", bureau, stdout=out)
    assert "已收回" in out.getvalue() and "2/2" in out.getvalue()
    stranger = make_officer(Role.CIVIL_AFFAIRS, LANZHOU[:2] + "2900").login
    with pytest.raises(CommandError):
        command("list", "--roster", roster.pk, "--by", stranger)
