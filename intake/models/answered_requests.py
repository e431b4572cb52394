"""Which requests of programs were answered already, and how? So that a repeated one acts once and gets the first answer."""

from django.db import models


class AnsweredRequest(models.Model):
    """The answer to one request under an Idempotency-Key, kept with what the request did, in one transaction."""

    officer = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    operation = models.CharField(max_length=60, db_collation="C")
    key = models.CharField(max_length=100, db_collation="C")
    body_digest = models.CharField(max_length=64, db_collation="C")
    status = models.SmallIntegerField(null=True)
    answer = models.JSONField(null=True)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["officer", "operation", "key"], name="request_answered_once"),
        ]
