"""How does an officer choose the place and the coverage year that pages open with?"""

from datetime import date

from policy.terms import Text
from staff import access
from staff.models import Division, Officer
from staff.refusals import Refusal
from staff.rules.divisions import is_division_code, scope_prefix

FIRST_YEAR, LAST_YEAR = 2018, 2100


class WorkingRefused(Refusal):
    """The officer holds nothing there."""


def may_work_in(officer: Officer, code: str, *, on: date) -> bool:
    """Whether a role of the officer lies in the place, or around it."""
    places = [place for _role, place in access.roles_and_places(officer, on=on)]
    return any(place.strip("0") == "" or code.startswith(scope_prefix(place)) for place in places)


def choose(*, by: Officer, place: str, year: int | None, on: date) -> None:
    """Keep both; an empty place or year is nothing chosen. It opens nothing: each page asks for the right itself."""
    known = is_division_code(place) and Division.objects.filter(pk=place).exists()
    if place and not (known and may_work_in(by, place, on=on)):
        raise WorkingRefused(
            "place_elsewhere",
            Text("您的角色不在这个区划内。", "No role of yours lies in this place."),
            Text("请选择您辖区内的区划。", "Choose a place of your divisions."),
            field="place",
        )
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise WorkingRefused(
            "year_unknown",
            Text("没有这个参保年度。", "There is no such coverage year."),
            field="year",
        )
    Officer.objects.filter(pk=by.pk).update(working_place=place, working_year=year)
    by.working_place, by.working_year = place, year
