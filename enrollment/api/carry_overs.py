"""How does a program carry a place over into the next coverage year and read who is in which class?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment.models import CarryOver, Person
from enrollment.operations import carry_backs, carry_overs
from enrollment.queries.carry_overs import people_in, report, visible_carry_overs
from enrollment.rules.carry_overs import CARRY_OVER, BackMove, CarryClass, CarryMove
from intake.api.repeats import KEY, once
from staff.access import Permission
from staff.api.asking import Holds, OfficerView, TextSerializer
from staff.api.authentication import acting
from staff.operations.reads import read_people

ISSUE = Permission.DUES_ISSUE
MADE = [move.value for move in CarryMove if CARRY_OVER.permissions(move)]


class CarryOverTownshipSerializer(serializers.Serializer[Any]):
    division_code = serializers.CharField()
    going_on = serializers.IntegerField()
    others = serializers.IntegerField()
    enrolled = serializers.IntegerField(allow_null=True, help_text="By the carry-over; null: not done yet.")


class CarryBackSerializer(serializers.Serializer[Any]):
    """That a township was, or is to be, taken back."""

    id = serializers.IntegerField()
    township = serializers.CharField()
    state = serializers.CharField(help_text="waiting, done or dropped")
    because = serializers.CharField()
    people = serializers.IntegerField(allow_null=True)


class CarryOverSerializer(serializers.Serializer[Any]):
    """A carry-over: who was counted in which class, and how far it is."""

    id = serializers.IntegerField()
    area = serializers.CharField()
    division_code = serializers.CharField()
    coverage_year = serializers.IntegerField(help_text="The new year.")
    state = serializers.CharField(help_text="counting, proposed, running, done, dropped, failed")
    year_is_open = serializers.BooleanField(help_text="Dues are issued only for a year that is open.")
    counted_at = serializers.DateTimeField(allow_null=True)
    classes = serializers.DictField(child=serializers.IntegerField())
    work = serializers.DictField(child=TextSerializer(), help_text="Class -> what is to be done about it.")
    going_on = serializers.IntegerField()
    townships = CarryOverTownshipSerializer(many=True)
    enrolled = serializers.IntegerField()
    backs = CarryBackSerializer(many=True)
    failure = serializers.CharField()


class AskCarryOverSerializer(serializers.Serializer[Any]):
    division_code = serializers.RegexField(r"^[0-9]{6}([0-9]{3}){0,2}\Z")
    coverage_year = serializers.IntegerField(min_value=2000, max_value=2100)


class MoveCarryOverSerializer(serializers.Serializer[Any]):
    move = serializers.ChoiceField(choices=MADE)


class CarriedPersonSerializer(serializers.ModelSerializer[Person]):
    class Meta:
        model = Person
        fields = ("id", "name", "document_masked", "born_on", "division_code", "school")
        read_only_fields = fields


class CarryOvers(generics.GenericAPIView[CarryOver]):
    permission = ISSUE
    permission_classes = (Holds,)
    serializer_class = CarryOverSerializer
    queryset = CarryOver.objects.none()

    @extend_schema(operation_id="carry_overs", responses=CarryOverSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The carry-overs of the officer's divisions, the last one first."""
        page = self.paginate_queryset(visible_carry_overs(acting(request), on=timezone.localdate()))
        return self.get_paginated_response([report(row) for row in page or []])

    @extend_schema(
        operation_id="ask_carry_over",
        parameters=[KEY],
        request=AskCarryOverSerializer,
        responses={201: CarryOverSerializer},
    )
    def post(self, request: Request) -> Response:
        """Begin a carry-over. It is counted in the background; nobody is enrolled before a second officer agrees."""
        asked = AskCarryOverSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at = timezone.now()

        def act() -> dict[str, Any]:
            return report(carry_overs.ask(**asked.validated_data, by=acting(request), at=at))

        return once(request, "ask_carry_over", at=at, act=act, status=201)


class CarryOverView(OfficerView):
    permission = ISSUE

    @extend_schema(operation_id="carry_over", responses=CarryOverSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """How far a carry-over is, by class and township."""
        return Response(report(_visible(request, pk)))


class CarryOverMoves(OfficerView):
    permission = ISSUE

    @extend_schema(
        operation_id="move_carry_over",
        parameters=[KEY],
        request=MoveCarryOverSerializer,
        responses=CarryOverSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Agree (as another officer than who began it), drop, count again, try again."""
        row, asked = _visible(request, pk), MoveCarryOverSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at = timezone.now()
        made = CarryMove(asked.validated_data["move"])

        def act() -> dict[str, Any]:
            return report(carry_overs.move(carry_over=row, made=made, by=acting(request), at=at))

        return once(request, "move_carry_over", at=at, act=act)


class AskCarryBackSerializer(serializers.Serializer[Any]):
    township = serializers.RegexField(r"^[0-9]{6,12}\Z")
    because = serializers.CharField(max_length=200)


class MoveCarryBackSerializer(serializers.Serializer[Any]):
    back = serializers.IntegerField(min_value=1, help_text="Its number.")
    move = serializers.ChoiceField(choices=[one.value for one in BackMove])


class CarryBacks(OfficerView):
    permission = ISSUE

    @extend_schema(
        operation_id="ask_carry_back",
        parameters=[KEY],
        request=AskCarryBackSerializer,
        responses={201: CarryOverSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Ask to take back what was carried over in a township; another officer agrees."""
        row, asked = _visible(request, pk), AskCarryBackSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at = timezone.now()

        def act() -> dict[str, Any]:
            carry_backs.ask(carry_over=row, by=acting(request), at=at, **asked.validated_data)
            return report(row)

        return once(request, f"ask_carry_back:{pk}", at=at, act=act, status=201)


class CarryBackMoves(OfficerView):
    permission = ISSUE

    @extend_schema(
        operation_id="move_carry_back",
        parameters=[KEY],
        request=MoveCarryBackSerializer,
        responses=CarryOverSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Agree (as another officer than who asked) or drop it."""
        row, asked = _visible(request, pk), MoveCarryBackSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        meant = row.backs.filter(pk=asked.validated_data["back"]).first()
        if meant is None:
            raise serializers.ValidationError({"back": "no such number at this carry-over"})
        at, made = timezone.now(), BackMove(asked.validated_data["move"])

        def act() -> dict[str, Any]:
            carry_backs.move(back=meant, made=made, by=acting(request), at=at)
            return report(row)

        return once(request, f"move_carry_back:{pk}", at=at, act=act)


class CarryOverPeople(generics.GenericAPIView[Person]):
    permission = ISSUE
    permission_classes = (Holds,)
    serializer_class = CarriedPersonSerializer
    queryset = Person.objects.none()

    @extend_schema(
        operation_id="carry_over_people",
        parameters=[OpenApiParameter("who", str, required=True, enum=[one.value for one in CarryClass])],
        responses=CarriedPersonSerializer(many=True),
    )
    def get(self, request: Request, pk: int) -> Response:
        """The people of one class as the register says now."""
        row = _visible(request, pk)
        asked = serializers.ChoiceField(choices=[one.value for one in CarryClass])
        one = CarryClass(asked.run_validation(request.query_params.get("who", "")))
        page = self.paginate_queryset(people_in(row, one)) or []
        read_people(
            len(page), by=acting(request), division_code=row.division_code, what="api_carry_over_people"
        )
        return self.get_paginated_response(CarriedPersonSerializer(page, many=True).data)


def _visible(request: Request, pk: int) -> CarryOver:
    return get_object_or_404(visible_carry_overs(acting(request), on=timezone.localdate()), pk=pk)
