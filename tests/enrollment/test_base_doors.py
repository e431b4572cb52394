"""Do page, API and command say the same of who is missing, and do rates and gaps come out by name?"""

import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from desk.home.work import waiting_for
from enrollment.models import BaseAnswer, Coverage, Person, SheetRow, StatusList, StatusRow
from enrollment.operations import base_answers, base_pictures
from enrollment.operations.ledger_sheets import LEDGER_SHEETS
from enrollment.queries import base_rates
from enrollment.queries.base_people import BasePlace
from enrollment.queries.lost_cover import lost_cover
from enrollment.rules.base_answers import Answer, Heard
from enrollment.rules.same_day import same_day_last_year
from intake.web.sent_files import address_of
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make

TODAY = timezone.localdate()
YEAR = make.YEAR
IN_2022 = {"inside": make.VILLAGE, "coverage_year": str(YEAR)}
Clients = Callable[..., Client]


@pytest.fixture
def clerk(make_officer: Any) -> Officer:
    make.places()
    return make_officer(Role.VILLAGE_CLERK, make.VILLAGE)  # type: ignore[no-any-return]


def cover(who: Person, by: Officer, *, year: int = YEAR, since: date = date(YEAR, 1, 1)) -> None:
    """Cover as a payment gives it, without the payment."""
    due = make.enrolled(who, by, year=year).due
    Coverage.objects.create(
        due=due,
        person=who,
        coverage_year=year,
        settled_on=since,
        quotation=due.quotation,
        cover_from=since,
        cover_until=date(year + 1, 1, 1),
    )


@pytest.fixture
def people(clerk: Officer) -> list[Person]:
    """One is insured, two are not."""
    first = make.person(clerk, "赵一")
    cover(first, clerk)
    return [first, make.person(clerk, "钱二"), make.person(clerk, "孙三", phone="13800000001")]


def command(*arguments: str) -> Any:
    out = io.StringIO()
    call_command("village_ledger", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_all_doors_tell_the_same_of_a_village(
    clerk: Officer, people: list[Person], client_as: Clients, api_as: Callable[[Officer], APIClient]
) -> None:
    page = client_as(clerk, language="en").get("/base/", IN_2022)
    text = page.content.decode()
    assert page.status_code == 200 and all(one.name in text for one in people)
    assert "tel:13800000001" in text and 'id="insured">1<' in text and 'id="should">3<' in text
    assert AuditEvent.objects.filter(action="read_people", change__what="village_ledger").exists()
    told = api_as(clerk).get("/api/v1/base/ledger", {"division": make.VILLAGE, "coverage_year": YEAR}).json()
    assert sorted(one["base_class"] for one in told["people"]) == ["insured_here", "not_asked", "not_asked"]
    assert command("show", "--division", make.VILLAGE, "--year", str(YEAR), "--by", clerk.login) == told
    assert [one["fact"]["en"] for one in told["people"] if one["fact"]] == [
        "cover of 2022 from 1 January 2022"
    ]
    insured = client_as(clerk).get("/base/", IN_2022 | {"who": "insured_here", "whole": "1"}).content.decode()
    assert people[0].name in insured and people[1].name not in insured
    assert client_as(clerk).get("/base/", {"inside": make.OTHER_VILLAGE}).status_code == 403


def test_an_answer_is_recorded_at_every_door_and_an_older_version_is_told(
    clerk: Officer, people: list[Person], client_as: Clients, api_as: Callable[[Officer], APIClient]
) -> None:
    _, who, other = people
    address = f"/base/people/{who.pk}/?coverage_year={YEAR}"
    given = {"version": "0", "heard": "cannot_pay", "contacted_on": TODAY.isoformat(), "remark": "没有收入"}
    client = client_as(clerk, language="en")
    assert client.post(address, given).status_code == 302
    assert "opens a case of assistance" in client.get(address).content.decode()
    again = client.post(address, given)
    assert again.status_code == 422 and "version 1" in again.content.decode()
    api = api_as(clerk)
    body = {"coverage_year": YEAR, "version": 1, "heard": "promised", "contacted_on": TODAY.isoformat()}
    path = f"/api/v1/base/people/{who.pk}"
    assert api.post(path, body, headers={"Idempotency-Key": "a"}).status_code == 409
    made = api.post(path, body | {"promise_on": TODAY.isoformat()}, headers={"Idempotency-Key": "b"})
    assert made.status_code == 201 and made.json()["version"] == 2
    assert [one["version"] for one in api.get(path, {"coverage_year": YEAR}).json()["answers"]] == [2, 1]
    command(
        "answer",
        "--person",
        str(other.pk),
        "--year",
        str(YEAR),
        "--heard",
        "refuses",
        "--version",
        "0",
        "--contacted-on",
        TODAY.isoformat(),
        "--by",
        clerk.login,
    )
    assert list(BaseAnswer.objects.order_by("pk").values_list("heard", flat=True)) == [
        "cannot_pay",
        "promised",
        "refuses",
    ]


def test_a_death_that_was_told_is_confirmed_on_the_page_by_another(
    clerk: Officer, people: list[Person], client_as: Clients, make_officer: Any
) -> None:
    who = people[1]
    died = Answer(Heard.DIED, TODAY, died_on=TODAY)
    base_answers.answer(
        person=who, coverage_year=YEAR, answer=died, seen_version=0, by=clerk, at=timezone.now()
    )
    address = f"/base/people/{who.pk}/?coverage_year={YEAR}"
    assert 'id="death"' not in client_as(clerk).get(address).content.decode()
    township = client_as(make_officer(Role.TOWNSHIP_CLERK, make.VILLAGE[:9]))
    assert 'id="death"' in township.get(address).content.decode()
    confirm = {"confirm": "1", "died_on": TODAY.isoformat(), "document": "死亡证明1号"}
    path = f"/base/people/{who.pk}/death?coverage_year={YEAR}"
    assert client_as(clerk).post(path, confirm).status_code == 422
    assert township.post(path, confirm | {"document": ""}).status_code == 422
    assert township.post(path, confirm).status_code == 302
    who.refresh_from_db()
    assert who.died_on == TODAY


def test_a_sheet_goes_out_and_comes_back_at_page_api_and_command(
    clerk: Officer,
    people: list[Person],
    client_as: Clients,
    api_as: Callable[[Officer], APIClient],
    tmp_path: Any,
) -> None:
    client, api = client_as(clerk, language="en"), api_as(clerk)
    whole = {"division": make.VILLAGE, "coverage_year": str(YEAR)}
    out = client.post("/base/ledger.xlsx", whole)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(out.streaming_content)))  # type: ignore[attr-defined]
    sheet = book.active
    assert {row[3].value for row in sheet.iter_rows(min_row=2)} == {"钱二", "孙三"}
    for row in sheet.iter_rows(min_row=2):
        row[9].value, row[10].value = "不愿参保", TODAY.isoformat()
    changed = base_answers.answer(
        person=people[2],
        coverage_year=YEAR,
        answer=Answer(Heard.UNREACHABLE, TODAY),
        seen_version=0,
        by=clerk,
        at=timezone.now(),
    )
    path = tmp_path / "台账.xlsx"
    book.save(path)
    told = command("return", str(path), "--division", make.VILLAGE, "--year", str(YEAR), "--by", clerk.login)
    assert told["outcomes"] == {"changed": 1, "conflict": 1}
    shared = client.get(address_of(LEDGER_SHEETS, told["file_id"]))
    assert shared.status_code == 200 and f"/base/sheets/{told['file_id']}/rows" in shared.content.decode()
    page = client.get(f"/base/sheets/{told['file_id']}/rows").content.decode()
    assert "not reached" in page and "refuses" in page and "Take the sheet" in page
    with path.open("rb") as again:
        refused = client.post("/base/sheets/", {"file": again, "division": make.VILLAGE})
    assert refused.status_code == 422 and "received before" in refused.content.decode()
    assert waiting_for(clerk, on=TODAY)["sheet_conflicts"]["number"] == 1
    assert "1 conflict" in client.get("/base/sheets/?conflicts=open").content.decode()
    row = SheetRow.objects.get(outcome="conflict")
    decide = f"/api/v1/ledger-sheets/{told['file_id']}/decide"
    answer = {"row": row.pk, "move": "take", "version": changed.version}
    assert api.post(decide, answer, headers={"Idempotency-Key": "d"}).json()["state"] == "taken"
    assert BaseAnswer.objects.filter(person=people[2]).order_by("-version")[0].heard == "refuses"
    fresh = api.post("/api/v1/ledger-sheets/issue", whole)
    upload = io.BytesIO(b"".join(fresh.streaming_content))  # type: ignore[attr-defined]
    upload.name = "MB-1.xlsx"
    back = api.post(
        "/api/v1/ledger-sheets",
        {"file": upload, "division": make.VILLAGE},
        format="multipart",
        headers={"Idempotency-Key": "r"},
    )
    assert (back.status_code, back.json()["outcomes"]) == (201, {"unchanged": 2})
    rows = api.get(f"/api/v1/ledger-sheets/{told['file_id']}/rows").json()["results"]
    assert {one["outcome"] for one in rows} == {"changed", "conflict"}


def test_a_rate_stands_against_the_target_and_the_same_day_of_last_year(
    clerk: Officer,
    people: list[Person],
    make_officer: Any,
    client_as: Clients,
    api_as: Callable[[Officer], APIClient],
) -> None:
    bureau = make_officer(Role.COUNTY_BUREAU, make.HEZE)
    on, place = date(2022, 3, 1), BasePlace(make.HEZE, make.HEZE, YEAR, date(2022, 3, 1))
    before = base_pictures.take(
        area=make.HEZE, coverage_year=YEAR - 1, on=same_day_last_year(on), by=bureau, at=timezone.now()
    )
    assert before == base_pictures.take(
        area=make.HEZE, coverage_year=YEAR - 1, on=same_day_last_year(on), by=bureau, at=timezone.now()
    )
    whole, rows = base_rates.rates(place, base_rates.counted_inside(place))
    assert (whole.rate.numerator, whole.rate.denominator, whole.rate.percent) == (1, 3, "33.3333")
    assert whole.before is not None and (whole.before.numerator, whole.before.denominator) == (0, 3)
    assert [row.code for row in rows] == [make.MUDAN] and whole.rate.target is None
    page = (
        client_as(bureau, language="en")
        .get("/base/", {"inside": make.MUDAN, "coverage_year": YEAR})
        .content.decode()
    )
    assert "no document of this area sets one" in page and make.VILLAGE[:9] in page
    asked = {"inside": make.MUDAN, "coverage_year": YEAR}
    api = (
        api_as(bureau)
        .get("/api/v1/base/people", {"division": make.MUDAN, "coverage_year": YEAR, "who": "open"})
        .json()
    )
    assert api["count"] == 2 and {one["name"] for one in api["results"]} == {"钱二", "孙三"}
    for who, listed in (("insured_here", people[:1]), ("should", people), ("open", people[1:]), ("died", [])):
        text = client_as(bureau).get("/base/", asked | {"who": who}).content.decode()
        assert [one for one in people if one.name in text] == listed


def test_the_target_of_97_percent_is_data_of_the_area_that_sets_it(make_officer: Any) -> None:
    village = "140502001001"
    make.places(village)
    clerk = make_officer(Role.VILLAGE_CLERK, village)
    make.person(clerk, village=village)
    place = BasePlace("140500", village, 2021, date(2021, 3, 1))
    whole, _ = base_rates.rates(place, base_rates.counted_inside(place))
    target = whole.rate.target
    assert target is not None and (str(target.rate), target.clause, whole.rate.short_by) == (
        "0.97",
        "JC-3c",
        1,
    )


def test_whom_a_list_names_counts_as_not_asked_until_registered(clerk: Officer, people: list[Person]) -> None:
    listed = StatusList.objects.create(
        sha256="0" * 64,
        name="释放",
        size_bytes=1,
        area=make.MUDAN,
        uploaded_by=clerk,
        state="written",
        source="prison",
        listed_on=date(2022, 2, 1),
    )
    for number, fact in enumerate(("released", "died"), 2):
        StatusRow.objects.create(
            list=listed,
            number=number,
            document_hash=f"00000000-0000-0000-0000-00000000000{number}",
            document_masked="3717**",
            name=f"名单{number}",
            fact=fact,
            from_on=date(2022, 1, 1),
            match="nobody",
        )
    place = BasePlace(make.HEZE, make.MUDAN, YEAR, date(2022, 3, 1))
    counts = base_rates.counted_inside(place)
    assert sum(one.people for listed_here in counts.values() for one in listed_here) == 4


def test_who_lost_cover_is_listed_with_the_days_of_the_gap(
    clerk: Officer, people: list[Person], client_as: Clients
) -> None:
    insured = people[0]
    place = BasePlace(make.HEZE, make.VILLAGE, YEAR + 1, date(2023, 1, 31))
    [one] = lost_cover(place)
    assert (one.person_id, one.gap.from_on, one.gap.until, one.gap.days) == (
        insured.pk,
        date(2023, 1, 1),
        None,
        31,
    )
    sheet = client_as(clerk).get("/base/lost-cover.xlsx", IN_2022 | {"coverage_year": str(YEAR + 1)})
    book = openpyxl.load_workbook(io.BytesIO(b"".join(sheet.streaming_content)))  # type: ignore[attr-defined]
    _, cells = book.active.iter_rows(values_only=True)
    assert cells[0] == insured.name and cells[5] == "2023-01-01" and cells[7] == 365
    cover(insured, clerk, year=YEAR + 1, since=date(2023, 2, 20))
    [one] = lost_cover(place)
    assert (one.gap.until, one.gap.days) == (date(2023, 2, 20), 31)
    page = client_as(clerk).get("/base/lost-cover", IN_2022 | {"coverage_year": str(YEAR)})
    assert page.status_code == 200 and insured.name not in page.content.decode()
