"""How long does the dry run of an opened year take over everybody of an area?

Everybody of the population is enrolled in 2022; every tenth holds a category and every twentieth the hardship fact that goes with
it. The year has an amount, a window, late prices and subsidies of its own, so every person changes in something.
"""

import argparse
import statistics
import time
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from bench import reconcile  # sets Django up before the models are read
from bench.population import AREA, COVERAGE_YEAR
from enrollment.models import OpenedYear
from enrollment.operations import dry_runs, opened_years
from policy.opening.answers import How
from staff.models import Officer

NOTICE = "示例医保发〔2026〕1号（演示）"
CATEGORIES = ("tekun", "dibao", "lifted_from_poverty", "monitored")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=1_200_000)
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args()
    officer = reconcile.prepare(chosen.people)
    help_some(officer)
    with transaction.atomic():
        year = answered(officer)
        seconds = []
        for _ in range(chosen.runs):
            started = time.monotonic()
            found = dry_runs.dry_run(year)
            seconds.append(time.monotonic() - started)
        transaction.set_rollback(True)
    if found["people"] != chosen.people or len(found["examples"]) != dry_runs.EXAMPLES:
        raise SystemExit(f"the dry run is not of everybody: {found}")
    print(f"\n{reconcile.machine()}\n")
    print("| people | counties | seconds | other amount | other wait | other cover | other subsidy |")
    print("|---|---|---|---|---|---|---|")
    numbers = " | ".join(f"{found[name]:,}" for name in ("amount", "wait", "cover", "subsidy"))
    print(f"| {chosen.people:,} | {len(found['counties'])} | {statistics.median(seconds):.1f} | {numbers} |")


def help_some(officer: Officer) -> None:
    """Every tenth person holds one of four categories; every twentieth is known to be in hardship for the year."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM assistance_personcategory WHERE source = 'bench')")
        if cursor.fetchone()[0]:
            return
        cursor.execute(
            """INSERT INTO assistance_personcategory (person_id, category, grade, certifier, document_number, from_on,
                 division_code, recorded_by_id, recorded_at, source, ended_because)
               SELECT p.id, (%s::text[])[p.id / 10 %% 4 + 1], '', 'civil_affairs', %s, %s, p.division_code, %s, now(),
                 'bench', '' FROM enrollment_person p WHERE p.id %% 10 = 0""",
            [list(CATEGORIES), NOTICE, date(2021, 1, 1), officer.pk],
        )
        cursor.execute(
            """INSERT INTO enrollment_waitingexemption (person_id, coverage_year, reason, fact_on, days, source, document_number,
                 recorded_at)
               SELECT p.id, %s, 'hardship', %s, '', 'bench', %s, now() FROM enrollment_person p WHERE p.id %% 20 = 0
               ON CONFLICT DO NOTHING""",
            [COVERAGE_YEAR, date(2021, 1, 1), NOTICE],
        )
        cursor.execute("VACUUM ANALYZE assistance_personcategory, enrollment_waitingexemption")


def answered(officer: Officer) -> OpenedYear:
    """A year with an amount, a window, late prices, a hardship group and subsidies."""
    at = timezone.now()
    year = opened_years.start(area=AREA, coverage_year=at.year + 1, by=officer, at=at)
    given = [
        ("contribution.individual", How.ENTERED, [{"amount": "420"}]),
        *(
            (question, How.CARRIED, [])
            for question in (
                "window.regular", "catch_up.price", "catch_up.fiscal_part", "catch_up.hardship", "newborn.within",
                "newborn.later", "newborn.next_year",
            )
        ),
        ("subsidy.rule", How.ENTERED, [
            {"categories": ["tekun"], "mode": "full"}, {"categories": ["dibao"], "mode": "fixed", "amount": "200"},
        ]),
    ]  # fmt: skip
    for question, how, rows in given:
        opened_years.answer(
            year=year, version=None, question=question, how=how, document_number=NOTICE, section="1", rows=rows,
            by=officer, at=at,
        )  # fmt: skip
    return year


if __name__ == "__main__":
    main()
