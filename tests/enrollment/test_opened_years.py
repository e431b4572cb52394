"""Is a year opened by two officers, and is nothing collected before?"""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from assistance.categories.models import PersonCategory
from assistance.figures.operations import parameters
from enrollment.models import Coverage, DueEntry, Enrollment, OpenedYear, PaymentLine, Person
from enrollment.operations import dry_runs, dues, opened_years, quotes
from enrollment.operations.year_checks import InvalidYear, StaleYear
from enrollment.queries.opened_years import overview
from enrollment.queries.policies import is_open, policy_of, with_open_years
from enrollment.rules.opened_years import YearMove
from policy.opening.answers import How
from policy.topics import Topic
from staff.access import NotAllowed
from staff.identities import NotYours
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance.case_desk import png
from tests.enrollment.year_desk import AT, answered, begun, filled, moved
from tests.pipeline.tax_desk import TaxDesk, assert_ledger_holds, line

pytestmark = pytest.mark.django_db


def test_a_year_is_opened_by_two_officers_and_then_quoted_as_decided(
    city: Officer, second: Officer, make_officer: Callable[..., Officer]
) -> None:
    clerk = make_officer(Role.COUNTY_BUREAU, make.HEZE)
    child = make.household(clerk, make.member("head", born_on=date(2026, 11, 2)), on=AT.date()).head
    assert child is not None
    due = dues.issue_for(enrollment=enrolled_for_2027(child), on=AT.date(), by=city)
    held = quotes.quote_for(person=child, coverage_year=2027, paid_on=date(2026, 12, 1)).quotation
    assert (held.decision, held.due_fen) == ("manual", None)
    assert "尚未开放" in held.body["missing"][0]["zh"] and not DueEntry.objects.exists()
    with pytest.raises(dues.YearNotOpen):
        dues.issue(area=make.HEZE, coverage_year=2027, on=AT.date(), by=city)
    year = filled(city)
    answered(year, city, question="newborn.within", how=How.CARRIED)
    answered(year, city, question="newborn.next_year", how=How.CARRIED)
    with pytest.raises(NotYours):
        moved(moved(year, YearMove.PROPOSE, city), YearMove.APPROVE, city)
    opened = moved(year, YearMove.APPROVE, second)
    assert opened.state == "open" and is_open(make.HEZE, 2027) and not is_open(make.HEZE, 2026)
    issued = dues.issue(area=make.HEZE, coverage_year=2027, on=AT.date(), by=city)
    assert (issued.priced_again, DueEntry.objects.get(due=due).amount_fen) == (1, 42_000)
    answer = quotes.quote_for(person=child, coverage_year=2027, paid_on=date(2027, 4, 1)).quotation
    assert (answer.decision, answer.due_fen, answer.cover_from) == ("decided", 42_000, date(2027, 1, 1))
    assert answer.body["parts"][0]["clause"] == "371700Y2027A-2"
    told = AuditEvent.objects.filter(about_kind="openedyear").values_list("action", flat=True)
    assert set(told) == {"start_year", "answer_year", "propose_year", "approve_year"}


def enrolled_for_2027(person: Person) -> Enrollment:
    return Enrollment.objects.create(
        person=person, area=make.HEZE, coverage_year=2027, division_code=make.VILLAGE, basis="hukou",
        group="minor", enrolled_on=AT.date(),
    )  # fmt: skip


def test_closed_years_keep_their_digest(city: Officer, second: Officer) -> None:
    before = {year: policy_of(make.HEZE, year).digest for year in (2021, 2022)}
    year = filled(city)
    moved(moved(year, YearMove.PROPOSE, city), YearMove.APPROVE, second)
    assert {year: policy_of(make.HEZE, year).digest for year in before} == before
    assert policy_of("371702", 2027).document("371700Y2027A-2") is not None
    assert with_open_years(make.HEZE).digest != policy_of(make.HEZE, 2022).digest


def test_who_may_not_and_what_is_not_whole(city: Officer, second: Officer, make_officer: Any) -> None:
    county = make_officer(Role.COUNTY_BUREAU, make.MUDAN)
    with pytest.raises(NotAllowed):
        opened_years.start(area=make.HEZE, coverage_year=2027, by=county, at=AT)
    for area, asked_year, field in (
        (make.MUDAN, 2027, "area"),
        (make.HEZE, 2022, "coverage_year"),
        (make.HEZE, 2031, "coverage_year"),
    ):
        with pytest.raises(InvalidYear) as refused:
            opened_years.start(area=area, coverage_year=asked_year, by=city, at=AT)
        assert refused.value.context["field"] == field
    year = begun(city)
    with pytest.raises(InvalidYear) as twice:
        begun(city)
    assert twice.value.code == "year_begun"
    with pytest.raises(InvalidYear) as empty:
        moved(year, YearMove.PROPOSE, city)
    assert empty.value.context["question"] == "contribution.individual"
    answered(year, city, question="contribution.individual", how=How.ENTERED, rows=[{"amount": "420"}])
    answered(year, city, question="window.regular", how=How.CARRIED)
    with pytest.raises(InvalidYear) as unseen:
        moved(year, YearMove.PROPOSE, city)
    assert unseen.value.code == "scan_missing"


def test_bad_answers_leave_nothing(city: Officer) -> None:
    year = begun(city)
    for rows, field in (
        ([{"amount": "4.005"}], "amount"),
        ([{"amount": "420", "sexx": "f"}], "sexx"),
        ([], ""),
    ):
        with pytest.raises(InvalidYear) as refused:
            answered(year, city, question="contribution.individual", how=How.ENTERED, rows=rows)
        assert refused.value.context["field"] == field
    with pytest.raises(InvalidYear):
        answered(year, city, question="waiting.ordinary", how=How.ENTERED, rows=[{"months": 1}])
    with pytest.raises(InvalidYear) as nothing:
        answered(year, city, question="benefit.lump_sum", how=How.CARRIED)
    assert nothing.value.code == "nothing_to_carry_over"
    assert not year.answers.exists()


def test_a_stale_form_and_an_open_year_are_refused(city: Officer, second: Officer) -> None:
    year = filled(city)
    with pytest.raises(StaleYear):
        opened_years.clear(year=year, version=1, question="window.regular", by=city, at=AT)
    moved(year, YearMove.PROPOSE, city)
    with pytest.raises(StaleYear):
        answered(year, city, question="waiting.repair", how=How.ENTERED, rows=[{"months_per_year": 1}])
    with pytest.raises(InvalidYear):
        moved(year, YearMove.RETURN, second)
    moved(year, YearMove.RETURN, second, "窗口日期有误")
    moved(year, YearMove.PROPOSE, city)
    moved(year, YearMove.APPROVE, second)
    with pytest.raises(DatabaseError), transaction.atomic():
        OpenedYear.objects.filter(pk=year.pk).update(files={})
    with pytest.raises(DatabaseError), transaction.atomic():
        year.answers.update(section="7")


def test_what_officers_entered_reaches_the_quotes_of_its_year(city: Officer, second: Officer) -> None:
    def entered(topic: Topic, value: Any, from_on: date, area: str = make.HEZE) -> None:
        entry = parameters.enter(
            area=area,
            topic=topic.value,
            value=value,
            from_on=from_on,
            document_number="示例〔2026〕9号",
            by=city,
            at=AT,
        )
        parameters.approve(entry=entry, by=second, at=AT)

    digest = policy_of(make.HEZE, 2022).digest
    entered(Topic.MISSED_YEARS_FROM, 2025, date(2026, 9, 1))
    found = policy_of(make.HEZE, 2027).entered(Topic.MISSED_YEARS_FROM)
    assert found is not None and (found.count, found.document) == (2025, "示例〔2026〕9号")
    entered(Topic.MISSED_YEARS_FROM, 2026, date(2028, 1, 1))
    assert policy_of(make.HEZE, 2027).entered(Topic.MISSED_YEARS_FROM) == found, (
        "a later entry is for later years"
    )
    assert policy_of(make.HEZE, 2022).digest == digest
    entered(Topic.ROSTER_DROP_SHARE, "0.2", date(2020, 1, 1))
    assert policy_of(make.HEZE, 2022).digest == digest, (
        "what the rules of a year do not ask changes no answer"
    )


def test_the_page_lists_every_question(city: Officer) -> None:
    rows = {row.question.code: row for row in overview(filled(city)).rows}
    assert rows["contribution.individual"].how is How.ENTERED
    assert rows["window.regular"].before is not None and rows["window.regular"].before.coverage_year == 2024
    assert rows["waiting.ordinary"].how is How.STATED


def test_the_dry_run_counts_people_by_county(city: Officer, make_officer: Callable[..., Officer]) -> None:
    clerk = make_officer(Role.COUNTY_BUREAU, make.HEZE)
    people = [make.person(clerk, f"张{name}") for name in "一二三"]
    for who in people:
        make.enrolled(who, clerk)
    year = filled(city)
    found = dry_runs.dry_run(year)
    assert (found["last_year"], found["people"], found["amount"]) == (2022, 3, 3)
    assert [row["county"] for row in found["counties"]] == [make.MUDAN] and found["undecided"] == 3
    assert {one["person"] for one in found["examples"]} == {who.pk for who in people}
    assert (
        "320.00" in found["examples"][0]["before"]["en"] and "420.00" in found["examples"][0]["after"]["en"]
    )
    assert dry_runs.within(found, clerk, on=AT.date())["people"] == 3


def test_a_helped_person_is_counted_with_the_subsidy(
    city: Officer, second: Officer, make_officer: Any
) -> None:
    clerk = make_officer(Role.COUNTY_BUREAU, make.HEZE)
    who = make.person(clerk)
    make.enrolled(who, clerk)
    PersonCategory.objects.create(
        person=who, category="tekun", certifier="civil_affairs", document_number="示例〔2021〕3号",
        from_on=date(2021, 1, 1), division_code=make.VILLAGE, source="desk",
    )  # fmt: skip
    year = filled(city)
    answered(
        year,
        city,
        question="subsidy.rule",
        how=How.ENTERED,
        rows=[{"categories": ["tekun"], "mode": "fixed", "amount": "200"}],
    )
    found = dry_runs.dry_run(year)
    assert (found["subsidy"], found["counties"][0]["subsidy"]) == (1, 1)
    example = found["examples"][0]
    assert (
        "320.00" in example["before"]["en"]
        and "200.00" in example["after"]["en"]
        and "tekun" in example["case"]
    )


@pytest.mark.django_db(transaction=True)
def test_a_tax_line_of_a_closed_year_is_held_and_taken_up_once_the_year_is_open(
    city: Officer, second: Officer, make_officer: Callable[..., Officer]
) -> None:
    desk = TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), make_officer(Role.COUNTY_BUREAU, make.HEZE))
    head = make.member("head", born_on=date(2026, 11, 2))
    child = make.household(desk.clerk, head, on=AT.date()).head
    assert child is not None
    due = dues.issue_for(enrollment=enrolled_for_2027(child), on=AT.date(), by=desk.clerk)
    desk.upload([line(child, "420.00", "2026-11-20 09:00:00", year="2027")])
    held = PaymentLine.objects.get()
    assert (held.outcome, held.held_fen, held.due_id) == ("no_rule", 42_000, due.pk)
    assert held.quotation is not None and "尚未开放" in held.quotation.body["missing"][0]["zh"]
    year = begun(city)
    scan = opened_years.scan_of(io.BytesIO(png()), "a.png")
    amount = [{"amount": "420"}]
    answered(year, city, question="contribution.individual", how=How.ENTERED, rows=amount, scan=scan)
    window = {"opens": {"year": "before", "day": "09-01"}, "closes": {"year": "before", "day": "11-15"}}
    answered(year, city, question="window.regular", how=How.ENTERED, rows=[window])
    for question_code in ("newborn.within", "newborn.next_year"):
        answered(year, city, question=question_code, how=How.CARRIED)
    moved(moved(year, YearMove.PROPOSE, city), YearMove.APPROVE, second)
    dues.issue(area=make.HEZE, coverage_year=2027, on=AT.date(), by=city)
    held.refresh_from_db()
    assert (held.outcome, held.held_fen, held.posted_fen) == ("posted_in_full", 0, 42_000)
    assert Coverage.objects.get(due=due).cover_from == date(2027, 1, 1)
    assert_ledger_holds()
