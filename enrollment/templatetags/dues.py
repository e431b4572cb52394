"""How does the page of a person get its block of dues? `{% load dues %}{% dues_block %}`, in a page with `person`."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from enrollment.web.quotes import READ, asked
from staff import access

register = template.Library()


@register.simple_tag(takes_context=True)
def dues_block(context: dict[str, Any]) -> SafeString | str:
    """Nothing for officers who may not read the dues of the person's place."""
    request, person = context["request"], context["person"]
    if not access.may(request.user, READ, person.division_code, on=timezone.localdate()):
        return ""
    return render_to_string("enrollment/parts/person_dues_year.html", asked(request, person), request=request)
