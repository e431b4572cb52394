"""Who did what, and when?"""

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from staff.access import Permission, scope
from staff.models import AuditEvent
from staff.queries import path_names
from staff.rules.audit_words import action_words, facts_of
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required


class AuditFilter(forms.Form):
    officer = forms.CharField(label=_("Officer's login name"), required=False)
    action = forms.CharField(label=_("Action"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


@require_safe
@permission_required(Permission.AUDIT_READ)
def audit_list(request: OfficerRequest) -> HttpResponse:
    """The audit events of the divisions one may audit, newest first."""
    form = AuditFilter(request.GET or None)
    events = scope(AuditEvent.objects.all(), request.user, Permission.AUDIT_READ, on=timezone.localdate())
    if form.is_valid():
        events = _filtered(events, form)
    page = page_of(request, events.select_related("officer").order_by("-at", "-pk"))
    rows = [(event, action_words(event.action), facts_of(event.change)) for event in page]
    places = path_names(event.division_code for event in page)
    context = {"form": form, "page": page, "rows": rows, "places": places}
    return render(request, "staff/audit.html", context)


def _filtered(events: QuerySet[AuditEvent], form: AuditFilter) -> QuerySet[AuditEvent]:
    asked = form.cleaned_data
    if asked["officer"]:
        events = events.filter(officer__login__iexact=asked["officer"].strip())
    if asked["action"]:
        events = events.filter(action=asked["action"].strip())
    if asked["since"]:
        events = events.filter(at__date__gte=asked["since"])
    if asked["until"]:
        events = events.filter(at__date__lte=asked["until"])
    return events
