"""What do all API views of enrollment share: permission, day, parameters, the shapes of texts and spans?"""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from policy.terms import Text
from staff.access import NotAllowed, Permission, may_anywhere
from staff.api.authentication import acting
from staff.given import number_given, year_given
from staff.rules.divisions import is_division_code

YEAR = OpenApiParameter("coverage_year", int, required=True, description="Coverage year, YYYY.")
DIVISION = OpenApiParameter("division", str, description="Only inside this division (6, 9 or 12 digits).")
OUTCOME = OpenApiParameter("outcome", str, description="Only lines that ended like this: a stable code.")


class Holds(BasePermission):
    """The officer holds `view.permission` somewhere; which rows, `staff.access.scope` decides. Out of scope is 404."""

    def has_permission(self, request: Request, view: Any) -> bool:
        writes = request.method == "POST" and hasattr(view, "write_permission")
        permission: Permission = view.write_permission if writes else view.permission
        if not request.user or not request.user.is_authenticated:
            return False
        if not may_anywhere(acting(request), permission, on=timezone.localdate()):
            raise NotAllowed(
                Text("您没有这项权限。", "You may not do this."),
                Text(
                    "如工作需要，请向系统管理员申请。", "If your work needs it, ask the system administrator."
                ),
            )
        return True


class OfficerView(APIView):
    """A view with a permission."""

    permission: Permission
    permission_classes = [Holds]


def year_of(request: Request, *, required: bool = True) -> int | None:
    text = request.query_params.get("coverage_year", "")
    if not text and not required:
        return None
    if (year := year_given(text)) is None:
        raise serializers.ValidationError({"coverage_year": [_("Give a year as YYYY.")]})
    return year


def number_of(request: Request, name: str) -> int | None:
    """The number of a record that is asked for; None when none is."""
    text = request.query_params.get(name, "")
    if not text:
        return None
    if (number := number_given(text)) is None:
        raise serializers.ValidationError({name: [_("Give a whole number.")]})
    return number


def day_of(request: Request, name: str) -> date | None:
    text = request.query_params.get(name, "")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise serializers.ValidationError({name: [_("Give a day as YYYY-MM-DD.")]}) from None


def division_of(request: Request) -> str:
    code = request.query_params.get("division", "")
    if code and not is_division_code(code):
        raise serializers.ValidationError({"division": [_("A division code has 6, 9 or 12 digits.")]})
    return code


class TextSerializer(serializers.Serializer[Any]):
    zh = serializers.CharField()
    en = serializers.CharField()


class SpellSerializer(serializers.Serializer[Any]):
    """Days: `from` and `to` both included, and `until`, not included."""

    to = serializers.DateField()
    until = serializers.DateField()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {"from": serializers.DateField(), **super().get_fields()}


class SaidSerializer(serializers.Serializer[Any]):
    """A sentence with clause and readings."""

    code = serializers.CharField()
    text = TextSerializer()
    clause = serializers.CharField()
    readings = serializers.ListField(child=serializers.CharField())
    fen = serializers.IntegerField(allow_null=True)


class MissingSerializer(SaidSerializer):
    """What the documents do not say, and who could decide it."""

    decided_by = TextSerializer()
