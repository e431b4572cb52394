"""How do programs, a hospital's among them, say what own codes mean, and read what is said?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.models import CodeMapping, Provider
from claims.operations import code_mappings
from claims.queries.code_mappings import report, visible_mappings
from claims.rules.own_codes import CodeKind
from intake.api.repeats import KEY, once
from staff.access import Permission
from staff.api.asking import Holds, OfficerView
from staff.api.authentication import acting

READ, SETTLE, REVIEW = Permission.CLAIMS_READ, Permission.CLAIMS_SETTLE, Permission.CLAIMS_REVIEW


class CodeMappingSerializer(serializers.Serializer[Any]):
    """What an own code of a provider means for care from a day on; `standing`: waits, approved or rejected."""

    id = serializers.IntegerField()
    provider_code = serializers.CharField()
    provider_name = serializers.CharField()
    kind = serializers.CharField()
    own_code = serializers.CharField()
    code = serializers.CharField()
    name = serializers.CharField()
    from_on = serializers.DateField()
    until_on = serializers.DateField(allow_null=True)
    document_number = serializers.CharField()
    standing = serializers.CharField()
    because = serializers.CharField()


class NewMappingSerializer(serializers.Serializer[Any]):
    provider_code = serializers.CharField(max_length=20)
    kind = serializers.ChoiceField(choices=[kind.value for kind in CodeKind])
    own_code = serializers.CharField(max_length=12)
    code = serializers.CharField(max_length=12)
    name = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
    from_on = serializers.DateField()
    document_number = serializers.CharField(max_length=100)

    def validate_provider_code(self, code: str) -> Provider:
        provider = Provider.objects.filter(code=code.strip().upper()).first()
        if provider is None:
            raise serializers.ValidationError("unknown provider")
        return provider


class MappingDecisionSerializer(serializers.Serializer[Any]):
    is_approved = serializers.BooleanField()
    because = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class CodeMappings(generics.GenericAPIView[CodeMapping]):
    permission = READ
    write_permission = SETTLE
    permission_classes = (Holds,)
    serializer_class = CodeMappingSerializer
    queryset = CodeMapping.objects.none()

    @extend_schema(operation_id="code_mappings", responses=CodeMappingSerializer(many=True))
    def get(self, request: Request) -> Response:
        """What own codes of the officer's providers mean, the newest first."""
        rows = visible_mappings(acting(request), on=timezone.localdate()).order_by("-pk")
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response([report(row) for row in page])

    @extend_schema(
        operation_id="enter_code_mapping", parameters=[KEY], request=NewMappingSerializer,
        responses={201: CodeMappingSerializer},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Say what an own code means; another officer confirms it."""
        asked = NewMappingSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given, at = dict(asked.validated_data), timezone.now()
        provider, kind = given.pop("provider_code"), CodeKind(given.pop("kind"))

        def act() -> dict[str, Any]:
            return report(
                code_mappings.enter(provider=provider, kind=kind, **given, by=acting(request), at=at)
            )

        return once(request, "enter_code_mapping", at=at, act=act, status=201)


class CodeMappingDecision(OfficerView):
    permission = REVIEW

    @extend_schema(
        operation_id="decide_code_mapping", parameters=[KEY], request=MappingDecisionSerializer,
        responses=CodeMappingSerializer,
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """Confirm a mapping or turn it down; bills that waited for it go on."""
        asked = MappingDecisionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at, officer = timezone.now(), acting(request)
        row = get_object_or_404(
            visible_mappings(officer, on=timezone.localdate(at), permission=REVIEW), pk=pk
        )

        def act() -> dict[str, Any]:
            return report(code_mappings.decide(mapping=row, **asked.validated_data, by=officer, at=at))

        return once(request, f"decide_code_mapping:{pk}", at=at, act=act)
