"""The history of a person and the sums of a place and year, for programs."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from desk.history.person import history_of
from desk.history.web import YEARS, person_for, sums_for, year_of
from staff.access import Permission
from staff.api.asking import OfficerView, TextSerializer, division_of
from staff.api.authentication import acting


class HistoryLineSerializer(serializers.Serializer[Any]):
    """One thing on record; `fen` is signed as its ledger signs it, null where the line is not about money."""

    ledger = serializers.CharField(
        help_text="enrollment, dues, payments, cover, categories, subsidies, cases, bills or statements"
    )
    on = serializers.DateField()
    year = serializers.IntegerField()
    text = TextSerializer()
    fen = serializers.IntegerField(allow_null=True)
    clause = serializers.CharField()
    page = serializers.CharField()


class HistorySerializer(serializers.Serializer[Any]):
    """`cut`: ledgers of which only the latest lines are told."""

    person_id = serializers.IntegerField()
    lines = HistoryLineSerializer(many=True)
    cut = serializers.ListField(child=serializers.CharField())


class LedgerSumSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    text = TextSerializer()
    fen = serializers.IntegerField()


class LedgerGroupSerializer(serializers.Serializer[Any]):
    text = TextSerializer()
    sums = LedgerSumSerializer(many=True)


class LedgerCheckSerializer(serializers.Serializer[Any]):
    """Two sums of different ledgers that must be equal."""

    code = serializers.CharField()
    left = TextSerializer()
    left_fen = serializers.IntegerField()
    right = TextSerializer()
    right_fen = serializers.IntegerField()
    difference_fen = serializers.IntegerField()
    agrees = serializers.BooleanField()
    invariant = serializers.CharField()


class PlaceYearSerializer(serializers.Serializer[Any]):
    division_code = serializers.CharField()
    year = serializers.IntegerField()
    agrees = serializers.BooleanField()
    groups = LedgerGroupSerializer(many=True)
    checks = LedgerCheckSerializer(many=True)


class PersonHistory(OfficerView):
    permission = Permission.HISTORY_READ

    @extend_schema(
        operation_id="person_history",
        parameters=[OpenApiParameter("year", int, description="Only this year, YYYY.")],
        responses=HistorySerializer,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Everything on record about one person, the latest first. That it was read is audited."""
        on, officer = timezone.localdate(), acting(request)
        person = person_for(officer, pk)
        found = history_of(person, on=on, by=officer, year=year_of(request))
        return Response(
            {
                "person_id": person.pk,
                "lines": [line.as_json() for line in found.lines],
                "cut": [ledger.value for ledger in found.cut],
            }
        )


class LedgerSums(OfficerView):
    permission = Permission.HISTORY_READ

    @extend_schema(
        operation_id="ledger_sums",
        parameters=[
            OpenApiParameter(
                "division", str, required=True, description="A division code: 6, 9 or 12 digits."
            ),
            OpenApiParameter("year", int, required=True, description="YYYY."),
        ],
        responses=PlaceYearSerializer,
    )
    def get(self, request: Request) -> Response:
        """The sums of every ledger of a place and year, and the checks between them. That it was read is audited."""
        code, year = division_of(request), year_of(request)
        if not code:
            raise serializers.ValidationError({"division": ["Give a division code."]})
        if year is None or not YEARS[0] <= year <= YEARS[1]:
            raise serializers.ValidationError({"year": ["Give a year as YYYY."]})
        return Response(sums_for(acting(request), code, year).as_json())
