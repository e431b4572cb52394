"""How does a program send a status list of another office and read whom its rows mean?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment.models import StatusList, StatusRow
from enrollment.operations import status_lists, status_proposals
from enrollment.operations.status_proposals import ROWS_MAX
from enrollment.queries.status_lists import proposal_report, proposals_of, report, rows_of, visible_lists
from enrollment.rules.status_facts import StatusMatch, StatusSource
from enrollment.rules.status_proposals import Answer, ProposalMove, ProposalState
from intake.api.files import SentFileReportSerializer
from intake.api.repeats import KEY, body_of, once
from staff.access import Permission
from staff.api.asking import Holds, OfficerView, TextSerializer
from staff.api.authentication import acting
from staff.api.bodies import JsonBody
from staff.web.fields import readable

IMPORT = Permission.PEOPLE_IMPORT


class StatusListSerializer(SentFileReportSerializer):
    """A list, and how many of its rows were matched in which way. Its moves stand in the report of the file."""

    moves = None  # type: ignore[assignment]
    office = serializers.CharField(help_text="public_security, prison ...")
    listed_on = serializers.DateField()
    matches = serializers.DictField(child=serializers.IntegerField())


class StatusProposalSerializer(serializers.Serializer[Any]):
    """What was proposed of a row, and how far it is."""

    id = serializers.IntegerField()
    kind = serializers.CharField(help_text="change, death or no_change")
    enrollment_id = serializers.IntegerField(allow_null=True)
    coverage_year = serializers.IntegerField(allow_null=True)
    move = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    from_on = serializers.DateField(allow_null=True)
    document_number = serializers.CharField(allow_blank=True)
    because = serializers.CharField(allow_blank=True)
    state = serializers.CharField(help_text="waiting, done, rejected, undoing or undone")
    made_by = serializers.CharField()
    decided_by = serializers.CharField(allow_null=True)
    decided_because = serializers.CharField(allow_blank=True)
    undo_because = serializers.CharField(allow_blank=True)


class StatusRowSerializer(serializers.ModelSerializer[StatusRow]):
    """One row: from `from_on` until, not including, `until_on`."""

    proposals = serializers.SerializerMethodField()

    class Meta:
        model = StatusRow
        fields = (
            "number", "name", "document_masked", "fact", "from_on", "until_on", "note", "match", "person", "proposals",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(StatusProposalSerializer(many=True))
    def get_proposals(self, row: StatusRow) -> list[dict[str, Any]]:
        return [proposal_report(one) for one in self.context["proposals"].get(row.pk, [])]


class ActSerializer(serializers.Serializer[Any]):
    """`act`: an answer to propose (suggested, suspend, resume, end, take_up, death, no_change), or a decision on a proposal."""

    rows = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=ROWS_MAX)
    act = serializers.ChoiceField(choices=[one.value for one in (*Answer, *ProposalMove)])
    document_number = serializers.CharField(required=False, default="", allow_blank=True, max_length=100)
    because = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)


class RowOutcomeSerializer(serializers.Serializer[Any]):
    row = serializers.IntegerField()
    done = serializers.BooleanField()
    proposal = serializers.IntegerField(required=False)
    state = serializers.CharField(required=False)
    code = serializers.CharField(required=False)
    text = TextSerializer(required=False)
    remedy = TextSerializer(required=False)


class OutcomesSerializer(serializers.Serializer[Any]):
    """How each row ended by itself."""

    outcomes = RowOutcomeSerializer(many=True)


class UploadStatusListSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(help_text=readable("ST-1"))
    area = serializers.RegexField(r"^[0-9]{6}([0-9]{3})?\Z")
    office = serializers.ChoiceField(choices=[each.value for each in StatusSource])
    listed_on = serializers.DateField()
    document_number = serializers.CharField(required=False, default="", allow_blank=True, max_length=100)


class StatusLists(generics.GenericAPIView[StatusList]):
    permission = IMPORT
    permission_classes = (Holds,)
    parser_classes = (MultiPartParser, JsonBody)
    serializer_class = StatusListSerializer
    queryset = StatusList.objects.none()

    @extend_schema(operation_id="status_lists", responses=StatusListSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The lists of the officer's divisions, the last one first."""
        page = self.paginate_queryset(visible_lists(acting(request), on=timezone.localdate()))
        return self.get_paginated_response([report(listed) for listed in page or []])

    @extend_schema(
        operation_id="upload_status_list",
        parameters=[KEY],
        request={"multipart/form-data": UploadStatusListSerializer},
        responses={201: StatusListSerializer},
    )
    def post(self, request: Request) -> Response:
        """Send a list. It is read in the background: ask for its state until it is written or refused."""
        asked = UploadStatusListSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given, at = asked.validated_data, timezone.now()

        def receive() -> dict[str, Any]:
            facts = {name: given[name] for name in ("area", "listed_on", "document_number")}
            listed = status_lists.receive(
                content=given["file"],
                name=given["file"].name,
                source=StatusSource(given["office"]),
                by=acting(request),
                at=at,
                **facts,
            )
            return report(listed)

        return once(request, "upload_status_list", at=at, act=receive, status=201, body=body_of(given))


class StatusListView(OfficerView):
    permission = IMPORT

    @extend_schema(operation_id="status_list", responses=StatusListSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """How far a list is and how its rows were matched."""
        return Response(report(_visible(request, pk)))


class StatusListRows(generics.GenericAPIView[StatusRow]):
    permission = IMPORT
    permission_classes = (Holds,)
    serializer_class = StatusRowSerializer
    queryset = StatusRow.objects.none()

    @extend_schema(
        operation_id="status_list_rows",
        parameters=[
            OpenApiParameter("match", str, enum=[each.value for each in StatusMatch]),
            OpenApiParameter("proposal", str, enum=[each.value for each in ProposalState]),
        ],
        responses=StatusRowSerializer(many=True),
    )
    def get(self, request: Request, pk: int) -> Response:
        """The rows of a list with whom they mean."""
        asked = request.query_params
        rows = rows_of(
            _visible(request, pk), match=asked.get("match", ""), proposal=asked.get("proposal", "")
        )
        page = self.paginate_queryset(rows) or []
        told = StatusRowSerializer(page, many=True, context={"proposals": proposals_of(page)})
        return self.get_paginated_response(told.data)


class StatusListAct(OfficerView):
    permission = Permission.ENROLLMENT_WRITE

    @extend_schema(
        operation_id="act_on_status_rows", parameters=[KEY], request=ActSerializer, responses=OutcomesSerializer
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """Propose or decide rows of a list; each row ends by itself, and one that cannot says why."""
        seen = visible_lists(acting(request), on=timezone.localdate(), permission=self.permission)
        listed = get_object_or_404(seen, pk=pk)
        asked = ActSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given, at = dict(asked.validated_data), timezone.now()
        numbers, act = given.pop("rows"), given.pop("act")
        made = Answer(act) if act in {one.value for one in Answer} else ProposalMove(act)

        def done() -> dict[str, Any]:
            outcomes = status_proposals.act(
                listed=listed, numbers=numbers, act=made, by=acting(request), at=at, **given
            )
            return {"outcomes": [one.as_json() for one in outcomes]}

        return once(request, f"act_on_status_rows:{pk}", at=at, act=done)


def _visible(request: Request, pk: int) -> StatusList:
    return get_object_or_404(visible_lists(acting(request), on=timezone.localdate()), pk=pk)
