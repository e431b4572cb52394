"""How does a program learn what a sent file asks, and answer it?"""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from intake.api.repeats import KEY, once
from intake.models.jobs import SentFile
from intake.operations import answers
from intake.queries import sent_files
from intake.queries.readings import told
from staff.api.authentication import acting


class ReadingSerializer(serializers.Serializer[Any]):
    """What is said of a file: see `intake.rules.readings`; `keep_as` keeps it as the sender's profile of that name."""

    reading = serializers.DictField()
    keep_as = serializers.CharField(required=False, allow_blank=True, max_length=60)


class HowReadSerializer(serializers.Serializer[Any]):
    """The state of a file, what it asks, what is told of it, and how it was read."""

    file_id = serializers.IntegerField()
    state = serializers.CharField()
    questions = serializers.ListField(child=serializers.DictField())
    notices = serializers.ListField(child=serializers.DictField())
    read_as = serializers.DictField()


class SentFileReading(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(operation_id="sent_file_reading", responses=HowReadSerializer)
    def get(self, request: Request, code: str, pk: int) -> Response:
        """What a file asks and how it was read."""
        return Response(_report(_file(request, code, pk)))

    @extend_schema(
        operation_id="answer_sent_file", parameters=[KEY], request=ReadingSerializer, responses={202: HowReadSerializer}
    )  # fmt: skip
    def post(self, request: Request, code: str, pk: int) -> Response:
        """Say how a file that asks is to be read. It is checked anew in the background."""
        file = _file(request, code, pk)
        asked = ReadingSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given, at = asked.validated_data, timezone.now()

        def answer() -> dict[str, Any]:
            sent = answers.answer(
                file=file, said=given["reading"], by=acting(request), on=timezone.localdate(at), at=at,
                keep_as=given.get("keep_as", ""),
            )  # fmt: skip
            return _report(sent)

        return once(request, f"answer_file:{code}:{pk}", at=at, act=answer, status=202)


def _file(request: Request, code: str, pk: int) -> SentFile:
    return sent_files.file_of(code, pk, acting(request), on=timezone.localdate(), may_answer=True)


def _report(file: SentFile) -> dict[str, Any]:
    return {"file_id": file.pk, "state": str(file.state), **told(file)}
