"""Which carry-overs may an officer see, what did each count, and who is in which class?"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from enrollment.models import CarryOver, Enrollment, Membership, Person
from enrollment.queries import carried_people
from enrollment.queries.carried_people import Place
from enrollment.queries.policies import is_open
from enrollment.rules.carry_overs import CARRIED, CarryClass
from enrollment.rules.carry_work import WORK
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.rules.divisions import scope_prefix

ISSUE = Permission.DUES_ISSUE


def visible_carry_overs(officer: Officer, *, on: date, permission: Permission = ISSUE) -> QuerySet[CarryOver]:
    """Those of the officer's divisions, the last one first."""
    rows = access.scope(CarryOver.objects.all(), officer, permission, on=on)
    return rows.select_related("asked_by", "agreed_by").order_by("-pk")


def totals(row: CarryOver) -> dict[CarryClass, int]:
    """How many people are in which class, as counted."""
    counted = row.summary.get("counted", {})
    sums = {one: sum(classes.get(one.value, 0) for classes in counted.values()) for one in CarryClass}
    return {one: people for one, people in sums.items() if people}


def going_on(classes: dict[CarryClass, int]) -> int:
    """How many of these become enrolled, or are already."""
    return sum(people for one, people in classes.items() if one in CARRIED)


def townships(row: CarryOver) -> list[tuple[str, int, int, int | None]]:
    """Township, people who go on, everybody else, and how many the carry-over enrolled (None: not done yet)."""
    carried = row.summary.get("carried", {})
    rows = []
    for township, counted in row.summary.get("counted", {}).items():
        classes = {CarryClass(one): people for one, people in counted.items()}
        on = going_on(classes)
        rows.append((township, on, sum(classes.values()) - on, carried.get(township)))
    return rows


def people_in(row: CarryOver, one: CarryClass, *, within: str = "") -> QuerySet[Person]:
    """The people of a class as the register says now, village by village; `within`: only of this division in the place."""
    place = Place(row.area, within or row.division_code, row.coverage_year)
    return Person.objects.filter(pk__in=carried_people.people_in(place, one)).order_by("division_code", "pk")


def enrolled_in(row: CarryOver, *, within: str = "") -> QuerySet[Enrollment]:
    """Who is enrolled for the new year in the place, carried over or not."""
    rows = Enrollment.objects.filter(
        area=row.area, coverage_year=row.coverage_year, cancelled_on=None,
        division_code__startswith=scope_prefix(within or row.division_code),
    )  # fmt: skip
    return rows.select_related("person").order_by("division_code", "person_id")


def memberships_of(enrollments: Iterable[Enrollment]) -> dict[int, Membership]:
    """Person -> the household they belong to."""
    ids = [one.person_id for one in enrollments]
    rows = Membership.objects.filter(person__in=ids, left_on=None).select_related("household")
    return {one.person_id: one for one in rows}


def report(row: CarryOver) -> dict[str, Any]:
    """What is said of a carry-over for programs and the command."""
    classes = totals(row)
    return {
        "id": row.pk,
        "area": row.area,
        "division_code": row.division_code,
        "coverage_year": row.coverage_year,
        "state": row.state,
        "year_is_open": is_open(row.area, row.coverage_year),
        "counted_at": row.counted_at and row.counted_at.isoformat(),
        "classes": {one.value: people for one, people in classes.items()},
        "work": {one.value: WORK[one]._asdict() for one in classes},
        "going_on": going_on(classes),
        "townships": [
            {"division_code": code, "going_on": on, "others": others, "enrolled": enrolled}
            for code, on, others, enrolled in townships(row)
        ],
        "enrolled": sum(row.summary.get("carried", {}).values()),
        "backs": [
            {
                "id": one.pk,
                "township": one.township,
                "state": one.state,
                "because": one.because,
                "people": one.people,
            }
            for one in row.backs.order_by("pk")
        ],
        "failure": row.failure,
    }
