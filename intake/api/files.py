"""How does a program see every sent file, whatever its layout, and make a move of it?"""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from intake.api.repeats import KEY, once
from intake.models.jobs import SentFile
from intake.operations.officer_moves import make_move, offered
from intake.queries import sent_files
from staff.api.authentication import acting


class SentFileRowSerializer(serializers.Serializer[Any]):
    """One file of the list of all."""

    layout = serializers.CharField(help_text="TB-1, HH-1, RS-1 ...")
    pk = serializers.IntegerField()
    name = serializers.CharField()
    area = serializers.CharField()
    state = serializers.CharField()
    rows_read = serializers.IntegerField()
    uploaded_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class SentFileReportSerializer(serializers.Serializer[Any]):
    """What is said of every sent file. Rows and outcomes stand in the report of its layout."""

    layout = serializers.CharField()
    file_id = serializers.IntegerField()
    name = serializers.CharField()
    area = serializers.CharField()
    sha256 = serializers.CharField()
    state = serializers.CharField()
    is_at_rest = serializers.BooleanField()
    rows_read = serializers.IntegerField()
    uploaded_at = serializers.DateTimeField()
    checked_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    notices = serializers.JSONField()
    questions = serializers.JSONField()
    read_as = serializers.JSONField()
    refusal = serializers.JSONField(allow_null=True)
    problems = serializers.JSONField()
    problem_count = serializers.IntegerField()
    problem_groups = serializers.JSONField(
        help_text="The same fault in many rows as one: column, code, text, remedy, count, the first cells."
    )
    failure = serializers.CharField()
    moves = serializers.ListField(child=serializers.CharField(), help_text="What this officer may do now.")


class SentFileMoveSerializer(serializers.Serializer[Any]):
    move = serializers.CharField(help_text="confirm, discard, retry, undo ...: one of `moves`", max_length=20)
    because = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)


class SentFiles(generics.GenericAPIView[Any]):
    permission_classes = (IsAuthenticated,)  # each layout has its own right to read: see `visible_layouts`
    serializer_class = SentFileRowSerializer

    @extend_schema(
        operation_id="sent_files",
        parameters=[
            OpenApiParameter("layout", str),
            OpenApiParameter("state", str),
            OpenApiParameter("area", str, description="Beginning of the code."),
        ],
        responses=SentFileRowSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Files of all layouts in the officer's divisions, those sent last first."""
        asked = {name: request.query_params.get(name, "") for name in ("layout", "state", "area")}
        rows = sent_files.all_visible(acting(request), on=timezone.localdate(), **asked)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(SentFileRowSerializer(page, many=True).data)


class SentFileView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(operation_id="sent_file", responses=SentFileReportSerializer)
    def get(self, request: Request, code: str, pk: int) -> Response:
        """How far a file is, what it asks, why it was refused, and what may be done with it."""
        return Response(_report(request, _file(request, code, pk)))


class SentFileMoves(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="move_sent_file",
        parameters=[KEY],
        request=SentFileMoveSerializer,
        responses=SentFileReportSerializer,
    )
    def post(self, request: Request, code: str, pk: int) -> Response:
        """Confirm, discard, retry or undo: the moves that the report offers."""
        file = _file(request, code, pk)  # whoever may not see it learns nothing of what was sent
        asked = SentFileMoveSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at = timezone.now()

        def act() -> dict[str, Any]:
            by, on = acting(request), timezone.localdate(at)
            return _report(request, make_move(file, by=by, on=on, at=at, **asked.validated_data))

        return once(request, f"move_sent_file:{code}:{pk}", at=at, act=act)


def _file(request: Request, code: str, pk: int) -> SentFile:
    return sent_files.file_of(code, pk, acting(request), on=timezone.localdate())


def _report(request: Request, file: SentFile) -> dict[str, Any]:
    moves = offered(file, by=acting(request), on=timezone.localdate())
    return {**sent_files.report(file), "moves": [one.value for one in moves]}
