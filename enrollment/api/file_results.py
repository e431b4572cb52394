"""How does a program take the result of a tax file: at once, or from the place where a worker puts it?"""

from typing import Any

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment import result_workbooks
from enrollment.api.files import READ, visible_file
from enrollment.models import FileResult, PaymentFile
from enrollment.operations import file_results
from enrollment.rules.payment_lines import ResultKind
from enrollment.rules.result_states import ResultState
from intake.api.sent_files import XLSX
from staff import audit
from staff.api.asking import DIVISION, OfficerView, division_of
from staff.api.authentication import acting

ZIP = "application/zip"
ASK_AGAIN_SECONDS = 5
KIND = OpenApiParameter(
    "kind", str, enum=list(map(str, ResultKind)), default="workbook", description="townships: a .zip with a workbook for each.",
)  # fmt: skip


class FileResultSerializer(serializers.ModelSerializer[FileResult]):
    """A workbook that a worker writes: ask at `url` until it answers 200 with the bytes."""

    kind = serializers.CharField(read_only=True)
    state = serializers.CharField(read_only=True, help_text="waiting, writing, ready or failed")
    url = serializers.SerializerMethodField()

    class Meta:
        model = FileResult
        fields = (
            "id", "kind", "division", "language", "state", "lines", "lines_written", "as_of", "size_bytes", "requested_at", "url",
        )  # fmt: skip
        read_only_fields = fields

    def get_url(self, result: FileResult) -> str:
        return reverse("api_tax_file_written", args=[result.file_id, result.pk])


ANSWERS = {
    (200, XLSX): OpenApiResponse(OpenApiTypes.BINARY),
    (200, ZIP): OpenApiResponse(OpenApiTypes.BINARY),
    202: FileResultSerializer,
}


class TaxFileResult(OfficerView):
    permission = READ

    @extend_schema(operation_id="tax_file_result", parameters=[DIVISION, KIND], responses=ANSWERS)
    def get(self, request: Request, pk: int) -> FileResponse | Response:
        """The result as a workbook: summary, exceptions by kind, all lines; of the whole file or of one division.

        A small one is answered at once, or the one written last; a large one is written by a worker: 202 and `Location`.
        """
        file, division, kind = visible_file(request, pk), division_of(request), _kind_of(request)
        if file_results.answers_at_once(file, division):
            _note(request, file, division, kind)
            at = timezone.now()
            if kind == ResultKind.TOWNSHIPS:
                return _sent(result_workbooks.by_township(file, at=at), f"result-{pk}-townships.zip", kind)
            return _sent(result_workbooks.workbook(file, division=division, at=at), f"result-{pk}.xlsx", kind)
        known = file_results.results_of(file, language=_language(), division=division).get(kind)
        if known is not None and known.state == ResultState.READY:
            return _bytes(request, file, known)
        return _under_way(_asked_for(request, file, division, kind))

    @extend_schema(
        operation_id="write_tax_file_result",
        parameters=[DIVISION, KIND],
        request=None,
        responses={202: FileResultSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Have the result written anew. A repeated request gets the one that is being written."""
        return _under_way(
            _asked_for(request, visible_file(request, pk), division_of(request), _kind_of(request))
        )


class TaxFileWritten(OfficerView):
    permission = READ

    @extend_schema(operation_id="tax_file_written_result", responses=ANSWERS)
    def get(self, request: Request, pk: int, result_pk: int) -> FileResponse | Response:
        """A workbook that a worker writes: 202 while it is under way, then 200 with the bytes; 409 when it failed."""
        file = visible_file(request, pk)
        result = get_object_or_404(FileResult, pk=result_pk, file=file)
        return _under_way(result) if result.is_moving else _bytes(request, file, result)


def _kind_of(request: Request) -> str:
    kind = request.query_params.get("kind", ResultKind.WORKBOOK.value)
    if kind not in set(ResultKind):
        raise serializers.ValidationError({"kind": [", ".join(ResultKind)]})
    return kind


def _language() -> str:
    return get_language() or "zh-hans"


def _asked_for(request: Request, file: PaymentFile, division: str, kind: str) -> FileResult:
    return file_results.request(
        file=file, kind=kind, division=division, language=_language(), by=acting(request), at=timezone.now()
    )


def _under_way(result: FileResult) -> Response:
    told = FileResultSerializer(result).data
    headers = {"Location": told["url"], "Retry-After": str(ASK_AGAIN_SECONDS)}
    return Response(told, status=202, headers=headers)


def _bytes(request: Request, file: PaymentFile, result: FileResult) -> FileResponse:
    stream = file_results.open_result(result)
    _note(request, file, result.division, result.kind, result.pk)
    return _sent(stream, result.name, result.kind)


def _sent(stream: Any, name: str, kind: str) -> FileResponse:
    content_type = ZIP if kind == ResultKind.TOWNSHIPS else XLSX
    return FileResponse(stream, as_attachment=True, filename=name, content_type=content_type)


def _note(request: Request, file: PaymentFile, division: str, kind: str, result: int | None = None) -> None:
    part = "by_township" if kind == ResultKind.TOWNSHIPS else division
    told = {"division": part, "rows": file.rows_read}
    audit.record(
        "download_file_result", by=acting(request), about=file, division_code=file.area,
        change=told | ({"result": result} if result else {}),
    )  # fmt: skip
