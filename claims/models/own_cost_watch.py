"""Whose own cost reached a line, on which monthly list was it handed over, and what was answered?

An alert is never deleted: a reversal that takes the cost below the line marks it. A list is frozen when it is made; the answers
to it come back as a file (layout OW-1).
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from assistance.categories.models import PersonFinding
from claims.rules.file_states import OWN_COST_ANSWERS
from claims.rules.own_cost_watch import AlertState
from enrollment.models import Household, Person
from intake.models.jobs import SentFile


class OwnCostAlert(models.Model):
    """The own cost of a person or a household over 12 months or a calendar year reached a line, or its double.

    It is the cost after all tiers, of the statements that stood. `group` is the key of the line, `household` for a household.
    One alert for each line and level in any 12 months: the spans of two that stand never overlap.
    """

    person = models.ForeignKey(Person, models.RESTRICT, null=True, related_name="own_cost_alerts")
    household = models.ForeignKey(Household, models.RESTRICT, null=True, related_name="own_cost_alerts")
    division_code = models.CharField(max_length=12, db_collation="C")
    group = models.CharField(max_length=32, db_collation="C")
    line_fen = models.BigIntegerField()
    line_document = models.CharField(max_length=100)
    level = models.SmallIntegerField()  # 1: the line, 2: its double
    from_on = models.DateField()
    until_on = models.DateField()  # not included
    own_fen = models.BigIntegerField()  # over this span, when it was opened
    year_fen = models.BigIntegerField()  # of the calendar year in which it was opened
    opened_on = models.DateField()
    opened_at = models.DateTimeField()
    fallen_on = models.DateField(null=True)  # when a reversal was seen to take it below the line
    fallen_to_fen = models.BigIntegerField(null=True)
    state = models.CharField(max_length=9, default=AlertState.OPEN.value, db_collation="C")
    answered_on = models.DateField(null=True)
    answer_document = models.CharField(max_length=60, blank=True)
    finding = models.ForeignKey(
        PersonFinding, models.RESTRICT, null=True, related_name="alerts"
    )  # that a confirmed risk began

    class Meta:
        verbose_name = _("own-cost alert")
        constraints = [
            models.CheckConstraint(
                name="alert_about_one",
                condition=Q(person=None, household__isnull=False) | Q(person__isnull=False, household=None),
            ),
            models.CheckConstraint(name="alert_level_known", condition=Q(level__in=[1, 2])),
            models.CheckConstraint(
                name="alert_line_reached", condition=Q(own_fen__gte=F("line_fen") * F("level"))
            ),
            models.CheckConstraint(name="alert_line_positive", condition=Q(line_fen__gt=0)),
            models.CheckConstraint(
                name="alert_state_known", condition=Q(state__in=[state.value for state in AlertState])
            ),
            models.CheckConstraint(
                name="alert_answer_is_whole",
                condition=Q(state="open", answered_on=None) | ~Q(state="open") & Q(answered_on__isnull=False),
            ),
            models.CheckConstraint(
                name="alert_fall_is_whole",
                condition=Q(fallen_on=None, fallen_to_fen=None)
                | Q(fallen_on__isnull=False, fallen_to_fen__lt=F("line_fen") * F("level")),
            ),
            *(
                ExclusionConstraint(
                    name=f"one_alert_per_{subject}_and_12_months",
                    expressions=[
                        (subject, RangeOperators.EQUAL),
                        ("group", RangeOperators.EQUAL),
                        ("line_fen", RangeOperators.EQUAL),
                        ("level", RangeOperators.EQUAL),
                        (
                            Func("from_on", "until_on", function="daterange", output_field=DateRangeField()),
                            RangeOperators.OVERLAPS,
                        ),
                    ],
                    condition=Q(fallen_on=None),
                )
                for subject in ("person", "household")
            ),
        ]
        indexes = [
            models.Index(fields=["division_code", "-opened_on"], name="alert_by_place"),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.line_fen} x{self.level}"


class OwnCostList(models.Model):
    """The alerts of an area that wait for an answer at the end of a month, frozen under a digest, for civil and rural affairs."""

    area = models.CharField(max_length=6, db_collation="C")
    month = models.DateField()  # its first day
    line_count = models.IntegerField()
    digest = models.CharField(max_length=64, db_collation="C")
    frozen_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    frozen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("own-cost list")
        constraints = [
            models.UniqueConstraint(fields=["area", "month"], name="one_own_cost_list_per_month"),
            models.CheckConstraint(name="own_cost_list_not_empty", condition=Q(line_count__gt=0)),
            models.CheckConstraint(name="own_cost_month_is_a_month", condition=Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What stands on the list and in the answers."""
        return f"{self.area}-{self.month:%Y%m}-{self.pk:06d}"


class OwnCostListLine(models.Model):
    """One alert as it stood when the list was frozen; `answer` is the last word on it that came back to this list."""

    own_cost_list = models.ForeignKey(OwnCostList, models.RESTRICT, related_name="lines", db_index=False)
    number = models.IntegerField()
    alert = models.ForeignKey(OwnCostAlert, models.RESTRICT, related_name="lines")
    name = models.CharField(max_length=100)  # of the person, or of the head of the household
    own_fen = models.BigIntegerField()
    line_fen = models.BigIntegerField()
    level = models.SmallIntegerField()

    class Meta:
        verbose_name = _("line of an own-cost list")
        constraints = [
            models.UniqueConstraint(fields=["own_cost_list", "number"], name="own_cost_line_number_once"),
            models.UniqueConstraint(fields=["own_cost_list", "alert"], name="alert_once_on_a_list"),
        ]


class OwnCostAnswerFile(SentFile):
    """A file of answers to a list (layout OW-1); `summary["answers"]` holds what its check read, by line."""

    course = OWN_COST_ANSWERS
    moves = OWN_COST_ANSWERS.moves

    own_cost_list = models.ForeignKey(OwnCostList, models.RESTRICT, related_name="answer_files")
    confirmed_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("answers to an own-cost list")
        constraints = [
            models.UniqueConstraint(
                fields=["own_cost_list", "sha256"],
                condition=~Q(state__in=["refused", "failed"]),
                name="own_cost_answers_once",
            ),
            models.CheckConstraint(
                name="own_cost_answers_confirmed_by_another",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("uploaded_by")),
            ),
            models.CheckConstraint(
                name="written_answers_were_confirmed",
                condition=~Q(state__in=["writing", "written"]) | Q(confirmed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="own_cost_answers_state_known",
                condition=Q(state__in=[state.value for state in OWN_COST_ANSWERS.moves.states]),
            ),
        ]
