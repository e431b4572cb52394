#!/bin/sh
# What: python-stdnum 2.2, `stdnum.cn.ric` (China's 18-digit citizen number, GB 11643).
# Usual guess: a number with a right check digit, a real birth date and an address code in use is valid, and `is_valid` answers yes or no.
# Behaviour: the residence permits of people from Hong Kong (address code 810000), Macao (820000) and Taiwan (830000) are refused, though
#   the State Council's measures of 2018, article 3, give them citizen numbers with just these codes. For the districts Linping
#   (330113) and Qiantang (330114) of Hangzhou, set up in 2021, neither yes nor no comes: `is_valid` raises KeyError('county').
# Why it matters here: holders of these permits may enrol, and a newborn of Linping must be; only the check digits of the library
#   (`stdnum.iso7064`) are safe to use.
# The numbers are made up: born in 1900 or on a day ahead, and with the order number 000, which is given to nobody.
# Output seen: see `expected` below.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check python-stdnum==2.2 2>/dev/null
cat >"$folder/try.py" <<'PY'
from stdnum.cn import ric
from stdnum.iso7064 import mod_11_2

people = {
    "Beijing, Dongcheng": "11010119000101000",
    "Hong Kong": "81000019000101000",
    "Macao": "82000019000101000",
    "Taiwan": "83000019000101000",
    "Hangzhou, Linping": "33011320990101000",
    "Hangzhou, Qiantang": "33011420990101000",
}
for place, digits in people.items():
    try:
        answer = ric.is_valid(digits + mod_11_2.calc_check_digit(digits))
    except Exception as fault:
        answer = repr(fault)
    print(f"{place}: {answer}")
PY
seen=$("$folder/venv/bin/python" "$folder/try.py")
expected="Beijing, Dongcheng: True
Hong Kong: False
Macao: False
Taiwan: False
Hangzhou, Linping: KeyError('county')
Hangzhou, Qiantang: KeyError('county')"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
