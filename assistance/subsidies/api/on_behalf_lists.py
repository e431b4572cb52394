"""How does a program read whom the fund pays for at the tax authority: masked, or with numbers to collect by?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assistance.subsidies.models import Grant
from assistance.subsidies.operations import on_behalf_lists
from assistance.subsidies.queries import subsidies as found
from enrollment.operations.people import document_number
from staff.access import Permission
from staff.api.asking import Holds
from staff.api.authentication import acting


class OnBehalfSerializer(serializers.Serializer[Any]):
    """A person for whom the fund pays the tax authority."""

    grant_id = serializers.IntegerField()
    person_id = serializers.IntegerField()
    name = serializers.CharField()
    document_masked = serializers.CharField()
    document_number = serializers.CharField(allow_null=True, help_text="only with `numbers=clear`, else null")
    division_code = serializers.CharField()
    area = serializers.CharField(help_text="pooling area of the due")
    coverage_year = serializers.IntegerField()
    basis = serializers.CharField(help_text="category that counts")
    mode = serializers.CharField()
    amount_fen = serializers.IntegerField()
    state = serializers.CharField()
    clause = serializers.CharField()


class OnBehalfList(generics.GenericAPIView[Grant]):
    permission = Permission.SUBSIDIES_READ
    permission_classes = (Holds,)
    serializer_class = OnBehalfSerializer
    queryset = Grant.objects.none()

    @extend_schema(
        operation_id="on_behalf_list",
        parameters=[
            OpenApiParameter(
                "numbers", str, enum=["masked", "clear"],
                description="`clear` takes the right to pay in the place of the run, and an approved run.",
            ),
        ],
        responses=OnBehalfSerializer(many=True),
    )  # fmt: skip
    def get(self, request: Request, pk: int) -> Response:
        """Whom the fund pays for, in the order of villages. Each page is told in the audit."""
        numbers = request.query_params.get("numbers", "masked")
        if numbers not in ("masked", "clear"):
            raise serializers.ValidationError({"numbers": ["masked, clear"]})
        by, on, in_clear = acting(request), timezone.localdate(), numbers == "clear"
        run = get_object_or_404(found.visible_runs(by, on=on), pk=pk)
        on_behalf_lists.release(run=run, in_clear=in_clear, on=on, by=by)
        page = self.paginate_queryset(found.on_behalf_grants(run)) or []
        return self.get_paginated_response([_row(grant, in_clear) for grant in page])


def _row(grant: Grant, in_clear: bool) -> dict[str, Any]:
    return {
        "grant_id": grant.pk,
        "person_id": grant.person_id,
        "name": grant.person.name,
        "document_masked": grant.person.document_masked,
        "document_number": document_number(grant.person) if in_clear else None,
        "division_code": grant.division_code,
        "area": grant.area,
        "coverage_year": grant.coverage_year,
        "basis": grant.basis,
        "mode": grant.mode,
        "amount_fen": grant.amount_fen,
        "state": grant.state,
        "clause": grant.decision.clause,
    }
