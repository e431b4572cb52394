"""How does a program hand townships their part of a roster, fill one, return it and take it back?"""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assistance.categories.api.rosters import visible
from assistance.categories.models import RosterPart, RosterRow
from assistance.categories.operations import roster_parts
from assistance.categories.operations.roster_parts import Answer
from assistance.categories.queries.roster_part_reports import part_reports, row_reports
from assistance.categories.queries.roster_parts import parts_of, rows_to_fill, visible_parts, with_answers
from assistance.categories.queries.rosters import visible_rosters
from assistance.categories.rules.not_insured import REASONS_OF_A_PART, NotInsuredReason
from intake.api.repeats import KEY, once
from staff.access import Permission
from staff.api.asking import Holds, OfficerView, TextSerializer
from staff.api.authentication import acting

READ, CONFIRM, FILL = Permission.CATEGORIES_READ, Permission.ROSTERS_CONFIRM, Permission.ROSTERS_FILL
ANSWERS_AT_ONCE = 1_000


class RosterPartSerializer(serializers.Serializer[Any]):
    """A township's part: how many people it has, how many are answered, and of those how many are not insured."""

    part_id = serializers.IntegerField()
    roster_id = serializers.IntegerField()
    month = serializers.CharField(help_text="YYYY-MM")
    division_code = serializers.CharField(help_text="township")
    coverage_year = serializers.IntegerField(help_text="insured or not in which year")
    state = serializers.CharField(help_text="handed_down, returned or taken_back")
    note = serializers.CharField()
    people = serializers.IntegerField()
    answered = serializers.IntegerField()
    uninsured = serializers.IntegerField()
    handed_at = serializers.DateTimeField()
    returned_at = serializers.DateTimeField(allow_null=True)
    taken_back_at = serializers.DateTimeField(allow_null=True)


class HandDownSerializer(serializers.Serializer[Any]):
    townships = serializers.ListField(
        child=serializers.RegexField(r"^[0-9]{9}\Z"), allow_empty=False, max_length=1_000
    )
    coverage_year = serializers.IntegerField(min_value=2000, max_value=2999)
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)


REASONS = [(reason.value, reason.value) for reason in REASONS_OF_A_PART]


class PartAnswerSerializer(serializers.Serializer[Any]):
    """Insured or not, and if not why: free words only beside a reason of the list."""

    is_insured = serializers.BooleanField()
    reason = serializers.ChoiceField(choices=REASONS, required=False, default="", allow_blank=True)
    remark = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=roster_parts.REMARK_MAX
    )


class FillRowSerializer(PartAnswerSerializer):
    row_id = serializers.IntegerField()


class FillPartSerializer(serializers.Serializer[Any]):
    answers = serializers.ListField(child=FillRowSerializer(), allow_empty=False, max_length=ANSWERS_AT_ONCE)


class KnownSerializer(serializers.Serializer[Any]):
    """What the system knows of the person for the part's year."""

    enrolled_area = serializers.CharField(help_text="empty: enrolled with the residents nowhere")
    is_here = serializers.BooleanField()
    is_covered = serializers.BooleanField()
    is_dead = serializers.BooleanField()


class PartRowSerializer(serializers.Serializer[Any]):
    row_id = serializers.IntegerField()
    number = serializers.IntegerField(allow_null=True, help_text="row of the file")
    person_id = serializers.IntegerField()
    name = serializers.CharField()
    document_masked = serializers.CharField()
    division_code = serializers.CharField()
    category = serializers.CharField()
    answer = PartAnswerSerializer(allow_null=True)
    known = KnownSerializer()
    contradictions = TextSerializer(many=True)


class RosterPartList(generics.GenericAPIView[RosterPart]):
    permission = READ
    write_permission = CONFIRM
    permission_classes = (Holds,)
    serializer_class = RosterPartSerializer
    queryset = RosterPart.objects.none()

    @extend_schema(operation_id="parts_of_roster", responses=RosterPartSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """The parts of a roster that were handed down, by township."""
        page = self.paginate_queryset(parts_of(visible(request, pk)))
        return self.get_paginated_response(part_reports(page or []))

    @extend_schema(
        operation_id="hand_down_roster", parameters=[KEY], request=HandDownSerializer,
        responses=RosterPartSerializer(many=True),
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """Hand the people of some townships down to them; a part taken back goes down again with its answers."""
        asked = HandDownSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        roster, at = visible(request, pk), timezone.now()

        def act() -> dict[str, Any]:
            made = roster_parts.hand_down(
                roster=roster, on=timezone.localdate(), by=acting(request), at=at, **asked.validated_data
            )
            found = parts_of(roster).filter(pk__in=[part.pk for part in made])
            return {"parts": part_reports(list(found))}

        return once(request, f"hand_down_roster:{pk}", at=at, act=act)


class OwnParts(generics.GenericAPIView[RosterPart]):
    permission = FILL
    permission_classes = (Holds,)
    serializer_class = RosterPartSerializer
    queryset = RosterPart.objects.none()

    @extend_schema(
        operation_id="roster_parts",
        parameters=[OpenApiParameter("state", str, description="handed_down, returned or taken_back")],
        responses=RosterPartSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The parts that were handed down to the officer's township, open ones first."""
        found = own_parts(request)
        if state := request.query_params.get("state", ""):
            found = found.filter(state=state)
        page = self.paginate_queryset(found.order_by("state", "-handed_at"))
        return self.get_paginated_response(part_reports(page or []))


def own_parts(request: Request) -> QuerySet[RosterPart]:
    return with_answers(visible_parts(acting(request), on=timezone.localdate()))


def told(pk: int) -> dict[str, Any]:
    return part_reports(list(with_answers(RosterPart.objects.filter(pk=pk))))[0]


class PartRows(generics.GenericAPIView[RosterRow]):
    permission = FILL
    permission_classes = (Holds,)
    serializer_class = PartRowSerializer
    queryset = RosterRow.objects.none()

    @extend_schema(
        operation_id="roster_part_rows",
        parameters=[OpenApiParameter("only", str, enum=["open"], description="those not answered yet")],
        responses=PartRowSerializer(many=True),
    )
    def get(self, request: Request, pk: int) -> Response:
        """The people of a part that lie in the officer's place, beside what the system knows of them."""
        part = get_object_or_404(own_parts(request), pk=pk)
        rows = rows_to_fill(part, acting(request), on=timezone.localdate())
        if request.query_params.get("only", "") == "open":
            rows = rows.filter(answer=None)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(row_reports(part, page or []))


class PartAnswers(OfficerView):
    permission = FILL

    @extend_schema(
        operation_id="fill_roster_part",
        parameters=[KEY],
        request=FillPartSerializer,
        responses=RosterPartSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Say of rows of a part whether the person is insured; all of them, or none when one cannot be accepted."""
        asked = FillPartSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        part, at = get_object_or_404(own_parts(request), pk=pk), timezone.now()
        answers = [
            Answer(
                given["row_id"],
                given["is_insured"],
                NotInsuredReason(given["reason"]) if given["reason"] else None,
                given["remark"],
            )
            for given in asked.validated_data["answers"]
        ]

        def act() -> dict[str, Any]:
            roster_parts.fill(part=part, answers=answers, on=timezone.localdate(), by=acting(request), at=at)
            return told(pk)

        return once(request, f"fill_roster_part:{pk}", at=at, act=act)


class PartReturn(OfficerView):
    permission = FILL

    @extend_schema(
        operation_id="return_roster_part", parameters=[KEY], request=None, responses=RosterPartSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """The township has answered every row and returns its part."""
        part, at = get_object_or_404(own_parts(request), pk=pk), timezone.now()

        def act() -> dict[str, Any]:
            roster_parts.return_part(part=part, on=timezone.localdate(), by=acting(request), at=at)
            return told(pk)

        return once(request, f"return_roster_part:{pk}", at=at, act=act)


class PartTakeBack(OfficerView):
    permission = CONFIRM

    @extend_schema(
        operation_id="take_back_roster_part", parameters=[KEY], request=None, responses=RosterPartSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """The bureau takes a part back, returned or not; its answers stay."""
        on, at = timezone.localdate(), timezone.now()
        rosters = visible_rosters(acting(request), on=on, permission=READ)
        part = get_object_or_404(RosterPart.objects.filter(roster__in=rosters), pk=pk)

        def act() -> dict[str, Any]:
            roster_parts.take_back(part=part, on=on, by=acting(request), at=at)
            return told(pk)

        return once(request, f"take_back_roster_part:{pk}", at=at, act=act)
