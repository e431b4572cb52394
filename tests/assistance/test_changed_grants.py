"""Is a subsidy whose ground changed listed at once, as the next proposal would mark it, with what changed and what to do?"""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from assistance.categories.operations import categories
from assistance.subsidies.bulk.changed_grants import changed_grants
from assistance.subsidies.models import Grant
from assistance.subsidies.operations import subsidy_payments
from assistance.subsidies.rules.changed_grants import next_step
from assistance.subsidies.rules.grant_states import LIVE
from enrollment.models import DueDecision, FollowUp, Person
from enrollment.operations import enrollments, follow_ups, merges
from policy.terms import Category
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance.subsidy_desk import DECEMBER, NOVEMBER, SubsidyDesk, grant_of, moment

pytestmark = pytest.mark.django_db
LANZHOU = ("6201",)
LEFT = date(2020, 11, 20)


@pytest.fixture
def desk(make_officer) -> SubsidyDesk:
    return SubsidyDesk(make_officer)


def ended(desk: SubsidyDesk, who: Person, category: Category, on: date = LEFT) -> None:
    span = who.categories.get(category=category)
    categories.end_category(span=span, until_on=on, because="退出", on=DECEMBER, by=desk.civil)


def found(on: date = DECEMBER, places: tuple[str, ...] = LANZHOU) -> dict[int, str]:
    listed = changed_grants(places, coverage_year=2021, on=on)
    changes = {one.grant_id: one.change.value for one in listed}
    return {grant.person_id: changes[grant.pk] for grant in Grant.objects.filter(pk__in=changes)}


@pytest.mark.django_db(transaction=True)  # a tax file is staged by a second connection
def test_a_change_shows_at_once_and_goes_with_its_cause(desk: SubsidyDesk) -> None:
    who, same = desk.person(Category("dibao_rural_2")), desk.person(Category("dibao_rural_2"))
    desk.paid()
    assert found() == {}
    ended(desk, who, Category("dibao_rural_2"))
    assert found() == {who.pk: "category_ended"} and found(NOVEMBER) == {}, "on 10 November it still held"
    assert (grant_of(who).review_because, grant_of(who).state) == ("category_ended", "approved"), (
        "it waits, nothing else"
    )
    assert found(places=("6202",)) == {} and found(places=("6202", "620102")) == {who.pk: "category_ended"}
    desk.pays(who, same)  # on 25 October: the class on the pay day counts (A04)
    assert found() == {}
    follow_ups.sweep(at=timezone.now())
    assert grant_of(who).review_because == "" and not FollowUp.objects.filter(closed_at=None).exists()


@pytest.mark.django_db(transaction=True)  # a tax file is staged by a second connection
def test_it_says_what_the_next_proposal_would_mark(desk: SubsidyDesk) -> None:
    left = desk.person(Category("dibao_rural_2"))
    other = desk.person(Category("dibao_rural_2"))
    better = desk.person(Category("registered_poor"))
    no_matter = desk.person(Category("tekun"))
    settled = desk.person(Category("dibao_rural_2"))
    desk.pays(settled)
    desk.paid()
    for who in (left, settled):
        ended(desk, who, Category("dibao_rural_2"))
    ended(desk, other, Category("dibao_rural_2"))
    desk.certify(other, Category("registered_poor"), LEFT, on=DECEMBER)
    desk.certify(better, Category("tekun"), LEFT, on=DECEMBER)
    desk.certify(no_matter, Category("registered_poor"), LEFT, on=DECEMBER)
    listed = found()
    assert listed == {left.pk: "category_ended", other.pk: "category_changed", better.pk: "category_changed"}
    desk.propose(DECEMBER)
    flagged = Grant.objects.exclude(review_because="").values_list("person_id", "review_because")
    assert dict(flagged) == listed


def test_each_change_is_told_with_both_sides(desk: SubsidyDesk) -> None:
    dearer, better = desk.person(Category("dibao_rural_2")), desk.person(Category("registered_poor"))
    desk.approved()
    grant = grant_of(dearer)
    DueDecision.objects.create(
        due_id=grant.due_id, amount_fen=30000, cover_from=date(2021, 1, 1), cover_until=date(2022, 1, 1),
        document_number="兰医保〔2020〕9号", reason="更正", decided_by=desk.tax.clerk, decided_on=DECEMBER,
    )  # fmt: skip
    desk.certify(better, Category("tekun"), LEFT, on=DECEMBER)
    told = {one.grant_id: one for one in changed_grants(LANZHOU, coverage_year=2021, on=DECEMBER)}
    due = told[grant.pk]
    assert (due.change.value, grant.due_fen, due.due_fen_now) == ("due_changed", 28000, 30000)
    rise = told[grant_of(better).pk]
    assert (rise.change.value, rise.basis_now, rise.amount_fen_now) == ("category_changed", "tekun", 28000)
    assert Category("registered_poor") in rise.categories_now


def test_a_cancelled_enrollment_is_named(desk: SubsidyDesk) -> None:
    who = desk.person(Category("dibao_rural_2"))
    desk.approved()
    enrollments.cancel_enrollment(
        enrollment=who.enrollments.get(coverage_year=2021), reason="重复参保", on=DECEMBER, by=desk.tax.clerk
    )
    assert found() == {who.pk: "enrollment_ended"}


def test_the_categories_of_a_merged_record_count_with_the_one_that_was_kept(desk: SubsidyDesk) -> None:
    who, twice = desk.person(Category("dibao_rural_2")), desk.person(Category("tekun"))
    merges.merge_people(kept=who, absorbed=twice, reason="同一人", on=NOVEMBER, by=desk.tax.clerk)
    desk.approved()
    assert grant_of(who).basis == Category("tekun") and found() == {}
    ended(desk, twice, Category("tekun"))
    assert found() == {who.pk: "category_changed"}, "rural dibao is left"


def test_the_next_step_follows_the_state(desk: SubsidyDesk) -> None:
    assert all(next_step(state, is_frozen=True).zh for state in LIVE), "every live grant has one"
    who = desk.person(Category("tekun"))
    run = desk.propose()
    ended(desk, who, Category("tekun"))

    def step() -> str:
        [one] = changed_grants(LANZHOU, coverage_year=2021, on=DECEMBER)
        return one.next_step.en

    assert "falls out when the run is frozen" in step()
    Grant.objects.filter(run=run).update(is_counted=True)
    assert "Give the run up" in step()


def test_what_was_credited_is_taken_back_and_leaves_the_list(desk: SubsidyDesk) -> None:
    who = desk.person(Category("tekun"))
    desk.paid()
    assert grant_of(who).state == "credited"
    ended(desk, who, Category("tekun"), on=date(2020, 1, 2))
    [one] = changed_grants(LANZHOU, coverage_year=2021, on=DECEMBER)
    assert "Take it back" in one.next_step.en
    subsidy_payments.take_back(
        grant=grant_of(who), reason="身份有误", on=DECEMBER, by=desk.finance, at=moment(DECEMBER)
    )
    assert found() == {}


def test_page_and_api(desk, make_officer, client_as, api_as, django_assert_max_num_queries) -> None:
    people = [desk.person(Category("dibao_rural_2")) for _ in range(4)]
    desk.approved()
    for who in people:
        ended(desk, who, Category("dibao_rural_2"))
    url, facts = reverse("assistance:changed_grants"), {"coverage_year": "2021"}
    client = client_as(desk.civil, language="en")
    assert url in client.get(reverse("assistance:subsidy_runs")).content.decode()
    with django_assert_max_num_queries(20):
        told = client.get(url, facts).content.decode()
    assert told.count("the category has ended") == 4 and "Give the run up" in told and "200.00" in told
    assert "the category has ended" not in client.get(url, facts | {"division": "620103"}).content.decode()
    assert told.count(people[0].document_masked) == 1
    assert client.get(url, facts | {"division": "62"}).status_code == 422
    stranger = client_as(make_officer(Role.CIVIL_AFFAIRS, make.HEZE), language="en")
    assert "the category has ended" not in stranger.get(url, facts).content.decode()
    assert client_as(make_officer(Role.TAX_OFFICER, desk.area)).get(url).status_code == 403

    program, path = api_as(desk.civil), "/api/v1/grants/changed"
    assert program.get(path).status_code == 400, "a year is needed"
    with django_assert_max_num_queries(10):
        answer = program.get(path, facts).json()
    assert answer["count"] == 4
    row = answer["results"][0]
    assert (row["change"], row["amount_fen"], row["amount_fen_now"], row["basis_now"]) == (
        "category_ended", 20000, None, None,
    )  # fmt: skip
    assert row["next_step"]["zh"] and row["state"] == "approved"
    assert api_as(make_officer(Role.CIVIL_AFFAIRS, make.HEZE)).get(path, facts).json()["count"] == 0
    assert api_as(make_officer(Role.TAX_OFFICER, desk.area)).get(path, facts).status_code == 403
