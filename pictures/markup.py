"""How is an element written, so that no text of a name ever becomes markup? By the standard library's tree of elements."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

PLOT = 1000  # units of a plot in both directions; it is stretched to the width of the page, text is not


def element(tag: str, *children: Element | str | None, **attributes: object) -> Element:
    """An element; `class_` is class, `_` in names is `-`, None leaves an attribute or a child out."""
    found = Element(tag)
    for name, value in attributes.items():
        if value is not None:
            written = name.rstrip("_")
            written = written if written in CAMEL else written.replace("_", "-")
            found.set(
                written, f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
            )
    for child in children:
        if isinstance(child, str):
            _append_text(found, child)
        elif child is not None:
            found.append(child)
    return found


CAMEL = frozenset({"viewBox", "preserveAspectRatio"})


def _append_text(found: Element, text: str) -> None:
    if len(found):
        found[-1].tail = (found[-1].tail or "") + text
    else:
        found.text = (found.text or "") + text


def text(content: str, x: object, y: object, *, anchor: str = "start", class_: str | None = None) -> Element:
    """Words in a picture: of the size of the page's text, however wide the picture is."""
    return element(
        "text", content, x=x, y=y, text_anchor=None if anchor == "start" else anchor, class_=class_
    )


def percent(part: float, whole: float) -> str:
    """Where a part ends on a width of `whole`."""
    share = 0.0 if not whole else 100 * part / whole
    return f"{share:.2f}%"


def plot(y: int, height: int, *children: Element | None) -> Element:
    """A part of a picture that is stretched to its width: lines in it keep their thickness by CSS."""
    return element(
        "svg",
        *children,
        x=0,
        y=y,
        width="100%",
        height=height,
        viewBox=f"0 0 {PLOT} {PLOT}",
        preserveAspectRatio="none",
        class_="picture-plot",
    )


def linked(url: str, child: Element) -> Element:
    """The element as a link where there is somewhere to go."""
    return element("a", child, href=url) if url else child


def written(tree: Element) -> str:
    """The element as HTML; everything that came as text is escaped."""
    return ElementTree.tostring(tree, encoding="unicode", method="html")
