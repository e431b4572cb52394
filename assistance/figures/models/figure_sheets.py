"""Which figures were entered together, as one table of a year, so that a second officer decides on them together?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assistance.figures.rules.figure_states import FIGURE_FILE
from intake.models.jobs import SentFile


class FigureFile(SentFile):
    """A file of a year's population figures (layout PF-1); `summary` holds what its check read."""

    course = FIGURE_FILE
    moves = FIGURE_FILE.moves

    year = models.SmallIntegerField()
    from_on = models.DateField()
    document_number = models.CharField(max_length=100)
    is_preview = models.BooleanField(default=False)  # looked at, nothing entered
    undone_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")

    class Meta:
        verbose_name = _("file of population figures")
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "area", "year", "from_on", "document_number"],
                condition=Q(is_preview=False) & ~Q(state__in=["refused", "undoing", "undone"]),
                name="figure_file_once",
            ),
            models.CheckConstraint(
                name="figure_file_state_known",
                condition=Q(state__in=[state.value for state in FIGURE_FILE.moves.states]),
            ),
        ]

    @property
    def is_tried_only(self) -> bool:
        return self.is_preview


class FigureSheet(models.Model):
    """A table of a year's population figures of an area. Its rows are entered parameters, which keep who decided on them."""

    area = models.CharField(max_length=6, db_collation="C")
    year = models.SmallIntegerField()
    from_on = models.DateField()
    document_number = models.CharField(max_length=100)
    figures = models.IntegerField()  # how many were entered
    unchanged = models.IntegerField(default=0)  # how many said what was in force already
    file = models.ForeignKey(
        FigureFile, models.RESTRICT, null=True, related_name="sheets"
    )  # null: by a program
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
