"""Which days of the audit trail are sealed, and is a code on paper that of the day?"""

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from staff.access import Permission
from staff.models import AuditEvent, AuditSeal
from staff.rules.chain import is_code_of
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required


class CodeForm(forms.Form):
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    code = forms.CharField(label=_("Code from paper"), required=False, max_length=40)


@require_safe
@permission_required(Permission.AUDIT_READ)
def seal_list(request: OfficerRequest) -> HttpResponse:
    """The sealed days, newest first, the last verification, and the comparison of one code."""
    form = CodeForm(request.GET or None)
    context = {
        "form": form,
        "page": page_of(request, AuditSeal.objects.order_by("-day")),
        "verified": AuditEvent.objects.filter(action="verify_audit").order_by("-at", "-pk").first(),
        "compared": _compared(form) if form.is_valid() else None,
        "seal_after": int(settings.AUDIT_SEAL_AFTER.total_seconds() // 60),
    }
    return render(request, "staff/seals.html", context)


def _compared(form: CodeForm) -> str | None:
    """How a code fares: same, other, or unsealed where the day has no seal; None where none was entered."""
    day, code = form.cleaned_data["day"], form.cleaned_data["code"]
    if not (day and code):
        return None
    seal = AuditSeal.objects.filter(day=day).first()
    if seal is None:
        return "unsealed"
    return "same" if is_code_of(code, bytes(seal.digest)) else "other"
