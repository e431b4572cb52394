"""How long does the check of a tax file take as .csv and as .xlsx, in how much memory, beside the build before?

The check is what a worker does between the upload and the first posting: read, understand, prove the totals, hide the
numbers, stage the lines. The builds take turns, each in fresh processes, on servers of its own.
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
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from random import Random

HERE = Path(__file__).resolve().parent.parent
WORK = HERE / "var" / "bench-intake"
BASE = "2bbd610"  # the last build before files were taken in by a room of their own
PEOPLE = 1_200_000  # to whom the lines may belong; the check asks for none of them
KINDS = ("csv", "xlsx-inline", "xlsx-shared")
NEEDED = {"csv": 0.97, "xlsx-inline": 5.0}  # times as many lines a second as before


@dataclass(frozen=True)
class Build:
    """A checked-out build and where its servers keep their data."""

    name: str
    root: Path

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "CANBAO_VAR_DIR": str(WORK / self.name),
            "PYTHONPATH": str(self.root),
            "CANBAO_PROCESS": "worker",
        }
        return os.environ | own | {"DJANGO_SETTINGS_MODULE": "config.settings"}

    def run(self, *command: str) -> str:
        done = subprocess.run(
            command, cwd=self.root, env=self.environment, check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--base", default=BASE)
    parser.add_argument(
        "--fuzz", type=int, default=0, help="damage so many sound files instead, and count the outcomes"
    )
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    if chosen.fuzz:
        fuzz(chosen.fuzz, chosen.seed)
        return
    WORK.mkdir(parents=True, exist_ok=True)
    builds = [Build("before", _worktree(chosen.base)), Build("now", HERE)]
    files = {kind: _file(kind, chosen.lines) for kind in KINDS}
    runs: dict[tuple[str, str], list[dict[str, float]]] = {}
    try:
        for build in builds:
            build.run("bin/manage", "migrate", "--verbosity", "0")
        for number in range(chosen.runs):
            for kind, path in files.items():
                for build in builds if number % 2 == 0 else reversed(builds):
                    told = build.run(".venv/bin/python", str(HERE / "bench" / "intake_check.py"), str(path))
                    run = json.loads(told.splitlines()[-1])
                    runs.setdefault((build.name, kind), []).append(run)
                    print(f"  run {number + 1}, {kind}, {build.name}: {run}", file=sys.stderr, flush=True)
    finally:
        for build in builds:
            subprocess.run(["bin/services", "down"], cwd=build.root, env=build.environment, check=False)
    report(chosen.lines, runs)


def report(lines: int, runs: dict[tuple[str, str], list[dict[str, float]]]) -> None:
    print(
        f"\n{platform.machine()}, {os.cpu_count()} cores; Python {platform.python_version()}; {lines:,} lines; medians\n"
    )
    print(
        "| file | build | seconds of the check | of these the worker's processor | lines/s | largest process MB"
        " | lines/s beside before | needed |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for kind in KINDS:
        for name in ("before", "now"):
            own = runs[name, kind]
            taken, processor = (
                statistics.median(run[key] for run in own) for key in ("seconds", "processor")
            )
            ratio = needed = ""
            if name == "now":
                before = statistics.median(run["seconds"] for run in runs["before", kind])
                ratio, needed = f"{before / taken:.2f}", str(NEEDED.get(kind, ""))
            peak = max(run["peak_mb"] for run in own)
            print(
                f"| {kind} | {name} | {taken:.1f} | {processor:.1f} | {lines / taken:,.0f} | {peak:.0f} | {ratio} | {needed} |"
            )


def _worktree(commit: str) -> Path:
    root = WORK / f"build-{commit}"
    if not root.exists():
        subprocess.run(["git", "worktree", "prune"], cwd=HERE, check=True)
        subprocess.run(["git", "worktree", "add", "--detach", str(root), commit], cwd=HERE, check=True)
    subprocess.run(["bin/prepare"], cwd=root, check=True)
    return root


def _file(kind: str, lines: int) -> Path:
    """The lines as a file of this kind; made by a process of its own, for a workbook of shared texts fills much memory."""
    path = WORK / f"tax-{lines}-{kind}.{kind.partition('-')[0]}"
    if not path.exists():
        command = [
            sys.executable,
            "-c",
            f"from bench import intake; intake.write({kind!r}, {str(path)!r}, {lines})",
        ]
        subprocess.run(command, cwd=HERE, env=Build("now", HERE).environment, check=True)
    return path


def write(kind: str, path: str, lines: int) -> None:
    """Write the lines: text as programs of bureaus do, amounts of a workbook as numbers."""
    import django

    django.setup()
    from bench import tax_lines

    if kind == "csv":
        with open(path, "w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerows(chain([tax_lines.HEADER], tax_lines.lines(lines, PEOPLE)))
        return
    import xlsxwriter

    # Texts in the cells, as a program that streams writes them, or in one list, as a spreadsheet program does.
    book = xlsxwriter.Workbook(path, {"constant_memory": kind == "xlsx-inline", "strings_to_numbers": False})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, tax_lines.HEADER)
    for number, row in enumerate(tax_lines.lines(lines, PEOPLE), start=1):
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
