"""How is a coverage year opened: for programs?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment.models import OpenedYear
from enrollment.operations import kept_counts, opened_years, year_corrections
from enrollment.operations.dry_runs import within
from enrollment.queries.opened_years import overview, own_years, visible_years
from enrollment.rules.opened_years import YearMove
from intake.api.repeats import KEY, once
from policy.opening.answers import NO_SECTION, How
from policy.opening.questions import questions
from staff.access import Permission
from staff.api.asking import Holds, OfficerView, TextSerializer
from staff.api.authentication import acting

READ, ENTER = Permission.POLICY_READ, Permission.PARAMETERS_ENTER


YEAR_FIELDS: tuple[str, ...] = (
    "id", "area", "coverage_year", "edition", "from_on", "redecides", "reason", "state", "version", "started_by", "started_at",
    "proposed_at", "decided_at", "because",
)  # fmt: skip


class OpenedYearSerializer(serializers.ModelSerializer[OpenedYear]):
    """A year being opened, or open; nothing is collected for it before. `edition` 2 and more correct it from `from_on` on."""

    started_by = serializers.CharField(source="started_by.display_name", read_only=True)

    class Meta:
        model = OpenedYear
        fields = YEAR_FIELDS
        read_only_fields = fields


class YearQuestionSerializer(serializers.Serializer[Any]):
    """One question beside the last year that said something."""

    question = serializers.CharField()
    title = TextSerializer()
    state = serializers.ChoiceField(choices=[how.value for how in How])
    state_label = TextSerializer()
    values = TextSerializer(many=True)
    clauses = serializers.ListField(child=serializers.CharField())
    documents = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(child=serializers.DictField())
    decided_by = TextSerializer(allow_null=True)
    last_year = serializers.IntegerField(allow_null=True)
    last_values = TextSerializer(many=True)
    changed = serializers.BooleanField()


class YearFaultSerializer(serializers.Serializer[Any]):
    """Why an answer cannot stand, with its row (from 0) and field."""

    question = serializers.CharField()
    row = serializers.IntegerField(allow_null=True)
    field = serializers.CharField()
    text = TextSerializer()


class YearSerializer(OpenedYearSerializer):
    """A year with every question."""

    questions = YearQuestionSerializer(many=True, read_only=True)
    faults = YearFaultSerializer(many=True, read_only=True)

    class Meta(OpenedYearSerializer.Meta):
        fields = (*YEAR_FIELDS, "questions", "faults")
        read_only_fields = fields


class StartYearSerializer(serializers.Serializer[Any]):
    area = serializers.RegexField(r"^[0-9]{6}\Z")
    coverage_year = serializers.IntegerField(min_value=2000, max_value=2100)


class YearAnswerSerializer(serializers.Serializer[Any]):
    """`rows` are those of the table, without years and clauses; `carried` and `undecided` take none."""

    question = serializers.ChoiceField(choices=list(questions()))
    how = serializers.ChoiceField(choices=[How.ENTERED.value, How.CARRIED.value, How.UNDECIDED.value])
    document_number = serializers.CharField(max_length=100)
    document_title = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)
    issued_on = serializers.DateField(required=False, allow_null=True, default=None)
    section = serializers.CharField(required=False, default=NO_SECTION, max_length=20)
    rows = serializers.ListField(child=serializers.DictField(), required=False, default=list, max_length=60)
    decided_by = serializers.CharField(required=False, default="", allow_blank=True, max_length=120)
    version = serializers.IntegerField(required=False, allow_null=True, default=None)


class YearMoveSerializer(serializers.Serializer[Any]):
    move = serializers.ChoiceField(choices=[move.value for move in YearMove])
    because = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)
    version = serializers.IntegerField(required=False, allow_null=True, default=None)


class StartCorrectionSerializer(serializers.Serializer[Any]):
    """`redecides`: what stood since `from_on`, which may then lie back, is decided again by order of two officers."""

    from_on = serializers.DateField()
    reason = serializers.CharField(max_length=300)
    redecides = serializers.BooleanField(required=False, default=False)


class RedecidedSerializer(serializers.Serializer[Any]):
    dues = serializers.IntegerField()


class YearDryRunSerializer(serializers.Serializer[Any]):
    """`counted` is empty while a worker counts; ask again."""

    counted_at = serializers.DateTimeField(allow_null=True)
    counted = serializers.DictField(allow_null=True)


class OpenedYears(generics.GenericAPIView[OpenedYear]):
    permission = READ
    write_permission = ENTER
    permission_classes = (Holds,)
    serializer_class = OpenedYearSerializer
    queryset = OpenedYear.objects.none()

    @extend_schema(
        operation_id="opened_years",
        parameters=[OpenApiParameter("area", str, description="Only of this area.")],
        responses=OpenedYearSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The years being opened or open in the officer's areas, newest first."""
        found = visible_years(acting(request), on=timezone.localdate()).select_related("started_by")
        if area := request.query_params.get("area", ""):
            found = found.filter(area=area)
        page = self.paginate_queryset(found.order_by("-coverage_year", "-edition", "-pk"))
        return self.get_paginated_response(OpenedYearSerializer(page, many=True).data)

    @extend_schema(
        operation_id="start_year",
        parameters=[KEY],
        request=StartYearSerializer,
        responses={201: OpenedYearSerializer},
    )
    def post(self, request: Request) -> Response:
        """Begin to open a year of a pooling area."""
        asked = StartYearSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at = timezone.now()

        def act() -> dict[str, Any]:
            year = opened_years.start(**asked.validated_data, by=acting(request), at=at)
            return dict(OpenedYearSerializer(year).data)

        return once(request, "start_year", at=at, act=act, status=201)


class OpenedYearView(OfficerView):
    permission = READ

    @extend_schema(operation_id="opened_year", responses=YearSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Every question of the year beside the last one, and what is wrong with the answers given."""
        return Response(_told(_year(request, pk)))


class YearAnswers(OfficerView):
    permission = ENTER

    @extend_schema(
        operation_id="answer_year",
        parameters=[KEY],
        request=YearAnswerSerializer,
        responses=OpenedYearSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Answer one question of a draft under a document."""
        year, asked = _year(request, pk), YearAnswerSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given, at = dict(asked.validated_data), timezone.now()
        who = given.pop("decided_by")
        how = How(given.pop("how"))

        def act() -> dict[str, Any]:
            kept = opened_years.answer(
                year=year, how=how, decided_by=(who, who), by=acting(request), at=at, **given
            )
            return dict(OpenedYearSerializer(kept.year).data)

        return once(request, "answer_year", at=at, act=act)


class YearMoves(OfficerView):
    permission = READ

    @extend_schema(
        operation_id="move_year", parameters=[KEY], request=YearMoveSerializer, responses=OpenedYearSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Propose, return, approve or withdraw; approved by another officer than who began, entered or proposed it."""
        year, asked = _year(request, pk), YearMoveSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given, at = dict(asked.validated_data), timezone.now()
        made = YearMove(given.pop("move"))

        def act() -> dict[str, Any]:
            moved = opened_years.move(year=year, made=made, by=acting(request), at=at, **given)
            return dict(OpenedYearSerializer(moved).data)

        return once(request, "move_year", at=at, act=act)


class YearCorrections(OfficerView):
    permission = ENTER

    @extend_schema(
        operation_id="correct_year",
        parameters=[KEY],
        request=StartCorrectionSerializer,
        responses={201: OpenedYearSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Begin a correction of an open year; it is answered, proposed and approved like a year."""
        year, asked = _own(request, pk, ENTER), StartCorrectionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at = timezone.now()

        def act() -> dict[str, Any]:
            begun = year_corrections.begin(year=year, by=acting(request), at=at, **asked.validated_data)
            return dict(OpenedYearSerializer(begun).data)

        return once(request, "correct_year", at=at, act=act, status=201)


class YearRedecision(OfficerView):
    permission = Permission.DUES_ISSUE

    @extend_schema(
        operation_id="redecide_year", parameters=[KEY], request=None, responses=RedecidedSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Decide again what stood, as an approved correction of two officers orders; it may be sent again."""
        count = year_corrections.redecide(
            year=_own(request, pk, Permission.DUES_ISSUE), by=acting(request), at=timezone.now()
        )
        return Response({"dues": count})


class YearDryRun(OfficerView):
    permission = Permission.REPORTS_READ

    @extend_schema(operation_id="dry_run_year", responses=YearDryRunSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """How many people the year changes something for, by county, with examples."""
        year = _year(request, pk)
        asked = {"year_id": year.pk, "version": year.version}
        counted = kept_counts.counted("opened_year", asked, now=timezone.now())
        found = within(counted.found, acting(request), on=timezone.localdate()) if counted.found else None
        return Response({"counted_at": counted.counted_at, "counted": found})


def _year(request: Request, pk: int) -> OpenedYear:
    return get_object_or_404(visible_years(acting(request), on=timezone.localdate()), pk=pk)


def _own(request: Request, pk: int, permission: Permission) -> OpenedYear:
    return get_object_or_404(own_years(acting(request), permission, on=timezone.localdate()), pk=pk)


def _told(year: OpenedYear) -> dict[str, Any]:
    return {**OpenedYearSerializer(year).data, **overview(year).as_json()}
