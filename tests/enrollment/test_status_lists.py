"""Is a status list of another office read, held against the register, and does it change nobody by itself?"""

import io
import json
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from enrollment.models import Enrollment, StatusList, StatusRow
from enrollment.operations import status_lists
from enrollment.operations.people import document_number
from enrollment.rules.status_facts import STATED_BY, StatusFact, StatusSource
from enrollment.status_layout import FACTS
from intake.operations import jobs
from intake.operations.receiving import SameFileReceived
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = "证件号码,姓名,状态,起始日期,终止日期,备注"
LISTED = date(2021, 3, 1)


@pytest.fixture
def clerk(make_officer: Callable[..., Officer]) -> Officer:
    make.places()
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)


def send(clerk: Officer, *rows: str, source: StatusSource = StatusSource.PUBLIC_SECURITY, on: date = LISTED, head: str = HEAD) -> StatusList:  # fmt: skip
    content = io.BytesIO("\n".join([head, *rows, ""]).encode())
    listed = status_lists.receive(
        content=content, name="名单.csv", area=make.MUDAN, source=source, listed_on=on, by=clerk, at=timezone.now()
    )  # fmt: skip
    return jobs.work_on(listed)


def test_every_word_says_a_fact_and_every_fact_is_stated_by_some_office() -> None:
    assert set(FACTS.values()) == set(StatusFact) == set().union(*STATED_BY.values())


def test_rows_are_matched_by_number_and_only_proposed_by_name_and_birth_day(
    clerk: Officer, make_officer: Callable[..., Officer]
) -> None:
    make.places(make.LINXIA_VILLAGE)
    bureau = make_officer(Role.COUNTY_BUREAU, make.LINXIA_VILLAGE[:6])
    same, other = make.person(clerk, "王秀英"), make.person(clerk, "李强")
    born = date(1956, 2, 3)
    listed_under_old_number = make.person(clerk, "张三", born_on=born)
    twins = [make.person(clerk, "赵双", born_on=date(1960, 1, 1)) for _ in range(2)]
    far = make.person(bureau, "孙远", village=make.LINXIA_VILLAGE)
    listed = send(
        clerk,
        f"{document_number(same)},王秀英,死亡,2021-02-11,,",
        f"{document_number(other)},李大强,死亡,2021-02-12,,",
        f"{make.resident_number(born)},张三,死亡,2021-02-13,,",
        f"{make.resident_number(date(1960, 1, 1))},赵双,死亡,2021-02-14,,",
        f"{document_number(far)},孙远,死亡,2021-02-15,,",
    )
    assert listed.state == "written", listed.refusal or listed.problems
    rows = StatusRow.objects.filter(list=listed).order_by("number")
    assert [(row.match, row.person) for row in rows] == [
        ("number", same),
        ("name_differs", other),
        ("proposed", listed_under_old_number),
        ("nobody", None),  # two people have that name and birth day
        ("elsewhere", None),
    ]
    assert len(twins) == 2 and listed.summary["matches"] == {
        "number": 1, "name_differs": 1, "proposed": 1, "nobody": 1, "elsewhere": 1,
    }  # fmt: skip


def test_nothing_follows_from_a_list_by_itself(clerk: Officer) -> None:
    who = make.person(clerk, "王秀英")
    make.enrolled(who, clerk)
    before = list(Enrollment.objects.values())
    send(clerk, f"{document_number(who)},王秀英,死亡,2021-02-11,,")
    who.refresh_from_db()
    assert who.died_on is None and list(Enrollment.objects.values()) == before


@pytest.mark.parametrize(
    ("row", "source", "cell", "code"),
    [
        ("{number},王秀英,入伍,2021-02-11,,", StatusSource.PUBLIC_SECURITY, "C2", "fact_of_another_office"),
        ("{number},王秀英,死亡,2021-03-02,,", StatusSource.FUNERAL, "D2", "after_the_list"),
        ("{number},王秀英,死亡,,,", StatusSource.FUNERAL, "D2", "day_form"),
        ("12345,王秀英,死亡,2021-02-11,,", StatusSource.FUNERAL, "A2", ""),
    ],
)
def test_a_wrong_cell_refuses_the_list_by_name(
    clerk: Officer, row: str, source: StatusSource, cell: str, code: str
) -> None:
    listed = send(clerk, row.format(number=make.resident_number()), source=source)
    assert listed.state == "refused" and not StatusRow.objects.exists()
    [problem] = [one for one in listed.problems if one["cell"] == cell]
    assert not code or problem["code"] == code


def test_the_same_statement_twice_is_named(clerk: Officer) -> None:
    row = f"{make.resident_number()},王秀英,死亡,2021-02-11,,"
    listed = send(clerk, row, row)
    assert [(one["cell"], one["code"]) for one in listed.problems] == [("A3", "row_twice")]


def test_an_older_list_than_one_taken_is_refused_and_so_are_the_same_bytes(clerk: Officer) -> None:
    row = f"{make.resident_number()},王秀英,死亡,2021-02-11,,"
    assert send(clerk, row).state == "written"
    with pytest.raises(SameFileReceived):
        send(clerk, row)
    with pytest.raises(status_lists.StatusListRefused) as refused:
        send(clerk, row, on=date(2021, 2, 20))
    assert refused.value.code == "later_list_taken" and refused.value.context["field"] == "listed_on"
    assert send(clerk, row, source=StatusSource.FUNERAL, on=date(2021, 2, 20)).state == "written"
    with pytest.raises(status_lists.StatusListRefused):
        send(clerk, row, on=date(2999, 1, 1))


def test_an_officer_sends_a_list_and_reads_its_rows(clerk: Officer, client_as: Callable[..., Client]) -> None:
    who = make.person(clerk, "王秀英")
    client = client_as(clerk, language="en")
    page = reverse("enrollment:status_lists")
    assert "empty-title" in client.get(page).content.decode()
    content = f"{HEAD}\n{document_number(who)},王秀英,死亡,2021-02-11,,\n".encode()
    facts = {"area": make.MUDAN, "source": "funeral", "listed_on": "2021-03-01", "document_number": ""}
    sent = client.post(page, {"file": SimpleUploadedFile("list.csv", content), **facts})
    assert sent.status_code == 302
    listed = StatusList.objects.get()
    jobs.work_on(listed)
    assert (
        reverse("enrollment:status_rows", args=[listed.pk]) in client.get(sent["Location"]).content.decode()
    )
    rows = client.get(reverse("enrollment:status_rows", args=[listed.pk])).content.decode()
    assert 'data-match="number"' in rows and reverse("enrollment:person", args=[who.pk]) in rows
    late = client.post(
        page, {"file": SimpleUploadedFile("new.csv", content + b" "), **facts, "listed_on": "2021-02-01"}
    )
    assert late.status_code == 422 and "was taken" in late.content.decode()


def test_other_places_and_roles_see_no_list(
    clerk: Officer, make_officer: Callable[..., Officer], client_as: Callable[..., Client]
) -> None:
    listed = send(clerk, f"{make.resident_number()},王秀英,死亡,2021-02-11,,")
    rows = reverse("enrollment:status_rows", args=[listed.pk])
    assert client_as(make_officer(Role.COUNTY_BUREAU, "620102")).get(rows).status_code == 404
    assert client_as(make_officer(Role.TAX_OFFICER, make.HEZE)).get(rows).status_code == 403


def test_a_program_sends_a_list_and_reads_its_rows(clerk: Officer, api_as: Callable[..., APIClient]) -> None:
    content = f"{HEAD}\n{make.resident_number()},王秀英,死亡,2021-02-11,,\n".encode()
    body = {
        "file": SimpleUploadedFile("l.csv", content),
        "area": make.MUDAN,
        "office": "funeral",
        "listed_on": "2021-03-01",
    }
    api = api_as(clerk)
    sent = api.post(reverse("api_status_lists"), body, format="multipart", HTTP_IDEMPOTENCY_KEY="a")
    assert sent.status_code == 201, sent.json()
    jobs.work_on(StatusList.objects.get())
    told = api.get(reverse("api_status_list", args=[sent.json()["file_id"]])).json()
    assert told["state"] == "written" and told["matches"] == {"nobody": 1} and told["office"] == "funeral"
    rows = api.get(reverse("api_status_list_rows", args=[told["file_id"]]), {"match": "nobody"}).json()[
        "results"
    ]
    assert [(row["fact"], row["person"]) for row in rows] == [("died", None)]


def test_a_list_without_its_day_is_refused_and_named(
    clerk: Officer, client_as: Callable[..., Client], api_as: Callable[..., APIClient]
) -> None:
    file = SimpleUploadedFile("l.csv", f"{HEAD}\n".encode())
    told = api_as(clerk).post(
        reverse("api_status_lists"), {"file": file, "area": make.MUDAN, "office": "funeral"}, format="multipart",
        HTTP_IDEMPOTENCY_KEY="a",
    )  # fmt: skip
    assert told.status_code == 400 and "listed_on" in str(told.json())
    file = SimpleUploadedFile("l.csv", f"{HEAD}\n".encode())
    page = client_as(clerk).post(
        reverse("enrollment:status_lists"), {"file": file, "area": make.MUDAN, "source": "funeral"}
    )
    assert page.status_code == 422 and "id_listed_on_error" in page.content.decode()
    assert not StatusList.objects.exists()


def test_a_command_sends_a_list(clerk: Officer, tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "名单.csv"
    path.write_text(f"{HEAD}\n{make.resident_number()},王秀英,死亡,2021-02-11,,\n", encoding="gb18030")
    out = io.StringIO()
    call_command(
        "import_status_list", str(path), "--area", make.MUDAN, "--source", "funeral", "--listed-on", "2021-03-01", "--by",
        clerk.login, "--wait", "--json", stdout=out,
    )  # fmt: skip
    told = json.loads(out.getvalue())
    assert told["state"] == "written" and told["matches"] == {"nobody": 1} and told["layout"] == "ST-1"


def test_who_is_insured_twice_has_a_suggestion_and_whose_name_differs_has_none(
    clerk: Officer, client_as: Callable[..., Client]
) -> None:
    whose = [make.person(clerk, name) for name in ("王秀英", "李强", "张三")]
    for person in whose:
        make.enrolled(person, clerk, year=2021, on=date(2020, 10, 20))
    sure, renamed, elsewhere = whose
    listed = send(
        clerk,
        f"{document_number(sure)},王秀英,职工参保,2019-05-01,,",
        f"{document_number(renamed)},李大强,职工参保,2019-05-01,,",
        f"{document_number(elsewhere)},张三,异地参保,2021-01-05,,",
        source=StatusSource.PLATFORM,
    )
    client = client_as(clerk, language="en")
    page = client.get(reverse("enrollment:status_rows", args=[listed.pk])).content.decode()
    assert page.count("Suggested") == 2, "a name that differs suggests nothing"
    assert "this one stays" in page
    assert set(Enrollment.objects.values_list("state", flat=True)) == {"normal"}
