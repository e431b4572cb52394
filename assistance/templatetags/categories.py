"""How does the page of a person get its block of categories? `{% load categories %}{% categories_block %}`."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from assistance.categories.models import PersonCategory
from assistance.categories.queries.categories import HISTORY_MAX, spans_of
from assistance.categories.queries.category_list import category_label
from assistance.subsidies.queries.counting import counting_on
from enrollment.queries.people import usual_coverage_year
from policy.terms import Category, Certifier
from staff import access
from staff.access import Permission
from staff.refusals import spoken

register = template.Library()


@register.filter
def category_words(code: str) -> str:
    return spoken(category_label(code)) if code else ""


@register.filter
def certifier_words(code: str) -> str:
    return spoken(Certifier(code).label) if code else ""


@register.simple_tag
def source_words(span: PersonCategory) -> SafeString | str:
    """Where a span came from: a roster (with a link), a case, the desk."""
    kind, _, number = span.source.partition(":")
    if kind == "roster" and number.isdecimal():
        text = gettext("roster no. %(number)s") % {"number": number}
        return format_html('<a href="{}">{}</a>', reverse("assistance:roster", args=[number]), text)
    if kind == "case" and number.isdecimal():
        text = gettext("case no. %(number)s") % {"number": number}
        return format_html('<a href="{}">{}</a>', reverse("assistance:case", args=[number]), text)
    return gettext("recorded at the desk") if kind == "desk" else span.source


@register.simple_tag(takes_context=True)
def categories_block(context: dict[str, Any]) -> SafeString | str:
    """Nothing for officers who may not read the categories of the person's place."""
    request, person = context["request"], context["person"]
    on = timezone.localdate()
    if not access.may(request.user, Permission.CATEGORIES_READ, person.division_code, on=on):
        return ""
    spans = list(spans_of(person)[:HISTORY_MAX])
    held = [span for span in spans if span.from_on <= on and (span.until_on is None or span.until_on > on)]
    year = usual_coverage_year(on)
    counting = (
        counting_on(person, {Category(span.category): span.from_on for span in held}, coverage_year=year)
        if held
        else None
    )
    may_write = access.may(request.user, Permission.ROSTERS_CONFIRM, person.division_code, on=on)
    shown = {
        "person": person,
        "spans": spans,
        "held": {span.pk for span in held},
        "counting": counting,
        "coverage_year": year,
        "today": on,
        "may_record": may_write and person.merged_into_id is None and person.died_on is None,
        "may_end": may_write and person.merged_into_id is None,
    }
    return render_to_string("assistance/parts/person_categories.html", shown, request=request)
