"""Which money goes to which One-Card account, and what did the bank say of it?

A list is made once and never changed; a line ends once, by a file of the bank. What came back is paid by a new line on a
later list, which names the returned one.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assistance.subsidies.models.aid_payments import AidPayment
from assistance.subsidies.models.subsidies import Grant, SubsidyRun
from assistance.subsidies.rules.bank_answers import CONTRADICTIONS, BankAnswer, Verdict
from assistance.subsidies.rules.grant_states import BANK_RETURN, PayoutState
from intake.models.jobs import SentFile


class PayoutBatch(models.Model):
    """A One-Card payout list for a month (一卡通发放名册), with its totals: of a run, or of the aid granted in a place."""

    run = models.ForeignKey(SubsidyRun, models.RESTRICT, null=True, related_name="batches")
    area = models.CharField(max_length=6, db_collation="C")
    division_code = models.CharField(max_length=12, db_collation="C")
    coverage_year = models.SmallIntegerField()
    month = models.DateField()  # its first day
    line_count = models.IntegerField()
    amount_fen = models.BigIntegerField()
    made_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("payout list")
        constraints = [
            models.CheckConstraint(
                name="payout_list_not_empty", condition=Q(line_count__gt=0, amount_fen__gt=0)
            ),
            models.CheckConstraint(name="payout_month_is_a_month", condition=Q(month__day=1)),
        ]
        indexes = [models.Index(fields=["division_code", "-made_at"], name="payout_list_by_place")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What stands on the list and in the bank's file."""
        return f"{self.area}-{self.month:%Y%m}-{self.pk:06d}"


class PayoutLine(models.Model):
    """One payment to one account: of whom, to whose card, how much, and how it ended."""

    batch = models.ForeignKey(PayoutBatch, models.RESTRICT, related_name="lines")
    number = models.IntegerField()
    grant = models.ForeignKey(Grant, models.RESTRICT, null=True, related_name="payout_lines")
    aid = models.ForeignKey(AidPayment, models.RESTRICT, null=True, related_name="payout_lines")
    account_sealed = models.BinaryField()
    account_masked = models.CharField(max_length=30)
    owner = models.CharField(max_length=100)
    relation = models.CharField(
        max_length=12
    )  # of the subsidised person to the owner; "self" for the same person
    amount_fen = models.BigIntegerField()
    reissue_of = models.OneToOneField(
        "self", models.RESTRICT, null=True, blank=True, related_name="reissued_as"
    )
    state = models.CharField(
        max_length=8,
        default=PayoutState.SENT.value,
        db_collation="C",
        choices=[(s.value, s.label.zh) for s in PayoutState],
    )
    reason = models.CharField(max_length=200, blank=True)
    bank_return = models.ForeignKey(
        "BankReturn", models.RESTRICT, null=True, blank=True, related_name="lines"
    )

    SEALED = {"account_sealed": "{source}"}  # column -> what its cipher text is bound to

    class Meta:
        verbose_name = _("payout line")
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="payout_line_number_once"),
            models.UniqueConstraint(
                fields=["grant"],
                condition=Q(state__in=["sent", "paid"]),
                name="grant_on_one_open_payout_line",
            ),
            models.UniqueConstraint(
                fields=["aid"], condition=Q(state__in=["sent", "paid"]), name="aid_on_one_open_payout_line"
            ),
            models.CheckConstraint(
                name="payout_of_one_help",
                condition=Q(grant=None, aid__isnull=False) | Q(grant__isnull=False, aid=None),
            ),
            models.CheckConstraint(name="payout_amount_positive", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="payout_ends_by_the_bank",
                condition=Q(state="sent", bank_return=None)
                | Q(state__in=["paid", "returned"], bank_return__isnull=False),
            ),
            models.CheckConstraint(
                name="returned_payout_has_reason", condition=~Q(state="returned") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="payout_not_reissue_of_itself",
                condition=Q(reissue_of=None) | ~Q(reissue_of=F("id")),
            ),
        ]

    @property
    def help(self) -> Grant | AidPayment:
        """What is paid: a premium subsidy, or aid that a case granted."""
        paid = self.grant or self.aid
        assert paid is not None
        return paid

    @property
    def source(self) -> str:
        """What is paid, as "grant:12" or "aid:7"."""
        return f"grant:{self.grant_id}" if self.grant_id is not None else self.help.source


class BankReturn(SentFile):
    """A file of the bank about one payout list (layout BK-1): how many lines it holds, and their sum."""

    course = BANK_RETURN
    moves = BANK_RETURN.moves

    batch = models.ForeignKey(PayoutBatch, models.RESTRICT, related_name="returns")
    expected_count = models.IntegerField(null=True)  # as known from elsewhere
    expected_fen = models.BigIntegerField(null=True)
    line_count = models.IntegerField(null=True)
    amount_fen = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("bank return file")
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "sha256"], condition=~Q(state="refused"), name="bank_file_once_per_list"
            ),
            models.CheckConstraint(
                name="bank_return_state_known",
                condition=Q(state__in=[state.value for state in BANK_RETURN.moves.states]),
            ),
        ]


class BankReturnLine(models.Model):
    """One row of the bank's file and its one outcome (`rules.bank_answers`)."""

    bank_return = models.ForeignKey(BankReturn, models.RESTRICT, related_name="rows")
    row = models.IntegerField()
    payout_line = models.ForeignKey(PayoutLine, models.RESTRICT, null=True, related_name="told")
    outcome = models.CharField(
        max_length=10, db_collation="C", choices=[(answer.value, answer.label.zh) for answer in BankAnswer]
    )
    amount_fen = models.BigIntegerField()
    account_masked = models.CharField(max_length=30, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("row of a bank return file")
        constraints = [
            models.UniqueConstraint(fields=["bank_return", "row"], name="bank_row_once"),
            models.CheckConstraint(
                name="bank_row_outcome_known",
                condition=Q(outcome__in=[answer.value for answer in BankAnswer]),
            ),
            models.CheckConstraint(
                name="bank_row_has_its_line",
                condition=Q(outcome="unknown", payout_line=None)
                | ~Q(outcome="unknown") & Q(payout_line__isnull=False),
            ),
        ]


class BankAnswerDecision(models.Model):
    """What a person decided about a row in which the bank contradicts its earlier answer; once, and only ever added."""

    row = models.OneToOneField(BankReturnLine, models.RESTRICT, related_name="decision")
    verdict = models.CharField(
        max_length=8, db_collation="C", choices=[(v.value, v.label.zh) for v in Verdict]
    )
    reason = models.CharField(max_length=200)
    decided_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("decision on the bank's answers")
        constraints = [
            models.CheckConstraint(name="bank_decision_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="bank_verdict_known", condition=Q(verdict__in=[verdict.value for verdict in Verdict])
            ),
        ]


UNDECIDED = Q(outcome__in=[answer.value for answer in CONTRADICTIONS], decision=None)
