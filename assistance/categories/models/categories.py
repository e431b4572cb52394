"""Which assistance categories does a person hold, from which day until which, and who certified it?

All identities are kept side by side; which of them counts for a day is computed by `assistance.categories.rules.categories`
(就高不就低, A11). A span is half-open: `until_on` is the first day on which the category no longer holds.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from enrollment.models import Person
from policy.terms import Certifier


class PersonCategory(models.Model):
    """A person holds a category over a span of days, as a body certified it (LX-5.2g, LX-5.2k, LX-5.2l; A04)."""

    person = models.ForeignKey(Person, models.RESTRICT, related_name="categories")
    category = models.CharField(max_length=32, db_collation="C")
    grade = models.CharField(max_length=20, blank=True)  # disability grade 1..4, class as printed
    certifier = models.CharField(max_length=24, choices=[(c.value, c.label.zh) for c in Certifier])
    certified_on = models.DateField(null=True)  # day of the certifier's document, when it names one
    document_number = models.CharField(max_length=100)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)  # not included; null: holds until further notice
    division_code = models.CharField(max_length=12, db_collation="C")  # of the person when it was recorded
    recorded_by = models.ForeignKey(
        "staff.Officer", models.RESTRICT, null=True, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField(auto_now_add=True)
    source = models.CharField(max_length=60, db_collation="C")  # "roster:7", "case:12", "desk"
    ended_by = models.ForeignKey(
        "staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )
    ended_because = models.CharField(max_length=200, blank=True)
    ended_as = models.CharField(  # code of an end state of the place; rosters leave it open
        max_length=16, blank=True, db_default="", db_collation="C"
    )

    class Meta:
        verbose_name = _("assistance category")
        constraints = [
            models.CheckConstraint(
                name="category_span_not_reversed",
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
            ),
            models.CheckConstraint(name="category_has_document", condition=~Q(document_number="")),
            # The same identity never runs twice at once; an empty span (taken back) bars nothing.
            ExclusionConstraint(
                name="category_never_twice",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("category", RangeOperators.EQUAL),
                    (
                        Func("from_on", "until_on", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [
            models.Index(fields=["category", "division_code"], name="category_by_place"),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.from_on}"
