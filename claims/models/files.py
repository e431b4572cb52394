"""Which files of bills came in, how far is each, and how did every bill of them end?"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.bills import Bill
from intake.models.jobs import LeasedJob

BILLS_PER_FILE_MAX = 100_000_000  # a bill's row is file id x this + its place in the file


class BillFileState(models.TextChoices):
    RECEIVED = "received", _("Received")
    CHECKING = "checking", _("Checking")
    REFUSED = "refused", _("Refused")
    READY = "ready", _("Checked")
    SETTLING = "settling", _("Settling")
    SETTLED = "settled", _("Settled")
    FAILED = "failed", _("Failed")


class BillFile(LeasedJob):
    """A file of bills (layout CL-1): the row is the truth about its job; the broker only carries a hint to look at it."""

    sha256 = models.CharField(max_length=64, db_collation="C")
    name = models.CharField(max_length=200)
    size_bytes = models.BigIntegerField()
    area = models.CharField(max_length=12, db_collation="C")  # division that the sender answers for
    provider_code = models.CharField(max_length=20, blank=True, db_collation="C")  # when all are of one
    uploaded_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    uploaded_at = models.DateTimeField()
    is_preview = models.BooleanField(default=False)  # worked out, nothing kept
    expected_count = models.IntegerField(null=True)  # bills, as known from elsewhere
    expected_fen = models.BigIntegerField(null=True)
    declared_count = models.IntegerField(null=True)  # of the 合计 row
    declared_fen = models.BigIntegerField(null=True)

    state = models.CharField(max_length=10, choices=BillFileState, default=BillFileState.RECEIVED)
    rows_read = models.IntegerField(default=0)
    bill_count = models.IntegerField(null=True)
    amount_fen = models.BigIntegerField(null=True)
    stage_fence = models.IntegerField(default=0)  # of the check whose staged bills count
    refusal = models.JSONField(null=True)
    failure = models.CharField(max_length=300, blank=True)
    settling_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("bill file")
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"],
                condition=Q(is_preview=False) & ~Q(state="refused"),
                name="bill_file_received_once",
            ),
            models.CheckConstraint(name="bill_file_state_known", condition=Q(state__in=BillFileState.values)),
        ]
        indexes = [models.Index(fields=["area", "-uploaded_at"], name="bill_file_by_area_and_time")]

    def __str__(self) -> str:
        return self.name


class BillFilePart(models.Model):
    """A share of a file, divided so that all bills of one person fall in the same part; settled in one transaction."""

    file = models.ForeignKey(BillFile, models.RESTRICT, related_name="parts")
    number = models.SmallIntegerField()
    slot_from = models.SmallIntegerField()
    slot_until = models.SmallIntegerField()
    bill_count = models.IntegerField()
    attempts = models.SmallIntegerField(default=0)
    summary = models.JSONField(null=True)  # {outcome: [bills, fen]}, written with the bills
    settled_at = models.DateTimeField(null=True)

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
