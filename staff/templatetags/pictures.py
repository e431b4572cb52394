"""How does a page show a picture?

`{% load pictures %}{% picture collected %}`; `is_titled=False` under a heading of the page, `is_tabled=False` where the same
numbers stand as a table beside it.
"""

from django import template
from django.utils.safestring import SafeString, mark_safe

from pictures.drawing import drawn
from pictures.kinds import Picture
from staff.refusals import spoken_language

register = template.Library()


@register.simple_tag
def picture(shown: Picture | None, is_titled: bool = True, is_tabled: bool = True) -> SafeString:
    """The drawing and its table in the language of the page; nothing for None."""
    if shown is None:
        return mark_safe("")
    return mark_safe(
        drawn(shown, spoken_language(), is_titled=is_titled, is_tabled=is_tabled)
    )  # every text in it was escaped
