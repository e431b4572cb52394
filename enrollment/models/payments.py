"""Which tax files came in, how far is each, and how did every line of them end?"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enrollment.rules.file_states import TAX_FILE
from enrollment.rules.payment_lines import LineKind, Outcome
from intake.models.jobs import SentFile, SentFilePart

LINES_PER_FILE_MAX = (
    100_000_000  # a line's id is file id x this + line number, so it is known before it is written
)

# Numbers from here on are parts of a sponsor's payment: lines of their own that no row of the file has.
PARTS_FROM = 50_000_000


class PaymentFile(SentFile):
    """A tax file (layout TB-1)."""

    course = TAX_FILE
    moves = TAX_FILE.moves

    is_check_only = models.BooleanField(default=False)
    expected_count = models.IntegerField(null=True)
    expected_fen = models.BigIntegerField(null=True)
    declared_count = models.IntegerField(null=True)  # of the 合计 row
    declared_fen = models.BigIntegerField(null=True)
    encoding = models.CharField(max_length=20, blank=True)
    line_count = models.IntegerField(null=True)
    amount_fen = models.BigIntegerField(null=True)
    undo_because = models.CharField(max_length=300, blank=True)  # why the whole file is to be taken back
    undo_asked_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    undo_asked_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    undo_agreed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("tax file")
        constraints = [
            # A refused file, one taken back and a mere check post nothing, so the same bytes may come again after them.
            models.UniqueConstraint(
                fields=["sha256"],
                condition=Q(is_check_only=False) & ~Q(state__in=["refused", "undone"]),
                name="tax_file_received_once",
            ),
            models.CheckConstraint(
                name="tax_file_state_known",
                condition=Q(state__in=[state.value for state in TAX_FILE.moves.states]),
            ),
            models.CheckConstraint(
                name="tax_file_taken_back_by_two",
                condition=~Q(state__in=["undoing", "undone"])
                | Q(undone_by__isnull=False, undo_asked_by__isnull=False) & ~Q(undone_by=F("undo_asked_by")),
            ),
        ]
        indexes = [models.Index(fields=["area", "-uploaded_at"], name="tax_file_by_area_and_time")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_tried_only(self) -> bool:
        return self.is_check_only


class FilePart(SentFilePart):
    """A share of a tax file's lines; its `summary` is {outcome: [lines, fen, posted_fen, held_fen]}."""

    file = models.ForeignKey(PaymentFile, models.RESTRICT, related_name="parts")
    line_count = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="part_once_per_file"),
            models.CheckConstraint(name="part_has_slots", condition=Q(slot_until__gt=F("slot_from"))),
        ]


class PaymentLine(models.Model):
    """One line of a tax file and the one outcome it ended in.

    `amount_fen` = `posted_fen` (credited to or taken from a due) + `held_fen` (in suspense, waiting for an officer or a
    refund) + what was rejected or had no effect. A held line keeps the payer's document sealed and the name as written;
    a posted line points to the person instead.
    """

    id = models.BigIntegerField(primary_key=True)  # file id x LINES_PER_FILE_MAX + number
    file = models.ForeignKey(
        PaymentFile, models.RESTRICT, related_name="lines", db_constraint=False, db_index=False
    )
    number = models.IntegerField()  # of the row in the file, the header being row 1
    ticket = models.CharField(max_length=48, db_collation="C")  # 40 as sent; a part has its turn behind it
    kind = models.CharField(max_length=8, db_collation="C")  # a `LineKind`
    original_ticket = models.CharField(
        max_length=40, blank=True, db_collation="C"
    )  # refunds and reversals name it
    original = models.ForeignKey(
        "self", models.RESTRICT, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    # As written, without the minus of a line that takes back; of a payment that was divided what its parts leave.
    amount_fen = models.BigIntegerField()
    posted_fen = models.BigIntegerField(default=0)
    held_fen = models.BigIntegerField(default=0)
    refunded_fen = models.BigIntegerField(default=0)  # of posted_fen, by later refund or reversal lines
    paid_at = models.DateTimeField(null=True)
    treasury_on = models.DateField(null=True)
    division_code = models.CharField(max_length=12, db_collation="C")
    coverage_year = models.SmallIntegerField(null=True)
    channel = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=24, db_collation="C")  # an `Outcome`
    detail = models.JSONField(
        null=True
    )  # what the outcome needs said: short_by_fen, field faults, clause, first line ...
    person = models.ForeignKey(
        "Person", models.RESTRICT, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    due = models.ForeignKey(
        "Due", models.RESTRICT, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    quotation = models.ForeignKey(
        "Quotation", models.RESTRICT, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    document_hash = models.UUIDField(null=True)  # held lines only, as are the next three
    document_sealed = models.BinaryField(null=True)
    document_masked = models.CharField(max_length=24, blank=True)
    name = models.CharField(max_length=100, blank=True)
    owns_ticket = models.BooleanField(
        default=True
    )  # false: malformed or duplicate, so the ticket may still come in
    is_open = models.BooleanField(default=False)  # waits in the exceptions queue

    SEALED = {"document_sealed": "{document_hash}"}

    class Meta:
        verbose_name = _("payment line")
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(owns_ticket=True), name="ticket_taken_once"
            ),
            models.CheckConstraint(
                name="line_money_adds_up",
                condition=Q(posted_fen=0, held_fen=0, refunded_fen=0)
                | Q(
                    posted_fen__gte=0,
                    held_fen__gte=0,
                    refunded_fen__gte=0,
                    refunded_fen__lte=F("posted_fen"),
                    amount_fen__gte=F("posted_fen") + F("held_fen"),
                ),
            ),
            models.CheckConstraint(
                name="line_outcome_known", condition=Q(outcome__in=[outcome.value for outcome in Outcome])
            ),
        ]
        indexes = [
            models.Index(fields=["division_code", "outcome"], condition=Q(is_open=True), name="line_queue"),
            models.Index(fields=["document_hash"], condition=Q(is_open=True), name="line_waiting_for_person"),
            # What waits for a line that may still come, and what a line that comes late has to find: few rows each.
            models.Index(
                fields=["original_ticket"],
                condition=Q(is_open=True, outcome="refund_without_original"),
                name="line_waiting_for_original",
            ),
            # Lines beside the one that bears their ticket: malformed, duplicates, taken back or taken over.
            models.Index(fields=["ticket"], condition=Q(owns_ticket=False), name="line_beside_its_ticket"),
            models.Index(
                fields=["original"], condition=Q(original__isnull=False), name="line_by_its_original"
            ),
            models.Index(
                fields=["due"],
                condition=Q(held_fen__gt=0) | Q(kind__in=["refund", "reversal"]),
                name="line_beside_its_entries",
            ),
        ]

    @property
    def kind_label(self) -> LineKind:
        return LineKind(self.kind)

    @property
    def outcome_label(self) -> Outcome:
        return Outcome(self.outcome)


class LineAction(models.Model):
    """What an officer did with a held line, why, and what came of it."""

    line = models.ForeignKey(PaymentLine, models.RESTRICT, related_name="actions", db_constraint=False)
    action = models.CharField(max_length=24)
    reason = models.CharField(max_length=300)
    document_number = models.CharField(max_length=100, blank=True)
    acted_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    acted_at = models.DateTimeField()
    before = models.JSONField()  # outcome, posted_fen, held_fen, due
    after = models.JSONField()

    class Meta:
        constraints = [models.CheckConstraint(name="line_action_has_reason", condition=~Q(reason=""))]
