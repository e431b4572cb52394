"""Do pages, API and command make, fill in and run a draft alike, tell each fault at its field, and show each place its own?"""

import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from assistance.categories.operations import categories
from desk.whatif.models import Draft, DraftRun
from desk.whatif.operations import drafts, runs
from enrollment.models import Person
from policy.terms import Category, Certifier
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
AT = datetime(2022, 12, 31, 2, 0, tzinfo=UTC)
AMOUNT = "contribution.individual"


@pytest.fixture
def city(make_officer: Callable[..., Officer]) -> Officer:
    make.places()
    return make_officer(Role.CITY_BUREAU, make.HEZE)


@pytest.fixture
def people(city: Officer, make_officer: Callable[..., Officer]) -> list[Person]:
    """Two people with a due of 2022; one receives dibao."""
    clerk = make_officer(Role.COUNTY_BUREAU, make.MUDAN)
    both = [make.person(clerk, name) for name in ("张伟", "王芳")]
    for who in both:
        make.enrolled(who, clerk)
    categories.record_category(
        person=both[0], category=Category("dibao"), certifier=Certifier.CIVIL_AFFAIRS, document_number="菏民〔2021〕5号",
        from_on=date(2021, 6, 1), source="desk", on=date(2021, 6, 2), by=make_officer(Role.CIVIL_AFFAIRS, make.MUDAN),
    )  # fmt: skip
    return both


def test_a_city_bureau_tries_another_amount_by_page(
    people: list[Person], city: Officer, client_as: Callable[..., Client]
) -> None:
    desk = client_as(city)
    assert "还没有草案" in desk.get(reverse("what_if")).content.decode()
    refused = desk.post(reverse("what_if"), {"area": make.HEZE, "name": " "})
    assert refused.status_code == 422
    begun = desk.post(reverse("what_if"), {"area": make.HEZE, "name": "涨到380元"})
    draft = Draft.objects.get()
    page = reverse("what_if_draft", args=[draft.pk])
    assert begun["Location"] == page and (draft.coverage_year, draft.bill_year) == (2022, 2022)
    question = reverse("what_if_question", args=[draft.pk, AMOUNT])
    assert 'value="320' in desk.get(question).content.decode()
    form = {"rows": "1", "version": "1", "how": "keep"}
    wrong = desk.post(question, {**form, "row0-amount": "380.999"})
    assert wrong.status_code == 422 and "多于两位小数" in wrong.content.decode()
    assert desk.post(question, {**form, "row0-amount": "380"})["Location"] == page
    shown = desk.get(page).content.decode()
    assert "380.00" in shown and 'data-changed="1"' in shown
    desk.post(page, {"move": "run"})
    run = DraftRun.objects.get()
    assert "spinner-border" in desk.get(page).content.decode()
    runs.work(run.pk)
    result = desk.get(reverse("what_if_result", args=[draft.pk, run.pk])).content.decode()
    assert result.count("<figure") == 2  # who gains by county, and who pays; nobody was ill
    assert 'data-verdict="worse"' in result and "760.00" in result and "由草案" in result
    assert (
        desk.get(
            reverse("what_if_result", args=[draft.pk, run.pk]), headers={"accept-language": "en"}
        ).status_code
        == 200
    )
    told = AuditEvent.objects.filter(action="read_draft_run").latest("pk")
    assert told.change["people"] == sorted(one.pk for one in people)
    desk.post(question, {**form, "version": "2", "how": "clear"})
    assert not draft.given.exists()
    desk.post(page, {"move": "remove"})
    assert not Draft.objects.exists()


def worked_out(city: Officer) -> DraftRun:
    draft = drafts.start(area=make.HEZE, name="涨到380元", by=city, at=AT)
    drafts.answer(draft=draft, version=None, question=AMOUNT, rows=[{"amount": "380"}], by=city, at=AT)
    run = runs.ask(draft=draft, by=city, at=AT)
    runs.work(run.pk)
    return DraftRun.objects.get(pk=run.pk)


def test_the_workbook_holds_what_the_page_shows(
    people: list[Person], city: Officer, client_as: Callable[..., Client]
) -> None:
    run = worked_out(city)
    answer = client_as(city).get(reverse("what_if_workbook", args=[run.draft_id, run.pk]))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["基金", "人员", "账单", "由谁支付", "未定", "举例"]
    [everybody] = [row for row in book["人员"].values if row[0] == "全部"]
    assert everybody[2] == 2 and everybody[4] == 2  # people, worse off
    assert {row[0] for row in list(book["举例"].values)[1:]} == {one.pk for one in people}


def test_programs_make_run_and_read_a_draft(
    people: list[Person],
    city: Officer,
    make_officer: Callable[..., Officer],
    api_as: Callable[..., APIClient],
) -> None:
    api = api_as(city)

    def send(name: str, body: Any, *things: int, key: str) -> Any:
        return api.post(reverse(name, args=things), body, format="json", headers={"Idempotency-Key": key})

    begun = send("api_what_if", {"area": make.HEZE, "name": "试算"}, key="1")
    assert begun.status_code == 201
    draft = begun.json()["id"]
    assert send("api_what_if", {"area": make.HEZE, "name": "试算"}, key="1").json()["id"] == draft
    wrong = send("api_answer_draft", {"question": AMOUNT, "rows": [{"amount": "x"}]}, draft, key="2")
    assert wrong.status_code == 409 and wrong.json()["errors"][0]["detail"]
    kept = send("api_answer_draft", {"question": AMOUNT, "rows": [{"amount": "380"}]}, draft, key="3")
    assert kept.status_code == 200
    [told] = [one for one in kept.json()["questions"] if one["question"] == AMOUNT]
    assert (told["in_force"][0]["amount"], told["rows"]) == ("320", [{"amount": "380"}])
    run = send("api_run_draft", None, draft, key="4").json()
    assert (run["state"], run["result"]) == ("waiting", None)
    runs.work(run["id"])
    address = reverse("api_draft_run", args=[draft, run["id"]])
    result = api.get(address).json()["result"]
    assert result["people"]["whole"]["worse"] == 2 and len(result["examples"]) == 2
    of_mudan, of_juye = (api_as(make_officer(Role.COUNTY_BUREAU, place)) for place in (make.MUDAN, "371724"))
    assert of_mudan.get(address).json()["result"]["people"] == result["people"]
    elsewhere = of_juye.get(address).json()["result"]
    assert (elsewhere["people"]["whole"]["people"], elsewhere["examples"]) == (0, [])
    stranger = api_as(make_officer(Role.CITY_BUREAU, "622900"))
    assert stranger.get(address).status_code == 404


def test_the_command_does_the_same(people: list[Person], city: Officer) -> None:
    def run(*given: str, **options: Any) -> str:
        out = io.StringIO()
        call_command(
            "what_if",
            "--area",
            make.HEZE,
            "--by",
            city.login,
            *given,
            stdout=out,
            stderr=io.StringIO(),
            **options,
        )
        return out.getvalue()

    rows = ["--question", AMOUNT, "--rows", '[{"amount": 380}]']
    told = json.loads(run("--draft", "试算", "--begin", *rows, "--run", "--json"))
    assert told["result"]["people"]["whole"]["worse"] == 2
    assert json.loads(run("--json"))[0]["name"] == "试算"
    assert "760" in run("--draft", "试算").replace("760.00", "760")
    with pytest.raises(SystemExit):
        run("--draft", "试算", "--question", AMOUNT, "--rows", '[{"amount": "1.999"}]', "--json")
    assert "result" in json.loads(run("--draft", "试算", "--question", AMOUNT, "--clear", "--json"))
    assert not Draft.objects.get().given.exists()


def test_a_page_asks_a_number_of_questions_that_does_not_grow_with_drafts(
    people: list[Person], city: Officer, client_as: Callable[..., Client]
) -> None:
    desk, run = client_as(city), worked_out(city)

    def asked(name: str, *things: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(reverse(name, args=things)).status_code == 200
        return len(queries)

    pages = [("what_if",), ("what_if_draft", run.draft_id), ("what_if_result", run.draft_id, run.pk)]
    asked("what_if")
    before = [asked(*page) for page in pages]
    for name in ("甲", "乙"):
        drafts.start(area=make.HEZE, name=name, by=city, at=AT)
    assert [asked(*page) for page in pages] == before
    assert max(before) < 30, before
