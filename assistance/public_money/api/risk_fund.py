"""How does a program read the counties' risk funds, propose a movement and decide on another officer's proposal?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assistance.public_money.models import RiskFundEntry, RiskFundProposal
from assistance.public_money.operations import risk_fund as operations
from assistance.public_money.queries import risk_fund as queries
from intake.api.repeats import KEY, once
from staff import access
from staff.access import Permission
from staff.api.asking import Holds, OfficerView
from staff.api.authentication import acting

READ, ENTER, APPROVE = Permission.FUNDS_READ, Permission.FUNDS_ENTER, Permission.FUNDS_APPROVE
COUNTY = OpenApiParameter("county", str, description="Only of this county (six digits).")


class RiskFundBalanceSerializer(serializers.Serializer[Any]):
    """What is in a county's risk fund: the sum of its entries, in fen."""

    county = serializers.CharField()
    balance_fen = serializers.IntegerField()


class RiskFundEntrySerializer(serializers.ModelSerializer[RiskFundEntry]):
    """A movement: set aside by a split, or what two officers agreed to. `amount_fen` is signed."""

    kind = serializers.CharField(read_only=True, help_text="opening, draw, use or reversal")
    steps = serializers.JSONField(read_only=True)
    entered_by = serializers.SerializerMethodField(
        help_text="who proposed it; null for what a split set aside"
    )
    approved_by = serializers.CharField(source="recorded_by.display_name", read_only=True)

    class Meta:
        model = RiskFundEntry
        fields = (
            "id", "county", "year", "kind", "amount_fen", "document_number", "split", "proposal", "reverses", "steps",
            "entered_by", "approved_by", "recorded_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_entered_by(self, entry: RiskFundEntry) -> str | None:
        return entry.proposal.entered_by.display_name if entry.proposal else None


class RiskFundProposalSerializer(serializers.ModelSerializer[RiskFundProposal]):
    """A movement that one officer entered; the balance moves once another one approves it."""

    kind = serializers.CharField(read_only=True, help_text="opening, use or reversal")
    state = serializers.SerializerMethodField(help_text="waits, approved or rejected")
    entered_by = serializers.CharField(source="entered_by.display_name", read_only=True)
    approved_by = serializers.SerializerMethodField()

    class Meta:
        model = RiskFundProposal
        fields = (
            "id", "county", "year", "kind", "amount_fen", "document_number", "reverses", "state", "entered_by",
            "entered_at", "approved_by", "approved_at", "rejected_because",
        )  # fmt: skip
        read_only_fields = fields

    def get_state(self, proposal: RiskFundProposal) -> str:
        return proposal.standing

    def get_approved_by(self, proposal: RiskFundProposal) -> str | None:
        return proposal.approved_by.display_name if proposal.approved_by else None


class ProposeRiskFundSerializer(serializers.Serializer[Any]):
    county = serializers.RegexField(r"^[0-9]{6}\Z")
    year = serializers.IntegerField(min_value=1998, max_value=2200)
    kind = serializers.ChoiceField(choices=["opening", "use"])
    amount_fen = serializers.IntegerField(min_value=1)
    document_number = serializers.CharField(max_length=100)


class ReverseRiskFundSerializer(serializers.Serializer[Any]):
    document_number = serializers.CharField(max_length=100)


class DecideRiskFundSerializer(serializers.Serializer[Any]):
    decision = serializers.ChoiceField(choices=["approve", "reject"])
    because = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)


class RiskFundBalances(OfficerView):
    permission = READ

    @extend_schema(operation_id="risk_fund_balances", responses=RiskFundBalanceSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The balance of each of the officer's counties that has had a movement, at most 200."""
        found = queries.balances(acting(request), on=timezone.localdate())
        rows = [{"county": county, "balance_fen": fen} for county, fen in found.items()]
        return Response(RiskFundBalanceSerializer(rows, many=True).data)


class RiskFundEntries(generics.GenericAPIView[RiskFundEntry]):
    permission = READ
    permission_classes = (Holds,)
    serializer_class = RiskFundEntrySerializer
    queryset = RiskFundEntry.objects.none()

    @extend_schema(
        operation_id="risk_fund_entries", parameters=[COUNTY], responses=RiskFundEntrySerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        """The movements of the officer's counties, newest first."""
        found = queries.visible_entries(acting(request), on=timezone.localdate())
        if county := request.query_params.get("county", ""):
            found = found.filter(county=county)
        page = self.paginate_queryset(found)
        return self.get_paginated_response(RiskFundEntrySerializer(page, many=True).data)


class RiskFundProposals(generics.GenericAPIView[RiskFundProposal]):
    permission = READ
    write_permission = ENTER
    permission_classes = (Holds,)
    serializer_class = RiskFundProposalSerializer
    queryset = RiskFundProposal.objects.none()

    @extend_schema(
        operation_id="risk_fund_proposals",
        parameters=[
            COUNTY,
            OpenApiParameter("waiting", bool, description="true: only those that nobody has decided on."),
        ],
        responses=RiskFundProposalSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """What was proposed for the officer's counties, newest first."""
        found = queries.visible_proposals(acting(request), on=timezone.localdate())
        if county := request.query_params.get("county", ""):
            found = found.filter(county=county)
        if request.query_params.get("waiting", "") == "true":
            found = queries.waiting(found)
        page = self.paginate_queryset(found)
        return self.get_paginated_response(RiskFundProposalSerializer(page, many=True).data)

    @extend_schema(
        operation_id="propose_risk_fund", parameters=[KEY], request=ProposeRiskFundSerializer,
        responses={201: RiskFundProposalSerializer},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Enter an opening balance or a use under its document (LX-4.15c)."""
        asked = ProposeRiskFundSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at = timezone.now()

        def act() -> dict[str, Any]:
            made = operations.propose(**asked.validated_data, by=acting(request), at=at)
            return dict(RiskFundProposalSerializer(made).data)

        return once(request, "propose_risk_fund", at=at, act=act, status=201)


class RiskFundReversal(OfficerView):
    permission = ENTER

    @extend_schema(
        operation_id="propose_risk_fund_reversal", parameters=[KEY], request=ReverseRiskFundSerializer,
        responses={201: RiskFundProposalSerializer},
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """Propose that a wrong opening balance or use be taken back."""
        asked = ReverseRiskFundSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        on, at = timezone.localdate(), timezone.now()
        rows = access.scope(RiskFundEntry.objects.all(), acting(request), ENTER, on=on, field="county")
        entry = get_object_or_404(rows, pk=pk)

        def act() -> dict[str, Any]:
            made = operations.propose_reversal(entry=entry, **asked.validated_data, by=acting(request), at=at)
            return dict(RiskFundProposalSerializer(made).data)

        return once(request, f"propose_risk_fund_reversal:{pk}", at=at, act=act, status=201)


class RiskFundDecision(OfficerView):
    permission = APPROVE

    @extend_schema(
        operation_id="decide_risk_fund", parameters=[KEY], request=DecideRiskFundSerializer,
        responses=RiskFundProposalSerializer,
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """Approve a movement that another officer entered, or turn it down with a reason."""
        asked = DecideRiskFundSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at, by = timezone.now(), acting(request)
        visible = queries.visible_proposals(by, on=timezone.localdate(), permission=APPROVE)
        proposal = get_object_or_404(visible, pk=pk)

        def act() -> dict[str, Any]:
            if asked.validated_data["decision"] == "approve":
                after = operations.approve(proposal=proposal, by=by, at=at).proposal
            else:
                because = asked.validated_data["because"]
                after = operations.reject(proposal=proposal, because=because, by=by, at=at)
            return dict(RiskFundProposalSerializer(after).data)

        return once(request, f"decide_risk_fund:{pk}", at=at, act=act)
