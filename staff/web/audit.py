"""Who did what, and when?"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from staff.access import Permission, scope
from staff.models import AuditEvent, Officer
from staff.web.lists import columns, pages
from staff.web.lists.columns import Column
from staff.web.lists.listing import Empty, Listing, known
from staff.web.permission import OfficerRequest, permission_required


class AuditFilter(forms.Form):
    officer = forms.CharField(label=_("Officer's login name"), required=False)
    action = forms.CharField(label=_("Action"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


def _visible(officer: Officer, on: date) -> QuerySet[AuditEvent]:
    return scope(AuditEvent.objects.all(), officer, Permission.AUDIT_READ, on=on).select_related("officer")


def _filtered(
    events: QuerySet[AuditEvent], asked: Mapping[str, Any], officer: Officer, on: date
) -> QuerySet[AuditEvent]:
    if asked.get("officer"):
        events = events.filter(officer__login__iexact=asked["officer"].strip())
    if asked.get("action"):
        events = events.filter(action=asked["action"].strip())
    if asked.get("since"):
        events = events.filter(at__date__gte=asked["since"])
    if asked.get("until"):
        events = events.filter(at__date__lte=asked["until"])
    return events


def _change(event: AuditEvent, looked: None) -> str:
    return "; ".join(f"{name}: {value}" for name, value in event.change.items())


AUDIT = known(
    Listing(
        code="audit",
        address="audit",
        permission=Permission.AUDIT_READ,
        rows=_visible,
        form=lambda request: AuditFilter(request.GET or None),
        narrow=_filtered,
        order="-when",
        empty=Empty(_("No events yet")),
        columns=(
            Column("when", _("When"), lambda event, _k: event.at, columns.MOMENT, sort="at"),
            Column(
                "officer",
                _("Officer"),
                lambda event, _k: event.officer.display_name if event.officer else gettext("System"),
            ),
            Column("action", _("Action"), lambda event, _k: event.action, columns.CODE),
            Column("about", _("About"), lambda event, _k: f"{event.about_kind} {event.about_id}".strip()),
            Column("division", _("Division"), lambda event, _k: event.division_code, columns.CODE),
            Column("change", _("What changed"), _change, columns.CODE),
            Column(
                "result",
                _("Result"),
                lambda event, _k: gettext("done") if event.succeeded else gettext("refused"),
                columns.BADGE,
                tone=lambda event, _k: "success" if event.succeeded else "danger",
            ),
        ),
    )
)


@require_safe
@permission_required(Permission.AUDIT_READ)
def audit_list(request: OfficerRequest) -> HttpResponseBase:
    """The audit events of the divisions one may audit, newest first."""
    return pages.show(request, AUDIT, title=gettext("Audit trail"))
