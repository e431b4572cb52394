"""How are entered figures read, entered and decided on: for programs?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assistance.figures.models import EnteredParameter
from assistance.figures.operations import parameters
from assistance.figures.queries.parameters import visible_parameters
from intake.api.repeats import KEY, once
from policy.topics import KINDS
from staff import access
from staff.access import Permission
from staff.api.asking import Holds, OfficerView, number_of
from staff.api.authentication import acting


class ParameterSerializer(serializers.ModelSerializer[EnteredParameter]):
    """An entered figure: its value is shaped by its topic."""

    value = serializers.JSONField(read_only=True)
    state = serializers.SerializerMethodField(help_text="waits, approved or rejected")
    entered_by = serializers.CharField(source="entered_by.display_name", read_only=True)
    approved_by = serializers.SerializerMethodField()

    class Meta:
        model = EnteredParameter
        fields = (
            "id", "area", "topic", "key", "value", "from_on", "until_on", "document_number", "reason", "sheet", "state",
            "entered_by", "entered_at", "approved_by", "approved_at", "rejected_because",
        )  # fmt: skip
        read_only_fields = fields

    def get_state(self, entry: EnteredParameter) -> str:
        return entry.standing

    def get_approved_by(self, entry: EnteredParameter) -> str | None:
        return entry.approved_by.display_name if entry.approved_by else None


class EnterParameterSerializer(serializers.Serializer[Any]):
    area = serializers.RegexField(r"^[0-9]{6}\Z")
    topic = serializers.ChoiceField(choices=[topic.value for topic in KINDS])
    key = serializers.CharField(required=False, default="", allow_blank=True, max_length=60)
    value = serializers.JSONField()
    from_on = serializers.DateField()
    until_on = serializers.DateField(required=False, allow_null=True, default=None)
    document_number = serializers.CharField(max_length=100)
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)


class DecideParameterSerializer(serializers.Serializer[Any]):
    decision = serializers.ChoiceField(choices=["approve", "reject"])
    because = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)


class ParameterList(generics.GenericAPIView[EnteredParameter]):
    permission = Permission.PARAMETERS_READ
    write_permission = Permission.PARAMETERS_ENTER
    permission_classes = (Holds,)
    serializer_class = ParameterSerializer
    queryset = EnteredParameter.objects.none()

    @extend_schema(
        operation_id="parameters",
        parameters=[
            OpenApiParameter("area", str, description="Only of this area."),
            OpenApiParameter("topic", str, description="Only of this topic."),
            OpenApiParameter("sheet", int, description="Only of this table of population figures."),
        ],
        responses=ParameterSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The figures that bind the officer's areas, newest first."""
        found = visible_parameters(acting(request), on=timezone.localdate())
        for name in ("area", "topic"):
            if asked := request.query_params.get(name, ""):
                found = found.filter(**{name: asked})
        if (sheet := number_of(request, "sheet")) is not None:
            found = found.filter(sheet=sheet)
        page = self.paginate_queryset(found.select_related("entered_by", "approved_by").order_by("-pk"))
        return self.get_paginated_response(ParameterSerializer(page, many=True).data)

    @extend_schema(
        operation_id="enter_parameter", parameters=[KEY], request=EnterParameterSerializer,
        responses={201: ParameterSerializer},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Enter a figure under its document; it takes effect once another officer approves it."""
        asked = EnterParameterSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at = timezone.now()

        def act() -> dict[str, Any]:
            entry = parameters.enter(**asked.validated_data, by=acting(request), at=at)
            return dict(ParameterSerializer(entry).data)

        return once(request, "enter_parameter", at=at, act=act, status=201)


class ParameterDecision(OfficerView):
    permission = Permission.PARAMETERS_APPROVE

    @extend_schema(
        operation_id="decide_parameter", parameters=[KEY], request=DecideParameterSerializer,
        responses=ParameterSerializer,
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """Approve a figure that another officer entered, or turn it down with a reason."""
        asked = DecideParameterSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at = timezone.now()
        visible = access.scope(
            EnteredParameter.objects.all(),
            acting(request),
            self.permission,
            on=timezone.localdate(),
            field="area",
        )
        entry = get_object_or_404(visible, pk=pk)

        def act() -> dict[str, Any]:
            if asked.validated_data["decision"] == "approve":
                after = parameters.approve(entry=entry, by=acting(request), at=at)
            else:
                because = asked.validated_data["because"]
                after = parameters.reject(entry=entry, because=because, by=acting(request), at=at)
            return dict(ParameterSerializer(after).data)

        return once(request, f"decide_parameter:{pk}", at=at, act=act)
