"""How does a program read the kept days of who must be insured and is not?"""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assistance.public_money.models import UninsuredDay, UninsuredSpan
from assistance.public_money.queries import uninsured_days as found
from assistance.public_money.rules.must_insure import Gap
from policy.book import default_book
from staff import access, audit
from staff.access import Permission
from staff.api.asking import YEAR, Holds, OfficerView, day_of, division_of, year_of
from staff.api.authentication import acting

PLACE = OpenApiParameter("division", str, required=True, description="Place: 6, 9 or 12 digits.")
DAY = OpenApiParameter("day", str, description="YYYY-MM-DD; the latest day that was taken unless given.")


class TakenDaySerializer(serializers.ModelSerializer[UninsuredDay]):
    """A day of which a picture stands, with the counts of the whole pooling area."""

    class Meta:
        model = UninsuredDay
        fields = ("area", "coverage_year", "day", "people", "covered", "clause", "taken_at")
        read_only_fields = fields


class FormulaTermSerializer(serializers.Serializer[Any]):
    topic = serializers.CharField()
    sign = serializers.IntegerField(help_text="1 or -1")
    count = serializers.IntegerField(allow_null=True, help_text="null: not entered")
    document = serializers.CharField()


class PlaceOfDaySerializer(serializers.Serializer[Any]):
    """A place with both rates; a rate without its figures is null, never guessed."""

    division_code = serializers.CharField()
    people = serializers.IntegerField(help_text="must be insured")
    covered = serializers.IntegerField()
    uninsured = serializers.IntegerField()
    must_insure_percent = serializers.CharField(help_text="against 100 %, cut and not rounded")
    insured = serializers.IntegerField(help_text="of all, by place of enrollment")
    should_be_insured = serializers.IntegerField(allow_null=True)
    coverage_percent = serializers.CharField(allow_null=True)
    formula_document = serializers.CharField()
    denominator = FormulaTermSerializer(many=True)


class DayReportSerializer(serializers.Serializer[Any]):
    area = serializers.CharField()
    coverage_year = serializers.IntegerField()
    day = serializers.DateField()
    place = serializers.CharField()
    categories = serializers.ListField(child=serializers.CharField())
    clause = serializers.CharField()
    policy_digest = serializers.CharField()
    taken_at = serializers.DateTimeField()
    places = PlaceOfDaySerializer(many=True)


class UninsuredPersonSerializer(serializers.Serializer[Any]):
    """Somebody without cover on the day: the register's reason, and the township's where it gave one."""

    person_id = serializers.IntegerField()
    name = serializers.CharField()
    document_masked = serializers.CharField()
    division_code = serializers.CharField()
    category = serializers.CharField()
    gap = serializers.ChoiceField(choices=[gap.value for gap in Gap])
    cover_from = serializers.DateField(allow_null=True)
    reason = serializers.CharField()
    remark = serializers.CharField()
    since = serializers.DateField(help_text="first day of this reason")


class UninsuredDays(generics.GenericAPIView[UninsuredDay]):
    permission = Permission.SUBSIDIES_READ
    permission_classes = (Holds,)
    serializer_class = TakenDaySerializer
    queryset = UninsuredDay.objects.none()

    @extend_schema(
        operation_id="uninsured_days", parameters=[PLACE, YEAR], responses=TakenDaySerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        """The days of which a picture stands, latest first."""
        _place, area, year = _asked(request)
        page = self.paginate_queryset(found.days(area, year))
        return self.get_paginated_response(TakenDaySerializer(page, many=True).data)


class UninsuredDayView(OfficerView):
    permission = Permission.SUBSIDIES_READ

    @extend_schema(operation_id="uninsured_day", parameters=[PLACE, YEAR, DAY], responses=DayReportSerializer)
    def get(self, request: Request) -> Response:
        """Both rates of a place and those inside it on a day, with the denominator figure by figure."""
        place, area, year = _asked(request)
        return Response(found.day_report(_picture(request, area, year), place))


class UninsuredPeople(generics.GenericAPIView[UninsuredSpan]):
    permission = Permission.SUBSIDIES_READ
    permission_classes = (Holds,)
    serializer_class = UninsuredPersonSerializer
    queryset = UninsuredSpan.objects.none()

    @extend_schema(
        operation_id="uninsured_people",
        parameters=[PLACE, YEAR, DAY, OpenApiParameter("gap", str, enum=[gap.value for gap in Gap])],
        responses=UninsuredPersonSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Who had to be insured and was not on a day, village by village."""
        place, area, year = _asked(request)
        picture = _picture(request, area, year)
        people = found.people_of(picture, place)
        if gap := request.query_params.get("gap", ""):
            people = people.filter(gap=gap)
        audit.record(
            "read_uninsured_day", by=acting(request), about=picture, division_code=place,
            change={"coverage_year": year, "day": picture.day},
        )  # fmt: skip
        page = self.paginate_queryset(people) or []
        return self.get_paginated_response([found.person_report(span) for span in page])


def _asked(request: Request) -> tuple[str, str, int]:
    """Place, its pooling area and the year; a place outside the officer's is as if it were not there."""
    place, year = division_of(request), year_of(request)
    if not place or year is None:
        raise serializers.ValidationError({"division": ["6, 9 or 12 digits"]})
    if not access.may(acting(request), Permission.SUBSIDIES_READ, place, on=timezone.localdate()):
        raise Http404
    return place, default_book().pooling_area(place) or "", year


def _picture(request: Request, area: str, year: int) -> UninsuredDay:
    picture = found.picture_of(area, year, day_of(request, "day"))
    if picture is None:
        raise Http404
    return picture
