"""What followed from changes, and what of it still waits: for programs?"""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment.models import FollowUp
from enrollment.queries.follow_ups import reports, visible_follow_ups
from staff.access import Permission
from staff.api.asking import Holds, number_of
from staff.api.authentication import acting


class FollowUpSerializer(serializers.Serializer[Any]):
    """A thing that a change touched: `cause` names the change, `about` the thing."""

    id = serializers.IntegerField()
    person_id = serializers.IntegerField()
    coverage_year = serializers.IntegerField(allow_null=True)
    fact = serializers.CharField()
    cause = serializers.CharField()
    task = serializers.CharField()
    about = serializers.CharField()
    opened_at = serializers.DateTimeField()
    is_open = serializers.BooleanField()
    closed_at = serializers.DateTimeField(allow_null=True)


class FollowUps(generics.GenericAPIView[FollowUp]):
    permission = Permission.PEOPLE_READ
    permission_classes = (Holds,)
    serializer_class = FollowUpSerializer
    queryset = FollowUp.objects.none()

    @extend_schema(
        operation_id="follow_ups",
        parameters=[
            OpenApiParameter("person", int, description="All that followed for this person, done or not."),
            OpenApiParameter("all", bool, description="Also what is done."),
        ],
        responses=FollowUpSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """What waits in the officer's divisions because a fact changed, newest first."""
        rows = visible_follow_ups(acting(request), on=timezone.localdate())
        if (person := number_of(request, "person")) is not None:
            rows = rows.filter(person_id=person)
        elif request.query_params.get("all", "") not in ("1", "true"):
            rows = rows.filter(closed_at=None)
        return self.get_paginated_response(reports(self.paginate_queryset(rows) or []))
