"""Which national code tables are on file, and what do the hospitals' own codes mean?"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from claims.models import Provider
from claims.operations import code_mappings
from claims.queries.code_mappings import code_tables, visible_mappings
from claims.rules.own_codes import CodeKind, own_form
from enrollment.web.refusing import show_refusal
from staff import access
from staff.access import Permission
from staff.refusals import Refusal
from staff.web.fields import DateInput, set_choices, term_choices
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, SETTLE, REVIEW = Permission.CLAIMS_READ, Permission.CLAIMS_SETTLE, Permission.CLAIMS_REVIEW


class MappingForm(forms.Form):
    """What an own code means."""

    provider_code = forms.CharField(
        label=gettext_lazy("Code of the provider"), max_length=20,
        widget=forms.TextInput(attrs={"class": "code", "autocomplete": "off"}),
    )  # fmt: skip
    kind = forms.ChoiceField(label=gettext_lazy("Code table"))
    own_code = forms.CharField(label=gettext_lazy("The hospital's own code"), max_length=12)
    code = forms.CharField(
        label=gettext_lazy("National code"),
        max_length=12,
        help_text=gettext_lazy("Such as I10.x00 or M03900."),
    )
    name = forms.CharField(label=gettext_lazy("Its name"), max_length=100, required=False)
    from_on = forms.DateField(label=gettext_lazy("For care from"), widget=DateInput())
    document_number = forms.CharField(label=gettext_lazy("Document"), max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "kind", term_choices(CodeKind))


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def code_list(request: OfficerRequest) -> HttpResponse:
    """The tables on file and the mappings of the officer's providers; enters another."""
    on = timezone.localdate()
    may_enter = access.may_anywhere(request.user, SETTLE, on=on)
    form = MappingForm(request.POST or None) if may_enter else None
    if request.method == "POST":
        if form is None:
            access.require(request.user, SETTLE, "", on=on)  # there is no place where they may
        elif form.is_valid() and _entered(request, form):
            messages.success(request, _("Entered. Another officer confirms it."))
            return redirect("claims:codes")
    rows = visible_mappings(request.user, on=on).order_by("-pk")
    if request.GET.get("standing") == "waits":
        rows = rows.filter(approved_by=None, rejected_by=None).order_by("pk")
    if find := own_form(request.GET.get("find", "")):
        rows = rows.filter(own_code__startswith=find)
    page = page_of(request, rows)
    context = {
        "form": form,
        "page": page,
        "rows": [(row, _may_decide(request, row)) for row in page],
        "tables": code_tables(),
        "find": find,
    }
    return render(request, "claims/codes.html", context, status=422 if form and form.errors else 200)


def _entered(request: OfficerRequest, form: MappingForm) -> bool:
    given = dict(form.cleaned_data)
    provider = Provider.objects.filter(code=given.pop("provider_code").strip().upper()).first()
    if provider is None:
        form.add_error("provider_code", _("No provider is registered under this code. Register it first."))
        return False
    try:
        code_mappings.enter(
            provider=provider, kind=CodeKind(given.pop("kind")), **given, by=request.user, at=timezone.now()
        )
    except Refusal as refusal:
        show_refusal(form, refusal)
        return False
    return True


@require_POST
@permission_required(REVIEW)
def decide(request: OfficerRequest, pk: int) -> HttpResponse:
    """Confirm a mapping or turn it down."""
    on = timezone.localdate()
    row = get_object_or_404(visible_mappings(request.user, on=on, permission=REVIEW), pk=pk)
    is_approved = request.POST.get("move") == "approve"
    try:
        code_mappings.decide(
            mapping=row, is_approved=is_approved, because=request.POST.get("because", ""), by=request.user, at=timezone.now()
        )  # fmt: skip
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Done. Bills that waited for it were looked at again."))
    return redirect("claims:codes")


def _may_decide(request: OfficerRequest, row: Any) -> bool:
    return (
        row.standing == "waits"
        and row.entered_by_id != request.user.pk
        and access.may(request.user, REVIEW, row.provider.kept_by, on=timezone.localdate())
    )
