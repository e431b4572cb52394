"""From which sum on is a person's or a household's own cost watched, over which months, and how does an alert end?

OWN-a, SD-3c: own cost after all three tiers is held against lines by group, which each area sets for itself. An area without
an entered line watches nobody, and says so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from policy.periods import ONE_DAY, Span, add_months
from policy.terms import Term
from policy.topics import OTHERS
from staff.rules.moves import Moves, To
from staff.rules.roles import Permission

CLAUSE = "N42-a"  # whose months and recognition the watch follows; of OWN-a no text is in the book
MONTHS = 12
HOUSEHOLD = "household"  # the group of an alert about a household
LEVELS = (1, 2)  # the line, and its double


class AlertState(Term):
    """What civil affairs and rural affairs made of an alert."""

    OPEN = ("open", "待核查", "waits for an answer")
    CONFIRMED = ("confirmed", "认定有风险", "risk confirmed")
    NO_RISK = ("no_risk", "核查无风险", "no risk")


class AlertMove(Term):
    """What an answer does."""

    CONFIRM = ("confirm", "认定风险", "confirm the risk")
    CLEAR = ("clear", "认定无风险", "find no risk")


ALERT: Moves[AlertState, AlertMove] = Moves(
    {
        (AlertState.OPEN, AlertMove.CONFIRM): To(AlertState.CONFIRMED, (Permission.ROSTERS_CONFIRM,)),
        (AlertState.OPEN, AlertMove.CLEAR): To(AlertState.NO_RISK, (Permission.ROSTERS_CONFIRM,)),
    },
    start=AlertState.OPEN,
)


class Answer(Term):
    """The word of an answer (layout OW-1)."""

    RISK = ("risk", "有风险", "risk")
    NO_RISK = ("no_risk", "无风险", "no risk")
    LOOKING = ("looking", "核查中", "still being looked into")

    @property
    def move(self) -> AlertMove | None:
        """What it does with the alert; nothing while it is still being looked into."""
        return {Answer.RISK: AlertMove.CONFIRM, Answer.NO_RISK: AlertMove.CLEAR}.get(self)


class Line(NamedTuple):
    """A line that counts for somebody: of which group, in fen, under which document."""

    group: str
    fen: int
    document: str


class Lines(NamedTuple):
    """The lines in force on a day: by county, by group; and of households by county."""

    of_people: Mapping[str, Mapping[str, Line]]
    of_households: Mapping[str, Line]

    @property
    def groups(self) -> list[str]:
        """Every group that has a line anywhere."""
        return sorted({group for lines in self.of_people.values() for group in lines})


class Windows(NamedTuple):
    """The months that a day of watching looks at: the 12 up to it, its calendar year so far, the year before."""

    rolling: Span
    year: Span
    year_before: Span

    @property
    def first(self) -> date:
        """The earliest day that is read."""
        return min(self.rolling.start, self.year_before.start)


def windows(on: date) -> Windows:
    """The windows of a day, which itself counts."""
    start = add_months(on + ONE_DAY, -MONTHS)
    january = date(on.year, 1, 1)
    return Windows(
        Span(start, on + ONE_DAY), Span(january, on + ONE_DAY), Span(date(on.year - 1, 1, 1), january)
    )


def line_for(lines: Mapping[str, Line], held: Collection[str]) -> Line | None:
    """Of the lines of the groups that somebody is in the lowest (就高不就低); else that of everybody else; None: not watched."""
    own = [lines[group] for group in held if group in lines]
    if own:
        return min(own, key=lambda line: (line.fen, line.group))
    return lines.get(OTHERS)


def levels_reached(own_fen: int, line_fen: int) -> tuple[int, ...]:
    """Which alerts a sum opens: one from the line on, a second from its double on."""
    return tuple(level for level in LEVELS if line_fen > 0 and own_fen >= level * line_fen)


def risk_span(from_on: date, until_on: date | None) -> Span:
    """How long a confirmed risk holds where its document names no end: 12 months, as a recognition does (N42-a)."""
    return Span(from_on, until_on or add_months(from_on, MONTHS))


def first_of_next(month: date) -> date:
    """The first day after a month."""
    return add_months(month, 1)


def month_of(day: date) -> date:
    """The month of a day, by its first day."""
    return day.replace(day=1)


def last_day_of(month: date) -> date:
    """The last day of a month."""
    return first_of_next(month) - timedelta(days=1)
