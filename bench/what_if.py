"""How long does a draft of policy take over everybody, and how does that stand beside OpenFisca-Core?

The people of an area have paid on the days of a window or late, one in ten holds a category, one in twenty is in hardship. The
same reform is asked of both in the same run: another amount, another fixed subsidy, the exemption from the late price. Both begin
with the database: ours collapses people into cases there, the other reads them out row by row, which is told apart. Figures have
to be the same to the fen.
"""

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from bench import reconcile  # sets Django up before the models are read
from bench.population import AREA, COVERAGE_YEAR
from desk.whatif.operations import people
from desk.whatif.operations.runs import only_reading
from desk.whatif.queries.policies import DraftPolicies
from enrollment.bulk.quotations import Quotations
from enrollment.operations import dues
from policy.opening.questions import questions
from staff.models import Officer

NOTICE = "示例医保发〔2026〕1号（演示）"
CATEGORIES = ("tekun", "dibao", "lifted_from_poverty")
WINDOW = date(2021, 10, 1)
DRAFT: dict[str, list[dict[str, Any]]] = {
    "contribution.individual": [{"amount": "380"}],
    "subsidy.rule": [
        {"categories": ["tekun"], "mode": "full"},
        {"categories": ["dibao", "lifted_from_poverty", "hardship"], "mode": "fixed", "amount": "120"},
    ],
}
JUNE_ENDS = date(2022, 6, 30)
# What the other one reads: county, place of the category in its list, hardship, paid after June.
EXPORT = f"""COPY (
SELECT substr(d.division_code, 1, 6), coalesce(array_position(ARRAY['{"','".join(CATEGORIES)}'], held.category::text), 0),
  (d.standing LIKE '%+hardship%')::int, coalesce(c.settled_on > DATE '{JUNE_ENDS}', false)::int
FROM enrollment_due d
LEFT JOIN enrollment_coverage c ON c.person_id = d.person_id AND c.coverage_year = d.coverage_year AND c.due_id = d.id
LEFT JOIN assistance_personcategory held ON held.person_id = d.person_id AND held.from_on <= CURRENT_DATE
  AND (held.until_on IS NULL OR held.until_on > CURRENT_DATE)
WHERE d.area = '{AREA}' AND d.coverage_year = {COVERAGE_YEAR} AND d.withdrawn_on IS NULL) TO STDOUT (FORMAT csv)"""


@dataclass(frozen=True)
class Taken:
    """Seconds by the clock, of this process, and of the session of the database."""

    clock: float
    python: float
    database: float

    @property
    def processor(self) -> float:
        return self.python + self.database

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(self.clock + other.clock, self.python + other.python, self.database + other.database)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=1_200_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--situations", type=int, default=5_000, help="people given to the other by name")
    parser.add_argument("--beside", required=True, help="the Python that has OpenFisca-Core")
    chosen = parser.parse_args()
    officer = reconcile.prepare(chosen.people)
    furnish(officer)
    policies = DraftPolicies(AREA, "bench", COVERAGE_YEAR, COVERAGE_YEAR, DRAFT)
    if faults := policies.faults():
        raise SystemExit(f"the draft cannot stand: {faults}")
    ours: list[Taken] = []
    reads: list[Taken] = []
    theirs: list[dict[str, list[float]]] = []
    named: list[dict[str, Any]] = []
    for _ in range(chosen.runs):
        found, taken = measured(lambda: counted(policies))
        ours.append(taken)
        told, read = openfisca(chosen.beside, chosen.situations)
        theirs.append(told["steps"])
        named.append(told["situations"])
        reads.append(read)
        differences(found, told["counties"])
    report(chosen.people, ours, reads, theirs, named)


def counted(policies: DraftPolicies) -> dict[str, Any]:
    """Our run of the people, as the worker does it."""
    with only_reading():
        return people.count(
            DraftPolicies(policies.area, "bench", COVERAGE_YEAR, COVERAGE_YEAR, policies.given),
            on=timezone.localdate(),
        )


def measured(act: Callable[[], Any]) -> tuple[Any, Taken]:
    """What it gives, and how long it took."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        session = cursor.fetchone()[0]
    before = time.monotonic(), time.process_time(), _processor_of(session)
    found = act()
    after = time.monotonic(), time.process_time(), _processor_of(session)
    return found, Taken(*(now - then for then, now in zip(before, after, strict=True)))


def _processor_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def openfisca(python: str, situations: int) -> tuple[dict[str, Any], Taken]:
    """The same in the other library: its steps and its figures by county, and what reading the people out took."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.csv"

        def export() -> None:
            with connection.cursor() as cursor, path.open("wb") as file, cursor.copy(EXPORT) as copy:
                for piece in copy:
                    file.write(piece)

        _, read = measured(export)
        script = Path(__file__).with_name("what_if_openfisca.py")
        answer = subprocess.run(
            [python, str(script), str(path), str(situations)], check=True, capture_output=True, text=True
        ).stdout
    return json.loads(answer), read


def differences(found: dict[str, Any], told: dict[str, Any]) -> None:
    """Both say the same of every county, to the fen, or the run ends."""
    counties: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in found["cells"]:
        one = counties[row["county"]]
        for name in ("people", "better", "worse", "own_before_fen", "own_after_fen", "undecided"):
            one[name] += row[name]
    subsidies: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in found["money"]:
        if row["payer"].startswith("subsidy:"):
            subsidies[row["county"]][0] += row["before_fen"]
            subsidies[row["county"]][1] += row["after_fen"]
    for county, other in told.items():
        own = [due - helped for due, helped in zip(other["due"], other["subsidy"], strict=True)]
        ours = counties[county]
        ours_of = (ours["people"], [ours["own_before_fen"], ours["own_after_fen"]], subsidies[county], ours["better"],
                   ours["worse"])  # fmt: skip
        theirs = (other["people"], own, other["subsidy"], other["better"], other["worse"])
        if ours_of != theirs or ours["undecided"]:
            raise SystemExit(f"{county}: {ours_of}, undecided {ours['undecided']}; the other says {theirs}")
    if set(told) != set(counties):
        raise SystemExit(f"counties differ: {sorted(told)} and {sorted(counties)}")


def report(
    count: int,
    ours: list[Taken],
    reads: list[Taken],
    theirs: list[dict[str, list[float]]],
    named: list[dict[str, Any]],
) -> None:
    """Medians of the parts, and how many times as fast ours is: in all, of the rules alone, and beside people given by name."""
    median = statistics.median
    print(f"\n{reconcile.machine()}\n\nFigures of both are the same in every county, to the fen.\n")
    print("| people | | clock s | processor s |\n|---|---|---|---|")

    def line(what: str, of: int, seconds: list[tuple[float, float]]) -> None:
        clock, processor = (median(one[place] for one in seconds) for place in (0, 1))
        print(f"| {of:,} | {what} | {clock:.2f} | {processor:.2f} |")

    line("ours, from the database to the figures", count, [(one.clock, one.processor) for one in ours])
    line("of it in Python: the rules, once for each case", count, [(one.python, one.python) for one in ours])
    line("the other: people read out", count, [(one.clock, one.processor) for one in reads])
    for name in theirs[0]:
        line(f"the other: {name}", count, [(steps[name][0], steps[name][1]) for steps in theirs])
    line("the other, people given by name", named[0]["people"], [tuple(one["seconds"]) for one in named])
    alone = [tuple(sum(one[place] for one in steps.values()) for place in (0, 1)) for steps in theirs]
    by_name = [median(one["seconds"][1] / one["people"] for one in named) * count]
    times = {
        "from the database to the figures": median(
            (read.processor + one[1]) / our.processor
            for our, read, one in zip(ours, reads, alone, strict=True)
        ),
        "the rules alone": median(one[1] / our.python for our, one in zip(ours, alone, strict=True)),
        "beside people given by name, for as many": median(by_name[0] / our.processor for our in ours),
    }
    print("\n| times as fast, by processor seconds | |\n|---|---|")
    for what, factor in times.items():
        print(f"| {what} | {factor:.1f} |")
    print(f"\nOurs at least 10 times as fast in all: {'yes' if min(times.values()) >= 10 else '**no**'}.")
    seconds = median(one.clock for one in ours)
    print(f"People in at most 10 s: {'yes' if seconds <= 10 else '**no**'} ({seconds:.1f} s).")


# -- the people ----------------------------------------------------------------------------------------------------


def furnish(officer: Officer) -> None:
    """Categories, hardship, and payments on 280 days; nothing when they are there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM enrollment_coverage)")
        if cursor.fetchone()[0]:
            return
        cursor.execute(
            """INSERT INTO assistance_personcategory (person_id, category, grade, certifier, document_number, from_on,
                 division_code, recorded_by_id, recorded_at, source, ended_because)
               SELECT p.id, (%s::text[])[p.id / 10 %% 3 + 1], '', 'civil_affairs', %s, %s, p.division_code, %s, now(),
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
    reconcile.truncate("enrollment_due", "enrollment_quotation")
    dues.issue(area=AREA, coverage_year=COVERAGE_YEAR, on=date(2021, 9, 10), by=officer)
    pay(280)


def pay(days: int) -> None:
    """Nine in ten have paid, on one of so many days from the first of the window on: cover as the rules give it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT standing FROM enrollment_due")
        standings = [row[0] for row in cursor.fetchall()]
        cases = [
            (AREA, COVERAGE_YEAR, standing, WINDOW + timedelta(days=number))
            for standing in standings
            for number in range(days)
        ]
        answers = Quotations()
        answers.ensure(cases)
        cursor.execute("CREATE TEMP TABLE price (standing text, paid_on date, quotation bigint)")
        with cursor.copy("COPY price FROM STDIN") as copy:
            for case in cases:
                copy.write_row((case[2], case[3], answers[case].id))
        cursor.execute(
            """INSERT INTO enrollment_coverage (person_id, coverage_year, due_id, settled_on, cover_from, cover_until,
                 waiting_from, waiting_until, quotation_id)
               SELECT d.person_id, d.coverage_year, d.id, q.paid_on, q.cover_from, q.cover_until, q.waiting_from,
                 q.waiting_until, q.id
               FROM enrollment_due d
               JOIN price ON price.standing = d.standing AND price.paid_on = %s::date + (d.person_id %% %s)::int
               JOIN enrollment_quotation q ON q.id = price.quotation
               WHERE d.person_id %% 10 <> 1 AND q.due_fen IS NOT NULL""",
            [WINDOW, days],
        )
        cursor.execute("VACUUM ANALYZE enrollment_coverage, enrollment_due, assistance_personcategory")


if __name__ == "__main__":
    assert set(DRAFT) <= set(questions())
    main()
