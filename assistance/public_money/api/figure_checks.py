"""How does a program ask whether a proposed figure keeps its limits, and what signed family-doctor packages cost?"""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assistance.figures.rules.parameters import Figure, Finding
from assistance.public_money.queries.figure_checks import Asked, finding
from assistance.public_money.rules import funds
from policy.book import default_book
from policy.terms import DoctorPackage
from staff import access
from staff.access import Permission
from staff.api.asking import OfficerView, SaidSerializer, TextSerializer
from staff.api.authentication import acting

PACKAGES_MAX = 10_000_000


class AreaSerializer(serializers.Serializer[Any]):
    area = serializers.RegexField(r"^[0-9]{6}\Z", help_text="pooling area, or a county of one")

    def validate_area(self, code: str) -> str:
        if default_book().pooling_area(code) is None:
            raise serializers.ValidationError(_("No rules are entered for this place"))
        return code


class FigureAskedSerializer(AreaSerializer):
    figure = serializers.ChoiceField(choices=[figure.value for figure in Figure])
    proposed_fen = serializers.IntegerField(min_value=0)
    former_fen = serializers.IntegerField(
        min_value=0, required=False, help_text="fixed_subsidy: the former amount"
    )
    income_fen = serializers.IntegerField(
        min_value=0, required=False, help_text="critical_illness_deductible: last year's income per head"
    )
    category = serializers.CharField(max_length=32, required=False, help_text="district_subsidy")
    fiscal_year = serializers.IntegerField(
        min_value=1998, max_value=2200, required=False, help_text="fiscal_standard: this year if left out"
    )
    overspent = serializers.BooleanField(
        default=False, help_text="critical_illness_deductible: the city overspent much"
    )


class FigureMissingSerializer(serializers.Serializer[Any]):
    """What the documents do not say, and who could decide it."""

    what = TextSerializer()
    decided_by = TextSerializer()
    clause = serializers.CharField(allow_blank=True)
    readings = serializers.ListField(child=serializers.CharField())


class FigureFindingSerializer(serializers.Serializer[Any]):
    """The finding, why, and which figure applies meanwhile: `applied_fen` is null where none does."""

    finding = serializers.ChoiceField(choices=[one.value for one in Finding])
    text = TextSerializer()
    clause = serializers.CharField(allow_blank=True)
    readings = serializers.ListField(child=serializers.CharField())
    applied_fen = serializers.IntegerField(allow_null=True)
    missing = FigureMissingSerializer(many=True)


class PackagesAskedSerializer(AreaSerializer):
    primary = serializers.IntegerField(min_value=0, max_value=PACKAGES_MAX, help_text="packages signed")
    intermediate = serializers.IntegerField(min_value=0, max_value=PACKAGES_MAX)


class PackagesCostSerializer(serializers.Serializer[Any]):
    """What the fund bears; `fen` is null where the documents of the area state no price."""

    fen = serializers.IntegerField(allow_null=True)
    steps = SaidSerializer(many=True)


class FigureCheck(OfficerView):
    permission = Permission.FUNDS_READ

    @extend_schema(
        operation_id="check_figure", parameters=[FigureAskedSerializer], responses=FigureFindingSerializer
    )
    def get(self, request: Request) -> Response:
        """Whether a proposed figure keeps within the limits of the documents (GS-2.3c..e, SD-2c, SD-2e); nothing is written."""
        asked = FigureAskedSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        area, figure, on = given.pop("area"), Figure(given.pop("figure")), timezone.localdate()
        access.require(acting(request), self.permission, area, on=on)
        return Response(FigureFindingSerializer(finding(area, Asked(figure, **given), on=on)).data)


class DoctorPackages(OfficerView):
    permission = Permission.FUNDS_READ

    @extend_schema(
        operation_id="doctor_packages_cost",
        parameters=[PackagesAskedSerializer],
        responses=PackagesCostSerializer,
    )
    def get(self, request: Request) -> Response:
        """What the fund bears for family-doctor packages signed with registered poor (LX-4.12.7); nothing is written."""
        asked = PackagesAskedSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        area = asked.validated_data["area"]
        access.require(acting(request), self.permission, area, on=timezone.localdate())
        signed = {package: asked.validated_data[package.value] for package in DoctorPackage}
        fen, steps = funds.packages_cost(default_book().policy(area), signed)
        return Response(PackagesCostSerializer({"fen": fen, "steps": steps}).data)
