"""How does a program send a roster, follow it, and let a second officer confirm or undo it?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from assistance.categories.models import Roster, RosterRow
from assistance.categories.operations import rosters
from assistance.categories.queries.roster_reports import report
from assistance.categories.queries.rosters import visible_rosters
from assistance.categories.rules.roster_states import RosterKind, RowAction
from intake.api.repeats import KEY, body_of, once
from intake.operations.officer_moves import make_move
from policy.terms import Category, Certifier
from staff.access import Permission
from staff.api.asking import Holds, OfficerView
from staff.api.authentication import acting
from staff.api.bodies import JsonBody
from staff.given import number_given, year_given
from staff.web.fields import readable

READ, UPLOAD, CONFIRM = (
    Permission.CATEGORIES_READ,
    Permission.ROSTERS_UPLOAD,
    Permission.ROSTERS_CONFIRM,
)


class RosterSerializer(serializers.Serializer[Any]):
    """State, preview, problems and result of a roster; counts are keyed by stable codes."""

    roster_id = serializers.IntegerField()
    name = serializers.CharField()
    area = serializers.CharField()
    certifier = serializers.CharField()
    kind = serializers.CharField(help_text="full or changes")
    month = serializers.CharField(help_text="YYYY-MM")
    categories = serializers.ListField(child=serializers.CharField())
    sha256 = serializers.CharField()
    state = serializers.CharField(
        help_text="received, checking, asking, refused, ready, writing, written, undoing, undone or failed"
    )
    rows = serializers.IntegerField()
    preview = serializers.DictField(child=serializers.IntegerField(), allow_null=True)
    unmatched = serializers.DictField(child=serializers.IntegerField())
    townships = serializers.ListField(child=serializers.JSONField())
    problem_count = serializers.IntegerField()
    problems = serializers.ListField(child=serializers.JSONField())
    refusal = serializers.JSONField(allow_null=True)
    questions = serializers.ListField(child=serializers.DictField())
    notices = serializers.ListField(child=serializers.DictField())
    read_as = serializers.DictField()
    written = serializers.DictField(child=serializers.IntegerField(), allow_null=True)
    dues_changed = serializers.IntegerField()
    failure = serializers.CharField(allow_blank=True)


class UploadRosterSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(help_text=readable("RS-1"))
    area = serializers.RegexField(r"^[0-9]{6}([0-9]{3})?\Z")
    certifier = serializers.ChoiceField(choices=[each.value for each in Certifier])
    kind = serializers.ChoiceField(choices=[each.value for each in RosterKind])
    month = serializers.RegexField(r"^[0-9]{4}-(0[1-9]|1[0-2])\Z", help_text="YYYY-MM")
    categories = serializers.CharField(help_text="codes, parted by commas")
    document_number = serializers.CharField(required=False, default="", allow_blank=True, max_length=100)

    def validate_categories(self, text: str) -> list[Category]:
        return [Category(code.strip()) for code in text.split(",") if code.strip()]


class DecideRosterSerializer(serializers.Serializer[Any]):
    decision = serializers.ChoiceField(choices=["confirm", "discard", "retry", "undo"])
    because = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)


class RosterRowSerializer(serializers.ModelSerializer[RosterRow]):
    class Meta:
        model = RosterRow
        fields = (
            "number", "person", "name", "document_masked", "division_code", "place", "category_name", "category", "grade",
            "action", "why", "begins_on", "until_on", "ends_on", "ended_as",
            "follows", "follows_from", "follows_until", "document_number", "remark", "was_written",
        )  # fmt: skip
        read_only_fields = fields


class RosterList(generics.GenericAPIView[Roster]):
    permission = READ
    write_permission = UPLOAD
    permission_classes = (Holds,)
    parser_classes = (MultiPartParser, JsonBody)
    serializer_class = RosterSerializer
    queryset = Roster.objects.none()

    @extend_schema(
        operation_id="rosters",
        parameters=[OpenApiParameter("state", str), OpenApiParameter("month", str, description="YYYY-MM")],
        responses=RosterSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The rosters of the officer's divisions, newest first."""
        found = visible_rosters(acting(request), on=timezone.localdate(), permission=READ)
        if state := request.query_params.get("state", ""):
            found = found.filter(state=state)
        if month := request.query_params.get("month", ""):
            year, number = year_given(month[:4]), number_given(month[5:])
            if year is None or number is None or month[4:5] != "-" or len(month) != 7:
                raise serializers.ValidationError({"month": ["YYYY-MM"]})
            found = found.filter(month__year=year, month__month=number)
        page = self.paginate_queryset(found.order_by("-pk"))
        return self.get_paginated_response([report(roster) for roster in page or []])

    @extend_schema(
        operation_id="upload_roster", parameters=[KEY], request={"multipart/form-data": UploadRosterSerializer},
        responses={201: RosterSerializer},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Send a roster. It is checked in the background: read its state until it is ready or refused."""
        asked = UploadRosterSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        at, on = timezone.now(), timezone.localdate()

        def receive() -> dict[str, Any]:
            year, _, month = given["month"].partition("-")
            roster = rosters.receive(
                content=given["file"], name=given["file"].name, area=given["area"],
                certifier=Certifier(given["certifier"]), kind=RosterKind(given["kind"]),
                month=on.replace(year=int(year), month=int(month), day=1), categories=given["categories"],
                document_number=given["document_number"], on=on, by=acting(request),
            )  # fmt: skip
            return report(roster)

        return once(request, "upload_roster", at=at, act=receive, status=201, body=body_of(given))


def visible(request: Request, pk: int) -> Roster:
    found = visible_rosters(acting(request), on=timezone.localdate(), permission=READ)
    return get_object_or_404(found, pk=pk)


class RosterView(OfficerView):
    permission = READ

    @extend_schema(operation_id="roster", responses=RosterSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """How far a roster is, what it would change, what is wrong with it, what it did."""
        return Response(report(visible(request, pk)))


class RosterRows(generics.GenericAPIView[RosterRow]):
    permission = READ
    permission_classes = (Holds,)
    serializer_class = RosterRowSerializer
    queryset = RosterRow.objects.none()

    @extend_schema(
        operation_id="roster_rows",
        parameters=[OpenApiParameter("action", str, enum=[each.value for each in RowAction])],
        responses=RosterRowSerializer(many=True),
    )
    def get(self, request: Request, pk: int) -> Response:
        """The rows of a roster with what each does."""
        found = RosterRow.objects.filter(roster=visible(request, pk))
        if action := request.query_params.get("action", ""):
            found = found.filter(action=action)
        page = self.paginate_queryset(found.order_by("number", "pk"))
        return self.get_paginated_response(RosterRowSerializer(page, many=True).data)


class RosterDecision(OfficerView):
    permission = READ

    @extend_schema(
        operation_id="decide_roster",
        parameters=[KEY],
        request=DecideRosterSerializer,
        responses=RosterSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Confirm what another officer uploaded, discard it, try it again, or undo it with a reason."""
        asked = DecideRosterSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        roster, at, on, by = visible(request, pk), timezone.now(), timezone.localdate(), acting(request)
        given = asked.validated_data

        def act() -> dict[str, Any]:
            made = make_move(roster, given["decision"], by=by, on=on, at=at, because=given["because"])
            return report(made)

        return once(request, f"decide_roster:{pk}", at=at, act=act)
