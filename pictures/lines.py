"""How are lines and columns drawn: the axis inside the picture, days below it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from pictures.kinds import Lines, Series
from pictures.markup import PLOT, element, percent, plot, text
from pictures.numbers import axis_top, full, said, short

TOP, HEIGHT, FOOT = 18, 200, 24
STEPS, LABELS_MAX, WIDEST = 4, 5, 120


@dataclass(frozen=True, slots=True)
class Scale:
    """From the lowest value of the axis to the highest; below nothing only where a value is."""

    low: int
    top: int

    @classmethod
    def of(cls, picture: Lines) -> Scale:
        values = [value for series in picture.series for value in series.values if value is not None]
        top = axis_top(max([*values, *(mark.value for mark in picture.marks), 1]), picture.unit)
        least = min([*values, 0])
        return cls(-axis_top(-least, picture.unit) if least < 0 else 0, top)

    def part(self, value: int) -> float:
        """Where a value lies: 0 at the top, 1 at the bottom."""
        return (self.top - value) / (self.top - self.low)

    def steps(self) -> list[int]:
        """Where lines are drawn, from the bottom up; a little below nothing needs no line of its own."""
        steps = [self.top * step // STEPS for step in range(STEPS + 1)]
        return [self.low, *steps] if -self.low * STEPS >= self.top else steps


def draw(picture: Lines, language: str) -> tuple[Element, int]:
    """The drawing and its height in pixels."""
    scale = Scale.of(picture)
    shapes = _columns(picture, scale, language) if picture.is_columns else _lines(picture, scale)
    drawing = element("g")
    for value in scale.steps():
        y = TOP + HEIGHT * scale.part(value)
        drawing.append(element("line", x1=0, x2="100%", y1=y, y2=y, class_="picture-grid"))
    drawing.append(plot(TOP, HEIGHT, *shapes))
    for value in scale.steps():  # over the shapes, so that they can be read
        if value:
            y = TOP + HEIGHT * scale.part(value) - 4
            drawing.append(text(short(value, picture.unit, language), 0, y, class_="picture-quiet"))
    for mark in picture.marks:
        y = TOP + HEIGHT * scale.part(mark.value)
        drawing.append(element("line", x1=0, x2="100%", y1=y, y2=y, class_="picture-mark"))
        drawing.append(text(said(mark.label, language), "100%", y - 4, anchor="end", class_="picture-quiet"))
    for at, anchor, words in _axis(picture, language):
        drawing.append(text(words, at, TOP + HEIGHT + 18, anchor=anchor, class_="picture-quiet"))
    return drawing, TOP + HEIGHT + FOOT


def _axis(picture: Lines, language: str) -> list[tuple[str, str, str]]:
    """Where, how and what is written below: all of few labels, the ends and some between of many."""
    count = len(picture.labels)
    if picture.is_columns:
        every = 1 if count <= 8 else -(-count // LABELS_MAX)
        return [
            (percent(2 * number + 1, 2 * count), "middle", said(label, language))
            for number, label in enumerate(picture.labels)
            if number % every == 0
        ]
    shown = range(count) if count <= LABELS_MAX else [round(n * (count - 1) / 3) for n in range(4)]
    last = max(count - 1, 1)
    return [
        (
            percent(number, last),
            "start" if number == 0 else "end" if number == count - 1 else "middle",
            said(picture.labels[number], language),
        )
        for number in shown
    ]


def _lines(picture: Lines, scale: Scale) -> list[Element]:
    shapes = []
    for series in reversed(picture.series):  # the first lies on top
        for run in _runs(series.values):
            points = " ".join(
                f"{PLOT * at / max(len(picture.labels) - 1, 1):.1f},{PLOT * scale.part(value):.1f}"
                for at, value in run
            )
            if len(run) == 1:
                points += " " + points  # a lone day is a dot: a line of no length with round ends
            shapes.append(
                element(
                    "polyline",
                    points=points,
                    class_=f"picture-line tone-{series.part.tone}",
                    vector_effect="non-scaling-stroke",
                )
            )
    return shapes


def _runs(values: Sequence[int | None]) -> list[list[tuple[int, int]]]:
    """Stretches of known values: a gap is left where nothing is known."""
    runs: list[list[tuple[int, int]]] = [[]]
    for at, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((at, value))
    return [run for run in runs if run]


def _columns(picture: Lines, scale: Scale, language: str) -> list[Element]:
    slot = PLOT / max(len(picture.labels), 1)
    width = min(slot * 0.8, WIDEST) / len(picture.series)
    return [
        element(
            "rect",
            element("title", _words(picture, series, number, language)),
            x=slot * (number + 0.5) + width * (place - len(picture.series) / 2),
            y=PLOT * scale.part(max(value, 0)),
            width=width * 0.92,
            height=PLOT * abs(value) / (scale.top - scale.low),
            class_=f"tone-{series.part.tone}",
        )
        for place, series in enumerate(picture.series)
        for number, value in enumerate(series.values)
        if value
    ]


def _words(picture: Lines, series: Series, number: int, language: str) -> str:
    label, part = said(picture.labels[number], language), said(series.part.label, language)
    return f"{label} · {part}: {full(series.values[number], picture.unit)}"
