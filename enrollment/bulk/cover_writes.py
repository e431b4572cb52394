"""How is the cover that accounts come to written, and of whom did cover come or go?"""

import json
from datetime import datetime
from typing import Any

from enrollment.bulk import due_writes
from enrollment.bulk.due_states import DueState
from intake.bulk.arrays import numbers_text

Cover = tuple[Any, ...]

_OF_DUES = """d.id = ANY(%s::bigint[])
  AND c.person_id = d.person_id AND c.coverage_year = d.coverage_year AND c.due_id = d.id"""
_STANDING = f"""
SELECT c.due_id, c.person_id, c.coverage_year, c.settled_on, c.cover_from, c.cover_until, c.waiting_from, c.waiting_until,
  c.quotation_id, c.decision_id
FROM enrollment_due d JOIN enrollment_coverage c ON {_OF_DUES}
"""
_GONE = f"DELETE FROM enrollment_coverage c USING enrollment_due d WHERE {_OF_DUES}"


def write_covers(
    cursor: Any, covers: dict[int, Cover | None], states: dict[int, DueState], at: datetime
) -> set[tuple[int, int]]:
    """Cover as it now follows; the audit of the due tells days that changed, not another price of the same days.

    Returns person and coverage year of which cover came or went.
    """
    cursor.execute(_STANDING, [numbers_text(covers)])
    standing = {row[0]: row for row in cursor.fetchall()}
    gone = [due_id for due_id, cover in covers.items() if due_id in standing and standing[due_id] != cover]
    if gone:
        cursor.execute(_GONE, [numbers_text(gone)])
    made = [cover for due_id, cover in covers.items() if cover is not None and standing.get(due_id) != cover]
    due_writes.write_covers(cursor, made)
    moved = [due_id for due_id in gone if _days(standing[due_id]) != _days(covers[due_id])]
    events = [_change_event(states[due_id], standing[due_id], covers[due_id], at) for due_id in moved]
    due_writes.tell_changes(cursor, events)
    due_writes.open_work(cursor, moved, at)
    due_writes.open_work_again(cursor, [cover[0] for cover in made if cover[0] not in standing], at)
    return {
        (states[due_id].person_id, states[due_id].coverage_year)
        for due_id, cover in covers.items()
        if (due_id in standing) != (cover is not None)
    }


def _days(cover: Cover | None) -> Cover | None:
    return cover and cover[3:8]


def _change_event(state: DueState, before: Cover, after: Cover | None, at: datetime) -> tuple[Any, ...]:
    def span(cover: Cover | None) -> dict[str, str | None] | None:
        if cover is None:
            return None
        names = ("settled_on", "cover_from", "cover_until", "waiting_from", "waiting_until")
        return {name: value and value.isoformat() for name, value in zip(names, cover[3:8], strict=True)}

    return (
        at,
        str(state.id),
        state.division_code,
        json.dumps({"before": span(before), "after": span(after)}),
    )
