"""Which household lists came in, and how far is each?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intake.models.jobs import LeasedJob


class ImportState(models.TextChoices):
    RECEIVED = "received", _("Received")
    CHECKING = "checking", _("Checking")
    REFUSED = "refused", _("Refused")
    READY = "ready", _("Checked, waiting for confirmation")
    WRITING = "writing", _("Writing")
    WRITTEN = "written", _("Written")
    FAILED = "failed", _("Failed")


class HouseholdImport(LeasedJob):
    """A county's household list (layout HH-1): its bytes, its check, its preview and its result.

    `summary` holds the counts of the preview and of the result.
    """

    sha256 = models.CharField(max_length=64, db_collation="C")
    name = models.CharField(max_length=200)
    size_bytes = models.BigIntegerField()
    area = models.CharField(max_length=12, db_collation="C")  # division whose list this is
    coverage_year = models.SmallIntegerField(null=True)  # null: register only
    uploaded_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.RECEIVED)
    rows = models.IntegerField(default=0)
    rows_written = models.IntegerField(default=0)
    problems = models.JSONField(default=list)  # first problems, each with cell, value kind, remedy
    problem_count = models.IntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "area", "coverage_year"],
                condition=~Q(state__in=["refused", "failed"]),
                nulls_distinct=False,
                name="household_list_once",
            )
        ]
