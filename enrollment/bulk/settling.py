"""What follows for other dues when the cover of a person's year came or went, or money came back to a withdrawn due?

Whether an earlier year was insured decides the wait of a later one, and whether a parent is insured the amount of a child. So
lines take effect through here: the dues that ask for such facts are given their new standing in the same transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from enrollment.bulk import due_accounts, repricing, withdrawn_dues
from enrollment.bulk.due_states import NewLine
from enrollment.bulk.line_entries import CHINA
from enrollment.bulk.quotations import Quotations
from enrollment.bulk.standings import asked_of
from enrollment.rules.asked_facts import AskedFacts
from enrollment.rules.payments import Allocation
from intake.bulk.arrays import numbers_text

Turned = set[tuple[int, int]]  # person, coverage year of which cover came or went

_LATER = """
SELECT d.id, d.area, d.coverage_year FROM unnest(%(people)s::bigint[], %(years)s::smallint[]) AS t(person_id, year)
JOIN enrollment_due d ON d.person_id = t.person_id AND d.coverage_year > t.year AND d.withdrawn_on IS NULL
JOIN enrollment_enrollment e ON e.id = d.enrollment_id AND e.cancelled_on IS NULL
"""
_CHILDREN = """
SELECT d.id, d.area, d.coverage_year FROM unnest(%(people)s::bigint[], %(years)s::smallint[]) AS t(person_id, year)
CROSS JOIN LATERAL (SELECT p.id FROM enrollment_person p WHERE p.mother_id = t.person_id
  UNION SELECT m.person_id FROM enrollment_membership o
  JOIN enrollment_membership m ON m.household_id = o.household_id AND m.left_on IS NULL AND m.relationship IN ('son', 'daughter')
  WHERE o.person_id = t.person_id AND o.left_on IS NULL AND o.relationship IN ('head', 'spouse')) child
JOIN enrollment_due d ON d.person_id = child.id AND d.coverage_year = t.year AND d.withdrawn_on IS NULL
JOIN enrollment_enrollment e ON e.id = d.enrollment_id AND e.cancelled_on IS NULL
"""
# The people of a part whose cover came by the short way.
_OF_PART = "SELECT person_id, coverage_year FROM ended WHERE outcome IN ('posted_in_full', 'overpaid')"
# Of every due a price was asked, and prices are few.
_PRICED = "SELECT DISTINCT area, coverage_year FROM enrollment_quotation WHERE coverage_year >= %s"


def post(lines: Sequence[NewLine], *, quotations: Quotations, at: datetime) -> dict[int, Allocation]:
    """Let lines take effect (`due_accounts.post`), and what follows for other dues."""
    turned: Turned = set()
    allocations = due_accounts.post(lines, quotations=quotations, at=at, turned=turned)
    reached = [line.due_id for line in lines if line.due_id is not None]
    withdrawn_dues.leave(reached, quotations=quotations, at=at, turned=turned)
    follow(turned, at=at)
    return allocations


def resettle(due_ids: Iterable[int], *, quotations: Quotations, at: datetime) -> None:
    """Work accounts out again (`due_accounts.resettle`), and what follows for other dues."""
    turned: Turned = set()
    due_ids = list(due_ids)
    due_accounts.resettle(due_ids, quotations=quotations, at=at, turned=turned)
    withdrawn_dues.leave(due_ids, quotations=quotations, at=at, turned=turned)
    follow(turned, at=at)


def withdraw(
    line_ids: Collection[int], due_ids: Iterable[int], *, cause: str, quotations: Quotations, at: datetime
) -> None:
    """Work accounts out as if these lines had never come (`due_accounts.withdraw`), and what follows for other dues."""
    turned: Turned = set()
    due_ids = list(due_ids)
    due_accounts.withdraw(line_ids, due_ids, cause=cause, quotations=quotations, at=at, turned=turned)
    withdrawn_dues.leave(due_ids, quotations=quotations, at=at, turned=turned, without=line_ids)
    follow(turned, at=at)


def follow(turned: Turned, *, at: datetime) -> None:
    """Give the dues that ask for the cover of these years their new standing; years only grow, so it ends."""
    while turned and (due_ids := _asking(turned)):
        turned = set()
        day = at.astimezone(CHINA).date()
        repricing.reprice(due_ids, on=day, at=at, officer_id=None, turned=turned)


def follow_part(*, at: datetime) -> None:
    """The same for the lines of a part that took the short way; usually nobody has a due that asks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(coverage_year) FROM ended WHERE posts")
        (earliest,) = cursor.fetchone()
        if earliest is None:
            return
        asked = _priced(cursor, earliest)
        if not any(one.parent or (one.history and year > earliest) for (_, year), one in asked.items()):
            return
        cursor.execute(_OF_PART)
        turned: Turned = set(cursor.fetchall())
    follow(turned, at=at)


def _asking(turned: Collection[tuple[int, int]]) -> list[int]:
    """The dues whose standing depends on the cover of these people and years."""
    people, years = zip(*sorted(turned), strict=True)
    given = {"people": numbers_text(people), "years": numbers_text(years)}
    found = []
    with connection.cursor() as cursor:
        asked = _priced(cursor, min(years))
        if any(one.history for (_, year), one in asked.items() if year > min(years)):
            cursor.execute(_LATER, given)
            found += [row for row in cursor.fetchall() if asked[row[1], row[2]].history]
        if any(one.parent for (_, year), one in asked.items() if year in years):
            cursor.execute(_CHILDREN, given)
            found += [row for row in cursor.fetchall() if asked[row[1], row[2]].parent]
    return sorted({due_id for due_id, _, _ in found})


def _priced(cursor: Any, earliest: int) -> dict[tuple[str, int], AskedFacts]:
    """What each area asks of each year, from one on, of which there are dues."""
    cursor.execute(_PRICED, [earliest])
    return {(area, year): asked_of(area, year) for area, year in cursor.fetchall()}
