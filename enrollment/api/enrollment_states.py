"""How does a program read the state of an enrollment and change it?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment.models import Enrollment
from enrollment.operations import enrollment_states
from enrollment.queries.enrollment_states import report
from enrollment.rules.enrollment_states import ENROLLMENT, ENTERED, EnrollmentMove, StateReason
from intake.api.repeats import KEY, once
from staff import access
from staff.access import Permission
from staff.api.asking import OfficerView
from staff.api.authentication import acting


class StateChangeSerializer(serializers.Serializer[Any]):
    move = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()
    reason = serializers.CharField()
    clause = serializers.CharField(help_text="Empty: no document on record names the reason.")
    from_on = serializers.DateField()
    document_number = serializers.CharField()


class EnrollmentStateSerializer(serializers.Serializer[Any]):
    """An enrollment, its state (normal, suspended, ended; CODE-1) and what led to it."""

    id = serializers.IntegerField()
    person_id = serializers.IntegerField()
    area = serializers.CharField()
    coverage_year = serializers.IntegerField()
    division_code = serializers.CharField()
    state = serializers.CharField()
    platform_code = serializers.CharField(help_text="1 normal, 2 suspended, 3 ended")
    changes = StateChangeSerializer(many=True)


class MoveEnrollmentSerializer(serializers.Serializer[Any]):
    move = serializers.ChoiceField(choices=[move.value for move in EnrollmentMove])
    reason = serializers.ChoiceField(
        choices=sorted({reason.value for reasons in ENTERED.values() for reason in reasons})
    )
    from_on = serializers.DateField(help_text="The first day of the new state.")
    document_number = serializers.CharField(max_length=100)


class EnrollmentStateView(OfficerView):
    permission = ENROLLMENT.permissions(EnrollmentMove.SUSPEND)[0]

    @extend_schema(operation_id="enrollment_state", responses=EnrollmentStateSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """The state of an enrollment and its history."""
        return Response(report(_visible(request, pk)))

    @extend_schema(
        operation_id="move_enrollment",
        parameters=[KEY],
        request=MoveEnrollmentSerializer,
        responses=EnrollmentStateSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Suspend, resume, end or take up again, under a document."""
        enrollment, asked = _visible(request, pk), MoveEnrollmentSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given, at = dict(asked.validated_data), timezone.now()
        made, reason = EnrollmentMove(given.pop("move")), StateReason(given.pop("reason"))

        def act() -> dict[str, Any]:
            moved = enrollment_states.move(
                enrollment=enrollment, made=made, reason=reason, by=acting(request), at=at, **given
            )
            return report(moved)

        return once(request, "move_enrollment", at=at, act=act)


def _visible(request: Request, pk: int) -> Enrollment:
    rows = access.scope(
        Enrollment.objects.all(), acting(request), Permission.ENROLLMENT_WRITE, on=timezone.localdate()
    )
    return get_object_or_404(rows, pk=pk)
