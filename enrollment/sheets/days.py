"""Which day does a cell of a list mean? Written as 2021-03-01, 2021/3/1, 20210301 or 2021年3月1日."""

import re
from datetime import date

_DAY = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?(?: 00:00:00)?")
_WITH_TIME = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?(?:[ T][0-9:.]+)?")


def written_day(word: str, *, time_allowed: bool = False) -> date | None:
    """The day, or None when it is none. A time of day is refused unless it is midnight or `time_allowed`."""
    found = (_WITH_TIME if time_allowed else _DAY).fullmatch(word)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
