"""Are place and year chosen once, do pages begin with them, and is one place found among many by typing?"""

from collections.abc import Callable

import pytest
from django import forms
from django.test import Client
from django.utils import timezone

from staff.access import Permission
from staff.models import Officer
from staff.rules.roles import Role
from staff.web.fields import own_divisions, pooling_areas, working_years, years_around
from staff.web.places import LISTED_MAX, PlaceChoiceField
from tests import factories as make

MANY = [(f"3717{number:02}", f"县{number} 3717{number:02}") for number in range(1, LISTED_MAX + 2)]


class Form(forms.Form):
    area = PlaceChoiceField(label="Area")


def _form(choices: list[tuple[str, str]], written: str | None = None) -> Form:
    form = Form(None if written is None else {"area": written})
    form.fields["area"].choices = choices  # type: ignore[attr-defined]
    return form


@pytest.mark.parametrize("written", ["371703", "县3 371703", "县3", " 县3  371703 "])
def test_one_of_many_places_is_found_by_code_or_name(written: str) -> None:
    form = _form(MANY, written)
    assert form.is_valid() and form.cleaned_data["area"] == "371703"
    shown = str(form["area"])
    assert 'value="县3 371703"' in shown and shown.count("<option") == len(MANY)


@pytest.mark.parametrize("written", ["县", "371799", "", "<b>"])
def test_what_is_no_place_or_several_is_refused_and_shown_again(written: str) -> None:
    form = _form(MANY, written)
    assert not form.is_valid() and "<b>" not in str(form["area"])


def test_few_places_stay_a_list() -> None:
    assert "<select" in str(_form(MANY[:3])["area"])


@pytest.mark.django_db
def test_place_and_year_are_chosen_once_and_pages_begin_with_them(
    make_officer: Callable[..., Officer], client_as: Callable[..., Client]
) -> None:
    make.places()
    officer = make_officer(Role.COUNTY_BUREAU, make.HEZE)
    client, on = client_as(officer, language="en"), timezone.localdate()
    year = years_around(on)[-1]
    assert client.post("/working", {"place": "622901", "year": year}).status_code == 422
    answer = client.post("/working", {"place": make.MUDAN, "year": year, "next": "/dues/"})
    assert answer.headers["Location"] == "/dues/"
    officer.refresh_from_db()
    assert own_divisions(officer, Permission.DUES_READ, on=on)[0][0] == make.MUDAN
    assert pooling_areas(officer, Permission.DUES_READ, on=on)[0][0] == make.HEZE
    assert working_years(officer, on)[0] == year
    page = client.get("/dues/")
    assert page.context["place"] == make.MUDAN and page.context["year"] == year
    assert f"区划{make.MUDAN} · {year}" in page.content.decode()
    assert client.post("/working", {"next": "//evil.example"}).headers["Location"] == "/"
    officer.refresh_from_db()
    assert (officer.working_place, officer.working_year) == ("", None)
