"""How does a program send a file of bills, follow it and read how each bill ended?"""

from typing import Any

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import generics, serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from claims.models import BillFile, FileBill
from claims.operations import bill_files
from claims.queries import bill_files as queries
from claims.workbooks.bill_results import workbook
from intake.api.repeats import KEY, body_of, once
from intake.api.sent_files import XLSX, SendingSerializer, SentFileSerializer, SentTotalsSerializer
from intake.operations import jobs
from staff import audit
from staff.access import Permission
from staff.api.asking import OUTCOME, Holds, OfficerView
from staff.api.authentication import acting
from staff.api.bodies import JsonBody
from staff.operations.reads import read_people
from staff.web.fields import readable

READ, SETTLE = Permission.CLAIMS_READ, Permission.CLAIMS_SETTLE


class BillFiguresSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    sum_fen = serializers.IntegerField()


class BillControlSerializer(SentTotalsSerializer):
    bills = serializers.IntegerField(allow_null=True)


class BillFileReportSerializer(SentFileSerializer):
    """State, control totals and outcomes of a file; `outcomes` is keyed by the stable outcome code."""

    state = serializers.CharField(
        help_text="received, checking, asking, refused, ready, settling, settled or failed"
    )
    is_preview = serializers.BooleanField()
    control_totals = BillControlSerializer()
    outcomes = serializers.DictField(child=BillFiguresSerializer())
    bills_per_second = serializers.IntegerField(allow_null=True)


class BillFileRowSerializer(serializers.ModelSerializer[BillFile]):
    state = serializers.CharField(read_only=True)

    class Meta:
        model = BillFile
        fields = (
            "id", "name", "area", "sha256", "state", "is_preview", "uploaded_at", "bill_count", "amount_fen", "finished_at",
        )  # fmt: skip
        read_only_fields = fields


class FileBillSerializer(serializers.ModelSerializer[FileBill]):
    """One bill of a file and its one outcome; `detail` says why, with the cells that are wrong."""

    bill_id = serializers.IntegerField(read_only=True, allow_null=True)
    detail = serializers.JSONField(read_only=True, allow_null=True)

    class Meta:
        model = FileBill
        fields = (
            "number", "row", "provider_code", "bill_number", "name", "document_masked", "total_fen", "outcome", "bill_id",
            "detail",
        )  # fmt: skip
        read_only_fields = fields


class UploadBillsSerializer(SendingSerializer):
    file = serializers.FileField(help_text=readable("CL-1"))
    provider_code = serializers.CharField(required=False, max_length=20, default="")
    preview = serializers.BooleanField(required=False, default=False)


class BillFiles(generics.GenericAPIView[BillFile]):
    permission = READ
    write_permission = SETTLE
    permission_classes = (Holds,)
    parser_classes = (MultiPartParser, JsonBody)
    serializer_class = BillFileRowSerializer
    queryset = BillFile.objects.none()

    @extend_schema(
        operation_id="bill_files",
        parameters=[
            OpenApiParameter("state", str),
            OpenApiParameter("area", str, description="Beginning of the code."),
        ],
        responses=BillFileRowSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The files of the officer's divisions, newest first."""
        asked = request.query_params
        found = queries.filtered(
            queries.visible_files(acting(request), on=timezone.localdate()),
            state=asked.get("state", ""), area=asked.get("area", ""),
        )  # fmt: skip
        return self.get_paginated_response(
            BillFileRowSerializer(self.paginate_queryset(found), many=True).data
        )

    @extend_schema(
        operation_id="upload_bill_file",
        parameters=[KEY],
        request={"multipart/form-data": UploadBillsSerializer},
        responses={201: BillFileReportSerializer},
    )
    def post(self, request: Request) -> Response:
        """Send a file of bills. It is kept and worked on in the background: read its state until it is settled or refused."""
        asked = UploadBillsSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        at = timezone.now()

        def receive() -> dict[str, Any]:
            file = bill_files.receive_file(
                content=given["file"], name=given["file"].name, area=given["area"],
                provider_code=given["provider_code"], is_preview=given["preview"],
                expected=bill_files.Expected(given.get("expected_count"), given.get("expected_fen")),
                at=at, by=acting(request),
            )  # fmt: skip
            return queries.report(file, now=at)

        return once(request, "upload_bill_file", at=at, act=receive, status=201, body=body_of(given))


def visible_file(request: Request, pk: int, permission: Permission = READ) -> BillFile:
    """The file, or 404 outside the officer's divisions."""
    found = queries.visible_files(acting(request), on=timezone.localdate(), permission=permission)
    return get_object_or_404(found, pk=pk)


class BillFileView(OfficerView):
    permission = READ

    @extend_schema(operation_id="bill_file", responses=BillFileReportSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """How far a file is, its control totals, and how its bills ended."""
        return Response(queries.report(visible_file(request, pk), now=timezone.now()))


class BillFileRetry(OfficerView):
    permission = SETTLE

    @extend_schema(operation_id="retry_bill_file", request=None, responses=BillFileReportSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Start a failed file again; what was settled stays settled."""
        file = visible_file(request, pk, SETTLE)
        file = jobs.retry(file=file, by=acting(request), on=timezone.localdate())
        return Response(queries.report(file, now=timezone.now()))


class BillFileBills(generics.GenericAPIView[FileBill]):
    permission = READ
    permission_classes = (Holds,)
    serializer_class = FileBillSerializer
    queryset = FileBill.objects.none()

    @extend_schema(
        operation_id="bill_file_bills", parameters=[OUTCOME], responses=FileBillSerializer(many=True)
    )
    def get(self, request: Request, pk: int) -> Response:
        """The bills of a file, each with its outcome, why, and what to do."""
        found = queries.bills_of(visible_file(request, pk), outcome=request.query_params.get("outcome", ""))
        page = self.paginate_queryset(found) or []
        read_people(len(page), by=acting(request), what="api_bill_file")
        return self.get_paginated_response(FileBillSerializer(page, many=True).data)


class BillFileResult(OfficerView):
    permission = READ

    @extend_schema(
        operation_id="bill_file_result", responses={(200, XLSX): OpenApiResponse(OpenApiTypes.BINARY)}
    )
    def get(self, request: Request, pk: int) -> FileResponse:
        """The result as a workbook: summary, bills that were not settled, all bills; numbers masked."""
        file = visible_file(request, pk)
        audit.record(
            "download_bill_file_result",
            by=acting(request),
            about=file,
            division_code=file.area,
            change={"rows": file.rows_read},
        )
        return FileResponse(
            workbook(file), as_attachment=True, filename=f"bills-{pk}.xlsx", content_type=XLSX
        )
