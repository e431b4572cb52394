"""How does a program read and freeze the ledger of everybody who must be insured?"""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.operations import person_ledgers as operations
from claims.queries import person_ledgers as queries
from claims.queries.person_ledgers import LedgerPlace, line_report, month_report
from intake.api.repeats import KEY, once
from policy.book import default_book
from staff import access
from staff.access import Permission
from staff.api.asking import DIVISION, YEAR, OfficerView, division_of, year_of
from staff.api.authentication import acting
from staff.operations.reads import read_people

READ = Permission.CLAIMS_READ
MONTH = r"^20[0-9]{2}-(0[1-9]|1[0-2])\Z"


class PersonLedgerLineSerializer(serializers.Serializer[Any]):
    """One person. Amounts in fen; `cover_until` and `waiting_until` are not included."""

    person_id = serializers.IntegerField()
    name = serializers.CharField()
    document_masked = serializers.CharField()
    division_code = serializers.CharField()
    category = serializers.CharField()
    enrolled_area = serializers.CharField(allow_blank=True)
    enrolled_in = serializers.CharField(allow_blank=True)
    state = serializers.CharField(allow_blank=True)
    elsewhere = serializers.CharField(allow_blank=True)
    charged_fen = serializers.IntegerField()
    paid_fen = serializers.IntegerField()
    subsidised_fen = serializers.IntegerField()
    card_fen = serializers.IntegerField()
    cover_from = serializers.DateField(allow_null=True)
    cover_until = serializers.DateField(allow_null=True)
    waiting_until = serializers.DateField(allow_null=True)
    bills = serializers.IntegerField()
    benefits_fen = serializers.IntegerField()
    own_fen = serializers.IntegerField()


class PersonLedgerMonthSerializer(serializers.Serializer[Any]):
    area = serializers.CharField()
    coverage_year = serializers.IntegerField()
    month = serializers.CharField()
    clause = serializers.CharField()
    people = serializers.IntegerField()
    frozen_at = serializers.DateTimeField()


class PersonLedgerSerializer(serializers.Serializer[Any]):
    """`month` null: as it stands now."""

    month = PersonLedgerMonthSerializer(allow_null=True)
    months = PersonLedgerMonthSerializer(many=True)
    people = PersonLedgerLineSerializer(many=True)


class FreezeLedgerSerializer(serializers.Serializer[Any]):
    area = serializers.RegexField(r"^[0-9]{6}\Z")
    coverage_year = serializers.IntegerField(min_value=2000, max_value=2100)
    month = serializers.RegexField(MONTH, help_text="YYYY-MM: this month or the one before")


class PersonLedger(OfficerView):
    permission = READ
    write_permission = operations.FREEZE

    @extend_schema(
        operation_id="person_ledger",
        parameters=[DIVISION, YEAR, OpenApiParameter("month", str, description="YYYY-MM; empty: now")],
        responses=PersonLedgerSerializer,
    )
    def get(self, request: Request) -> Response:
        """Everybody who must be insured in a place, now or as a month was frozen."""
        on, code, year = timezone.localdate(), division_of(request), year_of(request)
        assert year is not None
        access.require(acting(request), READ, code, on=on)
        area = default_book().pooling_area(code) if code else None
        entry = queries.list_of(area, year) if area else None
        if area is None or entry is None:
            raise serializers.ValidationError(
                {"division": [_("No document names the people of this place who must all be insured.")]}
            )
        months = queries.months(area, year)
        text = request.query_params.get("month", "")
        month = None
        if text:
            serializers.RegexField(MONTH).run_validation(text)
            month = months.filter(month=date.fromisoformat(f"{text}-01")).first()
            if month is None:
                raise serializers.ValidationError({"month": [_("This month was not frozen.")]})
        place = LedgerPlace(area, code, year, min(on, date(year, 12, 31)), entry)
        lines = list(queries.lines_of(month, code)) if month else queries.lines_now(place)
        read_people(len(lines), by=acting(request), division_code=code, what="api_person_ledger")
        return Response(
            {
                "month": month_report(month) if month else None,
                "months": [month_report(one) for one in months],
                "people": [line_report(line) for line in lines],
            }
        )

    @extend_schema(
        operation_id="freeze_person_ledger",
        parameters=[KEY],
        request=FreezeLedgerSerializer,
        responses={201: PersonLedgerMonthSerializer},
    )
    def post(self, request: Request) -> Response:
        """Freeze a month; frozen before, it stays as it is."""
        asked = FreezeLedgerSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given, at = asked.validated_data, timezone.now()

        def act() -> dict[str, Any]:
            made = operations.freeze(
                area=given["area"],
                coverage_year=given["coverage_year"],
                month=date.fromisoformat(f"{given['month']}-01"),
                by=acting(request),
                at=at,
            )
            return month_report(made)

        return once(request, "freeze_person_ledger", at=at, act=act, status=201)
