"""How long does a draft of policy take over the settled bills of a year, slice after slice, as its worker does it?

Bills of a year are settled by the real path; the draft raises every ratio for stays by five points, so each of them comes out
otherwise and both policies are asked. What today's rules give must be what is on record, to the fen.
"""

import argparse
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from bench import reconcile  # sets Django up before the models are read

from django.conf import settings  # isort: skip
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from bench import care_population as care
from bench.settle import reset
from bench.what_if import Taken, measured
from claims.models import Statement
from claims.operations import bill_files
from desk.whatif.operations import bills
from desk.whatif.operations.runs import SLICE, only_reading
from desk.whatif.queries.bills import patients
from desk.whatif.queries.policies import DraftPolicies
from desk.whatif.rules.tallies import by_payer, whole
from intake.operations import jobs
from policy.opening.questions import questions

RATIO = "benefit.ratio"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--bills", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=1)
    chosen = parser.parse_args()
    care.fill(chosen.people, care.officer())
    settle(chosen.bills, chosen.people)
    nothing = DraftPolicies(care.AREA, "bench", care.YEAR, care.YEAR, {})
    raised = DraftPolicies(care.AREA, "bench", care.YEAR, care.YEAR, {RATIO: higher(nothing)})
    if faults := raised.faults():
        raise SystemExit(f"the draft cannot stand: {faults}")
    print(f"\n{reconcile.machine()}\n")
    print("| bills | draft | clock s | processor s: Python | database | ms a bill | other for the person |")
    print("|---|---|---|---|---|---|---|")
    for _ in range(chosen.runs):
        for name, policies in (("says nothing", nothing), ("higher ratios for stays", raised)):
            found, taken = measured(partial(counted, policies))
            told(name, found, taken)


def settle(count: int, people: int) -> None:
    """As many settled bills, by the real path; nothing when they are there."""
    if Statement.objects.count() >= count * 8 // 10:
        return
    reset()
    path = Path(settings.VAR_DIR) / "bills-of-what-if.csv"
    care.write_bills(path, count, people, seed=1)
    with path.open("rb") as content:
        file = bill_files.receive_file(
            content=content, name=path.name, area=care.AREA, at=timezone.now(), by=care.officer()
        )
    jobs.work_on(file)
    path.unlink()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def higher(policies: DraftPolicies) -> list[dict[str, Any]]:
    """The ratios in force, those for stays five points higher where that leaves them below the whole."""
    rows = [dict(row) for row in policies.rows_today(questions()[RATIO])]
    for row in rows:
        if row.get("settings") == ["inpatient"] and Decimal(row["rate"]) < Decimal("0.9"):
            row["rate"] = str(Decimal(row["rate"]) + Decimal("0.05"))
    return rows


def counted(policies: DraftPolicies) -> dict[str, Any]:
    """The bills' part of a run, without the rows of the run itself."""
    found: dict[str, Any] | None = None
    with only_reading():
        ill = patients(policies.area, policies.bill_year)
    for at in range(0, len(ill), SLICE):
        with only_reading():
            found = bills.count(ill[at : at + SLICE], policies, found)
    assert found is not None
    return found


def told(name: str, found: dict[str, Any], taken: Taken) -> None:
    """One line of the table, once the figures of today are those on record."""
    money = by_payer(found["money"])
    for column, payer in Statement.AMOUNTS.items():
        on_record = Statement.objects.filter(state="posted").aggregate(fen=Sum(column))["fen"]
        if money.get(f"care:{payer.value}", (0, 0))[0] != on_record:
            raise SystemExit(f"{payer.value}: {money.get(f'care:{payer.value}')} and on record {on_record}")
    sums = whole(found["cells"])
    count = sums["people"]
    print(
        f"| {count:,} | {name} | {taken.clock:.1f} | {taken.python:.1f} | {taken.database:.1f} |"
        f" {taken.processor / count * 1000:.2f} | {sums['better'] + sums['worse']:,} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
