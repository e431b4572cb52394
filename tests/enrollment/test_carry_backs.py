"""Is a township taken back by two officers, whole or not at all, and may its people be carried over again?"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from enrollment.bulk.due_credits import DueCredit
from enrollment.models import CarryBack, CarryOver, Due, Enrollment, Person
from enrollment.operations import carry_backs, carry_overs, due_credits, dues, enrollment_states, enrollments
from enrollment.operations.carry_overs import NotPossibleNow
from enrollment.operations.ledger_checks import run as ledger_check
from enrollment.operations.people import InvalidFact
from enrollment.queries.carry_overs import totals
from enrollment.rules.carry_overs import BackMove, CarryMove
from enrollment.rules.enrollment_states import EnrollmentMove, StateReason
from staff.access import NotAllowed
from staff.identities import NotYours
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
AT = datetime(2021, 10, 5, 2, 0, tzinfo=UTC)
ON = date(2021, 10, 5)
YEAR = 2022  # open, so its dues can be issued
TOWNSHIP = make.VILLAGE[:9]
M = BackMove


@pytest.fixture
def bureau(make_officer: Any) -> Officer:
    make.places()
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)  # type: ignore[no-any-return]


@pytest.fixture
def second(make_officer: Any, bureau: Officer) -> Officer:
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)  # type: ignore[no-any-return]


def insured(by: Officer, name: str) -> Person:
    person = make.person(by, name)
    Enrollment.objects.create(
        person=person, area=make.HEZE, coverage_year=YEAR - 1, division_code=make.VILLAGE, basis="hukou",
        group="adult", enrolled_on=date(2020, 10, 1), enrolled_by=by,
    )  # fmt: skip
    return person


def carried(bureau: Officer, second: Officer) -> CarryOver:
    row = carry_overs.ask(division_code=make.MUDAN, coverage_year=YEAR, by=bureau, at=AT)
    carry_overs.work(row.pk)
    carry_overs.move(carry_over=row, made=CarryMove.AGREE, by=second, at=AT)
    carry_overs.work(row.pk)
    row.refresh_from_db()
    return row


@pytest.fixture
def row(bureau: Officer, second: Officer) -> CarryOver:
    for name in ("王一", "王二", "王三"):
        insured(bureau, name)
    return carried(bureau, second)


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(NotPossibleNow) as told:
        yield
    assert told.value.code == code


def asked(row: CarryOver, by: Officer, because: str = "名单有误") -> CarryBack:
    return carry_backs.ask(carry_over=row, township=TOWNSHIP, because=because, by=by, at=AT)


def enrolled() -> int:
    return Enrollment.objects.filter(coverage_year=YEAR, cancelled_on=None).count()


def test_two_officers_take_a_township_back_and_it_may_be_carried_over_again(
    row: CarryOver, bureau: Officer, second: Officer
) -> None:
    by_hand, unwilling = insured(bureau, "赵一"), Person.objects.order_by("pk")[0]
    make.enrolled(by_hand, bureau, year=YEAR, on=ON)
    first = Enrollment.objects.get(person=unwilling, coverage_year=YEAR)
    enrollments.cancel_enrollment(enrollment=first, reason="本人要求", on=ON, by=bureau)
    for one in Enrollment.objects.filter(coverage_year=YEAR, cancelled_on=None, due=None):
        dues.issue_for(enrollment=one, on=ON, by=bureau)
    back = asked(row, bureau)
    with refused("asked_already"):
        asked(row, second)
    with pytest.raises(NotYours):
        carry_backs.move(back=back, made=M.AGREE, by=bureau, at=AT)
    assert enrolled() == 3
    done = carry_backs.move(back=back, made=M.AGREE, by=second, at=AT)
    assert (done.state, done.people, enrolled()) == ("done", 2, 1), "who was enrolled by hand stays"
    assert Due.objects.filter(withdrawn_on=None).count() == 1 and not ledger_check(at=AT)
    with pytest.raises(NotPossibleNow):
        carry_backs.move(back=back, made=M.DROP, by=second, at=AT)
    again = carried(bureau, second)
    assert {one.value: people for one, people in totals(again).items()} == {"goes_on": 3, "cancelled": 1}
    assert enrolled() == 3 and again.summary["carried"] == {TOWNSHIP: 2}
    taken = Enrollment.objects.filter(is_carried_back=True).order_by("pk").last()
    assert taken is not None
    enrollments.cancel_enrollment(
        enrollment=Enrollment.objects.get(person=taken.person_id, coverage_year=YEAR, cancelled_on=None),
        reason="x1", on=ON, by=bureau,
    )  # fmt: skip
    assert make.enrolled(taken.person, bureau, year=YEAR, on=ON).carry_over_id is None


@pytest.mark.parametrize("built", ["money", "state"])
def test_nothing_is_taken_back_once_something_was_built_on_it(
    row: CarryOver, bureau: Officer, second: Officer, built: str
) -> None:
    back = asked(row, bureau)
    one = Enrollment.objects.filter(coverage_year=YEAR).order_by("pk")[0]
    if built == "money":
        due = dues.issue_for(enrollment=one, on=ON, by=bureau)
        given = DueCredit("grant:1", due.pk, "medical_assistance", 100, ON, None)
        assert due_credits.credit_many(credits=[given], at=AT) == {}
    else:
        enrollment_states.move(
            enrollment=one, made=EnrollmentMove.END, reason=StateReason.EMPLOYED, from_on=ON, document_number="d",
            by=bureau, at=AT,
        )  # fmt: skip
    with refused("built_on"):
        carry_backs.move(back=back, made=M.AGREE, by=second, at=AT)
    back.refresh_from_db()
    assert (back.state, enrolled()) == ("waiting", 3)
    assert carry_backs.move(back=back, made=M.DROP, by=bureau, at=AT).state == "dropped"
    with refused("built_on"):
        asked(row, bureau)


def test_reason_place_and_right_are_asked(row: CarryOver, bureau: Officer, make_officer: Any) -> None:
    with pytest.raises(InvalidFact):
        asked(row, bureau, " ")
    with refused("not_carried_over"):
        carry_backs.ask(carry_over=row, township="371702999", because="x", by=bureau, at=AT)
    with pytest.raises(NotAllowed):
        asked(row, make_officer(Role.COUNTY_BUREAU, "371703"))


def test_page_program_and_command_take_it_back_alike(
    row: CarryOver, bureau: Officer, second: Officer, client_as: Any, api_as: Any
) -> None:
    client, path = client_as(bureau, language="en"), f"/carry-overs/{row.pk}/"
    assert client.post(f"{path}back", {"township": TOWNSHIP, "because": "wrong list"}).status_code == 302
    page = client.get(path).content.decode()
    assert 'data-back="waiting"' in page and "wrong list" in page and 'value="agree"' not in page
    assert 'value="agree"' in client_as(second, language="en").get(path).content.decode()
    back = CarryBack.objects.get()
    assert client.post(f"{path}back", {"back": back.pk, "move": "agree"}).status_code == 302
    assert enrolled() == 3
    api, address = api_as(bureau), f"/api/v1/carry-overs/{row.pk}"
    dropped = {"back": back.pk, "move": "drop"}
    told = api.post(f"{address}/back-moves", dropped, format="json", headers={"Idempotency-Key": "b-1"})
    assert told.status_code == 200 and told.json()["backs"][0]["state"] == "dropped"
    sent = {"township": TOWNSHIP, "because": "wrong list"}
    told = api.post(f"{address}/backs", sent, format="json", headers={"Idempotency-Key": "b-2"})
    assert told.status_code == 201, told.json()
    out = StringIO()
    given = {"division": make.MUDAN, "area": make.HEZE, "year": YEAR, "json": True, "stdout": out}
    call_command("carry_over", by=second.login, agree_back=TOWNSHIP, **given)
    assert json.loads(out.getvalue())["backs"][1] | {"id": 0} == {
        "id": 0, "township": TOWNSHIP, "state": "done", "because": "wrong list", "people": 3,
    }  # fmt: skip
    assert enrolled() == 0
