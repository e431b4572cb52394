"""Whose reading about people was unusual: for programs?"""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, serializers

from staff.access import Permission
from staff.api.asking import Holds
from staff.api.authentication import acting
from staff.models import ReadingAlarm
from staff.operations import reading_alarms
from staff.rules.reading import Pattern


class ReadingAlarmSerializer(serializers.Serializer[ReadingAlarm]):
    """One officer, pattern and hour; nothing of who was looked at."""

    id = serializers.IntegerField()
    officer = serializers.CharField()
    pattern = serializers.ChoiceField(choices=[pattern.value for pattern in Pattern])
    hour = serializers.DateTimeField()
    number = serializers.IntegerField()
    threshold = serializers.IntegerField()
    division_code = serializers.CharField()
    closed_at = serializers.DateTimeField(allow_null=True)
    closed_by = serializers.CharField(allow_null=True)
    finding = serializers.CharField(allow_blank=True)

    def to_representation(self, instance: ReadingAlarm) -> dict[str, Any]:
        return super().to_representation(reading_alarms.as_json(instance))  # type: ignore[arg-type]


@extend_schema_view(get=extend_schema(operation_id="reading_alarms"))
class ReadingAlarms(generics.ListAPIView[ReadingAlarm]):
    """Alarms about officers of one's divisions, open ones first."""

    permission = Permission.ALARMS_READ
    permission_classes = (Holds,)
    serializer_class = ReadingAlarmSerializer
    queryset = ReadingAlarm.objects.none()

    def get_queryset(self) -> QuerySet[ReadingAlarm]:
        return reading_alarms.visible(acting(self.request), on=timezone.localdate())
