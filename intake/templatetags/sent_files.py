"""What do all pages of sent files show of how the file was read?"""

from typing import Any

from django import template

from intake.layouts import layout_of
from intake.rules.file_states import FileState

register = template.Library()


@register.inclusion_tag("intake/parts/read_as.html")
def how_read(file: Any) -> dict[str, Any]:
    """The questions of a file with the way to answer them, its notices, and the profile it was read by."""
    profile = (file.read_as or {}).get("profile")
    return {
        "file": file, "layout": layout_of(file).code, "is_asking": file.state == FileState.ASKING,
        "profile": profile and f"{profile['name']} v{profile['version']}",
    }  # fmt: skip
