"""Which divisions lie inside one?"""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import generics, serializers

from staff.models import Division
from staff.queries import children_of
from staff.rules.divisions import NATION, is_division_code


class DivisionSerializer(serializers.ModelSerializer[Division]):
    class Meta:
        model = Division
        fields = ["code", "name", "level", "parent_id"]


@extend_schema_view(
    get=extend_schema(
        operation_id="divisions",
        parameters=[
            OpenApiParameter("inside", str, description="Code of the division whose next level is wanted.")
        ],
    )
)
class DivisionList(generics.ListAPIView[Division]):
    """The divisions directly inside another.

    The provinces without `inside`. Public knowledge, so not scoped.
    """

    serializer_class = DivisionSerializer

    def get_queryset(self) -> QuerySet[Division]:
        inside = self.request.query_params.get("inside", NATION)
        if not is_division_code(inside):
            raise serializers.ValidationError({"inside": [_("A division code has 6, 9 or 12 digits.")]})
        return children_of(inside)
