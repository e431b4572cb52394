"""How do two officers decide, through programs, about bills that wait and about lists of differences?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.bills import visible_bill
from claims.models import BillReview, PlanLine, ResettlementPlan, ReviewAnswer
from claims.operations import bill_reviews, plans
from intake.api.repeats import KEY, once
from policy.care import Tier
from staff import access
from staff.access import Permission
from staff.api.asking import Holds, OfficerView
from staff.api.authentication import acting
from staff.given import number_given

READ, SETTLE, REVIEW = Permission.CLAIMS_READ, Permission.CLAIMS_SETTLE, Permission.CLAIMS_REVIEW


class ReviewSerializer(serializers.ModelSerializer[BillReview]):
    """A proposal about a bill that waits; `amounts` are fen by tier, stated only by a decision."""

    class Meta:
        model = BillReview
        fields = (
            "id", "bill", "answer", "state", "amounts", "document_number", "reason", "proposed_on", "checked_on",
            "rejected_because",
        )  # fmt: skip
        read_only_fields = fields


class ReviewProposalSerializer(serializers.Serializer[Any]):
    answer = serializers.ChoiceField(choices=[answer.value for answer in ReviewAnswer])
    document_number = serializers.CharField(max_length=100)
    reason = serializers.CharField(max_length=300)
    amounts = serializers.DictField(
        child=serializers.IntegerField(min_value=0), required=False, default=dict, help_text="tier -> fen"
    )

    def validate_amounts(self, given: dict[str, int]) -> dict[Tier, int]:
        try:
            return {Tier(tier): fen for tier, fen in given.items()}
        except ValueError as wrong:
            raise serializers.ValidationError(str(wrong)) from wrong


class ReviewDecisionSerializer(serializers.Serializer[Any]):
    decision = serializers.ChoiceField(choices=["approve", "reject"])
    because = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)


class PlanDecisionSerializer(ReviewDecisionSerializer):
    kept = serializers.DictField(
        child=serializers.CharField(max_length=300), required=False, default=dict,
        help_text="bill id -> why a bill that could not be posted today is kept; needed for each line with `why`",
    )  # fmt: skip

    def validate_kept(self, given: dict[str, str]) -> dict[int, str]:
        read = {number_given(bill): because for bill, because in given.items()}
        if None in read:
            wrong = ", ".join(bill[:40] for bill in given if number_given(bill) is None)
            raise serializers.ValidationError(f"Not a bill id: {wrong}.")
        return {bill: because for bill, because in read.items() if bill is not None}


class PlanLineSerializer(serializers.ModelSerializer[PlanLine]):
    """One bill before and after: payer column -> fen; null where it was not settled, or is taken back.

    `why` is not empty when the bill is posted and could not be posted today; posting the list then needs a reason to keep it.
    """

    before = serializers.JSONField(read_only=True)
    after = serializers.JSONField(read_only=True)
    why = serializers.JSONField(read_only=True)

    class Meta:
        model = PlanLine
        fields = ("bill", "before", "after", "why", "kept_because")
        read_only_fields = fields


class PlanSerializer(serializers.ModelSerializer[ResettlementPlan]):
    """A list of differences; `difference_fen` is what the funds pay more in all."""

    lines = PlanLineSerializer(many=True, read_only=True)

    class Meta:
        model = ResettlementPlan
        fields = (
            "id", "person", "year", "division_code", "reason", "note", "state", "difference_fen", "proposed_on",
            "checked_on", "rejected_because", "lines",
        )  # fmt: skip
        read_only_fields = fields


class ReviewList(generics.GenericAPIView[BillReview]):
    permission = READ
    permission_classes = (Holds,)
    serializer_class = ReviewSerializer
    queryset = BillReview.objects.none()

    @extend_schema(operation_id="bill_reviews", responses=ReviewSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Proposals about the bills of the officer's divisions, the newest first."""
        found = access.scope(
            BillReview.objects.all(),
            acting(request),
            READ,
            on=timezone.localdate(),
            field="bill__division_code",
        )
        page = self.paginate_queryset(found.order_by("-pk"))
        return self.get_paginated_response(ReviewSerializer(page, many=True).data)


class BillProposal(OfficerView):
    permission = SETTLE

    @extend_schema(
        operation_id="propose_bill_review", parameters=[KEY], request=ReviewProposalSerializer,
        responses={201: ReviewSerializer},
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """Propose to release, decide or refuse a bill that waits; another officer has to agree."""
        asked = ReviewProposalSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        bill, data, at = visible_bill(request, pk, permission=SETTLE), asked.validated_data, timezone.now()

        def act() -> dict[str, Any]:
            review = bill_reviews.propose_review(
                bill=bill, answer=ReviewAnswer(data["answer"]), document_number=data["document_number"],
                reason=data["reason"], amounts=data["amounts"], on=timezone.localdate(at), by=acting(request),
            )  # fmt: skip
            return dict(ReviewSerializer(review).data)

        return once(request, f"propose_bill_review:{pk}", at=at, act=act, status=201)


class ReviewDecision(OfficerView):
    permission = REVIEW

    @extend_schema(
        operation_id="decide_bill_review",
        parameters=[KEY],
        request=ReviewDecisionSerializer,
        responses=ReviewSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Agree to a proposal of another officer, or send it back with a reason."""
        asked = ReviewDecisionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at = timezone.now()
        on = timezone.localdate(at)
        visible = access.scope(
            BillReview.objects.all(), acting(request), REVIEW, on=on, field="bill__division_code"
        )
        review = get_object_or_404(visible, pk=pk)

        def act() -> dict[str, Any]:
            if asked.validated_data["decision"] == "approve":
                bill_reviews.approve_review(review=review, on=on, by=acting(request))
            else:
                because = asked.validated_data["because"]
                bill_reviews.reject_review(review=review, reason=because, on=on, by=acting(request))
            review.refresh_from_db()
            return dict(ReviewSerializer(review).data)

        return once(request, f"decide_bill_review:{pk}", at=at, act=act)


class PlanList(generics.GenericAPIView[ResettlementPlan]):
    permission = READ
    permission_classes = (Holds,)
    serializer_class = PlanSerializer
    queryset = ResettlementPlan.objects.none()

    @extend_schema(operation_id="resettlement_plans", responses=PlanSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Lists of differences in the officer's divisions, the newest first."""
        found = access.scope(ResettlementPlan.objects.all(), acting(request), READ, on=timezone.localdate())
        page = self.paginate_queryset(found.prefetch_related("lines").order_by("-pk"))
        return self.get_paginated_response(PlanSerializer(page, many=True).data)


class PlanDecision(OfficerView):
    permission = REVIEW

    @extend_schema(
        operation_id="decide_resettlement_plan", parameters=[KEY], request=PlanDecisionSerializer,
        responses=PlanSerializer,
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """Post a list of differences that another officer made, or reject it with a reason."""
        asked = PlanDecisionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at = timezone.now()
        on = timezone.localdate(at)
        plan = get_object_or_404(
            access.scope(ResettlementPlan.objects.all(), acting(request), REVIEW, on=on), pk=pk
        )

        def act() -> dict[str, Any]:
            if asked.validated_data["decision"] == "approve":
                done = plans.post_plan(
                    plan=plan, kept=asked.validated_data["kept"], on=on, by=acting(request)
                )
            else:
                because = asked.validated_data["because"]
                done = plans.reject_plan(plan=plan, reason=because, on=on, by=acting(request))
            return dict(PlanSerializer(done).data)

        return once(request, f"decide_resettlement_plan:{pk}", at=at, act=act)
