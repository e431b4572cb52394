"""What did the treasury say it received, and which sheets of the three-way check were signed by both sides?"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enrollment.rules.treasury import SHEET, TREASURY_STATEMENT, ReceiptKind, SheetState
from intake.models.jobs import SentFile


class TreasuryStatement(SentFile):
    """What the treasury says came in for an area, row by row (layout TS-1). One that was taken back never was."""

    course = TREASURY_STATEMENT
    moves = TREASURY_STATEMENT.moves

    undone_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    undone_because = models.CharField(max_length=300, blank=True)
    problems = models.JSONField(default=list)
    problem_count = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("treasury statement")
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "area"],
                condition=~Q(state__in=["refused", "undoing", "undone"]),
                name="treasury_statement_once",
            ),
            models.CheckConstraint(
                name="treasury_statement_state_known",
                condition=Q(state__in=[state.value for state in TREASURY_STATEMENT.moves.states]),
            ),
            models.CheckConstraint(
                name="treasury_statement_undone_by_another",
                condition=Q(undone_by__isnull=True) | ~Q(undone_by=F("uploaded_by")),
            ),
        ]
        indexes = [models.Index(fields=["area", "-uploaded_at"], name="treasury_statement_by_area")]


class TreasuryReceipt(models.Model):
    """One row: money that reached the treasury on a day, or left it."""

    statement = models.ForeignKey(TreasuryStatement, models.RESTRICT, related_name="receipts")
    number = models.IntegerField()  # of the row in the file
    area = models.CharField(max_length=12, db_collation="C")
    received_on = models.DateField()
    kind = models.CharField(max_length=12, db_collation="C")
    amount_fen = models.BigIntegerField()
    ticket = models.CharField(max_length=40, blank=True, db_collation="C")
    voucher = models.CharField(max_length=40, blank=True, db_collation="C")

    class Meta:
        verbose_name = _("treasury receipt")
        constraints = [
            models.UniqueConstraint(fields=["statement", "number"], name="treasury_receipt_once"),
            models.CheckConstraint(name="treasury_receipt_positive", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="treasury_receipt_kind_known", condition=Q(kind__in=[one.value for one in ReceiptKind])
            ),
        ]
        indexes = [models.Index(fields=["area", "received_on"], name="treasury_receipt_by_day")]


class TreasurySheet(models.Model):
    """A three-way check that the tax bureau and the insurance bureau sign. `body` is frozen under `digest` when it is made."""

    area = models.CharField(max_length=12, db_collation="C")
    from_on = models.DateField()
    until_on = models.DateField()  # not included
    body = models.JSONField()
    digest = models.CharField(max_length=64, db_collation="C")
    differences = models.IntegerField()
    because = models.CharField(max_length=500, blank=True)  # why it is signed although something differs
    state = models.CharField(max_length=8, default=SHEET.start.value, db_collation="C")
    made_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    made_at = models.DateTimeField()
    tax_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    tax_at = models.DateTimeField(null=True)
    insurance_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    insurance_at = models.DateTimeField(null=True)

    moves = SHEET

    class Meta:
        verbose_name = _("sheet of the three-way check")
        constraints = [
            models.CheckConstraint(
                name="treasury_sheet_state_known",
                condition=Q(state__in=[state.value for state in SheetState]),
            ),
            models.CheckConstraint(name="treasury_sheet_days", condition=Q(until_on__gt=F("from_on"))),
            models.CheckConstraint(
                name="treasury_sheet_signed_by_two",
                condition=~Q(state="signed")
                | Q(tax_by__isnull=False, insurance_by__isnull=False) & ~Q(tax_by=F("insurance_by")),
            ),
            models.CheckConstraint(
                name="treasury_sheet_differences_explained",
                condition=Q(state__in=["draft", "dropped"]) | Q(differences=0) | ~Q(because=""),
            ),
            models.UniqueConstraint(
                fields=["area", "from_on", "until_on"],
                condition=~Q(state="dropped"),
                name="one_treasury_sheet_per_span",
            ),
        ]

    @property
    def state_label(self) -> SheetState:
        return SheetState(self.state)
