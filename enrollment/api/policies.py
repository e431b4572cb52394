"""What is in force where and when: for programs?"""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment.queries.policies import with_open_years
from policy.book import NoPolicy, default_book
from policy.show import in_force
from staff.access import Permission
from staff.api.asking import OfficerView, TextSerializer, day_of


class AreaSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = TextSerializer()


class PolicyDocumentSerializer(serializers.Serializer[Any]):
    prefix = serializers.CharField()
    number = serializers.CharField()
    title = serializers.CharField()
    area = serializers.CharField()
    in_force = serializers.BooleanField()


class PolicyLineSerializer(serializers.Serializer[Any]):
    text = TextSerializer()
    clauses = serializers.ListField(child=serializers.CharField())
    readings = serializers.ListField(child=serializers.CharField())
    document = serializers.CharField()
    undecided = serializers.BooleanField()
    decided_by = TextSerializer(required=False)


class PolicySectionSerializer(serializers.Serializer[Any]):
    file = serializers.CharField()
    title = TextSerializer()
    lines = PolicyLineSerializer(many=True)


class ReadingSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    value = serializers.CharField()
    alternatives = serializers.ListField(child=serializers.CharField())
    clause = serializers.CharField()
    text = TextSerializer()


class PolicySerializer(serializers.Serializer[Any]):
    """Everything that holds in an area on a day, each value with its clauses; `digest` names these rules."""

    area = serializers.CharField()
    name = TextSerializer()
    day = serializers.DateField()
    digest = serializers.CharField()
    documents = PolicyDocumentSerializer(many=True)
    sections = PolicySectionSerializer(many=True)
    readings = ReadingSerializer(many=True)


class PolicyAreas(OfficerView):
    permission = Permission.POLICY_READ
    pagination_class = None

    @extend_schema(operation_id="policy_areas", responses=AreaSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The areas with rules."""
        return Response([{"code": area.code, "name": area.name._asdict()} for area in default_book().areas()])


class PolicyView(OfficerView):
    permission = Permission.POLICY_READ

    @extend_schema(
        operation_id="policy_in_force",
        parameters=[OpenApiParameter("day", str, description="YYYY-MM-DD; today when left out.")],
        responses=PolicySerializer,
    )
    def get(self, request: Request, area: str) -> Response:
        """What is in force in an area (or any division inside one) on a day."""
        try:
            day = day_of(request, "day") or timezone.localdate()
            policy = with_open_years(area, day)
        except NoPolicy:
            raise Http404 from None
        return Response(in_force(policy, day))
