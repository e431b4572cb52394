"""Which table says the same as a picture?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from pictures.kinds import Bars, Flow, Lines, Picture, Tiles, TimeLine, Waterfall
from pictures.numbers import Unit, day, full, name_of_unit, said
from policy.terms import Text

TOTAL = Text("合计", "total")
FROM, UNTIL, WHAT = Text("起", "from"), Text("止", "to"), Text("事项", "what")


@dataclass(frozen=True, slots=True)
class Table:
    """Heads of the columns and the cells of each row, as they are shown; the first `words` columns are no numbers."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 1


def table_of(picture: Picture, language: str) -> Table:
    """The values of the picture, all of them, in full."""
    unit = name_of_unit(picture.unit, language)
    match picture:
        case Bars():
            return _of_bars(picture, language)
        case Lines():
            return _of_lines(picture, language)
        case Flow(whole=whole, branches=steps) | Waterfall(whole=whole, steps=steps):
            total = sum(step.value for step in steps)
            rows = [(said(step.label, language), full(step.value, picture.unit)) for step in steps]
            return Table(
                (said(WHAT, language), unit), ((said(whole, language), full(total, picture.unit)), *rows)
            )
        case TimeLine():
            return _of_time(picture, language)
        case Tiles():
            return _of_tiles(picture, language)


def _of_tiles(picture: Tiles, language: str) -> Table:
    rows = tuple(
        (said(tile.label, language), full(tile.value, picture.unit), said(tile.note, language))
        for tile in picture.tiles
    )
    return Table((said(picture.head, language), name_of_unit(picture.unit, language), ""), rows)


def _of_bars(picture: Bars, language: str) -> Table:
    parts = tuple(_with_unit(said(part.label, language), picture.unit, language) for part in picture.parts)
    is_stacked, has_notes = len(parts) > 1, any(row.note for row in picture.rows)
    head = (said(picture.head, language), *parts, *([said(TOTAL, language)] if is_stacked else []))
    rows = tuple(
        (
            said(row.label, language),
            *(full(value, picture.unit) for value in row.values),
            *([full(row.total, picture.unit)] if is_stacked else []),
            *([said(row.note, language)] if has_notes else []),
        )
        for row in picture.rows
    )
    marks = tuple(
        (said(mark.label, language), full(mark.value, picture.unit), *[""] * (len(head) - 2 + has_notes))
        for mark in picture.marks
    )
    return Table((*head, *([""] if has_notes else [])), rows + marks)


def _of_lines(picture: Lines, language: str) -> Table:
    parts = [said(series.part.label, language) for series in picture.series]
    head = (said(picture.head, language), *(_with_unit(part, picture.unit, language) for part in parts))
    rows = tuple(
        (said(label, language), *(full(series.values[number], picture.unit) for series in picture.series))
        for number, label in enumerate(picture.labels)
    )
    marks = tuple(
        (said(mark.label, language), full(mark.value, picture.unit), *[""] * (len(head) - 2))
        for mark in picture.marks
    )
    return Table(head, rows + marks)


def _of_time(picture: TimeLine, language: str) -> Table:
    spans = [(lane, span) for lane in picture.lanes for span in lane.spans]
    has_values = any(span.value is not None for _, span in spans)
    rows = tuple(
        (
            f"{said(lane.label, language)}: {said(span.label, language)}",
            day(span.from_on),
            day(span.until_on - timedelta(days=1)) if span.until_on else "",
            *([full(span.value, picture.unit) if span.value is not None else ""] if has_values else []),
        )
        for lane, span in spans
    )
    unit = [name_of_unit(picture.unit, language)] if has_values else []
    return Table((said(WHAT, language), said(FROM, language), said(UNTIL, language), *unit), rows, words=3)


def _with_unit(label: str, unit: Unit, language: str) -> str:
    return label if unit is Unit.NUMBER else f"{label} ({name_of_unit(unit, language)})"
