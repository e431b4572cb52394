"""Do page, API and commands preview, settle, show and take back the same figures, each within permission and place?"""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from claims.models import Statement
from policy.care import Setting
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import care
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
VISIT = {"setting": Setting.OUTPATIENT}


@pytest.fixture
def bill(clerk: Officer, make_officer):
    """An outpatient visit of 120 yuan: half of it from the fund (G114)."""
    care.provider(clerk)
    who = care.covered(clerk, make_officer(Role.TAX_OFFICER, make.HEZE))
    return care.enter(who, clerk, "V1", care.line(12000, 0, 0), **VISIT)


def test_the_page_previews_settles_and_takes_back(
    clerk: Officer, bill, client_as, make_officer, django_assert_max_num_queries
) -> None:
    client = client_as(clerk)
    with django_assert_max_num_queries(30):
        seen = client.post(reverse("claims:preview_bill", args=[bill.pk])).content.decode()
    assert "60.00" in seen and "HZ-2.1a" in seen and not Statement.objects.exists()
    township = client_as(make_officer(Role.TOWNSHIP_CLERK, "371702001"))
    assert township.post(reverse("claims:settle_bill", args=[bill.pk])).status_code == 403
    stranger = client_as(make_officer(Role.COUNTY_BUREAU, "622901"))
    assert stranger.post(reverse("claims:settle_bill", args=[bill.pk])).status_code == 404
    client.post(reverse("claims:settle_bill", args=[bill.pk]))
    statement = Statement.objects.get(bill=bill)
    assert (statement.basic_fen, statement.person_fen) == (6000, 6000)
    with django_assert_max_num_queries(22):
        page = client.get(reverse("claims:bill", args=[bill.pk])).content.decode()
    assert 'id="statement"' in page and "HZ-2.1a" in page and "60.00" in page
    client.post(reverse("claims:reverse_bill", args=[bill.pk]), {"reason": "票据有误"})
    bill.refresh_from_db()
    assert bill.state == "reversed"
    client.post(reverse("claims:settle_bill_again", args=[bill.pk]))
    bill.refresh_from_db()
    assert bill.state == "settled" and Statement.objects.filter(bill=bill).count() == 2


def test_a_program_settles_once(clerk: Officer, bill, api_as) -> None:
    api = api_as(clerk)
    seen = api.post(reverse("api_preview_bill", args=[bill.pk])).json()
    assert api.get(reverse("api_bill_statement", args=[bill.pk])).status_code == 404
    settle = reverse("api_settle_bill", args=[bill.pk])
    assert api.post(settle).status_code == 400
    done = api.post(settle, headers={"Idempotency-Key": "s"})
    assert done.json()["state"] == "settled"
    assert api.post(settle, headers={"Idempotency-Key": "s"}).headers["Idempotent-Replayed"] == "true"
    assert api.post(settle, headers={"Idempotency-Key": "t"}).json()["errors"][0]["code"] == "bill_not_ready"
    told = api.get(reverse("api_bill_statement", args=[bill.pk])).json()
    assert told["payments"] == seen["payments"] and sum(told["payments"].values()) == told["total_fen"]
    assert told["lines"] == seen["lines"]
    reverse_it = reverse("api_reverse_bill", args=[bill.pk])
    taken_back = api.post(reverse_it, {"reason": "退费"}, headers={"Idempotency-Key": "r"}).json()
    assert taken_back == {"bill_id": bill.pk, "state": "reversed", "plan": None}


def test_the_commands_show_and_take_back(clerk: Officer, bill, api_as) -> None:
    def told(*words: str) -> dict[str, Any]:
        out = StringIO()
        call_command(*words, "--bill", "V1", "--by", clerk.login, "--json", stdout=out)
        return json.loads(out.getvalue())

    preview = told("statement")["preview"]
    api_as(clerk).post(reverse("api_settle_bill", args=[bill.pk]), headers={"Idempotency-Key": "s"})
    statement = told("statement")["statement"]
    assert statement["payments"] == preview["payments"] and statement["payments"]["basic_fund"] == 6000
    out = StringIO()
    call_command("statement", "--bill", "V1", "--by", clerk.login, language="en", stdout=out)
    assert "60.00" in out.getvalue() and "HZ-2.1a" in out.getvalue()
    again = told("reverse_bill", "--because", "票据有误", "--again")
    assert again["state"] == "settled" and again["plan"] is None
    assert told("reverse_bill", "--because", "票据有误")["state"] == "reversed"
    with pytest.raises(SystemExit):
        told("reverse_bill", "--because", "再冲")
    for words in (("statement",), ("reverse_bill", "--because", "错账")):
        out = StringIO()
        with pytest.raises(SystemExit):
            call_command(*words, "--bill", "V9", "--by", clerk.login, "--json", stdout=out)
        assert json.loads(out.getvalue())["refusal"]["code"] == "unknown_bill"
    assert AuditEvent.objects.filter(action="read_statement").count() == 3
