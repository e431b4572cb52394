"""How does a checked household list become people, households, memberships and enrollments, set by set?

The list waits in an UNLOGGED table named by import and fence: a worker that lost its lease fills a table nobody reads.
Every row has its person's id from the start, so each slice can be written again with the same result.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from psycopg import sql

from enrollment.bulk.household_rows import PROBLEMS_KEPT, STAGED, Problem
from policy.terms import Text

_COLUMNS = """
    row int, is_faulty boolean, household text, relationship text, document_kind text, document_hash uuid,
    document_sealed bytea, document_masked text, name text, name_key text, name_initials text, sex text, born_on date,
    division_code text, hukou_division text, basis text, person_group text, school text, residence_permit text, phone text,
    one_card_sealed bytea, one_card_masked text,
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
        _run("CREATE UNLOGGED TABLE {rows} (" + _COLUMNS + ")", self)

    def copy(self, lines: str) -> None:
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(self.rows, sql.SQL(", ").join(map(sql.Identifier, STAGED)))
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.write(lines)

    def count(self) -> int | None:
        """How many rows wait here; None when the table is gone."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass(%s)", [f"household_stage_{self.import_id}_{self.fence}"])
            if cursor.fetchone()[0] is None:
                return None
        return int(_run("SELECT count(*) FROM {rows}", self)[0][0])


def drop_stages(import_id: int, *, but: Stage | None = None) -> None:
    """Remove every table of a list, of whatever fence."""
    keep = {f"household_{kind}_{but.import_id}_{but.fence}" for kind in ("stage", "known")} if but else set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND (relname LIKE %s OR relname LIKE %s)",
            [f"household\\_stage\\_{import_id}\\_%", f"household\\_known\\_{import_id}\\_%"],
        )
        for (name,) in cursor.fetchall():
            if name not in keep:
                cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(name)))


def find_known(stage: Stage, *, prefix: str, coverage_year: int | None) -> None:
    """Note for each row whose person is registered already: who, and what of the list differs from the record."""
    _run("DROP TABLE IF EXISTS {known}", stage)
    _run("ANALYZE {rows}", stage)
    _run(
        """
        CREATE UNLOGGED TABLE {known} AS
        SELECT s.row, p.id AS person_id, p.division_code,
               p.name_key <> s.name_key AS name_differs,
               p.division_code <> s.division_code AS residence_differs,
               NOT starts_with(p.division_code, %(prefix)s) AS is_elsewhere,
               p.died_on IS NOT NULL AS is_dead,
               m.household_id, h.number AS household_number, h.division_code AS household_division,
               m.id IS NOT NULL AND (h.number <> s.household OR h.division_code <> s.division_code) AS household_differs,
               e.id IS NOT NULL AS is_enrolled, e.area AS enrolled_area
        FROM {rows} s
        JOIN (
            SELECT document_hash, coalesce(merged_into_id, id) AS person_id FROM enrollment_person
            UNION
            SELECT f.document_hash, coalesce(o.merged_into_id, o.id)
            FROM enrollment_formerdocument f JOIN enrollment_person o ON o.id = f.person_id
        ) d ON d.document_hash = s.document_hash
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
    _run("CREATE INDEX ON {known} (row)", stage)
    _run("ANALYZE {known}", stage)


def index_rows(stage: Stage) -> None:
    _run("CREATE UNIQUE INDEX ON {rows} (row)", stage)


def household_problems(stage: Stage, places: dict[str, int]) -> tuple[list[Problem], int]:
    """What is wrong with the list although each row alone is right: one document twice, two heads, two spouses, no head."""
    number, relation = places["number"], places["relationship"]
    found: list[Problem] = []
    count = 0
    for row, first in _run(
        """
        SELECT row, first FROM (
            SELECT s.row, min(s.row) OVER (PARTITION BY s.document_hash) AS first FROM {rows} s
            WHERE s.document_hash IN (
                SELECT document_hash FROM {rows} WHERE document_hash IS NOT NULL GROUP BY document_hash HAVING count(*) > 1
            )
        ) twice WHERE row <> first
        UNION
        SELECT row, first FROM (
            SELECT row, min(row) OVER (PARTITION BY person_id) AS first FROM {known}
        ) same WHERE row <> first
        ORDER BY row
        """,
        stage,
    ):
        count += 1
        if len(found) < PROBLEMS_KEPT:
            found.append(Problem(row, number, "person_twice",
                Text(f"与第 {first} 行是同一人（证件号码相同，或为同一人的新旧号码）。",
                     f"Same person as row {first} (same number, or the old and new number of one person)."),
                Text("一人在名单中只能出现一次，请删去多余的一行。", "A person may stand in the list once: remove one of the rows.")))
    for row, heads, spouses in _run(
        """
        SELECT max(row) FILTER (WHERE relationship = CASE WHEN heads > 1 THEN 'head' ELSE 'spouse' END), heads, spouses
        FROM {rows} JOIN (
            SELECT division_code, household, count(*) FILTER (WHERE relationship = 'head') AS heads,
                   count(*) FILTER (WHERE relationship = 'spouse') AS spouses
            FROM {rows} GROUP BY division_code, household
            HAVING count(*) FILTER (WHERE relationship = 'head') > 1 OR count(*) FILTER (WHERE relationship = 'spouse') > 1
        ) crowded USING (division_code, household)
        GROUP BY division_code, household, heads, spouses ORDER BY 1
        """,
        stage,
    ):
        count += 1
        if len(found) < PROBLEMS_KEPT:
            zh, en = (f"该户有 {heads} 名户主", f"The household has {heads} heads") if heads > 1 else (
                f"该户有 {spouses} 名户主配偶", f"The household has {spouses} spouses of the head")
            found.append(Problem(row, relation, "one_head" if heads > 1 else "one_spouse", Text(zh + "。", en + "."),
                Text("一户只能有一名户主和至多一名配偶，请更正关系或户编号。",
                     "A household has one head and at most one spouse: correct the relationship or the household number.")))
    for (row,) in _run(
        """
        SELECT min(s.row) FROM {rows} s
        GROUP BY s.division_code, s.household
        HAVING NOT bool_or(coalesce(s.relationship, 'head') = 'head')
           AND s.household NOT IN (SELECT household FROM {rows} WHERE is_faulty)
           AND NOT EXISTS (
               SELECT 1 FROM enrollment_household h
               WHERE h.division_code = s.division_code AND h.number = s.household AND h.head_id IS NOT NULL
           )
        ORDER BY 1
        """,
        stage,
    ):
        count += 1
        if len(found) < PROBLEMS_KEPT:
            found.append(Problem(row, relation, "no_head",
                Text("该户没有户主。", "The household has no head."),
                Text("请为同一户编号、同一居住地的成员之一填“户主”；住在别处的家人须用同一居住地区划或另立户。",
                     "Mark one member with the same household number and residence as 户主; relatives elsewhere form another household.")))
    return sorted(found)[:PROBLEMS_KEPT], count


NOTICES = {
    "is_dead": ("person_deceased", Text("该人已登记死亡，不予登记参保。", "The person is registered as deceased and is not enrolled."),
                Text("请从名单删去，或更正死亡登记。", "Remove the row, or correct the death.")),
    "is_elsewhere": ("registered_elsewhere", Text("该人已在其他地区登记，未重复登记。", "The person is registered in another area and was not registered again."),
                     Text("确已迁入的，请办理变更居住地。", "If the person moved here, change the residence at the desk.")),
    "household_differs": ("other_household", Text("该人已登记在另一户，未改动。", "The person belongs to another household, which was left as it is."),
                          Text("确有变动的，请办理户内迁移。", "If that changed, move the member at the desk.")),
    "name_differs": ("name_differs", Text("姓名与登记的不同，未改动。", "The name differs from the record, which was left as it is."),
                     Text("姓名确已变更的，请办理信息更正。", "If the name changed, correct the person's facts.")),
}  # fmt: skip


def notices(stage: Stage, places: dict[str, int]) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """What an officer should know before confirming, although it stops nothing: the first of each kind, and counts."""
    shown: list[dict[str, Any]] = []
    counts: dict[str, int] = {}
    for flag, (code, text, remedy) in NOTICES.items():
        column = places["name"] if flag == "name_differs" else places["number"]
        # Whoever is registered elsewhere has a household there: one notice says it.
        condition = sql.SQL(
            "SELECT row, count(*) OVER () FROM {known} WHERE {flag} AND (%s OR NOT is_elsewhere) ORDER BY row LIMIT 200"
        )
        with connection.cursor() as cursor:
            cursor.execute(condition.format(known=stage.known, flag=sql.Identifier(flag)), [flag != "household_differs"])
            rows = cursor.fetchall()
        counts[code] = rows[0][1] if rows else 0
        shown += [Problem(row, column, code, text, remedy).as_json() for row, _ in rows]
    return shown, counts


def preview(stage: Stage) -> dict[str, Any]:
    """Counts before anything is written: people and households, new and known, by township."""
    ((rows, known, enrolled),) = _run(
        "SELECT (SELECT count(*) FROM {rows}), count(*), count(*) FILTER (WHERE is_enrolled) FROM {known}", stage
    )
    ((households, households_known),) = _run(
        """
        SELECT count(*), count(h.id)
        FROM (SELECT DISTINCT division_code, household FROM {rows}) s
        LEFT JOIN enrollment_household h ON h.division_code = s.division_code AND h.number = s.household
        """,
        stage,
    )
    townships = _run(
        """
        SELECT left(s.division_code, 9), max(d.name), count(*), count(k.row)
        FROM {rows} s LEFT JOIN {known} k USING (row) LEFT JOIN staff_division d ON d.code = left(s.division_code, 9)
        GROUP BY 1 ORDER BY 1
        """,
        stage,
    )
    return {
        "rows": rows,
        "new": rows - known,
        "known": known,
        "already_enrolled": enrolled,
        "households_new": households - households_known,
        "households_known": households_known,
        "townships": [
            {"code": code, "name": name or "", "rows": total, "new": total - seen, "known": seen}
            for code, name, total, seen in townships
        ],
    }


def write_people(stage: Stage, *, after: int, until: int, on: date) -> int:
    """People of the rows after < row <= until who are not known yet, and the households whose heads stand in them."""
    ((people,),) = _run(
        """
        WITH written AS (
            INSERT INTO enrollment_person (
                id, document_kind, document_hash, document_sealed, document_masked, name, name_key, name_initials, sex, born_on,
                division_code, hukou_division, residence_permit, school, phone, one_card_sealed, one_card_masked,
                one_card_owner, registered_at)
            SELECT person_id, document_kind, document_hash, document_sealed, document_masked, name, name_key, name_initials,
                   sex, born_on, division_code, hukou_division, residence_permit, school, phone, one_card_sealed,
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
    _run(
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
    _run(
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
    _run(
        """
        INSERT INTO {known} (row, person_id, division_code, name_differs, residence_differs, is_elsewhere, is_dead,
                             household_id, household_differs, is_enrolled)
        SELECT s.row, o.id, o.division_code, false, false, false, o.died_on IS NOT NULL, m.household_id, m.id IS NOT NULL, false
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
    _run(
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


def write_enrollments(
    stage: Stage, *, after: int, until: int, coverage_year: int, areas: dict[str, str], on: date, officer_id: int
) -> int:
    """Everybody of the rows who is not enrolled anywhere for the year; `areas` gives each county its pooling area."""
    ((count,),) = _run(
        """
        WITH written AS (
            INSERT INTO enrollment_enrollment (
                person_id, area, coverage_year, division_code, basis, "group", school, enrolled_on, enrolled_by_id,
                cancelled_because)
            SELECT coalesce(k.person_id, s.person_id), a.area, %(year)s,
                   CASE WHEN k.row IS NULL THEN s.division_code ELSE k.division_code END,
                   s.basis, s.person_group, s.school, %(on)s, %(officer)s, ''
            FROM {rows} s
            LEFT JOIN {known} k USING (row)
            JOIN unnest(%(counties)s::text[], %(areas)s::text[]) AS a (county, area)
              ON a.county = left(CASE WHEN k.row IS NULL THEN s.division_code ELSE k.division_code END, 6)
            WHERE s.row > %(after)s AND s.row <= %(until)s
              AND (k.row IS NULL OR NOT k.is_dead AND NOT k.is_elsewhere AND NOT k.is_enrolled)
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
    return [code for (code,) in _run("SELECT DISTINCT left(division_code, 6) FROM {rows} ORDER BY 1", stage)]


def slices(stage: Stage, *, size: int) -> list[int]:
    """The last row number of each slice of about `size` rows."""
    return [
        row
        for (row,) in _run(
            "SELECT max(row) FROM (SELECT row, (row_number() OVER (ORDER BY row) - 1) / %(size)s AS slice FROM {rows}) r GROUP BY slice ORDER BY 1",
            stage,
            size=size,
        )
    ]


def _run(statement: str, stage: Stage, **values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(rows=stage.rows, known=stage.known), values or None)
        return cursor.fetchall() if cursor.description else []
