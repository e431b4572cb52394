"""Is a bill taken in whole, with the person's cover decided, exactly once; and what does the database forbid?"""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from claims.models import Bill, BillLine
from claims.operations import bills, providers
from claims.operations.bills import BillRefused, BillTaken
from claims.queries.bill_facts import bill_facts, patients_of
from enrollment.operations import merges
from enrollment.operations.people import document_number
from enrollment.queries.policies import policies_of
from policy.care import Place, ProviderTier, Setting
from policy.terms import Category
from staff.access import NotAllowed
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import care
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


def refusal(code: str, act) -> BillRefused | BillTaken:
    with pytest.raises((BillRefused, BillTaken)) as refused:
        act()
    assert refused.value.code == code, refused.value
    assert refused.value.text.zh and refused.value.remedy.en
    return refused.value


def test_a_bill_is_taken_in_with_its_lines(clerk: Officer, who) -> None:
    bill = care.enter(who, clerk, "B1", care.line(), care.line(0, 0, 5000, item_class="C"))
    assert (bill.state, bill.eligibility, bill.area) == ("ready", "covered", make.HEZE)
    assert (bill.provider_tier, bill.place) == (ProviderTier.COUNTY, Place.AREA)
    sums = [sum(getattr(each, name) for each in bill.lines.all())
            for name in ("total_fen", "eligible_fen", "first_pay_fen", "non_covered_fen")]  # fmt: skip
    assert sums == [bill.total_fen, bill.eligible_fen, bill.first_pay_fen, bill.non_covered_fen]
    assert bill.division_code == who.division_code
    assert AuditEvent.objects.filter(action="enter_bill", about_id=str(bill.pk), officer=clerk).exists()


def test_what_is_not_covered_is_refused_and_what_is_open_waits(
    clerk: Officer, collector: Officer, who
) -> None:
    late = care.covered(clerk, collector, "李雷", paid="2022-03-10")
    waiting = {"admitted_on": date(2022, 3, 12), "discharged_on": date(2022, 3, 20)}
    said = refusal("in_waiting", lambda: care.enter(late, clerk, "L1", **waiting))
    assert "2022年4月10日" in said.text.zh and said.context["clause"] == "HZ-2.2e"
    across = care.enter(late, clerk, "L2", admitted_on=date(2022, 4, 8), discharged_on=date(2022, 4, 12))
    assert across.state == "undecided" and across.holds[0]["code"] == "stay_across_cover"
    february = care.covered(clerk, collector, "韩梅梅", paid="2022-02-10")
    held = care.enter(february, clerk, "F1", admitted_on=date(2022, 2, 5), discharged_on=date(2022, 2, 12))
    assert held.state == "held" and "A41" in held.holds[0]["readings"]
    refusal("not_covered", lambda: care.enter(make.person(clerk, "王五"), clerk, "N1"))
    assert Bill.objects.count() == 2


def test_each_bill_comes_in_once(clerk: Officer, who) -> None:
    first = care.enter(who, clerk)
    assert refusal("already_entered", lambda: care.enter(who, clerk)).context["bill_id"] == first.pk
    refusal("number_taken", lambda: care.enter(who, clerk, "B1", care.line(1, 0, 0)))
    refusal("overlapping_stay", lambda: care.enter(who, clerk, "B2", admitted_on=date(2022, 5, 9)))
    care.enter(
        who, clerk, "B3", admitted_on=date(2022, 5, 10), discharged_on=date(2022, 5, 12), invoice_number="F1"
    )
    visit = {"setting": Setting.OUTPATIENT, "invoice_number": "F1"}
    refusal("invoice_taken", lambda: care.enter(who, clerk, "B4", **visit))
    care.enter(who, clerk, "B5", setting=Setting.OUTPATIENT)  # a visit during a stay is none
    bills.withdraw_bill(bill=first, reason="录入错误", on=care.ON, by=clerk)
    again = care.enter(who, clerk)
    assert again.pk != first.pk
    with pytest.raises(BillRefused):
        bills.withdraw_bill(bill=first, reason="再撤", on=care.ON, by=clerk)


def test_stays_of_a_merged_record_count(clerk: Officer, collector: Officer, who) -> None:
    twin = make.person(clerk, "张伟")
    care.enter(who, clerk)
    merges.merge_people(kept=twin, absorbed=who, reason="同一人", on=care.ON, by=clerk)
    said = refusal("overlapping_stay", lambda: care.enter(twin, clerk, "M1"))
    assert said.context["bill_id"]


def test_providers_count_from_day_to_day(clerk: Officer, who) -> None:
    refusal("unknown_provider", lambda: care.enter(who, clerk, provider_code="H00000000000"))
    ended = care.provider(clerk, "H37170200102", until_on=date(2022, 5, 10))
    bill = {"provider_code": ended.code}
    refusal("not_designated", lambda: care.enter(who, clerk, **bill))
    assert care.enter(who, clerk, discharged_on=date(2022, 5, 9), **bill).provider_id == ended.pk
    raised = care.provider(clerk, "H37170200103", tier=ProviderTier.TOWNSHIP)
    providers.designate(
        provider=raised, tier=ProviderTier.COUNTY, from_on=date(2022, 6, 1), document_number="升级1号",
        on=date(2022, 6, 1), by=clerk,
    )  # fmt: skip
    days = {"admitted_on": date(2022, 5, 30), "provider_code": raised.code}
    assert care.enter(who, clerk, "T1", discharged_on=date(2022, 5, 31), **days).provider_tier == "township"
    days["admitted_on"] = date(2022, 5, 31)
    assert care.enter(who, clerk, "T2", discharged_on=date(2022, 6, 1), **days).provider_tier == "county"


def test_who_may_enter_where(clerk: Officer, who, make_officer) -> None:
    with pytest.raises(NotAllowed):
        care.enter(who, make_officer(Role.COUNTY_BUREAU, "371703"))
    with pytest.raises(NotAllowed):
        care.enter(who, make_officer(Role.VILLAGE_CLERK, make.VILLAGE))
    with pytest.raises(NotAllowed):
        care.provider(make_officer(Role.TOWNSHIP_CLERK, "371702001"), "H37170200999")


def test_the_rules_see_age_and_categories_of_the_day(clerk: Officer, who) -> None:
    from assistance.categories.models import PersonCategory

    twin = make.person(clerk, "张伟")
    given = {
        "certifier": "civil_affairs",
        "document_number": "民政1号",
        "division_code": make.VILLAGE,
        "source": "desk",
    }
    PersonCategory.objects.create(person=who, category="tekun", from_on=date(2022, 5, 10), **given)
    PersonCategory.objects.create(
        person=twin, category="severely_disabled", grade="2", from_on=date(2020, 1, 1), until_on=date(2022, 5, 11), **given
    )  # fmt: skip
    merges.merge_people(kept=who, absorbed=twin, reason="同一人", on=care.ON, by=clerk)
    on_day = care.enter(who, clerk)
    day_after = care.enter(who, clerk, "B2", admitted_on=date(2022, 5, 10), discharged_on=date(2022, 5, 11))
    patients = patients_of([on_day, day_after], policies_of(one.division_code for one in [on_day, day_after]))
    assert patients[on_day.pk].categories == {Category("tekun"), Category("severely_disabled")}
    assert patients[day_after.pk].categories == {Category("tekun")}
    assert [one.grade for one in patients[on_day.pk].held] == ["2", ""]
    assert patients[on_day.pk].age == 42
    facts = bill_facts(on_day)
    assert facts.total_fen == facts.eligible_fen + facts.first_pay_fen + facts.non_covered_fen
    assert facts.accident is None and facts.setting is Setting.INPATIENT


def test_what_must_never_be_true_is_refused_by_the_database(clerk: Officer, who) -> None:
    bill = care.enter(who, clerk)
    for statement in (
        "UPDATE claims_bill SET total_fen = total_fen + 1, eligible_fen = eligible_fen + 1",
        "UPDATE claims_bill SET discharged_on = '2022-05-11'",
        "DELETE FROM claims_billline",
        "UPDATE claims_billline SET total_fen = 1",
        "DELETE FROM claims_bill",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    changes: dict[str, dict[str, object]] = {
        "bill_parts_add_up": {"total_fen": 1},
        "stays_never_overlap": {"number": "B9"},
        "bill_number_once_per_provider": {"admitted_on": date(2022, 6, 1), "discharged_on": date(2022, 6, 2)},
        "stay_has_admission": {"number": "B9", "admitted_on": None},
        "bill_discharge_not_before_admission": {"number": "B9", "admitted_on": date(2022, 6, 1)},
        "bill_amounts_not_negative": {"number": "B9", "special_subsidy_fen": -1},
    }
    for name, change in changes.items():
        copy = Bill.objects.get(pk=bill.pk)
        copy.pk = None
        for field, value in change.items():
            setattr(copy, field, value)
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            copy.save(force_insert=True)
    with pytest.raises(IntegrityError, match="class_c_is_not_covered"), transaction.atomic():
        BillLine.objects.create(bill=bill, number=9, item_class="C", total_fen=1, eligible_fen=1)


def test_a_document_number_stands_in_no_event(clerk: Officer, who) -> None:
    care.enter(who, clerk)
    with pytest.raises(BillRefused):
        care.enter(who, clerk, "B2", **{"total_fen": 1})
    number = document_number(who)
    assert not [e for e in AuditEvent.objects.all() if number in str(e.change)]
    assert care.entry()._replace(number="x").number == "x"
