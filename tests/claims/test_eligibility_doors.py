"""Do page, sheet, API and command answer alike, within scope, audited, and with one read for the common case?"""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.operations import eligibility
from claims.queries.eligibility import standing_of_number
from claims.rules.eligibility import State
from enrollment.operations import deaths, document_numbers, merges, people
from enrollment.operations.people import document_number
from intake import vault
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make
from tests import tax_files as tax

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2022, 6, 1)


def paid_late(clerk: Officer, collector: Officer, name: str = "张伟", day: str = "2022-03-10"):
    who = make.person(clerk, name)
    make.enrolled(who, clerk)
    tax.posted([tax.row(who, f"T{who.pk}", paid=f"{day} 10:00:00")], collector)
    return who


def state_of(who, day: str, by: Officer) -> State:
    found = eligibility.look_up(
        number=document_number(who), service_on=date.fromisoformat(day), on=TODAY, by=by
    )
    assert found.eligibility is not None
    return found.eligibility.state


def test_what_the_tables_say_becomes_a_state(clerk: Officer, collector: Officer) -> None:
    late = paid_late(clerk, collector)
    assert state_of(late, "2022-04-10", clerk) is State.WAITING
    assert state_of(late, "2022-04-11", clerk) is State.COVERED
    assert state_of(late, "2023-01-01", clerk) is State.LAPSED
    assert state_of(late, "2021-12-31", clerk) is State.NOT_ENROLLED
    early = paid_late(clerk, collector, "李雷", day="2022-02-10")
    assert state_of(early, "2022-02-09", clerk) is State.HELD
    assert state_of(early, "2022-02-10", clerk) is State.COVERED
    unpaid = make.person(clerk, "韩梅梅")
    make.enrolled(unpaid, clerk)
    assert state_of(unpaid, "2022-05-01", clerk) is State.UNPAID
    deaths.record_death(
        person=early, died_on=date(2022, 5, 1), document="死亡医学证明 2022-77", on=TODAY, by=clerk
    )
    assert state_of(early, "2022-05-01", clerk) is State.COVERED
    assert state_of(early, "2022-05-02", clerk) is State.DECEASED


def test_a_covered_person_is_one_read(clerk: Officer, collector: Officer) -> None:
    who = paid_late(clerk, collector)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        standing = standing_of_number(who.document_hash, year=2022)
    assert standing is not None and standing.covered_due_id and standing.person_id == who.pk
    assert len(asked.captured_queries) == 1
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        cursor.execute("EXPLAIN " + asked.captured_queries[0]["sql"])
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("RESET enable_seqscan")
    assert "Seq Scan" not in plan, plan


def test_a_former_number_and_a_merged_record_lead_to_the_same_person(
    clerk: Officer, collector: Officer
) -> None:
    who = paid_late(clerk, collector)
    old = document_number(who)
    new = make.resident_number(make.BORN)
    document_numbers.replace_document(
        person=who, document_kind="resident_id", document_number=new, reason="换证", on=TODAY, by=clerk
    )
    twin = make.person(clerk, "张伟")
    merges.merge_people(kept=people.find_by_number(new), absorbed=twin, reason="同一人", on=TODAY, by=clerk)
    for number in (old, new, document_number(twin)):
        found = eligibility.look_up(number=number, service_on=date(2022, 4, 11), on=TODAY, by=clerk)
        assert found.standing is not None and found.standing.person_id == who.pk
        assert found.eligibility is not None and found.eligibility.state is State.COVERED


def test_every_look_up_is_audited_without_the_number(clerk: Officer, collector: Officer) -> None:
    who = paid_late(clerk, collector)
    number, nobody = document_number(who), make.resident_number()
    eligibility.look_up(number=number, service_on=date(2022, 4, 1), on=TODAY, by=clerk)
    eligibility.look_up(number=nobody, service_on=date(2022, 4, 1), on=TODAY, by=clerk)
    known, unknown = AuditEvent.objects.filter(action="look_up_eligibility").order_by("pk")
    assert known.about_id == str(who.pk) and known.change["state"] == "waiting" and known.officer == clerk
    assert not unknown.succeeded and unknown.about_id == ""
    assert number not in json.dumps(known.change) and nobody not in json.dumps(unknown.change)


def test_elsewhere_only_cover_and_area_are_told(
    clerk: Officer, collector: Officer, make_officer, api_as, client_as
) -> None:
    who = paid_late(clerk, collector)
    stranger = make_officer(Role.COUNTY_BUREAU, "622901")
    asked = {"document_number": document_number(who), "service_on": "2022-05-01"}
    answer = api_as(stranger).post(reverse("api_eligibility"), asked).json()
    assert answer["is_outside"] and answer["is_covered"] and answer["area"] == make.HEZE
    assert answer["person"] is None and answer["eligibility"] is None
    page = client_as(stranger).post(
        reverse("claims:eligibility"), {"number": asked["document_number"], "service_on": "2022-05-01"}
    )
    assert who.name not in page.content.decode() and make.HEZE in page.content.decode()
    sheet = reverse("claims:eligibility_sheet", args=[who.pk]) + "?on=2022-05-01"
    assert client_as(stranger).get(sheet).status_code == 404
    nobody = make_officer(Role.TAX_OFFICER, make.HEZE)
    assert api_as(nobody).post(reverse("api_eligibility"), asked).status_code == 403
    assert client_as(nobody).get(reverse("claims:eligibility")).status_code == 403


def test_page_and_sheet_say_why_not_yet(
    clerk: Officer, collector: Officer, client_as, django_assert_max_num_queries
) -> None:
    who = paid_late(clerk, collector)
    client = client_as(clerk)
    with django_assert_max_num_queries(12):
        page = client.post(
            reverse("claims:eligibility"), {"number": document_number(who), "service_on": "2022-04-01"}
        ).content.decode()
    assert 'data-state="waiting"' in page and "HZ-2.2e" in page and "2022年4月10日" in page
    sheet = client.get(reverse("claims:eligibility_sheet", args=[who.pk]) + "?on=2022-04-01").content.decode()
    for said in ("2022-04-11", "2022-04-10", "HZ-2.2e", "菏医保", who.document_masked):
        assert said in sheet
    assert AuditEvent.objects.filter(action="print_eligibility_sheet", about_id=str(who.pk)).exists()
    assert client.post(reverse("claims:eligibility"), {"number": "1", "service_on": "x"}).status_code == 422


def test_the_command_answers_like_the_api(clerk: Officer, collector: Officer, api_as) -> None:
    who = paid_late(clerk, collector)
    asked = {"document_number": document_number(who), "service_on": "2022-04-01"}
    by_api = api_as(clerk).post(reverse("api_eligibility"), asked).json()
    out = StringIO()
    call_command(
        "eligibility",
        "--id",
        document_number(who),
        "--on",
        "2022-04-01",
        by=clerk.login,
        json=True,
        stdout=out,
    )
    assert json.loads(out.getvalue()) == by_api
    assert by_api["eligibility"]["state"] == "waiting"
    assert by_api["eligibility"]["first_benefit_day"] == "2022-04-11"
    with pytest.raises(SystemExit):
        call_command("eligibility", "--id", make.resident_number(), "--on", "2022-04-01", stdout=StringIO())
    assert vault.match_key(document_number(who)) == who.document_hash


def test_the_command_tells_a_refusal_as_json(collector: Officer) -> None:
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command(
            "eligibility", "--id", make.resident_number(), "--on", "2022-04-01", by=collector.login, json=True, stdout=out
        )  # fmt: skip
    refusal = json.loads(out.getvalue())["refusal"]
    assert refusal["code"] == "not_allowed" and "（空）" not in refusal["text"]["zh"]
