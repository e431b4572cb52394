"""Which household lists came in, and how far is each?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.rules.file_states import HOUSEHOLD_LIST
from intake.models.jobs import SentFile


class HouseholdImport(SentFile):
    """A county's household list (layout HH-1); `summary` holds the counts of the preview and of the result."""

    course = HOUSEHOLD_LIST
    moves = HOUSEHOLD_LIST.moves

    coverage_year = models.SmallIntegerField(null=True)  # null: register only
    confirmed_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    rows_written = models.IntegerField(default=0)
    problems = models.JSONField(default=list)  # first problems, each with cell, value kind, remedy
    problem_count = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("household list")
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "area", "coverage_year"],
                condition=~Q(state__in=["refused", "failed"]),
                nulls_distinct=False,
                name="household_list_once",
            ),
            models.CheckConstraint(
                name="household_list_state_known",
                condition=Q(state__in=[state.value for state in HOUSEHOLD_LIST.moves.states]),
            ),
        ]
