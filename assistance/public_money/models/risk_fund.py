"""What is in a county's risk fund, and who proposed and who approved what was not drawn by a fund split?"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assistance.public_money.models.funds import FundSplit
from assistance.public_money.rules.risk_fund_movements import Movement
from staff.models.two_officers import EnteredByOneDecidedByAnother, two_officers


class RiskFundProposal(EnteredByOneDecidedByAnother):
    """An opening balance, a use, or the taking back of one of them, as one officer entered it under its document.

    It moves nothing: the entry is made by the second officer's approval (LX-4.15c). `amount_fen` is above zero, in fen.
    """

    county = models.CharField(max_length=6, db_collation="C")
    year = models.SmallIntegerField()
    kind = models.CharField(max_length=8, db_collation="C")  # a `Movement`
    amount_fen = models.BigIntegerField()
    document_number = models.CharField(max_length=100)
    reverses = models.ForeignKey(
        "RiskFundEntry", models.RESTRICT, null=True, blank=True, related_name="asked_back_by"
    )

    class Meta:
        verbose_name = _("proposed movement of a risk fund")
        constraints = [
            *two_officers("risk_fund"),
            models.CheckConstraint(
                name="risk_fund_not_rejected_by_maker",
                condition=Q(rejected_by__isnull=True) | ~Q(rejected_by=F("entered_by")),
            ),
            models.CheckConstraint(name="risk_fund_proposal_positive", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(name="risk_fund_proposal_has_document", condition=~Q(document_number="")),
            models.CheckConstraint(
                name="risk_fund_proposal_names_what_it_takes_back",
                condition=Q(kind__in=["opening", "use"], reverses__isnull=True)
                | Q(kind="reversal", reverses__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["county", "year", "kind", "document_number"],
                condition=Q(approved_by__isnull=True, rejected_by__isnull=True),
                name="risk_fund_proposed_once_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["county", "year"], name="risk_fund_proposal_by_county")]

    def __str__(self) -> str:
        return f"{self.county} {self.year} {self.kind}"

    @property
    def kind_label(self) -> Movement:
        return Movement(self.kind)


class RiskFundEntry(models.Model):
    """One movement of a county's risk fund; its balance is their sum (LX-4.15b, c). `source` names the cause once.

    A draw and its reversal come from a fund split that two officers made and approved; everything else from a proposal
    that two officers answer for.
    """

    county = models.CharField(max_length=6, db_collation="C")
    year = models.SmallIntegerField()
    kind = models.CharField(max_length=8, db_collation="C")  # a `Movement`
    amount_fen = models.BigIntegerField()  # signed
    document_number = models.CharField(max_length=100)
    source = models.CharField(max_length=60, unique=True, db_collation="C")
    split = models.ForeignKey(FundSplit, models.RESTRICT, null=True, related_name="draws")
    proposal = models.OneToOneField(
        RiskFundProposal, models.RESTRICT, null=True, blank=True, related_name="entry"
    )
    reverses = models.OneToOneField(
        "self", models.RESTRICT, null=True, blank=True, related_name="reversed_by"
    )
    steps = models.JSONField(default=list)
    recorded_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("risk fund entry")
        constraints = [
            models.CheckConstraint(
                name="risk_fund_sign_follows_kind",
                condition=Q(kind__in=["opening", "draw"], amount_fen__gt=0)
                | Q(kind="use", amount_fen__lt=0)
                | Q(kind="reversal", reverses__isnull=False),
            ),
            models.CheckConstraint(name="risk_fund_has_document", condition=~Q(document_number="")),
            models.CheckConstraint(
                name="risk_fund_entry_by_two_officers",
                condition=Q(split__isnull=False, proposal__isnull=True)
                | Q(split__isnull=True, proposal__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["county", "year"], name="risk_fund_by_county")]

    @property
    def kind_label(self) -> Movement:
        return Movement(self.kind)
