"""How does a program learn at once which premium subsidies stand on something that changed since?"""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assistance.subsidies.bulk.changed_grants import ChangedGrant, changed_grants
from assistance.subsidies.models import Grant
from assistance.subsidies.queries.subsidies import places_read, visible_grants
from assistance.subsidies.rules.changed_grants import GroundChange
from staff.access import Permission
from staff.api.asking import DIVISION, YEAR, Holds, TextSerializer, division_of, year_of
from staff.api.authentication import acting
from staff.operations.reads import read_people


class ChangedGrantSerializer(serializers.Serializer[Any]):
    """A live grant as it was granted, what holds now, and the next step; fen, null where nothing is granted or stated."""

    grant_id = serializers.IntegerField()
    run_id = serializers.IntegerField()
    person_id = serializers.IntegerField()
    name = serializers.CharField()
    document_masked = serializers.CharField()
    division_code = serializers.CharField()
    state = serializers.CharField()
    change = serializers.ChoiceField(choices=[change.value for change in GroundChange])
    change_text = TextSerializer()
    basis = serializers.CharField()
    due_fen = serializers.IntegerField(allow_null=True)
    amount_fen = serializers.IntegerField(allow_null=True)
    categories_now = serializers.ListField(child=serializers.CharField())
    basis_now = serializers.CharField(allow_null=True)
    due_fen_now = serializers.IntegerField(allow_null=True)
    amount_fen_now = serializers.IntegerField(allow_null=True)
    next_step = TextSerializer()


class ChangedGrants(generics.GenericAPIView[Grant]):
    permission = Permission.SUBSIDIES_READ
    permission_classes = (Holds,)
    serializer_class = ChangedGrantSerializer
    queryset = Grant.objects.none()

    @extend_schema(
        operation_id="changed_grants",
        parameters=[YEAR, DIVISION],
        responses=ChangedGrantSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The live grants of a year whose category, due or enrollment is no longer what they were granted on; at most 5,000."""
        officer, on, year = acting(request), timezone.localdate(), year_of(request)
        assert year is not None  # it is required
        places = places_read(officer, on=on, inside=division_of(request))
        page = self.paginate_queryset(changed_grants(places, coverage_year=year, on=on)) or []
        read_people(len(page), by=officer, what="api_changed_grants")
        rows = visible_grants(officer, on=on).select_related("person", "decision")
        grants = rows.in_bulk([one.grant_id for one in page])
        told = [_told(one, grants[one.grant_id]) for one in page]
        return self.get_paginated_response(ChangedGrantSerializer(told, many=True).data)


def _told(one: ChangedGrant, grant: Grant) -> dict[str, Any]:
    return {
        "grant_id": grant.pk,
        "run_id": grant.run_id,
        "person_id": grant.person_id,
        "name": grant.person.name,
        "document_masked": grant.person.document_masked,
        "division_code": grant.division_code,
        "state": grant.state,
        "change": one.change.value,
        "change_text": one.change.label,
        "basis": grant.basis,
        "due_fen": grant.due_fen,
        "amount_fen": grant.amount_fen,
        "categories_now": list(one.categories_now),
        "basis_now": one.basis_now,
        "due_fen_now": one.due_fen_now,
        "amount_fen_now": one.amount_fen_now,
        "next_step": one.next_step,
    }
