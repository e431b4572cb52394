"""Who is enrolled where, for which coverage year, and on what ground?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.models.people import Person
from enrollment.rules.enrollment_states import ENROLLMENT, EnrollmentMove, EnrollmentState, StateReason
from policy.terms import Basis, Group


class Enrollment(models.Model):
    """One person's enrollment in a pooling area for a coverage year: one in the whole country (GS-5.1a, GX-6.1a).

    A carry-over writes a million at once: no foreign keys of the database (decision 0004).
    """

    person = models.ForeignKey(Person, models.RESTRICT, related_name="enrollments", db_constraint=False)
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
    enrolled_by = models.ForeignKey(
        "staff.Officer", models.RESTRICT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    cancelled_on = models.DateField(null=True, blank=True)
    cancelled_because = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=10,
        default=ENROLLMENT.start.value,
        db_default=ENROLLMENT.start.value,
        db_collation="C",
    )
    # Which carry-over enrolled the person, and whether it was taken back for this township: then it may be carried over again.
    carry_over = models.ForeignKey(
        "enrollment.CarryOver",
        models.RESTRICT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    is_carried_back = models.BooleanField(default=False, db_default=False)

    moves = ENROLLMENT

    class Meta:
        verbose_name = _("enrollment")
        constraints = [
            models.CheckConstraint(
                name="enrollment_state_known",
                condition=Q(state__in=[state.value for state in EnrollmentState]),
            ),
            models.UniqueConstraint(
                fields=["person", "coverage_year"],
                condition=Q(cancelled_on__isnull=True),
                name="one_enrollment_per_person_and_year",
            ),
        ]
        indexes = [
            models.Index(fields=["coverage_year", "division_code"], name="enrollment_by_year_and_place")
        ]

    @property
    def state_label(self) -> EnrollmentState:
        return EnrollmentState(self.state)


class EnrollmentChange(models.Model):
    """That an enrollment went from one state to another: why, from which day on, under which document. Only ever added to."""

    enrollment = models.ForeignKey(Enrollment, models.RESTRICT, related_name="changes")
    move = models.CharField(max_length=10, db_collation="C")
    before = models.CharField(max_length=10, db_collation="C")
    after = models.CharField(max_length=10, db_collation="C")
    reason = models.CharField(max_length=20, db_collation="C")
    from_on = models.DateField()  # the first day of the state after it
    document_number = models.CharField(max_length=100, blank=True)
    entered_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("change of an enrollment's state")
        constraints = [
            models.CheckConstraint(
                name="enrollment_change_move_known",
                condition=Q(move__in=[move.value for move in EnrollmentMove]),
            ),
            models.CheckConstraint(
                name="enrollment_change_reason_known",
                condition=Q(reason__in=[reason.value for reason in StateReason]),
            ),
        ]
