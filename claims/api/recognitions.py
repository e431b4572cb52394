"""How do programs, a provider's among them, apply for recognitions of diseases, read them and move them?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.models import Recognition
from claims.operations import recognitions
from claims.operations.recognitions import Application, Decision
from claims.operations.register_people import person_named
from claims.queries.recognition_register import deadlines_of, filtered, report, visible_recognitions
from claims.rules.recognition_states import RecognitionMove
from claims.rules.recognitions import SETTINGS
from intake.api.repeats import KEY, once
from policy.care import Setting
from policy.periods import ONE_DAY
from staff.access import Permission
from staff.api.asking import DIVISION, Holds, OfficerView, division_of, number_of
from staff.api.authentication import acting
from staff.operations.reads import read_people, read_person

READ, ENTER = Permission.CLAIMS_READ, Permission.CLAIMS_ENTER


class RecognitionSerializer(serializers.Serializer[Any]):
    """A recognition over the days `from_on` to `last_day`, both included; `due_on` is null where no deadline is set."""

    id = serializers.IntegerField()
    person_id = serializers.IntegerField()
    person_name = serializers.CharField()
    document_masked = serializers.CharField()
    area = serializers.CharField()
    division_code = serializers.CharField()
    setting = serializers.CharField(help_text="chronic or two_diseases")
    disease_code = serializers.CharField(help_text="empty where the national table has none")
    disease = serializers.CharField()
    table_version = serializers.CharField()
    from_on = serializers.DateField()
    last_day = serializers.DateField(allow_null=True)
    review_on = serializers.DateField(allow_null=True)
    providers = serializers.ListField(child=serializers.CharField())
    proof = serializers.CharField()
    renews = serializers.IntegerField(allow_null=True)
    state = serializers.CharField()
    applied_through = serializers.CharField()
    applied_at = serializers.DateTimeField()
    due_on = serializers.DateField(allow_null=True)
    due_clause = serializers.CharField()
    document_number = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)
    because = serializers.CharField()


class ApplicationSerializer(serializers.Serializer[Any]):
    document_number = serializers.CharField(max_length=40, help_text="of the person")
    setting = serializers.ChoiceField(choices=[one.value for one in SETTINGS])
    disease = serializers.CharField(max_length=60, help_text="code or name")
    from_on = serializers.DateField()
    last_day = serializers.DateField(required=False, allow_null=True, default=None)
    proof = serializers.CharField(max_length=200, help_text="what was handed in")
    providers = serializers.ListField(
        child=serializers.CharField(max_length=20), required=False, default=list, max_length=recognitions.PROVIDERS_MAX
    )  # fmt: skip
    applied_through = serializers.CharField(
        max_length=20, required=False, default="", allow_blank=True, help_text="code of the provider that applies"
    )  # fmt: skip
    renews = serializers.IntegerField(required=False, allow_null=True, default=None)


class RecognitionMoveSerializer(serializers.Serializer[Any]):
    move = serializers.ChoiceField(choices=[one.value for one in RecognitionMove])
    document_number = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
    because = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)
    from_on = serializers.DateField(required=False, allow_null=True, default=None)
    last_day = serializers.DateField(required=False, allow_null=True, default=None)
    review_on = serializers.DateField(required=False, allow_null=True, default=None)


class RecognitionList(generics.GenericAPIView[Recognition]):
    permission = READ
    write_permission = ENTER
    permission_classes = (Holds,)
    serializer_class = RecognitionSerializer
    queryset = Recognition.objects.none()

    @extend_schema(
        operation_id="recognitions",
        parameters=[
            OpenApiParameter("state", str, description="a stable code, or to_review"),
            OpenApiParameter("setting", str),
            OpenApiParameter("disease", str, description="code, or part of the name"),
            OpenApiParameter("person_id", int),
            DIVISION,
        ],
        responses=RecognitionSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The recognitions of the officer's divisions; those that wait with the time that is left."""
        on, asked = timezone.localdate(), request.query_params
        found = filtered(
            visible_recognitions(acting(request), on=on), on=on, person=number_of(request, "person_id"),
            inside=division_of(request), **{name: asked.get(name, "") for name in ("state", "setting", "disease")},
        )  # fmt: skip
        page = self.paginate_queryset(found) or []
        read_people(len(page), by=acting(request), what="api_recognitions")
        left = deadlines_of(page, on=on)
        return self.get_paginated_response([report(row, left.get(row.pk)) for row in page])

    @extend_schema(
        operation_id="apply_for_recognition", parameters=[KEY], request=ApplicationSerializer,
        responses={201: RecognitionSerializer},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Apply for somebody, as a provider may (`applied_through`); it has no effect before the bureau decides."""
        asked = ApplicationSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        data, at, by = dict(asked.validated_data), timezone.now(), acting(request)

        def act() -> dict[str, Any]:
            last, renews = data["last_day"], data["renews"]
            application = Application(
                setting=Setting(data["setting"]), disease=data["disease"], from_on=data["from_on"], proof=data["proof"],
                until_on=last + ONE_DAY if last else None, providers=tuple(data["providers"]),
                applied_through=data["applied_through"],
                renews=None if renews is None else visible(request, renews, permission=ENTER),
            )  # fmt: skip
            person = person_named(data["document_number"])
            row = recognitions.apply(person=person, asked=application, source="api", by=by, at=at)
            return told(row)

        return once(request, "apply_for_recognition", at=at, act=act, status=201)


def visible(request: Request, pk: int, *, permission: Permission = READ) -> Recognition:
    """The recognition, or 404 outside the officer's divisions."""
    rows = visible_recognitions(acting(request), on=timezone.localdate(), permission=permission)
    found: Recognition = get_object_or_404(rows, pk=pk)
    return found


def told(row: Recognition) -> dict[str, Any]:
    return report(row, deadlines_of([row], on=timezone.localdate()).get(row.pk))


class RecognitionView(OfficerView):
    permission = READ

    @extend_schema(operation_id="recognition", responses=RecognitionSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One recognition."""
        row = visible(request, pk)
        read_person(row.person, by=acting(request), division_code=row.division_code, what="api_recognition")
        return Response(told(row))


class RecognitionMoves(OfficerView):
    permission = READ

    @extend_schema(
        operation_id="move_recognition", parameters=[KEY], request=RecognitionMoveSerializer,
        responses=RecognitionSerializer,
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """Recognise, refuse, withdraw, review, end or undo; bills that stand on it follow at once."""
        asked = RecognitionMoveSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        data, at, by = dict(asked.validated_data), timezone.now(), acting(request)
        move, last = RecognitionMove(data.pop("move")), data.pop("last_day")
        given = Decision(**data, until_on=last + ONE_DAY if last else None)
        row = visible(request, pk)

        def act() -> dict[str, Any]:
            return told(recognitions.move(recognition=row, move=move, given=given, by=by, at=at))

        return once(request, f"move_recognition:{pk}", at=at, act=act)
