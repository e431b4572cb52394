"""How does a program see the profiles of senders, and retire one?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from intake.api.repeats import KEY, once
from intake.models import SenderProfile
from intake.operations import profiles
from intake.queries.profiles import newest_profiles, report, visible_profiles
from staff.api.authentication import acting


class ProfileSerializer(serializers.Serializer[Any]):
    """A version of a sender's profile; `reading` as in `intake.rules.readings`."""

    profile_id = serializers.IntegerField()
    layout = serializers.CharField()
    bureau = serializers.CharField()
    division = serializers.CharField()
    name = serializers.CharField()
    version = serializers.IntegerField()
    is_retired = serializers.BooleanField()
    made_by = serializers.CharField()
    made_at = serializers.DateTimeField()
    headings = serializers.ListField(child=serializers.CharField())
    reading = serializers.DictField()


class Profiles(generics.GenericAPIView[Any]):
    permission_classes = (IsAuthenticated,)  # each layout has its own right to send: see `visible_profiles`
    serializer_class = ProfileSerializer

    @extend_schema(
        operation_id="sender_profiles",
        parameters=[OpenApiParameter("layout", str)],
        responses=ProfileSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The newest version of each profile in the officer's divisions, those in use first."""
        layout = request.query_params.get("layout", "")
        rows = newest_profiles(acting(request), on=timezone.localdate(), layout=layout)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response([report(profile) for profile in page or []])


class Profile(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(operation_id="sender_profile", responses=ProfileSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One version: who made it when, and what it says."""
        return Response(report(_profile(request, pk)))


class RetiredProfile(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="retire_sender_profile", parameters=[KEY], request=None, responses=ProfileSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Let no more file be read by the profile; files that were read by it keep theirs. The version that says so."""
        profile, at = _profile(request, pk), timezone.now()

        def act() -> dict[str, Any]:
            by, on = acting(request), timezone.localdate(at)
            return report(profiles.retire(profile=profile, by=by, on=on, at=at))

        return once(request, f"retire_profile:{pk}", at=at, act=act)


def _profile(request: Request, pk: int) -> SenderProfile:
    seen = visible_profiles(acting(request), on=timezone.localdate())
    return get_object_or_404(seen.select_related("made_by"), pk=pk)
