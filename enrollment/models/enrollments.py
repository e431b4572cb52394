"""Who is enrolled where, for which coverage year, and on what ground?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.models.people import Person
from policy.terms import Basis, Group


class Enrollment(models.Model):
    """One person's enrollment in a pooling area for a coverage year: one in the whole country (GS-5.1a, GX-6.1a)."""

    person = models.ForeignKey(Person, models.RESTRICT, related_name="enrollments")
    area = models.CharField(max_length=6, db_collation="C")  # pooling area
    coverage_year = models.SmallIntegerField()
    division_code = models.CharField(
        max_length=12, db_collation="C"
    )  # village or township that enrolled the person
    basis = models.CharField(max_length=20, choices=[(b.value, b.value) for b in Basis])
    group = models.CharField(max_length=24, choices=[(g.value, g.value) for g in Group])
    school = models.CharField(max_length=100, blank=True)
    # 一档, 二档: the area's code of the tier chosen.
    tier = models.CharField(max_length=20, blank=True, default="", db_default="", db_collation="C")
    enrolled_on = models.DateField()
    enrolled_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    cancelled_on = models.DateField(null=True, blank=True)
    cancelled_because = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("enrollment")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "coverage_year"],
                condition=Q(cancelled_on__isnull=True),
                name="one_enrollment_per_person_and_year",
            ),
        ]
        indexes = [
            models.Index(fields=["coverage_year", "division_code"], name="enrollment_by_year_and_place")
        ]
