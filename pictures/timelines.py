"""How is a year drawn as a line of time: lanes with spans and moments, months below?"""

from __future__ import annotations

from datetime import date, timedelta
from xml.etree.ElementTree import Element

from pictures.kinds import Lane, Span, TimeLine
from pictures.markup import element, linked, percent, text
from pictures.numbers import day, full, said
from policy.terms import Text

LANE, LABEL, BAR, FOOT = 46, 16, 14, 26
TODAY = Text("今天", "today")


def draw(picture: TimeLine, language: str) -> tuple[Element, int]:
    """The drawing and its height in pixels."""
    days = (picture.until_on - picture.from_on).days
    lanes = [lane for lane in picture.lanes if lane.spans]
    height = len(lanes) * LANE
    drawing = element("g")
    for first in _months(picture.from_on, picture.until_on):
        at = percent((first - picture.from_on).days, days)
        drawing.append(element("line", x1=at, x2=at, y1=0, y2=height, class_="picture-grid"))
        if first.month % 3 == 1:
            words = f"{first.month}月" if language.startswith("zh") else first.strftime("%b")
            words = f"{first.year}-{first.month:02d}" if first.month == 1 else words
            drawing.append(text(words, at, height + 18, class_="picture-quiet"))
    for number, lane in enumerate(lanes):
        drawing.append(_lane(picture, lane, number * LANE, days, language))
    if picture.today and picture.from_on <= picture.today < picture.until_on:
        at = percent((picture.today - picture.from_on).days, days)
        title = element("title", f"{said(TODAY, language)} {day(picture.today)}")
        drawing.append(element("line", title, x1=at, x2=at, y1=0, y2=height, class_="picture-mark"))
    return drawing, height + FOOT


def _lane(picture: TimeLine, lane: Lane, y: int, days: int, language: str) -> Element:
    group = element("g", text(said(lane.label, language), 0, y + LABEL, class_="picture-label"))
    group.append(
        element("rect", x=0, y=y + LABEL + 8, width="100%", height=BAR, rx=2, class_="picture-ground")
    )
    for span in lane.spans:
        start = max(span.from_on, picture.from_on)
        end = min(span.until_on or start, picture.until_on)
        if start >= picture.until_on or end < start:
            continue
        at = percent((start - picture.from_on).days, days)
        title = element("title", words_of(span, picture, language))
        if span.until_on is None:
            y_centre = y + LABEL + 8 + BAR / 2
            shape = element(
                "circle", title, cx=at, cy=y_centre, r=7, class_=f"picture-moment tone-{span.tone}"
            )
        else:
            width = percent(max((end - start).days, days / 120), days)
            shape = element(
                "rect", title, x=at, y=y + LABEL + 8, width=width, height=BAR, class_=f"tone-{span.tone}"
            )
        group.append(linked(span.url, shape))
    return group


def words_of(span: Span, picture: TimeLine, language: str) -> str:
    """What is said of a span: label, days, amount."""
    until = f" – {day(span.until_on - timedelta(days=1))}" if span.until_on else ""
    value = "" if span.value is None else f" · {full(span.value, picture.unit)}"
    return f"{said(span.label, language)} {day(span.from_on)}{until}{value}"


def _months(start: date, end: date) -> list[date]:
    """The first days of the months between two days."""
    found, month = [], start.replace(day=1)
    while month < end:
        if month >= start:
            found.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return found
