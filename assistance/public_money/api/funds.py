"""How does a program divide a year's fund and read coverage rates?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assistance.public_money.models import FundSplit, FundSplitPool
from assistance.public_money.operations import fund_splits
from assistance.public_money.queries.coverage_rates import PlaceRate, rates
from intake.api.repeats import KEY, once
from policy.book import default_book
from staff import access
from staff.access import Permission
from staff.api.asking import YEAR, Holds, OfficerView, day_of, division_of, year_of
from staff.api.authentication import acting

READ, ENTER, APPROVE = Permission.FUNDS_READ, Permission.FUNDS_ENTER, Permission.FUNDS_APPROVE


class PoolSerializer(serializers.ModelSerializer[FundSplitPool]):
    pool = serializers.CharField(read_only=True)

    class Meta:
        model = FundSplitPool
        fields = ("pool", "within", "amount_fen")
        read_only_fields = fields


class FundSplitSerializer(serializers.ModelSerializer[FundSplit]):
    """A year's money by pool; a pool with `within` is a part of that one."""

    pools = PoolSerializer(many=True, read_only=True)
    missing = serializers.JSONField(read_only=True)
    steps = serializers.JSONField(read_only=True)
    is_in_force = serializers.SerializerMethodField()

    class Meta:
        model = FundSplit
        fields = (
            "id", "division_code", "year", "heads", "contributions_fen", "fiscal_fen", "raised_fen", "not_raised_fen",
            "counted_on", "is_in_force", "pools", "missing", "steps", "policy_digest",
        )  # fmt: skip
        read_only_fields = fields

    def get_is_in_force(self, row: FundSplit) -> bool:
        return row.approved_by_id is not None and row.replaced_at is None


class SplitSerializer(serializers.Serializer[Any]):
    division_code = serializers.RegexField(r"^[0-9]{6}\Z", help_text="pooling area, or a county of one")
    year = serializers.IntegerField(min_value=1998, max_value=2200)
    on = serializers.DateField(help_text="contributions posted up to this day")


class FundSplits(generics.GenericAPIView[FundSplit]):
    permission = READ
    write_permission = ENTER
    permission_classes = (Holds,)
    serializer_class = FundSplitSerializer
    queryset = FundSplit.objects.none()

    @extend_schema(operation_id="fund_splits", responses=FundSplitSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The splits of the officer's places, newest first."""
        visible = access.scope(FundSplit.objects.all(), acting(request), READ, on=timezone.localdate())
        page = self.paginate_queryset(visible.prefetch_related("pools").order_by("-pk"))
        return self.get_paginated_response(FundSplitSerializer(page, many=True).data)

    @extend_schema(
        operation_id="split_fund",
        parameters=[KEY],
        request=SplitSerializer,
        responses={201: FundSplitSerializer},
    )
    def post(self, request: Request) -> Response:
        """Divide what was raised for a year; it takes effect once another officer approves it."""
        asked = SplitSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at = timezone.now()

        def act() -> dict[str, Any]:
            made = fund_splits.split(**asked.validated_data, by=acting(request), at=at)
            return dict(FundSplitSerializer(made).data)

        return once(request, "split_fund", at=at, act=act, status=201)


class FundSplitApproval(OfficerView):
    permission = APPROVE

    @extend_schema(
        operation_id="approve_fund_split", parameters=[KEY], request=None, responses=FundSplitSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Put a split in force; a county's risk fund is drawn with it."""
        visible = access.scope(FundSplit.objects.all(), acting(request), APPROVE, on=timezone.localdate())
        row, at = get_object_or_404(visible, pk=pk), timezone.now()

        def act() -> dict[str, Any]:
            return dict(FundSplitSerializer(fund_splits.approve(made=row, by=acting(request), at=at)).data)

        return once(request, f"approve_fund_split:{pk}", at=at, act=act)


class PlaceRateSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    insured = serializers.IntegerField()
    should_be_insured = serializers.IntegerField(allow_null=True)
    missing = serializers.ListField(child=serializers.CharField())
    percent = serializers.CharField(allow_null=True)
    met = serializers.BooleanField(allow_null=True)
    must_insure = serializers.IntegerField()
    must_insure_covered = serializers.IntegerField()
    must_insure_met = serializers.BooleanField(allow_null=True)


class CoverageRatesSerializer(serializers.Serializer[Any]):
    formula = serializers.JSONField(allow_null=True)
    formula_document = serializers.CharField(allow_blank=True)
    whole = PlaceRateSerializer()
    places = PlaceRateSerializer(many=True)


class CoverageRates(OfficerView):
    permission = Permission.REPORTS_READ

    @extend_schema(
        operation_id="coverage_rates",
        parameters=[
            YEAR,
            OpenApiParameter("division", str, required=True),
            OpenApiParameter("on", str, description="Day, today if left out."),
        ],
        responses=CoverageRatesSerializer,
    )
    def get(self, request: Request) -> Response:
        """Numerator, denominator by the entered formula, and the places inside, best first."""
        on, code, year = timezone.localdate(), division_of(request), year_of(request)
        if not code or default_book().pooling_area(code) is None or year is None:
            raise serializers.ValidationError({"division": [_("No rules are entered for this place")]})
        access.require(acting(request), self.permission, code, on=on)
        found = rates(code, coverage_year=year, on=day_of(request, "on") or on)
        told = {
            "formula": found.formula.value if found.formula else None,
            "formula_document": found.formula.document if found.formula else "",
            "whole": _told(found.whole),
            "places": [_told(row) for row in found.places],
        }
        return Response(CoverageRatesSerializer(told).data)


def _told(row: PlaceRate) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "insured": row.insured,
        "should_be_insured": row.denominator.count,
        "missing": [topic.value for topic in row.denominator.missing],
        "percent": row.rate.percent if row.rate else None,
        "met": row.rate.met if row.rate else None,
        "must_insure": row.must_insure.denominator,
        "must_insure_covered": row.must_insure.numerator,
        "must_insure_met": row.must_insure.met,
    }
