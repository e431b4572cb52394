"""How does a program send a statement of the treasury, read the three-way check and sign its sheet?"""

from datetime import date, timedelta
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment.models import TreasurySheet, TreasuryStatement
from enrollment.operations import treasury_sheets, treasury_statements
from enrollment.queries.treasury import (
    body_of,
    check_of,
    sheet_report,
    statement_report,
    visible_sheets,
    visible_statements,
)
from enrollment.rules.treasury import SheetMove
from intake.api.files import SentFileReportSerializer
from intake.api.repeats import KEY, once
from intake.api.repeats import body_of as sent_body
from staff import access
from staff.access import Permission
from staff.api.asking import DIVISION, Holds, OfficerView, division_of
from staff.api.authentication import acting
from staff.api.bodies import JsonBody
from staff.web.fields import readable

READ, ENTER = Permission.PAYMENTS_READ, Permission.FUNDS_ENTER
DAYS = [
    OpenApiParameter("from_on", date, required=True),
    OpenApiParameter("to_on", date, required=True, description="Last day, included."),
]


class TreasuryStatementSerializer(SentFileReportSerializer):
    """A statement, and the days it tells. Its moves stand in the report of the file."""

    moves = None  # type: ignore[assignment]
    days = serializers.ListField(child=serializers.DateField())


class UploadStatementSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(help_text=readable("TS-1"))
    area = serializers.RegexField(r"^[0-9]{6}([0-9]{3})?\Z")


class TreasuryDaySerializer(serializers.Serializer[Any]):
    on = serializers.DateField()
    lines = serializers.IntegerField()
    tax_fen = serializers.IntegerField()
    receipts = serializers.IntegerField()
    treasury_fen = serializers.IntegerField()
    has_statement = serializers.BooleanField()
    on_dues_fen = serializers.IntegerField()
    held_fen = serializers.IntegerField()
    given_back_fen = serializers.IntegerField()
    agrees = serializers.BooleanField()


class DifferenceSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField(help_text="not_at_treasury, not_in_lines, amount, account or day_sum")
    on = serializers.DateField()
    ticket = serializers.CharField(allow_blank=True)
    where = serializers.DictField(child=serializers.CharField())
    tax_fen = serializers.IntegerField(allow_null=True)
    other_fen = serializers.IntegerField(allow_null=True)


class TreasuryCheckSerializer(serializers.Serializer[Any]):
    """Sums by day and what differs; `until_on` is not included."""

    area = serializers.CharField()
    from_on = serializers.DateField()
    until_on = serializers.DateField()
    days = TreasuryDaySerializer(many=True)
    differences = DifferenceSerializer(many=True)


class TreasurySheetSerializer(TreasuryCheckSerializer):
    """A check that was frozen for both sides to sign."""

    id = serializers.IntegerField()
    state = serializers.CharField(help_text="draft, half, signed or dropped")
    digest = serializers.CharField()
    is_as_frozen = serializers.BooleanField()
    changed_since = serializers.BooleanField(help_text="The figures of today are others.")
    because = serializers.CharField(allow_blank=True)
    made_by = serializers.CharField()
    tax_by = serializers.CharField(allow_null=True)
    insurance_by = serializers.CharField(allow_null=True)


class MakeSheetSerializer(serializers.Serializer[Any]):
    area = serializers.RegexField(r"^[0-9]{6}([0-9]{3})?\Z")
    from_on = serializers.DateField()
    to_on = serializers.DateField(help_text="Last day, included.")


class MoveSheetSerializer(serializers.Serializer[Any]):
    move = serializers.ChoiceField(choices=[move.value for move in SheetMove])
    because = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)


class TreasuryStatements(generics.GenericAPIView[TreasuryStatement]):
    permission = READ
    permission_classes = (Holds,)
    serializer_class = TreasuryStatementSerializer
    queryset = TreasuryStatement.objects.none()

    @extend_schema(operation_id="treasury_statements", responses=TreasuryStatementSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The statements of the officer's divisions, the last one first."""
        page = self.paginate_queryset(visible_statements(acting(request), on=timezone.localdate()))
        return self.get_paginated_response([statement_report(one) for one in page or []])


class SendTreasuryStatement(OfficerView):
    permission = ENTER
    parser_classes = (MultiPartParser, JsonBody)

    @extend_schema(
        operation_id="send_treasury_statement",
        parameters=[KEY],
        request={"multipart/form-data": UploadStatementSerializer},
        responses={201: TreasuryStatementSerializer},
    )
    def post(self, request: Request) -> Response:
        """Send a statement; each day of an area is told by one. It is read in the background."""
        asked = UploadStatementSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given, at = asked.validated_data, timezone.now()

        def act() -> dict[str, Any]:
            statement = treasury_statements.receive(
                content=given["file"], name=given["file"].name, area=given["area"], by=acting(request), at=at
            )
            return statement_report(statement)

        return once(request, "send_treasury_statement", at=at, act=act, status=201, body=sent_body(given))


class TreasuryCheck(OfficerView):
    permission = READ

    @extend_schema(
        operation_id="treasury_check", parameters=[DIVISION, *DAYS], responses=TreasuryCheckSerializer
    )
    def get(self, request: Request) -> Response:
        """Tax lines, treasury receipts and accounts of some days, as everything stands now."""
        area, on = division_of(request), timezone.localdate()
        access.require(acting(request), READ, area, on=on)
        asked = _Days(data=request.query_params)
        asked.is_valid(raise_exception=True)
        first, until = asked.validated_data["from_on"], asked.validated_data["to_on"] + timedelta(days=1)
        return Response(body_of(area, first, until, check_of(area, first, until)))


class TreasurySheets(generics.GenericAPIView[TreasurySheet]):
    permission = READ
    permission_classes = (Holds,)
    serializer_class = TreasurySheetSerializer
    queryset = TreasurySheet.objects.none()

    @extend_schema(operation_id="treasury_sheets", responses=TreasurySheetSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The sheets of the officer's divisions, the last days first."""
        page = self.paginate_queryset(visible_sheets(acting(request), on=timezone.localdate()))
        return self.get_paginated_response([sheet_report(one) for one in page or []])

    @extend_schema(
        operation_id="make_treasury_sheet", parameters=[KEY], request=MakeSheetSerializer,
        responses={201: TreasurySheetSerializer},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Freeze the check of some days as a sheet that both sides sign."""
        asked = MakeSheetSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given, at = asked.validated_data, timezone.now()

        def act() -> dict[str, Any]:
            until = given["to_on"] + timedelta(days=1)
            return sheet_report(
                treasury_sheets.make(
                    area=given["area"], from_on=given["from_on"], until_on=until, by=acting(request), at=at
                )
            )

        return once(request, "make_treasury_sheet", at=at, act=act, status=201)


class TreasurySheetView(OfficerView):
    permission = READ

    @extend_schema(operation_id="treasury_sheet", responses=TreasurySheetSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """What was frozen, who signed, and whether today's figures are others."""
        return Response(sheet_report(_visible(request, pk)))


class MoveTreasurySheet(OfficerView):
    permission = READ

    @extend_schema(
        operation_id="move_treasury_sheet", parameters=[KEY], request=MoveSheetSerializer, responses=TreasurySheetSerializer
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """Sign for one's side, or drop a sheet that not both sides signed."""
        sheet, asked = _visible(request, pk), MoveSheetSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given, at = asked.validated_data, timezone.now()

        def act() -> dict[str, Any]:
            if given["move"] == SheetMove.SIGN.value:
                moved = treasury_sheets.sign(sheet=sheet, because=given["because"], by=acting(request), at=at)
            else:
                moved = treasury_sheets.drop(sheet=sheet, by=acting(request), at=at)
            return sheet_report(moved)

        return once(request, f"move_treasury_sheet:{pk}", at=at, act=act)


class _Days(serializers.Serializer[Any]):
    from_on = serializers.DateField()
    to_on = serializers.DateField()


def _visible(request: Request, pk: int) -> TreasurySheet:
    return get_object_or_404(visible_sheets(acting(request), on=timezone.localdate()), pk=pk)
