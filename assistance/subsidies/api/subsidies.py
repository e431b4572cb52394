"""How are subsidy runs, grants, payout lists and bank files read and moved on: for programs?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from assistance.subsidies.models import Grant, PayoutBatch, SubsidyRun
from assistance.subsidies.operations import bank_returns, payouts, subsidy_payments, subsidy_runs
from assistance.subsidies.queries import subsidies as found
from assistance.subsidies.queries.subsidy_reports import grant_report, list_report, return_report, run_report
from intake.api.repeats import KEY, body_of, once
from staff import access
from staff.access import Permission
from staff.api.asking import Holds, OfficerView, number_of, year_of
from staff.api.authentication import acting
from staff.api.bodies import JsonBody
from staff.operations.reads import read_people
from staff.web.fields import readable

READ, PROPOSE, PAY = Permission.SUBSIDIES_READ, Permission.SUBSIDIES_PROPOSE, Permission.SUBSIDIES_PAY


class RunSerializer(serializers.ModelSerializer[SubsidyRun]):
    """A run in a list."""

    class Meta:
        model = SubsidyRun
        fields = (
            "id",
            "area",
            "division_code",
            "coverage_year",
            "state",
            "inputs_on",
            "people",
            "amount_fen",
            "proposed_at",
        )
        read_only_fields = fields


class RunReportSerializer(serializers.Serializer[Any]):
    """A run with its sums; they equal the persons' rows."""

    run_id = serializers.IntegerField()
    area = serializers.CharField()
    division_code = serializers.CharField()
    coverage_year = serializers.IntegerField()
    state = serializers.CharField(
        help_text="proposed, frozen, approved, paying, part_paid, paid or cancelled"
    )
    inputs_on = serializers.DateField()
    policy_digest = serializers.CharField()
    frozen_digest = serializers.CharField(help_text="over every grant, once frozen; else empty")
    people = serializers.IntegerField()
    amount_fen = serializers.IntegerField()
    paid_fen = serializers.IntegerField(help_text="what reached dues and cards, less what was taken back")
    states = serializers.JSONField(help_text="state of grants -> people and fen")
    categories = serializers.JSONField()
    townships = serializers.JSONField()
    payers = serializers.JSONField(help_text="what each payer gives: payer, people, fen")
    open = serializers.JSONField(help_text="cases that are undecided or held, with what is missing")
    waiting_for_card = serializers.JSONField()
    lists = serializers.ListField(child=serializers.IntegerField())
    summary = serializers.JSONField()


class SubsidyGrantSerializer(serializers.Serializer[Any]):
    """A grant and the sentences behind it."""

    grant_id = serializers.IntegerField()
    run_id = serializers.IntegerField()
    person_id = serializers.IntegerField()
    name = serializers.CharField()
    document_masked = serializers.CharField()
    division_code = serializers.CharField()
    coverage_year = serializers.IntegerField()
    categories = serializers.ListField(child=serializers.CharField())
    basis = serializers.CharField()
    mode = serializers.CharField()
    flow = serializers.CharField()
    due_fen = serializers.IntegerField(allow_null=True)
    amount_fen = serializers.IntegerField(
        allow_null=True, help_text="null where the documents do not state it"
    )
    parts = serializers.JSONField(
        help_text="what each payer gives: payer, fen, clause; adds up to the amount"
    )
    state = serializers.CharField()
    because = serializers.CharField()
    review_because = serializers.CharField()
    booked_on = serializers.DateField(allow_null=True)
    clause = serializers.CharField()
    steps = serializers.JSONField()
    missing = serializers.JSONField()


class ListReportSerializer(serializers.Serializer[Any]):
    """A payout list with its control totals."""

    batch_id = serializers.IntegerField()
    number = serializers.CharField()
    run_id = serializers.IntegerField(allow_null=True, help_text="null: a list of aid that cases granted")
    division_code = serializers.CharField()
    month = serializers.CharField()
    lines = serializers.IntegerField()
    amount_fen = serializers.IntegerField()
    outcomes = serializers.JSONField(help_text="sent, paid or returned -> lines and fen")


class BankReturnSerializer(serializers.Serializer[Any]):
    """A file of the bank: rows by outcome."""

    bank_return_id = serializers.IntegerField()
    batch_id = serializers.IntegerField()
    lines = serializers.IntegerField()
    amount_fen = serializers.IntegerField()
    outcomes = serializers.JSONField(
        help_text="paid, returned, unknown, repeated, bounced or paid_after -> lines and fen"
    )


class ProposeSerializer(serializers.Serializer[Any]):
    area = serializers.RegexField(r"^[0-9]{6,9}\Z")
    coverage_year = serializers.IntegerField(min_value=2000, max_value=2100)


class MoveRunSerializer(serializers.Serializer[Any]):
    move = serializers.ChoiceField(choices=["freeze", "approve", "pay", "cancel"])
    because = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)


class MonthSerializer(serializers.Serializer[Any]):
    month = serializers.RegexField(r"^20[0-9]{2}-(0[1-9]|1[0-2])\Z", help_text="YYYY-MM")


class TakeBackSerializer(serializers.Serializer[Any]):
    because = serializers.CharField(max_length=200)


class BankFileSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(help_text=readable("BK-1"))
    expected_count = serializers.IntegerField(required=False, min_value=0)
    expected_fen = serializers.IntegerField(required=False, min_value=0)


class RunList(generics.GenericAPIView[SubsidyRun]):
    permission = READ
    write_permission = PROPOSE
    permission_classes = (Holds,)
    serializer_class = RunSerializer
    queryset = SubsidyRun.objects.none()

    @extend_schema(
        operation_id="subsidy_runs",
        parameters=[OpenApiParameter("coverage_year", int, description="Only of this year.")],
        responses=RunSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The runs of the officer's places, newest first."""
        rows = found.visible_runs(acting(request), on=timezone.localdate()).order_by("-pk")
        if year := year_of(request, required=False):
            rows = rows.filter(coverage_year=year)
        return self.get_paginated_response(RunSerializer(self.paginate_queryset(rows), many=True).data)

    @extend_schema(
        operation_id="propose_subsidies",
        parameters=[KEY],
        request=ProposeSerializer,
        responses={201: RunReportSerializer},
    )
    def post(self, request: Request) -> Response:
        """Propose the premium subsidies of a place for a year; nothing is paid by it."""
        asked = ProposeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at = timezone.now()

        def act() -> dict[str, Any]:
            run = subsidy_runs.propose(
                **asked.validated_data, on=timezone.localdate(at), by=acting(request), at=at
            )
            return run_report(run)

        return once(request, "propose_subsidies", at=at, act=act, status=201)


class RunView(OfficerView):
    permission = READ

    @extend_schema(operation_id="subsidy_run", responses=RunReportSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """A run with its sums by category and township, and what is open and why."""
        return Response(run_report(_run(request, pk)))


class RunMoves(OfficerView):
    permission = READ  # each move asks for its own right

    @extend_schema(
        operation_id="move_subsidy_run",
        parameters=[KEY],
        request=MoveRunSerializer,
        responses=RunReportSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Freeze, approve, pay or cancel a run. Paying goes on in the background: read its state."""
        asked = MoveRunSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        run, at, by = _run(request, pk), timezone.now(), acting(request)

        def act() -> dict[str, Any]:
            match asked.validated_data["move"]:
                case "freeze":
                    after = subsidy_runs.freeze(run=run, by=by, at=at)
                case "approve":
                    after = subsidy_runs.approve(run=run, by=by, at=at)
                case "pay":
                    after = subsidy_payments.pay(run=run, on=timezone.localdate(at), by=by, at=at)
                case _:
                    after = subsidy_runs.cancel(
                        run=run, because=asked.validated_data["because"], by=by, at=at
                    )
            return run_report(after)

        return once(request, f"move_subsidy_run:{pk}", at=at, act=act)


class GrantList(generics.GenericAPIView[Grant]):
    permission = READ
    permission_classes = (Holds,)
    serializer_class = SubsidyGrantSerializer
    queryset = Grant.objects.none()

    @extend_schema(
        operation_id="grants",
        parameters=[
            OpenApiParameter("run", int, description="Only of this run."),
            OpenApiParameter("state", str, description="Only in this state."),
            OpenApiParameter("coverage_year", int, description="Only of this year."),
            OpenApiParameter("person", int, description="Only of this person."),
        ],
        responses=SubsidyGrantSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The grants of the officer's places, newest first."""
        rows = found.visible_grants(acting(request), on=timezone.localdate())
        for name, field in (("run", "run_id"), ("coverage_year", "coverage_year"), ("person", "person_id")):
            if (asked := number_of(request, name)) is not None:
                rows = rows.filter(**{field: asked})
        if state := request.query_params.get("state", ""):
            rows = rows.filter(state=state)
        page = self.paginate_queryset(rows.select_related("person", "decision").order_by("-pk")) or []
        read_people(len(page), by=acting(request), what="api_grants")
        return self.get_paginated_response([grant_report(grant) for grant in page])


class GrantTakeBack(OfficerView):
    permission = PAY

    @extend_schema(
        operation_id="take_back_grant",
        parameters=[KEY],
        request=TakeBackSerializer,
        responses=SubsidyGrantSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Take back what was paid on behalf; due and cover follow."""
        asked = TakeBackSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        on, at = timezone.localdate(), timezone.now()
        grant = get_object_or_404(access.scope(Grant.objects.all(), acting(request), PAY, on=on), pk=pk)

        def act() -> dict[str, Any]:
            reason = asked.validated_data["because"]
            subsidy_payments.take_back(grant=grant, reason=reason, on=on, by=acting(request), at=at)
            return grant_report(Grant.objects.select_related("person", "decision").get(pk=pk))

        return once(request, f"take_back_grant:{pk}", at=at, act=act)


class RunLists(OfficerView):
    permission = PAY

    @extend_schema(
        operation_id="make_payout_list",
        parameters=[KEY],
        request=MonthSerializer,
        responses={201: ListReportSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Make the One-Card payout list of a run for a month."""
        asked = MonthSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        run, at = _run(request, pk), timezone.now()
        year, month = map(int, asked.validated_data["month"].split("-"))

        def act() -> dict[str, Any]:
            first = timezone.localdate(at).replace(year=year, month=month, day=1)
            return list_report(payouts.make_list(run=run, month=first, by=acting(request), at=at))

        return once(request, f"make_payout_list:{pk}", at=at, act=act, status=201)


class PayoutListView(OfficerView):
    permission = READ
    write_permission = PAY
    parser_classes = (MultiPartParser, JsonBody)

    @extend_schema(operation_id="payout_list", responses=ListReportSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """A payout list: control totals, and how its lines ended so far."""
        return Response(list_report(_batch(request, pk)))

    @extend_schema(
        operation_id="send_bank_return", parameters=[KEY], request={"multipart/form-data": BankFileSerializer},
        responses={201: BankReturnSerializer},
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """Send the bank's answer to the list; a file with any fault is refused as a whole, with all faults."""
        asked = BankFileSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given, at, batch = asked.validated_data, timezone.now(), _batch(request, pk)
        counted = {name: given.get(name) for name in ("expected_count", "expected_fen")}

        def receive() -> dict[str, Any]:
            received = bank_returns.receive(
                batch=batch,
                content=given["file"],
                name=given["file"].name,
                by=acting(request),
                at=at,
                **counted,
            )
            return return_report(received)

        return once(request, f"send_bank_return:{pk}", at=at, act=receive, status=201, body=body_of(given))


def _run(request: Request, pk: int) -> SubsidyRun:
    return get_object_or_404(found.visible_runs(acting(request), on=timezone.localdate()), pk=pk)


def _batch(request: Request, pk: int) -> PayoutBatch:
    rows = access.scope(PayoutBatch.objects.all(), acting(request), READ, on=timezone.localdate())
    return get_object_or_404(rows, pk=pk)
