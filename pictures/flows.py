"""How is a sum drawn that divides, and one from which is taken step by step?"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from pictures.kinds import Flow, Waterfall
from pictures.markup import PLOT, element, linked, percent, plot, text
from pictures.numbers import Unit, full, said

WHOLE, SLOT, NODE = (
    160,
    44,
    18,
)  # height of the whole; least of a branch, so that two lines of text fit; thickness of a node
RIBBON_END = 420  # of PLOT: the branches stand there, their words right of it
STEP, STEP_BAR, STEP_LABEL = 42, 14, 16


def draw_flow(picture: Flow, language: str) -> tuple[Element, int]:
    """The whole at the left, the branches at the right; a ribbon is as high as its value at both ends."""
    branches = [branch for branch in picture.branches if branch.value > 0]
    total = sum(branch.value for branch in branches)
    slots = [max(SLOT, WHOLE * branch.value // total) for branch in branches]
    height = sum(slots)
    scale = PLOT * min(WHOLE, height) / height  # of the whole, in units of the plot
    left, y = (PLOT - scale) / 2, 0
    words, shapes = element("g"), element("g")
    shapes.append(element("rect", x=0, y=left, width=NODE, height=scale, class_="picture-whole"))
    for branch, slot in zip(branches, slots, strict=True):
        thick = max(scale * branch.value / total, PLOT / height)  # at least a pixel
        centre = y + slot / 2
        end = PLOT * centre / height - thick / 2
        share = full(round(10000 * branch.value / total), Unit.PERCENT)
        figure = f"{full(branch.value, picture.unit)} · {share}"
        title = element("title", f"{said(branch.label, language)}: {figure}")
        path = _ribbon(left, end, thick)
        shapes.append(element("path", title, d=path, class_=f"picture-ribbon tone-{branch.tone}"))
        shapes.append(
            element("rect", x=RIBBON_END, y=end, width=NODE / 2, height=thick, class_=f"tone-{branch.tone}")
        )
        at = percent(RIBBON_END + NODE, PLOT)
        two = element("g", text(said(branch.label, language), at, round(centre) - 2, class_="picture-label"))
        two.append(text(figure, at, round(centre) + 16, class_="picture-number"))
        words.append(linked(branch.url, two))
        left += thick
        y += slot
    return element("g", plot(0, height, shapes), words), height


def _ribbon(start: float, end: float, thick: float) -> str:
    """The outline from the whole to a branch, as the `d` of a path."""
    half = RIBBON_END // 2
    there = f"M{NODE},{start:.1f} C{half},{start:.1f} {half},{end:.1f} {RIBBON_END},{end:.1f}"
    back = f"C{half},{end + thick:.1f} {half},{start + thick:.1f} {NODE},{start + thick:.1f}"
    return f"{there} L{RIBBON_END},{end + thick:.1f} {back} Z"


def draw_waterfall(picture: Waterfall, language: str) -> tuple[Element, int]:
    """The whole as the first bar; each step begins where the one before it ended."""
    total, drawing = picture.total, element("g")
    rows = [(said(picture.whole, language), 0, total, "whole", "")]
    start = 0
    for step in picture.steps:
        rows.append((said(step.label, language), start, step.value, str(step.tone), step.url))
        start += step.value
    for number, (label, begin, value, tone, url) in enumerate(rows):
        y = number * STEP
        row = element("g", text(label, 0, y + STEP_LABEL, class_="picture-label"))
        share = "" if number == 0 else f" · {full(round(10000 * value / total), Unit.PERCENT)}"
        words = f"{full(value, picture.unit)}{share}"
        row.append(text(words, "100%", y + STEP_LABEL, anchor="end", class_="picture-number"))
        row.append(
            element(
                "rect",
                x=percent(begin, total),
                y=y + STEP_LABEL + 6,
                width=percent(max(value, total / 400), total),
                height=STEP_BAR,
                class_="picture-whole" if tone == "whole" else f"tone-{tone}",
            )
        )
        end = percent(begin + value, total)
        if 0 < number < len(rows) - 1:
            row.append(
                element(
                    "line",
                    x1=end,
                    x2=end,
                    y1=y + STEP_LABEL + 6,
                    y2=y + STEP + STEP_LABEL + 6,
                    class_="picture-grid",
                )
            )
        drawing.append(linked(url, row))
    return drawing, len(rows) * STEP
