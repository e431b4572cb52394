"""Does a township see only its own people, answer them all before returning, and is a contradiction marked?"""

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assistance.categories.models import Roster, RosterAnswer, RosterPart, RosterRow
from assistance.categories.operations import roster_parts
from assistance.categories.operations.roster_parts import Answer, InvalidAnswer, PartNotOpen
from assistance.categories.rules.not_insured import NotInsuredReason
from assistance.categories.rules.roster_answers import Known, contradictions
from staff.access import NotAllowed
from staff.models import Officer
from staff.rules.roles import Role
from tests.assistance.roster_desk import LANZHOU, OTHER_TOWN_VILLAGE, TOWN, VILLAGE, RosterDesk, row

pytestmark = pytest.mark.django_db
ON = date(2021, 3, 22)


@pytest.fixture
def roster(roster_desk: RosterDesk) -> Roster:
    desk = roster_desk
    people = [desk.person("甲一"), desk.person("甲二"), desk.person("乙", village=OTHER_TOWN_VILLAGE)]
    return desk.write([row(who) for who in people])


def handed(roster: Roster, desk: RosterDesk) -> RosterPart:
    (part,) = roster_parts.hand_down(
        roster=roster, townships=[TOWN], coverage_year=2021, on=ON, by=desk.checker, at=timezone.now()
    )
    return part


def fill(part: RosterPart, by: Officer, *answers: Answer) -> None:
    roster_parts.fill(part=part, answers=answers, on=ON, by=by, at=timezone.now())


def test_from_handing_down_to_taking_back(
    roster: Roster, roster_desk: RosterDesk, make_officer: Callable[..., Officer]
) -> None:
    part = handed(roster, roster_desk)
    town, village = make_officer(Role.TOWNSHIP_CLERK, TOWN), make_officer(Role.VILLAGE_CLERK, VILLAGE)
    first, second = RosterRow.objects.filter(roster=roster, division_code=VILLAGE).order_by("name")
    other = RosterRow.objects.get(roster=roster, division_code=OTHER_TOWN_VILLAGE)
    with pytest.raises(InvalidAnswer):
        fill(part, town, Answer(first.pk, False))
    with pytest.raises(NotAllowed):
        fill(part, town, Answer(other.pk, True))
    fill(part, village, Answer(first.pk, False, NotInsuredReason.REFUSES, "上门两次"))
    with pytest.raises(PartNotOpen) as refused:
        roster_parts.return_part(part=part, on=ON, by=town, at=timezone.now())
    assert "1" in refused.value.text.zh
    fill(part, town, Answer(first.pk, True), Answer(second.pk, True))
    assert RosterAnswer.objects.get(row=first).reason == "", "a later answer replaces the earlier"
    with pytest.raises(NotAllowed):
        roster_parts.return_part(part=part, on=ON, by=village, at=timezone.now())
    roster_parts.return_part(part=part, on=ON, by=town, at=timezone.now())
    with pytest.raises(PartNotOpen):
        fill(part, town, Answer(first.pk, True))
    with pytest.raises(NotAllowed):
        roster_parts.take_back(part=part, on=ON, by=town, at=timezone.now())
    roster_parts.take_back(part=part, on=ON, by=roster_desk.checker, at=timezone.now())
    again = handed(roster, roster_desk)
    assert again.pk == part.pk and again.state == "handed_down" and again.answers.count() == 2
    with pytest.raises(IntegrityError, match="not_insured_has_reason"), transaction.atomic():
        RosterAnswer.objects.filter(row=first).update(is_insured=False)


def test_only_a_written_roster_goes_to_its_own_townships(roster: Roster, roster_desk: RosterDesk) -> None:
    with pytest.raises(PartNotOpen):
        roster_parts.hand_down(
            roster=roster,
            townships=["620102009"],
            coverage_year=2021,
            on=ON,
            by=roster_desk.checker,
            at=timezone.now(),
        )
    ready = roster_desk.check([row(roster_desk.person("丙"))], month=date(2021, 4, 1))
    with pytest.raises(PartNotOpen):
        handed(ready, roster_desk)


@time_machine.travel("2021-03-22 10:00+08:00", tick=True)
def test_pages(
    roster: Roster,
    roster_desk: RosterDesk,
    make_officer: Callable[..., Officer],
    client_as: Callable[..., Client],
) -> None:
    bureau, town = client_as(roster_desk.checker), client_as(make_officer(Role.TOWNSHIP_CLERK, TOWN))
    parts = reverse("assistance:roster_parts", args=[roster.pk])
    bureau.post(parts, {"township": [TOWN], "coverage_year": "2021", "note": "月底前报"})
    part = RosterPart.objects.get()
    assert "月底前报" in town.get(reverse("assistance:roster_part_list")).content.decode()
    page = reverse("assistance:roster_part", args=[part.pk])
    rows = list(RosterRow.objects.filter(roster=roster, division_code=VILLAGE).order_by("name"))
    with CaptureQueriesContext(connection) as asked:
        text = town.get(page).content.decode()
    assert len(asked) <= 20 and "甲一" in text and "乙" not in text.split("<tbody>")[1].split("</tbody>")[0]
    refused = town.post(page, {f"insured-{rows[0].pk}": "no", f"reason-{rows[0].pk}": ""})
    assert refused.status_code == 422 and "未参保的须选择原因" in refused.content.decode()
    sent = {f"insured-{rows[0].pk}": "yes", f"insured-{rows[1].pk}": "no", f"reason-{rows[1].pk}": "refuses"}
    saved = town.post(page, sent, follow=True).content.decode()
    assert RosterAnswer.objects.count() == 2 and "系统无居民参保登记" in saved
    town.post(reverse("assistance:return_roster_part", args=[part.pk]))
    assert "已上报" in bureau.get(parts).content.decode()
    bureau.post(parts, {"take_back": str(part.pk)})
    part.refresh_from_db()
    assert part.state == "taken_back"
    other = client_as(make_officer(Role.TOWNSHIP_CLERK, "620102002"))
    assert other.get(page).status_code == 404
    assert client_as(make_officer(Role.CIVIL_AFFAIRS, LANZHOU)).get(page).status_code == 403


def test_what_contradicts_the_record() -> None:
    here = Known("620100", True, True, False)
    assert contradictions(True, None, here) == ()
    assert contradictions(False, NotInsuredReason.REFUSES, Known()) == ()
    assert contradictions(False, NotInsuredReason.DIED, Known(is_dead=True)) == ()
    cases = (
        (False, NotInsuredReason.REFUSES, here), (True, None, Known()), (True, None, Known("620100", True)),
        (False, NotInsuredReason.DIED, Known()), (False, NotInsuredReason.OTHER, Known(is_dead=True)),
        (True, None, Known("620100", True, True, True)),
    )  # fmt: skip
    for insured, reason, known in cases:
        assert len(contradictions(insured, reason, known)) == 1
