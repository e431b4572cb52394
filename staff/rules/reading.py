"""How many people does a role look at in a while without anybody asking why, and from how many on is it no work any more?

The numbers are dated data (`staff/data/reading.toml`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, time
from typing import Any

from policy.terms import Term
from staff.rules.roles import Role


class Pattern(Term):
    """What makes reading unusual."""

    MANY = ("many", "查看人数过多", "many people within minutes")
    CONSECUTIVE = ("consecutive", "逐号查看", "people by consecutive numbers")
    MISSES = ("misses", "多次查无此号", "many numbers that lead to nobody")
    NIGHT = ("night", "夜间查看同一村", "one village at night")
    WATCHED = ("watched", "查看重点保护人员", "a person under special protection")
    EXPORT = ("export", "导出个人信息", "people taken away as a file")


@dataclass(frozen=True, slots=True)
class ReadingLimit:
    """Of one role. Looks in `Limits.minutes` (alarm, refuse), or in an hour (the rest): from so many on."""

    alarm: int
    refuse: int
    consecutive: int
    misses: int
    night: int
    export: int

    def of(self, pattern: Pattern) -> int:
        """From how many on the pattern is an alarm."""
        usual = {
            Pattern.MANY: self.alarm,
            Pattern.CONSECUTIVE: self.consecutive,
            Pattern.MISSES: self.misses,
            Pattern.NIGHT: self.night,
            Pattern.EXPORT: self.export,
        }
        return usual.get(pattern, 1)


@dataclass(frozen=True, slots=True)
class Limits:
    """What holds from `since` on."""

    since: date
    minutes: int
    rows_per_look: int
    night_begins: time
    night_ends: time
    roles: Mapping[Role, ReadingLimit]

    def of(self, roles: Iterable[Role]) -> ReadingLimit:
        """The widest of the roles that somebody holds; the narrowest of all for who holds none."""
        held = [self.roles[role] for role in roles]
        return (
            max(held, key=lambda limit: limit.refuse)
            if held
            else min(self.roles.values(), key=lambda limit: limit.refuse)
        )

    def looks(self, people: int) -> int:
        """For how many looks a list of so many people counts; one person is one."""
        return 1 + max(0, people - 1) // self.rows_per_look


def parsed(data: Mapping[str, Any]) -> tuple[Limits, ...]:
    """The limits of a file, the newest first. Raises ValueError that names the day and role where something is wrong."""
    rows = [_limits(row) for row in data.get("limits", [])]
    if not rows:
        raise ValueError("no [[limits]]")
    return tuple(sorted(rows, key=lambda limits: limits.since, reverse=True))


def in_force(limits: Sequence[Limits], on: date) -> Limits:
    """What holds on a day; before the first day, the first."""
    return next((row for row in limits if row.since <= on), limits[-1])


def _limits(row: Mapping[str, Any]) -> Limits:
    where = f"limits since {row.get('since')}"
    known = {field.name for field in fields(Limits)}
    if differing := known ^ row.keys():
        raise ValueError(f"{where}: missing or unknown: {', '.join(sorted(differing))}")
    numbers = {field.name for field in fields(ReadingLimit)}
    roles = {}
    for role in Role:
        given = row["roles"].get(role.value, {})
        if given.keys() != numbers or not all(
            type(number) is int and number > 0 for number in given.values()
        ):
            raise ValueError(
                f"{where}, role {role.value}: whole numbers above 0 for {', '.join(sorted(numbers))}"
            )
        if given["alarm"] >= given["refuse"]:
            raise ValueError(f"{where}, role {role.value}: alarm must lie below refuse")
        roles[role] = ReadingLimit(**given)
    return Limits(**{name: row[name] for name in row if name != "roles"}, roles=roles)
