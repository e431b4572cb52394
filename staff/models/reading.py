"""Whose reading about people was unusual, and who is under special protection?"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from policy.terms import Text
from staff.models.officers import Officer
from staff.rules.reading import Pattern


class ReadingAlarm(models.Model):
    """One officer, one pattern, one hour. Says nothing of who was looked at: the security administrator reads no people."""

    officer = models.ForeignKey(Officer, models.RESTRICT, related_name="+")
    pattern = models.CharField(_("what is unusual"), max_length=20)
    hour = models.DateTimeField(_("in the hour from"))
    number = models.PositiveIntegerField(_("how many"))
    threshold = models.PositiveIntegerField(_("alarm from"))
    division_code = models.CharField(max_length=12, db_collation="C")  # where the officer works
    raised_at = models.DateTimeField(db_default=Now(), editable=False)
    closed_by = models.ForeignKey(Officer, models.RESTRICT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("closed at"), null=True)
    finding = models.CharField(_("what it was"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["officer", "pattern", "hour"], name="reading_alarm_once"),
            models.CheckConstraint(
                condition=Q(pattern__in=[pattern.value for pattern in Pattern]), name="reading_alarm_pattern"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, finding="")
                | (
                    Q(closed_at__isnull=False, closed_by__isnull=False)
                    & ~Q(finding="")
                    & ~Q(closed_by=F("officer"))
                ),
                name="reading_alarm_closed_by_another",
            ),
        ]
        indexes = [models.Index(fields=["-hour"], name="reading_alarm_hour")]

    @property
    def pattern_label(self) -> Text:
        return Pattern(self.pattern).label


class WatchedPerson(models.Model):
    """A person whom a bureau put under special protection: each look becomes an alarm, quietly."""

    person_id = models.BigIntegerField()  # of the registry, which stands above this app
    division_code = models.CharField(max_length=12, db_collation="C")
    reason = models.CharField(_("reason"), max_length=200)
    watched_by = models.ForeignKey(Officer, models.RESTRICT, related_name="+")
    since = models.DateTimeField(_("since"), db_default=Now(), editable=False)
    until = models.DateTimeField(_("until"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person_id"], condition=Q(until=None), name="watched_person_once"
            ),
        ]
