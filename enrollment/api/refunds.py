"""How does a program ask for refunds, decide on them, attach evidence and read where each stands?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment.models import Refund
from enrollment.operations import refunds as operations
from enrollment.operations.refunds import Asked
from enrollment.queries import refunds as queries
from enrollment.rules.refund_states import RefundGround, RefundMove, RefundState
from intake.api.repeats import KEY, once
from staff.access import Permission
from staff.api.asking import Holds, OfficerView, TextSerializer
from staff.api.authentication import acting
from staff.api.bodies import JsonBody
from staff.operations.reads import read_people

DECIDED = (RefundMove.APPROVE, RefundMove.REJECT)
MOVED = (RefundMove.SET_ASIDE, RefundMove.TAKE_UP, RefundMove.WITHDRAW)


class PartSerializer(serializers.Serializer[Any]):
    payee = serializers.CharField(help_text="person, or who helped: medical_assistance ...")
    amount_fen = serializers.IntegerField()
    help = serializers.CharField(allow_blank=True, help_text="which help it was: grant:7 ...")


class AnswerSaidSerializer(serializers.Serializer[Any]):
    verdict = serializers.CharField(help_text="allowed or waits")
    text = TextSerializer()
    clause = serializers.CharField(allow_blank=True)
    decided_by = TextSerializer(allow_null=True)


class RefundSerializer(serializers.Serializer[Any]):
    """One refund; account numbers are masked."""

    id = serializers.IntegerField()
    person_id = serializers.IntegerField()
    ticket = serializers.CharField()
    coverage_year = serializers.IntegerField()
    division = serializers.CharField()
    ground = serializers.ChoiceField(choices=[ground.value for ground in RefundGround])
    cause = serializers.CharField(
        allow_blank=True, help_text="what proposed it; empty: an application of its own"
    )
    amount_fen = serializers.IntegerField()
    state = serializers.ChoiceField(choices=[state.value for state in RefundState])
    received_on = serializers.DateField(allow_null=True)
    payer = serializers.CharField(allow_blank=True)
    payer_account = serializers.CharField(allow_blank=True)
    payee = serializers.CharField(allow_blank=True)
    payee_relation = serializers.CharField(allow_blank=True)
    payee_account = serializers.CharField(allow_blank=True)
    document_number = serializers.CharField(allow_blank=True)
    answer = AnswerSaidSerializer(required=False)
    parts = PartSerializer(many=True)
    asked_by = serializers.CharField(allow_null=True)
    decided_by = serializers.CharField(allow_null=True)
    because = serializers.CharField(allow_blank=True)
    list = serializers.CharField(allow_null=True)
    refunded_on = serializers.DateField(allow_null=True)


class RefundApplicationSerializer(serializers.Serializer[Any]):
    ticket = serializers.CharField(max_length=40)
    ground = serializers.ChoiceField(choices=[ground.value for ground in RefundGround])
    amount_fen = serializers.IntegerField(min_value=1)
    received_on = serializers.DateField()
    payee = serializers.CharField(max_length=100)
    payee_account = serializers.CharField(max_length=40)
    payee_relation = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
    payer = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
    payer_account = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)


class RefundMoveSerializer(serializers.Serializer[Any]):
    move = serializers.ChoiceField(choices=[move.value for move in MOVED])
    because = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class RefundDecisionSerializer(serializers.Serializer[Any]):
    move = serializers.ChoiceField(choices=[move.value for move in DECIDED])
    because = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)
    document_number = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)


class RefundDocumentSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(help_text="JPEG, PNG or PDF")
    title = serializers.CharField(max_length=60)


class Refunds(generics.GenericAPIView[Refund]):
    permission = queries.READ
    write_permission = Permission.EXCEPTIONS_RESOLVE
    permission_classes = (Holds,)
    serializer_class = RefundSerializer
    queryset = Refund.objects.none()

    @extend_schema(
        operation_id="refunds",
        parameters=[
            OpenApiParameter("state", str, enum=[state.value for state in RefundState]),
            OpenApiParameter("ticket", str),
        ],
        responses=RefundSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The refunds of the officer's divisions, those that wait longest first."""
        rows = queries.visible_refunds(acting(request), on=timezone.localdate())
        for name in ("state", "ticket"):
            if asked := request.query_params.get(name, ""):
                rows = rows.filter(**{name: asked})
        page = self.paginate_queryset(rows.order_by("since", "pk")) or []
        read_people(len(page), by=acting(request), what="refunds")
        return self.get_paginated_response([queries.report(row) for row in page])

    @extend_schema(
        operation_id="apply_for_refund",
        parameters=[KEY],
        request=RefundApplicationSerializer,
        responses={201: RefundSerializer},
    )
    def post(self, request: Request) -> Response:
        """Ask for money of a ticket to be given back. Another officer decides."""
        asked = RefundApplicationSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given, at = dict(asked.validated_data), timezone.now()
        facts = given | {"ground": RefundGround(given["ground"])}

        def act() -> dict[str, Any]:
            return queries.report(operations.apply(asked=Asked(**facts), by=acting(request), at=at))

        return once(request, "apply_for_refund", at=at, act=act, status=status.HTTP_201_CREATED)


class RefundView(OfficerView):
    permission = queries.READ

    @extend_schema(operation_id="refund", responses=RefundSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One refund."""
        refund = visible_refund(request, pk, self.permission)
        read_people(1, by=acting(request), division_code=refund.division_code, what="refund")
        return Response(queries.report(refund))


class RefundMoves(OfficerView):
    permission = Permission.EXCEPTIONS_RESOLVE

    @extend_schema(operation_id="move_refund", request=RefundMoveSerializer, responses=RefundSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Set a proposal aside, take it up again, withdraw an application; which is possible the state decides."""
        return _moved(request, pk, self.permission, RefundMoveSerializer(data=request.data))


class RefundDecisions(OfficerView):
    permission = Permission.EXCEPTIONS_DECIDE

    @extend_schema(operation_id="decide_refund", request=RefundDecisionSerializer, responses=RefundSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Approve an application, or turn it down; whoever asked may not."""
        return _moved(request, pk, self.permission, RefundDecisionSerializer(data=request.data))


class RefundDocuments(OfficerView):
    permission = Permission.EXCEPTIONS_RESOLVE
    parser_classes = [MultiPartParser, JsonBody]

    @extend_schema(
        operation_id="attach_refund_document", request={"multipart/form-data": RefundDocumentSerializer},
        responses={201: RefundSerializer},
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """Attach a picture or PDF as evidence, as long as nobody has approved the refund."""
        refund = visible_refund(request, pk, self.permission)
        asked = RefundDocumentSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        file = asked.validated_data["file"]
        operations.attach(
            refund=refund,
            content=file,
            name=file.name,
            title=asked.validated_data["title"],
            by=acting(request),
            at=timezone.now(),
        )
        return Response(queries.report(refund), status=status.HTTP_201_CREATED)


def visible_refund(request: Request, pk: int, permission: Permission) -> Refund:
    rows = queries.visible_refunds(acting(request), on=timezone.localdate(), permission=permission)
    return get_object_or_404(rows, pk=pk)


def _moved(request: Request, pk: int, permission: Permission, asked: serializers.Serializer[Any]) -> Response:
    refund = visible_refund(request, pk, permission)
    asked.is_valid(raise_exception=True)
    given = dict(asked.validated_data)
    made = RefundMove(given.pop("move"))
    return Response(
        queries.report(
            operations.move(refund=refund, made=made, by=acting(request), at=timezone.now(), **given)
        )
    )
