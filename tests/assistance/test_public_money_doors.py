"""Do the pages, the API and the commands of public money lead to the same operations, each in its own scope?"""

import io
import json

import openpyxl
import pytest
from django.core.management import call_command
from django.urls import reverse

from assistance.figures.operations.parameters import InvalidParameter
from assistance.public_money.models import FiscalRequest, FiscalTransfer, FundSplit
from staff.rules.roles import Role
from tests.assistance import public_money as money

pytestmark = pytest.mark.django_db
CHENGGUAN, YUZHONG = "620102", "620123"


@pytest.fixture
def lanzhou(make_officer) -> money.Treasury:
    found = money.treasury(money.LANZHOU, make_officer, CHENGGUAN, YUZHONG)
    found.insured(CHENGGUAN, 3)
    found.insured(YUZHONG, 2)
    return found


def test_a_request_from_count_to_sheet(lanzhou, client_as, django_assert_max_num_queries) -> None:
    maker, checker = client_as(lanzhou.maker, language="en"), client_as(lanzhou.checker, language="en")
    count = reverse("assistance:count_fiscal_request")
    facts = {"area": money.LANZHOU, "fiscal_year": 2020, "coverage_year": "", "on": "2021-02-01"}
    assert maker.post(count, facts).status_code == 422, "the day lies outside the year"
    maker.post(count, facts | {"on": "2020-06-30"})
    request = FiscalRequest.objects.get()
    page, move = (
        reverse(f"assistance:{name}", args=[request.pk]) for name in ("fiscal_request", "move_fiscal_request")
    )
    maker.post(move, {"move": "submit"})
    assert "Approve</button>" not in maker.get(page).content.decode()
    with django_assert_max_num_queries(20):
        assert "Approve</button>" in checker.get(page).content.decode()
    checker.post(move, {"move": "approve"})
    request.refresh_from_db()
    assert request.state == "approved"
    sheet = checker.get(reverse("assistance:fiscal_sheet", args=[request.pk, CHENGGUAN])).content.decode()
    assert "1,650.00" in sheet and "24.48" in sheet and "LZ-1e" in sheet
    answer = checker.get(reverse("assistance:fiscal_workbook", args=[request.pk]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert len(book.sheetnames) == 3
    rows = list(book[book.sheetnames[0]].iter_rows(values_only=True))
    assert rows[1][1:4] == (CHENGGUAN, 3, 1650) and rows[3][2:4] == (5, 2750)
    with django_assert_max_num_queries(20):
        told = checker.get(reverse("assistance:public_money")).content.decode()
    assert "overdue" in told, "the end of March 2021 is long past"


def test_each_sees_what_is_theirs(lanzhou, make_officer, client_as) -> None:
    request = lanzhou.approved()
    page = reverse("assistance:fiscal_request", args=[request.pk])
    county = client_as(make_officer(Role.COUNTY_BUREAU, YUZHONG), language="en")
    told = county.get(page).content.decode()
    assert YUZHONG in told and f"/{CHENGGUAN}/" not in told
    assert county.get(reverse("assistance:fiscal_sheet", args=[request.pk, CHENGGUAN])).status_code == 404
    assert county.post(reverse("assistance:count_fiscal_request"), {"area": money.LANZHOU}).status_code == 422
    assert client_as(make_officer(Role.CITY_BUREAU, money.HEZE)).get(page).status_code == 404
    assert client_as(make_officer(Role.TOWNSHIP_CLERK)).get(page).status_code == 403
    auditor = client_as(make_officer(Role.AUDITOR, money.LANZHOU))
    assert auditor.get(page).status_code == 200
    assert auditor.post(reverse("assistance:count_fiscal_request"), {}).status_code == 403


def test_an_undecided_request_says_what_is_missing_and_who_decides(make_officer, client_as) -> None:
    linxia = money.treasury(money.LINXIA, make_officer, "622921")
    linxia.insured("622921", 1)
    request = linxia.counted()
    client = client_as(linxia.maker, language="en")
    told = client.get(reverse("assistance:fiscal_request", args=[request.pk])).content.decode()
    assert (
        "the ratio filed for city and counties" in told
        and "GS-1.1c" in told
        and "Submit</button>" not in told
    )
    client.post(reverse("assistance:move_fiscal_request", args=[request.pk]), {"move": "submit"})
    request.refresh_from_db()
    assert request.state == "draft"
    answer = client.get(reverse("assistance:fiscal_workbook", args=[request.pk]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.worksheets[0]["G2"].value == "undecided"


def test_transfers_on_their_page(lanzhou, client_as) -> None:
    lanzhou.approved()
    client = client_as(lanzhou.maker, language="en")
    url = reverse("assistance:fiscal_transfers")
    facts = {
        "area": money.LANZHOU, "fiscal_year": 2020, "payer": "central", "county": "", "amount_fen": "2200.00",
        "arrived_on": "2021-02-01", "document_number": "财拨1号", "remarks": "",
    }  # fmt: skip
    assert client.post(url, facts | {"amount_fen": "22,00.001"}).status_code == 422
    client.post(url, facts)
    row = FiscalTransfer.objects.get()
    assert row.amount_fen == 220000
    client.post(reverse("assistance:reverse_fiscal_transfer", args=[row.pk]), {"because": "录错"})
    assert [one.amount_fen for one in FiscalTransfer.objects.order_by("pk")] == [220000, -220000]
    assert "Take back</button>" not in client.get(url).content.decode()


def test_a_fund_from_split_to_risk_fund(make_officer, client_as, django_assert_max_num_queries) -> None:
    linxia = money.treasury(money.LINXIA, make_officer, "622926")
    linxia.entered("fiscal_shares", "400/60/18/12", key="2018")
    linxia.insured("622926", 4, year=2018, paid_fen=18000)
    linxia.approved(2018)
    client = client_as(linxia.maker, language="en")
    client.post(
        reverse("assistance:fund_splits"), {"division_code": "622926", "year": 2018, "on": "2018-12-31"}
    )
    split = FundSplit.objects.get()
    page = reverse("assistance:fund_split", args=[split.pk])
    assert "Approve</button>" not in client.get(page).content.decode()
    second = client_as(linxia.checker, language="en")
    second.post(reverse("assistance:approve_fund_split", args=[split.pk]))
    with django_assert_max_num_queries(20):
        told = second.get(page).content.decode()
    assert "1,940.00" in told and "LX-4.6c" in told and "LX-4.15b" in told
    assert "80.40" in second.get(reverse("assistance:risk_fund")).content.decode(), "3 % of 2,680.00"
    shortfall = {
        "area": money.LINXIA, "year": 2020, "raised_fen": "100", "benefits_due_fen": "150", "insurer_profit_fen": "20",
        "past_risk_fund_fen": "10", "document_number": "决算",
    }  # fmt: skip
    second.post(reverse("assistance:shortfall"), shortfall)
    told = second.get(reverse("assistance:shortfall")).content.decode()
    assert "50.00" in told and "20.00" in told


def test_the_api_acts_like_the_pages(lanzhou, api_as, make_officer) -> None:
    maker, checker = api_as(lanzhou.maker), api_as(lanzhou.checker)
    facts = {"area": money.LANZHOU, "fiscal_year": 2020, "on": "2020-06-30"}
    made = maker.post("/api/v1/fiscal-requests", facts, headers={"Idempotency-Key": "a"})
    assert made.status_code == 201 and made.json()["total_fen"] == 275000 and len(made.json()["lines"]) == 2
    maker.post("/api/v1/fiscal-requests", facts, headers={"Idempotency-Key": "a"})
    assert FiscalRequest.objects.count() == 1
    moves = f"/api/v1/fiscal-requests/{made.json()['id']}/moves"
    assert (
        maker.post(moves, {"move": "submit"}, headers={"Idempotency-Key": "b"}).json()["state"] == "submitted"
    )
    own = maker.post(moves, {"move": "approve"}, headers={"Idempotency-Key": "c"})
    assert own.status_code == 403 and own.json()["errors"][0]["code"] == "not_by_maker"
    assert (
        checker.post(moves, {"move": "approve"}, headers={"Idempotency-Key": "d"}).json()["state"]
        == "approved"
    )
    sent = {
        "area": money.LANZHOU, "fiscal_year": 2020, "payer": "county", "county": YUZHONG, "amount_fen": 1088,
        "arrived_on": "2021-03-01", "document_number": "1号",
    }  # fmt: skip
    assert maker.post("/api/v1/fiscal-transfers", sent, headers={"Idempotency-Key": "e"}).status_code == 201
    claims = {
        (one["payer"], one["county"]): one["standing"] for one in maker.get("/api/v1/fiscal-claims").json()
    }
    assert claims["county", YUZHONG] == "paid" and claims["county", CHENGGUAN] == "overdue"
    county = api_as(make_officer(Role.COUNTY_BUREAU, YUZHONG))
    seen = county.get(f"/api/v1/fiscal-requests/{made.json()['id']}").json()["lines"]
    assert [line["county"] for line in seen] == [YUZHONG]
    split = {"division_code": money.LANZHOU, "year": 2020, "on": "2020-12-31"}
    divided = maker.post("/api/v1/fund-splits", split, headers={"Idempotency-Key": "f"}).json()
    assert divided["raised_fen"] == 5 * 83000 and divided["pools"][0] == {
        "pool": "critical_illness", "within": "", "amount_fen": 45000,
    }  # fmt: skip
    approval = f"/api/v1/fund-splits/{divided['id']}/approval"
    assert checker.post(approval, headers={"Idempotency-Key": "g"}).json()["is_in_force"] is True


def test_the_commands_take_the_same_path(lanzhou, capsys) -> None:
    def told(*words: str) -> dict:
        call_command(*words, "--json")
        return json.loads(capsys.readouterr().out)

    count = ("fiscal_request", "--area", money.LANZHOU, "--year", "2020", "--on", "2020-06-30")
    made = told(*count, "--by", lanzhou.maker.login, "--submit")
    assert (
        made["state"] == "submitted" and made["total_fen"] == 275000 and made["city_fen"] == 3 * 544 + 2 * 816
    )
    with pytest.raises(SystemExit):
        call_command(
            "fiscal_request", "--approve", str(made["request"]), "--by", lanzhou.maker.login, "--json"
        )
    assert json.loads(capsys.readouterr().out)["refusal"]["code"] == "not_by_maker"
    told("fiscal_request", "--approve", str(made["request"]), "--by", lanzhou.checker.login)
    split = told(
        "fund_split",
        "--division",
        money.LANZHOU,
        "--year",
        "2020",
        "--on",
        "2020-12-31",
        "--by",
        lanzhou.maker.login,
    )
    assert split["pools"][1] == {"pool": "undivided", "within": "", "amount_fen": 5 * 74000}
    call_command("fund_split", "--approve", str(split["split"]), "--by", lanzhou.checker.login)
    assert "大病保险" in capsys.readouterr().out


def test_a_figure_is_checked_against_its_limits(make_officer, client_as) -> None:
    money.treasury(money.LINXIA, make_officer, "622926")
    money.treasury(money.HEZE, make_officer, "371702")
    url = reverse("assistance:figure_check")

    def told(area: str, figure: str, yuan: str, **more: str) -> str:
        officer = make_officer(Role.CITY_BUREAU, area)
        facts = {"area": area, "figure": figure, "proposed_fen": yuan} | more
        return client_as(officer, language="en").get(url, facts).content.decode()

    low = told(money.LINXIA, "fixed_subsidy", "110")
    assert "outside the limits" in low and "120.00" in low and "GS-2.3d" in low, "a tier-1 prefecture"
    assert "keeps within the limits" in told(money.LINXIA, "fixed_subsidy", "120")
    assert "stopped with a warning" in told(money.HEZE, "outpatient_ceiling", "180")
    raised = {"income_fen": "26000", "overspent": "on"}
    assert "outside the limits" in told(money.HEZE, "critical_illness_deductible", "13500", **raised)
    assert "undecided" in told(money.LINXIA, "outpatient_ceiling", "180")
    assert "outside the limits" in told(money.HEZE, "fiscal_standard", "575", fiscal_year="2021")


def test_work_funds_and_packages(make_officer, client_as) -> None:
    linxia = money.treasury(money.LINXIA, make_officer, "622926")
    linxia.entered("city_county_split", "6:4")
    linxia.insured("622926", 2)
    request = linxia.approved()
    client = client_as(linxia.maker, language="en")
    sheet = reverse("assistance:fiscal_sheet", args=[request.pk, "622926"])
    assert "2.00 – 4.00" in client.get(sheet).content.decode(), "the rate is still to be chosen"
    with pytest.raises(InvalidParameter):
        linxia.entered("work_fund_rate", "2.01")
    linxia.entered("work_fund_rate", "1.5")
    assert "= 3.00" in client.get(sheet).content.decode()
    facts = {"area": money.LINXIA, "primary": "120", "intermediate": "30"}
    told = client.get(reverse("assistance:doctor_packages"), facts).content.decode()
    assert "4,500.00" in told and "LX-4.12.7" in told
