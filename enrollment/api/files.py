"""How does a program send a tax file, follow it and read the result?"""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment.api.exceptions import LineSerializer
from enrollment.models import PaymentFile, PaymentLine
from enrollment.operations import payments
from enrollment.queries import files, lines
from intake.api.repeats import KEY, body_of, once
from intake.api.sent_files import SendingSerializer, SentFileSerializer, SentTotalsSerializer
from intake.operations import jobs
from staff.access import Permission
from staff.api.asking import DIVISION, OUTCOME, Holds, OfficerView, division_of
from staff.api.authentication import acting
from staff.api.bodies import JsonBody
from staff.operations.reads import read_people
from staff.web.fields import readable

READ, UPLOAD = Permission.PAYMENTS_READ, Permission.PAYMENTS_UPLOAD


class FiguresSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    sum_fen = serializers.IntegerField()
    posted_fen = serializers.IntegerField()
    held_fen = serializers.IntegerField()


class ControlTotalsSerializer(SentTotalsSerializer):
    lines = serializers.IntegerField(allow_null=True)


class FileReportSerializer(SentFileSerializer):
    """State, control totals and outcomes of a file; `outcomes` is keyed by the stable outcome code."""

    state = serializers.CharField(
        help_text="received, checking, asking, refused, ready, posting, posted, undo_asked, undoing, undone or failed"
    )
    is_check_only = serializers.BooleanField()
    control_totals = ControlTotalsSerializer()
    outcomes = serializers.DictField(child=FiguresSerializer())
    lines_per_second = serializers.IntegerField(allow_null=True)
    problems = serializers.ListField(
        child=serializers.DictField(),
        help_text="Cells that are wrong: of a file that is refused or asks, and of the lines of one that is only checked",
    )
    problem_count = serializers.IntegerField()


class FileRowSerializer(serializers.ModelSerializer[PaymentFile]):
    state = serializers.CharField(read_only=True)

    class Meta:
        model = PaymentFile
        fields = (
            "id",
            "name",
            "area",
            "sha256",
            "state",
            "is_check_only",
            "uploaded_at",
            "line_count",
            "amount_fen",
            "finished_at",
        )
        read_only_fields = fields


class UploadSerializer(SendingSerializer):
    file = serializers.FileField(help_text=readable("TB-1"))
    check_only = serializers.BooleanField(required=False, default=False)


class TaxFiles(generics.GenericAPIView[PaymentFile]):
    permission = READ
    write_permission = UPLOAD
    permission_classes = (Holds,)
    parser_classes = (MultiPartParser, JsonBody)
    serializer_class = FileRowSerializer
    queryset = PaymentFile.objects.none()

    @extend_schema(
        operation_id="tax_files",
        parameters=[
            OpenApiParameter("state", str),
            OpenApiParameter("area", str, description="Beginning of the code."),
        ],
        responses=FileRowSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The files of the officer's divisions, newest first."""
        asked = request.query_params
        found: QuerySet[PaymentFile] = files.filtered(
            files.visible_files(acting(request), on=timezone.localdate()),
            state=asked.get("state", ""),
            area=asked.get("area", ""),
        )
        return self.get_paginated_response(FileRowSerializer(self.paginate_queryset(found), many=True).data)

    @extend_schema(
        operation_id="upload_tax_file",
        parameters=[KEY],
        request={"multipart/form-data": UploadSerializer},
        responses={201: FileReportSerializer},
    )
    def post(self, request: Request) -> Response:
        """Send a tax file. It is kept and worked on in the background: read its state until it is posted or refused."""
        asked = UploadSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        at = timezone.now()

        def receive() -> dict[str, Any]:
            file = payments.receive_file(
                content=given["file"],
                name=given["file"].name,
                area=given["area"],
                by=acting(request),
                at=at,
                expected_count=given.get("expected_count"),
                expected_fen=given.get("expected_fen"),
                check_only=given["check_only"],
            )
            return files.report(file, now=at)

        return once(request, "upload_tax_file", at=at, act=receive, status=201, body=body_of(given))


def visible_file(request: Request, pk: int) -> PaymentFile:
    return get_object_or_404(files.visible_files(acting(request), on=timezone.localdate()), pk=pk)


class TaxFileView(OfficerView):
    permission = READ

    @extend_schema(operation_id="tax_file", responses=FileReportSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """How far a file is, its control totals, and how its lines ended."""
        return Response(files.report(visible_file(request, pk), now=timezone.now()))


class TaxFileRetry(OfficerView):
    permission = UPLOAD

    @extend_schema(operation_id="retry_tax_file", request=None, responses=FileReportSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Start a failed file again; what was posted stays posted."""
        file = jobs.retry(file=visible_file(request, pk), by=acting(request), on=timezone.localdate())
        return Response(files.report(file, now=timezone.now()))


class TaxFileLines(generics.GenericAPIView[PaymentLine]):
    permission = READ
    permission_classes = (Holds,)
    serializer_class = LineSerializer
    queryset = PaymentLine.objects.none()

    @extend_schema(
        operation_id="tax_file_lines", parameters=[OUTCOME, DIVISION], responses=LineSerializer(many=True)
    )
    def get(self, request: Request, pk: int) -> Response:
        """The lines of a file, each with its outcome, cause and remedy."""
        found = lines.lines_of_file(visible_file(request, pk).pk).select_related("person").order_by("pk")
        if outcome := request.query_params.get("outcome", ""):
            found = found.filter(outcome=outcome)
        if code := division_of(request):
            found = lines.in_division(found, code)
        page = self.paginate_queryset(found)
        read_people(len(page or []), by=acting(request), what="api_tax_lines")
        return self.get_paginated_response(LineSerializer(page, many=True).data)
