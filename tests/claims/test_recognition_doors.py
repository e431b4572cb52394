"""Do page, API and command apply for recognitions, decide them by another officer and show the time that is left?"""

import json
import uuid
from datetime import date
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from assistance.figures.models import EnteredParameter
from claims.models import Recognition
from enrollment.operations.people import document_number
from policy.topics import Topic
from staff.models import Officer
from tests import care

pytestmark = pytest.mark.django_db(transaction=True)


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}


def entered_days(days: int, clerk: Officer, second: Officer) -> None:
    EnteredParameter.objects.create(
        area="371700", topic=Topic.RECOGNITION_DAYS.value, key="", value=days, from_on=date(2020, 1, 1),
        document_number="经办〔2020〕9号", entered_by=clerk, entered_at=timezone.now(), approved_by=second,
        approved_at=timezone.now(),
    )  # fmt: skip


def test_a_provider_applies_by_its_key_and_the_bureau_decides(
    clerk: Officer, second: Officer, who, api_as
) -> None:
    mine, theirs = api_as(clerk), api_as(second)
    sent = {
        "document_number": document_number(who), "setting": "chronic", "disease": "M04600", "from_on": "2022-01-01",
        "proof": "出院记录", "applied_through": care.HOSPITAL.lower(), "providers": [care.HOSPITAL],
    }  # fmt: skip
    wrong = mine.post(reverse("api_recognitions"), sent | {"disease": "感冒"}, format="json", headers=key())
    assert wrong.status_code == 422 and wrong.json()["errors"][0]["code"] == "disease_unknown"
    nobody = mine.post(
        reverse("api_recognitions"), sent | {"document_number": "1"}, format="json", headers=key()
    )
    assert nobody.status_code == 422 and nobody.json()["errors"][0]["code"] == "unknown_person"
    once = key()
    first = mine.post(reverse("api_recognitions"), sent, format="json", headers=once)
    again = mine.post(reverse("api_recognitions"), sent, format="json", headers=once)
    assert first.status_code == again.status_code == 201 and first.json() == again.json()
    told = first.json()
    assert (told["disease"], told["applied_through"], told["due_on"]) == ("冠心病", care.HOSPITAL, None)
    entered_days(5, clerk, second)
    listed = theirs.get(reverse("api_recognitions"), {"state": "applied", "disease": "冠心"}).json()[
        "results"
    ]
    assert listed[0]["id"] == told["id"] and listed[0]["due_on"] > timezone.localdate().isoformat()
    address = reverse("api_move_recognition", args=[told["id"]])
    decision = {"move": "recognize", "document_number": "认定〔2022〕3号", "last_day": "2023-12-31"}
    assert mine.post(address, decision, format="json", headers=key()).status_code == 403
    done = theirs.post(address, decision, format="json", headers=key())
    assert done.status_code == 200 and (done.json()["state"], done.json()["last_day"]) == (
        "recognized",
        "2023-12-31",
    )
    one = theirs.get(reverse("api_recognition", args=[told["id"]])).json()
    assert one["table_version"] and one["document_number"] == "认定〔2022〕3号"


def test_the_pages_lead_from_the_application_to_the_sheet(
    clerk: Officer, second: Officer, who, client_as
) -> None:
    desk, other = client_as(clerk, language="en"), client_as(second, language="en")
    empty = desk.get(reverse("claims:recognitions")).content.decode()
    assert "No recognition is on record yet" in empty
    form = {
        "document_number": document_number(who), "setting": "chronic", "disease": "慢性乙型病毒性肝炎",
        "from_on": "2022-01-01", "proof": "病历",
    }  # fmt: skip
    page = desk.get(reverse("claims:apply_recognition")).content.decode()
    assert page.index("慢性乙型病毒性肝炎") < page.index("冠心病"), (
        "the diseases of the area's own notice come first"
    )
    wrong = desk.post(reverse("claims:apply_recognition"), form | {"providers": "H404"})
    assert wrong.status_code == 422 and "H404" in wrong.content.decode()
    shown = desk.post(reverse("claims:apply_recognition"), form, follow=True).content.decode()
    assert "another officer of the bureau decides it" in shown and "M00201" in shown
    row = Recognition.objects.get()
    address = reverse("claims:move_recognition", args=[row.pk])
    listed = other.get(reverse("claims:recognitions"), {"state": "applied"}).content.decode()
    assert "no text sets it and none is entered" in listed
    other.post(address, {"move": "recognize", "document_number": "认1", "review_on": "2023-01-01"})
    row.refresh_from_db()
    assert (row.state, row.review_on) == ("recognized", date(2023, 1, 1))
    assert (
        "慢性乙型病毒性肝炎"
        in other.get(reverse("claims:recognitions"), {"state": "to_review"}).content.decode()
    )
    nothing = other.get(reverse("claims:recognitions"), {"disease": "癫痫"}).content.decode()
    assert "Nothing matches the filter" in nothing
    bad = desk.post(
        address, {"move": "end", "until_on": "31.12.2022", "because": "x"}, follow=True
    ).content.decode()
    assert "Write days as YYYY-MM-DD." in bad
    desk.post(address, {"move": "end", "until_on": "2023-01-01", "because": "治愈"})
    renew = desk.get(reverse("claims:apply_recognition"), {"renews": row.pk}).content.decode()
    assert 'value="2023-01-01"' in renew
    sheet = client_as(clerk).get(reverse("claims:recognition_sheet", args=[row.pk])).content.decode()
    assert "病种认定" in sheet and "2022-12-31" in sheet and "治愈" in sheet


def test_the_commands_do_the_same(clerk: Officer, second: Officer, who, tmp_path) -> None:
    def told(*args: str) -> list[dict]:
        out = StringIO()
        call_command("recognitions", *args, "--json", stdout=out)
        return json.loads(out.getvalue())

    number = document_number(who)
    apply = ["--id", number, "--apply", "冠心病", "--from", "2022-01-01", "--proof", "病历"]
    [row] = told(*apply, "--by", clerk.login)
    with pytest.raises(SystemExit):
        told(*apply, "--by", clerk.login)
    move = ["--move", "recognize", "--recognition", str(row["id"]), "--document", "认1"]
    assert told(*move, "--by", second.login)[0]["state"] == "recognized"
    assert [one["id"] for one in told("--by", clerk.login, "--state", "recognized")] == [row["id"]]
    out = StringIO()
    call_command("recognitions", "--by", clerk.login, "--id", number, "--language", "en", stdout=out)
    assert "冠心病" in out.getvalue() and "recognised" in out.getvalue()
    file = tmp_path / "old.csv"
    file.write_text(
        f"证件号码,姓名,待遇类别,病种,起始日期\n{number},{who.name},慢特病,癫痫,2021-01-01\n",
        encoding="utf-8",
    )
    out = StringIO()
    call_command(
        "import_register", "RG-1", str(file), "--area", "371702", "--document", "原登记", "--wait", "--by", clerk.login,
        "--json", stdout=out,
    )  # fmt: skip
    assert json.loads(out.getvalue())["state"] == "ready"


def test_the_page_of_lists_takes_a_file(clerk: Officer, who, client_as) -> None:
    desk = client_as(clerk, language="en")
    assert (
        "No list was uploaded yet"
        in desk.get(reverse("claims:register_lists", args=["recognitions"])).content.decode()
    )
    number = document_number(who)
    file = SimpleUploadedFile(
        "old.csv",
        f"证件号码,姓名,待遇类别,病种,起始日期\n{number},{who.name},慢特病,癫痫,2021-01-01\n".encode(),
    )
    form = {"file": file, "area": "371702", "document_number": "原登记"}
    shown = desk.post(reverse("claims:register_lists", args=["recognitions"]), form, follow=True)
    assert shown.status_code == 200 and "old.csv" in shown.content.decode()
    assert "old.csv" in desk.get(reverse("claims:register_lists", args=["recognitions"])).content.decode()
