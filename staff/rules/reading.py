"""How many people does a role look at in a while without anybody asking why, and from how many on is it no work any more?

The numbers are of the product, not of any notice: about three times what a busy counter was seen to need.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from staff.rules.roles import Role

MINUTES = 10
ROWS_PER_LOOK = (
    20  # of a list: whoever turns the pages of a village reads less of each person than who opens each
)


@dataclass(frozen=True, slots=True)
class ReadingLimit:
    """Looks in `MINUTES`: from `alarm` on it is written down as unusual, above `refuse` the next one waits."""

    alarm: int
    refuse: int


LIMITS: dict[Role, ReadingLimit] = {
    Role.VILLAGE_CLERK: ReadingLimit(60, 300),
    Role.TOWNSHIP_CLERK: ReadingLimit(150, 750),
    Role.CIVIL_AFFAIRS: ReadingLimit(150, 750),
    Role.TAX_OFFICER: ReadingLimit(100, 500),
    Role.COUNTY_BUREAU: ReadingLimit(200, 1000),
    Role.CITY_BUREAU: ReadingLimit(200, 1000),
    Role.FINANCE: ReadingLimit(100, 500),
    Role.AUDITOR: ReadingLimit(300, 1500),
    Role.SYSTEM_ADMIN: ReadingLimit(20, 60),
}


def limit_of(roles: Iterable[Role]) -> ReadingLimit:
    """The widest of the roles that somebody holds; the narrowest of all for who holds none."""
    held = [LIMITS[role] for role in roles] or [min(LIMITS.values(), key=lambda limit: limit.refuse)]
    return max(held, key=lambda limit: limit.refuse)


def looks(people: int) -> int:
    """For how many looks a list of so many people counts; one person is one."""
    return 1 + max(0, people - 1) // ROWS_PER_LOOK
