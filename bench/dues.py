"""How long does it take to issue the dues of everybody in an area, beside a raw COPY of the same number of rows?

The operation of the desk is measured, with its audit: each person's standing is read, each distinct standing is asked of the
rules once, each due gets its charge. Each run starts from people who are enrolled and owe nothing.
"""

import argparse
import statistics
import sys
import time
from datetime import date
from io import BytesIO

from django.db import connection
from django.utils import timezone

from bench import reconcile  # sets Django up before the models are read
from bench.population import AREA, COVERAGE_YEAR
from enrollment.operations import dues, ledger_checks
from staff.models import Officer

ISSUED_ON = date(2021, 9, 10)
_ROWS = (
    "SELECT id, enrollment_id, person_id, area, coverage_year, division_code, standing, quotation_id, issued_on"
    " FROM enrollment_due"
)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=1_200_000)
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args()
    officer = reconcile.prepare(chosen.people)
    rows = _rows_as_text()
    issues, copies = [], []
    for number in range(chosen.runs):
        copies.append(raw_copy(rows))
        issues.append(issue(officer, chosen.people))
        print(
            f"  run {number + 1}: issue {issues[-1]:.1f} s, raw COPY {copies[-1]:.2f} s",
            file=sys.stderr,
            flush=True,
        )
    reconcile.reset()
    seconds, copy = statistics.median(issues), statistics.median(copies)
    print(f"\n{reconcile.machine()}\n")
    print("| dues | seconds | dues/s | raw COPY | ratio |\n|---|---|---|---|---|")
    ratio = statistics.median(issue / raw for issue, raw in zip(issues, copies, strict=True))
    print(
        f"| {chosen.people:,} | {seconds:.1f} | {chosen.people / seconds:,.0f} | {copy:.2f} | {ratio:.1f} |"
    )


def issue(officer: Officer, people: int) -> float:
    """Seconds from nothing owed to everything issued; the ledger has to hold afterwards."""
    reconcile.clear_payments()
    reconcile.truncate("enrollment_due", "enrollment_quotation")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
    started = time.monotonic()
    issued = dues.issue(area=AREA, coverage_year=COVERAGE_YEAR, on=ISSUED_ON, by=officer)
    seconds = time.monotonic() - started
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    violations = ledger_checks.run(at=timezone.now())
    if issued.dues != people or violations:
        raise SystemExit(f"{issued.dues} dues issued; the ledger does not hold: {violations}")
    return seconds


def raw_copy(rows: bytes) -> float:
    """Seconds for as many rows as there are dues, with the same values, into a plain logged table without any index."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS bench_raw; CREATE TABLE bench_raw AS {_ROWS} LIMIT 0")
        cursor.execute("CHECKPOINT")
        content = BytesIO(rows)
        started = time.monotonic()
        with cursor.copy("COPY bench_raw FROM STDIN") as copy:
            while piece := content.read(1 << 20):
                copy.write(piece)
        seconds = time.monotonic() - started
        cursor.execute("DROP TABLE bench_raw")
    return seconds


def _rows_as_text() -> bytes:
    with connection.cursor() as cursor, cursor.copy(f"COPY ({_ROWS}) TO STDOUT") as copy:
        return b"".join(bytes(piece) for piece in copy)


if __name__ == "__main__":
    main()
