"""How long does the carry-over of a whole area take, counted and written, beside a raw COPY of the same rows?

Everybody of the population is enrolled in the old year. A tenth of them do not go on: died, moved, suspended, insured elsewhere.
"""

import argparse
import time

from django.db import connection
from django.utils import timezone

from bench import reconcile  # sets Django up before the models are read
from bench.population import AREA, COVERAGE_YEAR
from enrollment.models import CarryOver, Enrollment
from enrollment.operations import carry_overs
from enrollment.rules.carry_overs import CarryMove
from staff.models import Officer
from staff.operations.officers import grant_role, register_officer
from staff.rules.roles import Role

NEXT = COVERAGE_YEAR + 1
_LEFT = """
UPDATE enrollment_person SET died_on = '2022-06-01' WHERE id % 40 = 1;
UPDATE enrollment_person SET division_code = '622901001001' WHERE id % 40 = 2;
UPDATE enrollment_enrollment SET state = 'suspended' WHERE person_id % 40 = 3;
UPDATE enrollment_enrollment SET state = 'ended' WHERE person_id % 40 = 4;
ANALYZE enrollment_person; ANALYZE enrollment_enrollment
"""
_COLUMNS = 'person_id, area, coverage_year, division_code, basis, "group", school, enrolled_on, enrolled_by_id, cancelled_because'


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=1_000_000)
    chosen = parser.parse_args()
    first = reconcile.prepare(chosen.people)
    second = _second_officer()
    with connection.cursor() as cursor:
        # Of an earlier run, so that each starts from the same state. Nothing of it has a due.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM enrollment_enrollment WHERE coverage_year = %s", [NEXT])
        cursor.execute("DELETE FROM enrollment_carryover")
        cursor.execute("SET session_replication_role = origin")
        cursor.execute(_LEFT)
        cursor.execute("VACUUM enrollment_enrollment")
    started = time.monotonic()
    row = carry_overs.ask(division_code=AREA, coverage_year=NEXT, by=first, at=timezone.now())
    carry_overs.work(row.pk)
    counted = time.monotonic()
    carry_overs.move(carry_over=row, made=CarryMove.AGREE, by=second, at=timezone.now())
    carry_overs.work(row.pk)
    ended = time.monotonic()
    row.refresh_from_db()
    written = Enrollment.objects.filter(coverage_year=NEXT).count()
    if row.state != "done" or written != sum(row.summary["carried"].values()) or not written:
        raise SystemExit(f"the carry-over is not whole: {row.state}, {written} enrolled")
    raw = _raw_copy()
    print(f"\n{reconcile.machine()}\n")
    print("| people | enrolled | count s | write s | raw COPY s | ratio |")
    print("|---|---|---|---|---|---|")
    ratio = (ended - started) / raw
    print(
        f"| {chosen.people:,} | {written:,} | {counted - started:.1f} | {ended - counted:.1f} | {raw:.2f} | {ratio:.1f} |"
    )
    again = CarryOver.objects.count()
    assert again == 1


def _second_officer() -> Officer:
    officer = Officer.objects.filter(login="bench-second").first()
    if officer is None:
        officer = register_officer(login="bench-second", display_name="Second", password=None, by=None)
        on = timezone.localdate().replace(year=2020)
        grant_role(officer=officer, role=Role.CITY_BUREAU, division_code=AREA, on=on, by=None)
    return officer


def _raw_copy() -> float:
    """Seconds of a COPY of the same rows into a bare table."""
    with connection.cursor() as cursor:
        with cursor.copy(
            f"COPY (SELECT {_COLUMNS} FROM enrollment_enrollment WHERE coverage_year = {NEXT}) TO STDOUT"
        ) as copy:
            rows = b"".join(bytes(block) for block in copy)
        cursor.execute(
            f"CREATE TEMP TABLE raw_rows AS SELECT {_COLUMNS} FROM enrollment_enrollment WHERE false"
        )
        started = time.monotonic()
        with cursor.copy("COPY raw_rows FROM STDIN") as copy:
            copy.write(rows)
        return time.monotonic() - started


if __name__ == "__main__":
    main()
