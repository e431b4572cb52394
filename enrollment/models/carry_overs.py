"""Which carry-overs into a coverage year were proposed, agreed to and done, and how far is each?"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enrollment.rules.carry_overs import CARRY_BACK, CARRY_OVER, OPEN, BackState, CarryMove, CarryState
from intake.models.jobs import LeasedJob


class CarryOver(LeasedJob):
    """Everybody of a place who was insured in the year before becomes enrolled for `coverage_year`, township by township.

    `summary`: {"counted": {township: {class: people}}, "carried": {township: people enrolled by it}}.
    """

    moves = CARRY_OVER
    fails = CarryMove.FAIL

    area = models.CharField(max_length=6, db_collation="C")  # pooling area
    division_code = models.CharField(max_length=12, db_collation="C")  # the area, or a place in it
    coverage_year = models.SmallIntegerField()  # the new year
    state = models.CharField(max_length=10, default=CARRY_OVER.start.value, db_collation="C")
    asked_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    asked_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("carry-over")
        constraints = [
            models.CheckConstraint(
                name="carry_over_state_known", condition=Q(state__in=[state.value for state in CarryState])
            ),
            models.CheckConstraint(
                name="carry_over_by_two_officers",
                condition=~Q(state__in=[CarryState.RUNNING.value, CarryState.DONE.value])
                | (Q(agreed_by__isnull=False) & ~Q(agreed_by=F("asked_by"))),
            ),
            models.UniqueConstraint(
                fields=["division_code", "coverage_year"],
                condition=Q(state__in=[state.value for state in OPEN]),
                name="one_open_carry_over_of_a_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.division_code} {self.coverage_year}"

    @property
    def state_label(self) -> CarryState:
        return CarryState(self.state)

    @property
    def old_year(self) -> int:
        return self.coverage_year - 1


class CarryBack(models.Model):
    """That what a carry-over did in one township is taken back, asked for by one officer and agreed to by another."""

    carry_over = models.ForeignKey(CarryOver, models.RESTRICT, related_name="backs")
    township = models.CharField(max_length=12, db_collation="C")
    because = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default=CARRY_BACK.start.value, db_collation="C")
    asked_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    people = models.IntegerField(null=True)  # whose enrollments were cancelled by it

    moves = CARRY_BACK

    class Meta:
        verbose_name = _("carry-over of a township taken back")
        constraints = [
            models.CheckConstraint(
                name="carry_back_state_known", condition=Q(state__in=[state.value for state in BackState])
            ),
            models.CheckConstraint(
                name="carry_back_by_two_officers",
                condition=~Q(state=BackState.DONE.value)
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))),
            ),
            models.UniqueConstraint(
                fields=["carry_over", "township"],
                condition=Q(state=BackState.WAITING.value),
                name="one_open_carry_back_of_a_township",
            ),
        ]

    @property
    def state_label(self) -> BackState:
        return BackState(self.state)
