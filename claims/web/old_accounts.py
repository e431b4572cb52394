"""Which balances of former accounts are there, and how much of them is used up?"""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from claims.queries.old_accounts import sums, visible_accounts
from claims.rules.benefit_terms import terms_on
from enrollment.queries.policies import policies_of
from policy.schema.registers import OldAccount
from staff.access import Permission, may_anywhere
from staff.operations.reads import read_people
from staff.queries import path_names
from staff.rules.divisions import scope_prefix
from staff.web.fields import DivisionCodeField
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required

READ, SETTLE = Permission.CLAIMS_READ, Permission.CLAIMS_SETTLE


class AccountFilter(forms.Form):
    """Which balances are asked for."""

    inside = DivisionCodeField(label=_("Division code"), required=False)
    left = forms.BooleanField(label=_("With something left"), required=False)


@require_safe
@permission_required(READ)
def account_list(request: OfficerRequest) -> HttpResponse:
    """The balances of the officer's divisions, and in which areas a text lets them be used."""
    on = timezone.localdate()
    form = AccountFilter(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = visible_accounts(request.user, on=on)
    if inside := asked.get("inside", ""):
        rows = rows.filter(division_code__startswith=scope_prefix(inside))
    if asked.get("left"):
        rows = rows.filter(balance_fen__gt=0)
    areas = sorted(set(rows.order_by().values_list("area", flat=True).distinct()[:20]))
    policies = policies_of(areas)
    rules = {area: terms_on(policies[area], on).all(OldAccount) for area in areas}
    page = page_of(request, rows.order_by("division_code", "pk"))
    read_people(len(page), by=request.user, what="old_accounts")
    context = {
        "form": form,
        "page": page,
        "places": path_names(code for row in page for code in (row.division_code, row.area)),
        "names": path_names(areas),
        "rules": [(area, [rule.clause for rule in rules[area]]) for area in areas],
        "sums": sums(rows),
        "may_send": may_anywhere(request.user, SETTLE, on=on),
    }
    return render(request, "claims/old_accounts.html", context)
