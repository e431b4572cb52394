"""Does somebody whom only a list names take answers, count in one class, and bring the answer along when registered?"""

import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from assistance.cases.models import AssistanceCase
from enrollment.models import BaseAnswer, ListedAnswer, StatusList, StatusRow
from enrollment.operations import base_pictures, listed_answers
from enrollment.operations.base_answers import AnsweredMeanwhile
from enrollment.queries import base_rates
from enrollment.queries.base_lists import NamedByList, named_by_lists
from enrollment.queries.base_people import BasePlace
from enrollment.rules.base_answers import Answer, Heard
from enrollment.rules.base_classes import BaseClass
from enrollment.rules.documents import mask
from intake import vault
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.enrollment.test_newborns_of_lists import written

YEAR = make.YEAR
HERE = {"inside": make.MUDAN, "coverage_year": str(YEAR)}
NUMBER = make.resident_number()


@pytest.fixture
def bureau(make_officer: Any) -> Officer:
    make.places()
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)  # type: ignore[no-any-return]


@pytest.fixture
def named(bureau: Officer) -> NamedByList:
    """A released prisoner of the county whom nobody registered."""
    listed = StatusList.objects.create(
        sha256="0" * 64, name="释放", size_bytes=1, area=make.MUDAN, uploaded_by=bureau, state="written",
        source="prison", listed_on=date(2022, 2, 1),
    )  # fmt: skip
    StatusRow.objects.create(
        list=listed, number=2, document_hash=vault.match_key(NUMBER), document_masked=mask(NUMBER),
        name="冯七", fact="released", from_on=date(2022, 1, 1), match="nobody",
    )  # fmt: skip
    [one] = named_by_lists(make.MUDAN, YEAR)
    return one


def hears(named: NamedByList, by: Officer, heard: Heard = Heard.CANNOT_PAY, *, seen: int = 0) -> ListedAnswer:
    at = timezone.now()
    return listed_answers.answer(
        named=named, coverage_year=YEAR, answer=Answer(heard, timezone.localdate(at)), seen_version=seen, by=by, at=at
    )  # fmt: skip


def classes() -> dict[str, int]:
    """Everybody of the county by class."""
    place = BasePlace(make.HEZE, make.MUDAN, YEAR, date(2022, 3, 1))
    counted = [one for listed in base_rates.counted_inside(place).values() for one in listed]
    return {one: people for one, _by_fact, people in base_rates.as_json(counted)}  # type: ignore[misc]


def test_an_answer_moves_a_listed_person_from_class_to_class(named: NamedByList, bureau: Officer) -> None:
    assert classes() == {"not_asked": 1}
    hears(named, bureau, Heard.REFUSES)
    assert classes() == {"refuses": 1}
    kept = base_pictures.take(
        area=make.HEZE, coverage_year=YEAR, on=date(2022, 3, 1), by=None, at=timezone.now()
    )
    assert [one.classes for one in kept.places.all()] == [[["refuses", False, 1]]]
    with pytest.raises(AnsweredMeanwhile):
        hears(named, bureau, Heard.ABROAD)
    hears(named, bureau, Heard.ASK_AGAIN, seen=1)
    assert classes() == {"not_asked": 1}


def test_all_doors_write_and_tell_the_same(
    named: NamedByList,
    bureau: Officer,
    client_as: Callable[..., Client],
    api_as: Callable[[Officer], APIClient],
) -> None:
    today, page = timezone.localdate().isoformat(), client_as(bureau, language="en")
    address = f"/base/listed/{named.key}/?inside={make.MUDAN}&coverage_year={YEAR}"
    assert (
        page.post(address, {"version": 0, "heard": "unreachable", "contacted_on": today}).status_code == 302
    )
    assert page.post(address, {"version": 0, "heard": "refuses", "contacted_on": today}).status_code == 422
    api = api_as(bureau)
    where = f"?division={make.MUDAN}&coverage_year={YEAR}"
    given = {"coverage_year": YEAR, "version": 1, "heard": "refuses", "contacted_on": today}
    answers = f"/api/v1/base/listed/{named.key}/answers{where}"
    first = api.post(answers, given, format="json", headers={"Idempotency-Key": "a"})
    assert first.json()["version"] == 2
    assert api.post(answers, given, format="json", headers={"Idempotency-Key": "b"}).status_code == 409
    out = io.StringIO()
    options = ("--year", str(YEAR), "--division", make.MUDAN, "--by", bureau.login, "--json")
    said = ("--listed", named.key, "--heard", "cannot_pay", "--version", "2", "--contacted-on", today)
    call_command("village_ledger", "answer", *said, *options, stdout=out)
    assert json.loads(out.getvalue())["version"] == 3

    shown = page.get(address).content.decode()
    assert "Version 3" in shown and "Register the person" in shown and NUMBER not in shown
    assert "cannot pay" in page.get("/base/", HERE).content.decode()
    told = api.get(f"/api/v1/base/listed{where}").json()
    assert [(one["key"], one["base_class"], one["version"]) for one in told["people"]] == [
        (named.key, "cannot_pay", 3)
    ]
    out = io.StringIO()
    call_command("village_ledger", "listed", *options, stdout=out)
    assert json.loads(out.getvalue()) == told


def test_a_village_counts_whom_a_list_names_in_it(
    named: NamedByList, bureau: Officer, client_as: Callable[..., Client]
) -> None:
    StatusList.objects.update(area=make.VILLAGE)
    hears(named_by_lists(make.VILLAGE, YEAR)[0], bureau, Heard.REFUSES)
    page = client_as(bureau, language="en").get("/base/", HERE | {"inside": make.VILLAGE}).content.decode()
    assert 'id="should">1<' in page and "冯七" in page and 'data-class="refuses"' in page
    other = client_as(bureau, language="en").get("/base/", HERE | {"inside": make.VILLAGE, "who": "abroad"})
    assert "冯七" not in other.content.decode()


@pytest.mark.parametrize("door", ["desk", "list"])
def test_who_is_registered_brings_the_answer_along(named: NamedByList, bureau: Officer, door: str) -> None:
    hears(named, bureau, Heard.UNREACHABLE)
    hears(named, bureau, seen=1)
    if door == "desk":
        make.household(bureau, make.member("head", "冯七", document_number=NUMBER))
    else:
        written(
            bureau,
            f"C1,户主,冯七,,{NUMBER},{make.VILLAGE},,",
            f"C2,户主,陈八,,{make.resident_number()},{make.VILLAGE},,",
        )
    answer = BaseAnswer.objects.get()
    assert (answer.person.name, answer.version, answer.heard) == ("冯七", 1, "cannot_pay")
    assert AssistanceCase.objects.get().person == answer.person
    assert named_by_lists(make.MUDAN, YEAR) == []
    assert classes()[BaseClass.CANNOT_PAY.value] == 1
