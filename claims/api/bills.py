"""How does a program send a bill and read it?"""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.models import Bill, BillLine
from claims.operations import bills
from claims.queries import diagnoses
from claims.queries.bills import filtered, visible_bills
from claims.rules.bill_entry import BillEntry, LineEntry
from claims.rules.diagnoses import tidy_code
from claims.rules.item_classes import ItemClass
from intake.api.repeats import KEY, once
from policy.care import Setting, TwoDisease
from staff.access import Permission
from staff.api.asking import DIVISION, Holds, OfficerView, day_of, division_of, number_of
from staff.api.authentication import acting
from staff.operations.reads import read_people, read_person

READ, ENTER = Permission.CLAIMS_READ, Permission.CLAIMS_ENTER
FEN_MAX = 10**12
YES_NO: dict[str, Any] = {"required": False, "allow_null": True, "default": None}


class BillLineSerializer(serializers.ModelSerializer[BillLine]):
    """One line; total = eligible + first-pay + own (non_covered), all in fen; `tcm_fen` is a part of the eligible amount."""

    item_class = serializers.ChoiceField(
        choices=[each.value for each in ItemClass], help_text="A, B, C or whole (not itemized)"
    )
    item_code = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    item_name = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")
    total_fen = serializers.IntegerField(min_value=0, max_value=FEN_MAX)
    eligible_fen = serializers.IntegerField(min_value=0, max_value=FEN_MAX)
    first_pay_fen = serializers.IntegerField(min_value=0, max_value=FEN_MAX, required=False, default=0)
    non_covered_fen = serializers.IntegerField(min_value=0, max_value=FEN_MAX, required=False, default=0)
    tcm_fen = serializers.IntegerField(min_value=0, max_value=FEN_MAX, required=False, default=0)

    class Meta:
        model = BillLine
        fields = (
            "item_class", "item_code", "item_name", "total_fen", "eligible_fen", "first_pay_fen", "non_covered_fen", "tcm_fen",
        )  # fmt: skip


class BillEntrySerializer(serializers.Serializer[Any]):
    """A bill to take in. A question answered null was not asked. The document number goes in the body only."""

    document_number = serializers.CharField(max_length=40)
    provider_code = serializers.CharField(max_length=20)
    number = serializers.CharField(
        max_length=40, help_text="The provider's own bill number: once per provider"
    )
    invoice_number = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    setting = serializers.CharField(help_text="inpatient, outpatient, chronic, two_diseases or maternity")
    admitted_on = serializers.DateField(required=False, allow_null=True, default=None)
    discharged_on = serializers.DateField(help_text="Or the day of the visit")
    diagnosis_code = serializers.CharField(max_length=20, help_text="ICD-10")
    diagnosis_name = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")
    total_fen = serializers.IntegerField(min_value=0, max_value=FEN_MAX)
    special_subsidy_fen = serializers.IntegerField(min_value=0, max_value=FEN_MAX, required=False, default=0)
    referral = serializers.BooleanField(**YES_NO)
    referral_document = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    filed_out_of_area = serializers.BooleanField(**YES_NO)
    filing_document = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    is_accident = serializers.BooleanField(required=False, default=False)
    third_party_liable = serializers.BooleanField(**YES_NO)
    third_party_compensation = serializers.BooleanField(**YES_NO)
    is_pregnant = serializers.BooleanField(required=False, default=False)
    medical_risk = serializers.BooleanField(
        **YES_NO,
        help_text="A recorded finding of medical risk of a monitored household (reading A39); needs its document",
    )
    medical_risk_document = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    facts = serializers.ListField(
        child=serializers.CharField(max_length=24), required=False, default=list, max_length=40,
        help_text="Codes of named facts of the area ([facts] of its rules) that hold, as signed_doctor",
    )  # fmt: skip
    facts_ruled_out = serializers.ListField(
        child=serializers.CharField(max_length=24), required=False, default=list, max_length=40,
        help_text="Those that were looked at and do not hold; a fact in neither list was not asked",
    )  # fmt: skip
    facts_document = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    tiered_disease = serializers.BooleanField(required=False, allow_null=True, default=False)
    major_disease = serializers.CharField(
        max_length=60, required=False, allow_blank=True, allow_null=True, default="",
        help_text="Its name; empty: none; null: not known",
    )  # fmt: skip
    chronic_disease = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    two_diseases = serializers.ListField(
        child=serializers.CharField(), required=False, default=list, help_text="hypertension, diabetes"
    )
    lines = BillLineSerializer(many=True, allow_empty=False)

    def validate_setting(self, code: str) -> Setting:
        return Setting(_term(Setting, code))

    def validate_two_diseases(self, codes: list[str]) -> tuple[str, ...]:
        return tuple(_term(TwoDisease, code).value for code in codes)

    def entry(self) -> BillEntry:
        data = dict(self.validated_data)
        data.pop("document_number")
        data["lines"] = tuple(LineEntry(**line) for line in data["lines"])
        for name in ("facts", "facts_ruled_out"):
            data[name] = tuple(sorted(set(data[name])))
        data["provider_code"] = data["provider_code"].strip().upper()
        data["diagnosis_code"] = tidy_code(data["diagnosis_code"])
        if not data["diagnosis_name"] and (known := diagnoses.name_of(data["diagnosis_code"])):
            data["diagnosis_name"] = known.zh
        return BillEntry(**data)


def _term(terms: Any, code: str) -> Any:
    try:
        return terms(code)
    except ValueError:
        raise serializers.ValidationError(f"One of: {', '.join(term.value for term in terms)}.") from None


class BillRowSerializer(serializers.ModelSerializer[Bill]):
    """A bill of the list; names and masked numbers only."""

    provider_code = serializers.CharField(source="provider.code", read_only=True)
    person_id = serializers.IntegerField(read_only=True)
    person_name = serializers.CharField(source="person.name", read_only=True)
    document_masked = serializers.CharField(source="person.document_masked", read_only=True)
    state = serializers.CharField(read_only=True, help_text="a stable code")
    setting = serializers.CharField(read_only=True)

    class Meta:
        model = Bill
        fields: tuple[str, ...] = (
            "id", "number", "provider_code", "person_id", "person_name", "document_masked", "area", "division_code",
            "setting", "admitted_on", "discharged_on", "diagnosis_code", "diagnosis_name", "total_fen", "state",
        )  # fmt: skip
        read_only_fields: tuple[str, ...] = fields


class BillSerializer(BillRowSerializer):
    """A bill whole: facts, lines, and why it waits."""

    lines = BillLineSerializer(many=True, read_only=True)
    holds = serializers.JSONField(read_only=True)
    provider_tier = serializers.CharField(read_only=True)
    place = serializers.CharField(read_only=True)
    eligibility = serializers.CharField(read_only=True)
    two_diseases = serializers.ListField(child=serializers.CharField(), read_only=True)
    facts = serializers.ListField(child=serializers.CharField(), read_only=True)
    facts_ruled_out = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta(BillRowSerializer.Meta):
        fields = (
            *BillRowSerializer.Meta.fields, "invoice_number", "provider_tier", "place", "eligible_fen", "first_pay_fen",
            "non_covered_fen", "tcm_fen", "special_subsidy_fen", "eligibility", "holds", "referral", "filed_out_of_area",
            "is_accident", "third_party_liable", "third_party_compensation", "medical_risk", "medical_risk_document",
            "facts", "facts_ruled_out", "facts_document", "is_pregnant", "tiered_disease", "major_disease", "chronic_disease",
            "two_diseases", "source", "lines",
        )  # fmt: skip
        read_only_fields = fields


class BillList(generics.GenericAPIView[Bill]):
    permission = READ
    write_permission = ENTER
    permission_classes = (Holds,)
    serializer_class = BillRowSerializer
    queryset = Bill.objects.none()

    @extend_schema(
        operation_id="bills",
        parameters=[
            OpenApiParameter(
                "state", str, description="ready, held, undecided, settled, reversed, refused or withdrawn"
            ),
            OpenApiParameter("setting", str),
            OpenApiParameter("provider", str, description="The provider's code."),
            OpenApiParameter("number", str, description="Beginning of the bill number."),
            OpenApiParameter("person_id", int),
            OpenApiParameter("since", OpenApiTypes.DATE, description="Discharged on or after."),
            OpenApiParameter("until", OpenApiTypes.DATE, description="Discharged on or before."),
            DIVISION,
        ],
        responses=BillRowSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The bills of the officer's divisions, the latest discharge first."""
        asked = request.query_params
        found: QuerySet[Bill] = filtered(
            visible_bills(acting(request), on=timezone.localdate()),
            **{name: asked.get(name, "") for name in ("state", "setting", "provider", "number")},
            person=number_of(request, "person_id"),
            since=day_of(request, "since"), until=day_of(request, "until"), inside=division_of(request),
        ).select_related("provider", "person")  # fmt: skip
        page = self.paginate_queryset(found) or []
        read_people(len(page), by=acting(request), what="api_bills")
        return self.get_paginated_response(BillRowSerializer(page, many=True).data)

    @extend_schema(
        operation_id="enter_bill",
        parameters=[KEY],
        request=BillEntrySerializer,
        responses={201: BillSerializer},
    )
    def post(self, request: Request) -> Response:
        """Take in a bill: checked whole, the person's cover decided. It is then ready, held or undecided; or refused."""
        asked = BillEntrySerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at = timezone.now()

        def act() -> dict[str, Any]:
            bill = bills.enter_bill(
                entry=asked.entry(), document_number=asked.validated_data["document_number"],
                on=timezone.localdate(at), at=at, by=acting(request), source="api",
            )  # fmt: skip
            return dict(BillSerializer(bill).data)

        return once(request, "enter_bill", at=at, act=act, status=201)


def visible_bill(request: Request, pk: int, *, permission: Permission = READ) -> Bill:
    """The bill, or 404 outside the officer's divisions."""
    found = visible_bills(acting(request), on=timezone.localdate(), permission=permission)
    return get_object_or_404(found.select_related("provider", "person"), pk=pk)


class BillView(OfficerView):
    permission = READ

    @extend_schema(operation_id="bill", responses=BillSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One bill with its lines."""
        bill = visible_bill(request, pk)
        read_person(bill.person, by=acting(request), division_code=bill.division_code, what="api_bill")
        return Response(BillSerializer(bill).data)


class WithdrawSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=200)


class BillWithdraw(OfficerView):
    permission = ENTER

    @extend_schema(
        operation_id="withdraw_bill", parameters=[KEY], request=WithdrawSerializer, responses=BillSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Take back a bill that was entered by mistake and not settled; its number may then be used again."""
        asked = WithdrawSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        bill, at = visible_bill(request, pk, permission=ENTER), timezone.now()

        def act() -> dict[str, Any]:
            done = bills.withdraw_bill(
                bill=bill, reason=asked.validated_data["reason"], on=timezone.localdate(at), by=acting(request)
            )  # fmt: skip
            return dict(BillSerializer(done).data)

        return once(request, f"withdraw_bill:{pk}", at=at, act=act)
