"""How does the page of a bill get its settlement, and how are ratios and holds said?

`{% load statements %}{% statement_block %}`, in a page with `bill`.
"""

from decimal import Decimal
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from claims.web.review_forms import ProposalForm, ReasonForm
from claims.web.settlement_view import possible, reviews_of, settlement_of, year_of
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.refusals import spoken

register = template.Library()
_NEEDED = {"settle": Permission.CLAIMS_SETTLE, "review": Permission.CLAIMS_REVIEW}


@register.filter
def rate(value: Decimal) -> str:
    """0.85 -> 85 %."""
    return f"{(value * 100).normalize():f} %"


@register.filter
def held_text(hold: dict[str, Any]) -> str:
    """Why a bill waits, in the language of the page."""
    return spoken(Text(**hold["text"]))


@register.simple_tag(takes_context=True)
def statement_block(context: dict[str, Any]) -> SafeString:
    """Who bears what and why, the year so far, and what may be done next."""
    request, bill = context["request"], context["bill"]
    on = timezone.localdate()

    def may(what: str) -> bool:
        return access.may(request.user, _NEEDED[what], bill.division_code, on=on)

    shown = settlement_of(bill) | {
        "bill": bill,
        "year": year_of(bill),
        "reviews": reviews_of(bill),
        "may": possible(bill, request.user, may),
        "proposal": ProposalForm(bill=bill),
        "reason_form": ReasonForm(),
    }
    return render_to_string("claims/parts/settlement.html", shown, request=request)
