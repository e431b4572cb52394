"""Which providers are designated on a day, at which tier: for programs?"""

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.models import Provider
from claims.queries.providers import filtered
from staff.access import Permission
from staff.api.asking import DIVISION, Holds, day_of, division_of


class ProviderSerializer(serializers.Serializer[Any]):
    """A provider; `tier` is null when it is not designated on the day asked."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    division_code = serializers.CharField()
    tier = serializers.CharField(allow_null=True)
    designated_from = serializers.DateField(allow_null=True)
    designated_until = serializers.DateField(
        allow_null=True, help_text="Not included; null: until further notice"
    )


class ProviderList(generics.GenericAPIView[Provider]):
    permission = Permission.CLAIMS_READ
    permission_classes = (Holds,)
    serializer_class = ProviderSerializer
    queryset = Provider.objects.none()

    @extend_schema(
        operation_id="providers",
        parameters=[
            OpenApiParameter("text", str, description="Part of the name, or beginning of the code."),
            OpenApiParameter(
                "tier",
                str,
                description="a level as the area of the provider names it: village to province, or its own code",
            ),
            OpenApiParameter(
                "on", OpenApiTypes.DATE, description="Day of the designation; today when absent."
            ),
            DIVISION,
        ],
        responses=ProviderSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Providers with their designation on a day."""
        asked = request.query_params
        found = filtered(
            text=asked.get("text", ""), tier=asked.get("tier", ""), inside=division_of(request),
            on=day_of(request, "on") or timezone.localdate(),
        )  # fmt: skip
        page = self.paginate_queryset(found)
        return self.get_paginated_response([_told(provider) for provider in page or []])


def _told(provider: Any) -> dict[str, Any]:
    designation = next(iter(provider.in_force), None)
    return {
        "id": provider.pk,
        "code": provider.code,
        "name": provider.name,
        "division_code": provider.division_code,
        "tier": designation and designation.tier,
        "designated_from": designation and designation.from_on.isoformat(),
        "designated_until": designation.until_on.isoformat()
        if designation and designation.until_on
        else None,
    }
