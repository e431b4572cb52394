"""How long does a tax file take as .csv and as .xlsx, in how much memory, beside the build before?

To the end of its check (read, understand, prove the totals, hide the numbers, stage the lines) and from its upload to the
last posted line. The builds take turns, each in fresh processes, on servers of its own; one worker does all.
"""

import argparse
import csv
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

from bench.builds import HERE, Build, before_and_now, in_turns

WORK = HERE / "var" / "bench-intake"
BASE = "2bbd610"  # the last build before files were taken in by a room of their own
FILLED_FOR_LINES = 1.2  # people enrolled, of whom each sound line pays for one
KINDS = ("csv", "xlsx-inline", "xlsx-shared")
NEEDED = {"csv": 0.97, "xlsx-inline": 5.0, "xlsx-shared": 5.0}  # times as many lines a second as before
Run = dict[str, Any]  # what `bench/intake_check.py` prints


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--base", default=BASE)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--check-only", action="store_true", help="nothing is posted")
    parser.add_argument(
        "--fuzz", type=int, default=0, help="damage so many sound files instead, and count the outcomes"
    )
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    if chosen.fuzz:
        fuzz(chosen.fuzz, chosen.seed)
        return
    builds = before_and_now(chosen.base, WORK)
    people = int(chosen.lines * FILLED_FOR_LINES)
    files = {kind: _file(kind, chosen.lines, people) for kind in chosen.kinds}
    runs: dict[tuple[str, str], list[Run]] = {}
    try:
        for build in builds:
            build.run("bin/manage", "migrate", "--verbosity", "0", process=build.owner)
        for kind, path in files.items():
            for number, build in in_turns(builds, chosen.runs):
                run = measured(build, path, people, check_only=chosen.check_only)
                runs.setdefault((build.name, kind), []).append(run)
                print(f"  run {number}, {kind}, {build.name}: {run}", file=sys.stderr, flush=True)
    finally:
        for build in builds:
            build.stop()
    report(chosen.lines, runs)


def measured(build: Build, path: Path, people: int, *, check_only: bool) -> Run:
    command = [".venv/bin/python", str(HERE / "bench" / "intake_check.py"), str(path)]
    build.run(*command, "--prepare", str(people), process=build.owner)
    said = build.run(*command, *(["--check-only"] if check_only else []), process="worker")
    run: Run = json.loads(said.splitlines()[-1])
    return run


def report(lines: int, runs: dict[tuple[str, str], list[Run]]) -> None:
    """Two tables, to the end of the check and to the last posted line, and whether the lines ended alike."""
    print(
        f"\n{platform.machine()}, {os.cpu_count()} cores; Python {platform.python_version()}; {lines:,} lines; medians;"
        " processor is that of the worker with the processes it starts, and of the database"
    )
    for span, words in (("check", "of the check"), ("whole", "from the upload to the last posted line")):
        print(
            f"\n| file | build | seconds {words} | processor s: worker | database | lines/s | worker MB | with its processes MB"
            " | times as many lines/s as before | the same by processor | needed |"
        )
        print(f"|{'---|' * 11}")
        for kind in KINDS:
            if ("now", kind) in runs:
                _report_kind(kind, span, lines, runs["before", kind], runs["now", kind])
    ends = {name: json.dumps(run["outcomes"]) for (name, _), each in runs.items() for run in each}
    alike = {json.dumps(run["outcomes"]) for each in runs.values() for run in each}
    print(f"\nThe lines ended {'alike in every run' if len(alike) == 1 else f'differently: {ends}'}.")


def _report_kind(kind: str, span: str, lines: int, before: list[Run], now: list[Run]) -> None:
    def median(runs: list[Run], *keys: str) -> float:
        return statistics.median(sum(run[key] for key in keys) for run in runs)

    both = (f"{span}_worker", f"{span}_database")
    for name, own in (("before", before), ("now", now)):
        taken, worker, database = median(own, span), median(own, both[0]), median(own, both[1])
        peak, together = (max(run[f"{span}_{which}mb"] for run in own) for which in ("", "together_"))
        beside = " | | "
        if name == "now":
            beside = f"{median(before, span) / taken:.2f} | {median(before, *both) / (worker + database):.2f} | {NEEDED[kind]}"
        figures = (
            f"{taken:.1f}",
            f"{worker:.1f}",
            f"{database:.1f}",
            f"{lines / taken:,.0f}",
            f"{peak:.0f}",
            f"{together:.0f}",
        )
        print(f"| {kind} | {name} | {' | '.join(figures)} | {beside} |")


def _file(kind: str, lines: int, people: int) -> Path:
    """The lines as a file of this kind; made by a process of its own, for a workbook of shared texts fills much memory."""
    path = WORK / f"tax-{lines}-{people}-{kind}.{kind.partition('-')[0]}"
    if not path.exists():
        command = [
            sys.executable,
            "-c",
            f"from bench import intake; intake.write({kind!r}, {str(path)!r}, {lines}, {people})",
        ]
        subprocess.run(command, cwd=HERE, env=Build("now", HERE, WORK).environment, check=True)
    return path


def write(kind: str, path: str, lines: int, people: int) -> None:
    """Write the lines: text as programs of bureaus do, amounts of a workbook as numbers."""
    import django

    django.setup()
    from bench import tax_lines

    if kind == "csv":
        with open(path, "w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerows(chain([tax_lines.HEADER], tax_lines.lines(lines, people)))
        return
    import xlsxwriter

    # Texts in the cells, as a program that streams writes them, or in one list, as a spreadsheet program does.
    book = xlsxwriter.Workbook(path, {"constant_memory": kind == "xlsx-inline", "strings_to_numbers": False})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, tax_lines.HEADER)
    for number, row in enumerate(tax_lines.lines(lines, people), start=1):
        for place, cell in enumerate(row):
            if place == 5:
                sheet.write_number(number, place, float(cell))
            elif cell:
                sheet.write_string(number, place, cell)
    book.close()


def fuzz(tries: int, seed: int) -> None:
    """Damage sound files of every format at random; whatever is no refusal by name ends this with its trace."""
    from tests.badfiles.mutations import mutated, outcome

    sound = list(_sound_files())
    outcomes: Counter[str] = Counter()
    slowest, began = 0.0, time.monotonic()
    for number in range(seed * 10_000_000, seed * 10_000_000 + tries):
        random = Random(number)
        content = mutated(random.choice(sound), random, sound)
        started = time.monotonic()
        try:
            outcomes[outcome(content)] += 1
        except Exception:
            print(f"try {number} is neither read nor refused by name", file=sys.stderr)
            raise
        slowest = max(slowest, time.monotonic() - started)
    print(
        f"{tries:,} tries in {time.monotonic() - began:.0f} s, the slowest {slowest:.1f} s; every one read or refused by name"
    )
    for code, count in outcomes.most_common():
        print(f"  {count:>8,}  {code}")


def _sound_files() -> Iterator[bytes]:
    from tests.intake.test_damaged_files import SOUND

    yield from SOUND


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("CANBAO_LOCAL", "1")
    main()
