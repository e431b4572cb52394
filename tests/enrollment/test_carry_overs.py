"""Does a carry-over enroll everybody who goes on, once, after a second officer agreed, and name everybody else?"""

import io
import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enrollment.bulk import carry_overs as bulk
from enrollment.household_layout import HEADINGS
from enrollment.models import CarryOver, CoverEvidence, Due, Enrollment, Person
from enrollment.operations import (
    carry_overs,
    deaths,
    enrollment_states,
    enrollments,
    exemptions,
    household_imports,
)
from enrollment.operations.carry_overs import NotPossibleNow
from enrollment.queries import carried_people
from enrollment.queries.carried_people import Place
from enrollment.queries.carry_overs import people_in, report, totals
from enrollment.rules.carry_overs import CARRIED, CarryClass, CarryMove
from enrollment.rules.carry_work import WORK
from enrollment.rules.enrollment_states import EnrollmentMove, StateReason
from enrollment.rules.groups import default_group
from intake.operations import jobs
from policy.terms import Basis, ExemptionReason
from staff.access import NotAllowed
from staff.identities import NotYours
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make

AT = datetime(2022, 10, 5, 2, 0, tzinfo=UTC)
ON = date(2022, 10, 5)
NEXT = make.YEAR + 1
PLACE = Place(make.HEZE, make.MUDAN, NEXT)
_C = CarryClass


def test_every_worklist_says_what_is_to_be_done() -> None:
    assert set(WORK) == set(CarryClass) and len({text.zh for text in WORK.values()}) == len(WORK)


@pytest.fixture
def bureau(make_officer: Any) -> Officer:
    make.places()
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)  # type: ignore[no-any-return]


@pytest.fixture
def second(make_officer: Any, bureau: Officer) -> Officer:
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)  # type: ignore[no-any-return]


def insured(by: Officer, *, basis: Basis = Basis.HUKOU, **facts: Any) -> Person:
    person = make.person(by, **facts)
    enrollments.enroll(
        person=person, division_code=make.VILLAGE, coverage_year=make.YEAR, basis=basis, on=make.DAY, by=by
    )
    return person


def changed(person: Person, **facts: Any) -> None:
    Person.objects.filter(pk=person.pk).update(**facts)


def everybody(by: Officer, elsewhere: Officer) -> dict[int, CarryClass]:
    """One person of each class, by number."""
    known: dict[int, CarryClass] = {}

    def keep(person: Person, one: CarryClass) -> Person:
        known[person.pk] = one
        return person

    keep(insured(by), _C.GOES_ON)
    keep(insured(by, born_on=date(2004, 5, 1)), _C.TURNED_18)
    changed(keep(insured(by, school="一中"), _C.LEFT_SCHOOL), school="")
    changed(keep(insured(by, born_on=date(2016, 5, 1)), _C.ENTERED_SCHOOL), school="一小")
    changed(keep(insured(by, school="一中", basis=Basis.SCHOOL), _C.NO_SCHOOL), school=" ")
    permit = {"basis": Basis.RESIDENCE_PERMIT, "residence_permit": "J1"}
    keep(insured(by, **permit), _C.PERMIT_TO_CHECK)
    changed(keep(insured(by, **permit), _C.PERMIT_MISSING), residence_permit="")
    changed(keep(insured(by, **permit), _C.PERMIT_EXPIRED), permit_last_day=date(NEXT - 1, 12, 31))
    changed(keep(insured(by, **permit), _C.GOES_ON), permit_last_day=date(NEXT, 1, 1))
    corrected = keep(insured(by), _C.GROUP_CHANGED)
    changed(corrected, born_on=date(2010, 1, 1))
    poor = keep(insured(by), _C.CATEGORY_CHANGED)
    exemptions.record_exemption(
        person=poor, coverage_year=NEXT, reason=ExemptionReason.HARDSHIP, document_number="d", on=ON, by=by
    )
    dead = keep(insured(by), _C.DIED)
    deaths.record_death(person=dead, died_on=date(2022, 8, 1), document="d1", on=ON, by=by)
    kept = insured(by)
    known[kept.pk] = _C.GOES_ON
    changed(keep(insured(by), _C.MERGED), merged_into=kept)
    changed(keep(insured(by), _C.MOVED), division_code=make.LINXIA_VILLAGE)
    twice = keep(insured(by), _C.ELSEWHERE)
    make.enrolled(twice, elsewhere, year=NEXT, village=make.LINXIA_VILLAGE, on=ON)
    for one, made in ((_C.SUSPENDED, EnrollmentMove.SUSPEND), (_C.ENDED, EnrollmentMove.END)):
        person = keep(insured(by), one)
        enrollment_states.move(
            enrollment=Enrollment.objects.get(person=person), made=made, reason=StateReason.EMPLOYED,
            from_on=date(2022, 9, 1), document_number="d", by=by, at=AT,
        )  # fmt: skip
    employed = keep(insured(by), _C.DOCUMENT_ELSEWHERE)
    CoverEvidence.objects.create(
        person=employed, scheme="employee", from_on=date(2022, 9, 1), document_number="d", state="confirmed", entered_by=by,
        entered_at=AT, decided_by=elsewhere, decided_at=AT,
    )  # fmt: skip
    unwilling = keep(insured(by), _C.CANCELLED)
    enrollments.cancel_enrollment(
        enrollment=make.enrolled(unwilling, by, year=NEXT, on=ON), reason="x1", on=ON, by=by
    )
    keep(make.person(by), _C.NEW)
    return known


@pytest.mark.django_db
def test_everybody_is_in_one_class_and_only_who_goes_on_is_enrolled(
    bureau: Officer, second: Officer, make_officer: Any
) -> None:
    known = everybody(bureau, make_officer(Role.COUNTY_BUREAU, "622901"))
    # Heze has no tiers: of them a test of its own.
    assert set(known.values()) == set(CarryClass) - {_C.TIER_TO_CHOOSE}, "every class has somebody"
    row = carried(bureau, second, only_counted=True)
    for one in CarryClass:
        assert set(people_in(row, one).values_list("pk", flat=True)) == {
            person for person, own in known.items() if own is one
        }, one
    assert {one: totals(row)[one] for one in totals(row)} == {
        one: people for one in CarryClass if (people := list(known.values()).count(one))
    }
    before = set(Enrollment.objects.filter(coverage_year=NEXT).values_list("pk", flat=True))
    row = agreed(row, second)
    made = Enrollment.objects.filter(coverage_year=NEXT).exclude(pk__in=before)
    assert {one.person_id for one in made} == {person for person, own in known.items() if own in CARRIED}
    assert row.state == "done" and report(row)["enrolled"] == len(made)
    for new in made.select_related("person"):
        group = default_group(born_on=new.person.born_on, school=new.person.school, coverage_year=NEXT)
        assert (new.group, new.state, new.enrolled_by_id) == (group.value, "normal", second.pk)
    for one in CARRIED:  # the worklists stay as they were, carried over or not
        assert people_in(row, one).count() == totals(row).get(one, 0)


def carried(bureau: Officer, second: Officer, *, only_counted: bool = False) -> CarryOver:
    row = carry_overs.ask(division_code=make.MUDAN, coverage_year=NEXT, by=bureau, at=AT)
    carry_overs.work(row.pk)
    row.refresh_from_db()
    assert row.state == "proposed"
    return row if only_counted else agreed(row, second)


def agreed(row: CarryOver, second: Officer) -> CarryOver:
    carry_overs.move(carry_over=row, made=CarryMove.AGREE, by=second, at=AT)
    carry_overs.work(row.pk)
    row.refresh_from_db()
    return row


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("offered", "kept", "class_"),
    [
        (("first", "second"), "second", _C.GOES_ON),
        (("first",), "", _C.TIER_TO_CHOOSE),
        ((), "second", _C.GOES_ON),
    ],
)
def test_a_tier_goes_along_where_the_new_year_offers_it(
    bureau: Officer, monkeypatch: pytest.MonkeyPatch, offered: tuple[str, ...], kept: str, class_: CarryClass
) -> None:
    who = insured(bureau)
    Enrollment.objects.filter(person=who).update(tier="second")
    monkeypatch.setattr(carried_people, "tiers_of", lambda policy, year: offered)
    assert Person.objects.filter(pk__in=carried_people.people_in(PLACE, class_)).get() == who
    bulk.carry(PLACE, on=ON, officer_id=bureau.pk, carry_over_id=1)
    assert Enrollment.objects.get(person=who, coverage_year=NEXT).tier == kept


@pytest.mark.django_db
def test_the_group_of_the_statement_is_that_of_the_rule(bureau: Officer) -> None:
    days = [date(2005, 1, 1), date(2005, 1, 2), date(2004, 12, 31), date(2004, 2, 29), None]
    people = [(insured(bureau), day, school) for day in days for school in ("", "一小")]
    for person, day, school in people:
        changed(person, born_on=day, school=school)
    bulk.carry(PLACE, on=ON, officer_id=bureau.pk, carry_over_id=1)
    for person, day, school in people:
        own = default_group(born_on=day, school=school, coverage_year=NEXT)
        assert Enrollment.objects.get(person=person, coverage_year=NEXT).group == own.value, (day, school)


@pytest.mark.django_db
def test_twice_is_once_and_two_officers_are_two(bureau: Officer, second: Officer) -> None:
    insured(bureau)
    row = carry_overs.ask(division_code=make.MUDAN, coverage_year=NEXT, by=bureau, at=AT)
    assert carry_overs.ask(division_code=make.MUDAN, coverage_year=NEXT, by=second, at=AT).pk == row.pk
    with pytest.raises(NotPossibleNow):
        carry_overs.move(carry_over=row, made=CarryMove.AGREE, by=second, at=AT)
    carry_overs.work(row.pk)
    with pytest.raises(NotYours):
        carry_overs.move(carry_over=row, made=CarryMove.AGREE, by=bureau, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        CarryOver.objects.filter(pk=row.pk).update(state="running", agreed_by=bureau)
    row = agreed(row, second)
    carry_overs.work(row.pk)
    again = carried(bureau, second)
    assert again.pk != row.pk and report(again)["enrolled"] == 0
    assert Enrollment.objects.filter(coverage_year=NEXT).count() == 1


@pytest.mark.django_db
def test_a_worker_that_dies_between_two_townships_is_followed_by_another(
    bureau: Officer, second: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    towns = ["371702001001", "371702002001", "371702003001"]
    make.places(*towns)
    for village in towns:
        make.enrolled(make.person(bureau, village=village), bureau, village=village)
    row = carried(bureau, second, only_counted=True)
    carry_overs.move(carry_over=row, made=CarryMove.AGREE, by=second, at=AT)
    whole = bulk.carry

    def dies(place: Place, **given: Any) -> int:
        if place.division_code == "371702002":
            whole(place, **given)
            raise SystemExit
        return whole(place, **given)

    monkeypatch.setattr(bulk, "carry", dies)
    with pytest.raises(SystemExit):
        carry_overs.work(row.pk)
    row.refresh_from_db()
    assert row.summary["carried"] == {"371702001": 1}
    assert Enrollment.objects.filter(coverage_year=NEXT).count() == 1
    monkeypatch.setattr(bulk, "carry", whole)
    carry_overs.work(row.pk)  # the lease still runs
    CarryOver.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert carry_overs.due_for_work(now=timezone.now()) == [row.pk]
    carry_overs.work(row.pk)
    row.refresh_from_db()
    assert (row.state, row.summary["carried"]) == ("done", dict.fromkeys([town[:9] for town in towns], 1))
    assert AuditEvent.objects.filter(action="carry_over_township").count() == 3


@pytest.mark.django_db
def test_a_village_carries_over_itself_only(bureau: Officer, second: Officer) -> None:
    insured(bureau)
    other = make.person(bureau, village=make.OTHER_VILLAGE)
    make.enrolled(other, bureau, village=make.OTHER_VILLAGE)
    row = carry_overs.ask(division_code=make.OTHER_VILLAGE, coverage_year=NEXT, by=bureau, at=AT)
    carry_overs.work(row.pk)
    row.refresh_from_db()
    agreed(row, second)
    assert [one.person_id for one in Enrollment.objects.filter(coverage_year=NEXT)] == [other.pk]


@pytest.mark.django_db
def test_another_county_may_neither_begin_nor_agree(bureau: Officer, make_officer: Any) -> None:
    other = make_officer(Role.COUNTY_BUREAU, "371703")
    with pytest.raises(NotAllowed):
        carry_overs.ask(division_code=make.MUDAN, coverage_year=NEXT, by=other, at=AT)
    row = carried(bureau, other, only_counted=True)
    with pytest.raises(NotAllowed):
        carry_overs.move(carry_over=row, made=CarryMove.AGREE, by=other, at=AT)


@pytest.mark.django_db
def test_a_year_that_is_not_open_is_carried_over_to_and_owes_nothing(
    bureau: Officer, second: Officer
) -> None:
    make.enrolled(make.person(bureau), bureau, year=2026, on=date(2025, 10, 20))
    row = carry_overs.ask(division_code=make.MUDAN, coverage_year=2027, by=bureau, at=AT)
    carry_overs.work(row.pk)
    row.refresh_from_db()
    agreed(row, second)
    row.refresh_from_db()
    assert report(row)["year_is_open"] is False
    assert Enrollment.objects.filter(coverage_year=2027).count() == 1
    assert not Due.objects.filter(coverage_year=2027).exists()


@pytest.mark.django_db
def test_people_more_are_no_more_statements(bureau: Officer, second: Officer) -> None:
    counts = []
    for year_of_birth in (1980, 1981):
        insured(bureau, born_on=date(year_of_birth, 1, 1))
        row = carried(bureau, second, only_counted=True)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            agreed(row, second)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_pages_programs_and_the_command_carry_over_alike(
    bureau: Officer, second: Officer, client_as: Any, api_as: Any
) -> None:
    insured(bureau)
    insured(bureau, born_on=date(2004, 5, 1), name="王小明")
    client, other = client_as(bureau, language="en"), client_as(second, language="en")
    assert client.post("/carry-overs/", {"division": make.MUDAN, "coverage_year": NEXT}).status_code == 302
    row = CarryOver.objects.get()
    path = f"/carry-overs/{row.pk}/"
    assert "being counted" in client.get(path).content.decode()
    carry_overs.work(row.pk)
    page = client.get(path).content.decode()
    assert "turned 18" in page and 'value="agree"' not in page
    assert "王小明" in client.get(f"{path}people?who=turned_18").content.decode()
    assert client.get(f"{path}people?who=nonsense").status_code == 404
    client.post(path, {"move": "agree"})
    row.refresh_from_db()
    assert row.state == "proposed", "whoever began it does not agree to it"
    api, other_api = api_as(bureau), api_as(second)
    address = f"/api/v1/carry-overs/{row.pk}"
    assert api.get(address).json()["classes"] == {"goes_on": 1, "turned_18": 1}
    assert [one["name"] for one in api.get(f"{address}/people?who=turned_18").json()["results"]] == ["王小明"]
    refused = api.post(
        f"{address}/moves", {"move": "agree"}, format="json", headers={"Idempotency-Key": "c-1"}
    )
    assert refused.status_code in (403, 409) and refused.json()
    moved = other_api.post(
        f"{address}/moves", {"move": "agree"}, format="json", headers={"Idempotency-Key": "c-2"}
    )
    assert moved.json()["state"] == "running"
    carry_overs.work(row.pk)
    sheet = client.get(f"{path}list.xlsx")
    content = b"".join(sheet.streaming_content)
    cells = list(openpyxl.load_workbook(io.BytesIO(content)).active.values)
    assert [word for key, word in HEADINGS.items() if key != "one_card"] == list(cells[0]) and len(cells) == 3
    sent = household_imports.receive(
        content=io.BytesIO(content), name="HH-1.xlsx", area=make.MUDAN, coverage_year=NEXT, on=ON, by=bureau
    )
    read = jobs.work_on(sent)
    assert read.state == "ready", read.refusal or read.problems  # what goes out can be read in again
    assert AuditEvent.objects.filter(action="export_household_list").count() == 1
    assert other.get("/carry-overs/").status_code == 200
    out = StringIO()
    given = {"division": make.MUDAN, "area": make.HEZE, "year": NEXT, "json": True, "stdout": out}
    call_command("carry_over", by=bureau.login, **given)
    assert json.loads(out.getvalue())["state"] == "proposed"
    out.seek(0), out.truncate()
    call_command("carry_over", by=second.login, agree=True, **given)
    assert json.loads(out.getvalue())["state"] == "done"
