"""How does a picture stand on a page: title, drawing, what its colors mean, and the same numbers as a table behind a switch?

`drawn` gives HTML without a script, a style or an address elsewhere. Text keeps its size at any width, colors are CSS variables,
and what is read aloud is the title, a sentence and the table.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from pictures import bars, flows, lines, timelines
from pictures.kinds import Bars, Flow, Lines, Part, Picture, Tiles, TimeLine, Waterfall
from pictures.markup import element, written
from pictures.numbers import full, said
from pictures.tables import Table, table_of
from policy.terms import Text

AS_TABLE = Text("用表格查看", "Show as a table")
NOTHING = Text("没有可以画出的数字", "There is nothing to draw")


def drawn(picture: Picture, language: str, *, is_titled: bool = True) -> str:
    """The picture as HTML in a language (zh or en); `is_titled` False leaves the title to the page around it."""
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
            _switch(table_of(picture, language), language),
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
    return []


def _legend(picture: Picture, language: str) -> Element | None:
    parts = _parts(picture)
    if len(parts) < 2:
        return None
    items = [
        element(
            "li",
            element("span", "", class_=f"picture-key tone-{part.tone}", aria_hidden="true"),
            f" {said(part.label, language)}",
        )
        for part in parts
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
        shade = "none" if tile.value is None else str(sum(tile.value >= bound for bound in picture.bounds))
        words = [
            element("span", said(tile.label, language), class_="tile-name"),
            element("span", full(tile.value, picture.unit), class_="tile-value"),
            element("span", said(tile.note, language), class_="tile-note") if tile.note else None,
        ]
        inner = element("a", *words, href=tile.url) if tile.url else element("span", *words)
        inner.set("class", f"tile shade-{shade}")
        items.append(element("li", inner))
    return element("ul", *items, class_="tiles", aria_label=said(picture.title, language))
