"""Is a category written down once, and does what follows from it reach due and cover, for one person and for many?"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from assistance.categories.models import PersonCategory
from assistance.categories.operations import categories, category_years
from assistance.categories.operations.categories import CategoryOverlaps, SpanNotRunning
from enrollment.bulk.slots import lock_people
from enrollment.models import Due, Person, WaitingExemption
from enrollment.operations.people import InvalidFact
from policy.terms import Category, Certifier, ExemptionReason
from staff.access import NotAllowed
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.pipeline.tax_desk import TaxDesk, assert_ledger_holds, cover, due_of, ledger_rows, line, money

pytestmark = pytest.mark.django_db

DIBAO = Category("dibao")
MAY, JULY, AUGUST = date(2022, 5, 1), date(2022, 7, 20), date(2022, 8, 1)
LANZHOU_VILLAGE = "620102001001"


@pytest.fixture
def clerk(make_officer: Callable[..., Officer]) -> Officer:
    make.places(make.VILLAGE, make.OTHER_VILLAGE, LANZHOU_VILLAGE)
    return make_officer(Role.COUNTY_BUREAU, make.HEZE)


@pytest.fixture
def official(make_officer: Callable[..., Officer]) -> Officer:
    return make_officer(Role.CIVIL_AFFAIRS, make.HEZE)


@pytest.fixture
def desk(make_officer: Callable[..., Officer], clerk: Officer) -> TaxDesk:
    return TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), clerk)


def record(person: Person, by: Officer, category: Category = DIBAO, **given: Any) -> PersonCategory:
    facts = {
        "certifier": Certifier.CIVIL_AFFAIRS, "document_number": "菏民〔2022〕5号", "from_on": MAY, "source": "desk",
        "on": date(2022, 5, 10),
    }  # fmt: skip
    return categories.record_category(person=person, category=category, by=by, **{**facts, **given})


def facts(person: Person) -> list[tuple[int, str, str, date | None]]:
    rows = WaitingExemption.objects.filter(person=person, ended_on=None).order_by("coverage_year", "reason")
    return [(row.coverage_year, row.reason, row.days, row.fact_on) for row in rows]


def test_hardship_reaches_the_due_from_its_day_on(desk: TaxDesk, official: Officer) -> None:
    who = desk.person()
    span = record(who, official)
    assert facts(who) == [
        (2022, "hardship", "2022-05-01~", None),
        (2023, "hardship", "", None),
    ]
    assert due_of(who).standing == "adult+hardship:2022-05-01~"
    assert record(who, official) == span, "recorded again it is the same span"
    assert PersonCategory.objects.count() == 1
    told = AuditEvent.objects.get(action="record_category")
    assert told.officer == official and told.change["document"] == "菏民〔2022〕5号"
    assert AuditEvent.objects.filter(action="reprice_due", about_id=str(due_of(who).pk)).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_fact_on_the_pay_day_counts(desk: TaxDesk, official: Officer) -> None:
    early, late = desk.person("早缴"), desk.person("晚缴")
    for who in (early, late):
        record(who, official)
    desk.upload([line(early, "320.00", "2022-04-20 10:00:00"), line(late, "320.00", "2022-07-05 10:00:00")])
    assert cover(early) == ("2022-05-21", "2023-01-01"), "before the first day the waiting month holds"
    assert cover(late) == ("2022-07-05", "2023-01-01")
    for who in (early, late):
        categories.end_category(
            span=PersonCategory.objects.get(person=who),
            until_on=JULY,
            because="退出低保",
            on=JULY,
            by=official,
        )
    assert cover(late) == ("2022-07-05", "2023-01-01"), "what was paid for stays (A04)"
    assert due_of(late).standing == "adult+hardship:2022-05-01~2022-07-20"
    assert money(late) == (32_000, 32_000)
    assert_ledger_holds()


@pytest.mark.django_db(transaction=True)
def test_after_the_end_the_ordinary_price_holds(desk: TaxDesk, official: Officer) -> None:
    who = desk.person()
    span = record(who, official)
    categories.end_category(span=span, until_on=JULY, because="退出低保", on=JULY, by=official)
    desk.upload([line(who, "320.00", "2022-08-05 10:00:00")])
    assert (cover(who), money(who)) == (None, (90_000, 32_000))


@pytest.mark.django_db(transaction=True)
def test_taking_back_a_mistake_reopens_no_paid_year(desk: TaxDesk, official: Officer) -> None:
    paid, unpaid = desk.person("已缴"), desk.person("未缴")
    spans = [record(who, official) for who in (paid, unpaid)]
    desk.upload([line(paid, "320.00", "2022-07-05 10:00:00")])
    for span in spans:
        categories.end_category(span=span, until_on=span.from_on, because="录入错误", on=AUGUST, by=official)
    assert cover(paid) == ("2022-07-05", "2023-01-01")
    assert facts(paid) == [(2022, "hardship", "2022-07-05~2022-07-06", None)]
    assert facts(unpaid) == [] and due_of(unpaid).standing == "adult"


def test_another_category_still_justifies_it(desk: TaxDesk, official: Officer) -> None:
    who = desk.person()
    span = record(who, official)
    record(
        who, official, Category("monitored"), from_on=date(2022, 6, 1), document_number="菏乡振〔2022〕1号"
    )
    before = WaitingExemption.objects.get(person=who, coverage_year=2022, ended_on=None)
    categories.end_category(span=span, until_on=JULY, because="退出低保", on=JULY, by=official)
    assert facts(who)[0] == (2022, "hardship", "2022-05-01~", None)
    assert WaitingExemption.objects.get(person=who, coverage_year=2022, ended_on=None) == before
    assert due_of(who).standing == "adult+hardship:2022-05-01~"


def test_what_the_desk_of_enrollment_recorded_stays(desk: TaxDesk, clerk: Officer, official: Officer) -> None:
    from enrollment.operations import exemptions

    who = desk.person()
    exemptions.record_exemption(
        person=who,
        coverage_year=2022,
        reason=ExemptionReason.HARDSHIP,
        document_number="示例",
        on=MAY,
        by=clerk,
    )
    span = record(who, official)
    categories.end_category(span=span, until_on=JULY, because="退出低保", on=JULY, by=official)
    assert [fact for fact in facts(who) if fact[0] == 2022] == [(2022, "hardship", "", None)]


def test_a_category_that_is_no_hardship_here_changes_nothing(desk: TaxDesk, official: Officer) -> None:
    who = desk.person()
    record(
        who, official, Category("severely_disabled"), certifier=Certifier.DISABLED_FEDERATION, grade="一级"
    )
    assert facts(who) == [] and due_of(who).standing == "adult"


def test_newly_added_poor_enroll_in_the_month_of_being_added(make_officer: Callable[..., Officer]) -> None:
    make.places(LANZHOU_VILLAGE)
    clerk = make_officer(Role.COUNTY_BUREAU, "620100")
    who = make.person(clerk, village=LANZHOU_VILLAGE)
    make.enrolled(who, clerk, year=2021, village=LANZHOU_VILLAGE, on=date(2020, 11, 1))
    span = record(
        who, clerk, Category("registered_poor"), certifier=Certifier.RURAL_REVITALIZATION,
        from_on=date(2021, 5, 12), on=date(2021, 5, 15),
    )  # fmt: skip
    assert facts(who) == [(2021, "newly_added_poor", "", date(2021, 5, 12))]
    assert due_of(who, 2021).standing == "adult+newly:2021-05-12"
    # Going on in a new span, with a corrected grade, nobody is added anew.
    categories.end_category(
        span=span, until_on=date(2021, 8, 1), because="变更", on=date(2021, 8, 1), by=clerk
    )
    record(who, clerk, Category("registered_poor"), from_on=date(2021, 8, 1), grade="甲", on=date(2021, 8, 1))
    assert facts(who) == [(2021, "newly_added_poor", "", date(2021, 5, 12))]


def test_overlap_and_other_faults_are_refused(desk: TaxDesk, official: Officer) -> None:
    who = desk.person()
    span = record(who, official)
    with pytest.raises(CategoryOverlaps) as refused:
        record(who, official, from_on=date(2022, 6, 1))
    assert refused.value.context["span_id"] == span.pk
    for given in (
        {"document_number": " "}, {"from_on": MAY, "until_on": MAY}, {"certified_on": date(2022, 5, 11)},
        {"grade": "级" * 21},
    ):  # fmt: skip
        with pytest.raises(InvalidFact):
            record(who, official, Category("tekun"), **given)
    with pytest.raises(InvalidFact):
        categories.end_category(span=span, until_on=date(2022, 4, 30), because="错", on=JULY, by=official)
    categories.end_category(span=span, until_on=JULY, because="退出", on=JULY, by=official)
    with pytest.raises(SpanNotRunning):
        categories.end_category(span=span, until_on=AUGUST, because="退出", on=AUGUST, by=official)
    record(who, official, from_on=JULY, on=JULY)  # the day after the last is free


def test_a_category_that_goes_on_is_renewed_for_the_next_year(desk: TaxDesk, official: Officer) -> None:
    who, ended = desk.person("甲"), desk.person("乙")
    record(who, official)
    span = record(ended, official)
    categories.end_category(span=span, until_on=JULY, because="退出", on=JULY, by=official)
    assert category_years.renew(on=date(2023, 1, 2)) == 1
    assert [fact[0] for fact in facts(who)] == [2022, 2023, 2024]
    assert [fact[0] for fact in facts(ended)] == [2022]
    assert category_years.renew(on=date(2023, 1, 2)) == 1
    assert WaitingExemption.objects.filter(person=who).count() == 3, "twice changes nothing"


def test_who_may_record(desk: TaxDesk, make_officer: Callable[..., Officer]) -> None:
    who = desk.person()
    for role, place in (
        (Role.TOWNSHIP_CLERK, make.MUDAN),
        (Role.CIVIL_AFFAIRS, "371703"),
        (Role.AUDITOR, make.HEZE),
    ):
        with pytest.raises(NotAllowed):
            record(who, make_officer(role, place))
    assert not PersonCategory.objects.exists()


def test_the_spans_of_a_merged_record_count(desk: TaxDesk, clerk: Officer, official: Officer) -> None:
    kept, other = desk.person("甲"), make.person(clerk, "乙")
    record(other, official)
    Person.objects.filter(pk=other.pk).update(merged_into=kept)
    with pytest.raises(CategoryOverlaps):
        record(kept, official, from_on=date(2022, 6, 1))
    with transaction.atomic():
        lock_people([kept.document_hash])
        categories.flow_down([other.pk], on=date(2022, 6, 1), by=official)
    assert due_of(kept).standing == "adult+hardship:2022-05-01~"


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_the_same_rows_as_one_by_one(desk: TaxDesk, official: Officer) -> None:
    """The rows of facts, dues, entries and cover are equal whether people are taken singly or together."""
    people = [desk.person(name, born_on=date(1970 + n, 1, 2)) for n, name in enumerate("赵钱孙李周吴郑王")]
    desk.upload([line(who, "320.00", "2022-07-05 10:00:00") for who in people[:5]])
    for number, who in enumerate(people[:6]):
        PersonCategory.objects.create(
            person=who, category=["dibao", "tekun", "severely_disabled"][number % 3], certifier="civil_affairs",
            document_number="文", from_on=date(2022, 2 + number, 1), division_code=who.division_code, source="t",
            until_on=date(2022, 9, 1) if number % 2 else None,
        )  # fmt: skip

    def state() -> dict[str, list[str]]:
        rows = {name: found for name, found in ledger_rows().items()}
        rows["exemptions"] = [
            str(row) for row in WaitingExemption.objects.order_by("person", "coverage_year").values_list(
                "person", "coverage_year", "reason", "fact_on", "days", "document_number", "source", "ended_on")
        ]  # fmt: skip
        rows["dues"] = [
            str(row)
            for row in Due.objects.order_by("pk").values_list("pk", "standing", "quotation__standing")
        ]
        return {name: [_without_moments(text) for text in found] for name, found in rows.items()}

    def flow(groups: list[list[Person]]) -> dict[str, list[str]]:
        with transaction.atomic():
            lock_people(who.document_hash for who in people)
            for group in groups:
                categories.flow_down([who.pk for who in group], on=date(2022, 9, 5), by=official)
            found = state()
            transaction.set_rollback(True)
        return found

    together, singly = flow([people]), flow([[who] for who in people])
    assert together == singly
    assert len(together["exemptions"]) >= 4
    before = state()
    assert together["enrollment_coverage"] != before["enrollment_coverage"], "some covers changed at all"


def _without_moments(text: str) -> str:
    """Causes of entries are named by a moment when nothing else caused them."""
    import re

    return re.sub(r":\d{13}", ":moment", re.sub(r'"quotation_id": \d+', '"quotation_id": 0', text))


def test_the_database_bars_two_spans_at_once(desk: TaxDesk, official: Officer) -> None:
    who = desk.person()
    record(who, official)
    from django.db import IntegrityError

    with pytest.raises(IntegrityError, match="category_never_twice"), transaction.atomic():
        PersonCategory.objects.create(
            person=who, category="dibao", certifier="civil_affairs", document_number="文", from_on=AUGUST,
            division_code=who.division_code, source="t",
        )  # fmt: skip
    assert connection.vendor == "postgresql"
