"""How do programs enter claims for wrongly paid help, decide on them and write down repayments?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from assistance.subsidies.api.recovery_fields import (
    ClaimSerializer,
    DecideClaimSerializer,
    EnterClaimSerializer,
    EnterDraftSerializer,
    EnterRepaymentSerializer,
    ReverseRepaymentSerializer,
)
from assistance.subsidies.models import RecoveryClaim
from assistance.subsidies.operations import recoveries
from assistance.subsidies.queries.recoveries import visible_claims
from assistance.subsidies.queries.recovery_reports import claim_report
from enrollment.queries.people import visible_people
from intake.api.repeats import KEY, once
from staff.access import Permission
from staff.api.asking import DIVISION, Holds, OfficerView, division_of
from staff.api.authentication import acting
from staff.operations.reads import read_people, read_person
from staff.rules.divisions import scope_prefix

READ, ENTER = Permission.CASES_READ, Permission.CASES_ENTER


def visible_claim(request: Request, pk: int) -> RecoveryClaim:
    seen = visible_claims(acting(request), on=timezone.localdate()).select_related("person")
    return get_object_or_404(seen, pk=pk)


def _told(pk: int) -> dict[str, Any]:
    return claim_report(RecoveryClaim.objects.select_related("person").get(pk=pk))


class ClaimList(generics.GenericAPIView[RecoveryClaim]):
    permission = READ
    write_permission = ENTER
    permission_classes = (Holds,)
    serializer_class = ClaimSerializer
    queryset = RecoveryClaim.objects.none()

    @extend_schema(operation_id="recoveries", parameters=[DIVISION], responses=ClaimSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The claims of the officer's divisions, newest first."""
        found = visible_claims(acting(request), on=timezone.localdate()).select_related("person")
        if code := division_of(request):
            found = found.filter(division_code__startswith=scope_prefix(code))
        page = self.paginate_queryset(found.prefetch_related("repayments").order_by("-pk")) or []
        read_people(len(page), by=acting(request), what="api_recoveries")
        return self.get_paginated_response([claim_report(claim) for claim in page])

    @extend_schema(
        operation_id="enter_recovery", parameters=[KEY], request=EnterClaimSerializer, responses={201: ClaimSerializer}
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Enter a claim; it takes effect once another officer approves it."""
        asked = EnterClaimSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given, at = dict(asked.validated_data), timezone.now()
        seen = visible_people(acting(request), on=timezone.localdate(at), permission=ENTER)
        person = get_object_or_404(seen, pk=given.pop("person_id"))

        def act() -> dict[str, Any]:
            return _told(recoveries.enter_claim(person=person, **given, by=acting(request), at=at).pk)

        return once(request, "enter_recovery", at=at, act=act, status=201)


class ClaimView(OfficerView):
    permission = READ

    @extend_schema(operation_id="recovery", responses=ClaimSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One claim with its repayments and what is still to come."""
        claim = visible_claim(request, pk)
        read_person(claim.person, by=acting(request), division_code=claim.division_code, what="api_recovery")
        return Response(claim_report(claim))


class ClaimDraft(OfficerView):
    permission = ENTER

    @extend_schema(
        operation_id="enter_recovery_draft", parameters=[KEY], request=EnterDraftSerializer, responses=ClaimSerializer
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """Enter a draft under a document; it takes effect once another officer approves it."""
        asked = EnterDraftSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        claim, given, at = visible_claim(request, pk), asked.validated_data, timezone.now()

        def act() -> dict[str, Any]:
            recoveries.enter_draft(claim=claim, **given, by=acting(request), at=at)
            return _told(pk)

        return once(request, f"enter_recovery_draft:{pk}", at=at, act=act)


class ClaimDecision(OfficerView):
    permission = Permission.CASES_APPROVE

    @extend_schema(
        operation_id="decide_recovery",
        parameters=[KEY],
        request=DecideClaimSerializer,
        responses=ClaimSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Approve or reject a claim that another officer entered."""
        asked = DecideClaimSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        claim, given, at = visible_claim(request, pk), asked.validated_data, timezone.now()

        def act() -> dict[str, Any]:
            if given["decision"] == "approve":
                recoveries.approve_claim(claim=claim, by=acting(request), at=at)
            else:
                recoveries.reject_claim(claim=claim, because=given["because"], by=acting(request), at=at)
            return _told(pk)

        return once(request, f"decide_recovery:{pk}", at=at, act=act)


class ClaimRepayments(OfficerView):
    permission = ENTER

    @extend_schema(
        operation_id="record_repayment", parameters=[KEY], request=EnterRepaymentSerializer, responses={201: ClaimSerializer}
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """Write down money that came back."""
        asked = EnterRepaymentSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        claim, at = visible_claim(request, pk), timezone.now()

        def act() -> dict[str, Any]:
            recoveries.record_repayment(claim=claim, **asked.validated_data, by=acting(request), at=at)
            return _told(pk)

        return once(request, f"record_repayment:{pk}", at=at, act=act, status=201)


class RepaymentReversal(OfficerView):
    permission = ENTER

    @extend_schema(
        operation_id="reverse_repayment", parameters=[KEY], request=ReverseRepaymentSerializer, responses=ClaimSerializer
    )  # fmt: skip
    def post(self, request: Request, pk: int, repayment_pk: int) -> Response:
        """Take back a repayment that was entered in error: a negative row is added."""
        asked = ReverseRepaymentSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        row, at = get_object_or_404(visible_claim(request, pk).repayments, pk=repayment_pk), timezone.now()

        def act() -> dict[str, Any]:
            reason = asked.validated_data["reason"]
            recoveries.reverse_repayment(repayment=row, reason=reason, by=acting(request), at=at)
            return _told(pk)

        return once(request, f"reverse_repayment:{repayment_pk}", at=at, act=act)
