"""How long do the check and the writing of a roster take, first a full list and then the next month's?

Everything is on: encryption of the bytes, keyed matching, spans, the facts that follow from them, dues priced again, cover of
those who had paid worked out again, audit, fsync. The people are of Heze, where a hardship category changes the price of a
due after the window; half of them had paid. Each run starts from a copy of the same database.
"""

import argparse
import cProfile
import csv
import io
import os
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import django

from assistance.categories.queries.category_list import category_label

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from assistance.categories.layouts.rosters import ROSTER_COLUMNS  # noqa: E402
from assistance.categories.operations import category_names, rosters  # noqa: E402
from assistance.categories.rules.roster_states import RosterKind  # noqa: E402
from bench import population, reconcile, tax_lines  # noqa: E402
from enrollment.models import Coverage, Due  # noqa: E402
from enrollment.operations import ledger_checks, payments  # noqa: E402
from intake.operations import jobs  # noqa: E402
from policy.terms import Category, Certifier  # noqa: E402
from staff.models import Officer  # noqa: E402
from staff.operations.officers import grant_role, register_officer  # noqa: E402
from staff.rules.roles import Role  # noqa: E402

CATEGORIES = [
    Category("tekun"), Category("dibao_rural_1"), Category("dibao_rural_2"), Category("dibao_rural_3"), Category("dibao_rural_4"),
    Category("registered_poor"), Category("monitored"),
]  # fmt: skip
LOGINS = ("bench-roster", "bench-second")
COPY = "canbao_roster_run"
PIECE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of a month: how many places on every tenth person's category moves, and every how manyth person is missing."""

    what: str
    month: date
    on: date
    moved: int = 0
    without_every: int = 0


LISTS = (
    Listed("first full list", date(2021, 11, 1), date(2021, 11, 20)),
    Listed("next month's", date(2021, 12, 1), date(2021, 12, 20), moved=1, without_every=100),
)


@dataclass
class Times:
    """Seconds of the clock and of the processors (this process and its database backend) of each step."""

    rows: int
    raw_copy: float
    clock: dict[str, float] = field(default_factory=dict)
    busy: dict[str, float] = field(default_factory=dict)
    done: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        clock, busy = time.monotonic(), _processor_seconds()
        yield
        self.clock[name] = time.monotonic() - clock
        self.busy[name] = _processor_seconds() - busy


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=100_000, help="how many stand on the list")
    parser.add_argument(
        "--registered", type=int, default=200_000, help="how many are registered and owe a due"
    )
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--profile", type=Path, help="a folder for a profile of each step")
    chosen = parser.parse_args()
    maker, second = prepare(chosen.registered)
    found: list[list[Times]] = []
    for _ in range(chosen.runs):
        with a_copy():
            category_names.seed()
            found.append([measure(each, chosen.people, maker, second, chosen.profile) for each in LISTS])
            if broken := ledger_checks.run(at=timezone.now()):
                raise SystemExit(f"the ledger does not hold: {broken}")
    print(
        f"{reconcile.machine()}\npeople {chosen.people:,} of {chosen.registered:,}   cores {os.cpu_count()}"
    )
    for listed, times in zip(LISTS, zip(*found, strict=True), strict=True):
        report(listed, times)
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def prepare(people: int) -> list[Officer]:
    """People of Heze with their dues for 2022, every second one of them paid; nothing when they are there."""
    officers = [_officer(login) for login in LOGINS]
    if Due.objects.count() != people:
        print(f"filling the database with {people} people", file=sys.stderr, flush=True)
        reconcile.clear_payments()
        reconcile.truncate("enrollment_person", "enrollment_enrollment", "enrollment_due")
        population.put_divisions(population.VILLAGES)
        population.fill(people, officers[0])
    if not Coverage.objects.exists():
        file = payments.receive_file(
            content=io.BytesIO(_tax_file(people)), name="paid.csv", area=population.AREA, by=officers[0],
            at=timezone.now(),
        )  # fmt: skip
        jobs.work_on(file)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return officers


def _officer(login: str) -> Officer:
    found = Officer.objects.filter(login=login).first()
    if found is None:
        found = register_officer(login=login, display_name="Bench", password=None, by=None)
        for role in (Role.CITY_BUREAU, Role.CIVIL_AFFAIRS, Role.TAX_OFFICER):
            grant_role(officer=found, role=role, division_code=population.AREA, on=date(2020, 1, 1), by=None)
    return found


def _tax_file(people: int) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(tax_lines.HEADER)
    writer.writerows(tax_lines.lines(people // 2, people, faulty=0.0))
    return text.getvalue().encode()


@contextmanager
def a_copy() -> Iterator[None]:
    """Work on a copy of the filled database, which is thrown away afterwards."""
    filled = connection.settings_dict["NAME"]

    def maintain(*statements: str) -> None:
        connection.close()
        with connection._nodb_cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    maintain(
        f"DROP DATABASE IF EXISTS {COPY} WITH (FORCE)",
        f"CREATE DATABASE {COPY} TEMPLATE {filled}",
        "CHECKPOINT",
    )
    connection.settings_dict["NAME"] = COPY
    try:
        yield
    finally:
        connection.settings_dict["NAME"] = filled
        maintain(f"DROP DATABASE IF EXISTS {COPY} WITH (FORCE)")


def measure(listed: Listed, people: int, maker: Officer, second: Officer, profiles: Path | None) -> Times:
    """Upload, check, confirm and write one list in this process, as the worker does."""
    file = Path(settings.VAR_DIR) / "roster.csv"
    times = Times(write_list(file, listed, people), 0)
    times.raw_copy = statistics.median(_raw_copy(file) for _ in range(3))  # one alone swings with the machine
    with file.open("rb") as content, times.step("received"):
        roster = rosters.receive(
            content=content, name=file.name, area=population.AREA, certifier=Certifier.CIVIL_AFFAIRS,
            kind=RosterKind.FULL, month=listed.month, categories=CATEGORIES, on=listed.on, by=maker,
        )  # fmt: skip
    with times.step("checked"), _profiled(profiles, f"{listed.month}-check"):
        roster = jobs.work_on(roster, on=listed.on)
    if roster.state != "ready":
        raise SystemExit(f"the list ended as {roster.state}: {roster.summary} {roster.problems[:3]}")
    with times.step("written"), _profiled(profiles, f"{listed.month}-write"):
        rosters.confirm(roster=roster, on=listed.on, by=second, at=timezone.now())
        roster = jobs.work_on(roster)
    times.done = roster.summary["done"] | {"dues priced again": roster.summary["dues_changed"]}
    file.unlink()
    return times


def write_list(file: Path, listed: Listed, people: int) -> int:
    """A full list of the first people of the area; its number of rows."""
    heads = [column.heading for column in ROSTER_COLUMNS]
    rows = 0
    with file.open("w", newline="", encoding="utf-8") as content:
        writer = csv.DictWriter(content, heads, restval="")
        writer.writeheader()
        for index in range(people):
            if listed.without_every and index % (listed.without_every + 1) == 0:
                continue
            category = CATEGORIES[(index + (listed.moved if index % 10 == 3 else 0)) % len(CATEGORIES)]
            writer.writerow({
                "证件号码": population.document_of(index), "姓名": population.name_of(index),
                "身份类别": category_label(category).zh, "起始日期": "2020-01-01", "证明文号": "示例〔2021〕1号",
            })  # fmt: skip
            rows += 1
    return rows


def _raw_copy(file: Path) -> float:
    """Seconds for the same bytes into a plain table of text columns, nothing else."""
    columns = ", ".join(f"c{place} text" for place in range(len(ROSTER_COLUMNS)))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_raw_roster ({columns})")
        started = time.monotonic()
        with (
            file.open("rb") as content,
            cursor.copy("COPY bench_raw_roster FROM STDIN (FORMAT csv, HEADER)") as copy,
        ):
            while piece := content.read(PIECE_BYTES):
                copy.write(piece)
        seconds = time.monotonic() - started
        cursor.execute("DROP TABLE bench_raw_roster")
    return seconds


@contextmanager
def _profiled(folder: Path | None, name: str) -> Iterator[None]:
    if folder is None:
        yield
        return
    folder.mkdir(parents=True, exist_ok=True)
    with cProfile.Profile() as profile:
        yield
    profile.dump_stats(folder / f"{name}.prof")


def _processor_seconds() -> float:
    """Of this process and of its database backend so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    backend = (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")
    return time.process_time() + backend


def report(listed: Listed, runs: tuple[Times, ...]) -> None:
    """Medians of one list over all runs."""
    told = ", ".join(f"{count:,} {what}" for what, count in runs[0].done.items())
    print(f"\n{listed.what}: {runs[0].rows:,} rows; {told}")
    print(f"{'':44} {'seconds':>8} {'processor':>10}")
    print(f"{'raw COPY of the same file':44} {statistics.median(run.raw_copy for run in runs):8.2f}")
    for text, steps in (
        ("received and kept, encrypted", ("received",)),
        ("checked, preview by township", ("checked",)),
        ("confirmed: spans, facts, dues, cover", ("written",)),
        ("all", ("received", "checked", "written")),
    ):
        clock = statistics.median(sum(run.clock[step] for step in steps) for run in runs)
        busy = statistics.median(sum(run.busy[step] for step in steps) for run in runs)
        print(f"{text:44} {clock:8.2f} {busy:10.2f}")


if __name__ == "__main__":
    main()
