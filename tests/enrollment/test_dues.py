"""Are dues issued once, by what is on record, and priced again when that changes?"""

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

import pytest

from enrollment.bulk import dues as dues_bulk
from enrollment.models import Due, DueEntry, Enrollment, Quotation
from enrollment.operations import dues, enrollments, exemptions, quotes
from enrollment.operations.exemptions import end_exemption
from enrollment.operations.quotes import NotEnrolled
from enrollment.rules.standing import Standing
from policy.terms import ExemptionReason
from staff.access import NotAllowed
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.pipeline.tax_desk import TaxDesk, cover, line, money

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(make_officer: Callable[..., Officer]) -> Officer:
    make.places()
    return make_officer(Role.COUNTY_BUREAU, make.HEZE)


def unissued(clerk: Officer, count: int) -> list[Enrollment]:
    """Enrollments as a bulk import leaves them: no due is issued yet."""
    return [
        Enrollment.objects.create(
            person=make.person(clerk, born_on=date(1980 + n, 1, 1)),
            area=make.HEZE,
            coverage_year=make.YEAR,
            division_code=make.VILLAGE,
            basis="hukou",
            group="adult",
            enrolled_on=make.DAY,
        )
        for n in range(count)
    ]


def test_issuing_an_area(clerk: Officer) -> None:
    waiting = unissued(clerk, 5)
    issued = dues.issue(area=make.HEZE, coverage_year=make.YEAR, on=make.DAY, by=clerk)
    assert (issued.dues, issued.charged, issued.fen) == (5, 5, 5 * 32_000)
    for enrollment in waiting:
        entry = DueEntry.objects.get(due__enrollment=enrollment)
        assert (entry.source, entry.kind, entry.amount_fen, entry.effective_on) == (
            f"due:{entry.due_id}",
            "charge",
            32_000,
            make.DAY,
        )
    assert Quotation.objects.filter(paid_on=None).count() == 1, "one answer serves all of one standing"
    again = dues.issue(area=make.HEZE, coverage_year=make.YEAR, on=make.DAY, by=clerk)
    assert (again.dues, again.fen, DueEntry.objects.count()) == (0, 0, 5)
    told = AuditEvent.objects.filter(action="issue_dues").order_by("id").first()
    assert told is not None and told.change["dues"] == 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("connections", "issued_most"), [(1, 4), (2, 5)])
def test_issuing_stops_half_way_and_goes_on(
    clerk: Officer, monkeypatch: pytest.MonkeyPatch, settings: Any, connections: int, issued_most: int
) -> None:
    settings.FILE_CONNECTIONS = connections
    unissued(clerk, 7)
    monkeypatch.setattr(dues, "SLICE_ROWS", 2)
    issue_slice, calls = dues_bulk.issue_slice, count(1)

    def breaks(**given: object) -> object:
        if next(calls) == 3:
            raise RuntimeError("killed")
        return issue_slice(**given)  # type: ignore[arg-type]

    monkeypatch.setattr(dues_bulk, "issue_slice", breaks)
    with pytest.raises(RuntimeError):
        dues.issue(area=make.HEZE, coverage_year=make.YEAR, on=make.DAY, by=clerk)
    before = Due.objects.count()
    assert 4 <= before <= issued_most  # beside the third slice, the last may have been under way
    monkeypatch.setattr(dues_bulk, "issue_slice", issue_slice)
    assert dues.issue(area=make.HEZE, coverage_year=make.YEAR, on=make.DAY, by=clerk).dues == 7 - before
    assert DueEntry.objects.filter(kind="charge").count() == 7


def test_only_the_place_asked_for_and_only_who_is_enrolled(clerk: Officer) -> None:
    one, two, three = unissued(clerk, 3)
    Enrollment.objects.filter(pk=two.pk).update(division_code=make.OTHER_VILLAGE)
    Enrollment.objects.filter(pk=three.pk).update(cancelled_on=make.DAY)
    issued = dues.issue(
        area=make.HEZE, coverage_year=make.YEAR, on=make.DAY, by=clerk, division_code=make.VILLAGE
    )
    assert issued.dues == 1 and Due.objects.get().enrollment == one


def test_who_may_issue(clerk: Officer, make_officer: Callable[..., Officer]) -> None:
    for role, place in (
        (Role.TAX_OFFICER, make.HEZE),
        (Role.COUNTY_BUREAU, make.MUDAN),
        (Role.TOWNSHIP_CLERK, make.HEZE),
    ):
        with pytest.raises(NotAllowed):
            dues.issue(area=make.HEZE, coverage_year=make.YEAR, on=make.DAY, by=make_officer(role, place))


def test_the_standing_in_sql_is_the_key_of_the_rule(clerk: Officer) -> None:
    newborn = make.person(clerk, born_on=date(2021, 9, 3))
    enrollment = make.enrolled(newborn, clerk)
    facts = [
        (ExemptionReason.HARDSHIP, None),
        (ExemptionReason.EMPLOYEE_SCHEME, date(2021, 9, 30)),
        (ExemptionReason.NEWLY_ADDED_POOR, date(2021, 10, 1)),
    ]
    keys = {Due.objects.get(enrollment=enrollment).standing}
    for reason, fact_on in facts:
        exemptions.record_exemption(
            person=newborn,
            coverage_year=make.YEAR,
            reason=reason,
            fact_on=fact_on,
            document_number="示例",
            on=make.DAY,
            by=clerk,
        )
        keys.add(Due.objects.get(enrollment=enrollment).standing)
    assert len(keys) == 4
    for key in keys:
        assert Standing.parse(key).key() == key
    assert "minor+born:2021-09-03+hardship+employee:2021-09-30+newly:2021-10-01" in keys
    assert Due.objects.get(enrollment=make.enrolled(make.person(clerk), clerk)).standing == "adult"


def test_a_due_comes_back_with_its_enrollment(clerk: Officer) -> None:
    who = make.person(clerk)
    enrollment = make.enrolled(who, clerk)
    enrollments.cancel_enrollment(enrollment=enrollment, reason="转出", on=make.DAY, by=clerk)
    assert Due.objects.get().withdrawn_on == make.DAY
    make.enrolled(who, clerk)
    due = Due.objects.get()
    assert due.withdrawn_on is None and money(who) == (32_000, 0)


def test_a_quote_follows_the_facts_and_is_kept(clerk: Officer) -> None:
    who = make.person(clerk)
    make.enrolled(who, clerk)
    for paid_on, fen, covered in [
        (date(2021, 11, 1), 32_000, date(2022, 1, 1)),
        (date(2022, 7, 1), 90_000, date(2022, 8, 2)),
    ]:
        answer = quotes.quote_for(person=who, coverage_year=make.YEAR, paid_on=paid_on)
        assert (answer.quotation.due_fen, answer.quotation.cover_from, answer.outstanding_fen) == (
            fen,
            covered,
            fen,
        )
        assert all(part["clause"] for part in answer.quotation.body["parts"])
        assert (
            quotes.quote_for(person=who, coverage_year=make.YEAR, paid_on=paid_on).quotation
            == answer.quotation
        )
    undecided = quotes.quote_for(person=who, coverage_year=make.YEAR, paid_on=date(2023, 1, 2))
    assert undecided.outstanding_fen is None and undecided.quotation.body["missing"]


def test_nobody_is_quoted_without_an_enrollment(clerk: Officer) -> None:
    with pytest.raises(NotEnrolled):
        quotes.quote_for(person=make.person(clerk), coverage_year=make.YEAR, paid_on=make.DAY)


@pytest.mark.django_db(transaction=True)
def test_a_fact_that_ends_takes_its_price_with_it(
    clerk: Officer, make_officer: Callable[..., Officer]
) -> None:
    desk = TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), clerk)
    who = desk.person()
    hardship = exemptions.record_exemption(
        person=who,
        coverage_year=make.YEAR,
        reason=ExemptionReason.HARDSHIP,
        document_number="示例",
        on=make.DAY,
        by=clerk,
    )
    desk.upload([line(who, "320.00", "2022-07-05 10:00:00")])
    assert cover(who) is not None and money(who) == (32_000, 32_000)
    end_exemption(exemption=hardship, reason="登记有误", on=date(2022, 7, 20), by=clerk)
    assert (cover(who), money(who)) == (None, (90_000, 32_000))
    told = AuditEvent.objects.get(action="change_cover")
    assert told.change["after"] is None and told.change["before"]["cover_from"]
