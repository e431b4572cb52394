"""Do the pages about subsidies show what the tables hold, to whom they may, in few queries?"""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from rest_framework.test import APIClient

from assistance.public_money.models import UninsuredReason
from assistance.subsidies.models import Grant, PayoutBatch, SubsidyRun
from policy.terms import Category
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance.subsidy_desk import LANZHOU, SubsidyDesk, bank_file, bank_rows, grant_of

ClientAs = Callable[..., Client]


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable[..., Officer]) -> SubsidyDesk:
    return SubsidyDesk(make_officer)


def body(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def streamed(answer: object) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_a_run_goes_through_the_pages(desk: SubsidyDesk, client_as: ClientAs) -> None:
    desk.person(Category("tekun")), desk.person(Category("dibao"))
    civil, approver = client_as(desk.civil, language="en"), client_as(desk.approver, language="en")
    asked = civil.post("/subsidies/", {"area": LANZHOU, "coverage_year": "2021"})
    run = SubsidyRun.objects.get()
    assert asked["Location"] == f"/subsidies/{run.pk}/"
    page = body(civil.get(asked["Location"]))
    assert "tekun" in page and "the class of the dibao recipient" in page, "what is missing is named"
    assert 'value="freeze"' in page and 'value="approve"' not in page and 'value="pay"' not in page
    civil.post(f"{asked['Location']}move", {"do": "freeze"})
    assert 'value="approve"' not in body(civil.get(asked["Location"])), "nobody approves what they froze"
    assert 'value="approve"' in body(approver.get(asked["Location"]))
    approver.post(f"{asked['Location']}move", {"do": "approve"})
    run.refresh_from_db()
    assert run.state == "approved"
    refused = civil.post(f"{asked['Location']}move", {"do": "pay"}, follow=True)
    assert "You may not do this" in body(refused)
    run.refresh_from_db()
    assert run.state == "approved"


def test_outside_the_scope_there_is_nothing(
    desk: SubsidyDesk, client_as: ClientAs, make_officer: Callable[..., Officer]
) -> None:
    who = desk.person(Category("dibao_rural_2"))
    desk.pays(who)
    run = desk.paid()
    batch = desk.payout_list(run)
    stranger = client_as(make_officer(Role.CIVIL_AFFAIRS, make.HEZE))
    grant = grant_of(who)
    for address in (
        f"/subsidies/{run.pk}/", f"/subsidies/{run.pk}/people/", f"/grants/{grant.pk}/", f"/payouts/{batch.pk}/",
        f"/subsidies/{run.pk}/on-behalf.xlsx",
    ):  # fmt: skip
        assert stranger.get(address).status_code == 404, address
    assert client_as(desk.civil).get(f"/payouts/{batch.pk}/list.csv").status_code == 403, (
        "accounts are for finance"
    )
    assert stranger.post(f"/subsidies/{run.pk}/move", {"do": "pay"}).status_code == 404
    clerk = client_as(make_officer(Role.TOWNSHIP_CLERK, "620102001"))
    assert clerk.get(f"/grants/{grant.pk}/").status_code == 200, "the township sees its own people"
    assert client_as(make_officer(Role.TAX_OFFICER, LANZHOU)).get("/subsidies/").status_code == 403


def test_lists_and_the_bank_file(desk: SubsidyDesk, client_as: ClientAs) -> None:
    full, fixed, poor = (
        desk.person(one)
        for one in (Category("tekun"), Category("dibao_rural_2"), Category("registered_poor"))
    )
    desk.pays(fixed, poor)
    run = desk.paid()
    finance = client_as(desk.finance, language="en")
    sheet = load_workbook(BytesIO(streamed(finance.get(f"/subsidies/{run.pk}/on-behalf.xlsx"))))
    assert [cell.value for cell in sheet["Totals"][3]] == ["Total", 1, 280]
    assert (
        sheet["Paid on behalf"]["C2"].value == full.name
        and full.document_masked == sheet["Paid on behalf"]["D2"].value
    )
    made = finance.post(f"/subsidies/{run.pk}/payouts", {"month": "2020-12-05"})
    batch = PayoutBatch.objects.get()
    assert made["Location"] == f"/payouts/{batch.pk}/"
    listed = streamed(finance.get(f"/payouts/{batch.pk}/list.csv")).decode("utf-8-sig")
    assert listed.splitlines()[0].startswith("批次号,序号,账号") and len(listed.splitlines()) == 3
    assert AuditEvent.objects.filter(action="download_payout_list").count() == 1
    wrong = finance.post(
        made["Location"],
        {"file": SimpleUploadedFile("b.csv", bank_file([{**bank_rows(batch)[0], "account": "12AB"}]))},
    )
    assert wrong.status_code == 422 and "C2" in body(wrong)
    finance.post(
        made["Location"],
        {
            "file": SimpleUploadedFile("b.csv", bank_file(bank_rows(batch, {1: "销户"}))),
            "expected_count": "2",
        },
    )
    page = body(finance.get(made["Location"]))
    assert "销户" in page and grant_of(fixed).state == "returned" and grant_of(poor).state == "paid"
    ledger = streamed(finance.get(f"/subsidies/ledger.xlsx?area={LANZHOU}&coverage_year=2021"))
    rows = list(load_workbook(BytesIO(ledger)).active.values)  # type: ignore[union-attr]
    assert len(rows) == 5 and rows[-1][8] == 580
    assert "580" not in body(finance.get(f"/subsidies/ledger/?area={LANZHOU}&coverage_year=2022"))


def test_pages_ask_few_queries_however_many_rows(
    desk: SubsidyDesk, client_as: ClientAs, django_assert_max_num_queries: Callable[..., object]
) -> None:
    people = [desk.person(Category("dibao_rural_2")) for _ in range(8)]
    desk.pays(*people)
    run = desk.paid()
    batch = desk.payout_list(run)
    finance = client_as(desk.finance)
    for address in (
        "/subsidies/", f"/subsidies/{run.pk}/", f"/subsidies/{run.pk}/people/?state=listed", f"/payouts/{batch.pk}/",
        f"/grants/{grant_of(people[0]).pk}/", f"/subsidies/ledger/?area={LANZHOU}&coverage_year=2021",
        f"/subsidies/must-be-insured/?area={LANZHOU}&coverage_year=2021", "/subsidies/review/",
    ):  # fmt: skip
        with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
            assert finance.get(address).status_code == 200, address


def test_who_must_be_insured_and_is_not(
    desk: SubsidyDesk, client_as: ClientAs, make_officer: Callable[..., Officer]
) -> None:
    poor = Category("registered_poor")
    covered, unpaid, short, free = (
        desk.person(poor),
        desk.person(poor),
        desk.person(poor),
        desk.person(Category("severely_disabled")),
    )
    nowhere = make.person(desk.tax.clerk, "王小明", village=desk.village)
    desk.certify(nowhere, poor, free.categories.get().from_on)
    desk.pays(covered)
    desk.pays(short, yuan="80.00")
    clerk = client_as(make_officer(Role.TOWNSHIP_CLERK, "620102001"), language="en")
    address = "/subsidies/must-be-insured/?area=620102001&coverage_year=2021"
    page = body(clerk.get(address))
    assert "LZ-3c" in page and "25.00 %" in page
    for gap in ("unpaid", "short", "not_registered"):
        assert page.count(f'data-gap="{gap}"') == 1, gap
    assert free.document_masked not in page, (
        "tekun are helped, but the notice does not list them as to be insured"
    )
    say = f"/subsidies/must-be-insured/{unpaid.pk}/reason"
    clerk.post(say, {"reason": "other", "remark": "", "coverage_year": "2021", "area": "620102001"})
    assert not UninsuredReason.objects.exists()
    clerk.post(
        say, {"reason": "refuses", "remark": "第二次上门", "coverage_year": "2021", "area": "620102001"}
    )
    assert "第二次上门" in body(clerk.get(address))
    sheet = load_workbook(
        BytesIO(streamed(clerk.get("/subsidies/must-be-insured.xlsx?area=620102001&coverage_year=2021")))
    )
    assert [cell.value for cell in sheet["Totals"][2]] == [4, 1, 3]
    stranger = client_as(make_officer(Role.TOWNSHIP_CLERK, make.VILLAGE[:9]))
    assert stranger.post(say, {"reason": "refuses", "coverage_year": "2021"}).status_code == 404


def test_taking_back_through_the_page(desk: SubsidyDesk, client_as: ClientAs) -> None:
    who = desk.person(Category("tekun"))
    desk.paid()
    grant = grant_of(who)
    finance = client_as(desk.finance, language="en")
    assert "Take this subsidy back" in body(finance.get(f"/grants/{grant.pk}/"))
    finance.post(f"/grants/{grant.pk}/take-back", {"because": ""})
    assert Grant.objects.get().state == "credited", "without a reason nothing is taken back"
    finance.post(f"/grants/{grant.pk}/take-back", {"because": "重复认定"})
    assert Grant.objects.get().state == "taken_back"


def test_who_audits_the_whole_country_chooses_a_province_or_an_area(
    desk: SubsidyDesk, client_as: ClientAs, make_officer: Callable[..., Officer]
) -> None:
    poor = desk.person(Category("dibao_rural_2"))
    desk.pays(poor)
    desk.paid()
    auditor = client_as(make_officer(Role.AUDITOR, "000000"), language="en")
    assert "Nobody was granted" in body(auditor.get("/subsidies/ledger/"))
    there = body(auditor.get(f"/subsidies/ledger/?area={LANZHOU}&coverage_year=2021"))
    assert poor.document_masked in there
    assert "Choose a city or county" in body(auditor.get("/subsidies/must-be-insured/"))
    wrong = auditor.get("/subsidies/ledger.xlsx?area=110000&coverage_year=2021")
    assert wrong.status_code == 302 and "area=110000" in wrong["Location"]


def test_the_api_refuses_what_is_no_number(
    desk: SubsidyDesk, api_as: Callable[[Officer], APIClient], make_officer: Callable[..., Officer]
) -> None:
    program = api_as(make_officer(Role.COUNTY_BUREAU, LANZHOU))
    for address in (
        "grants?run=²",
        "grants?coverage_year=x",
        "subsidy-runs?coverage_year=²",
        "fiscal-requests?fiscal_year=²",
    ):
        assert program.get(f"/api/v1/{address}").status_code == 400, address
