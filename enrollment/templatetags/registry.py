"""How do templates say stored codes of enrollments and memberships? `{% load registry %}`."""

from django import template
from django.utils.translation import gettext_lazy as _

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
def left_words(code: str) -> str:
    return str(LEFT_BECAUSE.get(code, code))
