"""Do page, program and command take what a household applies with, and tell the amount in both languages?"""

import io
import json
import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from assistance.cases.models import AidCost, AssistanceCase
from assistance.cases.rules.case_reasons import CaseKind
from policy.terms import Category
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance import case_desk as desk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(make_officer):
    return desk.CaseTown(make_officer)


@pytest.fixture
def case(town) -> AssistanceCase:
    """An application of today, a draft."""
    today = timezone.localdate()
    return desk.opened(
        town.woman, town.clerk, day=today, kind=CaseKind.AID, category=Category("impoverished_by_illness"), from_on=today,
    )  # fmt: skip


def paper(case: AssistanceCase, number: str = "NX1", own: str = "800") -> dict[str, str]:
    day = timezone.localdate() - timedelta(days=30)
    return {
        "person": str(case.person_id), "invoice_number": number, "provider": "外省医院", "service_on": day.isoformat(),
        "total_fen": "1000", "own_fen": own, "version": str(AssistanceCase.objects.get(pk=case.pk).version), "do": "invoice",
    }  # fmt: skip


def test_the_page_from_empty_to_a_paper_bill_and_back(case, town, client_as) -> None:
    page = client_as(town.clerk, language="en")
    address = reverse("assistance:aid", args=[case.pk])
    assert address in page.get(reverse("assistance:case", args=[case.pk])).content.decode()
    assert "Enter the facts of the household first" in page.get(address).content.decode()
    facts = {
        "do": "facts",
        "version": case.version,
        "income_fen": "9000",
        "proof_document": "证明1号",
        "other_help_fen": "100",
    }
    answer = page.post(address, facts, follow=True).content.decode()
    assert "undecided" in answer and "line of assistance on application, in yuan" in answer
    answer = page.post(address, paper(case), follow=True).content.decode()
    assert (
        "Own cost of the 12 months before is 800.00 yuan, other help 100.00: 700.00 remain." in answer
        and "NX1" in answer
    )
    again = page.post(address, paper(case, "ｎｘ1"))
    assert again.status_code == 422 and "was used before" in again.content.decode()
    assert page.post(address, paper(case, "NX2", "2000")).status_code == 422  # own cost above the total
    assert "是" not in answer and "依申请救助" in client_as(town.clerk).get(address).content.decode()
    cost = AidCost.objects.get(freed_at=None)
    version = AssistanceCase.objects.get(pk=case.pk).version
    page.post(address, {"do": "remove", "cost": cost.pk, "version": version})
    assert not AidCost.objects.filter(freed_at=None).exists()
    stale = page.post(address, {"do": "facts", "version": 1}, follow=True).content.decode()
    assert "Your page was old" in stale


def test_the_form_of_a_new_case_offers_it(town, client_as) -> None:
    page = client_as(town.clerk, language="en").get(
        reverse("assistance:open_case", args=[town.woman.pk]) + "?kind=aid"
    )
    assert "assistance on application" in page.content.decode()


def test_who_may_not_see_the_case_sees_no_application(case, make_officer, client_as, api_as) -> None:
    stranger = make_officer(Role.COUNTY_BUREAU, "371728")
    assert client_as(stranger).get(reverse("assistance:aid", args=[case.pk])).status_code == 404
    assert api_as(stranger).get(reverse("api_aid", args=[case.pk])).status_code == 404


def test_programs_enter_count_remove_and_read(case, town, api_as) -> None:
    api = api_as(town.clerk)

    def send(name: str, given: dict[str, object], *more: int):
        return api.post(
            reverse(name, args=[case.pk, *more]), given, headers={"Idempotency-Key": uuid.uuid4().hex}
        )

    assert api.get(reverse("api_aid", args=[case.pk])).status_code == 404  # nothing was entered
    told = send("api_aid", {"income_fen": 900_000, "proof_document": "证明1号"}).json()
    assert told["answer"]["fen"] is None and len(told["answer"]["missing"]) == 3
    day = (timezone.localdate() - timedelta(days=30)).isoformat()
    bill = {
        "person_id": case.person_id, "invoice_number": "NX1", "provider": "外省医院", "service_on": day, "total_fen": 100_000,
        "own_fen": 80_000,
    }  # fmt: skip
    told = send("api_add_aid_invoice", bill)
    assert told.status_code == 201 and told.json()["own_fen"] == 80_000
    refused = send("api_add_aid_invoice", {**bill, "invoice_number": "nx1 "}).json()
    assert "invoice_used_before" in json.dumps(refused)
    cost = told.json()["costs"][0]["id"]
    assert send("api_remove_aid_cost", {}, cost).json()["costs"] == []


def test_the_command_shows_and_counts(case, town) -> None:
    def run(*words: str) -> str:
        out = io.StringIO()
        call_command("aid_case", str(case.pk), *words, "--by", town.clerk.login, stdout=out)
        return out.getvalue()

    day = (timezone.localdate() - timedelta(days=30)).isoformat()
    facts = json.dumps({"by_hand_fen": 50_000, "by_hand_document": "专题〔2022〕1号"})
    words = ("--invoice", "NX1", "--provider", "外省医院", "--day", day, "--total", "1000", "--own", "800")
    told = json.loads(run("--facts", facts, *words, "--json"))
    assert (told["own_fen"], told["answer"]["fen"]) == (80_000, 50_000)
    assert "Decided case by case under 专题〔2022〕1号: 500.00 yuan" in run("--language", "en")
    assert make.MUDAN in case.division_code
