"""What would a roster change? Its rows are held against the people and spans on record, in a few statements.

Rows wait in an UNLOGGED table named by roster and fence; what each of them does is then kept in `RosterRow`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from psycopg import sql

from assistance.categories.bulk.roster_rows import STAGED
from assistance.categories.rules.roster_states import RosterKind
from intake.bulk.problems import PROBLEMS_KEPT, Problem
from intake.bulk.staged_tables import copy_lines, drop_tables, tables_of
from intake.tables.cells import cell_address
from policy.terms import Text

_COLUMNS = """
    row int, document_hash uuid, document_masked text, name text, name_key text, place text, category_name text,
    category text, why text, grade text, certified_on date, from_on date, until_on date, document_number text,
    change text, replaces text, remark text, lasts_until date, ended_as text, follows text, follows_until date, follows_months int
"""


@dataclass(frozen=True)
class Stage:
    """The rows of one reading of one roster."""

    roster_id: int
    fence: int

    @property
    def rows(self) -> sql.Identifier:
        return sql.Identifier(f"roster_stage_{self.roster_id}_{self.fence}")

    def create(self) -> None:
        run("CREATE UNLOGGED TABLE {rows} (" + _COLUMNS + ")", self)

    def copy(self, lines: str) -> None:
        copy_lines(self.rows, STAGED, lines)


def drop_stages(roster_id: int) -> None:
    """Remove every table of a roster, of whatever fence."""
    drop_tables(tables_of("roster_stage", roster_id))


# The record that stands for a document number: its own, or the one that bore it before; of a merged record the kept one.
_KEPT = """
  SELECT coalesce(o.merged_into_id, o.id) AS kept FROM enrollment_person o WHERE o.document_hash = s.document_hash
  UNION ALL
  SELECT coalesce(o.merged_into_id, o.id) FROM enrollment_formerdocument f JOIN enrollment_person o ON o.id = f.person_id
  WHERE f.document_hash = s.document_hash LIMIT 1
"""

_TWICE = f"""
SELECT row, first, document_hash = first_hash FROM (
  SELECT row, document_hash, first_value(row) OVER same AS first, first_value(document_hash) OVER same AS first_hash
  FROM (
    SELECT s.row, s.document_hash, coalesce(k.kept::text, s.document_hash::text) AS who,
      coalesce(nullif(s.category, ''), s.category_name) AS what
    FROM {{rows}} s LEFT JOIN LATERAL ({_KEPT}) k ON true) r
  WINDOW same AS (PARTITION BY who, what ORDER BY row)) t
WHERE row <> first ORDER BY row
"""


def twice(stage: Stage, column: int) -> tuple[list[Problem], int]:
    """Rows that say the same person and category again, be it under another number of that person."""
    run("ANALYZE {rows}", stage)
    found = run(_TWICE, stage)
    problems = [
        Problem(
            row, column, "row_twice", _said_twice(cell_address(column, first), same_number=same), _ONE_OF_THEM
        )
        for row, first, same in found[:PROBLEMS_KEPT]
    ]
    return problems, len(found)


_ONE_OF_THEM = Text("请删去多余的一行。", "Remove one of the rows.")


def _said_twice(first: str, *, same_number: bool) -> Text:
    if same_number:
        return Text(f"与 {first} 是同一人、同一身份。", f"Same person and category as {first}.")
    return Text(
        f"与 {first} 的证件号码不同，登记的是同一人（曾用号码或已合并的记录），身份相同。",
        f"Another number than {first}, but the same person on record (a former number or a merged record) and category.",
    )


# A row's person, the kept record of a merged one; then its span of the same category that lies latest.
#
# A span that ended by the month of the list, while the row goes on, is a return: the row gets a span of its own from the
# month, or from the end of the old one where the area reads it so (A57). It ends where a later span begins.
_DECIDE = f"""
INSERT INTO assistance_rosterrow (
  roster_id, number, slot, person_id, document_masked, name, division_code, place, category_name, category, grade, certified_on,
  document_number, remark, action, why, begins_on, until_on, ends_id, ends_on, ends_before, span_id, ended_as, follows,
  follows_from, follows_until)
SELECT %(roster)s, row, slot, person_id, document_masked, name, division_code, place, category_name, category, grade,
  certified_on, document_number, remark, action, why,
  CASE WHEN action = 'new' THEN greatest(from_on, o_until, CASE WHEN is_back AND %(back_from_month)s THEN %(month)s END)
       WHEN action = 'changed' AND NOT only_end THEN split_on END,
  CASE WHEN action = 'new' THEN least(until_on, later_from, lasts_until)
       WHEN action = 'changed' AND NOT only_end THEN coalesce(until_on, o_until) END,
  CASE WHEN action IN ('changed', 'ended') THEN o_id END,
  CASE WHEN action = 'ended' THEN end_on WHEN action = 'changed' THEN CASE WHEN only_end THEN until_on ELSE split_on END END,
  CASE WHEN action IN ('changed', 'ended') THEN o_until END,
  CASE WHEN action = 'unchanged' THEN o_id END,
  CASE WHEN last_on IS NULL THEN '' ELSE ended_as END,
  CASE WHEN goes_on THEN follows ELSE '' END, CASE WHEN goes_on THEN last_on END, CASE WHEN goes_on THEN next_until END
FROM (SELECT f.*, follows <> '' AND last_on IS NOT NULL AND coalesce(next_until > last_on, true) AS goes_on
FROM (SELECT e.*, coalesce(follows_until, (last_on + make_interval(months => follows_months))::date) AS next_until
FROM (SELECT a.*, CASE WHEN ended_as = '' THEN NULL WHEN action = 'ended' THEN end_on
    WHEN action = 'new' OR action = 'changed' AND only_end THEN until_on END AS last_on
FROM (
  SELECT d.*,
    CASE WHEN why <> '' THEN 'unmatched'
         WHEN change = 'cancel' THEN 'ended'
         WHEN o_id IS NULL OR is_back OR NOT o_reaches THEN 'new'
         WHEN only_end OR grade <> '' AND grade <> o_grade OR replaced THEN 'changed'
         ELSE 'unchanged' END AS action
  FROM (
    SELECT m.*, o.id AS o_id, o.grade AS o_grade, o.until_on AS o_until, o.replaced, l.later_from,
      coalesce(o.until_on <= %(month)s, o.id IS NULL AND l.later_from IS NOT NULL)
        AND (m.until_on IS NULL OR m.until_on > %(month)s) AS is_back,
      (o.until_on IS NULL OR m.until_on IS NULL OR o.until_on >= m.until_on
        OR coalesce(o.until_on = l.later_from, false)) AS o_reaches,
      (m.change <> 'cancel' AND NOT coalesce(o.replaced, false) AND m.until_on IS NOT NULL AND o.id IS NOT NULL
        AND o.until_on IS DISTINCT FROM m.until_on
        AND (o.until_on IS NULL OR o.until_on > m.until_on) AND (m.grade = '' OR m.grade = o.grade)) AS only_end,
      -- The day on which another grade or category takes over: as listed, else the month; never before the span began.
      greatest(o.from_on, CASE WHEN m.from_on > o.from_on THEN m.from_on ELSE %(month)s END) AS split_on,
      greatest(o.from_on, coalesce(m.until_on, %(month)s)) AS end_on,
      CASE WHEN m.lack <> '' THEN m.lack
           WHEN m.change = 'cancel' AND o.id IS NULL THEN 'nothing_to_cancel'
           WHEN m.change = 'change' AND o.id IS NULL THEN 'nothing_to_change'
           ELSE '' END AS why
    FROM (
      SELECT s.*, p.id AS person_id, coalesce(p.division_code, %(area)s) AS division_code,
        coalesce(get_byte(uuid_send(p.document_hash), 0), 0) AS slot,
        CASE WHEN k.kept IS NULL THEN 'not_registered'
             WHEN p.id IS NULL THEN 'elsewhere'
             WHEN p.died_on IS NOT NULL AND s.change <> 'cancel' THEN 'deceased'
             WHEN p.name_key <> s.name_key THEN 'name_differs'
             ELSE s.unread END AS lack
      FROM (
        SELECT row, document_masked, name, name_key, place, category_name, category, why AS unread, grade, certified_on,
          from_on, until_on, document_number, change, replaces, remark, document_hash, lasts_until, ended_as, follows,
          follows_until, follows_months FROM {{rows}}) s
      LEFT JOIN LATERAL ({_KEPT}) k ON true
      LEFT JOIN enrollment_person p ON p.id = k.kept AND starts_with(p.division_code, %(prefix)s)
    ) m
    LEFT JOIN LATERAL (
      SELECT c.id, c.grade, c.from_on, c.until_on,
        m.replaces <> '' AND c.category = m.replaces AND m.replaces <> m.category AS replaced
      FROM assistance_personcategory c
      WHERE m.lack = '' AND c.person_id IN (
          SELECT m.person_id UNION ALL SELECT a.id FROM enrollment_person a WHERE a.merged_into_id = m.person_id)
        AND c.category = CASE WHEN m.change = 'change' AND m.replaces <> '' THEN m.replaces ELSE m.category END
        AND (c.until_on IS NULL OR c.until_on > c.from_on)
        AND (c.until_on IS NULL OR c.until_on > CASE WHEN m.change IN ('change', 'cancel') THEN %(month)s ELSE m.from_on END)
        AND (m.until_on IS NULL OR m.change = 'cancel' OR c.from_on < m.until_on)
        AND (m.change <> 'cancel' OR c.certifier = %(certifier)s)
        AND (m.change IN ('change', 'cancel') OR c.from_on < greatest(%(next_month)s, m.from_on + 1))
      ORDER BY (c.until_on IS NULL OR c.until_on > %(month)s) DESC, c.from_on DESC LIMIT 1) o ON true
    LEFT JOIN LATERAL (
      SELECT min(c.from_on) AS later_from FROM assistance_personcategory c
      WHERE m.lack = '' AND m.change NOT IN ('change', 'cancel') AND c.category = m.category AND c.person_id IN (
          SELECT m.person_id UNION ALL SELECT a.id FROM enrollment_person a WHERE a.merged_into_id = m.person_id)
        AND (c.until_on IS NULL OR c.until_on > c.from_on)
        AND c.from_on >= greatest(%(next_month)s, m.from_on + 1) AND (m.until_on IS NULL OR c.from_on < m.until_on)) l ON true
  ) d
) a) e) f) g
ORDER BY row
"""

# Who stands in the record of these categories by this certifier in this place at the start of the month.
_RUNNING = """
  SELECT c.id, c.category, c.grade, c.from_on, c.until_on, c.document_number, c.certified_on, p.id AS person_id, p.division_code,
    p.document_masked, p.name, get_byte(uuid_send(p.document_hash), 0) AS slot
  FROM assistance_personcategory c
  JOIN enrollment_person o ON o.id = c.person_id
  JOIN enrollment_person p ON p.id = coalesce(o.merged_into_id, o.id)
  WHERE c.category = ANY(%(categories)s) AND c.certifier = %(certifier)s AND p.division_code LIKE %(places)s
    AND c.from_on < %(month)s AND (c.until_on IS NULL OR c.until_on > %(month)s)
"""

# Whoever stands in the list with a row that could not be understood keeps everything.
_ENDS = f"""
INSERT INTO assistance_rosterrow (
  roster_id, slot, person_id, document_masked, name, division_code, place, category_name, category, grade, certified_on,
  document_number, remark, action, why, ends_id, ends_on, ends_before)
SELECT %(roster)s, s.slot, s.person_id, s.document_masked, s.name, s.division_code, '', '', s.category, s.grade, s.certified_on,
  s.document_number, '', 'ended', '', s.id, %(month)s, s.until_on
FROM ({_RUNNING}) s
WHERE NOT EXISTS (SELECT FROM assistance_rosterrow r WHERE r.roster_id = %(roster)s AND r.person_id = s.person_id
  AND (r.category = s.category OR r.action = 'unmatched'))
ORDER BY s.division_code, s.person_id, s.category
"""

_DROP = f"""
WITH running AS (SELECT DISTINCT person_id, left(division_code, 9) AS township FROM ({_RUNNING}) s),
  told AS (SELECT r.township, r.person_id, EXISTS (SELECT FROM assistance_rosterrow w WHERE w.roster_id = %(roster)s
    AND w.person_id = r.person_id AND w.number IS NOT NULL) AS listed FROM running r)
SELECT township, count(*), count(*) FILTER (WHERE NOT listed) FROM told GROUP BY 1 ORDER BY 1
"""

_COUNTS = """
SELECT left(r.division_code, 9), max(d.name), count(*) FILTER (WHERE number IS NOT NULL),
  count(*) FILTER (WHERE action = 'new'), count(*) FILTER (WHERE action = 'changed'), count(*) FILTER (WHERE action = 'ended'),
  count(*) FILTER (WHERE action = 'unchanged'), count(*) FILTER (WHERE action = 'unmatched')
FROM assistance_rosterrow r LEFT JOIN staff_division d ON d.code = left(r.division_code, 9)
WHERE r.roster_id = %(roster)s GROUP BY 1 ORDER BY 1
"""


BACK_FROM_MONTH = "list_month"


@dataclass(frozen=True)
class Terms:
    """What a roster is about, as the statements need it."""

    roster_id: int
    kind: RosterKind
    area: str
    prefix: str
    certifier: str
    month: date
    categories: list[str]
    back_from: str  # reading A57: the day from which somebody who returns holds the category again

    def values(self) -> dict[str, Any]:
        return {
            "roster": self.roster_id, "area": self.area, "prefix": self.prefix, "places": self.prefix + "%",
            "certifier": self.certifier, "month": self.month, "categories": self.categories,
            "next_month": (self.month + timedelta(days=31)).replace(day=1),
            "back_from_month": self.back_from == BACK_FROM_MONTH,
        }  # fmt: skip


def decide(stage: Stage, terms: Terms) -> None:
    """Keep each row with what it does; of a full list also who does not stand in it."""
    values = terms.values()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM assistance_rosterrow WHERE roster_id = %s", [terms.roster_id])
        cursor.execute(sql.SQL(_DECIDE).format(rows=stage.rows), values)
        cursor.execute("ANALYZE assistance_rosterrow")
        if terms.kind is RosterKind.FULL:
            cursor.execute(_ENDS, values)


def missing_people(terms: Terms) -> list[tuple[str, int, int]]:
    """Of each township how many people held a category of the list at the start of the month, how many are not in it."""
    with connection.cursor() as cursor:
        cursor.execute(_DROP, terms.values())
        return list(cursor.fetchall())


def counts(roster_id: int) -> list[dict[str, Any]]:
    """What the roster does, by township."""
    keys = ("code", "name", "rows", "new", "changed", "ended", "unchanged", "unmatched")
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"roster": roster_id})
        return [dict(zip(keys, row, strict=True)) for row in cursor.fetchall()]


def unmatched_counts(roster_id: int) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT why, count(*) FROM assistance_rosterrow WHERE roster_id = %s AND why <> '' GROUP BY 1 ORDER BY 1",
            [roster_id],
        )
        return dict(cursor.fetchall())


def run(statement: str, stage: Stage, **values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(rows=stage.rows), values or None)
        return cursor.fetchall() if cursor.description else []
