"""Which drafts of another policy are there, what do they say, and what came of running them?

These tables are all that a draft or a run ever writes to.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from desk.whatif.rules.run_states import MOVING, RUN, RunMove, RunState
from intake.models.jobs import LeasedJob


class Draft(models.Model):
    """A policy that somebody thinks of, by name: that in force in an area, but for the rows of its questions.

    `coverage_year` is the year of the people and their dues, `bill_year` that of the bills; shared by the officers of the area.
    """

    area = models.CharField(max_length=6, db_collation="C")  # pooling area
    name = models.CharField(max_length=80)
    coverage_year = models.SmallIntegerField()
    bill_year = models.SmallIntegerField()
    version = models.IntegerField(default=1)  # goes up with every change, so that a stale form is refused
    made_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("draft of policy")
        constraints = [
            models.UniqueConstraint(fields=["area", "name"], name="draft_named_once"),
            models.CheckConstraint(name="draft_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class DraftRows(models.Model):
    """What a draft says to one question: the rows of its table, without years and clauses, as an answer of an opened year."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="given")
    question = models.CharField(max_length=60, db_collation="C")
    rows = models.JSONField()
    entered_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("rows of a draft")
        constraints = [
            models.UniqueConstraint(fields=["draft", "question"], name="draft_says_each_question_once")
        ]


class DraftRun(LeasedJob):
    """One run of a draft over everybody; `given` are its rows at that moment, by question.

    `summary`: {"people": what the people's part found, "bills": what the bills' part found so far, "after": the last person
    whose bills are in it}. Shapes: `desk.whatif.rules.people_tally`, `desk.whatif.rules.bill_tally`.
    """

    moves = RUN
    fails = RunMove.FAIL

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="runs")
    given = models.JSONField()
    draft_version = models.IntegerField()
    state = models.CharField(max_length=10, default=RUN.start.value, db_collation="C")
    asked_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("run of a draft")
        constraints = [
            models.CheckConstraint(
                name="draft_run_state_known", condition=Q(state__in=[state.value for state in RunState])
            ),
            models.UniqueConstraint(
                fields=["draft"],
                condition=Q(state__in=[state.value for state in MOVING]),
                name="one_run_of_a_draft_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}/{self.pk}"

    @property
    def state_label(self) -> RunState:
        return RunState(self.state)
