"""Which day does a cell of a list mean? Written as 2021-03-01, 2021/3/1, 20210301 or 2021年3月1日.

Without separators only eight digits are a day: 2021111 could be two. A year before 1900 is a slip of the pen.
"""

import re
from datetime import date

from policy.periods import EARLIEST_DAY

_DIGITS = r"([0-9]{4})(?:[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([0-9]{2})([0-9]{2}))"
_DAY = re.compile(_DIGITS + r"(?: 00:00:00)?")
_WITH_TIME = re.compile(_DIGITS + r"(?:[ T][0-9:.]+)?")


def written_day(word: str, *, time_allowed: bool = False) -> date | None:
    """The day, or None when it is none. A time of day is refused unless it is midnight or `time_allowed`."""
    found = (_WITH_TIME if time_allowed else _DAY).fullmatch(word)
    if found is None:
        return None
    try:
        day = date(int(found[1]), int(found[2] or found[4]), int(found[3] or found[5]))
    except ValueError:
        return None
    return day if day >= EARLIEST_DAY else None
