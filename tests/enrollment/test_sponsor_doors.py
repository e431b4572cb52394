"""Do page, command and API enter sponsors, send lists, divide a payment and give a part back, each to whom it is allowed?"""

import io
import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from enrollment.models import Sponsor, SponsorPart
from enrollment.operations.people import document_number
from intake.operations import jobs
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.pipeline.sponsor_desk import DOCUMENT, HEAD, SponsorDesk, credit_code, row
from tests.pipeline.tax_desk import TaxDesk, money

FULL = (32_000, 32_000)


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable[..., Officer]) -> SponsorDesk:
    make.places()
    bureau = make_officer(Role.COUNTY_BUREAU, make.MUDAN)
    return SponsorDesk(TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), bureau), bureau)


def test_a_school_from_its_entry_to_a_part_given_back_on_pages(
    desk: SponsorDesk, client_as: Callable[..., Client]
) -> None:
    who, left = desk.tax.person("学生甲"), desk.tax.person("学生乙")
    client = client_as(desk.bureau, language="en")
    assert "No sponsor was entered yet" in client.get(reverse("enrollment:sponsors")).content.decode()
    facts = {
        "kind": "school",
        "name": "菏泽第一小学",
        "number": credit_code(1),
        "division_code": make.VILLAGE[:9],
    }
    wrong = client.post(reverse("enrollment:new_sponsor"), facts)
    assert wrong.status_code == 422 and "level that runs it" in wrong.content.decode()
    entered = client.post(reverse("enrollment:new_sponsor"), {**facts, "owner_level": "county"})
    school = Sponsor.objects.get()
    assert entered["Location"] == reverse("enrollment:sponsor", args=[school.pk])
    content = "\n".join([HEAD, row(who), row(left, attendance="转出"), ""]).encode()
    send = reverse("enrollment:send_sponsor_list", args=[school.pk])
    assert client.get(send).status_code == 200
    form = {"coverage_year": "2022", "is_full": "on", "document_number": DOCUMENT}
    sent = client.post(send, {"file": SimpleUploadedFile("名单.csv", content), **form})
    assert sent.status_code == 302
    jobs.work_on(school.lists.get())
    payment = desk.paid(school, credit_code(1), "400.00")
    page = client.get(reverse("enrollment:sponsor", args=[school.pk]), {"year": 2022}).content.decode()
    assert 'data-answer="pays"' in page and 'data-answer="left"' in page and "学生乙" in page
    divide = reverse("enrollment:divide_payment", args=[school.pk, payment.pk])
    assert divide in page and 'name="rows"' in client.get(divide).content.decode()
    line_page = client.get(reverse("enrollment:exception", args=[payment.pk])).content.decode()
    assert divide in line_page
    shown = client.get(divide, {"class": "三 1班"})
    assert shown.status_code == 200
    client.post(divide, {"rows": [school.lists.get().rows.get(name="学生甲").pk]})
    assert money(who) == FULL
    part = SponsorPart.objects.get()
    back = reverse("enrollment:give_back_part", args=[school.pk, part.pk])
    client.post(back, {"because": ""})
    assert money(who) == FULL
    client.post(back, {"because": "转学"})
    assert money(who) == (32_000, 0)
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"enter_sponsor", "receive_sponsor_list", "line_divide", "line_give_back_part"} <= actions


def test_a_few_are_typed_in_on_the_page(desk: SponsorDesk, client_as: Callable[..., Client]) -> None:
    school, who = desk.school(), desk.tax.person("学生甲")
    client, send = client_as(desk.bureau, language="en"), reverse("enrollment:send_sponsor_list", args=[1])
    send = reverse("enrollment:send_sponsor_list", args=[school.pk])
    typed = {
        "typed": "1", "year": "2022", "document_number": DOCUMENT, "number": [document_number(who), ""],
        "name": [who.name, ""], "amount": ["999.00", ""], "grade": ["", ""], "class_name": ["", ""],
    }  # fmt: skip
    wrong = client.post(send, typed)
    assert wrong.status_code == 422 and "More than the due of 320.00 yuan" in wrong.content.decode()
    assert document_number(who) in wrong.content.decode(), "what was typed is not lost"
    assert client.post(send, {**typed, "amount": ["", ""]}).status_code == 302


def test_the_api_does_the_same(desk: SponsorDesk, api_as: Callable[..., APIClient]) -> None:
    who, api = desk.tax.person("学生甲"), api_as(desk.bureau)
    facts = {
        "kind": "school", "name": "菏泽第一小学", "number": credit_code(1), "division_code": make.VILLAGE[:9],
        "owner_level": "county",
    }  # fmt: skip
    entered = api.post(reverse("api_enter_sponsor"), facts, format="json", HTTP_IDEMPOTENCY_KEY="a")
    assert entered.status_code == 201, entered.json()
    pk = entered.json()["id"]
    rows = {
        "coverage_year": 2022,
        "document_number": DOCUMENT,
        "rows": [{"number": document_number(who), "name": who.name}],
    }
    typed = api.post(reverse("api_sponsor_rows", args=[pk]), rows, format="json", HTTP_IDEMPOTENCY_KEY="b")
    assert (typed.status_code, typed.json()["state"]) == (201, "written")
    content = SimpleUploadedFile("l.csv", "\n".join([HEAD, row(who), ""]).encode())
    body = {"file": content, "coverage_year": "2022", "document_number": DOCUMENT}
    lists = reverse("api_sponsor_lists", args=[pk])
    assert api.post(lists, body, format="multipart", HTTP_IDEMPOTENCY_KEY="c").status_code == 201
    payment = desk.paid(Sponsor.objects.get(), credit_code(1), "320.00")
    year = api.get(reverse("api_sponsor", args=[pk]), {"coverage_year": 2022}).json()
    assert [one["answer"] for one in year["rows"]] == ["pays"] and year["totals"]["pays"]["fen"] == 32_000
    divide = reverse("api_divide_payment", args=[pk])
    done = api.post(divide, {"line_id": payment.pk}, format="json", HTTP_IDEMPOTENCY_KEY="d")
    assert done.status_code == 200 and money(who) == FULL, done.json()
    again = api.post(divide, {"line_id": payment.pk}, format="json", HTTP_IDEMPOTENCY_KEY="e")
    assert (again.status_code, again.json()["errors"][0]["code"]) == (409, "not_divisible")
    part = done.json()["rows"][0]["part_line_id"]
    back = api.post(
        reverse("api_give_back_part", args=[pk]), {"part": part, "because": "转学"}, format="json", HTTP_IDEMPOTENCY_KEY="f"
    )  # fmt: skip
    assert back.status_code == 200 and money(who) == (32_000, 0)
    assert [one["id"] for one in api.get(reverse("api_sponsors")).json()["results"]] == [pk]


def test_the_commands_do_the_same(desk: SponsorDesk, tmp_path) -> None:  # type: ignore[no-untyped-def]
    who = desk.tax.person("学生甲")

    def run(*args: str) -> object:
        out = io.StringIO()
        call_command(*args, "--by", desk.bureau.login, "--json", stdout=out)
        return json.loads(out.getvalue())

    entered = run("sponsors", "--enter", "collective", "--name", "双河村", "--number", credit_code(4), "--division", make.VILLAGE)  # fmt: skip
    assert isinstance(entered, dict)
    pk = str(entered["id"])
    path = tmp_path / "名单.csv"
    path.write_text("\n".join([HEAD, row(who, "200.00"), ""]), encoding="utf-8")
    told = run(
        "import_sponsor_list", str(path), "--sponsor", pk, "--year", "2022", "--document", DOCUMENT, "--wait"
    )
    assert isinstance(told, dict) and (told["layout"], told["state"]) == ("PL-1", "written")
    payment = desk.paid(Sponsor.objects.get(), credit_code(4), "200.00")
    year = run("sponsors", "--sponsor", pk, "--year", "2022", "--divide", str(payment.pk), "--rows", "2")
    assert isinstance(year, dict) and [one["answer"] for one in year["rows"]] == ["given"]
    assert money(who) == (32_000, 20_000)
    part = str(year["rows"][0]["part_line_id"])
    run("sponsors", "--sponsor", pk, "--year", "2022", "--give-back", part, "--because", "重复")
    assert money(who) == (32_000, 0)
    assert isinstance(run("sponsors"), list)
    out = io.StringIO()
    call_command("sponsors", "--sponsor", pk, "--year", "2022", "--by", desk.bureau.login, stdout=out)
    assert "双河村" in out.getvalue()


def test_other_places_see_no_sponsor(
    desk: SponsorDesk, make_officer: Callable[..., Officer], client_as: Callable[..., Client]
) -> None:
    school = desk.school()
    page = reverse("enrollment:sponsor", args=[school.pk])
    assert client_as(make_officer(Role.COUNTY_BUREAU, "620102")).get(page).status_code == 404
    assert client_as(make_officer(Role.VILLAGE_CLERK, make.VILLAGE)).get(page).status_code == 403
