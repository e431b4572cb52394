"""How does a checked household list become people, households, memberships and enrollments, set by set?

The list waits in an UNLOGGED table named by import and fence: a worker that lost its lease fills a table nobody reads.
Every row has its person's id from the start, so each slice can be written again with the same result.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from psycopg import sql

from enrollment.bulk.household_rows import STAGED
from intake.bulk.insertion import insert_new
from intake.bulk.staged_tables import copy_lines, drop_tables, tables_of

_COLUMNS = """
    row int, is_faulty boolean, household text, relationship text, document_kind text, document_hash uuid,
    document_sealed bytea, document_masked text, name text, name_key text, name_initials text, sex text, born_on date,
    division_code text, hukou_division text, basis text, person_group text, school text, residence_permit text,
    permit_last_day date, phone text, one_card_sealed bytea, one_card_masked text, tier text,
    person_id bigint NOT NULL DEFAULT nextval(pg_get_serial_sequence('enrollment_person', 'id'))
"""


@dataclass(frozen=True)
class Stage:
    """The two tables of one reading of one list: its rows, and those of its rows whose people are known already."""

    import_id: int
    fence: int

    @property
    def rows(self) -> sql.Identifier:
        return sql.Identifier(f"household_stage_{self.import_id}_{self.fence}")

    @property
    def known(self) -> sql.Identifier:
        return sql.Identifier(f"household_known_{self.import_id}_{self.fence}")

    def create(self) -> None:
        run("CREATE UNLOGGED TABLE {rows} (" + _COLUMNS + ")", self)

    def copy(self, lines: str) -> None:
        copy_lines(self.rows, STAGED, lines)

    def count(self) -> int | None:
        """How many rows wait here; None when the table is gone."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass(%s)", [f"household_stage_{self.import_id}_{self.fence}"])
            if cursor.fetchone()[0] is None:
                return None
        return int(run("SELECT count(*) FROM {rows}", self)[0][0])


def drop_stages(import_id: int, *, but: Stage | None = None) -> None:
    """Remove every table of a list, of whatever fence."""
    kinds = ("household_stage", "household_known")
    keep = {f"{kind}_{but.import_id}_{but.fence}" for kind in kinds} if but else set()
    drop_tables([name for kind in kinds for name in tables_of(kind, import_id) if name not in keep])


def find_known(stage: Stage, *, prefix: str, coverage_year: int | None) -> None:
    """Note for each row whose person is registered already: who, and what of the list differs from the record."""
    run("DROP TABLE IF EXISTS {known}", stage)
    run("ANALYZE {rows}", stage)
    run(
        """
        CREATE UNLOGGED TABLE {known} AS
        SELECT s.row, p.id AS person_id, p.division_code,
               p.name_key <> s.name_key AS name_differs,
               p.division_code <> s.division_code AS residence_differs,
               NOT starts_with(p.division_code, %(prefix)s) AS is_elsewhere,
               p.died_on IS NOT NULL AS is_dead,
               m.household_id, h.number AS household_number, h.division_code AS household_division,
               m.id IS NOT NULL AND (h.number <> s.household OR h.division_code <> s.division_code) AS household_differs,
               e.id IS NOT NULL AS is_enrolled, e.area AS enrolled_area,
               s.tier <> '' AND e.tier <> s.tier AS tier_differs, false AS is_insured_elsewhere
        FROM {rows} s
        JOIN (
            SELECT s.row, coalesce(o.merged_into_id, o.id) AS person_id
            FROM {rows} s JOIN enrollment_person o USING (document_hash)
            UNION
            SELECT s.row, coalesce(o.merged_into_id, o.id)
            FROM {rows} s JOIN enrollment_formerdocument f USING (document_hash) JOIN enrollment_person o ON o.id = f.person_id
        ) d USING (row)
        JOIN enrollment_person p ON p.id = d.person_id
        LEFT JOIN enrollment_membership m ON m.person_id = p.id AND m.left_on IS NULL
        LEFT JOIN enrollment_household h ON h.id = m.household_id
        LEFT JOIN enrollment_enrollment e ON e.person_id = p.id AND e.coverage_year = %(year)s AND e.cancelled_on IS NULL
        WHERE NOT s.is_faulty AND p.id <> s.person_id
        """,
        stage,
        prefix=prefix,
        year=coverage_year or 0,
    )
    run("CREATE INDEX ON {known} (row)", stage)
    run("ANALYZE {known}", stage)


def index_rows(stage: Stage) -> None:
    run("CREATE UNIQUE INDEX ON {rows} (row)", stage)


def write_people(stage: Stage, *, after: int, until: int, on: date) -> int:
    """People of the rows after < row <= until who are not known yet, and the households whose heads stand in them."""
    ((people,),) = run_new(
        """
        WITH written AS (
            INSERT INTO enrollment_person (
                id, document_kind, document_hash, document_sealed, document_masked, name, name_key, name_initials, sex, born_on,
                division_code, hukou_division, residence_permit, permit_last_day, school, phone, one_card_sealed, one_card_masked,
                one_card_owner, registered_at)
            SELECT person_id, document_kind, document_hash, document_sealed, document_masked, name, name_key, name_initials,
                   sex, born_on, division_code, hukou_division, residence_permit, permit_last_day, school, phone, one_card_sealed,
                   one_card_masked, CASE WHEN one_card_masked = '' THEN '' ELSE name END, now()
            FROM {rows} s
            WHERE row > %(after)s AND row <= %(until)s AND NOT EXISTS (SELECT 1 FROM {known} k WHERE k.row = s.row)
            ON CONFLICT DO NOTHING
            RETURNING 1
        ) SELECT count(*) FROM written
        """,
        stage,
        after=after,
        until=until,
    )
    run(
        """
        INSERT INTO enrollment_household (number, division_code, head_id, formed_on)
        SELECT s.household, s.division_code,
               CASE WHEN k.row IS NULL AND p.id IS NOT NULL THEN s.person_id
                    WHEN k.household_id IS NULL AND NOT k.is_dead AND NOT k.is_elsewhere THEN k.person_id END, %(on)s
        FROM {rows} s
        LEFT JOIN {known} k USING (row)
        LEFT JOIN enrollment_person p ON p.id = s.person_id
        WHERE s.row > %(after)s AND s.row <= %(until)s AND s.relationship = 'head'
          AND (k.row IS NULL OR NOT k.household_differs AND NOT k.is_elsewhere)
        ON CONFLICT DO NOTHING
        """,
        stage,
        after=after,
        until=until,
        on=on,
    )
    return int(people)


def write_headless_households(stage: Stage, *, on: date) -> None:
    """Households whose listed head belongs elsewhere: formed without one, so that the others are not lost."""
    run(
        """
        INSERT INTO enrollment_household (number, division_code, formed_on)
        SELECT DISTINCT s.household, s.division_code, %(on)s::date
        FROM {rows} s
        WHERE NOT EXISTS (SELECT 1 FROM {known} k WHERE k.row = s.row)
          AND NOT EXISTS (
              SELECT 1 FROM enrollment_household h WHERE h.division_code = s.division_code AND h.number = s.household)
        ON CONFLICT DO NOTHING
        """,
        stage,
        on=on,
    )


def note_lately_known(stage: Stage) -> None:
    """People whom somebody else registered while the list was being written: their rows are led to those records."""
    run(
        """
        INSERT INTO {known} (row, person_id, division_code, name_differs, residence_differs, is_elsewhere, is_dead,
                             household_id, household_differs, is_enrolled, is_insured_elsewhere)
        SELECT s.row, o.id, o.division_code, false, false, false, o.died_on IS NOT NULL, m.household_id,
               m.id IS NOT NULL, false, false
        FROM {rows} s
        LEFT JOIN enrollment_person p ON p.id = s.person_id
        JOIN enrollment_person o ON o.document_hash = s.document_hash
        LEFT JOIN enrollment_membership m ON m.person_id = o.id AND m.left_on IS NULL
        WHERE p.id IS NULL AND NOT EXISTS (SELECT 1 FROM {known} k WHERE k.row = s.row)
        """,
        stage,
    )


def write_memberships(stage: Stage, *, after: int, until: int, on: date) -> None:
    """Everybody of the rows who has no household joins the one of the list; a second head joins as "other"."""
    run_new(
        """
        INSERT INTO enrollment_membership (household_id, person_id, relationship, joined_on, left_because)
        SELECT h.id, coalesce(k.person_id, s.person_id),
               CASE WHEN s.relationship = 'head' AND h.head_id IS DISTINCT FROM coalesce(k.person_id, s.person_id)
                    THEN 'other' ELSE s.relationship END,
               %(on)s, ''
        FROM {rows} s
        LEFT JOIN {known} k USING (row)
        JOIN enrollment_household h ON h.division_code = s.division_code AND h.number = s.household AND h.dissolved_on IS NULL
        WHERE s.row > %(after)s AND s.row <= %(until)s
          AND (k.row IS NULL OR k.household_id IS NULL AND NOT k.is_dead AND NOT k.is_elsewhere)
        ON CONFLICT DO NOTHING
        """,
        stage,
        after=after,
        until=until,
        on=on,
    )


def people_to_follow(stage: Stage, *, after: int, until: int) -> list[int]:
    """People of the rows who may be on record twice, or of whom something was heard before they were registered.

    Twice: beside whom somebody of the household was born on the same day, one by certificate, one by number.
    """
    rows = run(
        """
        SELECT DISTINCT p.id FROM {rows} s
        LEFT JOIN {known} k USING (row)
        JOIN enrollment_person p ON p.id = coalesce(k.person_id, s.person_id) AND p.merged_into_id IS NULL
        JOIN enrollment_membership m ON m.person_id = p.id AND m.left_on IS NULL
        JOIN enrollment_membership beside ON beside.household_id = m.household_id AND beside.left_on IS NULL
        JOIN enrollment_person o ON o.id = beside.person_id AND o.id <> p.id AND o.born_on = p.born_on
        WHERE s.row > %(after)s AND s.row <= %(until)s
          AND (p.document_kind, o.document_kind) IN (('birth_certificate', 'resident_id'), ('resident_id', 'birth_certificate'))
        UNION SELECT p.id FROM {rows} s
        LEFT JOIN {known} k USING (row)
        JOIN enrollment_person p ON p.id = coalesce(k.person_id, s.person_id) AND p.merged_into_id IS NULL
        JOIN enrollment_listedanswer a ON a.document_masked = p.document_masked AND a.name = p.name
        WHERE s.row > %(after)s AND s.row <= %(until)s
        ORDER BY 1
        """,
        stage,
        after=after,
        until=until,
    )
    return [person_id for (person_id,) in rows]


def write_enrollments(
    stage: Stage,
    *,
    after: int,
    until: int,
    coverage_year: int,
    areas: dict[str, str],
    on: date,
    officer_id: int,
) -> int:
    """Everybody of the rows who is not enrolled anywhere for the year; `areas` gives each county its pooling area."""
    ((count,),) = run_new(
        """
        WITH written AS (
            INSERT INTO enrollment_enrollment (
                person_id, area, coverage_year, division_code, basis, "group", school, tier, enrolled_on, enrolled_by_id,
                cancelled_because)
            SELECT coalesce(k.person_id, s.person_id), a.area, %(year)s,
                   CASE WHEN k.row IS NULL THEN s.division_code ELSE k.division_code END,
                   s.basis, s.person_group, s.school, s.tier, %(on)s, %(officer)s, ''
            FROM {rows} s
            LEFT JOIN {known} k USING (row)
            JOIN unnest(%(counties)s::text[], %(areas)s::text[]) AS a (county, area)
              ON a.county = left(CASE WHEN k.row IS NULL THEN s.division_code ELSE k.division_code END, 6)
            WHERE s.row > %(after)s AND s.row <= %(until)s
              AND (k.row IS NULL OR NOT k.is_dead AND NOT k.is_elsewhere AND NOT k.is_enrolled AND NOT k.is_insured_elsewhere)
              AND (k.row IS NULL OR NOT EXISTS (
                  SELECT 1 FROM enrollment_enrollment e
                  WHERE e.person_id = k.person_id AND e.coverage_year = %(year)s AND e.area = a.area))
            ON CONFLICT DO NOTHING
            RETURNING 1
        ) SELECT count(*) FROM written
        """,
        stage,
        after=after,
        until=until,
        year=coverage_year,
        counties=list(areas),
        areas=list(areas.values()),
        on=on,
        officer=officer_id,
    )
    return int(count)


def counties(stage: Stage) -> list[str]:
    return [code for (code,) in run("SELECT DISTINCT left(division_code, 6) FROM {rows} ORDER BY 1", stage)]


def slices(stage: Stage, *, size: int) -> list[int]:
    """The last row number of each slice of about `size` rows."""
    return [
        row
        for (row,) in run(
            "SELECT max(row) FROM (SELECT row, (row_number() OVER (ORDER BY row) - 1) / %(size)s AS slice FROM {rows}) r"
            " GROUP BY slice ORDER BY 1",
            stage,
            size=size,
        )
    ]


def run(statement: str, stage: Stage, **values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(rows=stage.rows, known=stage.known), values or None)
        return cursor.fetchall() if cursor.description else []


def run_new(statement: str, stage: Stage, **values: Any) -> list[Any]:
    """The same for rows of which none is there already, unless somebody adds one at the same moment."""
    with connection.cursor() as cursor:
        insert_new(cursor, statement, values, rows=stage.rows, known=stage.known)
        return cursor.fetchall() if cursor.description else []
