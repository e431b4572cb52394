#!/bin/sh
# What: the same bytes of GB 18030 read by CPython's codec (3.11) and, in a page that declares charset=gb18030, by lxml 6.1.3.
# Usual guess: GB 18030 is one table; who decodes a page himself and who leaves it to the parser get the same text.
# Behaviour: the two-byte codes that the standard moved from private use to real characters (in 2005 and 2022) differ: Python still
#   gives a code of private use, lxml the character. Turned about for one letter: what Python writes for U+1E3F, lxml reads as U+E7C7.
#   Neither raises, and on the screen of most machines the codes of private use are blank.
# Why it matters here: names with rare characters (U+9FB4 is one) no longer match between the CSV and the page that one program exports.
# On Linux lxml converts with iconv of the C library; seen with glibc 2.36.
# Output seen: see `expected` below.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check lxml==6.1.3 2>/dev/null
cat >"$folder/try.py" <<'PY'
from lxml import html

PAGE = b'<html><head><meta charset="gb18030"></head><body><p>%b</p></body></html>'
for code in ("d5c5", "fe59", "fe61", "a6d9", "a8bc", "8135f437"):
    written = bytes.fromhex(code)
    by_python, by_lxml = written.decode("gb18030"), html.document_fromstring(PAGE % written).findtext(".//p")
    print(f"{code}: Python U+{ord(by_python):04X}, lxml U+{ord(by_lxml):04X}")
PY
seen=$("$folder/venv/bin/python" "$folder/try.py")
expected='d5c5: Python U+5F20, lxml U+5F20
fe59: Python U+E81E, lxml U+9FB4
fe61: Python U+E826, lxml U+9FB5
a6d9: Python U+E78D, lxml U+FE10
a8bc: Python U+E7C7, lxml U+1E3F
8135f437: Python U+1E3F, lxml U+E7C7'
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
