"""Of what shape are claims to recover in the API, coming in and going out?"""

from typing import Any

from rest_framework import serializers


class OwingPersonSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    document_masked = serializers.CharField()


class RepaymentSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    amount_fen = serializers.IntegerField(help_text="negative: taken back")
    paid_on = serializers.DateField()
    receipt_number = serializers.CharField()
    reverses_id = serializers.IntegerField(allow_null=True)


class ClaimSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    person = OwingPersonSerializer()
    amount_fen = serializers.IntegerField()
    balance_fen = serializers.IntegerField()
    state = serializers.CharField(help_text="draft, withdrawn, waits, approved or rejected")
    reason = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    case_id = serializers.IntegerField(allow_null=True)
    document_number = serializers.CharField()
    division_code = serializers.CharField()
    entered_at = serializers.DateTimeField()
    approved_at = serializers.DateTimeField(allow_null=True)
    rejected_because = serializers.CharField()
    repayments = RepaymentSerializer(many=True)


class EnterClaimSerializer(serializers.Serializer[Any]):
    person_id = serializers.IntegerField()
    amount_fen = serializers.IntegerField(min_value=1)
    reason = serializers.CharField(max_length=300)
    document_number = serializers.CharField(max_length=100)
    source = serializers.CharField(required=False, default="", allow_blank=True, max_length=60)  # type: ignore[assignment]


class EnterDraftSerializer(serializers.Serializer[Any]):
    amount_fen = serializers.IntegerField(min_value=1)
    reason = serializers.CharField(max_length=300)
    document_number = serializers.CharField(max_length=100)


class DecideClaimSerializer(serializers.Serializer[Any]):
    decision = serializers.ChoiceField(choices=["approve", "reject"])
    because = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)


class EnterRepaymentSerializer(serializers.Serializer[Any]):
    amount_fen = serializers.IntegerField(min_value=1)
    paid_on = serializers.DateField()
    receipt_number = serializers.CharField(max_length=60)


class ReverseRepaymentSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300)
