"""Which lines wait for an officer, and what can be done with them: for programs?"""

from datetime import timedelta
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment.api.quotes import visible_person
from enrollment.models import LineAction, PaymentLine
from enrollment.operations.lines import ACTIONS
from enrollment.queries import lines
from staff.access import Permission
from staff.api.asking import DIVISION, OUTCOME, Holds, OfficerView, TextSerializer, division_of, number_of
from staff.api.authentication import acting
from staff.operations.reads import read_people


class LineSerializer(serializers.ModelSerializer[PaymentLine]):
    """One line and its one outcome. Name and masked number are those of the file, or of the person it was posted for."""

    kind = serializers.CharField(read_only=True)
    outcome = serializers.CharField(read_only=True)
    file_id = serializers.IntegerField(read_only=True)
    person_id = serializers.IntegerField(read_only=True, allow_null=True)
    due_id = serializers.IntegerField(read_only=True, allow_null=True)
    name = serializers.SerializerMethodField()
    document_masked = serializers.SerializerMethodField()
    detail = serializers.JSONField(read_only=True, allow_null=True)
    cause = serializers.SerializerMethodField()
    remedy = serializers.SerializerMethodField()

    class Meta:
        model = PaymentLine
        fields = (
            "id", "file_id", "number", "ticket", "kind", "original_ticket", "amount_fen", "posted_fen", "held_fen",
            "refunded_fen", "paid_at", "treasury_on", "division_code", "coverage_year", "channel", "outcome", "detail",
            "person_id", "due_id", "name", "document_masked", "is_open", "cause", "remedy",
        )  # fmt: skip
        read_only_fields = fields

    def get_name(self, line: PaymentLine) -> str:
        return line.name or (line.person.name if line.person else "")

    def get_document_masked(self, line: PaymentLine) -> str:
        return line.document_masked or (line.person.document_masked if line.person else "")

    @extend_schema_field(TextSerializer)
    def get_cause(self, line: PaymentLine) -> dict[str, str]:
        return lines.cause_of(line).text._asdict()

    @extend_schema_field(TextSerializer)
    def get_remedy(self, line: PaymentLine) -> dict[str, str]:
        return lines.cause_of(line).remedy._asdict()


class DoneSerializer(serializers.ModelSerializer[LineAction]):
    acted_by = serializers.CharField(source="acted_by.display_name", read_only=True)
    before = serializers.JSONField(read_only=True)
    after = serializers.JSONField(read_only=True)

    class Meta:
        model = LineAction
        fields = ("action", "reason", "document_number", "acted_by", "acted_at", "before", "after")
        read_only_fields = fields


class ExceptionSerializer(serializers.Serializer[Any]):
    """A line, what fits its state, and what was done with it."""

    line = LineSerializer()
    possible_actions = serializers.ListField(child=serializers.CharField())
    history = DoneSerializer(many=True)


class ActionSerializer(serializers.Serializer[Any]):
    """An action and what it needs: attach_person a person; move a year or division; decide amount, cover and document."""

    action = serializers.CharField(help_text=", ".join(ACTIONS))
    reason = serializers.CharField(max_length=300)
    person_id = serializers.IntegerField(required=False)
    document_of_person = serializers.CharField(
        required=False, max_length=40, help_text="instead of person_id"
    )
    coverage_year = serializers.IntegerField(required=False, min_value=2000, max_value=2100)
    division_code = serializers.RegexField(r"^([0-9]{6}|[0-9]{9}|[0-9]{12})\Z", required=False)
    amount_fen = serializers.IntegerField(required=False, min_value=0)
    cover_from = serializers.DateField(required=False)
    cover_to = serializers.DateField(required=False, help_text="last day, included")
    document_number = serializers.CharField(required=False, max_length=100)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        needed = {
            "decide": ("amount_fen", "cover_from", "cover_to", "document_number"),
            "accept_refund": ("document_number",),
        }.get(attrs["action"], ())
        missing = {name: [_("This action needs it.")] for name in needed if name not in attrs}
        if attrs["action"] not in ACTIONS:
            missing["action"] = [_("There is no such action.")]
        if attrs["action"] == "attach_person" and not ({"person_id", "document_of_person"} & attrs.keys()):
            missing["person_id"] = [_("This action needs it.")]
        if missing:
            raise serializers.ValidationError(missing)
        return attrs


class ExceptionList(generics.GenericAPIView[PaymentLine]):
    permission = Permission.PAYMENTS_READ
    permission_classes = (Holds,)
    serializer_class = LineSerializer
    queryset = PaymentLine.objects.none()

    @extend_schema(
        operation_id="exceptions",
        parameters=[OUTCOME, DIVISION, OpenApiParameter("file", int, description="Only lines of this file.")],
        responses=LineSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The lines that wait in the officer's divisions, oldest first."""
        asked = request.query_params
        found = lines.visible_lines(acting(request), on=timezone.localdate()).filter(is_open=True)
        if outcome := asked.get("outcome", ""):
            found = found.filter(outcome=outcome)
        if code := division_of(request):
            found = lines.in_division(found, code)
        if (file := number_of(request, "file")) is not None:
            found = found.filter(file_id=file)
        page = self.paginate_queryset(found.select_related("person").order_by("pk"))
        read_people(len(page or []), by=acting(request), what="api_exceptions")
        return self.get_paginated_response(LineSerializer(page, many=True).data)


def visible_line(request: Request, pk: int) -> PaymentLine:
    visible = lines.visible_lines(acting(request), on=timezone.localdate())
    return get_object_or_404(visible.select_related("file", "person", "due__person"), pk=pk)


def told(line: PaymentLine) -> dict[str, Any]:
    done = LineAction.objects.filter(line=line).select_related("acted_by").order_by("pk")
    return {
        "line": LineSerializer(line).data,
        "possible_actions": lines.possible_actions(line),
        "history": DoneSerializer(done, many=True).data,
    }


class ExceptionView(OfficerView):
    permission = Permission.PAYMENTS_READ

    @extend_schema(operation_id="exception", responses=ExceptionSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One line, what can be done with it, what was done."""
        line = visible_line(request, pk)
        read_people(1, by=acting(request), division_code=line.file.area, what="api_exception")
        return Response(told(line))


class ExceptionActions(OfficerView):
    permission = Permission.PAYMENTS_READ

    @extend_schema(operation_id="act_on_exception", request=ActionSerializer, responses=ExceptionSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Act on a waiting line: the rules decide again. A line that was dealt with refuses, so a repeated request is safe."""
        asked = ActionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        line, given = visible_line(request, pk), asked.validated_data
        facts: dict[str, Any] = {"reason": given["reason"]}
        match given["action"]:
            case "attach_person":
                by = (
                    {"pk": given["person_id"]}
                    if "person_id" in given
                    else {"document_number": given["document_of_person"]}
                )
                facts["person"] = visible_person(request, permission=Permission.PEOPLE_READ, **by)
            case "move":
                facts |= {name: given.get(name) for name in ("coverage_year", "division_code")}
            case "decide":
                facts |= {name: given[name] for name in ("amount_fen", "cover_from", "document_number")}
                facts["cover_until"] = given["cover_to"] + timedelta(days=1)
        after = ACTIONS[given["action"]](line=line, **facts, by=acting(request), at=timezone.now())
        return Response(told(visible_line(request, after.pk)))
