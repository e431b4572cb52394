"""Does a program reach the risk fund, a shortfall's cover, limits of figures and packages, as far as its officer may?"""

import pytest
from rest_framework.test import APIClient

from assistance.public_money.models import CriticalIllnessCover, RiskFundEntry, RiskFundProposal
from assistance.public_money.queries.public_money import risk_balance_fen
from staff.rules.roles import Role
from tests.assistance import public_money as money

pytestmark = pytest.mark.django_db
DONGXIANG = "622926"
RISK = "/api/v1/risk-fund"
OPENING = {
    "county": DONGXIANG,
    "year": 2017,
    "kind": "opening",
    "amount_fen": 20000,
    "document_number": "结转1号",
}
SHORTFALL = {
    "area": money.LANZHOU, "year": 2020, "raised_fen": 10000, "benefits_due_fen": 15000, "insurer_profit_fen": 2000,
    "past_risk_fund_fen": 1000, "document_number": "决算1号",
}  # fmt: skip


@pytest.fixture
def linxia(make_officer) -> money.Treasury:
    return money.treasury(money.LINXIA, make_officer, DONGXIANG)


def sent(client: APIClient, url: str, facts: dict | None = None, *, key: str):
    return client.post(url, facts or {}, headers={"Idempotency-Key": key})


def test_the_risk_fund_from_proposal_to_its_taking_back(linxia, api_as) -> None:
    maker, checker = api_as(linxia.maker), api_as(linxia.checker)
    made = sent(maker, f"{RISK}/proposals", OPENING, key="a")
    assert made.status_code == 201 and made.json()["state"] == "waits"
    assert sent(maker, f"{RISK}/proposals", OPENING, key="a").headers["Idempotent-Replayed"] == "true"
    again = sent(maker, f"{RISK}/proposals", OPENING, key="b")
    assert again.status_code == 409 and again.json()["errors"][0]["code"] == "already_proposed"
    decision = f"{RISK}/proposals/{made.json()['id']}/decision"
    own = sent(maker, decision, {"decision": "approve"}, key="c")
    assert own.status_code == 403 and own.json()["errors"][0]["code"] == "not_by_maker"
    assert maker.get(f"{RISK}/balances").json() == []
    assert sent(checker, decision, {"decision": "approve"}, key="d").json()["state"] == "approved"
    assert maker.get(f"{RISK}/balances").json() == [{"county": DONGXIANG, "balance_fen": 20000}]
    entry = maker.get(f"{RISK}/entries", {"county": DONGXIANG}).json()["results"][0]
    assert (entry["amount_fen"], entry["kind"], entry["proposal"]) == (20000, "opening", made.json()["id"])
    back = sent(maker, f"{RISK}/entries/{entry['id']}/reversal", {"document_number": "更正"}, key="e")
    assert back.json()["reverses"] == entry["id"]
    waiting = checker.get(f"{RISK}/proposals", {"waiting": "true"}).json()["results"]
    assert [one["id"] for one in waiting] == [back.json()["id"]]
    turned = f"{RISK}/proposals/{back.json()['id']}/decision"
    assert sent(checker, turned, {"decision": "reject"}, key="f").status_code == 409, "a reason is needed"
    done = sent(checker, turned, {"decision": "reject", "because": "无误"}, key="g").json()
    assert (done["state"], done["rejected_because"]) == ("rejected", "无误")
    assert risk_balance_fen(DONGXIANG) == 20000


def test_the_risk_fund_of_others_is_not_seen(
    linxia, api_as, make_officer, django_assert_max_num_queries
) -> None:
    maker, checker = api_as(linxia.maker), api_as(linxia.checker)
    for number in range(5):
        made = sent(
            maker, f"{RISK}/proposals", OPENING | {"document_number": f"{number}号"}, key=f"a{number}"
        )
        decision = f"{RISK}/proposals/{made.json()['id']}/decision"
        sent(checker, decision, {"decision": "approve"}, key=f"b{number}")
    proposal, entry = RiskFundProposal.objects.all()[0], RiskFundEntry.objects.all()[0]
    stranger = api_as(make_officer(Role.CITY_BUREAU, money.HEZE))
    assert stranger.get(f"{RISK}/balances").json() == []
    assert stranger.get(f"{RISK}/entries").json()["results"] == []
    assert stranger.get(f"{RISK}/proposals").json()["results"] == []
    assert sent(stranger, f"{RISK}/proposals", OPENING, key="c").status_code == 403
    assert (
        sent(
            stranger, f"{RISK}/proposals/{proposal.pk}/decision", {"decision": "approve"}, key="d"
        ).status_code
        == 404
    )
    assert (
        sent(stranger, f"{RISK}/entries/{entry.pk}/reversal", {"document_number": "1"}, key="e").status_code
        == 404
    )
    auditor = api_as(make_officer(Role.AUDITOR, money.LINXIA))
    assert sent(auditor, f"{RISK}/proposals", OPENING, key="f").status_code == 403
    assert api_as(make_officer(Role.TOWNSHIP_CLERK)).get(f"{RISK}/balances").status_code == 403
    for part in ("entries", "proposals"):
        with django_assert_max_num_queries(8):
            assert auditor.get(f"{RISK}/{part}").json()["count"] == 5


def test_a_shortfall_is_covered_in_the_order_of_the_text(make_officer, api_as) -> None:
    lanzhou = money.treasury(money.LANZHOU, make_officer, "620102")
    client, url = api_as(lanzhou.maker), "/api/v1/critical-illness-covers"
    made = sent(client, url, SHORTFALL, key="a")
    told = made.json()
    assert made.status_code == 201
    assert (told["shortfall_fen"], told["from_insurer_profit_fen"], told["from_risk_fund_fen"], told["unfunded_fen"]) == (
        5000, 2000, 1000, 2000,
    )  # fmt: skip
    assert {step["clause"] for step in told["steps"]} == {"GS-1.2d"}
    sent(client, url, SHORTFALL, key="a")
    assert CriticalIllnessCover.objects.count() == 1
    assert [one["id"] for one in client.get(url, {"area": money.LANZHOU}).json()["results"]] == [told["id"]]
    assert sent(client, url, SHORTFALL | {"raised_fen": -1}, key="b").status_code == 400
    stranger = api_as(make_officer(Role.CITY_BUREAU, money.HEZE))
    assert stranger.get(url).json()["results"] == []
    assert sent(stranger, url, SHORTFALL, key="c").status_code == 403
    assert api_as(make_officer(Role.AUDITOR, money.LANZHOU)).post(url, SHORTFALL).status_code == 403


def test_a_shortfall_without_a_rule_is_undecided(make_officer, api_as) -> None:
    heze = money.treasury(money.HEZE, make_officer, "371702")
    told = sent(
        api_as(heze.maker), "/api/v1/critical-illness-covers", SHORTFALL | {"area": money.HEZE}, key="a"
    ).json()
    assert told["unfunded_fen"] == 5000 and told["missing"] and told["steps"] == []


@pytest.mark.parametrize(
    ("area", "figure", "fen", "more", "finding", "clause"),
    [
        (money.LINXIA, "fixed_subsidy", 11999, {}, "REFUSED", "GS-2.3d"),
        (money.LINXIA, "fixed_subsidy", 12000, {}, "OK", "GS-2.3d"),
        (money.LINXIA, "fixed_subsidy", 15001, {"former_fen": 15000}, "REFUSED", "GS-2.3e"),
        (money.HEZE, "outpatient_ceiling", 18000, {}, "STOP_WITH_WARNING", "SD-2e"),
        (money.HEZE, "outpatient_ceiling", 20000, {}, "OK", "SD-2e"),
        (money.HEZE, "critical_illness_deductible", 1300000, {"overspent": True, "income_fen": 2600000}, "OK", "SD-2c"),
        (money.HEZE, "critical_illness_deductible", 1300001, {"overspent": True, "income_fen": 2600000}, "REFUSED", "SD-2c"),
        (money.HEZE, "critical_illness_deductible", 1300000, {"overspent": True}, "UNDECIDED", "SD-2c"),
        (money.LINXIA, "outpatient_ceiling", 18000, {}, "UNDECIDED", ""),
    ],
)  # fmt: skip
def test_a_proposed_figure_is_held_against_its_limits(
    make_officer, api_as, area, figure, fen, more, finding, clause
) -> None:
    client = api_as(make_officer(Role.CITY_BUREAU, area))
    facts = {"area": area, "figure": figure, "proposed_fen": fen} | more
    told = client.get("/api/v1/figure-check", facts).json()
    assert (told["finding"], told["clause"]) == (finding, clause)
    assert bool(told["missing"]) == (finding == "UNDECIDED")
    assert told["applied_fen"] == (fen if finding == "OK" else None)


def test_who_asks_for_limits_and_packages(linxia, make_officer, api_as) -> None:
    client = api_as(linxia.maker)
    signed = {"area": money.LINXIA, "primary": 120, "intermediate": 30}
    told = client.get("/api/v1/doctor-packages", signed).json()
    assert told["fen"] == 450000 and {step["clause"] for step in told["steps"]} == {"LX-4.12.7"}
    check = {"area": money.LINXIA, "figure": "fixed_subsidy", "proposed_fen": 1}
    for url, facts in (("/api/v1/doctor-packages", signed), ("/api/v1/figure-check", check)):
        assert api_as(make_officer(Role.CITY_BUREAU, money.HEZE)).get(url, facts).status_code == 403
        assert api_as(make_officer(Role.TOWNSHIP_CLERK, "622926001")).get(url, facts).status_code == 403
        assert client.get(url, facts | {"area": "999999"}).status_code == 400
    heze = api_as(make_officer(Role.CITY_BUREAU, money.HEZE))
    priced = heze.get("/api/v1/doctor-packages", signed | {"area": money.HEZE}).json()
    assert priced == {"fen": None, "steps": []}, "no price is stated there"
