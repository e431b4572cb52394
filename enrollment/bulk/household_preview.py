"""What would writing a household list change, what is wrong with it as a whole, and what should be known before?"""

from typing import Any

from django.db import connection
from psycopg import sql

from enrollment.bulk.households import Stage, run
from intake.bulk.problems import PROBLEMS_KEPT, Problem
from policy.terms import Text


def household_problems(stage: Stage, places: dict[str, int]) -> tuple[list[Problem], int]:
    """What is wrong with the list although each row alone is right: one document twice, two heads, two spouses, no head."""
    number, relation = places["number"], places["relationship"]
    found: list[Problem] = []
    count = 0
    for row, first in run(
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
            found.append(
                Problem(
                    row,
                    number,
                    "person_twice",
                    Text(
                        f"与第 {first} 行是同一人（证件号码相同，或为同一人的新旧号码）。",
                        f"Same person as row {first} (same number, or the old and new number of one person).",
                    ),
                    Text(
                        "一人在名单中只能出现一次，请删去多余的一行。",
                        "A person may stand in the list once: remove one of the rows.",
                    ),
                )
            )
    for row, heads, spouses in run(
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
            zh, en = (
                (f"该户有 {heads} 名户主", f"The household has {heads} heads")
                if heads > 1
                else (f"该户有 {spouses} 名户主配偶", f"The household has {spouses} spouses of the head")
            )
            found.append(
                Problem(
                    row,
                    relation,
                    "one_head" if heads > 1 else "one_spouse",
                    Text(zh + "。", en + "."),
                    Text(
                        "一户只能有一名户主和至多一名配偶，请更正关系或户编号。",
                        "A household has one head and at most one spouse: correct the relationship or the household number.",
                    ),
                )
            )
    for (row,) in run(
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
            found.append(
                Problem(
                    row,
                    relation,
                    "no_head",
                    Text("该户没有户主。", "The household has no head."),
                    Text(
                        "请为同一户编号、同一居住地的成员之一填“户主”；住在别处的家人须用同一居住地区划或另立户。",
                        "Mark one member with the same household number and residence as 户主; "
                        "relatives elsewhere form another household.",
                    ),
                )
            )
    return sorted(found)[:PROBLEMS_KEPT], count


NOTICES = {
    "is_dead": ("person_deceased", Text("该人已登记死亡，不予登记参保。",
                "The person is registered as deceased and is not enrolled."),
                Text("请从名单删去，或更正死亡登记。", "Remove the row, or correct the death.")),
    "is_elsewhere": ("registered_elsewhere", Text("该人已在其他地区登记，未重复登记。",
                "The person is registered in another area and was not registered again."),
                     Text("确已迁入的，请办理变更居住地。", "If the person moved here, change the residence at the desk.")),
    "household_differs": ("other_household", Text("该人已登记在另一户，未改动。",
                "The person belongs to another household, which was left as it is."),
                          Text("确有变动的，请办理户内迁移。", "If that changed, move the member at the desk.")),
    "tier_differs": ("other_tier", Text("该人本年度已参保，登记的缴费档次与名单不同，未改动。",
                "The person is enrolled for the year with another tier, which was left as it is."),
                     Text("确需改档的，请先取消参保登记再按所选档次参保。",
                          "To change it, cancel the enrollment and enroll again.")),
    "name_differs": ("name_differs", Text("姓名与登记的不同，未改动。",
                "The name differs from the record, which was left as it is."),
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
            cursor.execute(
                condition.format(known=stage.known, flag=sql.Identifier(flag)), [flag != "household_differs"]
            )
            rows = cursor.fetchall()
        counts[code] = rows[0][1] if rows else 0
        shown += [Problem(row, column, code, text, remedy).as_json() for row, _ in rows]
    return shown, counts


def preview(stage: Stage) -> dict[str, Any]:
    """Counts before anything is written: people and households, new and known, by township."""
    ((rows, known, enrolled),) = run(
        "SELECT (SELECT count(*) FROM {rows}), count(*), count(*) FILTER (WHERE is_enrolled) FROM {known}",
        stage,
    )
    ((households, households_known),) = run(
        """
        SELECT count(*), count(h.id)
        FROM (SELECT DISTINCT division_code, household FROM {rows}) s
        LEFT JOIN enrollment_household h ON h.division_code = s.division_code AND h.number = s.household
        """,
        stage,
    )
    townships = run(
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
