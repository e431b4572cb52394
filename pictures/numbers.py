"""How is a number of a picture written: in full beside a bar and in the table, short at an axis?"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from policy.money import format_yuan
from policy.terms import Text

Label = Text | str
_STEPS = {"zh": ((10**8, "亿"), (10**4, "万")), "en": ((10**6, "M"), (10**3, "k"))}


class Unit(StrEnum):
    """What the whole numbers of a picture count."""

    FEN = "fen"
    NUMBER = "number"  # people, cases, files
    PERCENT = "percent"  # in hundredths: 9740 is 97.40 %
    DAYS = "days"


def said(label: Label, language: str) -> str:
    """A label in the language of the page; names are the same in both."""
    return label.in_language(language) if isinstance(label, Text) else label


def full(value: int | None, unit: Unit) -> str:
    """150384000 fen -> 1,503,840.00; a dash where there is no value."""
    if value is None:
        return "–"
    if unit is Unit.PERCENT:
        return f"{_grouped(value)} %"
    return _grouped(value) if unit is Unit.FEN else f"{value:,}"


def _grouped(hundredths: int) -> str:
    whole, _, rest = format_yuan(abs(hundredths)).partition(".")
    return f"{'-' if hundredths < 0 else ''}{int(whole):,}.{rest}"


def short(value: int, unit: Unit, language: str) -> str:
    """150384000 fen -> 150万 or 1.5M: for an axis, where an exact figure would not fit."""
    amount = value / 100 if unit in (Unit.FEN, Unit.PERCENT) else value
    if unit is Unit.PERCENT:
        return f"{amount:g} %"
    for step, letter in _STEPS["zh" if language.startswith("zh") else "en"]:
        if abs(amount) >= step:
            return f"{amount / step:g}{letter}"
    return f"{amount:g}"


def name_of_unit(unit: Unit, language: str) -> str:
    """What stands in the head of a column of the table."""
    names = {
        Unit.FEN: Text("元", "yuan"),
        Unit.NUMBER: Text("数量", "number"),
        Unit.PERCENT: Text("百分比", "per cent"),
        Unit.DAYS: Text("天", "days"),
    }
    return names[unit].in_language(language)


def day(on: date | None) -> str:
    """A day as all pages write it."""
    return on.isoformat() if on else "–"


def axis_top(largest: int, unit: Unit) -> int:
    """A round number at or above the largest value, of shares at least the whole: the axis has four equal steps to it."""
    if unit is Unit.PERCENT and largest <= 10_000:
        return 10_000
    least = 400 if unit in (Unit.FEN, Unit.PERCENT) else 4
    top = least
    while top < largest:
        for factor in (1, 2, 3, 4, 5, 6, 8, 10):
            if least * factor >= largest:
                return least * factor
        least *= 10
        top = least
    return top
