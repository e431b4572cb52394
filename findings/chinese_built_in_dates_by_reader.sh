#!/bin/sh
# What: a cell of an .xlsx under one of the date formats that Excel has built in for Chinese: numFmtId 27 and 57 (year and month), 31
#   (day), 58 (month and day). ECMA-376 Part 1, 18.8.30 lists them; a file carries only their number. Read by openpyxl 3.1.5, fastexcel
#   0.21.0 (what polars takes) and python-calamine 0.9.1 (what pandas takes as `calamine`).
# Usual guess: a date format that is built in is a date to every reader, as 14 is; and two wheels around the same Rust library,
#   calamine, read alike.
# Behaviour: python-calamine gives days for all; fastexcel and openpyxl give the bare number for all but 14. Nothing is raised.
# Why it matters here: offices pick these formats from the list of a Chinese Excel; with one reader the birth date is 45322.
# Output seen: see `expected` below.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check \
    openpyxl==3.1.5 xlsxwriter==3.3.1 python-calamine==0.9.1 fastexcel==0.21.0 polars==2.1.0 2>/dev/null
cat >"$folder/try.py" <<'PY'
import io
import logging

import fastexcel
import openpyxl
import python_calamine
import xlsxwriter

logging.disable()
formats = [14, 27, 31, 57, 58]
stream = io.BytesIO()
with xlsxwriter.Workbook(stream) as book:
    sheet = book.add_worksheet()
    for column, number in enumerate(formats):
        sheet.write_number(0, column, 45322, book.add_format({"num_format": number}))
content = stream.getvalue()
rows = {
    "openpyxl": next(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)),
    "fastexcel": fastexcel.read_excel(content).load_sheet(0, header_row=None).to_polars().row(0),
    "python-calamine": python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()[0],
}
for reader, row in rows.items():
    print(reader, *(f"{number}: {str(value)[:10]}" for number, value in zip(formats, row)), sep="  ")
PY
seen=$("$folder/venv/bin/python" "$folder/try.py")
expected='openpyxl  14: 2024-01-31  27: 45322  31: 45322  57: 45322  58: 45322
fastexcel  14: 2024-01-31  27: 45322.0  31: 45322.0  57: 45322.0  58: 45322.0
python-calamine  14: 2024-01-31  27: 2024-01-31  31: 2024-01-31  57: 2024-01-31  58: 2024-01-31'
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
