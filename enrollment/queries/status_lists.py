"""What do the status lists of other offices say, and of whom?"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from enrollment.models import Enrollment, StatusList, StatusProposal, StatusRow
from enrollment.rules.enrollment_states import ENROLLMENT, EnrollmentMove
from enrollment.rules.status_facts import StatusFact, StatusMatch
from enrollment.rules.status_proposals import OPEN, ProposalState
from enrollment.rules.status_suggestions import Suggestion, suggested
from intake.queries import sent_files
from policy.terms import Basis
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.rules.divisions import scope_prefix


def visible_lists(
    officer: Officer, *, on: date, permission: Permission = Permission.PEOPLE_IMPORT
) -> QuerySet[StatusList]:
    """The lists of the officer's divisions, the last one first."""
    seen = access.scope(StatusList.objects.all(), officer, permission, on=on, field="area")
    return seen.order_by("-pk")


def rows_of(listed: StatusList, *, match: str = "", proposal: str = "") -> QuerySet[StatusRow]:
    """The rows of a list in its order, or those that were matched in one way or whose proposal is in a state."""
    rows = StatusRow.objects.filter(list=listed)
    if match:
        rows = rows.filter(match=match)
    if proposal:
        rows = rows.filter(proposals__state=proposal).distinct()
    return rows.select_related("person").order_by("number")


def matches_of(listed: StatusList) -> dict[StatusMatch, int]:
    """How many rows were matched in which way, as counted when they were written."""
    counted = listed.summary.get("matches", {})
    return {match: counted[match.value] for match in StatusMatch if match.value in counted}


def enrollments_of(rows: Sequence[StatusRow], *, listed_on: date) -> dict[int, Enrollment]:
    """Row -> the enrollment that it concerns now, in whatever state: of the year of the list or of the next.

    It is the first of which nothing was proposed from the row yet; the last one when something was of each.
    """
    people = {row.person_id for row in rows if row.person_id is not None}
    years = (listed_on.year, listed_on.year + 1)
    own: dict[int, list[Enrollment]] = defaultdict(list)
    asked = Enrollment.objects.filter(person__in=people, coverage_year__in=years, cancelled_on=None)
    for one in asked.order_by("coverage_year"):
        own[one.person_id].append(one)
    states = [state.value for state in OPEN]
    made = StatusProposal.objects.filter(row__in=rows, state__in=states).exclude(enrollment=None)
    done = set(made.values_list("row_id", "enrollment_id"))
    found = {}
    for row in rows:
        concerned = own.get(row.person_id or 0, [])
        free = [one for one in concerned if (row.pk, one.pk) not in done]
        if concerned:
            found[row.pk] = (free or concerned[-1:])[0]
    return found


def proposals_of(rows: Sequence[StatusRow]) -> dict[int, list[StatusProposal]]:
    """Row -> the proposals made of it that stand or wait, in their order; the last one when all were turned down or undone."""
    made = StatusProposal.objects.filter(row__in=rows).select_related(
        "made_by", "decided_by", "undo_by", "enrollment"
    )
    found: dict[int, list[StatusProposal]] = defaultdict(list)
    for one in made.order_by("pk"):
        found[one.row_id].append(one)
    return {
        row: [one for one in listed if ProposalState(one.state) in OPEN] or listed[-1:]
        for row, listed in found.items()
    }


def proposal_report(proposal: StatusProposal) -> dict[str, Any]:
    """One proposal for programs."""
    return {
        "id": proposal.pk,
        "kind": proposal.kind,
        "enrollment_id": proposal.enrollment_id,
        "coverage_year": proposal.enrollment.coverage_year if proposal.enrollment else None,
        "move": proposal.move,
        "reason": proposal.reason,
        "from_on": proposal.from_on and proposal.from_on.isoformat(),
        "document_number": proposal.document_number,
        "because": proposal.because,
        "state": proposal.state,
        "made_by": proposal.made_by.display_name,
        "decided_by": proposal.decided_by and proposal.decided_by.display_name,
        "decided_because": proposal.decided_because,
        "undo_because": proposal.undo_because,
    }


def suggestions(
    rows: Sequence[StatusRow], *, listed_on: date, on: date
) -> dict[int, tuple[Enrollment, Suggestion]]:
    """Row -> the enrollment of the year it concerns, and what N33-a suggests; only of people whose number and name agree.

    The enrollment is that of the year of the list, then the next (`enrollments_of`); one that was ended or cancelled needs
    nothing.
    """
    sure = [row for row in rows if row.match == StatusMatch.NUMBER.value and row.person_id is not None]
    enrolled = enrollments_of(sure, listed_on=listed_on)
    states = [state.value for state in ENROLLMENT.before(EnrollmentMove.END)]
    found = {}
    for row in sure:
        enrollment = enrolled.get(row.pk)
        if enrollment is None or enrollment.state not in states or row.person is None:
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
