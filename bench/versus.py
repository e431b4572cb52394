"""How many times as fast is this build as an older one, measured in turns in the same run?

Each build runs the benchmark as it has it, once a time, with servers and data of its own; the last table that it prints is read.
"""

import argparse
import os
import platform
import statistics
import sys
from collections import defaultdict
from dataclasses import dataclass, field

from bench.builds import HERE, before_and_now, in_turns

WORK = HERE / "var" / "bench-versus"
BENCHES = ("reconcile", "settle", "eligibility", "dues", "roster")
# What is run where nothing is said: one row for each size, one worker.
USUAL = {"reconcile": ["--workers", "1"]}
Cells = dict[tuple[str, str], float]  # row, column -> figure


@dataclass
class Figures:
    """One figure of a benchmark, of each run."""

    before: list[float] = field(default_factory=list)
    now: list[float] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("commit")
    parser.add_argument("benches", nargs="*", choices=[*BENCHES, []], help="all of them unless told")
    parser.add_argument("--runs", type=int, default=3)
    chosen, further = parser.parse_known_args()  # what is said beside is said to the benchmarks
    builds = before_and_now(chosen.commit, WORK)
    print(
        f"{platform.machine()}, {os.cpu_count()} cores; beside {chosen.commit}; {chosen.runs} runs in turns"
    )
    for bench in chosen.benches or BENCHES:
        found: dict[tuple[str, str], Figures] = defaultdict(Figures)
        for number, build in in_turns(builds, chosen.runs):
            command = [f"bench/{bench}", "--runs", "1", *USUAL.get(bench, []), *further]
            cells = figures_of(build.run(*command))
            print(f"  {bench}, run {number}, {build.name}: {cells}", file=sys.stderr, flush=True)
            for place, figure in cells.items():
                getattr(found[place], build.name).append(figure)
        report(bench, found)


def figures_of(printed: str) -> Cells:
    """The figures of the last table printed: those of time, by what their row is about and their heading."""
    tables: list[list[list[str]]] = [[]]
    for line in printed.splitlines():
        if line.startswith("|"):
            tables[-1].append([cell.strip() for cell in line.strip("|").split("|")])
        elif tables[-1]:
            tables.append([])
    head, _, *rows = next(table for table in reversed(tables) if table)
    found: Cells = {}
    first = next(place for place, name in enumerate(head) if _is_time(name))
    for row in rows:
        about = ", ".join(f"{name} {cell}" for name, cell in zip(head[:first], row, strict=False))
        for name, cell in zip(head, row, strict=False):
            if _is_time(name) and cell.replace(",", "").replace(".", "", 1).isdigit():
                found[about, name] = float(cell.replace(",", ""))
    return found


def _is_time(heading: str) -> bool:
    return heading.endswith(("/s", " s", "seconds", " ms")) or heading in ("checked", "written", "all")


def report(bench: str, found: dict[tuple[str, str], Figures]) -> None:
    """Medians, and how many times as fast: of the medians, and the least and the most of a turn."""
    print(
        f"\n{bench}\n\n| row | figure | before | now | times as fast | least | most |\n|---|---|---|---|---|---|---|"
    )
    for (row, name), figures in found.items():
        pairs = [
            (before, now) for before, now in zip(figures.before, figures.now, strict=False) if before and now
        ]
        if not pairs:
            continue  # one of the builds does not print it
        before, now = (statistics.median(each) for each in zip(*pairs, strict=True))
        times = [times_as_fast(name, *pair) for pair in pairs]
        print(
            f"| {row} | {name} | {before:,.1f} | {now:,.1f} | {times_as_fast(name, before, now):.2f} |"
            f" {min(times):.2f} | {max(times):.2f} |",
            flush=True,
        )


def times_as_fast(name: str, before: float, now: float) -> float:
    """A rate grows when something gets faster, all else shrinks."""
    return now / before if name.endswith("/s") else before / now


if __name__ == "__main__":
    main()
