"""Which own costs of a day reach their lines, over all statements at once, and which alerts no longer stand?

The statements are summed in one pass by person. Which line counts is decided in Python once for each distinct case (area and
groups held), and applied to all people of the case by one statement. An alert that stands bars a second one for the same
months by the constraint of its table, so a second run adds nothing.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection

from claims.rules.own_cost_watch import HOUSEHOLD, LEVELS, Line, Lines, Windows, line_for

# Statements of a merged record count for the one that was kept.
_SUMS = """
CREATE TEMP TABLE own_cost_sums ON COMMIT DROP AS
WITH sums AS (
  SELECT person_id,
    coalesce(sum(person_fen) FILTER (WHERE service_on >= %(rolling_from)s), 0)::bigint AS rolling_fen,
    coalesce(sum(person_fen) FILTER (WHERE service_on >= %(year_from)s), 0)::bigint AS year_fen,
    coalesce(sum(person_fen) FILTER (WHERE service_on < %(year_from)s), 0)::bigint AS before_fen
  FROM claims_statement WHERE state = 'posted' AND service_on >= %(first)s AND service_on < %(until)s
  GROUP BY person_id)
SELECT coalesce(p.merged_into_id, s.person_id) AS person_id, sum(s.rolling_fen)::bigint AS rolling_fen,
  sum(s.year_fen)::bigint AS year_fen, sum(s.before_fen)::bigint AS before_fen
FROM sums s LEFT JOIN enrollment_person p ON p.id = s.person_id AND p.merged_into_id IS NOT NULL
GROUP BY 1
"""
# Who comes near any line, with the groups that have one; the dead are watched no more.
_NEAR = """
CREATE TEMP TABLE own_cost_near ON COMMIT DROP AS
SELECT s.*, p.division_code, left(p.division_code, 6) AS area,
  ARRAY(SELECT DISTINCT c.category FROM assistance_personcategory c JOIN enrollment_person o ON o.id = c.person_id
        WHERE (o.id = s.person_id OR o.merged_into_id = s.person_id) AND c.category = ANY(%(groups)s)
          AND c.from_on <= %(on)s AND (c.until_on IS NULL OR c.until_on > %(on)s) ORDER BY 1)::text[] AS held
FROM own_cost_sums s JOIN enrollment_person p ON p.id = s.person_id
WHERE greatest(s.rolling_fen, s.before_fen) >= %(least)s AND p.died_on IS NULL
"""
_HOUSEHOLDS = """
CREATE TEMP TABLE own_cost_homes ON COMMIT DROP AS
SELECT h.id AS household_id, h.division_code, left(h.division_code, 6) AS area, m.rolling_fen, m.year_fen, m.before_fen
FROM (
  SELECT m.household_id, sum(s.rolling_fen)::bigint AS rolling_fen, sum(s.year_fen)::bigint AS year_fen,
    sum(s.before_fen)::bigint AS before_fen
  FROM own_cost_sums s JOIN enrollment_membership m ON m.person_id = s.person_id AND m.left_on IS NULL
  GROUP BY m.household_id HAVING greatest(sum(s.rolling_fen), sum(s.before_fen)) >= %(least)s) m
JOIN enrollment_household h ON h.id = m.household_id AND h.dissolved_on IS NULL
"""
# The 12 months up to the day hold the calendar year so far, so only the year before can reach a line that they do not.
_OPEN = """
INSERT INTO claims_owncostalert ({subject}, division_code, "group", line_fen, line_document, level, from_on, until_on, own_fen,
  year_fen, opened_on, opened_at, state, answer_document)
SELECT {subject}, n.division_code, l.name, l.fen, l.document, v.level,
  CASE WHEN n.rolling_fen >= l.fen * v.level THEN %(rolling_from)s ELSE %(before_from)s END::date,
  CASE WHEN n.rolling_fen >= l.fen * v.level THEN %(until)s ELSE %(year_from)s END::date,
  CASE WHEN n.rolling_fen >= l.fen * v.level THEN n.rolling_fen ELSE n.before_fen END,
  n.year_fen, %(on)s, %(at)s, 'open', ''
FROM {near} n JOIN {lines} ON l.area = n.area {same_case}
CROSS JOIN unnest(%(levels)s::int[]) AS v(level)
WHERE greatest(n.rolling_fen, n.before_fen) >= l.fen * v.level {merged}
ORDER BY {subject}, v.level
ON CONFLICT DO NOTHING
"""
_LINES = (
    "unnest(%(areas)s::text[], %(helds)s::text[], %(names)s::text[], %(fens)s::bigint[], %(documents)s::text[])"
    " AS l(area, held, name, fen, document)"
)
# Only a reversal takes cost away: the alerts of whom a statement was taken back, summed anew over their own months.
_BACK = """
CREATE TEMP TABLE own_cost_back ON COMMIT DROP AS
SELECT DISTINCT coalesce(p.merged_into_id, p.id) AS person_id
FROM claims_statement r JOIN enrollment_person p ON p.id = r.person_id WHERE r.state = 'reversed'
"""
_TOUCHED = """
CREATE TEMP TABLE own_cost_touched ON COMMIT DROP AS
SELECT a.id AS alert_id, b.person_id FROM own_cost_back b
JOIN claims_owncostalert a ON a.person_id = b.person_id AND a.fallen_on IS NULL
UNION SELECT a.id, b.person_id FROM own_cost_back b JOIN enrollment_person k ON k.merged_into_id = b.person_id
JOIN claims_owncostalert a ON a.person_id = k.id AND a.fallen_on IS NULL
UNION SELECT a.id, m.person_id FROM own_cost_back b
JOIN enrollment_membership own ON own.person_id = b.person_id AND own.left_on IS NULL
JOIN claims_owncostalert a ON a.household_id = own.household_id AND a.fallen_on IS NULL
JOIN enrollment_membership m ON m.household_id = a.household_id AND m.left_on IS NULL
"""
_FALL = """
WITH records AS (
  SELECT alert_id, person_id FROM own_cost_touched
  UNION SELECT t.alert_id, k.id FROM own_cost_touched t JOIN enrollment_person k ON k.merged_into_id = t.person_id),
sums AS (
  SELECT r.alert_id, coalesce(sum(s.person_fen) FILTER (WHERE s.state = 'posted'), 0)::bigint AS fen
  FROM records r JOIN claims_owncostalert a ON a.id = r.alert_id
  JOIN claims_statement s ON s.person_id = r.person_id AND s.service_on >= a.from_on AND s.service_on < a.until_on
  GROUP BY r.alert_id HAVING bool_or(s.state = 'reversed'))
UPDATE claims_owncostalert a SET fallen_on = %(on)s, fallen_to_fen = sums.fen FROM sums
WHERE a.id = sums.alert_id AND sums.fen < a.line_fen * a.level
"""
# An alert on a record that was merged since bars one on the record that was kept.
_NOT_MERGED = """AND NOT EXISTS (
    SELECT FROM enrollment_person q JOIN claims_owncostalert o ON o.person_id = q.id WHERE q.merged_into_id = n.person_id
      AND o."group" = l.name AND o.line_fen = l.fen AND o.level = v.level AND o.fallen_on IS NULL
      AND o.from_on < CASE WHEN n.rolling_fen >= l.fen * v.level THEN %(until)s ELSE %(year_from)s END::date
      AND o.until_on > CASE WHEN n.rolling_fen >= l.fen * v.level THEN %(rolling_from)s ELSE %(before_from)s END::date)"""


Case = tuple[str, Sequence[str], Line]  # county, groups held, the line that counts


class Opened(NamedTuple):
    """How many alerts a run opened and marked."""

    people: int
    households: int
    fallen: int


def scan(windows: Windows, lines: Lines, *, on: date, at: datetime) -> Opened:
    """Open the alerts of a day and mark those that fell. The caller holds the transaction and the turn."""
    with connection.cursor() as cursor:
        spans = {
            "rolling_from": windows.rolling.start, "until": windows.rolling.until, "year_from": windows.year.start,
            "before_from": windows.year_before.start, "first": windows.first, "on": on, "at": at, "levels": list(LEVELS),
        }  # fmt: skip
        cursor.execute("SET LOCAL work_mem = '256MB'")  # the sums of everybody stay in memory
        cursor.execute(_SUMS, spans)
        cursor.execute("ANALYZE own_cost_sums")
        people = _open_people(cursor, lines, spans)
        households = _open_households(cursor, lines, spans)
        fallen = _mark_fallen(cursor, on)
    return Opened(people, households, fallen)


def _mark_fallen(cursor, on: date) -> int:  # type: ignore[no-untyped-def]
    cursor.execute(_BACK)
    if not cursor.rowcount:
        return 0
    for step in ("ANALYZE own_cost_back", _TOUCHED, "ANALYZE own_cost_touched"):
        cursor.execute(step)
    cursor.execute(_FALL, {"on": on})
    return int(cursor.rowcount)


def _open_people(cursor, lines: Lines, spans: dict) -> int:  # type: ignore[no-untyped-def, type-arg]
    if not lines.of_people:
        return 0
    least = min(line.fen for of_area in lines.of_people.values() for line in of_area.values())
    cursor.execute(_NEAR, {**spans, "groups": lines.groups, "least": least})
    cursor.execute("SELECT DISTINCT area, held FROM own_cost_near")
    cases: list[Case] = [
        (area, held, line)
        for area, held in cursor.fetchall()
        if (line := line_for(lines.of_people.get(area, {}), held)) is not None
    ]
    return _open(cursor, "person_id", "own_cost_near", "AND l.held = n.held::text", cases, spans)


def _open_households(cursor, lines: Lines, spans: dict) -> int:  # type: ignore[no-untyped-def, type-arg]
    if not lines.of_households:
        return 0
    cursor.execute(_HOUSEHOLDS, {"least": min(line.fen for line in lines.of_households.values())})
    cases: list[Case] = [
        (area, [], line._replace(group=HOUSEHOLD)) for area, line in lines.of_households.items()
    ]
    return _open(cursor, "household_id", "own_cost_homes", "", cases, spans)


def _open(cursor, subject: str, near: str, same_case: str, cases: list[Case], spans: dict) -> int:  # type: ignore[no-untyped-def, type-arg]
    merged = _NOT_MERGED if subject == "person_id" else ""
    statement = _OPEN.format(subject=subject, near=near, same_case=same_case, lines=_LINES, merged=merged)
    cursor.execute(
        statement,
        {
            **spans,
            "areas": [area for area, _, _ in cases],
            "helds": ["{" + ",".join(held) + "}" for _, held, _ in cases],
            "names": [line.group for _, _, line in cases],
            "fens": [line.fen for _, _, line in cases],
            "documents": [line.document for _, _, line in cases],
        },
    )
    return int(cursor.rowcount)
