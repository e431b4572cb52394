#!/bin/sh
# What: Django 5.2.19 with the language zh-hans: the filter `intcomma` of django.contrib.humanize, and `number_format` with grouping forced.
# Usual guess: 1,234,567 as in English (what Chinese accounting writes and CLDR says of zh), or 123,4567, since the language's file of
#   formats sets NUMBER_GROUPING = 4.
# Behaviour: a whole number or a Decimal gets no separator at all: the same file sets THOUSAND_SEPARATOR to nothing. The same amount
#   given as text does get commas, by threes. So two columns of one page differ by the type of the value, and nothing warns. zh-hant
#   is alike; en and ja group by threes.
# Why it matters here: officers compare amounts on a page by eye, and seven digits in a row are easily misread by ten times.
# Output seen: see `expected` below.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check django==5.2.19 babel==2.19.0 2>/dev/null
cat >"$folder/try.py" <<'PY'
from decimal import Decimal

import django
from babel.numbers import format_decimal
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import translation
from django.utils.formats import number_format

settings.configure(INSTALLED_APPS=["django.contrib.humanize"])
django.setup()
amount = Decimal("1234567.50")
for language in ("zh-hans", "zh-hant", "ja", "en"):
    with translation.override(language):
        print(language, intcomma(1234567), intcomma(amount), intcomma(str(amount)), number_format(amount, force_grouping=True))
print("CLDR of zh", format_decimal(amount, locale="zh"))
PY
seen=$("$folder/venv/bin/python" "$folder/try.py")
expected='zh-hans 1234567 1234567.50 1,234,567.50 1234567.50
zh-hant 1234567 1234567.50 1,234,567.50 1234567.50
ja 1,234,567 1,234,567.50 1,234,567.50 1,234,567.50
en 1,234,567 1,234,567.50 1,234,567.50 1,234,567.50
CLDR of zh 1,234,567.5'
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
