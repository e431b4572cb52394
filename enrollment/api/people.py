"""Whom does the register know: for programs? Document numbers are masked in every answer."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment.api.quotes import visible_person
from enrollment.models import Person
from enrollment.queries.people import visible_people
from enrollment.rules.names import name_key
from staff.access import Permission
from staff.api.asking import DIVISION, Holds, OfficerView, division_of
from staff.api.authentication import acting
from staff.operations.reads import read_people
from staff.rules.divisions import scope_prefix


class PersonSerializer(serializers.ModelSerializer[Person]):
    class Meta:
        model = Person
        fields = (
            "id", "name", "document_kind", "document_masked", "sex", "born_on", "died_on", "division_code",
            "hukou_division", "permit_last_day", "school", "merged_into_id",
        )  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {name: {"help_text": "a stable code"} for name in ("document_kind", "sex")}

    document_kind = serializers.CharField(read_only=True)
    sex = serializers.CharField(read_only=True)
    merged_into_id = serializers.IntegerField(read_only=True, allow_null=True)


class NumberSerializer(serializers.Serializer[Any]):
    document_number = serializers.CharField(max_length=40)


@extend_schema_view(
    get=extend_schema(
        operation_id="people",
        parameters=[OpenApiParameter("name", str, description="Beginning of the name."), DIVISION],
    )
)
class PersonList(generics.ListAPIView[Person]):
    """The people of the officer's divisions."""

    permission = Permission.PEOPLE_READ
    permission_classes = (Holds,)
    serializer_class = PersonSerializer

    def get_queryset(self) -> QuerySet[Person]:
        if getattr(self, "swagger_fake_view", False):
            return Person.objects.none()
        found = visible_people(acting(self.request), on=timezone.localdate()).filter(merged_into=None)
        if code := division_of(self.request):
            found = found.filter(division_code__startswith=scope_prefix(code))
        if name := name_key(self.request.query_params.get("name", "")):
            found = found.filter(name_key__startswith=name)
        return found.order_by("pk")

    def paginate_queryset(self, queryset: Any) -> Any:
        """One page; that so many people were looked at is written down."""
        page = super().paginate_queryset(queryset)
        read_people(
            len(page or []), by=acting(self.request), division_code=division_of(self.request), what="api"
        )
        return page


class PersonView(OfficerView):
    permission = Permission.PEOPLE_READ

    @extend_schema(operation_id="person", responses=PersonSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One person of the officer's divisions."""
        return Response(PersonSerializer(visible_person(request, permission=self.permission, pk=pk)).data)


class PersonSearch(OfficerView):
    permission = Permission.PEOPLE_READ

    @extend_schema(operation_id="find_person", request=NumberSerializer, responses=PersonSerializer)
    def post(self, request: Request) -> Response:
        """The person behind a document number, present or former. Written to the audit trail."""
        asked = NumberSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        person = visible_person(request, permission=self.permission, **asked.validated_data)
        return Response(PersonSerializer(person).data)
