"""Does a change of cover, category, number or death open what follows from it, at once, until somebody has dealt with it?"""

import io
import json
from collections.abc import Callable
from datetime import date

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from claims.models import Bill, ResettlementPlan, Statement
from claims.operations import plans, reversal, settlement
from claims.operations.eligibility import look_up_person
from enrollment.models import Coverage, FollowUp, Person
from enrollment.operations import (
    coverage,
    deaths,
    document_numbers,
    follow_ups,
    households,
    ledger_checks,
    merges,
)
from enrollment.operations.lines import accept_refund
from enrollment.operations.people import document_number
from enrollment.queries.explanations import explain
from enrollment.rules.documents import Kind
from policy.care import Setting
from staff.models import Officer
from staff.rules.roles import Role
from tests import care
from tests import factories as make
from tests.pipeline.tax_desk import (
    TaxDesk,
    assert_ledger_holds,
    line,
    of_ticket,
    outcome,
    refund_of,
    reversal_of,
    ticket,
)

pytestmark = pytest.mark.django_db(transaction=True)
VISIT = {"setting": Setting.OUTPATIENT, "diagnosis_code": "J06.900", "diagnosis_name": "急性上呼吸道感染"}
LATE = date(2022, 12, 31)


@pytest.fixture
def desk(clerk: Officer, collector: Officer) -> TaxDesk:
    care.provider(clerk)
    return TaxDesk(collector, clerk)


@pytest.fixture
def paid(desk: TaxDesk) -> tuple[Person, dict[str, str]]:
    """Somebody covered for 2022 by one payment."""
    who = desk.person()
    cells = line(who)
    desk.upload([cells])
    return who, cells


def visit(who: Person, by: Officer, number: str, on: date) -> Bill:
    """A settled outpatient visit in Heze, of which half is paid (HZ-2.1a)."""
    bill = care.enter(who, by, number, care.line(12_000, 0, 0), discharged_on=on, **VISIT)
    assert settlement.settle(bill=bill, on=care.ON, by=by).state.value == "settled"
    return bill


def waiting() -> set[tuple[str, str]]:
    """Task and thing of everything that is open."""
    return set(FollowUp.objects.filter(closed_at=None).values_list("task", "about"))


def reasons(bill: Bill) -> list[str]:
    line = ResettlementPlan.objects.get(state="proposed").lines.get(bill=bill)
    return [hold["code"] for hold in line.why]


def test_a_refund_of_a_patient_whose_bill_is_settled(
    desk: TaxDesk, paid: tuple[Person, dict[str, str]], second: Officer
) -> None:
    who, cells = paid
    bill = visit(who, desk.clerk, "V1", date(2022, 3, 10))
    desk.upload([gone := refund_of(cells, paid_at="2022-05-10 09:00:00")])
    assert outcome(gone) == "refund_in_benefit_period" and waiting() == set(), (
        "nothing changed, so nothing follows"
    )
    accept_refund(
        line=of_ticket(gone),
        document_number="菏医保函〔2022〕9号",
        reason="系统差错",
        by=desk.clerk,
        at=timezone.now(),
    )
    assert waiting() == {("settle_again", f"bill:{bill.pk}")}
    assert_ledger_holds()
    plan = ResettlementPlan.objects.get(state="proposed")
    assert (plan.person, plan.proposed_by, plan.note) == (who, desk.clerk, "待遇期变动")
    plans.reject_plan(plan=plan, reason="医院已垫付，另行处理", on=care.ON, by=second)
    follow_ups.sweep(at=timezone.now())
    assert waiting() == set()
    assert_ledger_holds()


def test_a_reversal_lists_the_bills_in_the_same_transaction(
    desk: TaxDesk, paid: tuple[Person, dict[str, str]]
) -> None:
    who, cells = paid
    bill = visit(who, desk.clerk, "V1", date(2022, 3, 10))
    desk.upload([reversal_of(cells, paid_at="2022-05-10 09:00:00")])
    assert waiting() == {("settle_again", f"bill:{bill.pk}")}
    assert_ledger_holds()
    reversal.reverse(bill=bill, reason="未参保", on=care.ON, by=desk.clerk)
    follow_ups.sweep(at=timezone.now())
    assert waiting() == set()
    assert_ledger_holds()


def test_cover_that_comes_back_takes_its_list_back(
    desk: TaxDesk, paid: tuple[Person, dict[str, str]]
) -> None:
    who, cells = paid
    bill = visit(who, desk.clerk, "V1", date(2022, 3, 10))
    desk.upload([gone := refund_of(cells, paid_at="2021-11-20 09:00:00")])
    assert waiting() == {("settle_again", f"bill:{bill.pk}")}
    desk.upload([{**reversal_of(gone), "ticket": ticket(), "paid_at": "2021-11-25 09:00:00"}])
    assert waiting() == set() and not ResettlementPlan.objects.filter(state="proposed").exists()
    assert_ledger_holds()


def test_a_death_reported_long_after_a_posted_bill(
    desk: TaxDesk, paid: tuple[Person, dict[str, str]]
) -> None:
    who, _ = paid
    alive, dead = (
        visit(who, desk.clerk, "V1", date(2022, 3, 1)),
        visit(who, desk.clerk, "V2", date(2022, 11, 20)),
    )
    deaths.record_death(person=who, died_on=date(2022, 5, 4), document="死亡证明", on=LATE, by=desk.clerk)
    assert waiting() == {("settle_again", f"bill:{dead.pk}")} and alive.pk != dead.pk
    assert reasons(dead)
    assert_ledger_holds()
    who.refresh_from_db()
    said = look_up_person(person=who, service_on=date(2022, 11, 20), on=care.ON, by=desk.clerk)
    told = explain(who, 2022)
    assert said.eligibility is not None and said.eligibility.state.value == "deceased"
    assert told.cover is not None and str(told.cover.last) == "2022-05-04"
    deaths.retract_death(person=who, reason="登记有误", on=LATE, by=desk.clerk)
    assert waiting() == set() and not ResettlementPlan.objects.filter(state="proposed").exists()
    assert_ledger_holds()


def test_the_bill_of_the_dead_is_taken_back(desk: TaxDesk, paid: tuple[Person, dict[str, str]]) -> None:
    who, _ = paid
    dead = visit(who, desk.clerk, "V2", date(2022, 11, 20))
    deaths.record_death(person=who, died_on=date(2022, 5, 4), document="死亡证明", on=LATE, by=desk.clerk)
    reversal.reverse(bill=dead, reason="死亡后发生", on=care.ON, by=desk.clerk)
    follow_ups.sweep(at=timezone.now())
    assert waiting() == set() and not Statement.objects.filter(state="posted").exists()
    assert_ledger_holds()


def test_money_of_the_dead_waits_for_its_refund(desk: TaxDesk, paid: tuple[Person, dict[str, str]]) -> None:
    who, cells = paid
    deaths.record_death(person=who, died_on=date(2021, 12, 10), document="死亡证明", on=LATE, by=desk.clerk)
    assert waiting() == {("refund", f"line:{of_ticket(cells).pk}")}
    desk.upload([refund_of(cells, paid_at="2022-05-10 09:00:00")])
    follow_ups.sweep(at=timezone.now())
    assert waiting() == set()
    assert_ledger_holds()


def test_a_year_whose_list_waits_for_a_late_bill_is_looked_at_afterwards(
    desk: TaxDesk, paid: tuple[Person, dict[str, str]], second: Officer
) -> None:
    who, cells = paid
    late = visit(who, desk.clerk, "V20", date(2022, 5, 20))
    early = care.enter(
        who, desk.clerk, "V10", care.line(60_000, 0, 0), discharged_on=date(2022, 5, 10), **VISIT
    )
    done = settlement.settle(bill=early, on=care.ON, by=desk.clerk)
    assert done.plan_id is not None, "the later visit reaches the limit of the year"
    desk.upload([reversal_of(cells, paid_at="2022-05-30 09:00:00")])
    assert waiting() == {("look", f"person:{who.pk}")}
    assert_ledger_holds()
    plans.reject_plan(
        plan=ResettlementPlan.objects.get(pk=done.plan_id), reason="重列", on=care.ON, by=second
    )
    follow_ups.sweep(at=timezone.now())
    assert waiting() == {("settle_again", f"bill:{late.pk}")}


def test_a_number_put_right_lets_held_lines_take_effect(desk: TaxDesk) -> None:
    who = desk.person()
    number = make.resident_number()
    held = line(number, name=who.name)
    desk.upload([held])
    assert outcome(held) == "unknown_person"
    document_numbers.replace_document(
        person=who,
        document_kind=Kind.RESIDENT_ID,
        document_number=number,
        reason="登记有误",
        on=LATE,
        by=desk.clerk,
    )
    assert outcome(held) == "posted_in_full" and Coverage.objects.filter(person=who).exists()
    assert_ledger_holds()


def test_a_merge_lets_a_refund_meet_its_payment(desk: TaxDesk) -> None:
    kept, other = desk.person("钱四"), make.person(desk.clerk, "钱四")
    cells = line(kept)
    desk.upload([cells])
    gone = {**refund_of(cells), "document": document_number(other)}
    desk.upload([gone])
    assert outcome(gone) == "refund_without_original"
    merges.merge_people(kept=kept, absorbed=other, reason="同一人", on=LATE, by=desk.clerk)
    assert outcome(gone) == "refund_posted"
    assert_ledger_holds()


# -- newborns ----------------------------------------------------------------------------------------------------


def newborn(
    desk: TaxDesk, mother: Person, name: str, number: str, *, kind: Kind, sex: str = "female"
) -> Person:
    household = mother.memberships.get(left_on=None).household
    facts = make.facts(name, document_kind=kind, document_number=number, born_on=date(2021, 11, 5), sex=sex)
    return households.register_newborn(
        household=household,
        mother=mother,
        relationship="daughter",
        facts=facts,
        on=date(2021, 12, 1),
        by=desk.clerk,
    )


@pytest.fixture
def mother(desk: TaxDesk) -> Person:
    return make.person(desk.clerk, "测乙", document_number=make.resident_number(male=False), sex="female")


def girl() -> str:
    return make.resident_number(date(2021, 11, 5), male=False)


def test_a_list_of_differences_follows_a_merge_its_undoing_and_the_cover_that_comes_later(
    desk: TaxDesk, paid: tuple[Person, dict[str, str]]
) -> None:
    double, cells = paid
    kept = desk.person()
    bill = visit(double, desk.clerk, "V1", date(2022, 3, 10))
    desk.upload([reversal_of(cells, paid_at="2022-05-10 09:00:00")])

    def listed() -> tuple[Person, list[str]]:
        assert_ledger_holds()
        return ResettlementPlan.objects.get(state="proposed").person, reasons(bill)

    assert listed() == (double, ["eligibility_unpaid"])
    merge = merges.merge_people(kept=kept, absorbed=double, reason="同一人", on=LATE, by=desk.clerk)
    assert listed() == (kept, ["eligibility_unpaid"])
    merges.undo_merge(merge=merge, reason="不是同一人", on=LATE, by=desk.clerk)
    assert listed() == (double, ["eligibility_unpaid"])
    merges.merge_people(kept=kept, absorbed=double, reason="同一人", on=LATE, by=desk.clerk)
    desk.upload([line(kept, paid_at="2022-04-02 09:00:00")])
    follow_ups.sweep(at=timezone.now())
    assert listed() == (kept, ["eligibility_before_cover"])


def test_a_newborn_under_certificate_and_id_is_proposed_to_be_joined(desk: TaxDesk, mother: Person) -> None:
    first = newborn(desk, mother, "测乙之女", "V371234567", kind=Kind.BIRTH_CERTIFICATE)
    again = newborn(desk, mother, "测小乙", girl(), kind=Kind.RESIDENT_ID)
    assert waiting() == {("join", f"person:{first.pk}")}
    assert Person.objects.filter(merged_into=None, pk__in=[first.pk, again.pk]).count() == 2, "only proposed"
    merges.merge_people(kept=again, absorbed=first, reason="同一新生儿", on=LATE, by=desk.clerk)
    assert waiting() == set()


@pytest.mark.parametrize("twins", ["two_certificates", "two_numbers", "other_sex", "other_name"])
def test_twins_are_not_joined(desk: TaxDesk, mother: Person, twins: str) -> None:
    newborn(desk, mother, "测乙之女", "V371234567", kind=Kind.BIRTH_CERTIFICATE)
    match twins:
        case "two_certificates":
            newborn(desk, mother, "测乙之次女", "V371234568", kind=Kind.BIRTH_CERTIFICATE)
            newborn(desk, mother, "测小乙", girl(), kind=Kind.RESIDENT_ID)
        case "two_numbers":
            Person.objects.filter(name="测乙之女").update(document_kind=Kind.RESIDENT_ID)
            newborn(desk, mother, "测小乙", girl(), kind=Kind.RESIDENT_ID)
        case "other_sex":
            number = make.resident_number(date(2021, 11, 5))
            newborn(desk, mother, "测小甲", number, kind=Kind.RESIDENT_ID, sex="male")
        case "other_name":
            Person.objects.filter(name="测乙之女").update(name="测大乙", name_key="测大乙")
            newborn(desk, mother, "测小乙", girl(), kind=Kind.RESIDENT_ID)
    assert waiting() == set()


# -- doors and checks --------------------------------------------------------------------------------------------


def test_page_api_and_command_tell_what_followed(
    desk: TaxDesk, paid: tuple[Person, dict[str, str]], make_officer: Callable[..., Officer],
    client_as: Callable[..., Client], api_as: Callable[..., APIClient],
) -> None:  # fmt: skip
    who, cells = paid
    bill = visit(who, desk.clerk, "V1", date(2022, 3, 10))
    desk.upload([reversal_of(cells, paid_at="2022-05-10 09:00:00")])
    page = client_as(desk.clerk, language="en").get(reverse("enrollment:follow_ups")).content.decode()
    assert (who.name in page and "Cover changed" in page) or "cover changed" in page
    assert reverse("claims:bill", args=[bill.pk]) in page
    elsewhere = make_officer(Role.COUNTY_BUREAU, "622901")
    assert who.name not in client_as(elsewhere).get(reverse("enrollment:follow_ups")).content.decode()
    [row] = api_as(desk.clerk).get("/api/v1/follow-ups").json()["results"]
    assert (row["task"], row["about"], row["is_open"]) == ("settle_again", f"bill:{bill.pk}", True)
    told = io.StringIO()
    call_command("follow_ups", "--by", desk.clerk.login, "--json", stdout=told)
    assert [one["id"] for one in json.loads(told.getvalue())] == [row["id"]]
    reversal.reverse(bill=bill, reason="重算", on=care.ON, by=desk.clerk)
    follow_ups.sweep(at=timezone.now())
    assert api_as(desk.clerk).get("/api/v1/follow-ups").json()["results"] == []
    done = api_as(desk.clerk).get(f"/api/v1/follow-ups?person={who.pk}").json()["results"]
    assert ("settle_again", False) in {(one["task"], one["is_open"]) for one in done}


def test_the_ledger_check_sees_what_nobody_looks_at(
    desk: TaxDesk, paid: tuple[Person, dict[str, str]]
) -> None:
    who, _ = paid
    visit(who, desk.clerk, "V1", date(2022, 3, 10))
    Coverage.objects.filter(person=who).delete()
    violated = {violation.invariant for violation in ledger_checks.run(at=timezone.now())}
    assert violated == {"no_statement_without_cover_or_release", "settled_dues_are_covered"}
    coverage.rebuild(due_ids=[who.dues.get().pk], at=timezone.now())
    Person.objects.filter(pk=who.pk).update(died_on=date(2022, 2, 1))
    assert {violation.invariant for violation in ledger_checks.run(at=timezone.now())} == {
        "no_statement_for_days_after_death"
    }
