"""Which addresses of the API does staff answer?"""

from django.urls import path

from staff.api import described, division_entries, divisions, me, reading_alarms, seals

__all__ = ["described", "urlpatterns"]  # the description of the token is found by being imported

urlpatterns = [
    path("me", me.Me.as_view(), name="api_me"),
    path("divisions", divisions.DivisionList.as_view(), name="api_divisions"),
    path("division-entries", division_entries.DivisionEntries.as_view(), name="api_division_entries"),
    path(
        "division-entries/<int:pk>/decision",
        division_entries.DivisionDecision.as_view(),
        name="api_decide_division",
    ),
    path("audit-seals", seals.AuditSeals.as_view(), name="api_audit_seals"),
    path("reading-alarms", reading_alarms.ReadingAlarms.as_view(), name="api_reading_alarms"),
]
