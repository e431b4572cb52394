"""How does a program read who should be insured, place by place and person by person, and record what was heard?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment.models import Person
from enrollment.operations import base_answers, kept_counts
from enrollment.queries import base_rates
from enrollment.queries.base_people import BasePlace, counts_inside
from enrollment.queries.ledger_sheets import answer_report
from enrollment.queries.lost_cover import lost_cover
from enrollment.queries.people import visible_people
from enrollment.queries.village_ledgers import (
    SHOULD_BE_INSURED,
    STILL_MISSING,
    VILLAGE_DIGITS,
    NamedPeople,
    is_asked_for,
    ledger,
    ledger_person,
    place_on,
    versions_of,
)
from enrollment.rules.base_answers import REMARK_MAX, Answer, Heard
from enrollment.rules.base_classes import BaseClass
from intake.api.repeats import KEY, once
from staff import access
from staff.access import Permission
from staff.api.asking import DIVISION, YEAR, Holds, OfficerView, TextSerializer, division_of, year_of
from staff.api.authentication import acting
from staff.operations.reads import read_people, read_person
from staff.rules.divisions import is_division_code, scope_prefix

READ, WRITE = Permission.PEOPLE_READ, Permission.ENROLLMENT_WRITE
CLASSES = [one.value for one in BaseClass]


class BaseCountSerializer(serializers.Serializer[Any]):
    base_class = serializers.ChoiceField(choices=CLASSES)
    by_fact = serializers.BooleanField(help_text="False: an answer says so, or nobody was asked.")
    people = serializers.IntegerField()


class BaseRateSerializer(serializers.Serializer[Any]):
    """A place. `rate_before`: of the same day a year before, null where no picture of it was kept."""

    division_code = serializers.CharField()
    insured = serializers.IntegerField()
    should_be_insured = serializers.IntegerField()
    rate_percent = serializers.CharField()
    rate_before = serializers.CharField(allow_null=True)
    target = serializers.CharField(allow_null=True)
    clause = serializers.CharField(allow_blank=True)
    is_met = serializers.BooleanField(allow_null=True)
    short_by = serializers.IntegerField()
    classes = BaseCountSerializer(many=True)


class BaseRatesSerializer(serializers.Serializer[Any]):
    """`is_being_counted`: a worker counts; ask again."""

    is_being_counted = serializers.BooleanField()
    counted_at = serializers.DateTimeField(allow_null=True)
    whole = BaseRateSerializer()
    places = BaseRateSerializer(many=True)


class BasePersonSerializer(serializers.Serializer[Any]):
    """Somebody of the base. `by_fact`: no answer changes the class. Amounts in fen."""

    person_id = serializers.IntegerField()
    name = serializers.CharField()
    document_masked = serializers.CharField()
    phone = serializers.CharField(allow_blank=True)
    division_code = serializers.CharField()
    household = serializers.CharField(allow_blank=True)
    base_class = serializers.ChoiceField(choices=CLASSES)
    by_fact = serializers.BooleanField()
    outstanding_fen = serializers.IntegerField(allow_null=True)
    was_covered = serializers.BooleanField()
    version = serializers.IntegerField()
    heard = serializers.CharField(allow_null=True)
    contacted_on = serializers.DateField(allow_null=True)
    promise_on = serializers.DateField(allow_null=True)
    next_visit_on = serializers.DateField(allow_null=True)
    told_died_on = serializers.DateField(allow_null=True)
    remark = serializers.CharField(allow_blank=True)
    is_overdue = serializers.BooleanField()
    fact = TextSerializer(allow_null=True)
    clause = serializers.CharField(allow_blank=True)


class LedgerSerializer(serializers.Serializer[Any]):
    people = BasePersonSerializer(many=True)


class LostCoverSerializer(serializers.Serializer[Any]):
    """Covered in the year before and not now (GS-5.1a, GX-6.1a); `gap_until` is not included."""

    person_id = serializers.IntegerField()
    name = serializers.CharField()
    document_masked = serializers.CharField()
    phone = serializers.CharField(allow_blank=True)
    division_code = serializers.CharField()
    base_class = serializers.ChoiceField(choices=CLASSES)
    by_fact = serializers.BooleanField()
    gap_from = serializers.DateField()
    gap_until = serializers.DateField(allow_null=True)
    gap_days = serializers.IntegerField()


class LostCoverListSerializer(serializers.Serializer[Any]):
    people = LostCoverSerializer(many=True)


class AnswerSerializer(serializers.Serializer[Any]):
    """`version`: of the answer that was read before, 0 for none; another one on record is refused (409)."""

    coverage_year = serializers.IntegerField(min_value=2000, max_value=2100)
    version = serializers.IntegerField(min_value=0)
    heard = serializers.ChoiceField(choices=[one.value for one in Heard])
    contacted_on = serializers.DateField()
    promise_on = serializers.DateField(required=False, allow_null=True, default=None)
    next_visit_on = serializers.DateField(required=False, allow_null=True, default=None)
    died_on = serializers.DateField(required=False, allow_null=True, default=None)
    remark = serializers.CharField(required=False, default="", allow_blank=True, max_length=REMARK_MAX)


class AnswerVersionSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    heard = serializers.CharField()
    contacted_on = serializers.DateField()
    promise_on = serializers.DateField(allow_null=True)
    next_visit_on = serializers.DateField(allow_null=True)
    died_on = serializers.DateField(allow_null=True)
    remark = serializers.CharField(allow_blank=True)
    origin = serializers.CharField(allow_blank=True, help_text="empty, or the returned ledger: MB-1:7")
    said_by = serializers.CharField()
    said_at = serializers.DateTimeField()


class BasePersonWholeSerializer(serializers.Serializer[Any]):
    """One person with every answer, the last one first; `one` null when the base of the year does not hold the person."""

    one = BasePersonSerializer(allow_null=True)
    answers = AnswerVersionSerializer(many=True)


class DeathReportSerializer(serializers.Serializer[Any]):
    """With `died_on` and `document` the death is recorded, with `because` the report is turned down."""

    coverage_year = serializers.IntegerField(min_value=2000, max_value=2100)
    died_on = serializers.DateField(required=False)
    document = serializers.CharField(required=False, default="", max_length=100)
    new_head = serializers.IntegerField(required=False, allow_null=True, default=None)
    because = serializers.CharField(required=False, default="", max_length=REMARK_MAX)


class BaseRatesView(OfficerView):
    permission = READ

    @extend_schema(operation_id="base_rates", parameters=[DIVISION, YEAR], responses=BaseRatesSerializer)
    def get(self, request: Request) -> Response:
        """How many of those who should be insured are, in a division and the places directly inside it."""
        place = place_asked(request)
        asked: dict[str, str | int] = {
            "area": place.area,
            "place": place.division_code,
            "year": place.coverage_year,
            "on": place.on.isoformat(),
        }
        counted = kept_counts.counted("base_classes", asked, now=timezone.now())
        kept = {code: base_rates.from_json(counts) for code, counts in (counted.found or {}).items()}
        whole, rows = base_rates.rates(place, kept)
        return Response(
            {
                "is_being_counted": counted.is_being_counted,
                "counted_at": counted.counted_at,
                "whole": base_rates.report(whole),
                "places": [base_rates.report(row) for row in rows],
            }
        )


class VillageLedger(OfficerView):
    permission = READ

    @extend_schema(
        operation_id="village_ledger",
        parameters=[DIVISION, YEAR, OpenApiParameter("who", str, enum=CLASSES)],
        responses=LedgerSerializer,
    )
    def get(self, request: Request) -> Response:
        """Everybody of a village (12 digits), or those of one class, household by household."""
        place = place_asked(request)
        if len(place.division_code) != VILLAGE_DIGITS:
            raise serializers.ValidationError({"division": [_("Give a village (12 digits).")]})
        who = request.query_params.get("who", "")
        one = BaseClass(serializers.ChoiceField(choices=CLASSES).run_validation(who)) if who else None
        people = ledger(place, one=one)
        read_people(
            len(people), by=acting(request), division_code=place.division_code, what="api_village_ledger"
        )
        return Response({"people": [each.as_json() for each in people]})


class BasePeople(generics.GenericAPIView[Any]):
    permission = READ
    permission_classes = (Holds,)
    serializer_class = BasePersonSerializer
    queryset = Person.objects.none()

    @extend_schema(
        operation_id="base_people",
        parameters=[
            DIVISION,
            YEAR,
            OpenApiParameter("who", str, enum=[STILL_MISSING, SHOULD_BE_INSURED, *CLASSES]),
        ],
        responses=BasePersonSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The people behind a figure of the rates, page by page; whom a list names and nobody registered are not among them."""
        place, who = place_asked(request), request.query_params.get("who", "")
        counts = counts_inside(place, digits=len(scope_prefix(place.division_code)))
        number = sum(
            one.people
            for listed in counts.values()
            for one in listed
            if is_asked_for(one.base_class, one.by_fact, who)
        )
        page = self.paginate_queryset(NamedPeople(place, who, number)) or []
        read_people(len(page), by=acting(request), division_code=place.division_code, what="api_base_people")
        return self.get_paginated_response([each.as_json() for each in page])


class LostCoverView(OfficerView):
    permission = READ

    @extend_schema(operation_id="lost_cover", parameters=[DIVISION, YEAR], responses=LostCoverListSerializer)
    def get(self, request: Request) -> Response:
        """Who was covered in the year before and is not now, with the days of the gap."""
        place = place_asked(request)
        found = lost_cover(place)
        read_people(len(found), by=acting(request), division_code=place.division_code, what="api_lost_cover")
        return Response({"people": [each.as_json() for each in found]})


class BasePersonView(OfficerView):
    permission = READ
    write_permission = WRITE

    @extend_schema(operation_id="base_person", parameters=[YEAR], responses=BasePersonWholeSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One person of the base with every answer."""
        person = _person(request, pk, READ)
        year = year_of(request)
        assert year is not None
        read_person(person, by=acting(request), division_code=person.division_code, what="api_base_person")
        place = place_on(person.division_code, year, timezone.localdate())
        found = ledger_person(place, person) if place else None
        return Response(
            {
                "one": found and found.as_json(),
                "answers": [answer_report(each) for each in versions_of(person, year)],
            }
        )

    @extend_schema(
        operation_id="answer_of_base",
        parameters=[KEY],
        request=AnswerSerializer,
        responses={201: AnswerVersionSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Record what was heard, as the next version."""
        person = _person(request, pk, WRITE)
        asked = AnswerSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given, at = dict(asked.validated_data), timezone.now()
        year, seen = given.pop("coverage_year"), given.pop("version")
        answer = Answer(heard=Heard(given.pop("heard")), **given)

        def act() -> dict[str, Any]:
            made = base_answers.answer(
                person=person, coverage_year=year, answer=answer, seen_version=seen, by=acting(request), at=at
            )
            return answer_report(made)

        return once(request, f"answer_of_base:{pk}", at=at, act=act, status=201)


class DeathReportView(OfficerView):
    permission = WRITE

    @extend_schema(
        operation_id="decide_death_report",
        parameters=[KEY],
        request=DeathReportSerializer,
        responses=BasePersonWholeSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Record a death that was told, or turn the report down; another officer than who entered it."""
        person = _person(request, pk, WRITE)
        asked = DeathReportSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given, by, at = dict(asked.validated_data), acting(request), timezone.now()
        year = given["coverage_year"]

        def act() -> dict[str, Any]:
            if given.get("died_on") is not None:
                head = given["new_head"] and Person.objects.filter(pk=given["new_head"]).first()
                base_answers.confirm_death(
                    person=person,
                    coverage_year=year,
                    died_on=given["died_on"],
                    document=given["document"],
                    new_head=head or None,
                    by=by,
                    at=at,
                )
            else:
                base_answers.turn_down_death(
                    person=person, coverage_year=year, because=given["because"], by=by, at=at
                )
            return {"one": None, "answers": [answer_report(each) for each in versions_of(person, year)]}

        return once(request, f"decide_death_report:{pk}", at=at, act=act)


def place_asked(request: Request) -> BasePlace:
    """The place and year that an address asks for, inside the officer's places."""
    on, code, year = timezone.localdate(), division_of(request), year_of(request)
    assert year is not None
    if not is_division_code(code):
        raise serializers.ValidationError({"division": [_("A division code has 6, 9 or 12 digits.")]})
    access.require(acting(request), READ, code, on=on)
    place = place_on(code, year, on)
    if place is None:
        raise serializers.ValidationError({"division": [_("No rules are on file for this place")]})
    return place


def _person(request: Request, pk: int, permission: Permission) -> Person:
    rows = visible_people(acting(request), on=timezone.localdate(), permission=permission)
    return get_object_or_404(rows, pk=pk)
