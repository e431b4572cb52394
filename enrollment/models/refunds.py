"""Which contributions are to be given back, to whom, why, and what did the tax bureau say of each?

A refund stands on one payment of a tax file. What was put on a list is never changed; the tax bureau's answer ends a row of it.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enrollment.models.payments import PaymentFile, PaymentLine
from enrollment.models.people import Person
from enrollment.rules.refund_states import (
    ASKED_FOR,
    KNOWN,
    REFUND,
    REFUND_ANSWER,
    WITHDRAWAL,
    AnswerOutcome,
    RefundGround,
    RefundState,
    WithdrawalState,
)
from intake.models.attachments import Attachment
from intake.models.jobs import SentFile


class RefundList(models.Model):
    """A list of refunds that goes to the tax bureau (layout RF-1), frozen under the digest of its rows."""

    area = models.CharField(max_length=12, db_collation="C")  # the division whose refunds it holds
    made_on = models.DateField()
    line_count = models.IntegerField()
    amount_fen = models.BigIntegerField()
    digest = models.CharField(max_length=64, db_collation="C")
    made_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("refund list")
        constraints = [
            models.CheckConstraint(
                name="refund_list_not_empty", condition=Q(line_count__gt=0, amount_fen__gt=0)
            ),
        ]
        indexes = [models.Index(fields=["area", "-made_at"], name="refund_list_by_place")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What stands on the list and in the tax bureau's answer."""
        return f"{self.area[:6]}-RF{self.made_on:%Y%m}-{self.pk:06d}"


class ListWithdrawal(models.Model):
    """A list that nobody answered is to be withdrawn: one officer asked, another agreed or did not. The list itself stays."""

    list = models.ForeignKey(RefundList, models.RESTRICT, related_name="withdrawals")
    state = models.CharField(max_length=12, default=WITHDRAWAL.start.value, db_collation="C")
    because = models.CharField(max_length=300)
    asked_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    moves = WITHDRAWAL

    class Meta:
        verbose_name = _("withdrawal of a refund list")
        constraints = [
            models.CheckConstraint(
                name="withdrawal_state_known",
                condition=Q(state__in=[state.value for state in WithdrawalState]),
            ),
            models.CheckConstraint(
                name="withdrawal_by_two",
                condition=Q(state=WithdrawalState.ASKED.value, decided_by=None)
                | ~Q(state=WithdrawalState.ASKED.value)
                & Q(decided_by__isnull=False)
                & ~Q(decided_by=F("asked_by")),
            ),
            models.UniqueConstraint(
                fields=["list"],
                condition=~Q(state=WithdrawalState.TURNED_DOWN.value),
                name="list_withdrawn_once",
            ),
        ]

    @property
    def state_label(self) -> WithdrawalState:
        return WithdrawalState(self.state)


class Refund(models.Model):
    """Money of one payment that is to go back: proposed by the system, or asked for by an officer and approved by another.

    `cause` says what proposed it: "held" (its line holds money that settles nothing), "change:7" (the state of an enrollment),
    empty for an application of its own. `answer` is what the rules said when it was asked for.
    """

    person = models.ForeignKey(Person, models.RESTRICT, related_name="refunds")
    line = models.ForeignKey(PaymentLine, models.RESTRICT, related_name="refunds", db_constraint=False)
    ticket = models.CharField(max_length=40, db_collation="C")
    coverage_year = models.SmallIntegerField()
    division_code = models.CharField(max_length=12, db_collation="C")
    ground = models.CharField(max_length=16, db_collation="C")
    cause = models.CharField(max_length=40, blank=True, db_collation="C")
    amount_fen = models.BigIntegerField()
    state = models.CharField(max_length=10, default=REFUND.start.value, db_collation="C")
    since = models.DateTimeField()  # in this state
    opened_at = models.DateTimeField()
    received_on = models.DateField(null=True)  # the application
    payer = models.CharField(max_length=100, blank=True)  # who paid, as the application says
    payer_account_sealed = models.BinaryField(null=True)
    payer_account_masked = models.CharField(max_length=30, blank=True)
    payee = models.CharField(max_length=100, blank=True)  # owner of the account to which the money goes
    payee_relation = models.CharField(max_length=100, blank=True)  # where that is not the person
    payee_account_sealed = models.BinaryField(null=True)
    payee_account_masked = models.CharField(max_length=30, blank=True)
    document_number = models.CharField(max_length=100, blank=True)
    answer = models.JSONField(default=dict)
    asked_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    because = models.CharField(max_length=300, blank=True)  # why it was turned down, set aside, sent back
    listed_as = models.ForeignKey(
        "enrollment.RefundListLine", models.RESTRICT, null=True, related_name="+", db_index=False
    )
    refund_line = models.OneToOneField(
        PaymentLine, models.RESTRICT, null=True, related_name="refund_of", db_constraint=False
    )

    moves = REFUND
    SEALED = {"payer_account_sealed": "refund:{ticket}", "payee_account_sealed": "refund:{ticket}"}

    class Meta:
        verbose_name = _("refund")
        constraints = [
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(state__in=[state.value for state in KNOWN]),
                name="payment_on_one_refund",
            ),
            models.CheckConstraint(name="refund_amount_positive", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="refund_state_known", condition=Q(state__in=[state.value for state in RefundState])
            ),
            models.CheckConstraint(
                name="refund_ground_known", condition=Q(ground__in=[ground.value for ground in RefundGround])
            ),
            models.CheckConstraint(
                name="refund_not_approved_by_maker",
                condition=Q(decided_by__isnull=True)
                | Q(asked_by__isnull=True)
                | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="refund_asked_for_is_whole",
                condition=~Q(state__in=[state.value for state in ASKED_FOR])
                | Q(received_on__isnull=False, payee_account_sealed__isnull=False, asked_by__isnull=False)
                | Q(state=RefundState.RETURNED.value),
            ),
            models.CheckConstraint(
                name="refunded_has_its_line",
                condition=Q(state=RefundState.REFUNDED.value, refund_line__isnull=False)
                | ~Q(state=RefundState.REFUNDED.value) & Q(refund_line__isnull=True),
            ),
            models.CheckConstraint(
                name="refund_listed_has_its_list",
                condition=~Q(state=RefundState.LISTED.value) | Q(listed_as__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["division_code", "state"], name="refund_by_place_and_state"),
            models.Index(fields=["ticket"], name="refund_by_ticket"),
        ]

    @property
    def state_label(self) -> RefundState:
        return RefundState(self.state)

    @property
    def ground_label(self) -> RefundGround:
        return RefundGround(self.ground)


class RefundPart(models.Model):
    """One part of the money: to the payer's account ("person"), or back to who helped (a `Payer`); `source` names the help."""

    refund = models.ForeignKey(Refund, models.CASCADE, related_name="parts")
    payee = models.CharField(max_length=24, db_collation="C")
    amount_fen = models.BigIntegerField()
    source = models.CharField(max_length=40, blank=True, db_collation="C")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["refund", "payee", "source"], name="refund_part_once"),
            models.CheckConstraint(name="refund_part_positive", condition=Q(amount_fen__gt=0)),
        ]


class RefundDocument(Attachment):
    """Evidence of an application: a death certificate, a payment slip, another place's confirmation."""

    refund = models.ForeignKey(Refund, models.RESTRICT, related_name="documents")

    class Meta:
        verbose_name = _("evidence of a refund")
        constraints = [
            models.UniqueConstraint(
                fields=["refund", "sha256"], condition=Q(removed_at=None), name="refund_document_once"
            ),
        ]


class RefundListLine(models.Model):
    """One row of a list, as it went out. `to_person_fen` goes to the account, the rest back to who helped."""

    list = models.ForeignKey(RefundList, models.RESTRICT, related_name="lines")
    number = models.IntegerField()
    refund = models.ForeignKey(Refund, models.RESTRICT, related_name="listings")
    ticket = models.CharField(max_length=40, db_collation="C")
    amount_fen = models.BigIntegerField()
    to_person_fen = models.BigIntegerField()
    payee = models.CharField(max_length=100)
    account_sealed = models.BinaryField()
    account_masked = models.CharField(max_length=30)

    SEALED = {"account_sealed": "refund:{ticket}"}

    class Meta:
        verbose_name = _("row of a refund list")
        constraints = [
            models.UniqueConstraint(fields=["list", "number"], name="refund_list_number_once"),
            models.UniqueConstraint(fields=["list", "refund"], name="refund_once_per_list"),
            models.CheckConstraint(
                name="refund_list_amounts",
                condition=Q(amount_fen__gt=0, to_person_fen__gte=0, to_person_fen__lte=F("amount_fen")),
            ),
        ]


class RefundAnswer(SentFile):
    """The tax bureau's answer to a list (layout RF-1). `posted_as` holds the refund lines that it brought."""

    course = REFUND_ANSWER
    moves = REFUND_ANSWER.moves

    list = models.ForeignKey(RefundList, models.RESTRICT, related_name="answers")
    expected_count = models.IntegerField(null=True)
    expected_fen = models.BigIntegerField(null=True)
    line_count = models.IntegerField(null=True)
    amount_fen = models.BigIntegerField(null=True)
    posted_as = models.OneToOneField(
        PaymentFile, models.RESTRICT, null=True, related_name="answer_to_refunds"
    )

    class Meta:
        verbose_name = _("answer to a refund list")
        constraints = [
            models.UniqueConstraint(
                fields=["list", "sha256"], condition=~Q(state="refused"), name="refund_answer_once_per_list"
            ),
            models.CheckConstraint(
                name="refund_answer_state_known",
                condition=Q(state__in=[state.value for state in REFUND_ANSWER.moves.states]),
            ),
        ]


class RefundAnswerLine(models.Model):
    """One row of the answer and its one outcome."""

    answer = models.ForeignKey(RefundAnswer, models.RESTRICT, related_name="rows")
    row = models.IntegerField()
    list_line = models.ForeignKey(RefundListLine, models.RESTRICT, related_name="told")
    outcome = models.CharField(max_length=12, db_collation="C")
    amount_fen = models.BigIntegerField()
    refunded_on = models.DateField(null=True)
    refund_ticket = models.CharField(max_length=40, blank=True, db_collation="C")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("row of an answer to a refund list")
        constraints = [
            models.UniqueConstraint(fields=["answer", "row"], name="refund_answer_row_once"),
            models.CheckConstraint(
                name="refund_answer_outcome_known",
                condition=Q(outcome__in=[outcome.value for outcome in AnswerOutcome]),
            ),
        ]

    @property
    def outcome_label(self) -> AnswerOutcome:
        return AnswerOutcome(self.outcome)
