"""How does a program make a list of refunds, read what became of it, and send the tax bureau's answer?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment.models import RefundList
from enrollment.operations import list_withdrawals, refund_answers, refund_lists
from enrollment.queries.refund_lists import answer_report, report, visible_lists
from enrollment.queries.refunds import READ
from enrollment.rules.refund_states import WithdrawalMove, WithdrawalState
from intake.api.files import SentFileReportSerializer
from intake.api.repeats import KEY, once
from staff.access import Permission
from staff.api.asking import Holds, OfficerView
from staff.api.authentication import acting
from staff.api.bodies import JsonBody
from staff.operations.reads import read_people
from staff.web.fields import readable


class ListWithdrawalSerializer(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=[state.value for state in WithdrawalState])
    because = serializers.CharField()
    asked_by = serializers.CharField()
    decided_by = serializers.CharField(allow_null=True)


class RefundListSerializer(serializers.Serializer[Any]):
    """A list of refunds, frozen under its digest."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    division = serializers.CharField()
    made_on = serializers.DateField()
    line_count = serializers.IntegerField()
    amount_fen = serializers.IntegerField()
    digest = serializers.CharField()
    made_by = serializers.CharField()
    withdrawal = ListWithdrawalSerializer(allow_null=True)


class RefundListLineSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    refund_id = serializers.IntegerField()
    ticket = serializers.CharField()
    amount_fen = serializers.IntegerField()
    to_person_fen = serializers.IntegerField()
    payee = serializers.CharField()
    account = serializers.CharField(help_text="masked")
    state = serializers.CharField()
    answer = serializers.CharField(
        allow_null=True, help_text="refunded, returned, waits, repeated or contradicts"
    )
    refunded_on = serializers.DateField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)


class RefundListWithLinesSerializer(RefundListSerializer):
    lines = RefundListLineSerializer(many=True)


class WithdrawListSerializer(serializers.Serializer[Any]):
    """With `move` the withdrawal that another officer asked for is decided; without it is asked for, with its reason."""

    because = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)
    move = serializers.ChoiceField(
        choices=[move.value for move in WithdrawalMove], required=False, default="", allow_blank=True
    )


class MakeListSerializer(serializers.Serializer[Any]):
    division = serializers.RegexField(r"^[0-9]{6}([0-9]{3})?\Z")


class AnswerGivenSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(help_text=readable("RF-1"))
    expected_count = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=0)
    expected_fen = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=0)


class AnswerRowSerializer(serializers.Serializer[Any]):
    row = serializers.IntegerField()
    ticket = serializers.CharField()
    outcome = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)


class RefundAnswerSerializer(SentFileReportSerializer):
    """The answer as a sent file, with how each row ended. Its moves stand in the report of the file."""

    moves = None  # type: ignore[assignment]
    list = serializers.CharField()
    received_on = serializers.DateField()
    rows = AnswerRowSerializer(many=True)


class RefundLists(generics.GenericAPIView[RefundList]):
    permission = READ
    write_permission = Permission.EXCEPTIONS_DECIDE
    permission_classes = (Holds,)
    serializer_class = RefundListSerializer
    queryset = RefundList.objects.none()

    @extend_schema(operation_id="refund_lists", responses=RefundListSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The lists of the officer's divisions, the latest first."""
        page = self.paginate_queryset(visible_lists(acting(request), on=timezone.localdate()))
        return self.get_paginated_response([report(listed) for listed in page or []])

    @extend_schema(
        operation_id="make_refund_list", parameters=[KEY], request=MakeListSerializer,
        responses={201: RefundListWithLinesSerializer},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Put every approved refund of a division on a list."""
        asked = MakeListSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        area, at = asked.validated_data["division"], timezone.now()

        def act() -> dict[str, Any]:
            return report(refund_lists.make_list(area=area, by=acting(request), at=at), with_lines=True)

        return once(request, "make_refund_list", at=at, act=act, status=status.HTTP_201_CREATED)


class RefundListView(OfficerView):
    permission = READ

    @extend_schema(operation_id="refund_list", responses=RefundListWithLinesSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One list with what became of each line."""
        listed = _visible(request, pk, self.permission)
        read_people(listed.line_count, by=acting(request), division_code=listed.area, what="refund_list")
        return Response(report(listed, with_lines=True))


class RefundListWithdrawal(OfficerView):
    permission = Permission.EXCEPTIONS_DECIDE

    @extend_schema(
        operation_id="withdraw_refund_list", parameters=[KEY], request=WithdrawListSerializer,
        responses={201: RefundListSerializer},
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """Ask that a list be withdrawn that nobody answered (`because`), or decide on what another officer asked (`move`)."""
        listed, at, by = _visible(request, pk, self.permission), timezone.now(), acting(request)
        asked = WithdrawListSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        made = asked.validated_data["move"]

        def act() -> dict[str, Any]:
            if made:
                list_withdrawals.decide_on(listed=listed, made=made, by=by, at=at)
            else:
                list_withdrawals.ask(listed=listed, because=asked.validated_data["because"], by=by, at=at)
            return report(listed)

        return once(request, f"withdraw_refund_list:{pk}", at=at, act=act, status=status.HTTP_201_CREATED)


class RefundListAnswers(OfficerView):
    permission = Permission.PAYMENTS_UPLOAD
    parser_classes = [MultiPartParser, JsonBody]

    @extend_schema(
        operation_id="answer_refund_list", request={"multipart/form-data": AnswerGivenSerializer},
        responses={201: RefundAnswerSerializer},
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """Send the tax bureau's answer. A small one has ended when the answer comes; else ask for its state."""
        listed = _visible(request, pk, self.permission)
        asked = AnswerGivenSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        file = given.pop("file")
        answer = refund_answers.receive(
            listed=listed, content=file, name=file.name, by=acting(request), at=timezone.now(), **given
        )
        return Response(answer_report(answer), status=status.HTTP_201_CREATED)


def _visible(request: Request, pk: int, permission: Permission) -> RefundList:
    rows = visible_lists(acting(request), on=timezone.localdate(), permission=permission)
    return get_object_or_404(rows, pk=pk)
