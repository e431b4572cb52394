"""Do the pages about rosters and names upload, show and decide, within scope, with few queries, in both languages?"""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from assistance.categories.models import CategoryName, PersonCategory, Roster
from intake.operations import jobs
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance.roster_desk import LANZHOU, RosterDesk, row, table

pytestmark = pytest.mark.django_db
QUERIES_MAX = 20


def upload(client: Client, content: bytes, **given: object) -> Any:
    fields = {
        "file": SimpleUploadedFile("三月名单.csv", content), "area": LANZHOU, "certifier": "civil_affairs", "kind": "full",
        "month": "2021-03-01", "categories": ["dibao_rural_3", "tekun"], "document_number": "", **given,
    }  # fmt: skip
    return client.post(reverse("assistance:rosters"), fields)


@time_machine.travel("2021-03-20 10:00+08:00", tick=True)
def test_from_upload_to_undo(roster_desk: RosterDesk, client_as: Callable[..., Client]) -> None:
    who = roster_desk.person("甲")
    maker, checker = client_as(roster_desk.maker), client_as(roster_desk.checker)
    assert upload(maker, table([row(who)])).status_code == 302
    roster = Roster.objects.get()
    again = upload(maker, table([row(who)]))
    assert (
        again.status_code == 422 and reverse("assistance:roster", args=[roster.pk]) in again.content.decode()
    )
    jobs.work_on(roster, on=date(2021, 3, 20))
    page = reverse("assistance:roster", args=[roster.pk])
    decide = reverse("assistance:decide_roster", args=[roster.pk])
    assert 'data-move="confirm"' not in maker.get(page).content.decode()
    assert "不能确认自己报送" in maker.post(decide, {"do": "confirm"}, follow=True).content.decode()
    assert 'data-move="confirm"' in checker.get(page).content.decode()
    checker.post(decide, {"do": "confirm"})
    jobs.work_on(roster)
    assert PersonCategory.objects.filter(person=who, until_on=None).count() == 1
    rows = checker.get(reverse("assistance:roster_rows", args=[roster.pk]) + "?action=new").content.decode()
    assert "甲" in rows and who.document_masked in rows
    taken: Any = checker.get(reverse("assistance:roster_workbook", args=[roster.pk, "preview"]))
    book = load_workbook(io.BytesIO(b"".join(taken.streaming_content)))
    assert [cell.value for cell in book.worksheets[1][2]][1] == "甲"
    checker.post(decide, {"do": "undo", "because": "名单报错"})
    jobs.work_on(roster)
    assert not PersonCategory.objects.filter(person=who, until_on=None).exists()
    assert "名单报错" in checker.get(page).content.decode()


@time_machine.travel("2021-03-20 10:00+08:00", tick=True)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_open_with_few_queries(
    roster_desk: RosterDesk, client_as: Callable[..., Client], language: str
) -> None:
    people = [roster_desk.person("甲" + name) for name in "一二三四五六七八九十"]
    written = roster_desk.write([row(who) for who in people])
    faulty = roster_desk.check([row(people[0], from_on="2021-13-01")], month=date(2021, 3, 1))
    shrunk = roster_desk.check([row(people[0])], month=date(2021, 3, 1))
    client = client_as(roster_desk.checker, language=language)
    urls = [reverse("assistance:rosters"), reverse("assistance:category_names")]
    for roster in (written, faulty, shrunk):
        urls += [reverse(f"assistance:{name}", args=[roster.pk]) for name in ("roster", "roster_rows")]
    for url in urls:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(url).status_code == 200
        assert len(asked) <= QUERIES_MAX, url


def test_scope_and_permission(
    roster_desk: RosterDesk, client_as: Callable[..., Client], make_officer: Callable[..., Officer]
) -> None:
    roster = roster_desk.check([row(roster_desk.person("甲"))])
    page = reverse("assistance:roster", args=[roster.pk])
    assert client_as(make_officer(Role.CIVIL_AFFAIRS, make.HEZE)).get(page).status_code == 404
    assert client_as(make_officer(Role.TAX_OFFICER, LANZHOU)).get(page).status_code == 403
    auditor = client_as(make_officer(Role.AUDITOR, LANZHOU))
    assert auditor.get(page).status_code == 200
    auditor.post(reverse("assistance:decide_roster", args=[roster.pk]), {"do": "confirm"})
    roster.refresh_from_db()
    assert roster.state == "ready"


def test_names_are_added_and_ended(
    roster_desk: RosterDesk, client_as: Callable[..., Client], make_officer: Callable[..., Officer]
) -> None:
    bureau = client_as(make_officer(Role.CITY_BUREAU, LANZHOU))
    url = reverse("assistance:category_names")
    facts = {
        "vocabulary": "tax", "area": LANZHOU, "name": "民政一档", "meaning": "", "category": "tekun", "from_on": "2021-01-01",
        "until_on": "", "source": "兰医保〔2021〕1号",
    }  # fmt: skip
    assert bureau.post(url, facts).status_code == 302
    entry = CategoryName.objects.get(name="民政一档")
    assert bureau.post(url, facts).status_code == 422
    assert "民政一档" in bureau.get(url + "?name=一档").content.decode()
    official = client_as(roster_desk.maker)
    ending = reverse("assistance:end_category_name", args=[entry.pk])
    assert official.post(ending).status_code == 403
    bureau.post(ending)
    entry.refresh_from_db()
    assert entry.until_on is not None
    seeded = CategoryName.objects.filter(area="").first()
    assert seeded is not None
    bureau.post(reverse("assistance:end_category_name", args=[seeded.pk]))
    seeded.refresh_from_db()
    assert seeded.until_on is None, "a name used everywhere is not a city's to end"
