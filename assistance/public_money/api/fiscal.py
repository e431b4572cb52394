"""How does a program count, submit and approve requests for fiscal subsidy, and write down what arrived?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assistance.public_money.models import FiscalRequest, FiscalRequestLine, FiscalTransfer
from assistance.public_money.operations import fiscal_requests, fiscal_transfers
from assistance.public_money.queries import public_money
from intake.api.repeats import KEY, once
from staff.access import Permission
from staff.api.asking import Holds, OfficerView, number_of
from staff.api.authentication import acting

READ, ENTER = Permission.FUNDS_READ, Permission.FUNDS_ENTER


class FiscalLineSerializer(serializers.ModelSerializer[FiscalRequestLine]):
    """Heads of one county and kind; null is not decided by the documents."""

    kind = serializers.CharField(read_only=True)
    clauses = serializers.ListField(child=serializers.CharField(), read_only=True)
    readings = serializers.ListField(child=serializers.CharField(), read_only=True)
    missing = serializers.JSONField(read_only=True)

    class Meta:
        model = FiscalRequestLine
        fields = (
            "county", "kind", "heads", "per_head_fen", "central_per_head_fen", "province_per_head_fen",
            "city_per_head_fen", "county_per_head_fen", "total_fen", "central_fen", "province_fen", "city_fen",
            "county_fen", "clauses", "readings", "missing",
        )  # fmt: skip
        read_only_fields = fields


class FiscalRequestSerializer(serializers.ModelSerializer[FiscalRequest]):
    """A request as it was counted and frozen."""

    state = serializers.CharField(
        read_only=True, help_text="draft, submitted, approved, returned or replaced"
    )
    missing = serializers.JSONField(read_only=True)
    documents = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = FiscalRequest
        fields = (
            "id", "area", "fiscal_year", "coverage_year", "headcount_on", "state", "heads", "left_out", "total_fen",
            "is_decided", "missing", "due_on", "due_clause", "documents", "policy_digest", "returned_because",
        )  # fmt: skip
        read_only_fields = fields


class FiscalRequestDetailSerializer(FiscalRequestSerializer):
    lines = FiscalLineSerializer(many=True, read_only=True)

    class Meta(FiscalRequestSerializer.Meta):
        fields = (*FiscalRequestSerializer.Meta.fields, "lines")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]


class CountSerializer(serializers.Serializer[Any]):
    area = serializers.RegexField(r"^[0-9]{6}\Z")
    fiscal_year = serializers.IntegerField(min_value=1998, max_value=2200)
    coverage_year = serializers.IntegerField(min_value=1998, max_value=2200, required=False)
    on = serializers.DateField(help_text="headcount day")


class FiscalMoveSerializer(serializers.Serializer[Any]):
    move = serializers.ChoiceField(choices=["submit", "approve", "return"])
    because = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)


class FiscalRequests(generics.GenericAPIView[FiscalRequest]):
    permission = READ
    write_permission = ENTER
    permission_classes = (Holds,)
    serializer_class = FiscalRequestSerializer
    queryset = FiscalRequest.objects.none()

    @extend_schema(
        operation_id="fiscal_requests",
        parameters=[OpenApiParameter("area", str), OpenApiParameter("fiscal_year", int)],
        responses=FiscalRequestSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The requests of the officer's areas, newest first."""
        found = public_money.visible_requests(acting(request), on=timezone.localdate())
        if area := request.query_params.get("area", ""):
            found = found.filter(area=area)
        if (year := number_of(request, "fiscal_year")) is not None:
            found = found.filter(fiscal_year=year)
        page = self.paginate_queryset(found.order_by("-pk"))
        return self.get_paginated_response(FiscalRequestSerializer(page, many=True).data)

    @extend_schema(
        operation_id="count_fiscal_request", parameters=[KEY], request=CountSerializer,
        responses={201: FiscalRequestDetailSerializer},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Count the heads insured on a day and freeze what each level owes."""
        asked = CountSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at = timezone.now()

        def act() -> dict[str, Any]:
            made = fiscal_requests.count(**asked.validated_data, by=acting(request), at=at)
            return dict(FiscalRequestDetailSerializer(made).data)

        return once(request, "count_fiscal_request", at=at, act=act, status=201)


def visible_request(request: Request, pk: int) -> FiscalRequest:
    return get_object_or_404(public_money.visible_requests(acting(request), on=timezone.localdate()), pk=pk)


class FiscalRequestView(OfficerView):
    permission = READ

    @extend_schema(operation_id="fiscal_request", responses=FiscalRequestDetailSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One request with the lines of the officer's counties."""
        found = visible_request(request, pk)
        inside = public_money.own_counties(acting(request), found.area, on=timezone.localdate())
        told = dict(FiscalRequestSerializer(found).data)
        lines = found.lines.filter(county__startswith=inside).order_by("county", "kind")
        return Response(told | {"lines": FiscalLineSerializer(lines, many=True).data})


class FiscalRequestMoves(OfficerView):
    permission = READ

    @extend_schema(
        operation_id="move_fiscal_request",
        parameters=[KEY],
        request=FiscalMoveSerializer,
        responses=FiscalRequestSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Submit, approve or return a request; nobody decides on what they counted."""
        asked = FiscalMoveSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        found, at, by = visible_request(request, pk), timezone.now(), acting(request)

        def act() -> dict[str, Any]:
            match asked.validated_data["move"]:
                case "submit":
                    after = fiscal_requests.submit(request=found, by=by, at=at)
                case "approve":
                    after = fiscal_requests.approve(request=found, by=by, at=at)
                case _:
                    because = asked.validated_data["because"]
                    after = fiscal_requests.return_request(request=found, because=because, by=by, at=at)
            return dict(FiscalRequestSerializer(after).data)

        return once(request, f"move_fiscal_request:{pk}", at=at, act=act)


class FiscalClaimSerializer(serializers.Serializer[Any]):
    area = serializers.CharField()
    fiscal_year = serializers.IntegerField()
    payer = serializers.CharField(help_text="central, province, city or county")
    county = serializers.CharField(allow_blank=True)
    asked_fen = serializers.IntegerField()
    arrived_fen = serializers.IntegerField()
    open_fen = serializers.IntegerField()
    due_on = serializers.DateField(allow_null=True)
    due_clause = serializers.CharField(allow_blank=True)
    standing = serializers.CharField(help_text="paid, over, overdue, soon, open or undated")


class FiscalClaims(OfficerView):
    permission = READ

    @extend_schema(operation_id="fiscal_claims", responses=FiscalClaimSerializer(many=True))
    def get(self, request: Request) -> Response:
        """What each payer owes of the approved requests, and what has arrived."""
        on, officer = timezone.localdate(), acting(request)
        visible = public_money.visible_requests(officer, on=on).filter(state="approved")
        found = [
            claim
            for claim in public_money.claims(set(visible.values_list("area", flat=True)))
            if claim.payer != "county"
            or claim.county.startswith(public_money.own_counties(officer, claim.area, on=on))
        ]
        names = (
            "area",
            "fiscal_year",
            "payer",
            "county",
            "asked_fen",
            "arrived_fen",
            "open_fen",
            "due_on",
            "due_clause",
        )
        rows = [{name: getattr(one, name) for name in names} | {"standing": one.tone(on)} for one in found]
        return Response(FiscalClaimSerializer(rows, many=True).data)


class TransferSerializer(serializers.ModelSerializer[FiscalTransfer]):
    """Money that arrived; a row with `reverses` takes an earlier one back."""

    payer = serializers.CharField(read_only=True)
    reverses_id = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta:
        model = FiscalTransfer
        fields = (
            "id", "area", "fiscal_year", "payer", "county", "amount_fen", "arrived_on", "document_number", "remarks",
            "reverses_id", "recorded_at",
        )  # fmt: skip
        read_only_fields = fields


class RecordTransferSerializer(serializers.Serializer[Any]):
    area = serializers.RegexField(r"^[0-9]{6}\Z")
    fiscal_year = serializers.IntegerField(min_value=1998, max_value=2200)
    payer = serializers.ChoiceField(choices=["central", "province", "city", "county"])
    county = serializers.RegexField(r"^([0-9]{6})?\Z", required=False, default="", allow_blank=True)
    amount_fen = serializers.IntegerField(min_value=1)
    arrived_on = serializers.DateField()
    document_number = serializers.CharField(max_length=100)
    remarks = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)


class ReverseSerializer(serializers.Serializer[Any]):
    because = serializers.CharField(max_length=300)


class FiscalTransfers(generics.GenericAPIView[FiscalTransfer]):
    permission = READ
    write_permission = ENTER
    permission_classes = (Holds,)
    serializer_class = TransferSerializer
    queryset = FiscalTransfer.objects.none()

    @extend_schema(operation_id="fiscal_transfers", responses=TransferSerializer(many=True))
    def get(self, request: Request) -> Response:
        """What arrived in the officer's areas, newest first."""
        found = public_money.visible_transfers(acting(request), on=timezone.localdate()).order_by("-pk")
        return self.get_paginated_response(TransferSerializer(self.paginate_queryset(found), many=True).data)

    @extend_schema(
        operation_id="record_fiscal_transfer", parameters=[KEY], request=RecordTransferSerializer,
        responses={201: TransferSerializer},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Write down money that arrived."""
        asked = RecordTransferSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at = timezone.now()

        def act() -> dict[str, Any]:
            row = fiscal_transfers.record(**asked.validated_data, by=acting(request), at=at)
            return dict(TransferSerializer(row).data)

        return once(request, "record_fiscal_transfer", at=at, act=act, status=201)


class FiscalTransferReversal(OfficerView):
    permission = ENTER

    @extend_schema(
        operation_id="reverse_fiscal_transfer", parameters=[KEY], request=ReverseSerializer,
        responses={201: TransferSerializer},
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """Take a row back by another of the opposite amount."""
        asked = ReverseSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at = timezone.now()
        visible = public_money.visible_transfers(acting(request), on=timezone.localdate())
        row = get_object_or_404(visible, pk=pk)

        def act() -> dict[str, Any]:
            back = fiscal_transfers.reverse(
                transfer=row, because=asked.validated_data["because"], by=acting(request), at=at
            )
            return dict(TransferSerializer(back).data)

        return once(request, f"reverse_fiscal_transfer:{pk}", at=at, act=act, status=201)
