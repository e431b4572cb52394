"""How long does it take to check, write, enroll and price a household list, beside a raw COPY of the same file?"""

import os
import resource
import tempfile
import time
from datetime import date
from itertools import pairwise
from pathlib import Path

from django.db import connection
from django.utils import timezone

from enrollment.generate.people import HEADER
from enrollment.management.commands.generate_people import write_list
from enrollment.operations import household_imports
from intake.operations import jobs
from staff.models import Officer

YEAR = 2022
PIECE_BYTES = 1 << 20


def raw_copy_seconds(file: Path) -> float:
    """The same bytes into a plain table of text, nothing else."""
    columns = ", ".join(f"c{place} text" for place in range(len(HEADER)))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS bench_raw_list; CREATE TABLE bench_raw_list ({columns})")
        started = time.monotonic()
        with (
            file.open("rb") as content,
            cursor.copy("COPY bench_raw_list FROM STDIN (FORMAT csv, HEADER)") as copy,
        ):
            while piece := content.read(PIECE_BYTES):
                copy.write(piece)
        seconds = time.monotonic() - started
        cursor.execute("DROP TABLE bench_raw_list")
    return seconds


def main(*, households: int, area: str, seed: int, login: str) -> None:
    officer, on = Officer.objects.get(login=login), timezone.localdate()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "list.csv"
        people = write_list(file, area=area, households=households, seed=seed, on=date(YEAR - 1, 10, 1))
        raw = raw_copy_seconds(file)
        moments = [time.monotonic()]
        with file.open("rb") as content:
            listed = household_imports.receive(
                content=content, name=file.name, area=area, coverage_year=YEAR, on=on, by=officer
            )
        moments.append(time.monotonic())
        listed = jobs.work_on(listed, on=on)
        moments.append(time.monotonic())
        household_imports.confirm(household_import=listed, on=on, by=officer)
        listed = jobs.work_on(listed)
        moments.append(time.monotonic())
    received, checked, written = (after - before for before, after in pairwise(moments))
    total = moments[-1] - moments[0]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"people {people:,}   cores {os.cpu_count()}   state {listed.state}")
    print(f"raw COPY of the same file      {raw:8.2f} s   1.0")
    for what, seconds in (
        ("received and kept, encrypted", received),
        ("checked, ready to preview", checked),
        ("written, enrolled, dues issued", written),
        ("all", total),
    ):
        print(f"{what:30} {seconds:8.2f} s   {seconds / raw:.1f}")
    print(f"people/s {people / total:,.0f}   peak memory of the worker {memory} MB")
