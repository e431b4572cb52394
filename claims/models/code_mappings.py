"""What does a hospital's own code mean, from when until when, under which document, and which two officers say so?"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from claims.models.providers import Provider
from claims.rules.own_codes import CodeKind
from staff.models.two_officers import EnteredByOneDecidedByAnother, two_officers


class CodeMapping(EnteredByOneDecidedByAnother):
    """That an own code of a provider means a national code, for care on the days [from_on, until_on)."""

    provider = models.ForeignKey(Provider, models.RESTRICT, related_name="code_mappings")
    kind = models.CharField(
        max_length=10, db_collation="C", choices=[(kind.value, kind.label.zh) for kind in CodeKind]
    )
    own_code = models.CharField(max_length=60, db_collation="C")  # in capitals, without blanks
    code = models.CharField(max_length=12, db_collation="C")
    name = models.CharField(max_length=100)  # of the national code, as entered
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)  # not included
    document_number = models.CharField(max_length=100)
    ended_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("mapping of an own code")
        constraints = [
            *two_officers("code_mapping"),
            models.CheckConstraint(
                name="code_mapping_kind_known", condition=Q(kind__in=[kind.value for kind in CodeKind])
            ),
            models.CheckConstraint(
                name="code_mapping_not_reversed", condition=Q(until_on=None) | Q(until_on__gt=F("from_on"))
            ),
            models.CheckConstraint(
                name="code_mapping_says_something",
                condition=~Q(own_code="") & ~Q(code="") & ~Q(document_number=""),
            ),
            ExclusionConstraint(
                name="code_means_one_thing",
                expressions=[
                    ("provider", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("own_code", RangeOperators.EQUAL),
                    (
                        Func("from_on", "until_on", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(rejected_by=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.own_code} = {self.code}"

    @property
    def kind_label(self) -> CodeKind:
        return CodeKind(self.kind)
