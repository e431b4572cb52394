"""How do programs read what is left in former personal and family accounts?"""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.models import OldAccount
from claims.queries.old_accounts import visible_accounts
from staff.access import Permission
from staff.api.asking import DIVISION, Holds, division_of
from staff.api.authentication import acting
from staff.operations.reads import read_people
from staff.rules.divisions import scope_prefix


class OldAccountSerializer(serializers.ModelSerializer[OldAccount]):
    """The account of one person as it was closed, and what is left of it, in fen."""

    name = serializers.CharField(source="person.name")
    document_masked = serializers.CharField(source="person.document_masked")
    closed_on = serializers.DateField(source="list.closed_on")
    document_number = serializers.CharField(source="list.document_number")

    class Meta:
        model = OldAccount
        fields = (
            "id", "person", "name", "document_masked", "area", "division_code", "closed_on", "document_number", "closing_fen",
            "balance_fen",
        )  # fmt: skip
        read_only_fields = fields


class OldAccountList(generics.ListAPIView[OldAccount]):
    permission = Permission.CLAIMS_READ
    permission_classes = (Holds,)
    serializer_class = OldAccountSerializer
    queryset = OldAccount.objects.none()

    def get_queryset(self) -> Any:
        rows = visible_accounts(acting(self.request), on=timezone.localdate())
        inside = division_of(self.request)
        return (rows.filter(division_code__startswith=scope_prefix(inside)) if inside else rows).order_by(
            "pk"
        )

    @extend_schema(operation_id="old_accounts", parameters=[DIVISION])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Balances of former accounts in the officer's places."""
        answer = super().get(request, *args, **kwargs)
        read_people(len(answer.data["results"]), by=acting(request), what="api_old_accounts")
        return answer
