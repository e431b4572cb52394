"""Which rows of the bank's files contradict an earlier answer, and what is decided about each: for programs?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assistance.subsidies.models import BankReturnLine, PayoutBatch
from assistance.subsidies.operations import bank_answers
from assistance.subsidies.queries.payouts import contradictions
from assistance.subsidies.queries.subsidy_reports import contradiction_report
from assistance.subsidies.rules.bank_answers import Verdict
from intake.api.repeats import KEY, once
from staff import access
from staff.access import Permission
from staff.api.asking import OfficerView
from staff.api.authentication import acting


class ContradictionSerializer(serializers.Serializer[Any]):
    """A row in which the bank says something else than before, what can be decided, and what was."""

    row_id = serializers.IntegerField()
    batch_id = serializers.IntegerField()
    line = serializers.IntegerField(help_text="of the payout list")
    grant_id = serializers.IntegerField()
    outcome = serializers.CharField(help_text="bounced or paid_after")
    amount_fen = serializers.IntegerField()
    reason = serializers.CharField(allow_blank=True)
    verdicts = serializers.ListField(child=serializers.CharField(), help_text="what can be decided now")
    verdict = serializers.CharField(allow_blank=True, help_text="what was decided; empty while it waits")


class DecideSerializer(serializers.Serializer[Any]):
    verdict = serializers.ChoiceField(choices=[verdict.value for verdict in Verdict])
    reason = serializers.CharField(max_length=200)


class BankAnswers(OfficerView):
    permission = Permission.SUBSIDIES_READ

    @extend_schema(operation_id="bank_contradictions", responses=ContradictionSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """The rows about a payout list in which the bank contradicts itself."""
        lists = access.scope(
            PayoutBatch.objects.all(), acting(request), self.permission, on=timezone.localdate()
        )
        return Response(
            [contradiction_report(row) for row in contradictions(get_object_or_404(lists, pk=pk))]
        )


class BankAnswerDecide(OfficerView):
    permission = Permission.SUBSIDIES_PAY

    @extend_schema(
        operation_id="decide_bank_answer",
        parameters=[KEY],
        request=DecideSerializer,
        responses=ContradictionSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Decide which answer holds; a subsidy is paid at most once."""
        asked = DecideSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at = timezone.now()
        lists = access.scope(
            PayoutBatch.objects.all(), acting(request), self.permission, on=timezone.localdate(at)
        )
        rows = BankReturnLine.objects.filter(bank_return__batch__in=lists, payout_line__isnull=False)
        row = get_object_or_404(rows.select_related("bank_return"), pk=pk)

        def act() -> dict[str, Any]:
            bank_answers.decide(
                row=row, verdict=Verdict(asked.validated_data["verdict"]), reason=asked.validated_data["reason"],
                by=acting(request), at=at,
            )  # fmt: skip
            return contradiction_report(
                BankReturnLine.objects.select_related("payout_line", "bank_return", "decision").get(pk=pk)
            )

        return once(request, f"decide_bank_answer:{pk}", at=at, act=act)
