"""Who am I to the API, and what may I do where?"""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from staff.access import grants_of, held
from staff.api.authentication import acting


class GrantSerializer(serializers.Serializer[object]):
    role = serializers.CharField()
    division_code = serializers.CharField()
    valid_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)


class MeSerializer(serializers.Serializer[object]):
    login = serializers.CharField()
    display_name = serializers.CharField()
    grants = GrantSerializer(many=True)
    permissions = serializers.ListField(child=serializers.CharField())


class Me(APIView):
    @extend_schema(operation_id="me", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """The officer the session or token belongs to."""
        officer, on = acting(request), timezone.localdate()
        return Response(
            {
                "login": officer.login,
                "display_name": officer.display_name,
                "grants": GrantSerializer(grants_of(officer, on=on), many=True).data,
                "permissions": sorted(held(officer, on=on)),
            }
        )
