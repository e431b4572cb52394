"""What was handed over to the insurer of critical illness for a year, and how far is the year's clearing?

Benefits are not kept here: they are the statements. What was cleared is frozen as it was worked out on that day.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assistance.public_money.models import CriticalIllnessCover
from claims.rules.insurer_years import YearState
from staff.models.two_officers import EnteredByOneDecidedByAnother, two_officers


class InsurerYear(models.Model):
    """A pooling area and year of critical illness insurance (大病保险承办年度); `figures` is the account as submitted."""

    area = models.CharField(max_length=6, db_collation="C")
    year = models.SmallIntegerField()
    state = models.CharField(max_length=8, default=YearState.OPEN.value, db_collation="C")
    document_number = models.CharField(max_length=100, blank=True)
    note = models.CharField(max_length=300, blank=True)  # who bears what no reserve covers, by the document
    because = models.CharField(max_length=300, blank=True)  # why it was returned or opened again
    figures = models.JSONField(default=dict)
    proposed_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    cleared_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    cleared_at = models.DateTimeField(null=True)
    cleared_on = models.DateField(null=True)
    cover = models.OneToOneField(
        CriticalIllnessCover, models.RESTRICT, null=True, related_name="insurer_year"
    )  # what bore the shortfall

    class Meta:
        verbose_name = _("insurer's year")
        constraints = [
            models.UniqueConstraint(fields=["area", "year"], name="one_insurer_year"),
            models.CheckConstraint(
                name="insurer_year_state_known", condition=Q(state__in=[state.value for state in YearState])
            ),
            models.CheckConstraint(
                name="insurer_year_proposal_is_whole",
                condition=Q(state="open")
                | Q(proposed_by__isnull=False, proposed_at__isnull=False) & ~Q(document_number=""),
            ),
            models.CheckConstraint(
                name="insurer_year_clearing_is_whole",
                condition=Q(state="cleared", cleared_by__isnull=False, cleared_on__isnull=False)
                | ~Q(state="cleared") & Q(cleared_by=None, cleared_at=None, cleared_on=None, cover=None),
            ),
            models.CheckConstraint(
                name="insurer_year_not_cleared_by_maker",
                condition=Q(cleared_by=None) | ~Q(cleared_by=F("proposed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year}"

    @property
    def state_label(self) -> YearState:
        return YearState(self.state)


class InsurerPremium(EnteredByOneDecidedByAnother):
    """Money handed over to the insurer, or the taking back of such an entry; it counts once another officer approved it."""

    insurer_year = models.ForeignKey(InsurerYear, models.RESTRICT, related_name="premiums")
    insurer = models.CharField(max_length=100)
    amount_fen = models.BigIntegerField()
    paid_on = models.DateField()
    document_number = models.CharField(max_length=100)
    reverses = models.ForeignKey("self", models.RESTRICT, null=True, related_name="taken_back")

    class Meta:
        verbose_name = _("premium handed over")
        constraints = [
            *two_officers("insurer_premium"),
            models.CheckConstraint(
                name="insurer_premium_not_rejected_by_maker",
                condition=Q(rejected_by=None) | ~Q(rejected_by=F("entered_by")),
            ),
            models.CheckConstraint(name="insurer_premium_positive", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="insurer_premium_told_whole", condition=~Q(document_number="") & ~Q(insurer="")
            ),
            models.UniqueConstraint(
                fields=["insurer_year", "document_number", "paid_on", "amount_fen"],
                condition=Q(reverses=None, rejected_by=None),
                name="insurer_premium_once",
            ),
            models.UniqueConstraint(
                fields=["reverses"], condition=Q(rejected_by=None), name="insurer_premium_taken_back_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.insurer_year_id} {self.document_number}"

    @property
    def signed_fen(self) -> int:
        """What it adds to what was handed over, once approved."""
        return -self.amount_fen if self.reverses_id else self.amount_fen
