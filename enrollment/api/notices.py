"""Which notices were printed, and which no longer hold: for programs?"""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment.models import PrintedNotice
from enrollment.queries.notices import STATES, notice_report, visible_notices
from staff.access import Permission
from staff.api.asking import Holds, number_of
from staff.api.authentication import acting


class PrintedNoticeSerializer(serializers.Serializer[Any]):
    """A notice: `said` is what a change could make untrue, `fact` what changed."""

    id = serializers.IntegerField()
    person_id = serializers.IntegerField()
    coverage_year = serializers.IntegerField()
    kind = serializers.CharField(help_text="contribution, or state: a letter on the state of the enrollment")
    state = serializers.ChoiceField(choices=list(STATES))
    said = serializers.DictField()
    printed_at = serializers.DateTimeField()
    superseded_at = serializers.DateTimeField(allow_null=True)
    fact = serializers.CharField()
    replaced_by = serializers.IntegerField(allow_null=True)


class PrintedNotices(generics.GenericAPIView[PrintedNotice]):
    permission = Permission.DUES_READ
    permission_classes = (Holds,)
    serializer_class = PrintedNoticeSerializer
    queryset = PrintedNotice.objects.none()

    @extend_schema(
        operation_id="printed_notices",
        parameters=[
            OpenApiParameter("state", str, enum=list(STATES)),
            OpenApiParameter("person", int, description="All notices of this person."),
        ],
        responses=PrintedNoticeSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Printed notices of the officer's divisions, newest first."""
        state = request.query_params.get("state", "")
        if state not in ("", *STATES):
            raise serializers.ValidationError({"state": list(STATES)})
        rows = visible_notices(
            acting(request), on=timezone.localdate(), state=state, person=number_of(request, "person")
        )
        return self.get_paginated_response([notice_report(row) for row in self.paginate_queryset(rows) or []])
