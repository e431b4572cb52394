"""Where do the bars of a fund's spending by month stand, and where the marks of its budget?

Only positions in a picture of 720 by 240; the numbers themselves stand in the table beside it, for everybody who does not see it.
"""

from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 720, 240, 8, 12, 212
STEP = (WIDTH - 2 * LEFT) // 12
BAR = STEP * 3 // 5


class MonthBar(NamedTuple):
    """One month: its bar of what was spent, and the height of the mark of what was budgeted (None without a budget)."""

    month: int
    x: int
    width: int
    y: int
    height: int
    mark_y: int | None
    mark_from: int
    mark_to: int
    middle: int


def picture(budget: Sequence[int] | None, actual: Sequence[int]) -> list[MonthBar]:
    """Twelve months from left to right, in proportion to the largest amount; empty when there is none above zero."""
    most = max([*actual, *(budget or [0])])
    if most <= 0:
        return []
    bars = []
    for number, fen in enumerate(actual):
        x = LEFT + number * STEP + (STEP - BAR) // 2
        height = max(0, fen) * (BOTTOM - TOP) // most
        mark = BOTTOM - budget[number] * (BOTTOM - TOP) // most if budget else None
        bars.append(
            MonthBar(number + 1, x, BAR, BOTTOM - height, height, mark, x - 5, x + BAR + 5, x + BAR // 2)
        )
    return bars
