"""Is each day's list of who must be insured and is not kept, once, with its reasons and the figures of both rates?"""

import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from rest_framework.test import APIClient

from assistance import tasks
from assistance.categories.models import PersonCategory
from assistance.categories.rules.not_insured import NotInsuredReason
from assistance.figures.models import EnteredParameter
from assistance.public_money.models import UninsuredDay, UninsuredDayPlace, UninsuredSpan
from assistance.public_money.operations import uninsured, uninsured_days
from assistance.public_money.operations.uninsured_days import LaterDayTaken, NoList
from assistance.public_money.queries import must_insure as live
from assistance.public_money.queries.uninsured_days import people_of, picture_of, places_of
from assistance.public_money.rules.must_insure import must_insure
from config.celery import app
from enrollment.models import Person
from policy.book import default_book
from policy.terms import Category
from staff.access import NotAllowed
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance.subsidy_desk import LANZHOU, SubsidyDesk, moment

FIRST, SECOND, THIRD = date(2021, 1, 11), date(2021, 1, 12), date(2021, 1, 13)
TOWN = "620102001"
POOR = Category("registered_poor")


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable[..., Officer]) -> SubsidyDesk:
    return SubsidyDesk(make_officer)


def take(on: date, year: int = 2021, area: str = LANZHOU) -> UninsuredDay:
    return uninsured_days.take(area=area, coverage_year=year, on=on, by=None, at=moment(on))


def listed(picture: UninsuredDay) -> dict[int, str]:
    return {span.person_id: span.gap for span in people_of(picture, LANZHOU)}


def test_a_past_day_says_what_was_so_then(desk: SubsidyDesk, make_officer: Callable[..., Officer]) -> None:
    covered, unpaid, short = desk.person(POOR), desk.person(POOR), desk.person(POOR)
    desk.person(Category("severely_disabled"))
    desk.pays(covered)
    desk.pays(short, yuan="80.00")
    before = take(FIRST)
    assert (before.people, before.covered, before.clause) == (3, 1, "LZ-3c")
    assert listed(before) == {unpaid.pk: "unpaid", short.pk: "short"}
    entry = must_insure(default_book().policy(LANZHOU), 2021)
    assert entry is not None
    today = live.uninsured(entry, area=LANZHOU, place=LANZHOU, coverage_year=2021, on=FIRST)
    assert listed(before) == {row.person_id: row.gap.value for row in today}, "as the live page shows it"
    clerk = make_officer(Role.TOWNSHIP_CLERK, TOWN)
    uninsured.say_why(
        person=unpaid, coverage_year=2021, reason=NotInsuredReason.REFUSES, remark="二次上门", by=clerk,
        at=moment(SECOND),
    )  # fmt: skip
    desk.pays(short, yuan="200.00")
    after = take(SECOND)
    assert listed(after) == {unpaid.pk: "unpaid"} and after.covered == 2
    assert listed(before) == {unpaid.pk: "unpaid", short.pk: "short"}, "the day before stays"
    (then,) = people_of(before, LANZHOU).filter(person=unpaid)
    (now,) = people_of(after, LANZHOU)
    assert then.said is None and now.said is not None and now.said.remark == "二次上门"
    take(THIRD)
    assert UninsuredSpan.objects.count() == 3, "who stays uninsured for the same reason is one row"
    assert picture_of(LANZHOU, 2021, None).day == THIRD  # type: ignore[union-attr]
    assert picture_of(LANZHOU, 2021, date(2021, 1, 10)) is None


def test_a_day_is_taken_once_and_never_afterwards(desk: SubsidyDesk) -> None:
    who = desk.person(POOR)
    first = take(SECOND)
    desk.pays(who)
    assert take(SECOND) == first and listed(first) == {who.pk: "unpaid"}
    assert AuditEvent.objects.filter(action="take_uninsured_day").count() == 1
    with pytest.raises(LaterDayTaken):
        take(FIRST)
    with pytest.raises(NoList):
        take(SECOND, year=2024)
    with pytest.raises(NoList):
        take(SECOND, area="620102")
    with pytest.raises(IntegrityError, match="one_open_span_without_cover"), transaction.atomic():
        span = UninsuredSpan.objects.get()
        span.pk = None
        span.save()


def test_who_moves_dies_or_loses_the_category_leaves_the_list(desk: SubsidyDesk) -> None:
    moved, died, ended = desk.person(POOR), desk.person(POOR), desk.person(POOR)
    take(FIRST)
    Person.objects.filter(pk=moved.pk).update(division_code="620102001002")
    Person.objects.filter(pk=died.pk).update(died_on=SECOND)
    PersonCategory.objects.filter(person=ended).update(until_on=SECOND)
    after = take(SECOND)
    assert (after.people, listed(after)) == (1, {moved.pk: "unpaid"})
    assert [span.division_code for span in people_of(after, TOWN)] == ["620102001002"]
    assert UninsuredSpan.objects.filter(person=moved).count() == 2


def test_the_work_does_not_grow_with_the_people(desk: SubsidyDesk) -> None:
    def queries(on: date) -> int:
        with CaptureQueriesContext(connection) as asked:
            take(on)
        return len(asked)

    desk.person(POOR)
    one = queries(FIRST)
    for _ in range(4):
        desk.person(POOR)
    assert queries(SECOND) == one


def test_both_rates_of_a_past_day_keep_their_denominator(desk: SubsidyDesk) -> None:
    who = desk.person(POOR)
    desk.person(POOR)
    desk.pays(who)
    bare = take(FIRST)
    town = next(one for one in places_of(bare, LANZHOU) if one.code == TOWN)
    assert (town.must_insure.percent, town.rate, town.insured) == ("50", None, 1)

    def entered(topic: str, value: Any, key: str, since: date = FIRST) -> None:
        EnteredParameter.objects.create(
            area=LANZHOU, topic=topic, key=key, value=value, from_on=since, document_number=f"兰〔2021〕{topic}",
            entered_by=desk.civil, entered_at=moment(FIRST), approved_by=desk.approver, approved_at=moment(FIRST),
        )  # fmt: skip

    formula = {"plus": ["hukou_population"], "minus": ["employees_insured"]}
    entered("coverage_formula", formula, "2021")
    entered("hukou_population", 12, f"{TOWN}:2021")
    entered("employees_insured", 10, f"{TOWN}:2021")
    full = take(SECOND)
    entered("hukou_population", 30, f"{TOWN}:2021", THIRD)
    (later,) = (one for one in places_of(take(THIRD), TOWN) if one.code == TOWN)
    assert later.denominator.count == 20
    town = next(one for one in places_of(full, TOWN) if one.code == TOWN)
    assert town.rate is not None and (town.rate.percent, town.denominator.count) == ("50", 2)
    assert [(term.topic.value, term.sign, term.count) for term in town.denominator.terms] == [
        ("hukou_population", 1, 12),
        ("employees_insured", -1, 10),
    ]
    assert "兰〔2021〕coverage_formula" in town.document
    whole = places_of(full, LANZHOU)[0]
    assert whole.code == LANZHOU and whole.rate is None and (whole.people, whole.covered) == (2, 1)
    assert sum(row.people for row in UninsuredDayPlace.objects.filter(picture=full, division_code=TOWN)) == 2


def test_the_schedule_takes_every_area_with_a_list_and_forgets(desk: SubsidyDesk, settings: Any) -> None:
    who = desk.person(POOR)
    schedule = app.conf.beat_schedule["take-uninsured-days"]
    assert schedule["task"] == tasks.take_uninsured_days.name
    with time_machine.travel("2021-01-11 05:00+08:00"):
        tasks.take_uninsured_days()
        tasks.take_uninsured_days()
    assert list(UninsuredDay.objects.values_list("area", "coverage_year", "day")) == [(LANZHOU, 2021, FIRST)]
    desk.pays(who)
    settings.UNINSURED_DAYS = 30
    with time_machine.travel("2021-01-12 05:00+08:00"):
        tasks.take_uninsured_days()
    assert UninsuredSpan.objects.get().until_on == SECOND
    assert uninsured_days.forget(on=SECOND + timedelta(days=29)) == 0
    assert uninsured_days.forget(on=SECOND + timedelta(days=30)) == 1
    first = UninsuredDay.objects.get(day=FIRST)
    assert (first.people, first.covered) == (1, 0) and not people_of(first, LANZHOU), "the counts stay"


def streamed(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_page_and_sheet_of_a_day(
    desk: SubsidyDesk, client_as: Callable[..., Client], make_officer: Callable[..., Officer]
) -> None:
    unpaid, paid = desk.person(POOR, name="王一"), desk.person(POOR, name="李二")
    take(FIRST)
    desk.pays(paid)
    take(SECOND)
    clerk = client_as(make_officer(Role.TOWNSHIP_CLERK, TOWN), language="en")
    address = f"/subsidies/must-be-insured/days/?area={TOWN}&coverage_year=2021"
    with CaptureQueriesContext(connection) as asked:
        page = clerk.get(address).content.decode()
    assert len(asked) <= 20 and "2021-01-12" in page and unpaid.name in page and paid.name not in page
    assert f'data-place="{TOWN}"' in page and "no formula has been entered" in page
    past = clerk.get(f"{address}&day=2021-01-11").content.decode()
    assert paid.name in past and past.count('data-gap="unpaid"') == 2
    assert "No picture of a day stands" in clerk.get(f"{address}&day=2020-01-11").content.decode()
    sheet_address = address.replace("/days/", "/days.xlsx")
    book = load_workbook(BytesIO(streamed(clerk.get(f"{sheet_address}&day=2021-01-11"))))
    rows = list(book[book.sheetnames[0]].iter_rows(values_only=True))
    assert {rows[1][1], rows[2][1]} == {"王一", "李二"} and len(rows) == 3
    assert list(book["Totals"].iter_rows(values_only=True))[1][1:4] == (2, 0, "0")
    assert AuditEvent.objects.filter(action="download_uninsured_day").count() == 1
    assert clerk.get(f"{sheet_address}&day=2020-01-11").status_code == 404
    assert (
        "/days/" in clerk.get(f"/subsidies/must-be-insured/?area={TOWN}&coverage_year=2021").content.decode()
    )
    stranger = client_as(make_officer(Role.TOWNSHIP_CLERK, make.VILLAGE[:9]), language="en")
    assert unpaid.name not in stranger.get(address).content.decode()
    assert client_as(make_officer(Role.TAX_OFFICER, LANZHOU)).get(address).status_code == 403


def test_api(
    desk: SubsidyDesk, api_as: Callable[[Officer], APIClient], make_officer: Callable[..., Officer]
) -> None:
    who = desk.person(POOR)
    take(FIRST)
    desk.pays(who)
    take(SECOND)
    civil = api_as(desk.civil)
    asked = f"division={LANZHOU}&coverage_year=2021"
    days = civil.get(f"/api/v1/uninsured-days?{asked}").json()["results"]
    assert [(one["day"], one["people"], one["covered"]) for one in days] == [
        ("2021-01-12", 1, 1),
        ("2021-01-11", 1, 0),
    ]
    told = civil.get(f"/api/v1/uninsured-days/picture?{asked}&day=2021-01-11").json()
    assert told["clause"] == "LZ-3c" and told["places"][0]["must_insure_percent"] == "0"
    assert told["places"][0]["coverage_percent"] is None and told["places"][0]["division_code"] == LANZHOU
    people = f"/api/v1/uninsured-days/people?{asked}&day=2021-01-11"
    (row,) = civil.get(f"{people}&gap=unpaid").json()["results"]
    assert (row["person_id"], row["gap"], row["since"]) == (who.pk, "unpaid", "2021-01-11")
    assert civil.get(f"{people}&gap=short").json()["count"] == 0
    assert civil.get(f"/api/v1/uninsured-days/people?{asked}").json()["count"] == 0
    assert AuditEvent.objects.filter(action="read_uninsured_day").count() == 3
    assert civil.get("/api/v1/uninsured-days?coverage_year=2021").status_code == 400
    assert civil.get(f"{people.replace('-11', '-10')}").status_code == 404
    stranger = api_as(make_officer(Role.CIVIL_AFFAIRS, make.HEZE))
    for address in (f"/api/v1/uninsured-days?{asked}", people):
        assert stranger.get(address).status_code == 404


def command(*arguments: object) -> tuple[int, Any]:
    out = io.StringIO()
    try:
        call_command("uninsured_day", *map(str, arguments), "--json", stdout=out)
    except SystemExit as end:
        return int(end.code or 0), json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def test_command(desk: SubsidyDesk) -> None:
    who = desk.person(POOR)
    by = ("--year", 2021, "--by", desk.civil.login)
    with time_machine.travel("2021-01-11 09:00+08:00"):
        with pytest.raises(CommandError):
            command("--division", LANZHOU, *by)
        code, told = command("--division", TOWN, "--take", "--people", *by)
        assert (code, told["day"], told["places"][0]["uninsured"]) == (0, "2021-01-11", 1)
        assert told["uninsured"][0]["person_id"] == who.pk
        code, told = command("--division", make.HEZE, *by)
        assert (code, told["refusal"]["code"]) == (1, "not_allowed")
        out = io.StringIO()
        call_command("uninsured_day", "--division", LANZHOU, "--people", *map(str, by), stdout=out)
    assert f"{LANZHOU}: 0/1 = 0 %; 0/? = ? %" in out.getvalue() and "unpaid" in out.getvalue()
    assert command("--division", LANZHOU, "--day", "2021-01-11", *by)[1]["places"][0]["people"] == 1


def test_only_who_reads_subsidies_there_takes_a_picture(
    desk: SubsidyDesk, make_officer: Callable[..., Officer]
) -> None:
    desk.person(POOR)
    with pytest.raises(NotAllowed):
        uninsured_days.take(
            area=LANZHOU,
            coverage_year=2021,
            on=FIRST,
            by=make_officer(Role.TOWNSHIP_CLERK, TOWN),
            at=moment(FIRST),
        )
    assert not UninsuredDay.objects.exists()
