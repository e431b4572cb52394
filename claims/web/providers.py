"""How does an officer see, register and designate providers of care?"""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from claims.models import Designation, Provider
from claims.operations import providers
from claims.queries.tiers import tier_labels, tiers_of
from claims.web import bill_forms
from enrollment.web.refusing import show_refusal
from staff import access
from staff.access import Permission
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.fields import own_divisions
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, WRITE = Permission.CLAIMS_READ, Permission.PROVIDERS_WRITE


@require_http_methods(["GET", "POST"])
@permission_required(WRITE)
def register(request: OfficerRequest) -> HttpResponse:
    """Register a provider with its first designation."""
    on = timezone.localdate()
    form = bill_forms.ProviderForm(request.POST or None, areas=own_divisions(request.user, WRITE, on=on))
    if request.method == "POST" and form.is_valid():
        try:
            provider = providers.register_provider(**form.cleaned_data, on=on, by=request.user)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The provider is registered."))
            return redirect("claims:provider", provider.pk)
    return render(request, "claims/provider_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def provider_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One provider and its designations; a new one, for who keeps the record."""
    on = timezone.localdate()
    provider = get_object_or_404(Provider.objects.select_related("registered_by"), pk=pk)
    may_write = access.may(request.user, WRITE, provider.kept_by, on=on)
    form = bill_forms.DesignationForm(request.POST or None, levels=tiers_of(provider.kept_by))
    if request.method == "POST":
        access.require(request.user, WRITE, provider.kept_by, on=on)
        if form.is_valid():
            try:
                providers.designate(provider=provider, **form.cleaned_data, on=on, by=request.user)
            except Refusal as refusal:
                show_refusal(form, refusal)
            else:
                messages.success(request, _("The designation is recorded."))
                return redirect("claims:provider", pk)
    context = _shown(provider, on) | {
        "form": form if may_write else None,
        "end_form": bill_forms.EndForm(),
        "may_write": may_write,
    }
    return render(request, "claims/provider_page.html", context, status=422 if form.errors else 200)


def _shown(provider: Provider, on: date) -> dict[str, Any]:
    places = path_names([provider.division_code, provider.kept_by])
    rows = list(provider.designations.select_related("recorded_by").order_by("-from_on")[:50])
    labels = tier_labels((provider.kept_by, each.tier) for each in rows)
    designations = [
        (
            each,
            labels[provider.kept_by, each.tier],
            each.from_on <= on and (each.until_on is None or each.until_on > on),
        )
        for each in rows
    ]
    return {
        "provider": provider,
        "place": places.get(provider.division_code, ""),
        "keeper": places.get(provider.kept_by, ""),
        "designations": designations,
    }


@require_POST
@permission_required(WRITE)
def end(request: OfficerRequest, pk: int, designation_pk: int) -> HttpResponse:
    """End a designation."""
    on = timezone.localdate()
    designation = get_object_or_404(Designation, pk=designation_pk, provider_id=pk)
    form = bill_forms.EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the day and the reason."))
        return redirect("claims:provider", pk)
    try:
        providers.end_designation(designation=designation, **form.cleaned_data, on=on, by=request.user)
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("The designation ends."))
    return redirect("claims:provider", pk)
