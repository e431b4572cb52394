"""What follows for other dues when the cover of a person's year came or went?

Whether an earlier year was insured decides the wait of a later one, and whether a parent is insured the amount of a child. So
lines take effect through here: the dues that ask for such facts are given their new standing in the same transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache

from django.db import connection

from enrollment.bulk import due_accounts, repricing
from enrollment.bulk.due_states import NewLine
from enrollment.bulk.line_entries import CHINA
from enrollment.bulk.quotations import Quotations
from enrollment.bulk.standings import asked_of
from enrollment.rules.payments import Allocation
from intake.bulk.arrays import numbers_text
from policy.book import default_book

Turned = set[tuple[int, int]]  # person, coverage year of which cover came or went

_LATER = """
SELECT d.id, d.area, d.coverage_year, false FROM unnest(%(people)s::bigint[], %(years)s::smallint[]) AS t(person_id, year)
JOIN enrollment_due d ON d.person_id = t.person_id AND d.coverage_year > t.year AND d.withdrawn_on IS NULL
JOIN enrollment_enrollment e ON e.id = d.enrollment_id AND e.cancelled_on IS NULL
"""
_CHILDREN = """
SELECT d.id, d.area, d.coverage_year, true FROM unnest(%(people)s::bigint[], %(years)s::smallint[]) AS t(person_id, year)
CROSS JOIN LATERAL (SELECT p.id FROM enrollment_person p WHERE p.mother_id = t.person_id
  UNION SELECT m.person_id FROM enrollment_membership o
  JOIN enrollment_membership m ON m.household_id = o.household_id AND m.left_on IS NULL AND m.relationship IN ('son', 'daughter')
  WHERE o.person_id = t.person_id AND o.left_on IS NULL AND o.relationship IN ('head', 'spouse')) child
JOIN enrollment_due d ON d.person_id = child.id AND d.coverage_year = t.year AND d.withdrawn_on IS NULL
JOIN enrollment_enrollment e ON e.id = d.enrollment_id AND e.cancelled_on IS NULL
"""
# The people of a part whose cover came by the short way.
_OF_PART = """
SELECT person_id, coverage_year FROM ended WHERE outcome IN ('posted_in_full', 'overpaid') AND coverage_year < %s
"""
_AREAS = "SELECT DISTINCT area, coverage_year FROM enrollment_due WHERE coverage_year >= %s"


def post(lines: Sequence[NewLine], *, quotations: Quotations, at: datetime) -> dict[int, Allocation]:
    """Let lines take effect (`due_accounts.post`), and what follows for other dues."""
    turned: Turned = set()
    allocations = due_accounts.post(lines, quotations=quotations, at=at, turned=turned)
    follow(turned, at=at)
    return allocations


def resettle(due_ids: Iterable[int], *, quotations: Quotations, at: datetime) -> None:
    """Work accounts out again (`due_accounts.resettle`), and what follows for other dues."""
    turned: Turned = set()
    due_accounts.resettle(due_ids, quotations=quotations, at=at, turned=turned)
    follow(turned, at=at)


def withdraw(
    line_ids: Collection[int], due_ids: Iterable[int], *, cause: str, quotations: Quotations, at: datetime
) -> None:
    """Work accounts out as if these lines had never come (`due_accounts.withdraw`), and what follows for other dues."""
    turned: Turned = set()
    due_accounts.withdraw(line_ids, due_ids, cause=cause, quotations=quotations, at=at, turned=turned)
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
        cursor.execute(
            "SELECT max(coverage_year), (SELECT min(coverage_year) FROM ended WHERE posts) FROM enrollment_due"
        )
        latest, earliest = cursor.fetchone()
        if latest is None or earliest is None:
            return
        cursor.execute(_AREAS, [earliest]) if latest > earliest else None
        asking = [asked_of(*one) for one in (cursor.fetchall() if latest > earliest else [])]
        if not any(asked.history or asked.parent for asked in asking):
            return
        cursor.execute(_OF_PART, [latest + 1])
        turned: Turned = set(cursor.fetchall())
    follow(turned, at=at)


def _asking(turned: Collection[tuple[int, int]]) -> list[int]:
    """The dues whose standing depends on the cover of these people and years."""
    people, years = zip(*sorted(turned), strict=True)
    given = {"people": numbers_text(people), "years": numbers_text(years)}
    asks = cache(asked_of)
    found = []
    areas = {
        area.code for area in default_book().areas() if default_book().pooling_area(area.code) == area.code
    }
    asks_parents = any(asks(area, year).parent for area in areas for year in set(years))
    with connection.cursor() as cursor:
        for statement in (_LATER, _CHILDREN) if asks_parents else (_LATER,):
            cursor.execute(statement, given)
            found += cursor.fetchall()
    return sorted(
        due_id
        for due_id, area, year, of_parent in set(found)
        if (asks(area, year).parent if of_parent else asks(area, year).history)
    )
