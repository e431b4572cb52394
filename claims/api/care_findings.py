"""How do programs read findings about care and decide on them, and write the log of supervision?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.models import CareFinding, SupervisionEntry
from claims.operations import care_findings as operations
from claims.operations import supervision
from claims.queries import care_findings as queries
from claims.queries import supervision as log
from claims.rules.care_findings import FindingMove, FindingRule, FindingState
from claims.rules.supervision import LogKind
from intake.api.repeats import KEY, once
from staff.access import Permission
from staff.api.asking import DIVISION, Holds, OfficerView, TextSerializer, division_of
from staff.api.authentication import acting
from staff.operations.reads import read_people

READ, REVIEW = Permission.CLAIMS_READ, Permission.CLAIMS_REVIEW


class CareFindingSerializer(serializers.Serializer[Any]):
    """A finding about settled care; `fallen_on` is the day on which a bill of it was seen to stand no longer. Amounts in fen."""

    id = serializers.IntegerField()
    rule = serializers.CharField(help_text=", ".join(FindingRule))
    clause = serializers.CharField()
    text = TextSerializer()
    person_id = serializers.IntegerField(allow_null=True)
    person_name = serializers.CharField()
    provider_code = serializers.CharField()
    division_code = serializers.CharField()
    bills = serializers.ListField(child=serializers.IntegerField())
    service_on = serializers.DateField()
    funds_fen = serializers.IntegerField()
    found_on = serializers.DateField()
    fallen_on = serializers.DateField(allow_null=True)
    state = serializers.CharField(help_text=", ".join(FindingState))
    because = serializers.CharField()
    recovery_fen = serializers.IntegerField(allow_null=True)


class MoveCareFindingSerializer(serializers.Serializer[Any]):
    move = serializers.ChoiceField(choices=[one.value for one in FindingMove])
    because = serializers.CharField(max_length=300)
    recovery_fen = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1)


class SupervisionEntrySerializer(serializers.Serializer[Any]):
    """An inspection or an exchange of data; one that was taken back says why and counts no more."""

    id = serializers.IntegerField()
    kind = serializers.CharField(help_text=", ".join(LogKind))
    area = serializers.CharField()
    held_on = serializers.DateField()
    with_whom = serializers.CharField()
    outcome = serializers.CharField()
    document_number = serializers.CharField()
    taken_back_because = serializers.CharField()


class WriteSupervisionSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=[one.value for one in LogKind])
    area = serializers.RegexField(r"^[0-9]{6}\Z")
    held_on = serializers.DateField()
    with_whom = serializers.CharField(max_length=100)
    outcome = serializers.CharField(max_length=500)
    document_number = serializers.CharField(max_length=100)


class TakeBackSupervisionSerializer(serializers.Serializer[Any]):
    because = serializers.CharField(max_length=300)


class CareFindings(generics.GenericAPIView[CareFinding]):
    permission = READ
    permission_classes = (Holds,)
    serializer_class = CareFindingSerializer
    queryset = CareFinding.objects.none()

    @extend_schema(
        operation_id="care_findings",
        parameters=[
            DIVISION,
            OpenApiParameter("state", str, description="Only in this state; `fallen`: marked ones."),
            OpenApiParameter("rule", str, description="Only of this rule."),
        ],
        responses=CareFindingSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The findings of the officer's places, the newest first."""
        rows = queries.filtered(
            queries.visible_findings(acting(request), on=timezone.localdate()),
            state=request.query_params.get("state", ""),
            rule=request.query_params.get("rule", ""),
            inside=division_of(request),
        )
        page = self.paginate_queryset(rows) or []
        read_people(sum(1 for one in page if one.person_id), by=acting(request), what="api_care_findings")
        return self.get_paginated_response([queries.finding_json(one) for one in page])


class CareFindingView(OfficerView):
    permission = READ

    @extend_schema(operation_id="care_finding", responses=CareFindingSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One finding."""
        one = get_object_or_404(queries.visible_findings(acting(request), on=timezone.localdate()), pk=pk)
        read_people(1, by=acting(request), division_code=one.division_code, what="api_care_finding")
        return Response(queries.finding_json(one))


class CareFindingMoves(OfficerView):
    permission = REVIEW

    @extend_schema(
        operation_id="move_care_finding",
        parameters=[KEY],
        request=MoveCareFindingSerializer,
        responses=CareFindingSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Confirm, explain, propose recovery, or look into it again."""
        at, by = timezone.now(), acting(request)
        one = get_object_or_404(
            queries.visible_findings(by, on=timezone.localdate(), permission=REVIEW), pk=pk
        )
        asked = MoveCareFindingSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        move = FindingMove(given.pop("move"))
        read_people(1, by=by, division_code=one.division_code, what="api_care_finding")

        def act() -> dict[str, Any]:
            return queries.finding_json(operations.move(finding=one, move=move, **given, by=by, at=at))

        return once(request, f"move_care_finding:{pk}", at=at, act=act)


class SupervisionLog(generics.GenericAPIView[SupervisionEntry]):
    permission = READ
    write_permission = REVIEW
    permission_classes = (Holds,)
    serializer_class = SupervisionEntrySerializer
    queryset = SupervisionEntry.objects.none()

    @extend_schema(operation_id="supervision_log", responses=SupervisionEntrySerializer(many=True))
    def get(self, request: Request) -> Response:
        """The inspections and exchanges of the officer's places, the newest first."""
        page = self.paginate_queryset(log.visible_entries(acting(request), on=timezone.localdate())) or []
        return self.get_paginated_response([log.entry_json(one) for one in page])

    @extend_schema(
        operation_id="write_supervision",
        parameters=[KEY],
        request=WriteSupervisionSerializer,
        responses={201: SupervisionEntrySerializer},
    )
    def post(self, request: Request) -> Response:
        """Write an inspection or an exchange down."""
        asked = WriteSupervisionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given, at = dict(asked.validated_data), timezone.now()
        kind = LogKind(given.pop("kind"))

        def act() -> dict[str, Any]:
            return log.entry_json(supervision.write_down(kind=kind, **given, by=acting(request), at=at))

        return once(request, "write_supervision", at=at, act=act, status=201)


class SupervisionTakeBack(OfficerView):
    permission = REVIEW

    @extend_schema(
        operation_id="take_back_supervision",
        parameters=[KEY],
        request=TakeBackSupervisionSerializer,
        responses=SupervisionEntrySerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """A wrong entry no longer counts; it stays readable."""
        at, by = timezone.now(), acting(request)
        entry = get_object_or_404(log.visible_entries(by, on=timezone.localdate(), permission=REVIEW), pk=pk)
        asked = TakeBackSupervisionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)

        def act() -> dict[str, Any]:
            return log.entry_json(supervision.take_back(entry=entry, **asked.validated_data, by=by, at=at))

        return once(request, f"take_back_supervision:{pk}", at=at, act=act)
