"""What does a clause or a reading say: for programs?"""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from policy.book import default_book
from policy.clause_words import clause_as_plain, reading_as_plain
from policy.clauses import open_clause, open_reading
from staff.api.asking import TextSerializer


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


class ClauseView(APIView):
    @extend_schema(operation_id="policy_clause", responses=ClauseSerializer)
    def get(self, request: Request, clause: str) -> Response:
        """One clause by its id, as JC-3c."""
        found = open_clause(default_book(), clause)
        if found is None:
            raise Http404
        return Response(clause_as_plain(found))


class ReadingView(APIView):
    @extend_schema(operation_id="policy_reading", responses=OpenReadingSerializer)
    def get(self, request: Request, reading_id: str) -> Response:
        """One reading by its id, as A42."""
        found = open_reading(default_book(), reading_id)
        if found is None:
            raise Http404
        return Response(reading_as_plain(found))
