"""How does a program read whom only lists name in a place, and record what was heard of one of them?"""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment.api.village_ledgers import (
    CLASSES,
    READ,
    WRITE,
    AnswerSerializer,
    AnswerVersionSerializer,
    place_asked,
)
from enrollment.operations import listed_answers
from enrollment.queries.base_lists import named_by_lists
from enrollment.queries.ledger_sheets import answer_report
from enrollment.rules.base_answers import Answer, Heard
from intake.api.repeats import KEY, once
from staff.api.asking import DIVISION, YEAR, OfficerView, TextSerializer
from staff.api.authentication import acting
from staff.operations.reads import read_people


class ListedPersonSerializer(serializers.Serializer[Any]):
    """Somebody whom lists name and nobody has registered; `key` names them in the address, `version` 0: nobody was asked."""

    key = serializers.CharField()
    name = serializers.CharField()
    document_masked = serializers.CharField()
    division_code = serializers.CharField(help_text="as near as the list says")
    list_says = TextSerializer()
    base_class = serializers.ChoiceField(choices=CLASSES)
    version = serializers.IntegerField()
    heard = serializers.CharField(allow_null=True)
    contacted_on = serializers.DateField(allow_null=True)
    promise_on = serializers.DateField(allow_null=True)
    next_visit_on = serializers.DateField(allow_null=True)
    remark = serializers.CharField(allow_blank=True)


class ListedPeopleSerializer(serializers.Serializer[Any]):
    people = ListedPersonSerializer(many=True)


class ListedPeople(OfficerView):
    permission = READ

    @extend_schema(
        operation_id="listed_people", parameters=[DIVISION, YEAR], responses=ListedPeopleSerializer
    )
    def get(self, request: Request) -> Response:
        """Whom lists name in a place and nobody has registered, each with the last answer."""
        place = place_asked(request)
        listed = named_by_lists(place.division_code, place.coverage_year)
        read_people(
            len(listed), by=acting(request), division_code=place.division_code, what="api_listed_people"
        )
        return Response({"people": [one.as_json() for one in listed]})


class ListedAnswers(OfficerView):
    permission = WRITE

    @extend_schema(
        operation_id="answer_of_listed",
        parameters=[KEY, DIVISION, YEAR],
        request=AnswerSerializer,
        responses={201: AnswerVersionSerializer},
    )
    def post(self, request: Request, listed: str) -> Response:
        """Record what was heard of a listed person, as the next version."""
        place = place_asked(request)
        names = named_by_lists(place.division_code, place.coverage_year)
        named = next((one for one in names if one.key == listed), None)
        if named is None:
            raise Http404
        asked = AnswerSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given, at = dict(asked.validated_data), timezone.now()
        year, seen = given.pop("coverage_year"), given.pop("version")
        answer = Answer(heard=Heard(given.pop("heard")), **given)

        def act() -> dict[str, Any]:
            made = listed_answers.answer(
                named=named, coverage_year=year, answer=answer, seen_version=seen, by=acting(request), at=at
            )
            return answer_report(made)

        return once(request, f"answer_of_listed:{listed}", at=at, act=act, status=201)
