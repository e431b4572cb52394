"""Are two headings the same, and which unread heading resembles one that is known?"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

_REMOVED = re.compile(r"[\s\u200b\ufeff*:]+")
_UNIT = re.compile(r"\((?:单位:?)?(?:元|人民币元|人|笔|分|万元|%|必填|选填)\)$|[,/]?单位:?元$|\(?必填\)?$")
ROW_NUMBERS = frozenset(("序号", "行号", "顺序号", "NO", "NO.", "№", "序"))
EMPTY_SHARE = 2  # characters that two short headings must share


def normal_form(heading: str) -> str:
    """A heading without blanks, asterisks and colons, with half-width brackets and capitals: as it is compared."""
    return _REMOVED.sub("", unicodedata.normalize("NFKC", heading)).upper()


def without_unit(heading: str) -> str:
    """A heading in its normal form without the unit behind it: 专项补助(元) -> 专项补助."""
    return _UNIT.sub("", heading)


def resembles(heading: str, names: Iterable[str]) -> bool:
    """Whether a heading could be meant as one of the names; all in their normal form.

    The unit behind it is no difference; one name inside the other, one slip of the pen, or half of the characters shared
    (two at least) is a resemblance. Latin names are code names: only one slip or the unit counts there.
    """
    bare = without_unit(heading)
    if not bare:
        return False
    return any(_alike(bare, without_unit(name)) for name in names)


def likeness(heading: str, names: Iterable[str]) -> Fraction:
    """How near a heading is to the nearest of the names, from 0 to 1; all in their normal form. The unit is no difference."""
    bare = without_unit(heading)
    return max((_shared_part(bare, without_unit(name)) for name in names), default=Fraction(0))


def _shared_part(one: str, other: str) -> Fraction:
    shared = (Counter(one) & Counter(other)).total()
    return Fraction(2 * shared, (len(one) + len(other)) or 1)


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if one.isascii() or other.isascii():
        return one.isascii() and other.isascii() and len(short) > 4 and distance_at_most_one(one, other)
    if len(short) >= 2 and short in long:
        return True
    if len(short) > 2 and distance_at_most_one(one, other):
        return True
    shared = (Counter(one) & Counter(other)).total()
    return (
        shared >= EMPTY_SHARE
        and shared * 2 >= len(short)
        and (shared * 2 >= len(long) or shared == len(short))
    )


def distance_at_most_one(one: str, other: str) -> bool:
    """Whether one character put in, left out or replaced makes one text the other."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    place = next((place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return long[place + 1 :] == short[place + (len(long) == len(short)) :]
