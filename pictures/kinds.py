"""Which pictures are there, and what does each need to be drawn and to be written as a table?

Every kind has a `code` (unique on its page), a `title`, and `about`: what it shows, in a sentence that is read aloud. Labels are
`Text` in both languages, or a plain string for names and years. Values are whole numbers of `unit`; None is *not known*.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pictures.numbers import Label, Unit
from policy.terms import Text


class Tone(StrEnum):
    """The color of a part: the accent of the product, the same quantity earlier, and states; others only tell parts apart."""

    MAIN = "main"
    BEFORE = "before"
    GOOD = "good"
    HELD = "held"
    BAD = "bad"
    BLUE = "blue"
    VIOLET = "violet"


@dataclass(frozen=True, slots=True)
class Part:
    """What one color stands for."""

    label: Label
    tone: Tone = Tone.MAIN


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across a picture: a target, a warning line."""

    value: int
    label: Label


@dataclass(frozen=True, slots=True)
class Row:
    """One bar: a value for each part, where a click leads, and what is said behind the number."""

    label: Label
    values: tuple[int | None, ...]
    url: str = ""
    note: Label = ""

    @property
    def total(self) -> int:
        return sum(value or 0 for value in self.values)


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars from left to right, one below the other; several parts are stacked. `top` makes several pictures comparable."""

    code: str
    title: Text
    about: Text
    unit: Unit
    head: Label
    parts: tuple[Part, ...]
    rows: tuple[Row, ...]
    marks: tuple[Mark, ...] = ()
    top: int | None = None

    @property
    def is_empty(self) -> bool:
        return not any(row.total for row in self.rows)


@dataclass(frozen=True, slots=True)
class Series:
    """One line, or the columns of one color: a value for each label of the picture."""

    part: Part
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines over days or years. `is_columns` draws the same values as columns side by side: for few, unconnected labels."""

    code: str
    title: Text
    about: Text
    unit: Unit
    head: Label
    labels: tuple[Label, ...]
    series: tuple[Series, ...]
    marks: tuple[Mark, ...] = ()
    is_columns: bool = False

    @property
    def is_empty(self) -> bool:
        return not any(value for series in self.series for value in series.values)


@dataclass(frozen=True, slots=True)
class Branch:
    """One of the ways a sum goes."""

    label: Label
    value: int
    tone: Tone = Tone.MAIN
    url: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """A sum that divides into branches, as wide as their values."""

    code: str
    title: Text
    about: Text
    unit: Unit
    whole: Label
    branches: tuple[Branch, ...]

    @property
    def is_empty(self) -> bool:
        return not any(branch.value for branch in self.branches)


@dataclass(frozen=True, slots=True)
class Waterfall:
    """A total, what is taken off it step by step, and what is left: the last step is the rest."""

    code: str
    title: Text
    about: Text
    unit: Unit
    whole: Label
    steps: tuple[Branch, ...]

    @property
    def total(self) -> int:
        return sum(step.value for step in self.steps)

    @property
    def is_empty(self) -> bool:
        return self.total <= 0


@dataclass(frozen=True, slots=True)
class Span:
    """From one day until before another; without `until_on` it is a moment. `value` in the unit of the picture, if it has any."""

    label: Label
    from_on: date
    until_on: date | None = None
    tone: Tone = Tone.MAIN
    value: int | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """What lies on one line of time."""

    label: Label
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class TimeLine:
    """Spans and moments between two days, lane below lane; `today` is marked where it lies between them."""

    code: str
    title: Text
    about: Text
    unit: Unit
    from_on: date
    until_on: date
    lanes: tuple[Lane, ...]
    today: date | None = None

    @property
    def is_empty(self) -> bool:
        return not any(lane.spans for lane in self.lanes)


@dataclass(frozen=True, slots=True)
class Tile:
    """One place of a map of tiles: its share decides the shade."""

    label: Label
    value: int | None
    url: str = ""
    note: Label = ""


@dataclass(frozen=True, slots=True)
class Tiles:
    """Places side by side, darker the more; `bounds` are where the next shade begins, at most four of them."""

    code: str
    title: Text
    about: Text
    unit: Unit
    head: Label
    tiles: tuple[Tile, ...]
    bounds: tuple[int, ...]

    @property
    def is_empty(self) -> bool:
        return not self.tiles


Picture = Bars | Lines | Flow | Waterfall | TimeLine | Tiles
