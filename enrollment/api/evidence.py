"""What do documents say of a person's cover elsewhere, and who confirmed it: for programs?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment.api.quotes import visible_person
from enrollment.operations import evidence
from enrollment.queries.evidence import evidence_of, report, visible_evidence
from enrollment.rules.evidence import EvidenceMove, Scheme
from staff.access import Permission
from staff.api.asking import OfficerView
from staff.api.authentication import acting


class EvidenceSerializer(serializers.Serializer[Any]):
    """A document on the days `from_on` to `last_day` (both included; without an end the cover goes on)."""

    id = serializers.IntegerField()
    person_id = serializers.IntegerField()
    scheme = serializers.ChoiceField(choices=[one.value for one in Scheme])
    from_on = serializers.DateField()
    last_day = serializers.DateField(allow_null=True)
    document_number = serializers.CharField()
    state = serializers.CharField()
    entered_by = serializers.CharField()
    decided_by = serializers.CharField(allow_null=True)
    because = serializers.CharField()


class EvidenceGivenSerializer(serializers.Serializer[Any]):
    scheme = serializers.ChoiceField(choices=[one.value for one in Scheme])
    from_on = serializers.DateField()
    last_day = serializers.DateField(required=False, allow_null=True, default=None)
    document_number = serializers.CharField(max_length=100)


class EvidenceMoveSerializer(serializers.Serializer[Any]):
    move = serializers.ChoiceField(choices=[one.value for one in EvidenceMove])
    because = serializers.CharField(max_length=300, required=False, default="")


class PersonEvidence(OfficerView):
    permission = Permission.DUES_READ
    write_permission = Permission.ENROLLMENT_WRITE

    @extend_schema(operation_id="person_evidence", responses=EvidenceSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """All documents on a person's cover, the latest days first."""
        person = visible_person(request, permission=self.permission, pk=pk)
        return Response([report(row) for row in evidence_of(person)[:200]])

    @extend_schema(
        operation_id="enter_evidence", request=EvidenceGivenSerializer, responses={201: EvidenceSerializer}
    )
    def post(self, request: Request, pk: int) -> Response:
        """Enter a document. It has no effect until another officer confirms it."""
        given = EvidenceGivenSerializer(data=request.data)
        person = visible_person(request, permission=self.write_permission, pk=pk)
        given.is_valid(raise_exception=True)
        facts = {**given.validated_data, "scheme": Scheme(given.validated_data["scheme"])}
        row = evidence.enter(person=person, **facts, by=acting(request), at=timezone.now())
        return Response(report(row), status=status.HTTP_201_CREATED)


class EvidenceMoves(OfficerView):
    permission = Permission.EXCEPTIONS_DECIDE

    @extend_schema(
        operation_id="decide_evidence", request=EvidenceMoveSerializer, responses=EvidenceSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Confirm, turn down or withdraw a document; whoever entered it may not."""
        by = acting(request)
        rows = visible_evidence(by, on=timezone.localdate(), permission=self.permission)
        row = get_object_or_404(rows, pk=pk)
        given = EvidenceMoveSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        chosen = EvidenceMove(given.validated_data["move"])
        because = given.validated_data["because"]
        return Response(
            report(evidence.move(evidence=row, move=chosen, because=because, by=by, at=timezone.now()))
        )
