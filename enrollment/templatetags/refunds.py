"""How do templates say what is stored of refunds? `{% load refunds %}`."""

from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from enrollment.rules.refund_states import RefundMove
from policy.terms import Text
from staff.refusals import spoken

register = template.Library()

# Actions of the audit trail that are no moves.
ACTIONS = {"attach_refund_document": _("evidence attached")}


@register.filter
def said(kept: dict[str, str] | None) -> str:
    """A sentence that was stored in both languages."""
    return spoken(Text(**kept)) if kept else ""


@register.filter
def refund_action(action: str) -> Any:
    """What an event of the trail did: a move by its label."""
    made = next((move for move in RefundMove if f"{move.value}_refund" == action), None)
    return spoken(made.label) if made is not None else ACTIONS.get(action, action)
