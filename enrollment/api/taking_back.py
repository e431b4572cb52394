"""What would follow if a whole tax file were taken back: for programs?"""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment.api.files import visible_file
from enrollment.operations.taking_back_previews import preview
from staff.access import Permission
from staff.api.asking import OfficerView


class TouchSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="covers, covers_begun, refunds, copies, actions, grants, bills")
    text = serializers.DictField(child=serializers.CharField())
    count = serializers.IntegerField()
    amount_fen = serializers.IntegerField(allow_null=True)


class TakingBackSerializer(serializers.Serializer[Any]):
    """The file's lines and money now, and what stands on them."""

    lines = serializers.IntegerField()
    posted_fen = serializers.IntegerField()
    held_fen = serializers.IntegerField()
    touched = TouchSerializer(many=True)


class TakingBack(OfficerView):
    permission = Permission.PAYMENTS_READ

    @extend_schema(operation_id="preview_taking_back", responses=TakingBackSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """What taking the whole file back would touch. It is asked for, agreed to or dropped by the moves of a sent file."""
        return Response(preview(visible_file(request, pk), on=timezone.localdate()).as_json())
