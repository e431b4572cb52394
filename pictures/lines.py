"""How are lines and columns drawn: the axis inside the picture, days below it?"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from pictures.kinds import Lines, Series
from pictures.markup import PLOT, element, percent, plot, text
from pictures.numbers import axis_top, full, said, short

TOP, HEIGHT, FOOT = 18, 200, 24
STEPS, LABELS_MAX = 4, 5


def draw(picture: Lines, language: str) -> tuple[Element, int]:
    """The drawing and its height in pixels."""
    values = [value for series in picture.series for value in series.values if value is not None]
    top = axis_top(max([*values, *(mark.value for mark in picture.marks), 1]), picture.unit)
    shapes = _columns(picture, top, language) if picture.is_columns else _lines(picture, top)
    drawing = element("g")
    for step in range(STEPS + 1):
        y = TOP + HEIGHT - HEIGHT * step / STEPS
        drawing.append(element("line", x1=0, x2="100%", y1=y, y2=y, class_="picture-grid"))
    drawing.append(plot(TOP, HEIGHT, *shapes))
    for step in range(1, STEPS + 1):  # over the shapes, so that they can be read
        y = TOP + HEIGHT - HEIGHT * step / STEPS
        drawing.append(
            text(short(top * step // STEPS, picture.unit, language), 0, y - 4, class_="picture-quiet")
        )
    for mark in picture.marks:
        y = TOP + HEIGHT - HEIGHT * mark.value / top
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


def _lines(picture: Lines, top: int) -> list[Element]:
    shapes = []
    for series in reversed(picture.series):  # the first lies on top
        for run in _runs(series.values):
            points = " ".join(
                f"{PLOT * at / max(len(picture.labels) - 1, 1):.1f},{PLOT - PLOT * value / top:.1f}"
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


def _columns(picture: Lines, top: int, language: str) -> list[Element]:
    slot = PLOT / max(len(picture.labels), 1)
    width = slot * 0.8 / len(picture.series)
    return [
        element(
            "rect",
            element("title", _words(picture, series, number, language)),
            x=slot * number + slot * 0.1 + width * place,
            y=PLOT - PLOT * value / top,
            width=width * 0.92,
            height=PLOT * value / top,
            class_=f"tone-{series.part.tone}",
        )
        for place, series in enumerate(picture.series)
        for number, value in enumerate(series.values)
        if value
    ]


def _words(picture: Lines, series: Series, number: int, language: str) -> str:
    label, part = said(picture.labels[number], language), said(series.part.label, language)
    return f"{label} · {part}: {full(series.values[number], picture.unit)}"
