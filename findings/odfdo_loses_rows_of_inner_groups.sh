#!/bin/sh
# What: odfdo 3.27.3 on an .ods with rows in a group that is itself in a group (two levels of outline, `table:table-row-group` in
#   `table:table-row-group`; the schema of OpenDocument lets groups hold groups). Written by odfpy 1.4.1; python-calamine 0.9.1 beside it.
# Usual guess: an outline is a matter of show; a reader that knows row groups gives each row, whatever the depth.
# Behaviour: rows of the outer group are given, those of the inner one are not, and nothing is raised. What follows moves up: A4 answers
#   with the value that stands in A6, so a cell named by its address is another one.
# Why it matters here: household lists come grouped by town and village. A sum of such a sheet is too small, and a fault is reported for
#   a row number that is not the officer's.
# Output seen: see `expected` below.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check odfdo==3.27.3 odfpy==1.4.1 python-calamine==0.9.1 2>/dev/null
cat >"$folder/try.py" <<'PY'
import sys

import odfdo
import python_calamine
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow, TableRowGroup
from odf.text import P


def row(number: int) -> TableRow:
    made, cell = TableRow(), TableCell(valuetype="float", value=number)
    cell.addElement(P(text=number))
    made.addElement(cell)
    return made


document, sheet, outer, inner = OpenDocumentSpreadsheet(), Table(name="S"), TableRowGroup(), TableRowGroup()
document.spreadsheet.addElement(sheet)
for parent, child in (
    (sheet, row(1)), (sheet, outer), (outer, row(2)), (outer, inner), (inner, row(3)), (inner, row(4)), (outer, row(5)), (sheet, row(6)),
):
    parent.addElement(child)
path = f"{sys.argv[1]}/groups.ods"
document.save(path)
read = odfdo.Document(path).body.get_table(0)
print("odfdo:", [int(line[0]) for line in read.get_values()], "A4:", read.get_value("A4"))
other = python_calamine.load_workbook(path).get_sheet_by_index(0).to_python()
print("python-calamine:", [int(line[0]) for line in other], "A4:", int(other[3][0]))
PY
seen=$("$folder/venv/bin/python" "$folder/try.py" "$folder")
expected='odfdo: [1, 2, 5, 6] A4: 6
python-calamine: [1, 2, 3, 4, 5, 6] A4: 4'
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
