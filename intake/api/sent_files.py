"""What do the doors for files that are sent, checked and worked on in the background have in common?"""

from typing import Any

from rest_framework import serializers

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SentTotalsSerializer(serializers.Serializer[Any]):
    """The sum found, the totals of the 合计 row and those given by the sender; `agree` once the work is done."""

    amount_fen = serializers.IntegerField(allow_null=True)
    declared_count = serializers.IntegerField(allow_null=True)
    declared_fen = serializers.IntegerField(allow_null=True)
    expected_count = serializers.IntegerField(allow_null=True)
    expected_fen = serializers.IntegerField(allow_null=True)
    agree = serializers.BooleanField(allow_null=True)


class SentFileSerializer(serializers.Serializer[Any]):
    """Where a file stands; `refusal` and `failure` say why it went no further."""

    file_id = serializers.IntegerField()
    name = serializers.CharField()
    area = serializers.CharField()
    sha256 = serializers.CharField()
    seconds = serializers.FloatField()
    refusal = serializers.JSONField(allow_null=True)
    failure = serializers.CharField()
    questions = serializers.ListField(
        child=serializers.DictField(),
        help_text="What only an officer can say; the file waits in state asking",
    )
    notices = serializers.ListField(
        child=serializers.DictField(), help_text="Headings that are not read, and what was read otherwise"
    )
    read_as = serializers.DictField(help_text="The reading by which it was accepted, and its profile")


class SendingSerializer(serializers.Serializer[Any]):
    """What is sent with a file."""

    area = serializers.RegexField(r"^[0-9]{6}\Z", help_text="Division the sender answers for")
    expected_count = serializers.IntegerField(required=False, min_value=0)
    expected_fen = serializers.IntegerField(required=False, min_value=0)
