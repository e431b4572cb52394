"""Who did what, and when?"""

from collections.abc import Mapping, Sequence
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
from staff.queries import path_names
from staff.refusals import spoken
from staff.rules.audit_words import action_words, facts_of
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


def _places(events: Sequence[AuditEvent]) -> dict[str, str]:
    return path_names(event.division_code for event in events)


def _about(event: AuditEvent, places: dict[str, str]) -> str:
    """The codes behind the words of an action: its own, and the kind and number of what it is about."""
    return " · ".join(part for part in (event.action, f"{event.about_kind} {event.about_id}".strip()) if part)


def _code(event: AuditEvent, places: dict[str, str]) -> str:
    return event.division_code


def _change(event: AuditEvent, places: dict[str, str]) -> str:
    return "; ".join(f"{spoken(label)} {value}" for label, value in facts_of(event.change))


AUDIT = known(
    Listing(
        code="audit",
        address="audit",
        permission=Permission.AUDIT_READ,
        rows=_visible,
        form=lambda request: AuditFilter(request.GET or None),
        narrow=_filtered,
        look=_places,
        order="-when",
        empty=Empty(_("No events yet")),
        columns=(
            Column("when", _("When"), lambda event, _k: event.at, columns.MOMENT, sort="at"),
            Column(
                "officer",
                _("Officer"),
                lambda event, _k: event.officer.display_name if event.officer else gettext("System"),
            ),
            Column("action", _("Action"), lambda event, _k: action_words(event.action), below=_about),
            Column(
                "division",
                _("Division"),
                lambda event, places: places.get(event.division_code, ""),
                below=_code,
            ),
            Column("change", _("What changed"), _change),
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
