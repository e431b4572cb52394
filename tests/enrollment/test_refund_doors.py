"""Do pages, programs and the command lead a refund the same way, and tell who may see what?"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from enrollment.models import Refund, RefundList
from enrollment.rules.refund_states import RefundState
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance.case_desk import png
from tests.enrollment.refund_desk import ACCOUNT, RefundDesk, answer_file, answer_rows, no_faults, written

pytestmark = pytest.mark.django_db(transaction=True)  # files are staged beside the transaction

S = RefundState


@pytest.fixture
def desk(make_officer: Callable[..., Officer]) -> RefundDesk:
    return RefundDesk(make_officer)


def url(name: str, *args: Any) -> str:
    return reverse(f"enrollment:{name}", args=args)


def form_of(desk: RefundDesk, who: Any, **given: Any) -> dict[str, Any]:
    return {
        "ticket": desk.ticket(who, 1), "ground": "paid_twice", "amount": "320.00", "received_on": timezone.localdate(),
        "payee": who.name, "payee_account": ACCOUNT, **given,
    }  # fmt: skip


def test_a_refund_goes_through_its_pages(desk: RefundDesk, client_as: Callable[..., Client]) -> None:
    who = desk.paid("320.00", "320.00")
    [proposed] = Refund.objects.all()
    clerk, chief, tax = client_as(desk.clerk), client_as(desk.chief), client_as(desk.tax.officer)
    listed = clerk.get(url("refunds")).content.decode()
    assert "待申请" in listed and proposed.ticket in listed
    filled = clerk.get(url("ask_refund"), {"refund": proposed.pk}).content.decode()
    assert proposed.ticket in filled and "320.00" in filled
    wrong = clerk.post(url("ask_refund"), form_of(desk, who, payee="李四"))
    assert wrong.status_code == 422 and "户内成员" in wrong.content.decode()
    made = clerk.post(url("ask_refund"), form_of(desk, who))
    assert made["Location"] == url("refund", proposed.pk)
    own = clerk.get(made["Location"]).content.decode()
    assert 'data-move="approve"' not in own and 'data-move="withdraw"' in own and "6789" not in own
    picture = SimpleUploadedFile("凭证.png", png())
    clerk.post(url("attach_refund_document", proposed.pk), {"file": picture, "title": "缴费凭证"})
    shown = chief.get(url("refund", proposed.pk)).content.decode()
    assert "缴费凭证" in shown and 'data-move="approve"' in shown and "N21-16" in shown
    assert chief.post(url("refund", proposed.pk), {"do": "reject"}).status_code == 422  # a reason is needed
    chief.post(url("refund", proposed.pk), {"do": "approve"})
    assert "系统差错" in chief.get(url("refund_letter", proposed.pk)).content.decode()
    to = chief.post(url("make_refund_list"), {"area": make.HEZE})["Location"]
    [going] = RefundList.objects.all()
    assert to == url("refund_list", going.pk)
    assert tax.get(url("download_refund_list", going.pk, "csv")).status_code == 403
    sheet = b"".join(chief.get(url("download_refund_list", going.pk, "csv"))).decode("utf-8-sig")  # type: ignore[arg-type]
    assert (
        "6217000012345678901" in sheet and AuditEvent.objects.filter(action="download_refund_list").exists()
    )
    late = [answer_rows(going)[0] | {"退库日期": ""}]
    refused = tax.post(
        url("answer_refund_list", going.pk), {"file": SimpleUploadedFile("答复.csv", written(late))}
    )
    assert refused.status_code == 422 and 'id="problems"' in refused.content.decode()
    tax.post(
        url("answer_refund_list", going.pk), {"file": SimpleUploadedFile("答复.csv", answer_file(going))}
    )
    assert Refund.objects.get().state == S.REFUNDED
    assert "已退费" in tax.get(url("refund_list", going.pk)).content.decode()
    person = clerk.get(url("person", who.pk)).content.decode()
    assert f'href="{url("refund", proposed.pk)}"' in person and "已退费" in person
    no_faults()


def test_a_refund_goes_through_the_api(desk: RefundDesk, api_as: Callable[[Officer], APIClient]) -> None:
    who = desk.paid("320.00", "320.00")
    clerk, chief, tax = api_as(desk.clerk), api_as(desk.chief), api_as(desk.tax.officer)
    form = form_of(desk, who) | {"amount_fen": 32_000}
    made = clerk.post("/api/v1/refunds", form, format="json", headers={"Idempotency-Key": "1"})
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert made.json()["payee_account"].endswith("8901") and "6217" not in made.json()["payee_account"]
    again = clerk.post("/api/v1/refunds", form, format="json", headers={"Idempotency-Key": "2"})
    assert again.status_code == 409 and again.json()["errors"][0]["code"] == "ticket_on_a_refund"
    file = {"file": SimpleUploadedFile("凭证.png", png()), "title": "凭证"}
    assert clerk.post(f"/api/v1/refunds/{pk}/documents", file, format="multipart").status_code == 201
    own = clerk.post(f"/api/v1/refunds/{pk}/decision", {"move": "approve"}, format="json")
    assert own.status_code == 403 and own.json()["errors"][0]["code"] == "not_by_maker"
    assert (
        chief.post(f"/api/v1/refunds/{pk}/decision", {"move": "approve"}, format="json").json()["state"]
        == "approved"
    )
    key = {"Idempotency-Key": "3"}
    listed = chief.post("/api/v1/refund-lists", {"division": make.HEZE}, format="json", headers=key).json()
    answer = {"file": SimpleUploadedFile("答复.csv", answer_file(RefundList.objects.get()))}
    told = tax.post(f"/api/v1/refund-lists/{listed['id']}/answers", answer, format="multipart")
    assert told.status_code == 201 and [row["outcome"] for row in told.json()["rows"]] == ["refunded"]
    assert [row["state"] for row in tax.get(f"/api/v1/refund-lists/{listed['id']}").json()["lines"]] == [
        "refunded"
    ]
    found = clerk.get("/api/v1/refunds", {"state": "refunded"}).json()["results"]
    assert [row["id"] for row in found] == [pk]


def test_a_refund_goes_through_the_command(
    desk: RefundDesk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    who = desk.paid("320.00", "320.00")

    def said(*words: str, by: Officer) -> Any:
        capsys.readouterr()
        call_command("refund", *words, "--by", by.login, "--json")
        return json.loads(capsys.readouterr().out)

    [proposed] = said("--state", "proposed", by=desk.clerk)
    asked = json.dumps(form_of(desk, who) | {"received_on": timezone.localdate().isoformat()})
    assert said("--apply", asked, by=desk.clerk)["id"] == proposed["id"]
    said("--move", "approve", "--refund", str(proposed["id"]), by=desk.chief)
    listed = said("--make-list", make.HEZE, by=desk.chief)
    file = tmp_path / "清单.csv"
    said("--write-list", str(file), "--list", str(listed["id"]), by=desk.chief)
    assert ACCOUNT.replace(" ", "") in file.read_text("utf-8-sig")
    back = tmp_path / "答复.csv"
    back.write_bytes(answer_file(RefundList.objects.get(), returned={1: "户名不符"}))
    [row] = said("--answer", str(back), "--list", str(listed["id"]), by=desk.tax.officer)["rows"]
    assert (row["outcome"], row["reason"]) == ("returned", "户名不符")
    assert Refund.objects.get().state == S.RETURNED


def test_who_works_elsewhere_sees_nothing(
    desk: RefundDesk, make_officer: Callable[..., Officer], client_as: Callable[..., Client]
) -> None:
    desk.paid("320.00", "320.00")
    [refund] = Refund.objects.all()
    far = client_as(make_officer(Role.COUNTY_BUREAU, "622901"))
    assert far.get(url("refund", refund.pk)).status_code == 404
    empty = far.get(url("refunds")).content.decode()
    assert refund.ticket not in empty and "没有需要退还的" in empty
    assert "没有符合筛选条件的内容" in far.get(url("refunds"), {"ticket": "没有"}).content.decode()
