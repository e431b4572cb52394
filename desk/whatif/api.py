"""How does a program make a draft of policy, run it, and read how it came out?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from desk.whatif.models import Draft, DraftRun
from desk.whatif.operations import drafts, runs
from desk.whatif.operations.drafts import ENTER, NAME_MAX
from desk.whatif.operations.readings import opened
from desk.whatif.queries.drafts import READ, given_of, visible_drafts
from desk.whatif.queries.policies import DraftPolicies
from desk.whatif.rules.run_states import RunState
from intake.api.repeats import KEY, once
from policy.opening.questions import questions
from policy.opening.what_if import can_be_tried
from staff.api.asking import Holds, OfficerView, TextSerializer
from staff.api.authentication import acting

FIELDS: tuple[str, ...] = (
    "id", "area", "name", "coverage_year", "bill_year", "version", "made_by", "made_at",
)  # fmt: skip


class DraftSerializer(serializers.ModelSerializer[Draft]):
    """A policy that somebody thinks of: that in force but for its rows."""

    made_by = serializers.CharField(source="made_by.display_name", read_only=True)

    class Meta:
        model = Draft
        fields = FIELDS
        read_only_fields = fields


class StartDraftSerializer(serializers.Serializer[Any]):
    """The years are the newest with dues and with settled bills unless given."""

    area = serializers.RegexField(r"^[0-9]{6}\Z")
    name = serializers.CharField(max_length=NAME_MAX)
    coverage_year = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=2000, max_value=2100
    )
    bill_year = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=2000, max_value=2100
    )


class DraftQuestionSerializer(serializers.Serializer[Any]):
    """Rows in force and, where the draft says otherwise, its own (else null); without years and clauses."""

    question = serializers.CharField()
    title = TextSerializer()
    in_force = serializers.ListField(child=serializers.DictField())
    rows = serializers.ListField(child=serializers.DictField(), allow_null=True)


class DraftFaultSerializer(serializers.Serializer[Any]):
    """Why the draft contradicts itself or the book, with row (from 0) and field."""

    question = serializers.CharField()
    row = serializers.IntegerField(allow_null=True)
    field = serializers.CharField()
    text = TextSerializer()


class WholeDraftSerializer(DraftSerializer):
    questions = DraftQuestionSerializer(many=True, read_only=True)
    faults = DraftFaultSerializer(many=True, read_only=True)

    class Meta(DraftSerializer.Meta):
        fields = (*FIELDS, "questions", "faults")
        read_only_fields = fields


class DraftRowsSerializer(serializers.Serializer[Any]):
    """`rows` null: as in force again."""

    question = serializers.ChoiceField(
        choices=[code for code, one in questions().items() if can_be_tried(one)]
    )
    rows = serializers.ListField(child=serializers.DictField(), allow_null=True, max_length=60)
    version = serializers.IntegerField(required=False, allow_null=True, default=None)


class DraftRunSerializer(serializers.ModelSerializer[DraftRun]):
    """A run; `result` is null until it is done: people and bills with counts, money by payer and what is undecided, the fund, and
    examples with both explanations. Amounts in fen, waits in days.
    """

    result = serializers.DictField(allow_null=True, read_only=True)

    class Meta:
        model = DraftRun
        fields = ("id", "draft", "draft_version", "state", "asked_at", "finished_at", "failure", "result")
        read_only_fields = fields


class Drafts(generics.GenericAPIView[Draft]):
    permission = READ
    write_permission = ENTER
    permission_classes = (Holds,)
    serializer_class = DraftSerializer
    queryset = Draft.objects.none()

    @extend_schema(
        operation_id="drafts",
        parameters=[OpenApiParameter("area", str, description="Only of this area.")],
        responses=DraftSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The drafts of the officer's areas, newest first."""
        found = visible_drafts(acting(request), on=timezone.localdate()).select_related("made_by")
        if area := request.query_params.get("area", ""):
            found = found.filter(area=area)
        page = self.paginate_queryset(found.order_by("-made_at", "-pk"))
        return self.get_paginated_response(DraftSerializer(page, many=True).data)

    @extend_schema(
        operation_id="start_draft",
        parameters=[KEY],
        request=StartDraftSerializer,
        responses={201: DraftSerializer},
    )
    def post(self, request: Request) -> Response:
        """Copy the policy in force of a pooling area into a draft."""
        asked = StartDraftSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at = timezone.now()

        def act() -> dict[str, Any]:
            draft = drafts.start(**asked.validated_data, by=acting(request), at=at)
            return dict(DraftSerializer(draft).data)

        return once(request, "start_draft", at=at, act=act, status=201)


class DraftView(OfficerView):
    permission = READ

    @extend_schema(operation_id="draft", responses=WholeDraftSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """What the draft says to each question beside what is in force."""
        return Response(told(_draft(request, pk)))


class DraftAnswers(OfficerView):
    permission = ENTER

    @extend_schema(
        operation_id="answer_draft",
        parameters=[KEY],
        request=DraftRowsSerializer,
        responses=WholeDraftSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Say what the draft says to a question; refused with row and field where it contradicts itself or the book."""
        draft, asked = _draft(request, pk), DraftRowsSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given, at = dict(asked.validated_data), timezone.now()
        rows = given.pop("rows")

        def act() -> dict[str, Any]:
            shared = {"draft": draft, "by": acting(request), "at": at, **given}
            return told(drafts.clear(**shared) if rows is None else drafts.answer(rows=rows, **shared))

        return once(request, f"answer_draft:{pk}", at=at, act=act)


class DraftRuns(OfficerView):
    permission = ENTER

    @extend_schema(
        operation_id="run_draft", parameters=[KEY], request=None, responses={201: DraftRunSerializer}
    )
    def post(self, request: Request, pk: int) -> Response:
        """Have a worker run the draft over everybody and the bills; ask for the run until it is done."""
        draft, at = _draft(request, pk), timezone.now()

        def act() -> dict[str, Any]:
            return run_told(runs.ask(draft=draft, by=acting(request), at=at), request)

        return once(request, f"run_draft:{pk}", at=at, act=act, status=201)


class DraftRunView(OfficerView):
    permission = READ

    @extend_schema(operation_id="draft_run", responses=DraftRunSerializer)
    def get(self, request: Request, pk: int, run_pk: int) -> Response:
        """How far a run is and, once it is done, how it came out in the officer's places."""
        run = get_object_or_404(_draft(request, pk).runs.select_related("draft"), pk=run_pk)
        return Response(run_told(run, request))


def told(draft: Draft) -> dict[str, Any]:
    """A draft with its questions, for programs and the command."""
    policies = DraftPolicies.of(draft, given_of(draft))
    rows = [
        {
            "question": one.code,
            "title": one.label._asdict(),
            "in_force": list(policies.rows_today(one)),
            "rows": policies.given.get(one.code),
        }
        for one in questions().values()
        if can_be_tried(one)
    ]
    faults = [
        {"question": one.question, "row": one.row, "field": one.field, "text": one.worded()._asdict()}
        for one in policies.faults()
    ]
    return {**DraftSerializer(draft).data, "questions": rows, "faults": faults}


def run_told(run: DraftRun, request: Request) -> dict[str, Any]:
    """A run with its result once it is done."""
    is_done = run.state == RunState.DONE.value
    result = opened(run, acting(request), at=timezone.now()).as_json() if is_done else None
    return {**DraftRunSerializer(run).data, "result": result}


def _draft(request: Request, pk: int) -> Draft:
    return get_object_or_404(
        visible_drafts(acting(request), on=timezone.localdate()).select_related("made_by"), pk=pk
    )
