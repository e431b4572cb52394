"""How does a program work out what covers critical-illness benefits beyond a year's money?"""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assistance.public_money.models import CriticalIllnessCover
from assistance.public_money.operations import fund_splits
from intake.api.repeats import KEY, once
from staff import access
from staff.access import Permission
from staff.api.asking import Holds
from staff.api.authentication import acting


class CriticalIllnessCoverSerializer(serializers.ModelSerializer[CriticalIllnessCover]):
    """Inputs with their document, and what covers the shortfall in the order of the text; amounts in fen."""

    missing = serializers.JSONField(read_only=True)
    steps = serializers.JSONField(read_only=True)
    made_by = serializers.CharField(source="made_by.display_name", read_only=True)

    class Meta:
        model = CriticalIllnessCover
        fields = (
            "id", "area", "year", "raised_fen", "benefits_due_fen", "insurer_profit_fen", "past_risk_fund_fen",
            "document_number", "shortfall_fen", "from_insurer_profit_fen", "from_risk_fund_fen", "unfunded_fen",
            "missing", "steps", "policy_digest", "made_by", "made_at",
        )  # fmt: skip
        read_only_fields = fields


class CoverShortfallSerializer(serializers.Serializer[Any]):
    area = serializers.RegexField(r"^[0-9]{6}\Z", help_text="pooling area")
    year = serializers.IntegerField(min_value=1998, max_value=2200)
    raised_fen = serializers.IntegerField(min_value=0, help_text="critical-illness money raised for the year")
    benefits_due_fen = serializers.IntegerField(min_value=0)
    insurer_profit_fen = serializers.IntegerField(min_value=0)
    past_risk_fund_fen = serializers.IntegerField(min_value=0)
    document_number = serializers.CharField(max_length=100)


class CriticalIllnessCovers(generics.GenericAPIView[CriticalIllnessCover]):
    permission = Permission.FUNDS_READ
    write_permission = Permission.FUNDS_ENTER
    permission_classes = (Holds,)
    serializer_class = CriticalIllnessCoverSerializer
    queryset = CriticalIllnessCover.objects.none()

    @extend_schema(
        operation_id="critical_illness_covers",
        parameters=[OpenApiParameter("area", str, description="Only of this pooling area.")],
        responses=CriticalIllnessCoverSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """What was worked out for the officer's areas, newest first."""
        rows = CriticalIllnessCover.objects.select_related("made_by").order_by("-pk")
        found = access.scope(rows, acting(request), self.permission, on=timezone.localdate(), field="area")
        if area := request.query_params.get("area", ""):
            found = found.filter(area=area)
        page = self.paginate_queryset(found)
        return self.get_paginated_response(CriticalIllnessCoverSerializer(page, many=True).data)

    @extend_schema(
        operation_id="cover_shortfall", parameters=[KEY], request=CoverShortfallSerializer,
        responses={201: CriticalIllnessCoverSerializer},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Work out and keep what covers the shortfall, in the order of the text (GS-1.2d); undecided where none states it."""
        asked = CoverShortfallSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at = timezone.now()

        def act() -> dict[str, Any]:
            made = fund_splits.cover_shortfall(**asked.validated_data, by=acting(request), at=at)
            return dict(CriticalIllnessCoverSerializer(made).data)

        return once(request, "cover_shortfall", at=at, act=act, status=201)
