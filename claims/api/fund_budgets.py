"""How do programs enter budgets of a fund, read how it stands against them, and answer its warnings?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.models import FundBudget, FundWarning
from claims.operations import fund_budgets as operations
from claims.queries import fund_budgets as queries
from claims.rules.fund_budgets import MONTHS, FundLine, Months
from enrollment.operations import kept_counts
from intake.api.repeats import KEY, once
from policy.book import default_book
from policy.periods import ONE_DAY
from staff import access
from staff.access import Permission
from staff.api.asking import Holds, OfficerView, TextSerializer
from staff.api.authentication import acting
from staff.given import year_given

READ, ENTER, APPROVE = Permission.FUNDS_READ, Permission.FUNDS_ENTER, Permission.FUNDS_APPROVE


def _months(**given: Any) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.IntegerField(**given),
        min_length=MONTHS,
        max_length=MONTHS,
        help_text="January first, in fen",
    )


class FundBudgetSerializer(serializers.ModelSerializer[FundBudget]):
    """A budget by month; `state` waits, approved or rejected; a replaced one has `replaced_at`."""

    income_fen = _months()
    spending_fen = _months()
    state = serializers.CharField(source="standing", read_only=True)

    class Meta:
        model = FundBudget
        fields = (
            "id",
            "area",
            "year",
            "income_fen",
            "spending_fen",
            "document_number",
            "state",
            "replaced_at",
            "rejected_because",
        )
        read_only_fields = fields


class EnterFundBudgetSerializer(serializers.Serializer[Any]):
    area = serializers.RegexField(r"^[0-9]{6}\Z", help_text="pooling area")
    year = serializers.IntegerField(min_value=2018, max_value=2200)
    income_fen = _months(min_value=0)
    spending_fen = _months(min_value=0)
    document_number = serializers.CharField(max_length=100)


class DecideFundBudgetSerializer(serializers.Serializer[Any]):
    decision = serializers.ChoiceField(choices=["approve", "reject"])
    because = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)


class FundYearSerializer(serializers.Serializer[Any]):
    """How a fund stands after the whole months that are over; null is undecided, `missing` says what for. Amounts in fen."""

    area = serializers.CharField()
    year = serializers.IntegerField()
    budget = serializers.DictField(allow_null=True)
    income_fen_by_month = _months()
    spending_fen_by_month = _months()
    months_over = serializers.IntegerField()
    income_fen = serializers.IntegerField()
    spent_fen = serializers.IntegerField()
    budget_income_fen = serializers.IntegerField(allow_null=True)
    budget_spent_fen = serializers.IntegerField(allow_null=True)
    forecast_income_fen = serializers.IntegerField(allow_null=True)
    forecast_spending_fen = serializers.IntegerField(allow_null=True)
    balance_fen = serializers.IntegerField(allow_null=True)
    average_fen = serializers.IntegerField(allow_null=True)
    reserve_months = serializers.CharField(allow_null=True, help_text="cut to one decimal")
    forecast_balance_fen = serializers.IntegerField(allow_null=True)
    crossed = serializers.ListField(child=serializers.DictField())
    missing = serializers.ListField(child=serializers.DictField())
    steps = serializers.ListField(child=serializers.DictField())


class FundWarningSerializer(serializers.Serializer[Any]):
    """A line that was crossed at the end of a month, and the answers of who is warned."""

    id = serializers.IntegerField()
    area = serializers.CharField()
    month = serializers.CharField(help_text="YYYY-MM")
    line = serializers.CharField(help_text=", ".join(FundLine))
    text = TextSerializer()
    line_document = serializers.CharField()
    answers = serializers.ListField(child=serializers.DictField())


class AnswerFundWarningSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=1000)


class FundBudgets(generics.GenericAPIView[FundBudget]):
    permission = READ
    write_permission = ENTER
    permission_classes = (Holds,)
    serializer_class = FundBudgetSerializer
    queryset = FundBudget.objects.none()

    @extend_schema(operation_id="fund_budgets", responses=FundBudgetSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The budgets of the officer's pooling areas, the newest first."""
        page = self.paginate_queryset(queries.visible_budgets(acting(request), on=timezone.localdate()))
        return self.get_paginated_response(FundBudgetSerializer(page, many=True).data)

    @extend_schema(
        operation_id="enter_fund_budget",
        parameters=[KEY],
        request=EnterFundBudgetSerializer,
        responses={201: FundBudgetSerializer},
    )
    def post(self, request: Request) -> Response:
        """Enter a budget; it is in force once another officer approves it."""
        asked = EnterFundBudgetSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given, at = dict(asked.validated_data), timezone.now()
        months = Months(tuple(given.pop("income_fen")), tuple(given.pop("spending_fen")))

        def act() -> dict[str, Any]:
            made = operations.enter(**given, months=months, by=acting(request), at=at)
            return dict(FundBudgetSerializer(made).data)

        return once(request, "enter_fund_budget", at=at, act=act, status=201)


class FundBudgetDecision(OfficerView):
    permission = APPROVE

    @extend_schema(
        operation_id="decide_fund_budget",
        parameters=[KEY],
        request=DecideFundBudgetSerializer,
        responses=FundBudgetSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Approve a budget that another officer entered, or turn it down with the reason."""
        on, at = timezone.localdate(), timezone.now()
        budget = get_object_or_404(queries.visible_budgets(acting(request), on=on, permission=APPROVE), pk=pk)
        asked = DecideFundBudgetSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data

        def act() -> dict[str, Any]:
            approve = given["decision"] == "approve"
            after = operations.decide(
                budget=budget, approve=approve, because=given["because"], by=acting(request), at=at
            )
            return dict(FundBudgetSerializer(after).data)

        return once(request, f"decide_fund_budget:{pk}", at=at, act=act)


class FundYear(OfficerView):
    permission = READ

    @extend_schema(
        operation_id="fund_year",
        parameters=[
            OpenApiParameter("area", str, required=True),
            OpenApiParameter("year", int, required=True),
        ],
        responses=FundYearSerializer,
    )
    def get(self, request: Request) -> Response:
        """A fund's year against its budget. 503 while so many rows are counted in the background: ask again."""
        on = timezone.localdate()
        area, year = request.query_params.get("area", ""), year_given(request.query_params.get("year", ""))
        if year is None or default_book().pooling_area(area) != area:
            raise serializers.ValidationError({"area": [_("Name a pooling area and a year.")]})
        access.require(acting(request), READ, area, on=on)
        asked: dict[str, str | int] = {"area": area, "year": year, "until": (on + ONE_DAY).isoformat()}
        counted = kept_counts.counted("fund_months", asked, now=timezone.now())
        if not counted.found:
            return Response(status=503, headers={"Retry-After": "5"})
        return Response(queries.year_json(queries.year_of_fund(area, year, counted.found, on=on)))


class FundWarnings(generics.GenericAPIView[FundWarning]):
    permission = READ
    permission_classes = (Holds,)
    serializer_class = FundWarningSerializer
    queryset = FundWarning.objects.none()

    @extend_schema(operation_id="fund_warnings", responses=FundWarningSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The warnings about the funds of the officer's areas, the newest first."""
        page = (
            self.paginate_queryset(queries.visible_warnings(acting(request), on=timezone.localdate())) or []
        )
        return self.get_paginated_response([queries.warning_json(one) for one in page])


class FundWarningAnswer(OfficerView):
    permission = READ

    @extend_schema(
        operation_id="answer_fund_warning",
        parameters=[KEY],
        request=AnswerFundWarningSerializer,
        responses={201: FundWarningSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """The written answer of an officer who is warned."""
        on, at, by = timezone.localdate(), timezone.now(), acting(request)
        warning = get_object_or_404(queries.visible_warnings(by, on=on), pk=pk)
        asked = AnswerFundWarningSerializer(data=request.data)
        asked.is_valid(raise_exception=True)

        def act() -> dict[str, Any]:
            operations.answer(warning=warning, **asked.validated_data, by=by, at=at)
            return queries.warning_json(queries.visible_warnings(by, on=on).get(pk=pk))

        return once(request, f"answer_fund_warning:{pk}", at=at, act=act, status=201)
