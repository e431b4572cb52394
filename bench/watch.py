"""How long does a night of watching own costs take, beside one pass of the same rows by plain SQL?

The rows are put in by SQL: people in households of three, one in ten in a group with a line of its own, and statements of two
years. What is watched is the real operation, with its constraints, its audit event and fsync.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from assistance.figures.models import EnteredParameter  # noqa: E402
from bench import care_population as care  # noqa: E402
from bench.population import put_divisions  # noqa: E402
from claims.models import OwnCostAlert, Statement  # noqa: E402
from claims.operations.own_cost_watch import watch  # noqa: E402
from claims.rules.own_cost_watch import windows  # noqa: E402
from policy.topics import Topic  # noqa: E402

ON = date(2022, 6, 30)
LINES = ((Topic.OWN_COST_LINE, "others", "26000.00"), (Topic.OWN_COST_LINE, "dibao", "10000.00"),
         (Topic.HOUSEHOLD_OWN_COST_LINE, "", "40000.00"))  # fmt: skip
SECONDS_MAX, RATIO_MAX = 120, 3.0  # of 2,000,000 statements; of one plain pass
_PEOPLE = """
INSERT INTO enrollment_person (document_kind, document_hash, document_sealed, document_masked, name, name_key, name_initials,
  sex, division_code, hukou_division, residence_permit, school, phone, one_card_masked, one_card_owner, registered_at)
SELECT 'resident_id', gen_random_uuid(), '', '', 'n' || n, 'n' || n, '', 'male', (%(villages)s::text[])[1 + n %% %(places)s],
  '', '', '', '', '', '', now() FROM generate_series(1, %(people)s) n"""
_HOUSEHOLDS = """
INSERT INTO enrollment_household (number, division_code, formed_on)
SELECT 'W' || id, division_code, '2017-01-01' FROM enrollment_person WHERE id %% 3 = 0"""
_MEMBERS = """
INSERT INTO enrollment_membership (household_id, person_id, relationship, joined_on, left_because)
SELECT h.id, p.id, 'head', '2017-01-01', '' FROM enrollment_person p JOIN enrollment_household h
  ON h.number = 'W' || (p.id - p.id %% 3)"""
_CATEGORIES = """
INSERT INTO assistance_personcategory (person_id, category, grade, certifier, document_number, from_on, division_code,
  recorded_at, source, ended_because)
SELECT id, 'dibao', '', 'civil_affairs', 'bench', '2017-01-01', division_code, now(), 'desk', ''
FROM enrollment_person WHERE id %% 10 = 0"""
# Most bills are small and few are large: e ^ (4 .. 10.5) yuan.
_STATEMENTS = """
INSERT INTO claims_statement (bill_id, person_id, year, service_on, division_code, policy_digest, state, total_fen,
  special_subsidy_fen, basic_fen, critical_illness_fen, top_up_fen, civil_fen, person_fen, eligible_fen, body, settled_on,
  settled_at, settled_by_id, reversed_because)
SELECT n, 1 + n::bigint * 7919 %% %(people)s + low.id - 1,
  extract(year FROM day), day, '622901001201', '', 'posted', fen * 2, 0, fen, 0,
  0, 0, fen, fen * 2, '{}', day, now(), %(by)s, ''
FROM generate_series(1, %(statements)s) n
CROSS JOIN LATERAL (SELECT date '2021-01-01' + (n::bigint * 31 %% 545)::int AS day,
  (100 * exp(4 + 6.5 * ((n * 48271::bigint %% 2147483647)::float / 2147483647) ^ 12))::bigint AS fen) made
CROSS JOIN (SELECT min(id) AS id FROM enrollment_person) low"""
_PLAIN = """
SELECT person_id, sum(person_fen) FROM claims_statement WHERE state = 'posted' AND service_on >= %s AND service_on < %s
GROUP BY person_id"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--statements", type=int, default=2_000_000)
    parser.add_argument("--people", type=int, default=500_000)
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args()
    _fill(chosen.people, chosen.statements)
    print(f"cores {os.cpu_count()}   people {chosen.people:,}   PostgreSQL with fsync")
    print(
        f"{'statements':>11} {'plain s':>8} {'watch s':>8} {'ratio':>6} {'again s':>8} {'alerts':>8}  added again"
    )
    plain = statistics.median(_seconds(_pass) for _ in range(chosen.runs))
    first, again, added = [], [], set()
    for _ in range(chosen.runs):
        _forget()
        first.append(_seconds(_watch))
        again.append(_seconds(lambda: added.add(sum(_watch()))))
    took, alerts = statistics.median(first), OwnCostAlert.objects.count()
    print(
        f"{chosen.statements:11,} {plain:8.2f} {took:8.2f} {took / plain:6.2f} {statistics.median(again):8.2f} {alerts:8,}"
        f"  {', '.join(map(str, sorted(added)))}"
    )
    kept = took <= SECONDS_MAX * chosen.statements / 2_000_000 and took <= RATIO_MAX * plain and added == {0}
    print(
        "kept"
        if kept
        else f"missed: at most {SECONDS_MAX} s for 2,000,000 statements and {RATIO_MAX:g} times the plain pass"
    )


def _pass() -> None:
    span = windows(ON)
    with connection.cursor() as cursor:
        cursor.execute(_PLAIN, [span.first, span.rolling.until])
        cursor.fetchall()


def _watch() -> tuple[int, ...]:
    return tuple(watch(on=ON, at=timezone.now()))


def _forget() -> None:
    """No alert is there yet; at work they can never be removed."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("TRUNCATE claims_owncostalert CASCADE")


def _seconds(act: Callable[[], object]) -> float:
    started = time.monotonic()
    act()
    return time.monotonic() - started


def _fill(people: int, statements: int) -> None:
    if Statement.objects.count() == statements:
        return
    by = care.officer()
    put_divisions(care.VILLAGES)
    asked = {
        "people": people, "villages": care.VILLAGES, "places": len(care.VILLAGES), "statements": statements, "by": by.pk,
    }  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "TRUNCATE claims_statement, claims_owncostalert, enrollment_membership, enrollment_household, enrollment_person"
            " RESTART IDENTITY CASCADE"
        )
        for step in (_PEOPLE, _HOUSEHOLDS, _MEMBERS, _CATEGORIES, _STATEMENTS):
            cursor.execute(step, asked)
    at = timezone.now()
    EnteredParameter.objects.bulk_create(
        [
            EnteredParameter(
                area=care.AREA, topic=topic.value, key=key, value=yuan, from_on=date(2021, 1, 1), document_number="bench",
                entered_by=by, entered_at=at, approved_by=_second(), approved_at=at,
            )
            for topic, key, yuan in LINES
        ]
        if not EnteredParameter.objects.exists()
        else []
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "VACUUM ANALYZE claims_statement, enrollment_person, enrollment_membership, assistance_personcategory"
        )


def _second():  # type: ignore[no-untyped-def]
    from staff.models import Officer

    return Officer.objects.get_or_create(login="bench-second", defaults={"display_name": "Bench"})[0]


if __name__ == "__main__":
    main()
