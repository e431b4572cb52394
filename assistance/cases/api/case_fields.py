"""Of what shape are cases in the API, coming in and going out?"""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assistance.cases.operations.case_actions import OFFERED
from assistance.cases.operations.cases import CaseFacts
from assistance.cases.rules.case_reasons import CaseKind, RejectReason, ReturnReason
from assistance.cases.rules.case_states import State
from policy.terms import Category, Certifier
from staff.api.asking import TextSerializer


class CasePersonSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    document_masked = serializers.CharField()


class CaseSummarySerializer(serializers.Serializer[Any]):
    """A case as a list tells it. `version` is given back with every move; `deadline` is none, in_time, soon or overdue."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    kind = serializers.CharField(help_text=", ".join(CaseKind))
    category = serializers.CharField()
    grade = serializers.CharField()
    certifier = serializers.CharField()
    document_number = serializers.CharField()
    coverage_year = serializers.IntegerField()
    reason = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    division_code = serializers.CharField()
    area = serializers.CharField()
    amount_fen = serializers.IntegerField(allow_null=True, help_text="null while undecided or not submitted")
    needs_two = serializers.BooleanField()
    notice_days = serializers.IntegerField()
    state = serializers.CharField(help_text=", ".join(State))
    version = serializers.IntegerField()
    certified_on = serializers.DateField(allow_null=True)
    from_on = serializers.DateField()
    until_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    notice_from = serializers.DateField(allow_null=True)
    notice_until = serializers.DateField(allow_null=True)
    approved_on = serializers.DateField(allow_null=True)
    person = CasePersonSerializer()
    household_id = serializers.IntegerField(allow_null=True)
    about_id = serializers.IntegerField(allow_null=True)
    deadline = serializers.CharField()
    state_since = serializers.DateTimeField()


class CaseMemberSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    person = CasePersonSerializer()
    amount_fen = serializers.IntegerField(allow_null=True)
    steps = serializers.ListField(child=serializers.DictField())
    refused_because = serializers.CharField()
    before = serializers.DictField(allow_null=True)
    after = serializers.DictField(allow_null=True)


class CaseDocumentSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    title = serializers.CharField()
    name = serializers.CharField()
    media_type = serializers.CharField()
    size_bytes = serializers.IntegerField()
    sha256 = serializers.CharField()


class CaseHistorySerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    officer = serializers.CharField()
    text = serializers.SerializerMethodField()

    @extend_schema_field(TextSerializer)
    def get_text(self, line: dict[str, Any]) -> dict[str, str]:
        return dict(line["text"])


class OwnCostSerializer(serializers.Serializer[Any]):
    """What a member bore of the bills in the months before the application that the category looks at."""

    member_id = serializers.IntegerField()
    from_on = serializers.DateField()
    until_on = serializers.DateField(help_text="not included: the day of the application")
    fen = serializers.IntegerField(help_text="a least while open_bills is not 0")
    bills = serializers.IntegerField()
    open_bills = serializers.IntegerField()
    clause = serializers.CharField()


class CaseSerializer(CaseSummarySerializer):
    """All of a case."""

    members = CaseMemberSerializer(many=True)
    own_costs = OwnCostSerializer(many=True)
    documents = CaseDocumentSerializer(many=True)
    history = CaseHistorySerializer(many=True)
    possible_moves = serializers.ListField(child=serializers.CharField())


class CaseFactsSerializer(serializers.Serializer[Any]):
    category = serializers.CharField(max_length=32, help_text="code of a category that the place knows")
    certifier = serializers.ChoiceField(choices=list(Certifier))
    document_number = serializers.CharField(max_length=100)
    from_on = serializers.DateField()
    coverage_year = serializers.IntegerField(min_value=2000, max_value=2100)
    reason = serializers.CharField(max_length=300)
    until_on = serializers.DateField(required=False, allow_null=True, default=None)
    grade = serializers.CharField(required=False, default="", allow_blank=True, max_length=20)
    certified_on = serializers.DateField(required=False, allow_null=True, default=None)
    source = serializers.CharField(required=False, default="", allow_blank=True, max_length=60)  # type: ignore[assignment]
    amount_fen = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, help_text="of a recovery only"
    )

    def facts(self) -> CaseFacts:
        given: dict[str, Any] = {str(name): value for name, value in self.validated_data.items()}
        asked = {str(name): given[str(name)] for name in CaseFactsSerializer().fields}
        named = {"category": Category(asked["category"]), "certifier": Certifier(asked["certifier"])}
        return CaseFacts(**{**asked, **named})


class OpenCaseSerializer(CaseFactsSerializer):
    """A case for a person; for others of the household too when they are listed."""

    kind = serializers.ChoiceField(choices=list(CaseKind))
    person_id = serializers.IntegerField()
    member_ids = serializers.ListField(
        child=serializers.IntegerField(), required=False, default=list, max_length=59
    )
    about_id = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="the approved case that is to be revoked"
    )


class ChangeCaseSerializer(CaseFactsSerializer):
    version = serializers.IntegerField()


class LeftOutSerializer(serializers.Serializer[Any]):
    member_id = serializers.IntegerField()
    reason = serializers.CharField(max_length=300)


class MoveSerializer(serializers.Serializer[Any]):
    """A move. Returning takes a reason of its list, rejecting of another; withdrawing a reason in words."""

    move = serializers.ChoiceField(choices=list(OFFERED))
    version = serializers.IntegerField(help_text="of the case as you saw it; an old one is refused with 409")
    reason_code = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=24,
        help_text=f"return: {', '.join(ReturnReason)}; reject: {', '.join(RejectReason)}",
    )  # fmt: skip
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)
    left_out = LeftOutSerializer(many=True, required=False, default=list)


class DecisionSerializer(serializers.Serializer[Any]):
    case_id = serializers.IntegerField()
    version = serializers.IntegerField()
    action = serializers.ChoiceField(choices=["approve", "reject", "skip"])
    reason_code = serializers.CharField(required=False, default="", allow_blank=True, max_length=24)
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)
    left_out = LeftOutSerializer(many=True, required=False, default=list)


class BatchSerializer(serializers.Serializer[Any]):
    decisions = DecisionSerializer(many=True, max_length=200)  # type: ignore[call-arg]


class CaseRefusalSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    text = TextSerializer()
    remedy = TextSerializer()


class OutcomeSerializer(serializers.Serializer[Any]):
    """What became of a row: done, skipped, refused or not_found."""

    case_id = serializers.IntegerField()
    result = serializers.CharField()
    state = serializers.CharField(allow_blank=True)
    refusal = CaseRefusalSerializer(allow_null=True)


class BatchOutcomeSerializer(serializers.Serializer[Any]):
    outcomes = OutcomeSerializer(many=True)


class DocumentUploadSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(help_text="JPEG, PNG or PDF by content")
    title = serializers.CharField(max_length=60)
    version = serializers.IntegerField()


class RemovalSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField()
