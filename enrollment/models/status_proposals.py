"""What was proposed from a row of a status list, who decided, and was it undone?"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enrollment.models.enrollments import Enrollment, EnrollmentChange
from enrollment.models.status_lists import StatusRow
from enrollment.rules.enrollment_states import EnrollmentMove, StateReason
from enrollment.rules.status_proposals import OPEN, PROPOSAL, ProposalKind, ProposalState


class StatusProposal(models.Model):
    """One proposal of one officer, decided by another. `change` is what it wrote.

    A row has at most one for each enrollment that is not turned down or undone: this year's, then the next one's.
    """

    row = models.ForeignKey(StatusRow, models.RESTRICT, related_name="proposals")
    kind = models.CharField(max_length=10, db_collation="C")
    enrollment = models.ForeignKey(Enrollment, models.RESTRICT, null=True, related_name="+")
    move = models.CharField(max_length=10, blank=True, db_collation="C")
    reason = models.CharField(max_length=20, blank=True, db_collation="C")
    from_on = models.DateField(null=True)
    document_number = models.CharField(max_length=100, blank=True)
    because = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, default=PROPOSAL.start.value, db_collation="C")
    made_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_because = models.CharField(max_length=300, blank=True)
    change = models.OneToOneField(EnrollmentChange, models.RESTRICT, null=True, related_name="proposal")
    undo_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    undo_because = models.CharField(max_length=300, blank=True)
    undone_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    moves = PROPOSAL

    class Meta:
        verbose_name = _("proposal from a status list")
        constraints = [
            models.UniqueConstraint(
                fields=["row", "enrollment"],
                condition=Q(state__in=[state.value for state in OPEN]),
                nulls_distinct=False,
                name="one_open_proposal_per_row_and_enrollment",
            ),
            models.CheckConstraint(
                name="status_proposal_state_known",
                condition=Q(state__in=[state.value for state in ProposalState]),
            ),
            models.CheckConstraint(
                name="status_proposal_says_what",
                condition=Q(
                    kind=ProposalKind.CHANGE.value,
                    enrollment__isnull=False,
                    move__in=[move.value for move in EnrollmentMove],
                    reason__in=[reason.value for reason in StateReason],
                    from_on__isnull=False,
                )
                | Q(kind=ProposalKind.DEATH.value, from_on__isnull=False, move="", reason="")
                | Q(kind=ProposalKind.NO_CHANGE.value, move="", reason="") & ~Q(because=""),
            ),
            models.CheckConstraint(
                name="status_proposal_has_document",
                condition=Q(kind=ProposalKind.NO_CHANGE.value) | ~Q(document_number=""),
            ),
            models.CheckConstraint(
                name="status_proposal_not_decided_by_maker",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("made_by")),
            ),
            models.CheckConstraint(
                name="status_proposal_not_undone_by_asker",
                condition=Q(undone_by__isnull=True) | ~Q(undone_by=F("undo_by")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["made_at"],
                condition=Q(state__in=["waiting", "undoing"]),
                name="status_proposal_waits",
            )
        ]

    @property
    def state_label(self) -> ProposalState:
        return ProposalState(self.state)

    @property
    def kind_label(self) -> ProposalKind:
        return ProposalKind(self.kind)

    @property
    def move_label(self) -> EnrollmentMove | None:
        return EnrollmentMove(self.move) if self.move else None
