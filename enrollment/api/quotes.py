"""What does a person owe on a day, and how does it stand with them: for programs?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment.models import Person
from enrollment.operations import people, quotes
from enrollment.queries.answers import Answer
from enrollment.queries.explanations import explain
from enrollment.queries.people import visible_people
from staff import audit
from staff.access import Permission
from staff.api.asking import (
    YEAR,
    MissingSerializer,
    OfficerView,
    SaidSerializer,
    SpellSerializer,
    TextSerializer,
    day_of,
    year_of,
)
from staff.api.authentication import acting
from staff.operations.reads import found_nobody, read_person


class QuotedPartSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    fen = serializers.IntegerField()
    clause = serializers.CharField()
    readings = serializers.ListField(child=serializers.CharField())


class WaySerializer(serializers.Serializer[Any]):
    """One way to pay: missed years that are repaired with the due, the sum, the first day of cover."""

    repaired_years = serializers.ListField(child=serializers.IntegerField())
    due_fen = serializers.IntegerField(allow_null=True)
    cover_from = serializers.DateField(allow_null=True)
    missing = TextSerializer(many=True)


class QuoteSerializer(serializers.Serializer[Any]):
    """The price of a pay day. `due_fen` is null where the documents are silent; `missing` then says what is open."""

    paid_on = serializers.DateField(allow_null=True)
    decision = serializers.CharField()
    window = serializers.CharField()
    window_span = SpellSerializer(allow_null=True)
    in_window = serializers.BooleanField(allow_null=True)
    due_fen = serializers.IntegerField(allow_null=True)
    outstanding_fen = serializers.IntegerField(allow_null=True)
    parts = QuotedPartSerializer(many=True)
    cover = SpellSerializer(allow_null=True)
    waiting = SpellSerializer(allow_null=True)
    ways = WaySerializer(many=True)
    exemption = serializers.CharField(allow_null=True)
    counts_for_fiscal_subsidy = serializers.BooleanField()
    hold_claims_before = serializers.DateField(allow_null=True)
    amount_is_floor = serializers.BooleanField()
    amount_is_provisional = serializers.BooleanField()
    steps = SaidSerializer(many=True)
    warnings = SaidSerializer(many=True)
    missing = MissingSerializer(many=True)
    policy_digest = serializers.CharField()


class ExplainedPersonSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    document_kind = serializers.CharField()
    document_masked = serializers.CharField()
    born_on = serializers.DateField()
    died_on = serializers.DateField(allow_null=True)
    division_code = serializers.CharField()


class InterruptionSerializer(serializers.Serializer[Any]):
    """Days on which the relation is suspended or ended, both ends included; without an end they go on."""

    state = serializers.CharField(help_text="suspended or ended")
    reason = serializers.CharField()
    to = serializers.DateField(allow_null=True)
    document_number = serializers.CharField(allow_blank=True)
    clause = serializers.CharField(help_text="Empty: no document on record says whether benefits go on.")
    text = TextSerializer()

    def get_fields(self) -> dict[str, Any]:
        return super().get_fields() | {"from": serializers.DateField()}


class ExplainedEnrollmentSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    area = serializers.CharField()
    division_code = serializers.CharField()
    basis = serializers.CharField()
    group = serializers.CharField()
    enrolled_on = serializers.DateField()
    state = serializers.CharField(help_text="normal, suspended or ended")
    interruptions = InterruptionSerializer(many=True)


class BalanceSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    area = serializers.CharField()
    standing = serializers.CharField()
    issued_on = serializers.DateField()
    charged_fen = serializers.IntegerField()
    credited_fen = serializers.IntegerField()
    outstanding_fen = serializers.IntegerField(allow_null=True)


class EntrySerializer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    payer = serializers.CharField()
    amount_fen = serializers.IntegerField()
    signed_fen = serializers.IntegerField()
    effective_on = serializers.DateField()
    treasury_on = serializers.DateField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]
    ticket = serializers.CharField()
    clause = serializers.CharField()
    repaired_year = serializers.IntegerField(allow_null=True)


class HeldLineSerializer(serializers.Serializer[Any]):
    line_id = serializers.IntegerField()
    file_id = serializers.IntegerField()
    number = serializers.IntegerField()
    ticket = serializers.CharField()
    kind = serializers.CharField()
    outcome = serializers.CharField()
    amount_fen = serializers.IntegerField()
    posted_fen = serializers.IntegerField()
    held_fen = serializers.IntegerField()
    paid_on = serializers.DateField(allow_null=True)
    coverage_year = serializers.IntegerField(allow_null=True)
    is_open = serializers.BooleanField()
    cause = TextSerializer()
    remedy = TextSerializer()


class DecidedByOfficerSerializer(serializers.Serializer[Any]):
    amount_fen = serializers.IntegerField()
    cover = SpellSerializer()
    document_number = serializers.CharField()
    reason = serializers.CharField()
    decided_by = serializers.CharField()
    decided_on = serializers.DateField()


class ExplanationSerializer(serializers.Serializer[Any]):
    """Due, entries, cover and waiting of a person and year, with the steps that lead there."""

    person = ExplainedPersonSerializer()
    coverage_year = serializers.IntegerField()
    state = serializers.CharField(
        help_text="not_enrolled, not_issued, undecided, unpaid, partly_paid or settled"
    )
    enrollment = ExplainedEnrollmentSerializer(allow_null=True)
    due = BalanceSerializer(allow_null=True)
    entries = EntrySerializer(many=True)
    cover = SpellSerializer(allow_null=True)
    waiting = SpellSerializer(allow_null=True)
    settled_on = serializers.DateField(allow_null=True)
    decision = serializers.CharField()
    manual_decision = DecidedByOfficerSerializer(allow_null=True)
    steps = SaidSerializer(many=True)
    missing = MissingSerializer(many=True)
    warnings = SaidSerializer(many=True)
    policy_digest = serializers.CharField()
    lines = HeldLineSerializer(many=True)
    quote = QuoteSerializer(required=False)


class QuoteQuestionSerializer(serializers.Serializer[Any]):
    """Whom: by `person_id`, or by document number (sent in the body, never in an address)."""

    person_id = serializers.IntegerField(required=False)
    document_number = serializers.CharField(required=False, max_length=40)
    coverage_year = serializers.IntegerField(min_value=2000, max_value=2100)
    paid_on = serializers.DateField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("person_id" in attrs) == ("document_number" in attrs):
            raise serializers.ValidationError("Give either person_id or document_number.")
        return attrs


def visible_person(request: Request, *, permission: Permission, **by: Any) -> Person:
    """The person, or 404 outside the officer's divisions; that they were looked at is written down."""
    seen = visible_people(acting(request), on=timezone.localdate(), permission=permission)
    action = "read_person"
    if number := by.pop("document_number", ""):
        found, action = people.find_by_number(number), "find_person"
        by = {"pk": found.pk if found else 0}
        if found is None:
            found_nobody(acting(request), what="api")
    person = get_object_or_404(seen, **by)
    read_person(person, by=acting(request), division_code=person.division_code, what="api", action=action)
    return person


class QuoteView(OfficerView):
    permission = Permission.DUES_READ

    @extend_schema(operation_id="quote", request=QuoteQuestionSerializer, responses=QuoteSerializer)
    def post(self, request: Request) -> Response:
        """The price for a person on a pay day: amount, parts, window, cover, waiting, what is undecided; changes nothing."""
        question = QuoteQuestionSerializer(data=request.data)
        question.is_valid(raise_exception=True)
        asked = question.validated_data
        by = (
            {"pk": asked["person_id"]}
            if "person_id" in asked
            else {"document_number": asked["document_number"]}
        )
        person = visible_person(request, permission=self.permission, **by)
        priced = quotes.quote_for(
            person=person, coverage_year=asked["coverage_year"], paid_on=asked["paid_on"]
        )
        return Response(Answer(priced.quotation, priced.outstanding_fen).as_json())


class ExplanationView(OfficerView):
    permission = Permission.DUES_READ

    @extend_schema(
        operation_id="person_explanation",
        parameters=[
            YEAR,
            OpenApiParameter("paid_on", str, description="Also quote this pay day, YYYY-MM-DD."),
        ],
        responses=ExplanationSerializer,
    )
    def get(self, request: Request, pk: int) -> Response:
        """What was due, what was paid, from which day the person is covered, and by which clause."""
        year, paid_on = year_of(request), day_of(request, "paid_on")
        assert year is not None
        person = visible_person(request, permission=self.permission, pk=pk)
        audit.record(
            "explain_due", by=acting(request), about=person, division_code=person.division_code,
            change={"coverage_year": year, "paid_on": paid_on},
        )  # fmt: skip
        quote = None
        if paid_on is not None:
            priced = quotes.quote_for(person=person, coverage_year=year, paid_on=paid_on)
            quote = Answer(priced.quotation, priced.outstanding_fen)
        return Response(explain(person, year, quote=quote).as_json())
