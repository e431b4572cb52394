"""How do the rows of a roster become spans, and how is that taken back, slot by slot?

Each statement holds every row against the record as it is now: a row whose person's record changed since the preview is left
unwritten and says so.
"""

from datetime import datetime
from typing import Any

from django.db import connection

# Spans that end: only while they still say what the preview saw.
_END = """
WITH ended AS (
  UPDATE assistance_personcategory c SET until_on = r.ends_on, ended_by_id = %(by)s, ended_because = %(because)s,
    ended_as = r.ended_as
  FROM assistance_rosterrow r
  WHERE r.roster_id = %(roster)s AND r.slot >= %(first)s AND r.slot < %(until)s AND r.was_written IS NULL
    AND r.action IN ('ended', 'changed') AND c.id = r.ends_id AND c.until_on IS NOT DISTINCT FROM r.ends_before
    AND (c.until_on IS NULL OR c.until_on > r.ends_on) AND c.from_on <= r.ends_on
  RETURNING r.id)
UPDATE assistance_rosterrow r SET was_written = (r.id IN (SELECT id FROM ended))
WHERE r.roster_id = %(roster)s AND r.slot >= %(first)s AND r.slot < %(until)s AND r.was_written IS NULL
  AND r.action IN ('ended', 'changed')
"""

# Spans that begin: unless one of the same category holds on any of the days already.
_BEGIN = """
WITH free AS (
  SELECT r.id, nextval(pg_get_serial_sequence('assistance_personcategory', 'id')) AS span_id, r.person_id, r.category, r.grade,
    r.certified_on, r.document_number, r.begins_on, r.until_on, kept.division_code,
    CASE WHEN r.action = 'new' THEN r.ended_as ELSE '' END AS ended_as
  FROM assistance_rosterrow r
  JOIN enrollment_person kept ON kept.id = r.person_id AND kept.merged_into_id IS NULL
  LEFT JOIN LATERAL (
    SELECT true AS holds
    FROM (SELECT r.person_id AS id UNION ALL SELECT id FROM enrollment_person WHERE merged_into_id = r.person_id) p
    CROSS JOIN LATERAL (
      SELECT FROM assistance_personcategory c WHERE c.person_id = p.id AND c.category = r.category
        AND (c.until_on IS NULL OR c.until_on > c.from_on)
        AND (c.until_on IS NULL OR c.until_on > r.begins_on) AND (r.until_on IS NULL OR c.from_on < r.until_on)
      LIMIT 1) c
    LIMIT 1) already ON true
  WHERE r.roster_id = %(roster)s AND r.slot >= %(first)s AND r.slot < %(until)s AND r.begins_on IS NOT NULL
    AND (r.action = 'new' AND r.was_written IS NULL OR r.action = 'changed' AND r.was_written AND r.span_id IS NULL)
    AND already.holds IS NULL
), made AS (
  INSERT INTO assistance_personcategory (
    id, person_id, category, grade, certifier, certified_on, document_number, from_on, until_on, division_code, recorded_by_id,
    recorded_at, source, ended_because, ended_as)
  SELECT span_id, person_id, category, grade, %(certifier)s, certified_on, document_number, begins_on, until_on, division_code,
    %(by)s, %(at)s, %(source)s, '', ended_as
  FROM free ORDER BY person_id)
UPDATE assistance_rosterrow r SET span_id = f.span_id, was_written = true FROM free f WHERE r.id = f.id
"""

# What follows an end by the rules of the place: unless the person holds it on any of the days already.
_FOLLOW = """
WITH free AS (
  SELECT r.id, nextval(pg_get_serial_sequence('assistance_personcategory', 'id')) AS span_id, r.person_id, r.follows,
    r.document_number, r.follows_from, r.follows_until, kept.division_code
  FROM assistance_rosterrow r
  JOIN enrollment_person kept ON kept.id = r.person_id AND kept.merged_into_id IS NULL AND kept.died_on IS NULL
  WHERE r.roster_id = %(roster)s AND r.slot >= %(first)s AND r.slot < %(until)s AND r.was_written AND r.follows <> ''
    AND r.followed_id IS NULL AND NOT EXISTS (
      SELECT FROM assistance_personcategory c JOIN enrollment_person p ON p.id = c.person_id
      WHERE (p.id = r.person_id OR p.merged_into_id = r.person_id) AND c.category = r.follows
        AND (c.until_on IS NULL OR c.until_on > c.from_on)
        AND (c.until_on IS NULL OR c.until_on > r.follows_from) AND (r.follows_until IS NULL OR c.from_on < r.follows_until))
), made AS (
  INSERT INTO assistance_personcategory (
    id, person_id, category, grade, certifier, document_number, from_on, until_on, division_code, recorded_by_id, recorded_at,
    source, ended_because)
  SELECT span_id, person_id, follows, '', %(certifier)s, document_number, follows_from, follows_until, division_code, %(by)s,
    %(at)s, %(source)s, ''
  FROM free ORDER BY person_id)
UPDATE assistance_rosterrow r SET followed_id = f.span_id FROM free f WHERE r.id = f.id
"""

_LEFT = """
UPDATE assistance_rosterrow r SET was_written = (r.action = 'unchanged')
WHERE r.roster_id = %(roster)s AND r.slot >= %(first)s AND r.slot < %(until)s AND r.was_written IS NULL
  AND r.action IN ('new', 'unchanged')
"""

_TOUCHED = """
SELECT DISTINCT person_id FROM assistance_rosterrow
WHERE roster_id = %(roster)s AND slot >= %(first)s AND slot < %(until)s AND person_id IS NOT NULL
  AND action IN ('new', 'changed', 'ended', 'unchanged')
"""

_MOVED = """
SELECT DISTINCT person_id FROM assistance_rosterrow
WHERE roster_id = %s AND slot >= %s AND slot < %s AND was_written AND action IN ('new', 'changed', 'ended')
"""

# What later changes contradict: a span that the roster made was ended since, or one that it ended was recorded anew.
_CONTRADICTED = """
SELECT r.id, r.number, r.name, r.document_masked, r.category, r.action
FROM assistance_rosterrow r
LEFT JOIN assistance_personcategory s ON s.id = r.span_id
LEFT JOIN assistance_personcategory e ON e.id = r.ends_id
LEFT JOIN assistance_personcategory f ON f.id = r.followed_id
WHERE r.roster_id = %(roster)s AND r.was_written AND r.action IN ('new', 'changed', 'ended') AND (
  s.id IS NOT NULL AND s.until_on IS DISTINCT FROM r.until_on
  OR f.id IS NOT NULL AND f.until_on IS DISTINCT FROM r.follows_until
  OR e.id IS NOT NULL AND e.until_on IS DISTINCT FROM r.ends_on
  OR e.id IS NOT NULL AND EXISTS (
    SELECT FROM assistance_personcategory c JOIN enrollment_person p ON p.id = c.person_id
    JOIN enrollment_person o ON o.id = e.person_id
    WHERE coalesce(p.merged_into_id, p.id) = coalesce(o.merged_into_id, o.id) AND c.category = e.category
      AND c.id <> e.id AND c.id IS DISTINCT FROM r.span_id AND c.id IS DISTINCT FROM r.restored_id
      AND (c.until_on IS NULL OR c.until_on > c.from_on)
      AND (c.until_on IS NULL OR c.until_on > r.ends_on) AND (r.ends_before IS NULL OR c.from_on < r.ends_before)))
ORDER BY r.number NULLS LAST, r.id LIMIT %(limit)s
"""

_TAKE_BACK = """
UPDATE assistance_personcategory s SET until_on = s.from_on, ended_by_id = %(by)s, ended_because = %(because)s
FROM assistance_rosterrow r
WHERE r.roster_id = %(roster)s AND r.slot >= %(first)s AND r.slot < %(until)s AND r.was_written
  AND r.action IN ('new', 'changed') AND s.id = r.span_id AND s.until_on IS NOT DISTINCT FROM r.until_on
"""

_TAKE_BACK_FOLLOWED = """
UPDATE assistance_personcategory s SET until_on = s.from_on, ended_by_id = %(by)s, ended_because = %(because)s
FROM assistance_rosterrow r
WHERE r.roster_id = %(roster)s AND r.slot >= %(first)s AND r.slot < %(until)s AND r.was_written
  AND s.id = r.followed_id AND s.until_on IS NOT DISTINCT FROM r.follows_until
"""

# What the roster ended goes on in a new span from that very day, under its old document.
_RESTORE = """
WITH lost AS (
  SELECT r.id, nextval(pg_get_serial_sequence('assistance_personcategory', 'id')) AS span_id
  FROM assistance_rosterrow r
  WHERE r.roster_id = %(roster)s AND r.slot >= %(first)s AND r.slot < %(until)s AND r.was_written
    AND r.ends_id IS NOT NULL AND r.restored_id IS NULL
), made AS (
  INSERT INTO assistance_personcategory (
    id, person_id, category, grade, certifier, certified_on, document_number, from_on, until_on, division_code, recorded_by_id,
    recorded_at, source, ended_because)
  SELECT l.span_id, e.person_id, e.category, e.grade, e.certifier, e.certified_on, e.document_number, r.ends_on, r.ends_before,
    e.division_code, %(by)s, %(at)s, %(source)s, ''
  FROM lost l JOIN assistance_rosterrow r ON r.id = l.id JOIN assistance_personcategory e ON e.id = r.ends_id
  RETURNING id)
UPDATE assistance_rosterrow r SET restored_id = l.span_id FROM lost l JOIN made ON made.id = l.span_id WHERE r.id = l.id
"""


def write_slots(
    *, roster_id: int, first: int, until: int, certifier: str, officer_id: int, because: str, at: datetime
) -> list[int]:
    """Write the rows of people whose slot lies in [first, until): the people they are about."""
    values: dict[str, Any] = {
        "roster": roster_id, "first": first, "until": until, "certifier": certifier, "by": officer_id, "because": because,
        "at": at, "source": f"roster:{roster_id}",
    }  # fmt: skip
    with connection.cursor() as cursor:
        for statement in (_END, _BEGIN, _FOLLOW, _LEFT):
            cursor.execute(statement, values)
        cursor.execute(_TOUCHED, values)
        return [person_id for (person_id,) in cursor.fetchall()]


def take_stock() -> None:
    """Tell the planner how large the tables are that a first list fills from nothing; the server would notice too late."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE assistance_personcategory, enrollment_waitingexemption")


def take_back_slots(
    *, roster_id: int, first: int, until: int, officer_id: int, because: str, at: datetime
) -> list[int]:
    """Undo the rows of people whose slot lies in [first, until): the people they are about."""
    values: dict[str, Any] = {
        "roster": roster_id, "first": first, "until": until, "by": officer_id, "because": because, "at": at,
        "source": f"roster:{roster_id}",
    }  # fmt: skip
    with connection.cursor() as cursor:
        for statement in (_TAKE_BACK_FOLLOWED, _TAKE_BACK, _RESTORE):
            cursor.execute(statement, values)
        cursor.execute(_TOUCHED, values)
        return [person_id for (person_id,) in cursor.fetchall()]


def moved_people(roster_id: int, first: int, until: int) -> list[int]:
    """Whose spans the written rows of these slots change, or changed before they are undone."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, [roster_id, first, until])
        return [person_id for (person_id,) in cursor.fetchall()]


def contradicted(roster_id: int, *, limit: int) -> list[tuple[int, int | None, str, str, str, str]]:
    """Rows of a written roster that later changes contradict: id, number, name, masked document, category, action."""
    with connection.cursor() as cursor:
        cursor.execute(_CONTRADICTED, {"roster": roster_id, "limit": limit})
        return list(cursor.fetchall())


def written_counts(roster_id: int) -> dict[str, int]:
    """Of each action how many rows were written, and how many the record had overtaken."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT CASE WHEN was_written THEN action ELSE 'overtaken' END, count(*) FROM assistance_rosterrow"
            " WHERE roster_id = %s AND was_written IS NOT NULL GROUP BY 1",
            [roster_id],
        )
        return dict(cursor.fetchall())
