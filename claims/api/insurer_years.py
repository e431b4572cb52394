"""How do programs enter premiums of the critical illness insurer, read its years and clear them?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.models import InsurerYear
from claims.operations import insurer_years as operations
from claims.operations.insurer_years import Given
from claims.queries import insurer_years as queries
from claims.rules.insurer_years import YearMove, YearState
from intake.api.repeats import KEY, once
from staff.access import Permission
from staff.api.asking import Holds, OfficerView, TextSerializer
from staff.api.authentication import acting

READ, ENTER, APPROVE = Permission.FUNDS_READ, Permission.FUNDS_ENTER, Permission.FUNDS_APPROVE


class InsurerDaySerializer(serializers.Serializer[Any]):
    """Benefits paid on a day for care of the year, less what was taken back on it, in fen."""

    on = serializers.DateField()
    settled = serializers.IntegerField()
    taken_back = serializers.IntegerField()
    critical_illness_fen = serializers.IntegerField()
    top_up_fen = serializers.IntegerField()


class InsurerYearSerializer(serializers.Serializer[Any]):
    """A year of the insurer; `balance_fen` above zero is profit before its own costs, below it a shortfall, null undecided."""

    id = serializers.IntegerField()
    area = serializers.CharField()
    year = serializers.IntegerField()
    state = serializers.CharField(help_text=", ".join(YearState))
    premiums_fen = serializers.IntegerField()
    benefits_fen = serializers.IntegerField(allow_null=True)
    balance_fen = serializers.IntegerField(allow_null=True)
    drawn_fen = serializers.DictField(child=serializers.IntegerField(), help_text="by reserve (GS-1.2d)")
    unfunded_fen = serializers.IntegerField()
    set_aside_fen = serializers.IntegerField(
        allow_null=True, help_text="by the fund split in force (GS-1.2c)"
    )
    missing = serializers.ListField(child=serializers.DictField())
    steps = serializers.ListField(child=serializers.DictField())
    days = InsurerDaySerializer(many=True)
    due_on = serializers.DateField(allow_null=True)
    due_clause = serializers.CharField()
    due_missing = TextSerializer(allow_null=True)
    days_overdue = serializers.IntegerField()
    has_changed = serializers.BooleanField(help_text="the figures are no longer those that were submitted")
    document_number = serializers.CharField()
    note = serializers.CharField()
    cleared_on = serializers.DateField(allow_null=True)
    shortfall_cover = serializers.IntegerField(allow_null=True)


class InsurerPremiumSerializer(serializers.Serializer[Any]):
    """Money handed over; `reverses` names the entry that it takes back."""

    id = serializers.IntegerField()
    insurer = serializers.CharField()
    amount_fen = serializers.IntegerField()
    paid_on = serializers.DateField()
    document_number = serializers.CharField()
    reverses = serializers.IntegerField(allow_null=True)
    state = serializers.CharField(help_text="waits, approved or rejected")
    rejected_because = serializers.CharField()


class EnterPremiumSerializer(serializers.Serializer[Any]):
    area = serializers.RegexField(r"^[0-9]{6}\Z", help_text="pooling area")
    year = serializers.IntegerField(min_value=2018, max_value=2200)
    insurer = serializers.CharField(max_length=100)
    amount_fen = serializers.IntegerField(min_value=1)
    paid_on = serializers.DateField()
    document_number = serializers.CharField(max_length=100)


class DecidePremiumSerializer(serializers.Serializer[Any]):
    decision = serializers.ChoiceField(choices=["approve", "reject"])
    because = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)


class TakeBackPremiumSerializer(serializers.Serializer[Any]):
    document_number = serializers.CharField(max_length=100)


class MoveInsurerYearSerializer(serializers.Serializer[Any]):
    move = serializers.ChoiceField(choices=[one.value for one in YearMove])
    document_number = serializers.CharField(required=False, default="", allow_blank=True, max_length=100)
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)
    because = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)


class InsurerYears(generics.GenericAPIView[InsurerYear]):
    permission = READ
    write_permission = ENTER
    permission_classes = (Holds,)
    serializer_class = InsurerYearSerializer
    queryset = InsurerYear.objects.none()

    @extend_schema(operation_id="insurer_years", responses=InsurerYearSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The years of the officer's pooling areas, the newest first."""
        on = timezone.localdate()
        page = self.paginate_queryset(queries.visible_years(acting(request), on=on)) or []
        return self.get_paginated_response(
            [queries.year_json(queries.account_of(row, on=on)) for row in page]
        )

    @extend_schema(
        operation_id="enter_premium",
        parameters=[KEY],
        request=EnterPremiumSerializer,
        responses={201: InsurerPremiumSerializer},
    )
    def post(self, request: Request) -> Response:
        """Enter money that was handed over; it counts once another officer approves it."""
        asked = EnterPremiumSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at = timezone.now()

        def act() -> dict[str, Any]:
            return queries.premium_json(
                operations.hand_over(**asked.validated_data, by=acting(request), at=at)
            )

        return once(request, "enter_premium", at=at, act=act, status=201)


class InsurerYearView(OfficerView):
    permission = READ

    @extend_schema(operation_id="insurer_year", responses=InsurerYearSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One year."""
        on = timezone.localdate()
        row = get_object_or_404(queries.visible_years(acting(request), on=on), pk=pk)
        return Response(queries.year_json(queries.account_of(row, on=on)))


class InsurerPremiums(OfficerView):
    permission = READ

    @extend_schema(operation_id="insurer_premiums", responses=InsurerPremiumSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """What was entered for a year, the newest first."""
        on = timezone.localdate()
        row = get_object_or_404(queries.visible_years(acting(request), on=on), pk=pk)
        rows = queries.visible_premiums(acting(request), on=on).filter(insurer_year=row)
        return Response([queries.premium_json(one) for one in rows])


class InsurerYearMoves(OfficerView):
    permission = READ

    @extend_schema(
        operation_id="move_insurer_year",
        parameters=[KEY],
        request=MoveInsurerYearSerializer,
        responses=InsurerYearSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Submit, return, confirm a clearing, or open a cleared year again."""
        on, at = timezone.localdate(), timezone.now()
        row = get_object_or_404(queries.visible_years(acting(request), on=on), pk=pk)
        asked = MoveInsurerYearSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        move = YearMove(given.pop("move"))

        def act() -> dict[str, Any]:
            after = operations.move(row=row, move=move, given=Given(**given), by=acting(request), at=at)
            return queries.year_json(queries.account_of(after, on=on))

        return once(request, f"move_insurer_year:{pk}", at=at, act=act)


class PremiumDecision(OfficerView):
    permission = APPROVE

    @extend_schema(
        operation_id="decide_premium",
        parameters=[KEY],
        request=DecidePremiumSerializer,
        responses=InsurerPremiumSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Approve a payment that another officer entered, or turn it down with the reason."""
        on, at = timezone.localdate(), timezone.now()
        premium = get_object_or_404(
            queries.visible_premiums(acting(request), on=on, permission=APPROVE), pk=pk
        )
        asked = DecidePremiumSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data

        def act() -> dict[str, Any]:
            after = operations.decide(
                premium=premium,
                approve=given["decision"] == "approve",
                because=given["because"],
                by=acting(request),
                at=at,
            )
            return queries.premium_json(after)

        return once(request, f"decide_premium:{pk}", at=at, act=act)


class PremiumTakeBack(OfficerView):
    permission = ENTER

    @extend_schema(
        operation_id="take_back_premium",
        parameters=[KEY],
        request=TakeBackPremiumSerializer,
        responses={201: InsurerPremiumSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Ask for an approved payment to be taken back; another officer approves that."""
        on, at = timezone.localdate(), timezone.now()
        premium = get_object_or_404(queries.visible_premiums(acting(request), on=on, permission=ENTER), pk=pk)
        asked = TakeBackPremiumSerializer(data=request.data)
        asked.is_valid(raise_exception=True)

        def act() -> dict[str, Any]:
            made = operations.take_back(premium=premium, **asked.validated_data, by=acting(request), at=at)
            return queries.premium_json(made)

        return once(request, f"take_back_premium:{pk}", at=at, act=act, status=201)
