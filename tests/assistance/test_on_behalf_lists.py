"""Do document numbers in clear go out only for the tax authority, by who pays, of an approved run, and is it told?"""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from rest_framework.test import APIClient

from enrollment.operations.people import document_number
from policy.terms import Category
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance.subsidy_desk import SubsidyDesk

ClientAs = Callable[..., Client]


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable[..., Officer]) -> SubsidyDesk:
    return SubsidyDesk(make_officer)


def streamed(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def told() -> list[dict[str, Any]]:
    return list(
        AuditEvent.objects.filter(action="download_on_behalf_list")
        .order_by("pk")
        .values_list("change", flat=True)
    )


def test_numbers_are_for_who_pays_and_everybody_else_sees_them_masked(
    desk: SubsidyDesk, client_as: ClientAs
) -> None:
    full, fixed = desk.person(Category("tekun")), desk.person(Category("dibao_rural_2"))
    run = desk.approved()
    number = document_number(full)
    finance, civil = client_as(desk.finance, language="en"), client_as(desk.civil, language="en")
    clear = f"/subsidies/{run.pk}/on-behalf-numbers"
    listed = streamed(finance.get(f"{clear}.csv")).decode("utf-8-sig")
    assert number in listed and document_number(fixed) not in listed, "who gets theirs to a card is not on it"
    assert "Document number," in listed.splitlines()[0]
    sheet = load_workbook(BytesIO(streamed(finance.get(f"{clear}.xlsx"))))["Paid on behalf"]
    assert (sheet["C2"].value, sheet["D2"].value) == (full.name, number)
    assert told() == [{"document_numbers": "in_clear", "people": 1}] * 2
    masked = streamed(civil.get(f"/subsidies/{run.pk}/on-behalf.csv")).decode("utf-8-sig")
    assert full.document_masked in masked and number not in masked
    assert told()[2] == {"document_numbers": "masked", "people": 1}
    assert civil.get(f"{clear}.csv").status_code == 403 and len(told()) == 3
    page = f"/subsidies/{run.pk}/"
    assert f"{clear}.xlsx" in finance.get(page).content.decode()
    assert f"{clear}.xlsx" not in civil.get(page).content.decode()


def test_before_the_approval_and_outside_the_place_there_are_no_numbers(
    desk: SubsidyDesk, client_as: ClientAs, make_officer: Callable[..., Officer]
) -> None:
    who = desk.person(Category("tekun"))
    run = desk.propose()
    clear = f"/subsidies/{run.pk}/on-behalf-numbers.csv"
    refused = client_as(desk.finance, language="en").get(clear, follow=True)
    assert "not approved" in refused.content.decode() and document_number(who) not in refused.content.decode()
    assert client_as(make_officer(Role.FINANCE, make.HEZE)).get(clear).status_code == 404
    assert told() == []


def test_api(
    desk: SubsidyDesk, api_as: Callable[[Officer], APIClient], make_officer: Callable[..., Officer]
) -> None:
    who = desk.person(Category("tekun"))
    run = desk.approved()
    path = f"/api/v1/subsidy-runs/{run.pk}/on-behalf"
    finance, civil = api_as(desk.finance), api_as(desk.civil)
    (row,) = civil.get(path).json()["results"]
    assert row["document_masked"] == who.document_masked and row["document_number"] is None
    assert (row["amount_fen"], row["coverage_year"], row["area"]) == (28_000, 2021, desk.area)
    refused = civil.get(f"{path}?numbers=clear")
    assert refused.status_code == 403 and document_number(who) not in refused.content.decode()
    assert finance.get(f"{path}?numbers=all").status_code == 400
    with CaptureQueriesContext(connection) as one:
        (row,) = finance.get(f"{path}?numbers=clear").json()["results"]
    assert row["document_number"] == document_number(who)
    assert [each["document_numbers"] for each in told()] == ["masked", "in_clear"]
    assert api_as(make_officer(Role.FINANCE, make.HEZE)).get(path).status_code == 404
    second = SubsidyDesk.person(desk, Category("tekun"), name="李丽")
    again = desk.propose()
    refused = finance.get(f"/api/v1/subsidy-runs/{again.pk}/on-behalf?numbers=clear")
    assert refused.json()["errors"][0]["code"] == "run_not_approved"
    assert document_number(second) not in refused.content.decode() and len(one) <= 12
