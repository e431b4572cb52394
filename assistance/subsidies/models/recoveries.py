"""What was wrongly paid, from whom is it recovered, and how much came back (追缴)?

A claim has no effect until a second officer approves it. A draft is opened by the system when the ground of what was paid fell
away (decision 0058); an officer enters it under a document, then a second one approves it. Repayments are rows that are only
added; the balance is their sum.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enrollment.models import Person


class RecoveryClaim(models.Model):
    """An amount that a person must pay back, why, and what it was: `source` names the help, as "grant:12" or "case:7"."""

    person = models.ForeignKey(Person, models.RESTRICT, related_name="recovery_claims")
    amount_fen = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    source = models.CharField(max_length=60, blank=True, db_collation="C")
    case = models.ForeignKey(
        "assistance.AssistanceCase", models.RESTRICT, null=True, blank=True, related_name="recovery_claims"
    )
    document_number = models.CharField(max_length=100)
    division_code = models.CharField(max_length=12, db_collation="C")
    entered_by = models.ForeignKey(
        "staff.Officer", models.RESTRICT, null=True, related_name="+"
    )  # nobody: a draft
    entered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(
        null=True
    )  # of a draft: the ground was there again before anybody entered it
    approved_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    rejected_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+")
    rejected_because = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("recovery claim")
        constraints = [
            models.CheckConstraint(name="recovery_amount_positive", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="recovery_has_document", condition=Q(entered_by=None) | ~Q(document_number="")
            ),
            models.CheckConstraint(
                name="recovery_draft_has_no_effect",
                condition=Q(entered_by__isnull=False, withdrawn_at=None)
                | Q(entered_by=None, approved_by=None, rejected_by=None),
            ),
            models.CheckConstraint(
                name="recovery_not_approved_by_maker",
                condition=Q(approved_by=None) | ~Q(approved_by=F("entered_by")),
            ),
            models.CheckConstraint(
                name="recovery_approval_is_whole",
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="recovery_approved_or_rejected",
                condition=Q(approved_by=None) | Q(rejected_by=None),
            ),
            models.UniqueConstraint(
                fields=["source", "person"],
                condition=~Q(source="") & Q(rejected_by__isnull=True, withdrawn_at__isnull=True),
                name="recovery_once_per_source",
            ),
        ]
        indexes = [models.Index(fields=["division_code"], name="recovery_by_place")]

    def __str__(self) -> str:
        return f"{self.pk} {self.amount_fen}"

    @property
    def state(self) -> str:
        """draft, withdrawn, waits, rejected or approved."""
        if self.entered_by_id is None:
            return "draft" if self.withdrawn_at is None else "withdrawn"
        if self.rejected_by_id is not None:
            return "rejected"
        return "approved" if self.approved_by_id is not None else "waits"


class Repayment(models.Model):
    """Money that came back on a claim; only ever added. A wrong entry is taken back by a negative one that names it."""

    claim = models.ForeignKey(RecoveryClaim, models.RESTRICT, related_name="repayments")
    amount_fen = models.BigIntegerField()
    paid_on = models.DateField()
    receipt_number = models.CharField(max_length=60, db_collation="C")
    reverses = models.OneToOneField(
        "self", models.RESTRICT, null=True, blank=True, related_name="reversed_by"
    )
    recorded_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("repayment")
        constraints = [
            models.CheckConstraint(
                name="repayment_sign_says_what_it_is",
                condition=Q(reverses=None, amount_fen__gt=0) | Q(reverses__isnull=False, amount_fen__lt=0),
            ),
            models.UniqueConstraint(
                fields=["claim", "receipt_number"],
                condition=Q(reverses__isnull=True),
                name="repayment_once_per_receipt",
            ),
            models.CheckConstraint(name="repayment_has_receipt", condition=~Q(receipt_number="")),
        ]
