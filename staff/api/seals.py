"""Which days of the audit trail are sealed, under which digest: for programs?"""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, serializers

from staff.access import Permission
from staff.api.asking import Holds
from staff.models import AuditSeal
from staff.operations.seal_exports import as_json


class AuditSealSerializer(serializers.Serializer[AuditSeal]):
    """A sealed day; digests are 64 hexadecimal digits, `code` the first ten bytes for paper."""

    day = serializers.DateField()
    events = serializers.IntegerField()
    late = serializers.IntegerField()
    before = serializers.CharField()
    digest = serializers.CharField()
    code = serializers.CharField()

    def to_representation(self, instance: AuditSeal) -> dict[str, object]:
        return as_json(instance)


@extend_schema_view(get=extend_schema(operation_id="audit_seals"))
class AuditSeals(generics.ListAPIView[AuditSeal]):
    """Sealed days, newest first. They are of the whole installation: a digest tells nothing of any place."""

    permission = Permission.AUDIT_READ
    permission_classes = (Holds,)
    serializer_class = AuditSealSerializer
    queryset = AuditSeal.objects.order_by("-day")
