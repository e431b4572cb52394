"""How do programs read own-cost alerts, freeze a month's list, send its answers and end a finding?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from assistance.categories.models import PersonFinding
from assistance.categories.operations.findings import end_finding
from claims.models import OwnCostAlert, OwnCostList
from claims.operations import own_cost_answers, own_cost_lists
from claims.queries import own_cost_watch as queries
from claims.rules.own_cost_watch import AlertState
from intake.api.repeats import KEY, body_of, once
from staff import access
from staff.access import Permission
from staff.api.asking import DIVISION, Holds, OfficerView, division_of
from staff.api.authentication import acting
from staff.api.bodies import JsonBody
from staff.operations.reads import read_people

READ = Permission.CLAIMS_READ


class AlertFindingSerializer(serializers.Serializer[Any]):
    """The finding that a confirmed risk began; `until` is not included."""

    until = serializers.DateField()
    document = serializers.CharField()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {"from": serializers.DateField(), **super().get_fields()}


class AlertSerializer(serializers.Serializer[Any]):
    """The own cost of a person or a household reached a line (`level` 1) or its double (2) over the days from..to.

    `fallen_on`: when statements had been taken back so that it was below again; the alert stays.
    """

    id = serializers.IntegerField()
    person_id = serializers.IntegerField(allow_null=True)
    household_id = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()
    division_code = serializers.CharField()
    group = serializers.CharField()
    line_fen = serializers.IntegerField()
    line_document = serializers.CharField()
    level = serializers.IntegerField()
    to = serializers.DateField()
    own_fen = serializers.IntegerField()
    year_fen = serializers.IntegerField()
    opened_on = serializers.DateField()
    fallen_on = serializers.DateField(allow_null=True)
    fallen_to_fen = serializers.IntegerField(allow_null=True)
    state = serializers.CharField(help_text=", ".join(AlertState))
    answered_on = serializers.DateField(allow_null=True)
    answer_document = serializers.CharField()
    finding = AlertFindingSerializer(allow_null=True)
    clauses = serializers.ListField(child=serializers.CharField())

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {"from": serializers.DateField(), **super().get_fields()}


class OwnCostLineSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    alert_id = serializers.IntegerField()
    name = serializers.CharField()
    own_fen = serializers.IntegerField()
    line_fen = serializers.IntegerField()
    level = serializers.IntegerField()
    state = serializers.CharField(help_text=", ".join(AlertState))


class OwnCostListSerializer(serializers.Serializer[Any]):
    """A month's list of a county, frozen under `digest`; `waiting` lines have no answer yet."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    area = serializers.CharField()
    month = serializers.CharField()
    lines = serializers.IntegerField()
    waiting = serializers.IntegerField(allow_null=True)
    digest = serializers.CharField()
    frozen_at = serializers.DateTimeField()


class OwnCostListWithLinesSerializer(OwnCostListSerializer):
    rows = OwnCostLineSerializer(many=True)


class FreezeSerializer(serializers.Serializer[Any]):
    area = serializers.RegexField(r"^[0-9]{6}\Z")
    month = serializers.RegexField(r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])\Z", help_text="YYYY-MM")


class AnswersSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(help_text="Layout OW-1.")


class SentAnswersSerializer(serializers.Serializer[Any]):
    """The file as it stands; another officer confirms it at /sent-files/OW-1/<id>."""

    id = serializers.IntegerField()
    state = serializers.CharField()
    counts = serializers.DictField(child=serializers.IntegerField())


class EndFindingSerializer(serializers.Serializer[Any]):
    until_on = serializers.DateField(help_text="the first day on which it no longer holds")
    because = serializers.CharField(max_length=200)


class EndedFindingSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    finding = serializers.CharField()
    from_on = serializers.DateField()
    until_on = serializers.DateField()


class AlertList(generics.GenericAPIView[OwnCostAlert]):
    permission = READ
    permission_classes = (Holds,)
    serializer_class = AlertSerializer
    queryset = OwnCostAlert.objects.none()

    @extend_schema(
        operation_id="own_cost_alerts",
        parameters=[DIVISION, OpenApiParameter("state", str, description="Only in this state; `fallen`: marked ones.")],
        responses=AlertSerializer(many=True),
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """Whose own cost reached a line, in the officer's places, the newest first."""
        rows = queries.visible_alerts(acting(request), on=timezone.localdate())
        rows = queries.filtered(
            rows, state=request.query_params.get("state", ""), inside=division_of(request)
        )
        page = self.paginate_queryset(rows) or []
        read_people(len(page), by=acting(request), what="api_own_cost_alerts")
        return self.get_paginated_response([queries.alert_json(alert) for alert in page])


class AlertView(OfficerView):
    permission = READ

    @extend_schema(operation_id="own_cost_alert", responses=AlertSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One alert."""
        alert = get_object_or_404(queries.visible_alerts(acting(request), on=timezone.localdate()), pk=pk)
        read_people(1, by=acting(request), division_code=alert.division_code, what="api_own_cost_alert")
        return Response(queries.alert_json(alert))


class OwnCostLists(generics.GenericAPIView[OwnCostList]):
    permission = READ
    write_permission = Permission.CLAIMS_REVIEW
    permission_classes = (Holds,)
    serializer_class = OwnCostListSerializer
    queryset = OwnCostList.objects.none()

    @extend_schema(operation_id="own_cost_lists", responses=OwnCostListSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The lists of the officer's counties, the newest first."""
        page = self.paginate_queryset(queries.visible_lists(acting(request), on=timezone.localdate())) or []
        return self.get_paginated_response([queries.list_json(one) for one in page])

    @extend_schema(
        operation_id="freeze_own_cost_list", parameters=[KEY], request=FreezeSerializer,
        responses={201: OwnCostListSerializer},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Freeze the list of a county and month."""
        asked = FreezeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at = timezone.now()
        year, month = map(int, asked.validated_data["month"].split("-"))
        first = timezone.localdate(at).replace(year=year, month=month, day=1)

        def act() -> dict[str, Any]:
            area = asked.validated_data["area"]
            return queries.list_json(own_cost_lists.freeze(area=area, month=first, by=acting(request), at=at))

        return once(request, "freeze_own_cost_list", at=at, act=act, status=201)


class OwnCostListView(OfficerView):
    permission = READ
    write_permission = Permission.ROSTERS_UPLOAD
    parser_classes = (MultiPartParser, JsonBody)

    @extend_schema(operation_id="own_cost_list", responses=OwnCostListWithLinesSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """A list with its lines as they were frozen and what was answered since."""
        listed = self._list(request, pk)
        read_people(
            listed.line_count, by=acting(request), division_code=listed.area, what="api_own_cost_list"
        )
        lines = listed.lines.select_related("alert").order_by("number")
        return Response({**queries.list_json(listed), "rows": queries.lines_json(lines)})

    @extend_schema(
        operation_id="send_own_cost_answers", parameters=[KEY], request={"multipart/form-data": AnswersSerializer},
        responses={201: SentAnswersSerializer},
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """Send the answers to the list; any fault refuses the file, with all faults. Another officer confirms it."""
        listed = self._list(request, pk)
        asked = AnswersSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given, at = asked.validated_data, timezone.now()

        def act() -> dict[str, Any]:
            file = own_cost_answers.receive(
                own_cost_list=listed,
                content=given["file"],
                name=given["file"].name,
                by=acting(request),
                at=at,
            )
            return {"id": file.pk, "state": str(file.state), "counts": file.summary.get("counts", {})}

        return once(request, f"send_own_cost_answers:{pk}", at=at, act=act, status=201, body=body_of(given))

    def _list(self, request: Request, pk: int) -> OwnCostList:
        return get_object_or_404(queries.visible_lists(acting(request), on=timezone.localdate()), pk=pk)


class FindingEnd(OfficerView):
    permission = Permission.ROSTERS_CONFIRM

    @extend_schema(
        operation_id="end_finding",
        parameters=[KEY],
        request=EndFindingSerializer,
        responses=EndedFindingSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """A finding no longer holds from a day on; on its own first day it is taken back."""
        on, at, by = timezone.localdate(), timezone.now(), acting(request)
        visible = access.scope(PersonFinding.objects.all(), by, self.permission, on=on)
        finding = get_object_or_404(visible, pk=pk)
        asked = EndFindingSerializer(data=request.data)
        asked.is_valid(raise_exception=True)

        def act() -> dict[str, Any]:
            ended = end_finding(finding=finding, **asked.validated_data, on=on, by=by, at=at)
            return {
                "id": ended.pk,
                "finding": ended.finding,
                "from_on": ended.from_on.isoformat(),
                "until_on": ended.until_on.isoformat(),
            }

        return once(request, f"end_finding:{pk}", at=at, act=act)
