"""Which parts of rosters are with which township, how full are they, and what does the system know of their people?"""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Substr

from assistance.categories.models import Roster, RosterAnswer, RosterPart, RosterRow
from assistance.categories.rules.roster_answers import Known
from enrollment.models import Coverage, Enrollment
from policy.book import default_book
from staff import access
from staff.access import Permission
from staff.models import Officer

HOLDING = ("new", "changed", "unchanged")


def people_of(roster: Roster, township: str = "") -> QuerySet[RosterRow]:
    """The rows of a roster whose people hold a category because of it, of one township or of all."""
    rows = RosterRow.objects.filter(roster=roster, action__in=HOLDING, person__isnull=False)
    return rows.filter(division_code__startswith=township) if township else rows


def townships_of(roster: Roster) -> dict[str, int]:
    """Township -> how many rows it would be handed."""
    found = (
        people_of(roster)
        .annotate(township=Substr("division_code", 1, 9))
        .values("township")
        .annotate(number=Count("pk"))
        .order_by("township")
    )
    return {row["township"]: row["number"] for row in found if len(row["township"]) == 9}


def parts_of(roster: Roster) -> QuerySet[RosterPart]:
    return with_answers(RosterPart.objects.filter(roster=roster)).order_by("division_code")


def with_answers(parts: QuerySet[RosterPart]) -> QuerySet[RosterPart]:
    """Each part with how many rows it has answered, and of those how many are not insured."""
    answers = RosterAnswer.objects.filter(part=OuterRef("pk")).order_by().values("part")
    return parts.select_related("roster", "handed_by", "returned_by").annotate(
        answered=Coalesce(Subquery(answers.annotate(n=Count("pk")).values("n")), 0),
        uninsured=Coalesce(
            Subquery(answers.annotate(n=Count("pk", filter=Q(is_insured=False))).values("n")), 0
        ),
    )


def visible_parts(officer: Officer, *, on: date) -> QuerySet[RosterPart]:
    """The parts handed down to the officer's township, or to the one in which their village lies."""
    prefixes = access.scope_prefixes(officer, Permission.ROSTERS_FILL, on=on)
    inside = Q(pk__in=[])
    for prefix in prefixes:
        inside |= Q(division_code__startswith=prefix) if len(prefix) <= 9 else Q(division_code=prefix[:9])
    return RosterPart.objects.filter(inside)


def rows_to_fill(part: RosterPart, officer: Officer, *, on: date) -> QuerySet[RosterRow]:
    """The rows of a part that lie in the officer's place, those not yet answered first."""
    rows = access.scope(people_of(part.roster, part.division_code), officer, Permission.ROSTERS_FILL, on=on)
    return rows.select_related("answer", "person").order_by("division_code", "name", "pk")


def known_of(rows: Sequence[RosterRow], coverage_year: int) -> dict[int, Known]:
    """Person id -> what is on record for the year, in two queries whatever their number."""
    people = {row.person_id: row for row in rows if row.person_id is not None}
    enrolled = {
        e.person_id: e.area
        for e in Enrollment.objects.filter(person__in=people, coverage_year=coverage_year, cancelled_on=None)
    }
    covered = set(
        Coverage.objects.filter(person__in=people, coverage_year=coverage_year).values_list(
            "person_id", flat=True
        )
    )
    found = {}
    for person_id, row in people.items():
        area = enrolled.get(person_id, "")
        here = bool(area) and default_book().pooling_area(row.division_code) == area
        died = row.person.died_on is not None if row.person else False
        found[person_id] = Known(area, here, person_id in covered, died)
    return found
