"""Which figures that the notices leave to somebody were entered, under which document, and who agreed?

A split ratio that a city files, a list of poor counties, a published income, the ceiling of a disease: the documents name
who decides but not the figure. Until an entry is approved by a second officer the rules answer *undecided*.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assistance.models.figure_sheets import FigureSheet


class EnteredParameter(models.Model):
    """One figure or list of an area: `topic` and `key` say which, `value` holds it, a document stands behind it.

    `topic` is a code of `policy.topics`; `key` says for what within the topic (a county, a disease,
    a year) and may be empty. In force over [from_on, until_on) once `approved_by` is set; a later entry replaces an
    earlier one from its own first day on.
    """

    area = models.CharField(max_length=6, db_collation="C")
    topic = models.CharField(max_length=40, db_collation="C")
    key = models.CharField(max_length=60, blank=True)
    value = models.JSONField()
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    document_number = models.CharField(max_length=100)
    reason = models.CharField(max_length=300, blank=True)
    sheet = models.ForeignKey(
        FigureSheet, models.RESTRICT, null=True, blank=True, related_name="rows"
    )  # the table it came in
    entered_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    entered_at = models.DateTimeField()
    approved_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    rejected_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+")
    rejected_at = models.DateTimeField(null=True, blank=True)
    rejected_because = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("entered parameter")
        constraints = [
            models.CheckConstraint(
                name="parameter_not_approved_by_maker",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("entered_by")),
            ),
            models.CheckConstraint(
                name="parameter_approval_is_whole",
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="parameter_rejection_is_whole",
                condition=Q(rejected_by__isnull=True, rejected_at__isnull=True, rejected_because="")
                | (Q(rejected_by__isnull=False, rejected_at__isnull=False) & ~Q(rejected_because="")),
            ),
            models.CheckConstraint(
                name="parameter_approved_or_rejected",
                condition=Q(approved_by__isnull=True) | Q(rejected_by__isnull=True),
            ),
            models.CheckConstraint(name="parameter_has_document", condition=~Q(document_number="")),
            models.CheckConstraint(
                name="parameter_span_not_reversed",
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["area", "topic", "key", "-from_on"], name="parameter_in_force"),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.topic} {self.key}"
