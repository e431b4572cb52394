"""How does a program see what settling a bill would give, settle it, read the statement and take it back?"""

from collections.abc import Callable
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.bills import visible_bill
from claims.models import Bill
from claims.operations import reversal, settlement
from claims.queries.statements import posted_statement, settlement_json, statement_json
from intake.api.repeats import KEY, once
from staff.access import Permission
from staff.api.asking import OfficerView, TextSerializer
from staff.api.authentication import acting

READ, SETTLE = Permission.CLAIMS_READ, Permission.CLAIMS_SETTLE


class SettlementLineSerializer(serializers.Serializer[Any]):
    payer = serializers.CharField()
    code = serializers.CharField()
    text = TextSerializer()
    base_fen = serializers.IntegerField()
    rate = serializers.CharField(allow_null=True)
    fen = serializers.IntegerField()
    clause = serializers.CharField()


class PreviewSerializer(serializers.Serializer[Any]):
    """What settling now would give; `person_pays_fen` is null while a tier is undecided."""

    outcome = serializers.CharField(help_text="decided or undecided")
    total_fen = serializers.IntegerField()
    payments = serializers.DictField(child=serializers.IntegerField(allow_null=True))
    person_pays_fen = serializers.IntegerField(allow_null=True)
    person_pays_at_most_fen = serializers.IntegerField()
    lines = SettlementLineSerializer(many=True)
    missing = serializers.JSONField()
    held = serializers.JSONField()
    steps = serializers.JSONField()
    policy_digest = serializers.CharField()


class StatementSerializer(serializers.Serializer[Any]):
    """The statement of a bill: the parts of all payers add up to it."""

    bill_id = serializers.IntegerField()
    statement_id = serializers.IntegerField()
    state = serializers.CharField()
    settled_on = serializers.DateField()
    service_on = serializers.DateField()
    total_fen = serializers.IntegerField()
    payments = serializers.DictField(child=serializers.IntegerField())
    person_pays_fen = serializers.IntegerField()
    lines = SettlementLineSerializer(many=True)
    tiers = serializers.JSONField()
    cautions = serializers.JSONField()
    old_account = serializers.JSONField(
        help_text="what the balance of a former account pays of the person's part"
    )
    policy_digest = serializers.CharField()


class SettledSerializer(serializers.Serializer[Any]):
    """How settling ended: settled, held or undecided (then `holds` says why), or a plan of differences that waits."""

    bill_id = serializers.IntegerField()
    state = serializers.CharField()
    statement = serializers.IntegerField(allow_null=True)
    plan = serializers.IntegerField(allow_null=True)
    person_pays_fen = serializers.IntegerField(allow_null=True)
    person_pays_at_most_fen = serializers.IntegerField()
    payments = serializers.DictField(child=serializers.IntegerField())
    holds = serializers.JSONField()


class ReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=200)


class ReversedSerializer(serializers.Serializer[Any]):
    """`plan`: later bills come out differently, so the differences are listed for another officer first."""

    bill_id = serializers.IntegerField()
    state = serializers.CharField()
    plan = serializers.IntegerField(allow_null=True)


class BillPreview(OfficerView):
    permission = READ

    @extend_schema(operation_id="preview_bill", request=None, responses=PreviewSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """The figures that settling the bill now would give; nothing is written."""
        bill = visible_bill(request, pk)
        done = settlement.preview(bill=bill, on=timezone.localdate(), by=acting(request))
        return Response(settlement_json(done))


class BillStatement(OfficerView):
    permission = READ

    @extend_schema(operation_id="bill_statement", responses=StatementSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """The statement that stands; 404 while the bill is not settled."""
        statement = posted_statement(visible_bill(request, pk))
        if statement is None:
            raise Http404
        return Response(statement_json(statement))


class BillSettle(OfficerView):
    permission = SETTLE

    @extend_schema(operation_id="settle_bill", parameters=[KEY], request=None, responses=SettledSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Settle the bill: posted when everything is decided and nothing holds it back."""

        def act(bill: Bill) -> dict[str, Any]:
            done = settlement.settle(bill=bill, on=timezone.localdate(), by=acting(request))
            return {"bill_id": bill.pk, **done.told()}

        return _once(request, pk, "settle_bill", act)


class BillReverse(OfficerView):
    permission = SETTLE

    @extend_schema(
        operation_id="reverse_bill", parameters=[KEY], request=ReasonSerializer, responses=ReversedSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Take the settlement back by new entries."""
        asked = ReasonSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        reason = asked.validated_data["reason"]

        def act(bill: Bill) -> dict[str, Any]:
            done = reversal.reverse(bill=bill, reason=reason, on=timezone.localdate(), by=acting(request))
            bill.refresh_from_db(fields=["state"])
            return {"bill_id": bill.pk, "state": bill.state, "plan": done.plan_id}

        return _once(request, pk, "reverse_bill", act)


def _once(request: Request, pk: int, operation: str, act: Callable[[Bill], dict[str, Any]]) -> Response:
    bill = visible_bill(request, pk, permission=SETTLE)
    return once(request, f"{operation}:{pk}", at=timezone.now(), act=lambda: act(bill))
