"""How are bars drawn: the label above, the number at the right, so that both fit on a phone?"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from pictures.kinds import Bars, Row
from pictures.markup import element, linked, percent, text
from pictures.numbers import full, said

ROW, BAR, LABEL = 42, 12, 16


def draw(picture: Bars, language: str) -> tuple[Element, int]:
    """The drawing and its height in pixels."""
    largest = max((row.total for row in picture.rows), default=0)
    top = picture.top or max([largest, *(mark.value for mark in picture.marks), 1])
    drawing = element("g")
    for number, row in enumerate(picture.rows):
        drawing.append(linked(row.url, _row(picture, row, top, number * ROW, language)))
    height = len(picture.rows) * ROW
    for mark in picture.marks:
        at = percent(min(mark.value, top), top)
        for number in range(len(picture.rows)):  # across the bars, not across the numbers above them
            y = number * ROW + LABEL
            drawing.append(element("line", x1=at, x2=at, y1=y + 2, y2=y + BAR + 10, class_="picture-mark"))
    return drawing, height


def _row(picture: Bars, row: Row, top: int, y: int, language: str) -> Element:
    group = element("g", text(said(row.label, language), 0, y + LABEL, class_="picture-label"))
    figure = (
        full(row.total, picture.unit) if any(v is not None for v in row.values) else full(None, picture.unit)
    )
    note = said(row.note, language)
    group.append(text(f"{figure} {note}".strip(), "100%", y + LABEL, anchor="end", class_="picture-number"))
    group.append(
        element("rect", x=0, y=y + LABEL + 6, width="100%", height=BAR, rx=2, class_="picture-ground")
    )
    start = 0
    for part, value in zip(picture.parts, row.values, strict=True):
        if value:
            drawn = min(value, top - start)
            words = f"{said(row.label, language)} · {said(part.label, language)}: {full(value, picture.unit)}"
            group.append(
                element(
                    "rect",
                    element("title", words),
                    x=percent(start, top),
                    y=y + LABEL + 6,
                    width=percent(max(drawn, top / 250), top),
                    height=BAR,
                    class_=f"tone-{part.tone}",
                )
            )
            start += drawn
    return group
