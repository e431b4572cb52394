"""How do dues stand, and how are they issued: for programs?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment.api.quotes import ExplanationSerializer
from enrollment.models import Due
from enrollment.operations import dues
from enrollment.queries import reports
from enrollment.queries.explanations import explain
from policy.book import default_book
from staff import access
from staff.access import Permission
from staff.api.asking import DIVISION, YEAR, Holds, OfficerView, division_of, year_of
from staff.api.authentication import acting
from staff.operations.reads import read_people, read_person
from staff.rules.divisions import NATION, is_division_code


class DueSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="due.pk")
    person_id = serializers.IntegerField(source="due.person_id")
    name = serializers.CharField(source="due.person.name")
    document_masked = serializers.CharField(source="due.person.document_masked")
    area = serializers.CharField(source="due.area")
    division_code = serializers.CharField(source="due.division_code")
    coverage_year = serializers.IntegerField(source="due.coverage_year")
    state = serializers.CharField(help_text="unpaid, short, paid or undecided")
    charged_fen = serializers.IntegerField()
    credited_fen = serializers.IntegerField()
    outstanding_fen = serializers.IntegerField(allow_null=True)


class DueList(generics.GenericAPIView[Any]):
    permission = Permission.DUES_READ
    permission_classes = (Holds,)
    serializer_class = DueSerializer
    queryset = Due.objects.none()

    @extend_schema(
        operation_id="dues",
        parameters=[
            YEAR,
            DIVISION,
            OpenApiParameter("state", str, description="unpaid, short, paid or undecided"),
        ],
        responses=DueSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The dues of a year in the officer's divisions, village by village."""
        year = year_of(request)
        assert year is not None
        found = reports.dues_in(
            division_of(request) or NATION, year, state=request.query_params.get("state", "")
        )
        page = self.paginate_queryset(
            access.scope(found, acting(request), self.permission, on=timezone.localdate())
        )
        read_people(len(page or []), by=acting(request), division_code=division_of(request), what="api_dues")
        return self.get_paginated_response(DueSerializer(reports.with_balances(page or []), many=True).data)


class DueView(OfficerView):
    permission = Permission.DUES_READ

    @extend_schema(operation_id="due", responses=ExplanationSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One due with its entries, cover, waiting and reasons."""
        visible = access.scope(Due.objects.all(), acting(request), self.permission, on=timezone.localdate())
        due = get_object_or_404(visible.select_related("person"), pk=pk)
        read_person(due.person, by=acting(request), division_code=due.division_code, what="api_due")
        return Response(explain(due.person, due.coverage_year).as_json())


class IssueSerializer(serializers.Serializer[Any]):
    division_code = serializers.CharField(max_length=12)
    coverage_year = serializers.IntegerField(min_value=2000, max_value=2100)

    def validate_division_code(self, code: str) -> str:
        if not is_division_code(code) or default_book().pooling_area(code) is None:
            raise serializers.ValidationError(
                _("Funds are not pooled at this level, or no rules are entered.")
            )
        return code


class IssuedSerializer(serializers.Serializer[Any]):
    dues = serializers.IntegerField()
    charged = serializers.IntegerField()
    fen = serializers.IntegerField()


class DueIssue(OfficerView):
    permission = Permission.DUES_ISSUE

    @extend_schema(operation_id="issue_dues", request=IssueSerializer, responses=IssuedSerializer)
    def post(self, request: Request) -> Response:
        """Charge who is enrolled and has no due yet. May be repeated: dues that exist stay as they are."""
        asked = IssueSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        place = asked.validated_data["division_code"]
        issued = dues.issue(
            area=default_book().pooling_area(place) or "", coverage_year=asked.validated_data["coverage_year"],
            on=timezone.localdate(), by=acting(request), division_code=place,
        )  # fmt: skip
        return Response({"dues": issued.dues, "charged": issued.charged, "fen": issued.fen})
