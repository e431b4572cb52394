"""Is a named fact of the area asked at every door, kept, and decisive for the bill?"""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from claims.models import Bill
from claims.operations.bills import BillRefused
from claims.operations.settlement import preview, settle
from claims.queries.bill_facts import patients_of
from enrollment.models import Person
from enrollment.operations.people import document_number
from enrollment.queries.policies import policies_of
from policy.care import Outcome, Payer, Setting
from staff.models import AuditEvent, Officer
from tests import bill_files as files
from tests import care

pytestmark = pytest.mark.django_db(transaction=True)
SIGNED = ("signed_doctor",)
HEZE_2022 = """
[facts]
signed_doctor = { zh = "签约家庭医生", en = "a signed family doctor" }
tcm_hospital = { zh = "中医医院", en = "a hospital of Chinese medicine" }
"""
RATIO = """
[[ratio]]
settings = ["outpatient"]
rate = 0.60
facts = ["signed_doctor"]
from_on = 2022-01-01
clause = "HZ-9"
"""


@pytest.fixture(autouse=True)
def heze_asks_for_a_signed_doctor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Heze pays outpatient care at 60 % with a signed family doctor, else at its 50 %."""
    own = Path("policy/data/371700")
    folder = tmp_path / "371700"
    folder.mkdir()
    area = (own / "area.toml").read_text(encoding="utf-8")
    (folder / "area.toml").write_text(area + HEZE_2022, encoding="utf-8")
    benefit = (own / "benefit.toml").read_text(encoding="utf-8")
    (folder / "benefit.toml").write_text(benefit + RATIO, encoding="utf-8")
    monkeypatch.setenv("CANBAO_POLICY_DIRS", str(tmp_path))


def visit(who: Person, clerk: Officer, number: str, **said: object) -> Bill:
    return care.enter(
        who, clerk, number, care.line(10000, 0, 0), setting=Setting.OUTPATIENT, discharged_on=care.ON, **said
    )


def test_yes_no_and_not_asked_decide_the_bill(clerk: Officer, who: Person) -> None:
    yes = visit(who, clerk, "B1", facts=SIGNED, facts_document="签约〔2022〕1号")
    no = visit(who, clerk, "B2", facts_ruled_out=SIGNED)
    open_ = visit(who, clerk, "B3")
    seen = patients_of([yes, no, open_], policies_of(one.division_code for one in [yes, no, open_]))
    assert [(one.findings, one.ruled_out) for one in (seen[b.pk] for b in (yes, no, open_))] == [
        (frozenset(SIGNED), frozenset()), (frozenset(), frozenset(SIGNED)), (frozenset(), frozenset()),
    ]  # fmt: skip
    paid = [preview(bill=bill, on=care.ON, by=clerk) for bill in (yes, no)]
    assert [one.paid_by(Payer.BASIC_FUND) for one in paid] == [6000, 5000]
    waits = settle(bill=open_, on=care.ON, by=clerk)
    assert (waits.state, waits.done.outcome) == ("undecided", Outcome.UNDECIDED)
    assert [(hold["code"], hold["clause"]) for hold in waits.holds] == [("signed_doctor_not_asked", "HZ-9")]
    event = AuditEvent.objects.get(action="enter_bill", about_id=str(yes.pk))
    assert event.change["facts"] == ["signed_doctor"]
    with pytest.raises(DatabaseError), transaction.atomic():
        Bill.objects.filter(pk=yes.pk).update(facts=[])


def test_an_unknown_fact_and_one_said_twice_are_refused(clerk: Officer, who: Person) -> None:
    for said, code in (
        ({"facts": ("caesarean",)}, "fact_unknown"),
        ({"facts": SIGNED, "facts_ruled_out": SIGNED}, "fact_contradicts"),
    ):
        with pytest.raises(BillRefused) as refused:
            visit(who, clerk, "B1", **said)
        [fault] = refused.value.context["faults"]
        assert (fault["code"], fault["field"]) == (code, "facts")
    assert not Bill.objects.exists()


def test_form_api_and_file_take_the_answers(
    clerk: Officer, who: Person, client_as: Callable[..., Client], api_as: Callable[..., APIClient]
) -> None:
    desk = client_as(clerk, language="en")
    shown = desk.get(reverse("claims:new_bill")).content.decode()
    assert 'name="fact_signed_doctor"' in shown and "a hospital of Chinese medicine" in shown
    head = {
        "document_number": document_number(who), "provider_code": care.HOSPITAL, "number": "W1", "setting": "outpatient",
        "discharged_on": "2022-05-10", "diagnosis_code": "K35.900", "bill_total": "100",
    }  # fmt: skip
    lines = {
        "line-TOTAL_FORMS": "1", "line-INITIAL_FORMS": "0", "line-0-eligible_fen": "100", "line-0-item_class": "A",
    }  # fmt: skip
    said = {"fact_signed_doctor": "yes", "fact_tcm_hospital": "no", "facts_document": "签约〔2022〕7号"}
    page = desk.post(reverse("claims:new_bill"), {**head, **lines, **said}, follow=True).content.decode()
    assert "签约〔2022〕7号" in page and "a signed family doctor" in page
    bill = Bill.objects.get(number="W1")
    assert (bill.facts, bill.facts_ruled_out) == (["signed_doctor"], ["tcm_hospital"])
    sent = {
        **{name: value for name, value in head.items() if name != "bill_total"}, "number": "A1", "total_fen": 10000,
        "lines": [{"item_class": "A", "total_fen": 10000, "eligible_fen": 10000}], "facts_ruled_out": ["signed_doctor"],
    }  # fmt: skip
    told = api_as(clerk).post(reverse("api_bills"), sent, format="json", headers={"Idempotency-Key": "k"})
    assert told.status_code == 201 and told.json()["facts_ruled_out"] == ["signed_doctor"], told.json()
    wrong = api_as(clerk).post(
        reverse("api_bills"), {**sent, "number": "A2", "facts": ["家庭医生"]}, format="json", headers={"Idempotency-Key": "l"}
    )  # fmt: skip
    assert wrong.status_code == 422, wrong.json()
    file = files.worked(
        [
            files.visit(who, "F1", facts="签约家庭医生", facts_ruled_out="中医医院"),
            files.visit(who, "F2", facts="签约家庭医生、私人医生"),
            files.visit(who, "F3", facts="签约家庭医生", facts_ruled_out="signed_doctor"),
            files.visit(who, "F4"),
            files.trailer(4, "200.00"),
        ],
        clerk,
    )
    ended = files.outcomes(file)
    assert ended == {"F1": "settled", "F2": "malformed", "F3": "malformed", "F4": "undecided"}
    kept = Bill.objects.get(number="F1", source=f"file:{file.pk}")
    assert (kept.facts, kept.facts_ruled_out) == (["signed_doctor"], ["tcm_hospital"])
    [fault] = (file.bills.get(bill_number="F2").detail or {})["faults"]
    assert fault["column"] == "属于的情形" and "签约家庭医生" in fault["remedy"]["zh"]
