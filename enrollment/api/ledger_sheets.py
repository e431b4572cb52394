"""How does a program take a village's ledger out, send it back, and decide the rows that met another's answer?"""

from typing import Any

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import generics, serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment.models import ReturnedSheet, SheetRow
from enrollment.operations import ledger_sheets, ledger_sheets_out, sheet_conflicts
from enrollment.operations.ledger_sheets import LEDGER_SHEETS
from enrollment.queries.ledger_sheets import report, row_report, rows_of
from enrollment.rules.sheet_rows import ConflictMove, RowOutcome
from intake.api.files import SentFileReportSerializer
from intake.api.repeats import KEY, body_of, once
from intake.api.sent_files import XLSX
from intake.queries import sent_files
from staff.access import Permission
from staff.api.asking import Holds, OfficerView, TextSerializer
from staff.api.authentication import acting
from staff.api.bodies import JsonBody
from staff.operations.reads import read_people
from staff.web.fields import readable

WRITE = Permission.ENROLLMENT_WRITE
VILLAGE = r"^[0-9]{12}\Z"


class IssueSheetSerializer(serializers.Serializer[Any]):
    division = serializers.RegexField(VILLAGE)
    coverage_year = serializers.IntegerField(min_value=2000, max_value=2100)


class ReturnSheetSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(help_text=readable("MB-1"))
    division = serializers.RegexField(VILLAGE)


class ReturnedSheetSerializer(SentFileReportSerializer):
    """A ledger that came back, and how many of its rows ended how. Its moves stand in the report of the file."""

    moves = None  # type: ignore[assignment]
    sheet_id = serializers.IntegerField(allow_null=True)
    coverage_year = serializers.IntegerField(allow_null=True)
    outcomes = serializers.DictField(child=serializers.IntegerField())


class SheetRowSerializer(serializers.Serializer[Any]):
    """One row; `row` null: its row is gone. `on_record`: the answer that a conflict met."""

    id = serializers.IntegerField()
    row = serializers.IntegerField(allow_null=True)
    person_id = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()
    outcome = serializers.ChoiceField(choices=[one.value for one in RowOutcome])
    given = serializers.DictField()
    on_record = serializers.DictField(allow_null=True)
    state = serializers.CharField(allow_blank=True, help_text="of a conflict: open, taken or kept")
    remedy = TextSerializer(allow_null=True)


class DecideRowSerializer(serializers.Serializer[Any]):
    """`version`: of the answer on record that was read beside the sheet's."""

    row = serializers.IntegerField(min_value=1)
    move = serializers.ChoiceField(choices=[one.value for one in ConflictMove])
    version = serializers.IntegerField(min_value=0)


class IssueLedgerSheet(OfficerView):
    permission = WRITE

    @extend_schema(
        operation_id="issue_ledger_sheet",
        request=IssueSheetSerializer,
        responses={(200, XLSX): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def post(self, request: Request) -> FileResponse:
        """The ledger of a village as a workbook (layout MB-1); it may come back in the same month."""
        asked = IssueSheetSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        sheet, stream = ledger_sheets_out.issue(
            division_code=given["division"],
            coverage_year=given["coverage_year"],
            by=acting(request),
            at=timezone.now(),
        )
        name = f"MB-1-{sheet.division_code}-{sheet.coverage_year}-{sheet.pk}.xlsx"
        return FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX)


class LedgerSheets(generics.GenericAPIView[ReturnedSheet]):
    permission = WRITE
    permission_classes = (Holds,)
    parser_classes = (MultiPartParser, JsonBody)
    serializer_class = ReturnedSheetSerializer
    queryset = ReturnedSheet.objects.none()

    @extend_schema(operation_id="ledger_sheets", responses=ReturnedSheetSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The ledgers of the officer's villages that came back, the last one first."""
        page = self.paginate_queryset(_visible(request).order_by("-pk")) or []
        return self.get_paginated_response([report(one) for one in page])

    @extend_schema(
        operation_id="return_ledger_sheet",
        parameters=[KEY],
        request={"multipart/form-data": ReturnSheetSerializer},
        responses={201: ReturnedSheetSerializer},
    )
    def post(self, request: Request) -> Response:
        """Send a ledger back; a small one has ended when this answers."""
        asked = ReturnSheetSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given, at = asked.validated_data, timezone.now()

        def act() -> dict[str, Any]:
            file = ledger_sheets.receive(
                content=given["file"],
                name=given["file"].name,
                division_code=given["division"],
                by=acting(request),
                at=at,
            )
            return report(file)

        return once(request, "return_ledger_sheet", at=at, act=act, status=201, body=body_of(given))


class LedgerSheetRows(generics.GenericAPIView[SheetRow]):
    permission = WRITE
    permission_classes = (Holds,)
    serializer_class = SheetRowSerializer
    queryset = SheetRow.objects.none()

    @extend_schema(
        operation_id="ledger_sheet_rows",
        parameters=[OpenApiParameter("outcome", str, enum=[one.value for one in RowOutcome])],
        responses=SheetRowSerializer(many=True),
    )
    def get(self, request: Request, pk: int) -> Response:
        """How each row ended, conflicts first."""
        file = get_object_or_404(_visible(request), pk=pk)
        page = self.paginate_queryset(rows_of(file, outcome=request.query_params.get("outcome", ""))) or []
        read_people(len(page), by=acting(request), division_code=file.area, what="api_sheet_rows")
        return self.get_paginated_response([row_report(row) for row in page])


class LedgerSheetDecide(OfficerView):
    permission = WRITE

    @extend_schema(
        operation_id="decide_sheet_row",
        parameters=[KEY],
        request=DecideRowSerializer,
        responses=SheetRowSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Take the sheet's answer of a conflict, or keep that on record."""
        file, at = get_object_or_404(_visible(request), pk=pk), timezone.now()
        asked = DecideRowSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        row = SheetRow.objects.filter(file=file, pk=given["row"]).first()
        if row is None:
            raise serializers.ValidationError({"row": [_("The ledger has no such row.")]})

        def act() -> dict[str, Any]:
            made = ConflictMove(given["move"])
            return row_report(
                sheet_conflicts.decide(
                    row=row, made=made, seen_version=given["version"], by=acting(request), at=at
                )
            )

        return once(request, f"decide_sheet_row:{row.pk}", at=at, act=act)


def _visible(request: Request) -> Any:
    return sent_files.visible(LEDGER_SHEETS, acting(request), on=timezone.localdate()).select_related("sheet")
