"""Is a draft of policy named, shared, filled in by the checks of a real year, and changed by the city alone?"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from desk.whatif.models import Draft, DraftRun
from desk.whatif.operations import drafts, runs
from desk.whatif.operations.drafts import InvalidDraft, StaleDraft
from desk.whatif.queries.drafts import visible_drafts
from desk.whatif.queries.policies import DraftPolicies
from desk.whatif.rules.run_states import RunState
from enrollment.operations.year_checks import InvalidYear
from intake.operations import leases
from staff.access import NotAllowed
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
AT = datetime(2022, 12, 31, 2, 0, tzinfo=UTC)
ON = date(2022, 12, 31)
AMOUNT, WAIT = "contribution.individual", "waiting.ordinary"


@pytest.fixture
def city(make_officer: Callable[..., Officer]) -> Officer:
    make.places()
    return make_officer(Role.CITY_BUREAU, make.HEZE)


@pytest.fixture
def town(city: Officer, make_officer: Callable[..., Officer]) -> Officer:
    """Somebody has a due of 2022."""
    clerk = make_officer(Role.COUNTY_BUREAU, make.MUDAN)
    make.enrolled(make.person(clerk), clerk)
    return clerk


def draft(city: Officer, name: str = "试算", **given: list[dict[str, Any]]) -> Draft:
    made = drafts.start(area=make.HEZE, name=name, by=city, at=AT)
    for question, rows in given.items():
        made = drafts.answer(
            draft=made, version=made.version, question=question.replace("__", "."), rows=rows, by=city, at=AT
        )
    return made


def test_what_contradicts_itself_is_refused_at_its_field_and_nothing_is_kept(
    town: Officer, city: Officer
) -> None:
    made = draft(city)
    for question, rows, row, field in (
        (AMOUNT, [{"amount": "380.999"}], 0, "amount"),
        (AMOUNT, [{"amount": "380"}, {"amount": "390"}], 1, ""),
        (WAIT, [{"months": -1}], 0, "months"),
    ):
        with pytest.raises(InvalidYear) as refused:
            drafts.answer(draft=made, version=None, question=question, rows=rows, by=city, at=AT)
        assert (refused.value.context["row"], refused.value.context["field"]) == (row, field)
    with pytest.raises(InvalidDraft):
        drafts.answer(draft=made, version=None, question="area.tiers", rows=[], by=city, at=AT)
    assert not made.given.exists()


def test_drafts_are_named_shared_and_changed_by_the_city_only(
    town: Officer, city: Officer, make_officer: Callable[..., Officer]
) -> None:
    made = draft(city, "涨到380元")
    colleague, county = (
        make_officer(Role.CITY_BUREAU, make.HEZE),
        make_officer(Role.COUNTY_BUREAU, make.MUDAN),
    )
    stranger = make_officer(Role.CITY_BUREAU, "622900")
    drafts.answer(draft=made, version=1, question=AMOUNT, rows=[{"amount": "380"}], by=colleague, at=AT)
    with pytest.raises(StaleDraft):
        drafts.answer(draft=made, version=1, question=AMOUNT, rows=[{"amount": "390"}], by=city, at=AT)
    with pytest.raises(InvalidDraft):
        draft(colleague, "涨到380元")
    for who in (county, stranger):
        with pytest.raises(NotAllowed):
            runs.ask(draft=made, by=who, at=AT)
        with pytest.raises(NotAllowed):
            drafts.start(area=make.HEZE, name="另一", by=who, at=AT)
    assert [list(visible_drafts(who, on=ON)) for who in (colleague, county, stranger)] == [[made], [made], []]


def test_what_is_in_force_given_back_takes_the_question_out_of_the_draft(
    town: Officer, city: Officer
) -> None:
    made = draft(city, waiting__ordinary=[{"months": 3}])
    assert made.given.exists()
    rows = DraftPolicies.of(made, {}).rows_today(drafts.question_named(WAIT))
    drafts.answer(draft=made, version=None, question=WAIT, rows=[dict(one) for one in rows], by=city, at=AT)
    assert not made.given.exists()
    drafts.remove(draft=made, by=city, at=AT)
    assert not Draft.objects.exists()
    told = AuditEvent.objects.filter(
        action__in=["start_draft", "answer_draft", "clear_draft", "remove_draft"]
    )
    assert told.count() == 4


def test_a_run_that_fails_again_and_again_ends_and_may_be_tried_again(town: Officer, city: Officer) -> None:
    run = runs.ask(draft=draft(city), by=city, at=AT)
    assert runs.ask(draft=run.draft, by=city, at=AT).pk == run.pk
    DraftRun.objects.filter(pk=run.pk).update(attempts=leases.ATTEMPTS_MAX)
    runs.work(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.FAILED.value
    runs.retry(run=run, by=city, at=AT)
    assert run.pk in runs.due_for_work(now=datetime(2099, 1, 1, tzinfo=UTC))
    runs.work(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.DONE.value
    with pytest.raises(InvalidDraft):
        runs.retry(run=run, by=city, at=AT)
