#!/bin/sh
# What: xlwt 1.3.0 writes the error cell #VALUE! of an .xls workbook as #NUM!. Read back by xlrd 2.0.1.
# Usual guess: an error text that the library takes without complaint is the one that stands in the file.
# Behaviour: of the six error texts that both know, five come back as written; #VALUE! comes back as #NUM!. The table of codes in
#   xlwt has 36 (the code of #NUM!) beside #VALUE!, where the format has 15. Nothing is raised.
# Why it matters here: offices' programs write .xls, and who makes test workbooks with error cells tests another error than meant.
# Output seen: see `expected` below.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check xlwt==1.3.0 xlrd==2.0.1 2>/dev/null
cat >"$folder/try.py" <<'PY'
import io

import xlrd
import xlwt

book = xlwt.Workbook()
sheet = book.add_sheet("errors")
texts = ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!"]
for row, text in enumerate(texts):
    sheet.row(row).set_cell_error(0, text)
stream = io.BytesIO()
book.save(stream)
read = xlrd.open_workbook(file_contents=stream.getvalue()).sheet_by_index(0)
for row, text in enumerate(texts):
    print(text, "->", xlrd.error_text_from_code[read.cell_value(row, 0)])
PY
seen=$("$folder/venv/bin/python" "$folder/try.py")
expected='#NULL! -> #NULL!
#DIV/0! -> #DIV/0!
#VALUE! -> #NUM!
#REF! -> #REF!
#NAME? -> #NAME?
#NUM! -> #NUM!'
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
