"""How does a person's block of dues get the picture of the year? `{% load person_years %}{% person_year %}`, beside `told`."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from claims.queries.care_spans import care_of
from enrollment.queries.person_years import year_of
from staff.templatetags.pictures import picture

register = template.Library()


@register.simple_tag(takes_context=True)
def person_year(context: dict[str, Any]) -> SafeString:
    """Dues, payments, waiting, cover and, for who may read bills, care; nothing where nothing was due."""
    told, on = context["told"], timezone.localdate()
    if told.due is None:
        return picture(None)
    care = care_of(told.person, told.coverage_year, by=context["request"].user, on=on)
    return picture(year_of(told, today=on, more=[care]))
