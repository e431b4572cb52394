"""How are divisions that the list does not know entered and decided on: for programs?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from staff.access import Permission
from staff.api.asking import Holds, OfficerView
from staff.api.authentication import acting
from staff.models import DivisionEntry
from staff.operations import division_entries


class DivisionEntrySerializer(serializers.Serializer[DivisionEntry]):
    """A division as a document founds or renames it."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    valid_from = serializers.DateField()
    replaces = serializers.ListField(child=serializers.CharField())
    document_number = serializers.CharField()
    state = serializers.CharField(help_text="waits, approved or rejected")
    entered_by = serializers.CharField()
    entered_at = serializers.DateTimeField()
    approved_at = serializers.DateTimeField(allow_null=True)
    rejected_because = serializers.CharField(allow_blank=True)

    def to_representation(self, instance: DivisionEntry) -> dict[str, Any]:
        return super().to_representation(division_entries.as_json(instance))  # type: ignore[arg-type]


class EnterDivisionSerializer(serializers.Serializer[Any]):
    code = serializers.RegexField(r"^([0-9]{6}|[0-9]{9}|[0-9]{12})\Z")
    name = serializers.CharField(max_length=60)
    valid_from = serializers.DateField()
    replaces = serializers.ListField(
        child=serializers.CharField(max_length=12), required=False, default=list, max_length=50
    )
    document_number = serializers.CharField(max_length=100)


class DecideDivisionSerializer(serializers.Serializer[Any]):
    decision = serializers.ChoiceField(choices=["approve", "reject"])
    because = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)


class DivisionEntries(generics.GenericAPIView[DivisionEntry]):
    """Divisions that officers added or renamed."""

    permission = Permission.PARAMETERS_READ
    write_permission = Permission.PARAMETERS_ENTER
    permission_classes = (Holds,)
    serializer_class = DivisionEntrySerializer
    queryset = DivisionEntry.objects.none()

    @extend_schema(operation_id="division_entries", responses=DivisionEntrySerializer(many=True))
    def get(self, request: Request) -> Response:
        """The entries of the officer's divisions: those that wait first, then the newest."""
        rows = division_entries.visible(acting(request), on=timezone.localdate())
        page = self.get_serializer(self.paginate_queryset(rows), many=True)
        return self.get_paginated_response(page.data)

    @extend_schema(
        operation_id="enter_division",
        request=EnterDivisionSerializer,
        responses={201: DivisionEntrySerializer},
    )
    def post(self, request: Request) -> Response:
        """Enter a division under its document. Sent again, it is refused: one entry of a code waits at a time."""
        asked = EnterDivisionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        entry = division_entries.enter(**asked.validated_data, by=acting(request), at=timezone.now())
        return Response(DivisionEntrySerializer(entry).data, status=201)


class DivisionDecision(OfficerView):
    permission = Permission.PARAMETERS_APPROVE

    @extend_schema(
        operation_id="decide_division", request=DecideDivisionSerializer, responses=DivisionEntrySerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Approve an entry of another officer, or turn it down with the reason."""
        asked = DecideDivisionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at, by = timezone.now(), acting(request)
        entry = get_object_or_404(division_entries.visible(by, on=timezone.localdate()), pk=pk)
        if asked.validated_data["decision"] == "approve":
            after = division_entries.approve(entry=entry, by=by, at=at)
        else:
            after = division_entries.reject(
                entry=entry, because=asked.validated_data["because"], by=by, at=at
            )
        return Response(DivisionEntrySerializer(after).data)
