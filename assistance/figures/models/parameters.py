"""Which figures that the notices leave to somebody were entered, under which document, and who agreed?

A split ratio that a city files, a list of poor counties, a published income, the ceiling of a disease: the documents name
who decides but not the figure. Until an entry is approved by a second officer the rules answer *undecided*.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assistance.figures.models.figure_sheets import FigureSheet
from staff.models.two_officers import EnteredByOneDecidedByAnother, two_officers


class EnteredParameter(EnteredByOneDecidedByAnother):
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

    class Meta:
        verbose_name = _("entered parameter")
        constraints = [
            *two_officers("parameter"),
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
