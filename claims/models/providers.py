"""Which providers of care are designated, at which tier, from which day until which?"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _


class Provider(models.Model):
    """A hospital, health center, clinic or village station (定点医疗机构) under its code for life.

    `division_code` says where it stands: from there it follows whether care was given inside the pooling area of a
    patient. `kept_by` is the division whose bureau keeps the record, also of a provider that stands elsewhere.
    """

    code = models.CharField(max_length=20, unique=True, db_collation="C")
    name = models.CharField(max_length=100)
    division_code = models.CharField(max_length=12, db_collation="C")
    kept_by = models.CharField(max_length=12, db_collation="C")
    registered_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    registered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("provider")
        indexes = [models.Index(fields=["division_code", "name"], name="provider_by_place")]

    def __str__(self) -> str:
        return f"{self.name} {self.code}"


class Designation(models.Model):
    """That a provider is designated at a tier over [from_on, until_on), under a document."""

    provider = models.ForeignKey(Provider, models.RESTRICT, related_name="designations")
    tier = models.CharField(max_length=12, db_collation="C")  # a level as the area of `kept_by` names it
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)  # not included; null: until further notice
    document_number = models.CharField(max_length=100)
    recorded_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    ended_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+")
    ended_because = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("designation")
        constraints = [
            models.CheckConstraint(
                name="designation_not_reversed", condition=Q(until_on=None) | Q(until_on__gte=F("from_on"))
            ),
            models.CheckConstraint(name="designation_has_document", condition=~Q(document_number="")),
            models.CheckConstraint(name="designation_has_tier", condition=~Q(tier="")),
            ExclusionConstraint(
                name="one_tier_at_a_time",
                expressions=[
                    ("provider", RangeOperators.EQUAL),
                    (
                        Func("from_on", "until_on", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
