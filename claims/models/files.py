"""Which files of bills came in, how far is each, and how did every bill of them end?"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.bills import Bill
from claims.rules.file_states import BILL_FILE
from intake.models.jobs import SentFile, SentFilePart

BILLS_PER_FILE_MAX = 100_000_000  # a bill's row is file id x this + its place in the file


class BillFile(SentFile):
    """A file of bills (layout CL-1)."""

    course = BILL_FILE
    moves = BILL_FILE.moves

    provider_code = models.CharField(max_length=20, blank=True, db_collation="C")  # when all are of one
    is_preview = models.BooleanField(default=False)  # worked out, nothing kept
    expected_count = models.IntegerField(null=True)  # bills, as known from elsewhere
    expected_fen = models.BigIntegerField(null=True)
    declared_count = models.IntegerField(null=True)  # of the 合计 row
    declared_fen = models.BigIntegerField(null=True)
    bill_count = models.IntegerField(null=True)
    amount_fen = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("bill file")
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"],
                condition=Q(is_preview=False) & ~Q(state="refused"),
                name="bill_file_received_once",
            ),
            models.CheckConstraint(
                name="bill_file_state_known",
                condition=Q(state__in=[state.value for state in BILL_FILE.moves.states]),
            ),
        ]
        indexes = [models.Index(fields=["area", "-uploaded_at"], name="bill_file_by_area_and_time")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_tried_only(self) -> bool:
        return self.is_preview


class BillFilePart(SentFilePart):
    """A share of a file of bills; its `summary` is {outcome: [bills, fen]}."""

    file = models.ForeignKey(BillFile, models.RESTRICT, related_name="parts")
    bill_count = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="bill_part_once_per_file"),
            models.CheckConstraint(name="bill_part_has_slots", condition=Q(slot_until__gt=F("slot_from"))),
        ]


class StagedBill(models.Model):
    """A bill of a file between check and settlement; gone once its part is settled. No document number: hash and mask."""

    file = models.ForeignKey(BillFile, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    fence = models.IntegerField()  # of the check that wrote it
    slot = models.SmallIntegerField()
    number = models.IntegerField()  # place of the bill in the file, from 1
    row = models.IntegerField()  # of its first line
    provider_code = models.CharField(max_length=20, db_collation="C")
    bill_number = models.CharField(max_length=40, db_collation="C")
    document_hash = models.UUIDField()
    document_masked = models.CharField(max_length=24)
    name = models.CharField(max_length=100)
    total_fen = models.BigIntegerField()  # of its lines
    body = models.JSONField(null=True)  # the bill as written; null when it has a fault
    faults = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["file", "fence", "slot"], name="staged_bill_by_part")]


class FileBill(models.Model):
    """One bill of a file and the one outcome it ended in."""

    id = models.BigIntegerField(primary_key=True)  # file id x BILLS_PER_FILE_MAX + number
    file = models.ForeignKey(
        BillFile, models.RESTRICT, related_name="bills", db_constraint=False, db_index=False
    )
    number = models.IntegerField()
    row = models.IntegerField()
    provider_code = models.CharField(max_length=20, db_collation="C")
    bill_number = models.CharField(max_length=40, db_collation="C")
    document_masked = models.CharField(max_length=24)
    name = models.CharField(max_length=100)
    total_fen = models.BigIntegerField()
    outcome = models.CharField(max_length=20, db_collation="C")
    bill = models.ForeignKey(
        Bill, models.RESTRICT, null=True, related_name="file_rows", db_constraint=False
    )  # the bill made of it, or the one that stood in its way
    detail = models.JSONField(null=True)  # why: text, remedy, clause, faults with their cells; paid amounts

    class Meta:
        verbose_name = _("bill of a file")
        indexes = [models.Index(fields=["file", "outcome", "number"], name="file_bill_by_outcome")]
