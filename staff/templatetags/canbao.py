"""How do templates say amounts, spans, labels and icons? `{% load canbao %}`."""

import re
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect, Select
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from policy.book import default_book
from policy.clauses import IDS, known_ids
from policy.money import format_yuan
from policy.opening.layer import OPENED_CLAUSE
from staff.refusals import spoken

register = template.Library()


@register.filter
def words(text: Any) -> str:
    """A `Text`, or a term with a label, in the language of the page."""
    label = getattr(text, "label", text)
    return spoken(label) if hasattr(label, "zh") else str(label if label is not None else "")


@register.filter
def yuan(fen: int | None) -> str:
    """150384000 -> 1,503,840.00 as pages show it; nothing for None. What is typed and what programs read has no commas."""
    if fen is None:
        return ""
    whole, _, rest = format_yuan(fen).partition(".")
    return f"{int(whole):,}.{rest}" if whole not in ("-0", "") else f"{whole}.{rest}"


@register.filter
def thousands(number: int | None) -> str:
    """1503840 -> 1,503,840; nothing for None."""
    return "" if number is None else f"{number:,}"


@register.simple_tag
@lru_cache(maxsize=1024)  # every page has forty of them, and their address never changes
def icon(name: str, extra: str = "") -> SafeString:
    """A picture of the sprite, unseen by screen readers: the words beside it say the same."""
    source = static("vendor/tabler-icons-3.51.0/icons.svg")
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        extra,
        source,
        name,
    )


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """The page's query string with some values changed: `href="{% query page=2 %}"`."""
    request: HttpRequest = context["request"]
    values = request.GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            values.pop(key, None)
        else:
            values[key] = str(value)
    return "?" + values.urlencode()


@register.simple_tag(takes_context=True)
def query_of(context: dict[str, Any], name: str, value: Any) -> str:
    """The same where the name is a variable; the page begins anew."""
    return query(context, **{name: value, "page": ""})


@register.filter
def cited(text: Any) -> SafeString:
    """A text in which every clause and reading of the policy book or of an opened year opens: `{{ step.clause|cited }}`."""
    known = known_ids(default_book())
    escaped = conditional_escape("" if text is None else text)

    def opened(found: re.Match[str]) -> str:
        name = found[0]
        if name not in known and OPENED_CLAUSE.fullmatch(name) is None:
            return name
        return format_html('<a class="cited" href="{}">{}</a>', reverse(_page_of(name), args=[name]), name)

    return mark_safe(IDS.sub(opened, escaped))  # escaped above; what is put in is escaped by format_html


def _page_of(name: str) -> str:
    return "enrollment:clause" if "-" in name else "enrollment:reading"


@register.filter
def is_narrowed(request: HttpRequest) -> bool:
    """Whether the address asks for a part of a list: then an empty page does not mean that there is nothing."""
    return any(str(value).strip() for key, value in request.GET.items() if key != "page")


@register.filter
def control(field: BoundField) -> SafeString:
    """A form field's input in the design system, tied to its label, its help and its errors."""
    widget = field.field.widget
    if isinstance(widget, CheckboxInput | RadioSelect | CheckboxSelectMultiple):
        style = "form-check-input"
    else:
        style = "form-select" if isinstance(widget, Select) else "form-control"
    attributes: dict[str, Any] = {"class": f"{widget.attrs.get('class', '')} {style}".strip()}
    if field.errors:
        attributes["class"] += " is-invalid"
        attributes["aria-invalid"] = "true"
    described = [f"{field.id_for_label}_help"] if field.help_text else []
    described += [f"{field.id_for_label}_errors"] if field.errors else []
    if described:
        attributes["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attributes)


@register.filter
def kind(field: BoundField) -> str:
    """How a field is laid out: check, choices, file or plain."""
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        return "check"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    return "file" if isinstance(widget, FileInput) else "plain"


@register.filter
def item(mapping: dict[Any, Any], key: Any) -> Any:
    """`mapping[key]`, or nothing."""
    return mapping.get(key, "")
