"""Is a bill with a hospital's own code read by the mapping that two officers agreed to, and does it wait without one?"""

import json
import uuid
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from claims.models import Bill, CodeMapping, Provider
from claims.operations import code_mappings, settlement
from claims.operations.code_mappings import MappingRefused
from claims.rules.own_codes import CodeKind, may_be_own
from enrollment.operations import ledger_checks
from policy.care import Setting
from staff.identities import NotYours
from staff.models import Officer
from tests import care
from tests.claims.test_recognitions import recognised

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2022, 7, 1, 2, 0, tzinfo=UTC)


def entered(
    by: Officer, own: str = "GXY-1", code: str = "I10.x00", kind: CodeKind = CodeKind.DIAGNOSIS, **given
) -> CodeMapping:
    shape = {"name": "高血压", "from_on": date(2022, 1, 1), "document_number": "院内编码表1号", **given}
    provider = Provider.objects.get(code=care.HOSPITAL)
    return code_mappings.enter(provider=provider, kind=kind, own_code=own, code=code, by=by, at=AT, **shape)


def visit(who, by: Officer, number: str = "B1", code: str = "gxy-1", **given) -> Bill:
    bill = care.enter(
        who, by, number, care.line(10_000, 0, 0), setting=Setting.OUTPATIENT, diagnosis_code=code, **given
    )
    settlement.settle(bill=bill, on=care.ON, by=by)
    return Bill.objects.get(pk=bill.pk)


def test_an_unknown_code_waits_by_name_until_two_officers_say_what_it_means(
    clerk: Officer, second: Officer, who, client_as
) -> None:
    bill = visit(who, clerk)
    [hold] = bill.holds
    assert (bill.state, hold["code"]) == ("held", "own_code_unknown") and "GXY-1" in hold["text"]["zh"]
    row = entered(clerk)
    with pytest.raises(NotYours):
        code_mappings.decide(mapping=row, is_approved=True, by=clerk, at=AT)
    bill.refresh_from_db()
    assert bill.state == "held", "one officer is not enough"
    page = client_as(second, language="en").get(reverse("claims:codes") + "?standing=waits").content.decode()
    assert "GXY-1" in page and "2026-11" in page and "GB/T 14396-2016" in page
    answer = client_as(second).post(reverse("claims:decide_code", args=[row.pk]), {"move": "approve"})
    assert answer.status_code == 302
    bill.refresh_from_db()
    assert bill.state == "settled" and bill.diagnosis_code == "gxy-1", "what the hospital wrote stays"
    assert bill.statements.get().body["rests_on"] == [f"code:{row.pk}"]
    assert visit(who, clerk, "B2", "GXY-1").state == "settled"
    assert ledger_checks.run(at=AT) == []
    with pytest.raises(DatabaseError), transaction.atomic():
        CodeMapping.objects.update(code="C50")


def test_a_mapping_holds_on_its_days_and_only_for_its_provider(clerk: Officer, second: Officer, who) -> None:
    code_mappings.decide(
        mapping=entered(clerk, from_on=date(2022, 5, 10)), is_approved=True, by=second, at=AT
    )
    assert visit(who, clerk, "B1", discharged_on=date(2022, 5, 9)).state == "held"
    assert visit(who, clerk, "B2", discharged_on=date(2022, 5, 10)).state == "settled"
    care.provider(clerk, "H37170200102")
    assert visit(who, clerk, "B3", provider_code="H37170200102").state == "held"


def test_a_chronic_bill_names_its_disease_by_an_own_code(clerk: Officer, second: Officer, who) -> None:
    recognised(who, clerk, second, "冠心病", setting=Setting.CHRONIC)
    row = entered(clerk, "MB07", "M04600", CodeKind.DISEASE, name="")
    assert row.name == "冠心病"
    bill = care.enter(
        who,
        clerk,
        "B1",
        care.line(10_000, 0, 0),
        setting=Setting.CHRONIC,
        chronic_disease="mb07",
        diagnosis_code="I25",
    )
    settlement.settle(bill=bill, on=care.ON, by=clerk)
    bill.refresh_from_db()
    assert "own_code_unknown" in [hold["code"] for hold in bill.holds]
    code_mappings.decide(mapping=row, is_approved=True, by=second, at=AT)
    bill.refresh_from_db()
    assert "own_code_unknown" not in [hold["code"] for hold in bill.holds]
    assert not any(hold["code"].startswith("recognition") for hold in bill.holds), (
        "M04600 is the disease recognised"
    )


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"own": "I10.x00"}, "own_code_form", "own_code"),  # the form of a national code
        ({"own": "高血压"}, "own_code_form", "own_code"),
        ({"code": "GXY"}, "national_code_unknown", "code"),
        ({"name": ""}, "national_code_unknown", "code"),
        ({"kind": CodeKind.DISEASE, "code": "M99999"}, "national_code_unknown", "code"),
    ],
)
def test_what_cannot_be_a_mapping_is_refused(clerk: Officer, who, given, code, field) -> None:
    with pytest.raises(MappingRefused) as refused:
        entered(clerk, **given)
    assert (refused.value.code, refused.value.context["field"]) == (code, field)


def test_one_meaning_a_day_a_reason_for_no_and_an_end_to_come(clerk: Officer, second: Officer, who) -> None:
    row = entered(clerk)
    with pytest.raises(MappingRefused) as refused:
        entered(second, code="I11")
    assert refused.value.code == "own_code_mapped"
    row = code_mappings.decide(mapping=row, is_approved=False, because="应为I11", by=second, at=AT)
    again = entered(clerk, code="I11")  # the one turned down stands in nobody's way
    again = code_mappings.decide(mapping=again, is_approved=True, by=second, at=AT)
    with pytest.raises(MappingRefused):
        code_mappings.end(mapping=again, until_on=date(2022, 6, 30), by=second, at=AT)
    assert code_mappings.end(mapping=again, until_on=date(2022, 8, 1), by=second, at=AT).until_on == date(
        2022, 8, 1
    )


def test_programs_and_the_command_do_the_same(clerk: Officer, second: Officer, who, client_as) -> None:
    told = {
        "provider_code": care.HOSPITAL, "kind": "diagnosis", "own_code": "gxy-1", "code": "I10", "name": "高血压",
        "from_on": "2022-01-01", "document_number": "1号",
    }  # fmt: skip
    made = client_as(clerk).post(
        "/api/v1/code-mappings",
        told,
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )
    assert made.status_code == 201 and made.json()["own_code"] == "GXY-1"
    out = StringIO()
    call_command(
        "code_mappings", "--by", second.login, "--approve", str(made.json()["id"]), "--json", stdout=out
    )
    assert json.loads(out.getvalue())[0]["standing"] == "approved"
    [row] = client_as(clerk).get("/api/v1/code-mappings").json()["results"]
    assert row["standing"] == "approved"
    refused = client_as(clerk).post(
        reverse("claims:codes"), {"provider_code": "H0", "kind": "diagnosis", "own_code": "A-1", "code": "I10", "name": "x",
                                  "from_on": "2022-01-01", "document_number": "1"}
    )  # fmt: skip
    assert refused.status_code == 422


@pytest.mark.parametrize(
    ("code", "own"), [("GXY-1", True), ("12/3", True), ("感冒", False), ("", False), ("A" * 13, False)]
)
def test_which_texts_can_be_an_own_code(code: str, own: bool) -> None:
    assert may_be_own(code) is own
