"""Is a finding of medical risk (A39) asked at every door, kept with its document, and seen by the rules?"""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from claims.models import Bill
from claims.operations.bills import BillRefused
from claims.queries.bill_facts import patients_of
from enrollment.operations.people import document_number
from enrollment.queries.policies import policies_of
from staff.models import AuditEvent, Officer
from tests import bill_files as files
from tests import care

pytestmark = pytest.mark.django_db(transaction=True)
DOCUMENT = "桂乡振监〔2022〕3号"
SAID = {"medical_risk": True, "medical_risk_document": DOCUMENT}
RISK = frozenset({"medical_risk"})


def findings(bill: Bill) -> tuple[frozenset[str], frozenset[str]]:
    patient = patients_of([bill], policies_of(one.division_code for one in [bill]))[bill.pk]
    return patient.findings, patient.ruled_out


def test_the_answer_stands_in_the_bill_and_in_its_event(clerk: Officer, who) -> None:
    bill = care.enter(who, clerk, "B1", **SAID)
    assert (bill.medical_risk, bill.medical_risk_document) == (True, DOCUMENT)
    event = AuditEvent.objects.get(action="enter_bill", about_id=str(bill.pk))
    assert (event.change["medical_risk"], event.change["medical_risk_document"]) == (True, DOCUMENT)
    assert event.officer_id == clerk.pk
    for change in ({"medical_risk": False}, {"medical_risk_document": "x"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Bill.objects.filter(pk=bill.pk).update(**change)


def test_the_rules_see_yes_no_and_not_asked(clerk: Officer, who) -> None:
    yes = care.enter(who, clerk, "B1", **SAID)
    Bill.objects.filter(pk=yes.pk).update(state="withdrawn")
    no = care.enter(who, clerk, "B2", medical_risk=False)
    Bill.objects.filter(pk=no.pk).update(state="withdrawn")
    open_ = care.enter(who, clerk, "B3")
    assert [findings(bill) for bill in (yes, no, open_)] == [
        (RISK, frozenset()), (frozenset(), RISK), (frozenset(), frozenset()),
    ]  # fmt: skip


def test_a_finding_needs_its_document(clerk: Officer, who) -> None:
    with pytest.raises(BillRefused) as refused:
        care.enter(who, clerk, medical_risk=True, medical_risk_document=" ")
    assert [fault["field"] for fault in refused.value.context["faults"]] == ["medical_risk_document"]


def test_a_bill_that_says_nothing_of_it_keeps_its_digest() -> None:
    silent, told = care.entry(), care.entry(**SAID)
    # The digest of the same bill before the question was asked.
    assert silent.digest("x") == "7e2f26851e468da1905f1890dce18a4676294e77369c0bbcbd1a2ef274e6d894"
    digests = {each.digest("x") for each in (silent, told, care.entry(medical_risk=False))}
    assert len(digests) == 3


def test_form_api_and_file_take_the_answer(clerk: Officer, who, client_as, api_as) -> None:
    desk = client_as(clerk, language="en")
    assert 'name="medical_risk_document"' in desk.get(reverse("claims:new_bill")).content.decode()
    lines = {
        "line-TOTAL_FORMS": "1",
        "line-INITIAL_FORMS": "0",
        "line-0-eligible_fen": "4500",
        "line-0-item_class": "A",
    }
    head = {
        "document_number": document_number(who), "provider_code": care.HOSPITAL, "number": "W1", "setting": "outpatient",
        "discharged_on": "2022-05-10", "diagnosis_code": "K35.900", "bill_total": "4500",
    }  # fmt: skip
    answer = desk.post(reverse("claims:new_bill"), {**head, **lines, "medical_risk": "yes"})
    assert answer.status_code == 422 and "without its document" in answer.content.decode()
    given = {**head, **lines, "medical_risk": "yes", "medical_risk_document": DOCUMENT}
    page = desk.post(reverse("claims:new_bill"), given, follow=True).content.decode()
    assert DOCUMENT in page and "Recorded finding of medical risk?" in page
    sent = {
        **{name: value for name, value in head.items() if name != "bill_total"}, "number": "A1", "total_fen": 450000, **SAID,
        "lines": [{"item_class": "A", "total_fen": 450000, "eligible_fen": 450000}],
    }  # fmt: skip
    told = api_as(clerk).post(reverse("api_bills"), sent, format="json", headers={"Idempotency-Key": "k"})
    assert told.status_code == 201 and told.json()["medical_risk_document"] == DOCUMENT, told.json()
    rows = [
        files.visit(who, "F1", medical_risk="是", medical_risk_document=DOCUMENT),
        files.visit(who, "F2", medical_risk="否"),
        files.visit(who, "F3", medical_risk="是"),
        files.visit(who, "F4", medical_risk="或许"),
    ]
    file = files.worked([*rows, files.trailer(4, "200.00")], clerk)
    ended = files.outcomes(file)
    assert ended["F3"] == ended["F4"] == "malformed", ended
    kept = dict(Bill.objects.filter(source=f"file:{file.pk}").values_list("number", "medical_risk"))
    assert kept == {"F1": True, "F2": False}
    [fault] = (file.bills.get(bill_number="F3").detail or {})["faults"]
    assert fault["column"] == "风险认定文号" and fault["code"] == "medical_risk_document_missing"
