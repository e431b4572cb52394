"""What do the status lists of other offices say, and of whom?"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from enrollment.models import Enrollment, StatusList, StatusRow
from enrollment.rules.enrollment_states import ENROLLMENT, EnrollmentMove
from enrollment.rules.status_facts import StatusFact, StatusMatch
from enrollment.rules.status_suggestions import Suggestion, suggested
from intake.queries import sent_files
from policy.terms import Basis
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.rules.divisions import scope_prefix


def visible_lists(officer: Officer, *, on: date) -> QuerySet[StatusList]:
    """The lists of the officer's divisions, the last one first."""
    seen = access.scope(StatusList.objects.all(), officer, Permission.PEOPLE_IMPORT, on=on, field="area")
    return seen.order_by("-pk")


def rows_of(listed: StatusList, *, match: str = "") -> QuerySet[StatusRow]:
    """The rows of a list in its order, or those that were matched in one way."""
    rows = StatusRow.objects.filter(list=listed)
    if match:
        rows = rows.filter(match=match)
    return rows.select_related("person").order_by("number")


def matches_of(listed: StatusList) -> dict[StatusMatch, int]:
    """How many rows were matched in which way, as counted when they were written."""
    counted = listed.summary.get("matches", {})
    return {match: counted[match.value] for match in StatusMatch if match.value in counted}


def suggestions(
    rows: Sequence[StatusRow], *, listed_on: date, on: date
) -> dict[int, tuple[Enrollment, Suggestion]]:
    """Row -> the enrollment of the year it concerns, and what N33-a suggests; only of people whose number and name agree.

    The year is that of the day of the list; an enrollment that was ended or cancelled needs nothing.
    """
    sure = [row for row in rows if row.match == StatusMatch.NUMBER.value and row.person_id is not None]
    states = [state.value for state in ENROLLMENT.before(EnrollmentMove.END)]
    running = Enrollment.objects.filter(coverage_year=listed_on.year, cancelled_on=None, state__in=states)
    enrolled = {one.person_id: one for one in running.filter(person__in={row.person_id for row in sure})}
    found = {}
    for row in sure:
        enrollment = enrolled.get(row.person_id or 0)
        if enrollment is None or row.person is None:
            continue
        said = suggested(
            StatusFact(row.fact), from_on=row.from_on, until_on=row.until_on, listed_on=listed_on,
            coverage_year=enrollment.coverage_year, basis=Basis(enrollment.basis), on=on,
            lives_here=row.person.division_code.startswith(scope_prefix(enrollment.area)),
        )  # fmt: skip
        if said is not None and (said.move is None or ENROLLMENT.allows(enrollment.state, said.move)):
            found[row.pk] = (enrollment, said)
    return found


def report(listed: StatusList) -> dict[str, Any]:
    """What is said of a list for programs and the command."""
    return {
        **sent_files.report(listed),
        "office": listed.source,
        "listed_on": listed.listed_on.isoformat(),
        "matches": listed.summary.get("matches", {}),
    }
