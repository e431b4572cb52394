"""Why, says the township, is somebody not insured who must be, and who was not on which day?"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assistance.categories.rules.not_insured import NotInsuredReason
from assistance.public_money.rules.must_insure import Gap
from enrollment.models import Person


class UninsuredReason(models.Model):
    """What was said of a person and year; only ever added, the latest counts."""

    person = models.ForeignKey(Person, models.RESTRICT, related_name="uninsured_reasons", db_index=False)
    coverage_year = models.SmallIntegerField()
    reason = models.CharField(
        max_length=20, db_collation="C", choices=[(r.value, r.label.zh) for r in NotInsuredReason]
    )
    remark = models.CharField(max_length=200, blank=True)
    said_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        verbose_name = _("reason for not being insured")
        constraints = [
            models.CheckConstraint(
                name="uninsured_reason_known", condition=Q(reason__in=[r.value for r in NotInsuredReason])
            ),
            models.CheckConstraint(
                name="other_reason_is_explained", condition=~Q(reason="other") | ~Q(remark="")
            ),
        ]
        indexes = [models.Index(fields=["person", "coverage_year", "-id"], name="uninsured_reason_latest")]


class UninsuredDay(models.Model):
    """The picture of a day: who must be insured in a pooling area, by which list, and how many are (应保尽保日清单)."""

    area = models.CharField(max_length=12, db_collation="C")
    coverage_year = models.SmallIntegerField()
    day = models.DateField()
    categories = ArrayField(
        models.CharField(max_length=32, db_collation="C")
    )  # of the list in force on the day
    clause = models.CharField(max_length=40)
    policy_digest = models.CharField(max_length=64, db_collation="C")
    people = models.IntegerField()
    covered = models.IntegerField()
    taken_at = models.DateTimeField()

    class Meta:
        verbose_name = _("day's picture of who must be insured")
        constraints = [
            models.UniqueConstraint(fields=["area", "coverage_year", "day"], name="uninsured_day_once"),
            models.CheckConstraint(
                name="uninsured_day_counts_fit", condition=Q(covered__gte=0, covered__lte=F("people"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.coverage_year} {self.day}"


class UninsuredDayPlace(models.Model):
    """One place of a day's picture: the area, a county or a township, with the figures of both rates.

    `denominator` is {"document", "terms": [{"topic", "sign", "count", "document"}]} as entered and in force on the day.
    """

    picture = models.ForeignKey(UninsuredDay, models.CASCADE, related_name="places", db_index=False)
    division_code = models.CharField(max_length=12, db_collation="C")
    people = models.IntegerField()  # must be insured
    covered = models.IntegerField()  # of them
    insured = models.IntegerField()  # of all, by place of enrollment
    denominator = models.JSONField()

    class Meta:
        verbose_name = _("place of a day's picture")
        constraints = [
            models.UniqueConstraint(fields=["picture", "division_code"], name="uninsured_place_once"),
            models.CheckConstraint(
                name="uninsured_place_counts_fit", condition=Q(covered__gte=0, covered__lte=F("people"))
            ),
        ]


class UninsuredSpan(models.Model):
    """From which picture on, and until which, somebody who must be insured was without cover for the same reason.

    A day's list is the spans that hold on it, so a person who stays uninsured for half a year is one row.
    """

    area = models.CharField(max_length=12, db_collation="C")
    coverage_year = models.SmallIntegerField()
    person = models.ForeignKey(Person, models.RESTRICT, related_name="+", db_index=False, db_constraint=False)
    division_code = models.CharField(max_length=12, db_collation="C")
    category = models.CharField(max_length=32, db_collation="C")
    gap = models.CharField(max_length=16, db_collation="C", choices=[(g.value, g.label.zh) for g in Gap])
    cover_from = models.DateField(null=True)
    said = models.ForeignKey(
        UninsuredReason, models.RESTRICT, null=True, related_name="+", db_index=False, db_constraint=False
    )  # what the township had said last
    from_on = models.DateField()
    until_on = models.DateField(null=True)  # the day of the first picture in which it no longer stood

    class Meta:
        verbose_name = _("span without cover")
        constraints = [
            models.UniqueConstraint(
                fields=["area", "coverage_year", "person"],
                condition=Q(until_on=None),
                name="one_open_span_without_cover",
            ),
            models.CheckConstraint(
                name="span_without_cover_has_days",
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["area", "coverage_year", "division_code"], name="uninsured_by_place"),
            models.Index(
                fields=["until_on"], name="uninsured_to_forget", condition=Q(until_on__isnull=False)
            ),
        ]
