"""Do page, program and command show the same alerts and lists, to whom may see them, and take the answers?"""

import io
import json
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from assistance.categories.models import PersonFinding
from assistance.figures.models import EnteredParameter
from claims.models import OwnCostAlert, OwnCostAnswerFile, OwnCostList
from policy.topics import Topic
from staff.models import AuditEvent
from staff.rules.roles import Role
from tests import factories as make
from tests.claims.test_own_cost_lists import answers, risk
from tests.claims.test_own_cost_watch import paid  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alert(clerk, second, who) -> OwnCostAlert:
    """An alert of today, as the night leaves it."""
    today, at = timezone.localdate(), timezone.now()
    EnteredParameter.objects.create(
        area=make.HEZE, topic=Topic.OWN_COST_LINE.value, key="others", value="500.00", from_on=today - timedelta(days=9),
        document_number="菏医保〔2022〕1号", entered_by=clerk, entered_at=at, approved_by=second, approved_at=at,
    )  # fmt: skip
    return OwnCostAlert.objects.create(
        person=who, division_code=who.division_code, group="others", line_fen=50_000, line_document="菏医保〔2022〕1号", level=1,
        from_on=today - timedelta(days=364), until_on=today + timedelta(days=1), own_fen=60_000, year_fen=60_000,
        opened_on=today, opened_at=at,
    )  # fmt: skip


def command(name: str, *words: str, by) -> str:
    out = io.StringIO()
    call_command(name, *words, "--by", by.login, stdout=out)
    return out.getvalue()


def test_pages_from_the_alert_to_the_confirmed_answer(alert, clerk, who, client_as, make_officer) -> None:
    civil, rural = make_officer(Role.CIVIL_AFFAIRS, make.MUDAN), make_officer(Role.CIVIL_AFFAIRS, make.MUDAN)
    desk = client_as(clerk, language="en")
    page = desk.get(reverse("claims:own_cost_alerts")).content.decode()
    assert who.name in page and "600.00" in page and "菏医保〔2022〕1号" in page
    assert (
        "Nothing matches the filter"
        in desk.get(reverse("claims:own_cost_alerts") + "?state=no_risk").content.decode()
    )
    page = desk.get(reverse("claims:own_cost_alert", args=[alert.pk])).content.decode()
    assert "came to 600.00 yuan, which reached 500.00" in page and "Not on a list yet" in page
    lists = reverse("claims:own_cost_lists")
    assert "No list was frozen yet" in desk.get(lists).content.decode()
    month = timezone.localdate().isoformat()
    answer = desk.post(lists, {"area": make.MUDAN, "month": month}, follow=True)
    listed = OwnCostList.objects.get()
    assert listed.number in answer.content.decode() and listed.digest in answer.content.decode()
    assert "is frozen already" in desk.post(lists, {"area": make.MUDAN, "month": month}).content.decode()
    address = reverse("claims:own_cost_list", args=[listed.pk])
    book = b"".join(desk.get(reverse("claims:own_cost_workbook", args=[listed.pk])).streaming_content)
    rows = list(openpyxl.load_workbook(io.BytesIO(book)).active.values)
    assert rows[0][:4] == ("清单编号", "序号", "姓名", "核查结果") and rows[1][:3] == (
        listed.number,
        1,
        who.name,
    )
    assert AuditEvent.objects.filter(action="download_own_cost_list", officer=clerk).exists()

    sending = client_as(civil, language="en")
    bad = SimpleUploadedFile("a.csv", answers(risk(listed, document="")))
    assert "needs its document number" in sending.post(address, {"file": bad}).content.decode()
    good = SimpleUploadedFile("b.csv", answers(risk(listed)))
    assert sending.post(address, {"file": good}).status_code == 302
    file = OwnCostAnswerFile.objects.get(state="ready")
    move = reverse("intake:move", args=["OW-1", file.pk, "confirm"])
    sending.post(move)
    file.refresh_from_db()
    assert file.state == "ready"  # nobody confirms what they sent
    client_as(rural).post(move)
    file.refresh_from_db()
    assert file.state in ("writing", "written")


def test_an_alert_of_another_county_is_not_there(alert, client_as, api_as, make_officer) -> None:
    stranger = make_officer(Role.COUNTY_BUREAU, "371728")
    assert client_as(stranger).get(reverse("claims:own_cost_alert", args=[alert.pk])).status_code == 404
    assert api_as(stranger).get(reverse("api_own_cost_alert", args=[alert.pk])).status_code == 404
    assert api_as(stranger).get(reverse("api_own_cost_alerts")).json()["count"] == 0


def test_programs_freeze_read_send_and_end(alert, clerk, who, api_as, make_officer) -> None:
    bureau, civil = api_as(clerk), api_as(make_officer(Role.CIVIL_AFFAIRS, make.MUDAN))
    [told] = bureau.get(reverse("api_own_cost_alerts")).json()["results"]
    assert (told["id"], told["own_fen"], told["clauses"]) == (alert.pk, 60_000, ["N42-a"])
    month = f"{timezone.localdate():%Y-%m}"
    made = bureau.post(
        reverse("api_own_cost_lists"), {"area": make.MUDAN, "month": month}, headers={"Idempotency-Key": "k"}
    ).json()
    shown = civil.get(reverse("api_own_cost_list", args=[made["id"]])).json()
    assert shown["digest"] == made["digest"] and [row["alert_id"] for row in shown["rows"]] == [alert.pk]
    listed = OwnCostList.objects.get()
    sent = civil.post(
        reverse("api_own_cost_list", args=[listed.pk]),
        {"file": SimpleUploadedFile("a.csv", answers(risk(listed)))}, format="multipart", headers={"Idempotency-Key": "s"},
    )  # fmt: skip
    assert sent.status_code == 201 and sent.json()["counts"] == {"risk": 1}, sent.json()
    today = timezone.localdate()
    found = PersonFinding.objects.create(
        person=who, finding="medical_risk", document_number="一号", from_on=today, until_on=today + timedelta(days=300),
        division_code=who.division_code, source="desk", recorded_by=clerk, recorded_at=timezone.now(),
    )  # fmt: skip
    ended = bureau.post(
        reverse("api_end_finding", args=[found.pk]), {"until_on": today.isoformat(), "because": "登记有误"},
        headers={"Idempotency-Key": "e"},
    ).json()  # fmt: skip
    assert ended["until_on"] == today.isoformat() == ended["from_on"]


def test_commands(alert, clerk, who, tmp_path) -> None:
    assert json.loads(command("own_cost_watch", "--json", by=clerk)) == {
        "on": timezone.localdate().isoformat(), "people": 0, "households": 0, "fallen": 0,
    }  # fmt: skip
    [told] = json.loads(command("own_cost_watch", "--list", "--json", by=clerk))
    assert told["id"] == alert.pk
    assert "600.00 / 500.00" in command("own_cost_watch", "--list", "--language", "en", by=clerk)
    month, target = f"{timezone.localdate():%Y-%m}", tmp_path / "list.xlsx"
    words = ("--freeze", "--area", make.MUDAN, "--month", month, "--output", str(target), "--json")
    made = json.loads(command("own_cost_list", *words, by=clerk))
    assert made["lines"] == 1 and openpyxl.load_workbook(target).active["C2"].value == who.name
    assert made["number"] in command("own_cost_list", "--list", str(made["id"]), by=clerk)
