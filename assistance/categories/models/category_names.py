"""Which names do tax authority, bureau and national dictionary use for our categories, from which day until which?"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from assistance.categories.rules.category_names import Vocabulary


class CategoryName(models.Model):
    """One pair of a name and a category; a name may mean several categories, and a category have several names."""

    vocabulary = models.CharField(
        max_length=16, choices=[(v.value, v.label.zh) for v in Vocabulary], db_collation="C"
    )
    area = models.CharField(max_length=6, blank=True, db_collation="C")  # where it is used; empty: everywhere
    name = models.CharField(max_length=60)
    name_key = models.CharField(max_length=60)
    meaning = models.CharField(max_length=60, blank=True)  # what a dictionary prints beside its code
    category = models.CharField(max_length=32, db_collation="C")
    from_on = models.DateField(null=True, blank=True)  # null: since before the records
    until_on = models.DateField(null=True, blank=True)  # not included
    source = models.CharField(max_length=100)
    entered_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)
    ended_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("name of a category")
        constraints = [
            models.CheckConstraint(name="category_name_has_source", condition=~Q(source="")),
            models.CheckConstraint(
                name="category_name_span_not_reversed",
                condition=Q(until_on=None) | Q(from_on=None) | Q(until_on__gte=F("from_on")),
            ),
            ExclusionConstraint(
                name="category_name_once",
                expressions=[
                    ("vocabulary", RangeOperators.EQUAL),
                    ("area", RangeOperators.EQUAL),
                    ("name_key", RangeOperators.EQUAL),
                    ("category", RangeOperators.EQUAL),
                    (
                        Func("from_on", "until_on", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} → {self.category}"
