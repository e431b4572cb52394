"""What does a clause or a reading say: for programs?"""

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from enrollment.models import OpenedYear
from enrollment.queries.clauses import listed_clauses, opened
from policy.book import default_book
from policy.clause_list import matching
from policy.clause_words import clause_as_plain, reading_as_plain
from policy.clauses import open_reading
from staff.access import Permission
from staff.api.asking import Holds, TextSerializer
from staff.api.authentication import acting
from staff.given import year_given


class UseSerializer(serializers.Serializer[Any]):
    """A value of the policy book that rests on the clause or reading."""

    area = serializers.CharField()
    name = TextSerializer()
    file = serializers.CharField()
    table = serializers.CharField()
    title = TextSerializer()
    years = TextSerializer()
    clauses = serializers.ListField(child=serializers.CharField())
    readings = serializers.ListField(child=serializers.CharField())


class ClauseDocumentSerializer(serializers.Serializer[Any]):
    number = serializers.CharField()
    title = serializers.CharField()
    issued_on = serializers.DateField(allow_null=True)
    in_force_from = serializers.DateField(allow_null=True)


class ClauseReadingSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    text = TextSerializer()


class OriginSerializer(serializers.Serializer[Any]):
    """How an answer of an opened year came there, and from when on a correction holds instead."""

    question = TextSerializer()
    values = TextSerializer(many=True)
    text = TextSerializer()
    corrected = TextSerializer(allow_null=True)


class ClauseSerializer(serializers.Serializer[Any]):
    """A clause in our own plain words (not the sentences of the notice); `section` is its place, "" when not seen."""

    clause = serializers.CharField()
    area = serializers.CharField()
    name = TextSerializer()
    document = ClauseDocumentSerializer(allow_null=True)
    section = serializers.CharField(allow_blank=True)
    text = TextSerializer(allow_null=True)
    years = TextSerializer()
    readings = ClauseReadingSerializer(many=True)
    uses = UseSerializer(many=True)
    origins = OriginSerializer(many=True)


class AreaReadingSerializer(serializers.Serializer[Any]):
    area = serializers.CharField()
    name = TextSerializer()
    value = serializers.CharField()
    alternatives = serializers.ListField(child=serializers.CharField())
    clause = serializers.CharField()
    text = TextSerializer()
    years = TextSerializer()
    uses = UseSerializer(many=True)


class OpenReadingSerializer(serializers.Serializer[Any]):
    """A question of the register, the ways the rules know, and how each area reads it."""

    id = serializers.CharField()
    question = TextSerializer(allow_null=True)
    ways = serializers.ListField(child=serializers.CharField())
    areas = AreaReadingSerializer(many=True)


class ListedClauseSerializer(serializers.Serializer[Any]):
    """A clause as it is listed; `first_year` and `last_year` are null where it has no beginning or no end."""

    clause = serializers.CharField()
    area = serializers.CharField()
    name = TextSerializer()
    document = serializers.CharField(source="number")
    title = serializers.CharField()
    section = serializers.CharField()
    text = TextSerializer(allow_null=True)
    years = TextSerializer()
    first_year = serializers.IntegerField(source="first", allow_null=True)
    last_year = serializers.IntegerField(source="last", allow_null=True)


class ClauseList(generics.GenericAPIView[Any]):
    permission = Permission.POLICY_READ
    permission_classes = (Holds,)
    serializer_class = ListedClauseSerializer
    queryset = OpenedYear.objects.none()

    @extend_schema(
        operation_id="policy_clauses",
        parameters=[
            OpenApiParameter(
                "q", str, description="Clause, notice number or words; all of them must be there."
            ),
            OpenApiParameter("area", str, description="Only of this area."),
            OpenApiParameter("year", int, description="Only what holds in this year, YYYY."),
        ],
        responses=ListedClauseSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The clauses of the policy book and of the opened years."""
        asked = request.query_params
        year = year_given(asked.get("year", ""))
        if asked.get("year") and year is None:
            raise serializers.ValidationError({"year": [_("Give a year as YYYY.")]})
        found = matching(listed_clauses(), words=asked.get("q", ""), area=asked.get("area", ""), year=year)
        page = self.paginate_queryset(found)
        return self.get_paginated_response(ListedClauseSerializer(page, many=True).data)


class ClauseView(APIView):
    @extend_schema(operation_id="policy_clause", responses=ClauseSerializer)
    def get(self, request: Request, clause: str) -> Response:
        """One clause by its id, as JC-3c; one of an opened year with who entered and approved it."""
        shown = opened(clause, acting(request), on=timezone.localdate())
        if shown is None:
            raise Http404
        origins = [
            {
                "question": one.question._asdict(),
                "values": [line._asdict() for line in one.values],
                "text": one.text._asdict(),
                "corrected": one.corrected and one.corrected._asdict(),
            }
            for one in shown.origins
        ]
        return Response({**clause_as_plain(shown.clause), "origins": origins})


class ReadingView(APIView):
    @extend_schema(operation_id="policy_reading", responses=OpenReadingSerializer)
    def get(self, request: Request, reading_id: str) -> Response:
        """One reading by its id, as A42."""
        found = open_reading(default_book(), reading_id)
        if found is None:
            raise Http404
        return Response(reading_as_plain(found))
