"""Do all sent files share one list, one report, one set of moves, at every door?"""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from enrollment.models import HouseholdImport, PaymentFile
from intake.layouts import layout_named, layouts
from intake.operations import jobs
from intake.operations.officer_moves import NoSuchMove, make_move, offered
from intake.queries import sent_files
from intake.rules.file_states import FileMove, FileState
from intake.web import sent_files as sent_pages
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make
from tests import tax_files as tax

pytestmark = pytest.mark.django_db(transaction=True)
QUERIES_MAX = 25


@pytest.fixture
def clerk(make_officer: Callable[..., Officer]) -> Officer:
    make.places()
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)


@pytest.fixture
def tax_file(
    make_officer: Callable[..., Officer], clerk: Officer, client_as: Callable[..., Client]
) -> PaymentFile:
    collector = make_officer(Role.TAX_OFFICER, make.HEZE, login="collector")
    who = make.person(clerk, "曾小明")
    make.enrolled(who, clerk)
    content = SimpleUploadedFile("税票.csv", tax.content([tax.row(who, "T1")]))
    address = reverse("enrollment:upload_payment_file")
    client_as(collector).post(address, {"file": content, "area": make.HEZE})
    return PaymentFile.objects.get()


@pytest.fixture
def household_list(clerk: Officer, client_as: Callable[..., Client]) -> HouseholdImport:
    rows = (
        "户编号,与户主关系,姓名,证件号码,居住地区划\n"
        + f"A1,户主,王秀英,{make.resident_number()},{make.VILLAGE}\n"
    )
    file = SimpleUploadedFile("名单.csv", rows.encode())
    client_as(clerk).post(
        reverse("enrollment:household_imports"), {"file": file, "area": make.MUDAN, "coverage_year": ""}
    )
    return HouseholdImport.objects.get()


def test_every_layout_says_where_its_files_are_shown_and_who_may_read_them() -> None:
    codes = [layout.code for layout in layouts()]
    assert len(codes) == len(set(codes)) >= 6
    for layout in layouts():
        assert sent_pages.address_of(layout, 1) and layout.reads
        table = layout.model.course.moves
        by_hand = {move for _, move in table.table if table.permissions(move) and move is not FileMove.ANSWER}
        by_the_machine = {FileMove.RETRY, FileMove.RESUME, FileMove.RESUME_UNDOING, FileMove.DISCARD}
        assert by_hand <= by_the_machine | set(layout.acts), layout.code


def test_one_list_holds_the_files_of_all_layouts(
    tax_file: PaymentFile, household_list: HouseholdImport, clerk: Officer, client_as: Callable[..., Client]
) -> None:
    client = client_as(clerk)
    address = reverse("intake:files")
    with CaptureQueriesContext(connection) as queries:
        page = client.get(address).content.decode()
    assert len(queries) <= QUERIES_MAX
    assert (
        'data-layout="HH-1"' in page
        and reverse("enrollment:household_import", args=[household_list.pk]) in page
    )
    filtered = client.get(address, {"layout": "TB-1"}).content.decode()
    assert 'data-layout="HH-1"' not in filtered
    nothing = client.get(address, {"state": "undone"}).content.decode()
    assert "data-layout" not in nothing and "empty-title" in nothing


def test_who_may_read_no_kind_of_file_sees_none(
    tax_file: PaymentFile, make_officer: Callable[..., Officer], client_as: Callable[..., Client]
) -> None:
    stranger = make_officer(Role.TAX_OFFICER, "620100")
    client = client_as(stranger)
    assert "税票.csv" not in client.get(reverse("intake:files")).content.decode()
    assert client.post(reverse("intake:move", args=["TB-1", tax_file.pk, "retry"])).status_code == 404
    assert client.post(reverse("intake:move", args=["XX-9", tax_file.pk, "retry"])).status_code == 404


def test_nothing_but_a_failed_file_is_tried_again(
    tax_file: PaymentFile, client_as: Callable[..., Client]
) -> None:
    jobs.work_on(tax_file)
    assert tax_file.state == FileState.POSTED
    collector = Officer.objects.get(login="collector")
    events = AuditEvent.objects.count()
    for address in (
        reverse("intake:move", args=["TB-1", tax_file.pk, "retry"]),
        reverse("enrollment:retry_payment_file", args=[tax_file.pk]),
    ):
        said = client_as(collector).post(address, follow=True).content.decode()
        assert "已入账" in said and "不能" in said
    tax_file.refresh_from_db()
    assert tax_file.state == FileState.POSTED and AuditEvent.objects.count() == events


def test_a_move_is_made_at_the_page_and_offered_no_more(
    household_list: HouseholdImport, clerk: Officer, client_as: Callable[..., Client]
) -> None:
    jobs.work_on(household_list, on=make.DAY)
    assert [move.value for move in offered(household_list, by=clerk, on=make.DAY)] == ["confirm", "discard"]
    page = reverse("enrollment:household_import", args=[household_list.pk])
    client = client_as(clerk)
    assert 'data-move="confirm"' in client.get(page).content.decode()
    client.post(reverse("intake:move", args=["HH-1", household_list.pk, "confirm"]))
    jobs.work_on(household_list)
    assert household_list.state == FileState.WRITTEN
    assert "data-move" not in client.get(page).content.decode()


def test_a_program_sees_any_file_and_makes_its_move_once(
    household_list: HouseholdImport, clerk: Officer, api_as: Callable[..., APIClient]
) -> None:
    jobs.work_on(household_list, on=make.DAY)
    api = api_as(clerk)
    listed = api.get(reverse("api_sent_files")).json()["results"]
    assert [(row["layout"], row["pk"]) for row in listed] == [("HH-1", household_list.pk)]
    report = api.get(reverse("api_sent_file", args=["HH-1", household_list.pk])).json()
    assert (
        report["state"] == "ready" and report["moves"] == ["confirm", "discard"] and report["problems"] == []
    )
    address = reverse("api_move_sent_file", args=["HH-1", household_list.pk])
    key = {"HTTP_IDEMPOTENCY_KEY": "once"}
    first = api.post(address, {"move": "discard"}, format="json", **key)
    again = api.post(address, {"move": "discard"}, format="json", **key)
    assert first.status_code == again.status_code == 200 and first.json()["state"] == "refused"
    assert again["Idempotent-Replayed"] == "true"
    late = api.post(address, {"move": "confirm"}, format="json", HTTP_IDEMPOTENCY_KEY="late")
    assert late.status_code == 409 and late.json()["errors"][0]["code"] == "file_state"
    assert api.get(reverse("api_sent_file", args=["HH-9", 1])).status_code == 404


def test_a_command_shows_any_file_and_makes_its_move(household_list: HouseholdImport, clerk: Officer) -> None:
    jobs.work_on(household_list, on=make.DAY)

    def says(*options: str) -> dict[str, Any]:
        out = io.StringIO()
        call_command(
            "sent_file", "HH-1", str(household_list.pk), "--by", clerk.login, "--json", *options, stdout=out
        )
        told: dict[str, Any] = json.loads(out.getvalue())
        return told

    assert says()["moves"] == ["confirm", "discard"]
    assert says("--move", "confirm", "--wait")["state"] == "written"
    with pytest.raises(SystemExit):
        says("--move", "undo")


def test_an_unknown_move_names_those_that_there_are(household_list: HouseholdImport, clerk: Officer) -> None:
    with pytest.raises(NoSuchMove) as refused:
        make_move(household_list, "burn", by=clerk, on=make.DAY, at=timezone.now())
    assert "confirm" in refused.value.remedy.zh


def test_problems_have_one_shape_whatever_the_layout(
    tax_file: PaymentFile, household_list: HouseholdImport
) -> None:
    household_list.problems = [
        {
            "cell": "A2",
            "row": 2,
            "code": "x",
            "message": {"zh": "错", "en": "wrong"},
            "remedy": {"zh": "改", "en": "mend"},
        }
    ]
    tax_file.refusal = {
        "problems": [
            {"cell": "B3", "text": {"zh": "错", "en": "wrong"}, "remedy": {"zh": "改", "en": "mend"}}
        ]
    }
    for file in (tax_file, household_list):
        [one] = sent_files.problems_of(file)
        assert one["cell"] and one["text"]["en"] == "wrong" and one["remedy"]["zh"] == "改"
        assert sent_files.problem_count(file) == 1


def test_the_bar_of_a_tax_file_ends_at_a_hundred(
    tax_file: PaymentFile, client_as: Callable[..., Client]
) -> None:
    jobs.work_on(tax_file)
    client = client_as(Officer.objects.get(login="collector"))
    page = client.get(sent_pages.address_of(layout_named("TB-1"), tax_file.pk))
    assert page.context["total"] == 100 and 'value="100" max="100"' in page.content.decode()
