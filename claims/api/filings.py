"""How do programs, a hospital's among them, file care elsewhere, read filings and move them?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.models import Filing
from claims.operations import filings
from claims.operations.filings import FilingDecision, Submission
from claims.operations.register_people import person_named
from claims.queries.filing_register import deadlines_of, filtered, report, visible_filings
from claims.rules.filing_states import FilingMove
from intake.api.repeats import KEY, once
from policy.care import FilingKind
from policy.periods import ONE_DAY
from staff.access import Permission
from staff.api.asking import DIVISION, Holds, OfficerView, division_of, number_of
from staff.api.authentication import acting
from staff.operations.reads import read_people, read_person

READ, ENTER = Permission.CLAIMS_READ, Permission.CLAIMS_ENTER


class FilingSerializer(serializers.Serializer[Any]):
    """A filing over the days `from_on` to `last_day`, both included; `due_at` is null where no deadline is set."""

    id = serializers.IntegerField()
    person_id = serializers.IntegerField()
    person_name = serializers.CharField()
    document_masked = serializers.CharField()
    area = serializers.CharField()
    division_code = serializers.CharField()
    kind = serializers.CharField()
    destination = serializers.CharField(help_text="a division: province, city or county")
    from_on = serializers.DateField()
    last_day = serializers.DateField(allow_null=True)
    proof = serializers.CharField()
    state = serializers.CharField()
    submitted_through = serializers.CharField()
    submitted_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    due_clause = serializers.CharField()
    document_number = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)
    because = serializers.CharField()


class SubmissionSerializer(serializers.Serializer[Any]):
    document_number = serializers.CharField(max_length=40, help_text="of the person")
    kind = serializers.ChoiceField(choices=[one.value for one in FilingKind])
    destination = serializers.CharField(max_length=12, help_text="division code outside the pooling area")
    from_on = serializers.DateField()
    last_day = serializers.DateField(required=False, allow_null=True, default=None)
    proof = serializers.CharField(max_length=200, help_text="what was handed in")
    submitted_through = serializers.CharField(
        max_length=20, required=False, default="", allow_blank=True, help_text="code of the provider that files"
    )  # fmt: skip


class FilingMoveSerializer(serializers.Serializer[Any]):
    move = serializers.ChoiceField(choices=[one.value for one in FilingMove])
    document_number = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
    because = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)
    last_day = serializers.DateField(required=False, allow_null=True, default=None)


class FilingList(generics.GenericAPIView[Filing]):
    permission = READ
    write_permission = ENTER
    permission_classes = (Holds,)
    serializer_class = FilingSerializer
    queryset = Filing.objects.none()

    @extend_schema(
        operation_id="filings",
        parameters=[
            OpenApiParameter("state", str, description="a stable code, or in_force"),
            OpenApiParameter("kind", str),
            OpenApiParameter("person_id", int),
            DIVISION,
        ],
        responses=FilingSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The filings of the officer's divisions; those that wait with the time that is left."""
        at, asked = timezone.now(), request.query_params
        on = timezone.localdate(at)
        found = filtered(
            visible_filings(acting(request), on=on), on=on, person=number_of(request, "person_id"),
            inside=division_of(request), **{name: asked.get(name, "") for name in ("state", "kind")},
        )  # fmt: skip
        page = self.paginate_queryset(found) or []
        read_people(len(page), by=acting(request), what="api_filings")
        left = deadlines_of(page, at=at)
        return self.get_paginated_response([report(row, left.get(row.pk)) for row in page])

    @extend_schema(
        operation_id="submit_filing", parameters=[KEY], request=SubmissionSerializer,
        responses={201: FilingSerializer},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """File care elsewhere, as a hospital may (`submitted_through`); the clock runs from now on."""
        asked = SubmissionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        data, at, by = dict(asked.validated_data), timezone.now(), acting(request)
        number, last = data.pop("document_number"), data.pop("last_day")

        def act() -> dict[str, Any]:
            submission = Submission(
                kind=FilingKind(data["kind"]), destination=data["destination"], from_on=data["from_on"],
                proof=data["proof"], until_on=last + ONE_DAY if last else None,
                submitted_through=data["submitted_through"],
            )  # fmt: skip
            person = person_named(number)
            return told(filings.submit(person=person, asked=submission, source="api", by=by, at=at))

        return once(request, "submit_filing", at=at, act=act, status=201)


def visible(request: Request, pk: int) -> Filing:
    """The filing, or 404 outside the officer's divisions."""
    rows = visible_filings(acting(request), on=timezone.localdate())
    found: Filing = get_object_or_404(rows, pk=pk)
    return found


def told(row: Filing) -> dict[str, Any]:
    return report(row, deadlines_of([row], at=timezone.now()).get(row.pk))


class FilingView(OfficerView):
    permission = READ

    @extend_schema(operation_id="filing", responses=FilingSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One filing."""
        row = visible(request, pk)
        read_person(row.person, by=acting(request), division_code=row.division_code, what="api_filing")
        return Response(told(row))


class FilingMoves(OfficerView):
    permission = READ

    @extend_schema(
        operation_id="move_filing", parameters=[KEY], request=FilingMoveSerializer, responses=FilingSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """File, refuse, withdraw, end or undo; bills that stand on it follow at once."""
        asked = FilingMoveSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        data, at, by = dict(asked.validated_data), timezone.now(), acting(request)
        made, last = FilingMove(data.pop("move")), data.pop("last_day")
        given = FilingDecision(**data, until_on=last + ONE_DAY if last else None)
        row = visible(request, pk)

        def act() -> dict[str, Any]:
            return told(filings.move(filing=row, move=made, given=given, by=by, at=at))

        return once(request, f"move_filing:{pk}", at=at, act=act)
