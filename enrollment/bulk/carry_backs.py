"""How is what a carry-over did in one township taken back, in a few statements however many people it were?"""

from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from staff.rules.divisions import scope_prefix

# What the carry-over enrolled there and nobody cancelled since; by the year and place, which have the index.
_MEANT = """
enrollment_enrollment e WHERE e.coverage_year = %(year)s AND e.division_code LIKE %(places)s
  AND e.carry_over_id = %(carry_over)s AND e.cancelled_on IS NULL"""

_SLOTS = f"""
SELECT DISTINCT get_byte(uuid_send(p.document_hash), 0) FROM enrollment_person p
WHERE p.id IN (SELECT e.person_id FROM {_MEANT})"""

# Money or a subsidy that came, even if it went again; a payment that waits; a decision by hand; another state, but
# for a death, which stands on the person.
_BUILT_ON = f"""
SELECT count(DISTINCT e.id) FROM (SELECT e.id FROM {_MEANT}) e LEFT JOIN enrollment_due d ON d.enrollment_id = e.id
WHERE EXISTS (SELECT FROM enrollment_enrollmentchange h WHERE h.enrollment_id = e.id
    AND h.reason NOT IN ('died', 'death_retracted'))
  OR EXISTS (SELECT FROM enrollment_dueentry x WHERE x.due_id = d.id AND x.kind NOT IN ('charge', 'waiver'))
  OR EXISTS (SELECT FROM enrollment_paymentline l WHERE l.due_id = d.id)
  OR EXISTS (SELECT FROM enrollment_duedecision m WHERE m.due_id = d.id)"""

_DUES = f"""
UPDATE enrollment_due d SET withdrawn_on = %(on)s FROM (SELECT e.id FROM {_MEANT}) m
WHERE d.enrollment_id = m.id AND d.withdrawn_on IS NULL RETURNING d.person_id, d.id"""

_CANCEL = f"""
UPDATE enrollment_enrollment t SET cancelled_on = %(on)s, cancelled_because = %(because)s, is_carried_back = true
FROM (SELECT e.id FROM {_MEANT}) m WHERE t.id = m.id"""


class Meant(NamedTuple):
    """A carry-over, its new coverage year, and the township in it."""

    carry_over_id: int
    coverage_year: int
    township: str

    @property
    def values(self) -> dict[str, Any]:
        return {
            "carry_over": self.carry_over_id,
            "year": self.coverage_year,
            "places": scope_prefix(self.township) + "%",
        }


def slots_of(meant: Meant) -> list[int]:
    """The slots of the people whom it enrolled there."""
    with connection.cursor() as cursor:
        cursor.execute(_SLOTS, meant.values)
        return [row[0] for row in cursor.fetchall()]


def built_on(meant: Meant) -> int:
    """How many of these enrollments something was built on: money or a decision on the due, or another state."""
    with connection.cursor() as cursor:
        cursor.execute(_BUILT_ON, meant.values)
        return int(cursor.fetchone()[0])


def take_back(meant: Meant, *, on: date, because: str) -> tuple[int, list[tuple[int, int]]]:
    """Withdraw the dues and cancel the enrollments; how many people, and the (person, due) that were withdrawn."""
    values = meant.values | {"on": on, "because": because}
    with connection.cursor() as cursor:
        cursor.execute(_DUES, values)
        dues = cursor.fetchall()
        cursor.execute(_CANCEL, values)
        return int(cursor.rowcount), dues
