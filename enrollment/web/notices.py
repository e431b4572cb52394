"""Which notices were printed, and which of them no longer say what is so?"""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from enrollment.queries.notices import visible_notices
from staff.access import Permission
from staff.web.fields import ANY
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required

STATES = [("superseded", lazy("superseded")), ("replaced", lazy("replaced")), ("holds", lazy("holds"))]


class NoticeFilter(forms.Form):
    state = forms.ChoiceField(label=lazy("State"), required=False, choices=[*ANY, *STATES])
    person = forms.IntegerField(required=False, widget=forms.HiddenInput())


@require_safe
@permission_required(Permission.DUES_READ)
def notice_list(request: OfficerRequest) -> HttpResponse:
    """Printed notices, newest first: whose, what each said, and what changed since."""
    form = NoticeFilter(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = visible_notices(
        request.user, on=timezone.localdate(), state=asked.get("state", ""), person=asked.get("person")
    )
    return render(request, "enrollment/notice_list.html", {"form": form, "page": page_of(request, rows)})
