"""How does a picture stand on a page: title, drawing, what its colors mean, and the same numbers as a table behind a switch?

`drawn` gives HTML without a script, a style or an address elsewhere. Text keeps its size at any width, colors are CSS variables,
and what is read aloud is the title, a sentence and the table.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from pictures import bars, flows, lines, timelines
from pictures.kinds import Bars, Flow, Lane, Lines, Part, Picture, Tiles, TimeLine, Tone, Waterfall
from pictures.markup import element, written
from pictures.numbers import Label, full, said
from pictures.tables import Table, table_of
from policy.terms import Text

AS_TABLE = Text("用表格查看", "Show as a table")
NOTHING = Text("没有可以画出的数字", "There is nothing to draw")


def drawn(picture: Picture, language: str, *, is_titled: bool = True, is_tabled: bool = True) -> str:
    """The picture as HTML in a language (zh or en); without `is_titled` or `is_tabled` the page around it has title or table."""
    title = element(
        "figcaption",
        said(picture.title, language),
        class_="picture-title" if is_titled else "visually-hidden",
    )
    about = element("p", said(picture.about, language), class_="picture-about")
    if picture.is_empty:
        nothing = element("p", said(NOTHING, language), class_="picture-about")
        return written(element("figure", title, nothing, class_="picture"))
    body = _tiles(picture, language) if isinstance(picture, Tiles) else _svg(picture, language)
    return written(
        element(
            "figure",
            title,
            about,
            body,
            _legend(picture, language),
            _switch(table_of(picture, language), language) if is_tabled else None,
            class_=f"picture picture-{type(picture).__name__.lower()}",
            data_picture=picture.code,
        )
    )


def _svg(picture: Bars | Lines | Flow | Waterfall | TimeLine, language: str) -> Element:
    match picture:
        case Bars():
            shapes, height = bars.draw(picture, language)
        case Lines():
            shapes, height = lines.draw(picture, language)
        case Flow():
            shapes, height = flows.draw_flow(picture, language)
        case Waterfall():
            shapes, height = flows.draw_waterfall(picture, language)
        case TimeLine():
            shapes, height = timelines.draw(picture, language)
    name, about = f"picture-{picture.code}", f"picture-{picture.code}-about"
    leads_on = shapes.find(".//a") is not None
    return element(
        "svg",
        element("title", said(picture.title, language), id=name),
        element("desc", said(picture.about, language), id=about),
        shapes,
        role="group" if leads_on else "img",  # what is an image to a reader hides the links in it
        aria_labelledby=name,
        aria_describedby=about,
        width="100%",
        height=height,
        class_="picture-drawing",
    )


def _parts(picture: Picture) -> list[Part]:
    match picture:
        case Bars(parts=parts):
            return list(parts)
        case Lines(series=series):
            return [one.part for one in series]
        case TimeLine(lanes=lanes):
            return _parts_of_time(lanes)
    return []


def _parts_of_time(lanes: tuple[Lane, ...]) -> list[Part]:
    """A color means what its spans are; where a lane has one color only, it means the lane."""
    found: dict[Tone, Label] = {}
    for lane in lanes:
        tones = {span.tone for span in lane.spans}
        for span in lane.spans:
            found.setdefault(span.tone, lane.label if len(tones) == 1 and len(lane.spans) > 1 else span.label)
    return [Part(label, tone) for tone, label in found.items()]


def _legend(picture: Picture, language: str) -> Element | None:
    """What the colors and, of bars, the lines across them mean."""
    parts = _parts(picture)
    keys = [(f"picture-key tone-{part.tone}", said(part.label, language)) for part in parts if len(parts) > 1]
    if isinstance(picture, Bars):  # side by side they would lie upon each other
        keys += [
            ("picture-key-mark", f"{said(mark.label, language)}: {full(mark.value, picture.unit)}")
            for mark in picture.marks
        ]
    if not keys:
        return None
    items = [
        element("li", element("span", "", class_=style, aria_hidden="true"), f" {words}")
        for style, words in keys
    ]
    return element("ul", *items, class_="picture-legend")


def _switch(table: Table, language: str) -> Element:
    def cell(tag: str, number: int, content: str) -> Element:
        scope = {"scope": "col"} if tag == "th" else {}
        return element(tag, content, class_="number" if number >= table.words else None, **scope)

    head = element("tr", *(cell("th", number, one) for number, one in enumerate(table.head)))
    rows = [element("tr", *(cell("td", number, one) for number, one in enumerate(row))) for row in table.rows]
    body = element("table", element("thead", head), element("tbody", *rows), class_="table table-sm mb-0")
    return element(
        "details",
        element("summary", said(AS_TABLE, language)),
        element(
            "div",
            body,
            class_="picture-table",
            tabindex="0",
            role="region",
            aria_label=said(AS_TABLE, language),
        ),
        class_="picture-switch",
    )


def _tiles(picture: Tiles, language: str) -> Element:
    """A list, so that names wrap as any text does; the shade says again what the number says."""
    items = []
    for tile in picture.tiles:
        known = tile.value is not None and picture.bounds
        shade = str(sum((tile.value or 0) >= bound for bound in picture.bounds)) if known else "none"
        words = [
            element("span", said(tile.label, language), class_="tile-name"),
            element("span", full(tile.value, picture.unit), class_="tile-value"),
            element("span", said(tile.note, language), class_="tile-note") if tile.note else None,
        ]
        inner = element("a", *words, href=tile.url) if tile.url else element("span", *words)
        inner.set("class", f"tile shade-{shade}")
        items.append(element("li", inner))
    return element("ul", *items, class_="tiles", aria_label=said(picture.title, language))
