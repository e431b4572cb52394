"""How do templates say stored codes of enrollments and memberships? `{% load registry %}`."""

from datetime import date

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from enrollment.rules import held_days
from enrollment.rules.evidence import EvidenceState, Scheme
from policy.periods import ONE_DAY
from policy.terms import Basis, ExemptionReason, Group
from staff.refusals import spoken

register = template.Library()

LEFT_BECAUSE = {
    "death": _("died"),
    "moved": _("moved"),
    "split": _("household split"),
    "merged": _("records merged"),
}


@register.filter
def basis_words(code: str) -> str:
    return spoken(Basis(code).label) if code else ""


@register.filter
def group_words(code: str) -> str:
    return spoken(Group(code).label) if code else ""


@register.filter
def exemption_words(code: str) -> str:
    return spoken(ExemptionReason(code).label) if code else ""


@register.filter
def scheme_words(code: str) -> str:
    return spoken(Scheme(code).label) if code else ""


@register.filter
def evidence_words(code: str) -> str:
    return spoken(EvidenceState(code).label) if code else ""


@register.filter
def day_before(until: date | None) -> date | None:
    """The last day of a span whose end is not included."""
    return None if until is None else until - ONE_DAY


@register.filter
def held_days_words(text: str) -> str:
    """2022-05-01~2022-07-20 as the desk says it: from, to (included)."""
    said = []
    for start, until in held_days.read(text):
        first = start.isoformat() if start else ""
        last = (until - ONE_DAY).isoformat() if until else ""
        if first and last:
            said.append(gettext("from %(first)s to %(last)s") % {"first": first, "last": last})
        elif first:
            said.append(gettext("from %(first)s on") % {"first": first})
        elif last:
            said.append(gettext("to %(last)s") % {"last": last})
    return ", ".join(said)


@register.filter
def left_words(code: str) -> str:
    return str(LEFT_BECAUSE.get(code, code))
