"""May a person draw benefits on a day: for programs?"""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.operations import eligibility
from staff.access import Permission
from staff.api.asking import OfficerView, SpellSerializer, TextSerializer
from staff.api.authentication import acting


class EligibilityQuestionSerializer(serializers.Serializer[Any]):
    """Whom and for which day. The number goes in the body, never in an address."""

    document_number = serializers.CharField(max_length=40)
    service_on = serializers.DateField()


class EligiblePersonSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    document_masked = serializers.CharField()
    division_code = serializers.CharField()


class EligibilityStepSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    zh = serializers.CharField()
    en = serializers.CharField()
    clause = serializers.CharField()
    readings = serializers.ListField(child=serializers.CharField())
    fen = serializers.IntegerField(allow_null=True)


class StillMissingSerializer(serializers.Serializer[Any]):
    what = TextSerializer()
    decided_by = TextSerializer()
    clause = serializers.CharField()
    readings = serializers.ListField(child=serializers.CharField())


class EligibilityAnswerSerializer(serializers.Serializer[Any]):
    state = serializers.CharField(
        help_text="covered, held, suspended, waiting, before_cover, after_cover, unpaid, undecided, lapsed, not_enrolled "
        "or deceased"
    )
    is_covered = serializers.BooleanField()
    on = serializers.DateField()
    reason = TextSerializer()
    next_step = TextSerializer()
    clause = serializers.CharField()
    readings = serializers.ListField(child=serializers.CharField())
    cover = SpellSerializer(allow_null=True)
    waiting = SpellSerializer(allow_null=True)
    first_benefit_day = serializers.DateField(allow_null=True)
    steps = EligibilityStepSerializer(many=True)
    missing = StillMissingSerializer(many=True)


class EligibilitySerializer(serializers.Serializer[Any]):
    """`is_outside`: the person is registered elsewhere, so only `is_covered` and `area` are told."""

    document_masked = serializers.CharField()
    on = serializers.DateField()
    is_known = serializers.BooleanField()
    is_outside = serializers.BooleanField()
    is_covered = serializers.BooleanField()
    area = serializers.CharField()
    person = EligiblePersonSerializer(allow_null=True)
    eligibility = EligibilityAnswerSerializer(allow_null=True)


class EligibilityView(OfficerView):
    permission = Permission.ELIGIBILITY_READ

    @extend_schema(
        operation_id="eligibility", request=EligibilityQuestionSerializer, responses=EligibilitySerializer
    )
    def post(self, request: Request) -> Response:
        """Whether the person is covered on the day of service, by which clause, and if not, why. Each look-up is audited."""
        question = EligibilityQuestionSerializer(data=request.data)
        question.is_valid(raise_exception=True)
        asked = question.validated_data
        found = eligibility.look_up(
            number=asked["document_number"], service_on=asked["service_on"], on=timezone.localdate(), by=acting(request)
        )  # fmt: skip
        return Response(found.as_json())
