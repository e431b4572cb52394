"""Which findings are on record about a person, from which day until which, and under which document?

A finding is a named fact that a rule asks for beside a category, as the medical risk of a monitored household (A39). A span is
half-open, as that of a category.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from enrollment.models import Person
from policy.care import FACTS
from policy.terms import Text


class PersonFinding(models.Model):
    """Somebody found, under a document, that a fact holds of a person over a span of days; an empty span was taken back."""

    person = models.ForeignKey(Person, models.RESTRICT, related_name="findings")
    finding = models.CharField(max_length=24, db_collation="C")  # a code of policy.care.FACTS
    document_number = models.CharField(max_length=60)
    from_on = models.DateField()
    until_on = models.DateField()  # not included
    division_code = models.CharField(max_length=12, db_collation="C")  # of the person when it was recorded
    source = models.CharField(max_length=60, db_collation="C")  # "own_cost_answers:7"
    recorded_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        "staff.Officer", models.RESTRICT, null=True, related_name="+", db_index=False
    )
    ended_because = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("finding about a person")
        constraints = [
            models.CheckConstraint(name="finding_has_document", condition=~Q(document_number="")),
            models.CheckConstraint(name="finding_span_not_reversed", condition=Q(until_on__gte=F("from_on"))),
            models.CheckConstraint(
                name="finding_end_is_whole",
                condition=Q(ended_by=None, ended_because="") & Q(until_on__gt=F("from_on"))
                | Q(ended_by__isnull=False) & ~Q(ended_because=""),
            ),
            ExclusionConstraint(
                name="finding_never_twice",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("finding", RangeOperators.EQUAL),
                    (
                        Func("from_on", "until_on", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding} {self.from_on}"

    @property
    def label(self) -> Text:
        """What it is called."""
        return FACTS[self.finding]
