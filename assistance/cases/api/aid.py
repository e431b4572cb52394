"""How do programs enter what a household applies with, add and remove its paper bills, and read the amount?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assistance.cases.api.cases import visible_case
from assistance.cases.models import AidApplication, AidCost, AssistanceCase
from assistance.cases.operations import aid, aid_recoveries
from assistance.cases.operations.aid import AidEntry, InvoiceEntry
from assistance.cases.queries.aid import report
from intake.api.repeats import KEY, once
from staff.access import Permission
from staff.api.asking import OfficerView
from staff.api.authentication import acting
from staff.operations.reads import read_person

READ, ENTER = Permission.CASES_READ, Permission.CASES_ENTER


class AidStepSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    zh = serializers.CharField()
    en = serializers.CharField()
    clause = serializers.CharField()
    readings = serializers.ListField(child=serializers.CharField())
    fen = serializers.IntegerField(allow_null=True)


class AidMissingSerializer(serializers.Serializer[Any]):
    """A figure that nobody entered, and who could decide."""

    zh = serializers.CharField()
    en = serializers.CharField()
    by_zh = serializers.CharField()
    by_en = serializers.CharField()
    clause = serializers.CharField()


class AidAnswerSerializer(serializers.Serializer[Any]):
    """The amount in fen with its arithmetic; null while a figure is missing."""

    fen = serializers.IntegerField(allow_null=True)
    steps = AidStepSerializer(many=True)
    missing = AidMissingSerializer(many=True)


class AidCostSerializer(serializers.ModelSerializer[AidCost]):
    """A bill that counts: `bill_id` of one settled here, or the invoice of another place."""

    class Meta:
        model = AidCost
        fields = (
            "id", "person", "bill_id", "invoice_number", "provider", "service_on", "total_fen", "own_fen", "refunded_fen",
            "refund_document",
        )  # fmt: skip
        read_only_fields = fields


class AidSerializer(serializers.Serializer[Any]):
    """An application for assistance: facts of the household, costs, and what they come to."""

    case_id = serializers.IntegerField()
    version = serializers.IntegerField()
    state = serializers.CharField()
    amount_fen = serializers.IntegerField(allow_null=True)
    facts = serializers.DictField()
    own_fen = serializers.IntegerField()
    costs = AidCostSerializer(many=True)
    answer = AidAnswerSerializer(allow_null=True)
    payment = serializers.JSONField(
        allow_null=True, help_text="once approved: state, amount_fen and stopped_because of its payment"
    )


class AidFactsSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(required=False, allow_null=True, default=None)
    income_fen = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=0)
    property_note = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)
    proof_document = serializers.CharField(required=False, default="", allow_blank=True, max_length=100)
    other_help_fen = serializers.IntegerField(required=False, default=0, min_value=0)
    other_help_note = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)
    by_hand_fen = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1)
    by_hand_document = serializers.CharField(required=False, default="", allow_blank=True, max_length=100)


class InvoiceSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(required=False, allow_null=True, default=None)
    person_id = serializers.IntegerField()
    invoice_number = serializers.CharField(max_length=40)
    provider = serializers.CharField(max_length=100)
    service_on = serializers.DateField()
    total_fen = serializers.IntegerField(min_value=1)
    own_fen = serializers.IntegerField(min_value=0)


class RefundSerializer(serializers.Serializer[Any]):
    refunded_fen = serializers.IntegerField(min_value=1, help_text="in all")
    document_number = serializers.CharField(max_length=100)


class VersionSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(required=False, allow_null=True, default=None)


def told(case: AssistanceCase) -> dict[str, Any]:
    """The application as it is now."""
    fresh = AssistanceCase.objects.get(pk=case.pk)
    rows = report(fresh)
    return {**rows, "costs": AidCostSerializer(rows["costs"], many=True).data}


class AidView(OfficerView):
    permission = READ
    write_permission = ENTER

    @extend_schema(operation_id="aid", responses=AidSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """An application for assistance with its costs and its amount."""
        case = get_object_or_404(AidApplication.objects.filter(case=visible_case(request, pk))).case
        read_person(case.person, by=acting(request), division_code=case.division_code, what="api_aid")
        return Response(told(case))

    @extend_schema(
        operation_id="change_aid", parameters=[KEY], request=AidFactsSerializer, responses=AidSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Enter or change income, property and other help of a draft or returned application."""
        case = visible_case(request, pk, ENTER)
        asked = AidFactsSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given, at = dict(asked.validated_data), timezone.now()
        version = given.pop("version")

        def act() -> dict[str, Any]:
            aid.change_facts(case=case, version=version, entry=AidEntry(**given), by=acting(request), at=at)
            return told(case)

        return once(request, f"change_aid:{pk}", at=at, act=act)


class AidInvoices(OfficerView):
    permission = ENTER

    @extend_schema(
        operation_id="add_aid_invoice",
        parameters=[KEY],
        request=InvoiceSerializer,
        responses={201: AidSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Count a paper bill of another place; an invoice counts once in the whole register."""
        case = visible_case(request, pk, ENTER)
        asked = InvoiceSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given, at = dict(asked.validated_data), timezone.now()
        version = given.pop("version")
        member = case.members.select_related("person").filter(person_id=given.pop("person_id")).first()
        if member is None:
            raise serializers.ValidationError({"person_id": [_("Nobody of this case.")]})
        person = member.person

        def act() -> dict[str, Any]:
            aid.add_invoice(
                case=case,
                version=version,
                person=person,
                entry=InvoiceEntry(**given),
                by=acting(request),
                at=at,
            )
            return told(case)

        return once(request, f"add_aid_invoice:{pk}", at=at, act=act, status=201)


class AidCostRemoval(OfficerView):
    permission = ENTER

    @extend_schema(
        operation_id="remove_aid_cost", parameters=[KEY], request=VersionSerializer, responses=AidSerializer
    )
    def post(self, request: Request, pk: int, cost_pk: int) -> Response:
        """Take a paper bill out again; its invoice is free."""
        case = visible_case(request, pk, ENTER)
        cost = get_object_or_404(AidCost, case=case, pk=cost_pk, freed_at=None, bill_id=None)
        asked = VersionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at = timezone.now()

        def act() -> dict[str, Any]:
            aid.remove_cost(cost=cost, version=asked.validated_data["version"], by=acting(request), at=at)
            return told(case)

        return once(request, f"remove_aid_cost:{cost_pk}", at=at, act=act)


class AidCostRefund(OfficerView):
    permission = ENTER

    @extend_schema(
        operation_id="refund_aid_cost", parameters=[KEY], request=RefundSerializer, responses=AidSerializer
    )
    def post(self, request: Request, pk: int, cost_pk: int) -> Response:
        """A part of a bill came back after all; what was paid too much is drafted as a claim."""
        case = visible_case(request, pk, ENTER)
        cost = get_object_or_404(AidCost, case=case, pk=cost_pk, freed_at=None)
        asked = RefundSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at = timezone.now()

        def act() -> dict[str, Any]:
            aid_recoveries.record_refund(cost=cost, **asked.validated_data, by=acting(request), at=at)
            return told(case)

        return once(request, f"refund_aid_cost:{cost_pk}", at=at, act=act)
