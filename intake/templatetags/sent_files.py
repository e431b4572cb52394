"""What do all pages of sent files show of how the file was read?"""

from collections.abc import Mapping
from typing import Any

from django import template

from intake.layouts import layout_of
from intake.rules.file_states import FileState
from intake.web.sent_files import TONES, address_of
from staff.refusals import spoken, spoken_language

register = template.Library()


@register.filter
def spoken_words(text: Mapping[str, str]) -> str:
    """A text that is kept in both languages, in the language spoken."""
    return text[spoken_language()]


@register.inclusion_tag("intake/parts/read_as.html")
def how_read(file: Any, *, named: bool = False) -> dict[str, Any]:
    """The questions of a file with the way to answer them, its notices, and the profile it was read by.

    `named`: the page shows several files, so each is called by its name.
    """
    profile = (file.read_as or {}).get("profile")
    return {
        "file": file, "layout": layout_of(file).code, "is_asking": file.state == FileState.ASKING,
        "name": file.name if named else "",
        "profile": profile and f"{profile['name']} v{profile['version']}",
    }  # fmt: skip


@register.inclusion_tag("intake/parts/no_rows_yet.html")
def no_rows_yet(file: Any) -> dict[str, Any]:
    """On a page of rows of a file that has none in effect: its state, and the way to answer it or to its own page."""
    states = (FileState.RECEIVED, FileState.CHECKING, FileState.ASKING, FileState.REFUSED, FileState.FAILED)
    return {
        "file": file, "layout": layout_of(file).code, "is_asking": file.state == FileState.ASKING,
        "has_none": file.state in states, "state_words": spoken(file.state_label.label),
        "url": address_of(layout_of(file), file.pk), "tone": TONES.get(file.state_label, "info"),
    }  # fmt: skip
