"""What is a column of a list, how does its cell look on a page, and what does a workbook get of it?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from staff import workbooks
from staff.refusals import spoken, spoken_language
from staff.templatetags.canbao import thousands, yuan

# Of a column: how its value is written. A name may need rare characters, a code is set in equal widths.
TEXT, NAME, CODE, NUMBER, YUAN, DAY, MOMENT, BADGE = (
    "text",
    "name",
    "code",
    "number",
    "yuan",
    "day",
    "moment",
    "badge",
)
RIGHT = (NUMBER, YUAN)
WIDTHS = {NAME: 14, CODE: 24, NUMBER: 10, YUAN: 14, DAY: 12, MOMENT: 18, BADGE: 16}
Value = Callable[[Any, Any], Any]  # of a row and what was looked up for its page


def _no_tone(row: Any, known: Any) -> str:
    return "secondary"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `value` takes the row and what `Listing.look` found for the page; amounts are fen.

    `sort`: the field of the table it can be sorted by; it must not be empty for any row. `below`: a second, smaller line.
    """

    code: str
    heading: str | Promise
    value: Value
    kind: str = TEXT
    sort: str = ""
    below: Value | None = None
    tone: Value = _no_tone  # of a badge
    leads: bool = False  # to the row's own page
    link: Value | None = None  # to another page, for this column
    usual: bool = True  # shown when nobody chose

    @property
    def style(self) -> str:
        """Classes of its cells."""
        if self.kind in RIGHT:
            return "number"
        return {CODE: "code text-break", DAY: "text-nowrap", MOMENT: "text-nowrap"}.get(self.kind, "")

    def shown(self, row: Any, known: Any, url: str) -> SafeString:
        """The cell of a page; `url` is the row's page, or empty."""
        said = self._said(self.value(row, known), row, known)
        if self.kind == NAME and said:
            said = format_html('<span class="rare">{}</span>', said)
        address = self.link(row, known) if self.link else ""
        if self.leads and url:
            said = format_html('<a href="{}" data-open>{}</a>', url, said)
        elif address and said:
            said = format_html('<a href="{}">{}</a>', address, said)
        more = self.below(row, known) if self.below else None
        if more in (None, ""):
            return said
        return format_html('<div>{}<div class="text-secondary small">{}</div></div>', said, words_of(more))

    def _said(self, value: Any, row: Any, known: Any) -> SafeString:
        if value is None or value == "":
            return SafeString("")
        if self.kind == BADGE:
            tone = self.tone(row, known)
            return format_html('<span class="badge bg-{}-lt">{}</span>', tone, words_of(value))
        if self.kind == YUAN:
            return conditional_escape(yuan(value))
        if self.kind == NUMBER:
            return conditional_escape(thousands(value))
        return conditional_escape(words_of(value))

    def plain(self, row: Any, known: Any) -> str | int | Any:
        """The cell of a workbook: exact yuan, whole numbers, days as 2026-03-01 in any language."""
        value = self.value(row, known)
        if value is None or value == "":
            return ""
        if self.kind == YUAN:
            return workbooks.yuan(value)
        if isinstance(value, datetime):
            return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
        if isinstance(value, date):
            return f"{value:%Y-%m-%d}"
        return value if isinstance(value, int) else str(words_of(value))

    @property
    def width(self) -> int:
        return WIDTHS.get(self.kind, 30)


def words_of(value: Any) -> Any:
    """Texts and terms in the language of the page, days and moments as people write them; anything else as it is."""
    if isinstance(value, datetime):
        moment = timezone.localtime(value)
        return f"{day_said(moment.date())} {moment:%H:%M}"
    if isinstance(value, date):
        return day_said(value)
    label = getattr(value, "label", value)
    return spoken(label) if hasattr(label, "zh") else value


def day_said(day: date) -> str:
    """2026-03-01 in Chinese, where a table wants digits; 1 Mar 2026 in English."""
    return f"{day.day} {day:%b %Y}" if spoken_language() == "en" else f"{day:%Y-%m-%d}"
