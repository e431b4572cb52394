"""Why, says the township, is somebody not insured who must be?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assistance.rules.not_insured import NotInsuredReason
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
