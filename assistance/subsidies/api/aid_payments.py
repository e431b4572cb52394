"""How do programs read which granted aid is to be paid, and make a payout list of it?"""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assistance.subsidies.api.subsidies import PAY, READ, ListReportSerializer, MonthSerializer
from assistance.subsidies.models import AidPayment
from assistance.subsidies.operations import payouts
from assistance.subsidies.queries.aid_payments import visible_aid
from assistance.subsidies.queries.subsidy_reports import list_report
from intake.api.repeats import KEY, once
from staff.api.asking import Holds, OfficerView
from staff.api.authentication import acting
from staff.operations.reads import read_people


class AidPaymentSerializer(serializers.ModelSerializer[AidPayment]):
    """Aid that a case granted: what was approved and what is to be paid, in fen."""

    name = serializers.CharField(source="person.name")
    document_masked = serializers.CharField(source="person.document_masked")
    has_account = serializers.BooleanField()

    class Meta:
        model = AidPayment
        fields = (
            "id", "case", "person", "name", "document_masked", "division_code", "approved_fen", "amount_fen", "state",
            "stopped_because", "has_account",
        )  # fmt: skip
        read_only_fields = fields


class AidListSerializer(MonthSerializer):
    division_code = serializers.RegexField(r"^[0-9]{6,12}\Z")


class AidPaymentList(generics.ListAPIView[AidPayment]):
    """The aid of the officer's places that is to be paid or was."""

    permission = READ
    permission_classes = (Holds,)
    serializer_class = AidPaymentSerializer
    queryset = AidPayment.objects.none()

    def get_queryset(self) -> Any:
        return visible_aid(acting(self.request), on=timezone.localdate()).order_by("-pk")

    @extend_schema(operation_id="aid_payments")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Aid that cases granted, with how far its payment is."""
        answer = super().get(request, *args, **kwargs)
        read_people(len(answer.data["results"]), by=acting(request), what="api_aid_payments")
        return answer


class AidPayoutLists(OfficerView):
    permission = PAY

    @extend_schema(
        operation_id="make_aid_payout_list",
        parameters=[KEY],
        request=AidListSerializer,
        responses={201: ListReportSerializer},
    )
    def post(self, request: Request) -> Response:
        """Make the One-Card payout list of the aid that was granted in a place."""
        asked = AidListSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        place, at = asked.validated_data["division_code"], timezone.now()
        year, month = map(int, asked.validated_data["month"].split("-"))

        def act() -> dict[str, Any]:
            first = timezone.localdate(at).replace(year=year, month=month, day=1)
            return list_report(
                payouts.make_aid_list(division_code=place, month=first, by=acting(request), at=at)
            )

        return once(request, f"make_aid_payout_list:{place}", at=at, act=act, status=201)
