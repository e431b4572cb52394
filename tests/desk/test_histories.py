"""Is everything on record about a person told in one list, and do the sums of all ledgers of a place stand side by side?"""

import io
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assistance.categories.operations import categories
from claims.operations import reversal, settlement
from desk.history.lines import Ledger
from desk.history.person import history_of
from desk.history.sums import place_year
from enrollment.models import Person
from policy.care import Setting
from policy.terms import Category, Certifier
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import care
from tests import factories as make
from tests.assistance.subsidy_desk import LANZHOU, SubsidyDesk

pytestmark = pytest.mark.django_db(transaction=True)
VISIT = {"setting": Setting.OUTPATIENT, "diagnosis_code": "J06.900", "diagnosis_name": "急性上呼吸道感染"}


@pytest.fixture
def clerk(make_officer: Callable[..., Officer]) -> Officer:
    make.places()
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)


@pytest.fixture
def who(clerk: Officer, make_officer: Callable[..., Officer]) -> Person:
    """Covered in 2022, tekun since June, with a settled visit and one that was taken back."""
    care.provider(clerk)
    person = care.covered(clerk, make_officer(Role.TAX_OFFICER, make.HEZE))
    categories.record_category(
        person=person, category=Category("tekun"), certifier=Certifier.CIVIL_AFFAIRS, document_number="菏民〔2022〕5号",
        from_on=date(2022, 6, 1), source="desk", on=date(2022, 6, 2), by=make_officer(Role.CIVIL_AFFAIRS, make.MUDAN),
    )  # fmt: skip
    for number, day in (("V1", 10), ("V2", 20)):
        line = care.line(12_000, 0, 0)
        bill = care.enter(person, clerk, number, line, discharged_on=date(2022, 5, day), **VISIT)
        settlement.settle(bill=bill, on=care.ON, by=clerk)
    reversal.reverse(bill=bill, reason="重复录入", on=care.ON, by=clerk)
    return person


def test_every_ledger_tells_its_lines_with_day_amount_clause_and_page(clerk: Officer, who: Person) -> None:
    history = history_of(who, on=timezone.localdate(), by=clerk)
    told = {ledger: [line for line in history.lines if line.ledger is ledger] for ledger in Ledger}
    assert {ledger.value for ledger, lines in told.items() if not lines} == {
        "subsidies",
        "cases",
        "registers",
        "refunds",
    }
    assert {line.clause for line in told[Ledger.DUES]} == {"HZ-1a"}
    assert sorted(line.fen or 0 for line in told[Ledger.DUES]) == [32_000, 32_000]
    [payment], [cover] = told[Ledger.PAYMENTS], told[Ledger.COVER]
    assert (payment.on, payment.fen, payment.year) == (date(2021, 10, 25), 32_000, 2022)
    assert cover.clause == "HZ-2.2a" and "2022年1月1日至2022年12月31日" in cover.text.zh
    assert told[Ledger.CATEGORIES][0].clause == "菏民〔2022〕5号"
    assert [line.fen for line in told[Ledger.BILLS]] == [12_000, 12_000]
    assert sorted(line.fen or 0 for line in told[Ledger.STATEMENTS]) == [-6_000, 6_000, 6_000]
    assert {line.clause for line in told[Ledger.STATEMENTS]} == {"HZ-2.1a"}
    assert [line.on for line in history.lines] == sorted((line.on for line in history.lines), reverse=True)
    assert history.cut == ()
    assert all(line.text.zh and line.text.en and line.url.startswith("/") for line in history.lines)


def test_each_page_that_a_line_leads_to_opens_for_an_auditor(
    who: Person, make_officer: Callable[..., Officer], client_as: Callable[..., Client]
) -> None:
    auditor = make_officer(Role.AUDITOR, make.HEZE)
    client = client_as(auditor, language="en")
    for url in {line.url for line in history_of(who, on=timezone.localdate(), by=auditor).lines}:
        assert client.get(url).status_code == 200, url


def test_lines_of_merged_records_are_told_and_those_of_other_places_are_not(
    clerk: Officer, who: Person, make_officer: Callable[..., Officer]
) -> None:
    double = make.person(clerk, "张伟")
    make.enrolled(double, clerk)
    Person.objects.filter(pk=double.pk).update(merged_into=who)
    own = len(history_of(who, on=timezone.localdate(), by=clerk).lines)
    Person.objects.filter(pk=double.pk).update(merged_into=None)
    assert own > len(history_of(who, on=timezone.localdate(), by=clerk).lines)
    elsewhere = make_officer(Role.COUNTY_BUREAU, LANZHOU)
    assert history_of(who, on=timezone.localdate(), by=elsewhere).lines == ()


def test_the_page_the_sheet_and_the_api_tell_the_same_and_leave_an_event(
    clerk: Officer, who: Person, client_as: Callable[..., Client], api_as: Callable[..., Client],
    django_assert_max_num_queries: Callable[..., object],
) -> None:  # fmt: skip
    desk = client_as(clerk, language="en")
    with django_assert_max_num_queries(35):  # type: ignore[attr-defined]
        page = desk.get(reverse("person_history", args=[who.pk])).content.decode()
    for said in ("V1", "HZ-2.1a", "菏民〔2022〕5号", "lines of tax files", who.document_masked, "-60.00"):
        assert said in page, said
    assert (
        reverse("person_history", args=[who.pk])
        in desk.get(reverse("enrollment:person", args=[who.pk])).content.decode()
    )
    told = api_as(clerk).get(reverse("api_person_history", args=[who.pk])).json()
    sheet = desk.get(reverse("person_history_workbook", args=[who.pk]))
    book = openpyxl.load_workbook(io.BytesIO(sheet.getvalue()))
    assert book["Lines"].max_row - 1 == len(told["lines"]) > 8
    of_2021 = api_as(clerk).get(reverse("api_person_history", args=[who.pk]), {"year": "2021"}).json()
    assert of_2021["lines"] == []
    events = AuditEvent.objects.filter(action="read_history", officer=clerk, about_id=str(who.pk))
    assert events.count() == 4


def test_the_number_of_statements_does_not_grow_with_what_is_on_record(clerk: Officer, who: Person) -> None:
    with CaptureQueriesContext(connection) as before:
        history_of(who, on=timezone.localdate(), by=clerk)
    for number in range(3, 8):
        line = care.line(1_000, 0, 0)
        bill = care.enter(who, clerk, f"V{number}", line, discharged_on=date(2022, 6, number), **VISIT)
        settlement.settle(bill=bill, on=care.ON, by=clerk)
    with CaptureQueriesContext(connection) as after:
        history_of(who, on=timezone.localdate(), by=clerk)
    assert len(after) == len(before) <= 28, (len(before), len(after))


@pytest.mark.parametrize(
    "role", [Role.TOWNSHIP_CLERK, Role.CIVIL_AFFAIRS, Role.TAX_OFFICER, Role.FINANCE, Role.SYSTEM_ADMIN]
)
def test_only_auditors_and_bureaus_may_read(
    role: Role, who: Person, make_officer: Callable[..., Officer], client_as: Callable[..., Client],
    api_as: Callable[..., Client],
) -> None:  # fmt: skip
    officer = make_officer(role, make.MUDAN)
    assert client_as(officer).get(reverse("person_history", args=[who.pk])).status_code == 403
    assert client_as(officer).get(reverse("history_sums")).status_code == 403
    assert api_as(officer).get(reverse("api_person_history", args=[who.pk])).status_code == 403
    assert api_as(officer).get(reverse("api_ledger_sums")).status_code == 403


def test_nobody_reads_people_or_sums_of_another_place(
    who: Person,
    make_officer: Callable[..., Officer],
    client_as: Callable[..., Client],
    api_as: Callable[..., Client],
) -> None:
    elsewhere = make_officer(Role.AUDITOR, LANZHOU)
    assert client_as(elsewhere).get(reverse("person_history", args=[who.pk])).status_code == 404
    asked = {"division": make.MUDAN, "year": "2022"}
    assert api_as(elsewhere).get(reverse("api_ledger_sums"), asked).status_code == 403
    assert client_as(elsewhere).get(reverse("history_sums"), asked).status_code == 422
    for wrong in ({}, {"division": "12"}, {"division": LANZHOU}, {"division": LANZHOU, "year": "22"}):
        assert api_as(elsewhere).get(reverse("api_ledger_sums"), wrong).status_code == 400, wrong


def test_the_sums_of_a_place_stand_side_by_side_and_agree(
    clerk: Officer, who: Person, client_as: Callable[..., Client], api_as: Callable[..., Client],
    django_assert_max_num_queries: Callable[..., object],
) -> None:  # fmt: skip
    with django_assert_max_num_queries(11):  # type: ignore[attr-defined]
        report = place_year(make.MUDAN, 2022)
    assert report.agrees
    sums = {one.code: one.fen for _, listed in report.groups for one in listed}
    assert (sums["charge:person"], sums["payment:person"], sums["basic_fund"], sums["person"]) == (
        32_000,
        32_000,
        6_000,
        6_000,
    )
    compared = {check.code: check.left_fen for check in report.checks}
    assert (compared["tax_lines"], compared["bills"], compared["basic_counted"]) == (32_000, 12_000, 6_000)
    asked = {"division": make.MUDAN, "year": "2022"}
    desk = client_as(clerk, language="en")
    page = desk.get(reverse("history_sums"), asked).content.decode()
    assert 'data-agrees="yes"' in page and "All ledgers agree" in page and "320.00" in page
    assert api_as(clerk).get(reverse("api_ledger_sums"), asked).json() == report.as_json()
    sheet = desk.get(reverse("history_sums_workbook"), asked)
    book = openpyxl.load_workbook(io.BytesIO(sheet.getvalue()))
    assert book["Checks"].max_row == 1 + len(report.checks)
    assert AuditEvent.objects.filter(action="read_ledger_sums", division_code=make.MUDAN).count() == 3
    assert desk.get(reverse("history_sums_workbook")).status_code == 422


DAMAGE = {
    "tax_lines": "UPDATE enrollment_paymentline SET posted_fen = posted_fen - 1",
    "bills": "UPDATE claims_bill SET state = 'reversed'",
    "payers": "ALTER TABLE claims_statement DROP CONSTRAINT statement_parts_add_up;"
    " UPDATE claims_statement SET person_fen = person_fen + 1",
    "basic_counted": "UPDATE claims_yearentry SET fen = fen + 1",
    "subsidies": "UPDATE enrollment_dueentry SET kind = 'subsidy', source = 'grant:1' WHERE kind = 'payment'",
}


@pytest.mark.parametrize("code", DAMAGE)
def test_each_check_finds_ledgers_that_differ(code: str, who: Person) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(DAMAGE[code])
        differing = {check.code for check in place_year(make.MUDAN, 2022).checks if not check.agrees}
        transaction.set_rollback(True)
    assert code in differing
    assert place_year(make.MUDAN, 2022).agrees


def test_subsidies_stand_in_the_history_and_in_the_sums(make_officer: Callable[..., Officer]) -> None:
    desk = SubsidyDesk(make_officer)
    helped = desk.person(Category("tekun"))
    desk.paid()
    auditor = make_officer(Role.AUDITOR, LANZHOU)
    lines = history_of(helped, on=timezone.localdate(), by=auditor).lines
    [grant] = [line for line in lines if line.ledger is Ledger.SUBSIDIES]
    assert (grant.fen, grant.clause, grant.year) == (28_000, "LZ-2a", 2021)
    report = place_year(LANZHOU, 2021)
    sums = {one.code: one.fen for _, listed in report.groups for one in listed}
    assert sums["credited"] == sums["subsidy:medical_assistance"] == 28_000 and report.agrees
    assert {check.code: check.left_fen for check in report.checks}["subsidies"] == 28_000
