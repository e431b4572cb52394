"""Whom may an officer see, who is found by a name or a number, and how does a household stand in a year?"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Substr
from django.db.models.lookups import In

from enrollment.models import Due, Enrollment, Household, Membership, Person
from enrollment.queries.dues import balances
from enrollment.rules import names
from enrollment.rules.pinyin import spellings
from staff import access
from staff.access import Permission
from staff.models import Officer

FOUND_MAX = 500  # a longer answer helps nobody: the officer is asked to narrow it
MEMBERS_MAX = 60


@dataclass(frozen=True, slots=True)
class MemberStanding:
    """One member of a household in front of the clerk: enrolled for the year? paid?"""

    membership: Membership
    person: Person
    enrollment: Enrollment | None
    due: Due | None
    charged_fen: int
    credited_fen: int

    @property
    def outstanding_fen(self) -> int:
        return max(self.charged_fen - self.credited_fen, 0)

    @property
    def state(self) -> str:
        """deceased, not_enrolled, undecided, settled, partly_paid or unpaid."""
        if self.person.died_on is not None:
            return "deceased"
        if self.enrollment is None:
            return "not_enrolled"
        if self.due is None or self.due.quotation.due_fen is None:
            return "undecided"
        if self.outstanding_fen == 0:
            return "settled"
        return "partly_paid" if self.credited_fen else "unpaid"


def visible_people(
    officer: Officer, *, on: date, permission: Permission = Permission.PEOPLE_READ
) -> QuerySet[Person]:
    return access.scope(Person.objects.all(), officer, permission, on=on)


def visible_households(
    officer: Officer, *, on: date, permission: Permission = Permission.PEOPLE_READ
) -> QuerySet[Household]:
    return access.scope(Household.objects.all(), officer, permission, on=on)


def name_begins(text: str) -> Q:
    """Whose name begins like this, or its pinyin does, in first letters (zxm for 曾小明) or in full (zengxiao)."""
    key = names.name_key(text)
    by = Q(name_key__startswith=key)
    if key.isascii():
        by |= Q(name_initials__startswith=key.lower())
        for way in spellings(text):
            spelled = Q(name_initials__startswith=way.initials)
            for place, characters in enumerate(way.characters, 1):
                spelled &= Q(In(Substr("name_key", place, 1), sorted(characters)))
            by |= spelled
    return by


def find_by_name(visible: QuerySet[Person], text: str) -> QuerySet[Person]:
    """People whose name begins so (`name_begins`); living records only."""
    households = Prefetch(
        "memberships",
        Membership.objects.filter(left_on=None).select_related("household"),
        to_attr="current_memberships",
    )
    found = visible.filter(name_begins(text), merged_into=None).order_by("name_key", "pk")
    return found.prefetch_related(households)[:FOUND_MAX]


def find_households(visible: QuerySet[Household], number: str) -> QuerySet[Household]:
    """Households whose number begins like this, those still standing first."""
    return (
        visible.filter(number__startswith=number.strip())
        .select_related("head")
        .order_by("number", "division_code")[:FOUND_MAX]
    )


def standings(household: Household, *, coverage_year: int) -> list[MemberStanding]:
    """The present members with enrollment and balance of a year, head first, in four queries whatever their number."""
    memberships = list(
        household.memberships.filter(left_on=None)
        .select_related("person")
        .order_by("joined_on", "pk")[:MEMBERS_MAX]
    )
    people = [membership.person_id for membership in memberships]
    enrollments = {
        e.person_id: e
        for e in Enrollment.objects.filter(person__in=people, coverage_year=coverage_year, cancelled_on=None)
    }
    dues = {
        due.enrollment_id: due
        for due in Due.objects.filter(enrollment__in=[e.pk for e in enrollments.values()]).select_related(
            "quotation"
        )
    }
    sums = balances([due.pk for due in dues.values()]) if dues else {}
    rows = []
    for membership in sorted(memberships, key=lambda m: (m.person_id != household.head_id, m.person.born_on)):
        enrollment = enrollments.get(membership.person_id)
        due = dues.get(enrollment.pk) if enrollment else None
        charged, credited = sums.get(due.pk, (0, 0)) if due else (0, 0)
        rows.append(MemberStanding(membership, membership.person, enrollment, due, charged, credited))
    return rows


def years_of_household(household: Household, *, on: date) -> tuple[list[int], int]:
    """The coverage years to choose from, the latest first, and the one to begin with.

    Those that can be enrolled for and those somebody was; a household that lapsed begins with its last year.
    """
    usual = usual_coverage_year(on)
    enrolled = Enrollment.objects.filter(
        person__memberships__household=household, person__memberships__left_on=None, cancelled_on=None
    )
    years = set(enrolled.values_list("coverage_year", flat=True))
    first = usual if not years or usual - 1 in years else max(years)
    return sorted({usual, usual - 1} | years, reverse=True), first


def usual_coverage_year(on: date) -> int:
    """The year a clerk most likely means: from September on, next year's contributions are collected."""
    return on.year + 1 if on.month >= 9 else on.year
