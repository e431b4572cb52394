"""How does a program enter a year's population figures of many places, and decide on another officer's table?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assistance.figures.bulk.population_rows import ROWS_MAX, FigureTable
from assistance.figures.layouts.populations import FIGURES
from assistance.figures.models import FigureSheet
from assistance.figures.operations import population_figures as operations
from assistance.figures.queries.population_figures import visible_sheets
from intake.api.repeats import KEY, once
from staff import access
from staff.access import Permission
from staff.api.asking import Holds, OfficerView
from staff.api.authentication import acting
from staff.refusals import spoken

READ, ENTER, APPROVE = (
    Permission.PARAMETERS_READ,
    Permission.PARAMETERS_ENTER,
    Permission.PARAMETERS_APPROVE,
)
FIELDS = ("division", *(column.key for column in FIGURES))


class FigureSheetSerializer(serializers.ModelSerializer[FigureSheet]):
    """A table that was entered; `waiting` and `approved` count its figures. `/parameters?sheet=` lists them."""

    entered_by = serializers.CharField(source="entered_by.display_name", read_only=True)
    waiting = serializers.IntegerField(read_only=True)
    approved = serializers.IntegerField(read_only=True)

    class Meta:
        model = FigureSheet
        fields = (
            "id", "area", "year", "from_on", "document_number", "figures", "unchanged", "waiting", "approved",
            "entered_by", "entered_at",
        )  # fmt: skip
        read_only_fields = fields


class PlaceFiguresSerializer(serializers.Serializer[Any]):
    """The figures of one place, in people; what is left out or null is not entered."""

    division = serializers.CharField(max_length=12)
    hukou_population = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    usual_residents = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    employees_insured = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    insured_elsewhere = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    outside_scheme = serializers.IntegerField(required=False, allow_null=True, min_value=0)


class EnterFiguresSerializer(serializers.Serializer[Any]):
    area = serializers.RegexField(r"^[0-9]{6}\Z")
    year = serializers.IntegerField(min_value=2000, max_value=2199)
    from_on = serializers.DateField()
    document_number = serializers.CharField(max_length=100)
    places = serializers.ListField(child=PlaceFiguresSerializer(), min_length=1, max_length=ROWS_MAX)


class DecideFiguresSerializer(serializers.Serializer[Any]):
    decision = serializers.ChoiceField(choices=["approve", "reject"])
    because = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)


class FigureSheets(generics.GenericAPIView[FigureSheet]):
    permission = READ
    write_permission = ENTER
    permission_classes = (Holds,)
    serializer_class = FigureSheetSerializer
    queryset = FigureSheet.objects.none()

    @extend_schema(
        operation_id="population_figures",
        parameters=[OpenApiParameter("area", str, description="Only of this area.")],
        responses=FigureSheetSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The tables entered for the officer's areas, newest first."""
        found = visible_sheets(acting(request), on=timezone.localdate())
        if area := request.query_params.get("area", ""):
            found = found.filter(area=area)
        page = self.paginate_queryset(found)
        return self.get_paginated_response(FigureSheetSerializer(page, many=True).data)

    @extend_schema(
        operation_id="enter_population_figures", parameters=[KEY], request=EnterFiguresSerializer,
        responses={201: FigureSheetSerializer},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Enter the figures of a year; all faults are told at once. They take effect once another officer approves."""
        asked = EnterFiguresSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given, at = dict(asked.validated_data), timezone.now()
        access.require(acting(request), ENTER, given["area"], on=timezone.localdate())
        table = _table(given.pop("places"), area=given["area"])

        def act() -> dict[str, Any]:
            made = operations.enter(**given, figures=table.figures, by=acting(request), at=at)
            return _told(request, made.pk)

        return once(request, "enter_population_figures", at=at, act=act, status=201)


class FigureSheetDecision(OfficerView):
    permission = APPROVE

    @extend_schema(
        operation_id="decide_population_figures", parameters=[KEY], request=DecideFiguresSerializer,
        responses=FigureSheetSerializer,
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """Put what waits of another officer's table in force, or turn it down with a reason."""
        asked = DecideFiguresSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at, by = timezone.now(), acting(request)
        visible = access.scope(FigureSheet.objects.all(), by, APPROVE, on=timezone.localdate(), field="area")
        sheet = get_object_or_404(visible, pk=pk)

        def act() -> dict[str, Any]:
            if asked.validated_data["decision"] == "approve":
                operations.approve(sheet=sheet, by=by, at=at)
            else:
                operations.reject(sheet=sheet, because=asked.validated_data["because"], by=by, at=at)
            return _told(request, pk)

        return once(request, f"decide_population_figures:{pk}", at=at, act=act)


def _table(places: list[dict[str, Any]], *, area: str) -> FigureTable:
    """The figures, or every fault under the place and field that it is about."""
    rows = [
        (number, {field: str(place[field]) for field in FIELDS if place.get(field) is not None})
        for number, place in enumerate(places)
    ]
    table = operations.read_rows(rows, {field: at for at, field in enumerate(FIELDS)}, area=area)
    if table.problems.count:
        faults: list[dict[str, list[str]]] = [{} for _ in places]
        for problem in table.problems.kept:
            said = f"{spoken(problem.text)} {spoken(problem.remedy)}"
            faults[problem.row].setdefault(FIELDS[problem.column], []).append(said)
        raise serializers.ValidationError({"places": faults})
    return table


def _told(request: Request, pk: int) -> dict[str, Any]:
    sheet = visible_sheets(acting(request), on=timezone.localdate()).get(pk=pk)
    return dict(FigureSheetSerializer(sheet).data)
