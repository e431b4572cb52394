"""Which figures were entered together, as one table of a year, so that a second officer decides on them together?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FigureSheet(models.Model):
    """A table of a year's population figures of an area. Its rows are entered parameters, which keep who decided on them."""

    area = models.CharField(max_length=6, db_collation="C")
    year = models.SmallIntegerField()
    from_on = models.DateField()
    document_number = models.CharField(max_length=100)
    figures = models.IntegerField()  # how many were entered
    unchanged = models.IntegerField(default=0)  # how many said what was in force already
    entered_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("table of population figures")
        constraints = [
            models.CheckConstraint(name="figure_sheet_has_document", condition=~Q(document_number="")),
            models.CheckConstraint(name="figure_sheet_has_figures", condition=Q(figures__gt=0)),
        ]
        indexes = [models.Index(fields=["area", "-id"], name="figure_sheet_by_area")]

    def __str__(self) -> str:
        return f"{self.area} {self.year}"
