"""How long does it take to check and write a roster of a hundred thousand people, beside a raw COPY of the same file?"""

import csv
import os
import resource
import tempfile
import time
from datetime import date
from itertools import pairwise
from pathlib import Path

from django.db import connection
from django.utils import timezone

from assistance.layouts.rosters import ROSTER_COLUMNS
from assistance.models import Roster
from assistance.operations import category_names, roster_checks, roster_jobs, rosters
from assistance.rules.roster_states import RosterKind
from enrollment import vault
from enrollment.models import Person
from policy.terms import Category, Certifier
from staff.models import Officer

CATEGORIES = [
    Category.TEKUN, Category.DIBAO_RURAL_1, Category.DIBAO_RURAL_2, Category.DIBAO_RURAL_3, Category.DIBAO_RURAL_4,
    Category.REGISTERED_POOR, Category.MONITORED,
]  # fmt: skip
PIECE_BYTES = 1 << 20


def write_roster(file: Path, *, area: str, people: int, shift: int, leave_out: int) -> int:
    """A full list of the first people of an area; `shift` moves every tenth to another category, some are left out."""
    heads = [column.heading for column in ROSTER_COLUMNS]
    found = (
        Person.objects.filter(division_code__startswith=area.rstrip("0"), merged_into=None, died_on=None)
        .order_by("pk")
        .values_list("document_sealed", "document_hash", "name")[:people]
    )
    rows = 0
    with file.open("w", newline="", encoding="utf-8") as content:
        writer = csv.writer(content)
        writer.writerow(heads)
        for number, (sealed, digest, name) in enumerate(found.iterator(chunk_size=5_000)):
            if leave_out and number % leave_out == 0:
                continue
            moved = shift if number % 10 == 0 else 0
            category = CATEGORIES[(number + moved) % len(CATEGORIES)]
            cells = dict.fromkeys(heads, "")
            cells |= {
                "证件号码": vault.unseal(bytes(sealed), bound_to=digest), "姓名": name, "身份类别": category.label.zh,
                "起始日期": "2020-01-01", "证明文号": "示例〔2021〕1号",
            }  # fmt: skip
            writer.writerow(cells.values())
            rows += 1
    return rows


def raw_copy_seconds(file: Path) -> float:
    """The same bytes into a plain table of text, nothing else."""
    columns = ", ".join(f"c{place} text" for place in range(len(ROSTER_COLUMNS)))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS bench_raw_roster; CREATE TABLE bench_raw_roster ({columns})")
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


def main(*, people: int, area: str, login: str, second: str) -> None:
    category_names.seed()
    maker, checker = Officer.objects.get(login=login), Officer.objects.get(login=second)
    on = timezone.localdate()
    print(f"people {people:,}   cores {os.cpu_count()}")
    with tempfile.TemporaryDirectory() as folder:
        for what, month, shift, leave_out in (
            ("first full list", date(on.year, 1, 1), 0, 0),
            ("next month: 1 in 10 changed, 1 in 100 left", date(on.year, 2, 1), 1, 100),
        ):
            file = Path(folder) / "roster.csv"
            rows = write_roster(file, area=area, people=people, shift=shift, leave_out=leave_out)
            raw = raw_copy_seconds(file)
            moments = [time.monotonic()]
            with file.open("rb") as content:
                roster: Roster = rosters.receive(
                    content=content, name=file.name, area=area, certifier=Certifier.CIVIL_AFFAIRS, kind=RosterKind.FULL,
                    month=month, categories=CATEGORIES, on=on, by=maker,
                )  # fmt: skip
            moments.append(time.monotonic())
            roster = roster_checks.check(roster.pk, on=on)
            moments.append(time.monotonic())
            if roster.state != "ready":
                print(roster.summary, roster.problems[:3])
                raise SystemExit(1)
            rosters.confirm(roster=roster, on=on, by=checker, at=timezone.now())
            roster = roster_jobs.write(roster.pk)
            moments.append(time.monotonic())
            received, checked, written = (after - before for before, after in pairwise(moments))
            print(f"\n{what}: {rows:,} rows, state {roster.state}, {roster.summary.get('done')}")
            print(f"{'raw COPY of the same file':44} {raw:8.2f} s")
            for step, seconds in (
                ("received and kept, encrypted", received),
                ("checked, preview by township", checked),
                ("confirmed: spans, facts, dues, cover", written),
                ("all", moments[-1] - moments[0]),
            ):
                print(f"{step:44} {seconds:8.2f} s")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"\npeak memory {memory} MB")
