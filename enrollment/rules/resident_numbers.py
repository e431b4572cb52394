"""What does a resident ID number say, and do its digits fit together (GB 11643)?

Region (6 digits), birth date (8), sequence (3, odd for men), check digit by ISO 7064 MOD 11-2. Regions are judged by
province only: counties were renumbered many times, so a stricter test refuses real people.
"""

from datetime import date
from functools import lru_cache

from policy.periods import EARLIEST_DAY
from policy.terms import Sex

MALE, FEMALE = Sex.MALE.value, Sex.FEMALE.value
SEX_LABELS = {sex.value: sex.label for sex in Sex}
# GB/T 2260 provinces; 81, 82, 83 stand on residence permits of Hong Kong, Macao and Taiwan residents, which use the same form
# and are the only ones that name no place below the province.
PERMIT_REGIONS = frozenset(["810000", "820000", "830000"])
PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)


def is_region(code: str) -> bool:
    """Can a number begin with these six digits?"""
    return code[:2] in PROVINCES and (code[2:] != "0000" or code in PERMIT_REGIONS)


def birth_date(number: str) -> date | None:
    """The birth date that an 18-character number states, or None when it states none (or an impossible one)."""
    return _day(number[6:14]) if len(number) == 18 and number[6:14].isascii() else None


def sex_of(number: str) -> str | None:
    """The sex that an 18-character resident ID number states."""
    if len(number) != 18 or not number[16].isascii() or not number[16].isdigit():
        return None
    return MALE if int(number[16]) % 2 else FEMALE


def resident_facts(number: str, *, today: date) -> tuple[date, str] | None:
    """Birth date and sex of a faultless resident ID number in normal form, else None: the short way for long lists.

    MOD 11-2 is a weighted sum, so the parts of a number (region, birth date, sequence) are each summed once.
    """
    if len(number) != 18:
        return None
    born_on, day_sum = _day_and_sum(number[6:14])
    region_sum = _region_sum(number[:6])
    sequence = _SEQUENCES.get(number[14:17])
    check = _CHECK_VALUES.get(number[17])
    if born_on is None or region_sum is None or sequence is None or check is None or born_on > today:
        return None
    return (born_on, sequence[1]) if (region_sum + day_sum + sequence[0] + check) % 11 == 1 else None


@lru_cache(maxsize=65_536)
def _day(digits: str) -> date | None:
    if not digits.isascii() or not digits.isdigit():
        return None
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
    return day if day >= EARLIEST_DAY else None


def _weighted(digits: str, first: int) -> int:
    """The share that `digits`, standing from position `first` of 18, have in the MOD 11-2 sum."""
    return sum(int(digit) * pow(2, 17 - position, 11) for position, digit in enumerate(digits, start=first))


@lru_cache(maxsize=65_536)
def _day_and_sum(digits: str) -> tuple[date | None, int]:
    day = _day(digits)
    return (day, _weighted(digits, 6)) if day else (None, 0)


@lru_cache(maxsize=65_536)
def _region_sum(digits: str) -> int | None:
    possible = digits.isascii() and digits.isdigit() and is_region(digits)
    return _weighted(digits, 0) if possible else None


_SEQUENCES = {f"{n:03}": (_weighted(f"{n:03}", 14), MALE if n % 2 else FEMALE) for n in range(1000)}
_CHECK_VALUES = {**{str(n): n for n in range(10)}, "X": 10}
