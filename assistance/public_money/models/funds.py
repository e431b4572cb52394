"""How was a year's fund divided, and what covered a shortfall of critical illness insurance?"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from policy.terms import Pool


class FundSplit(models.Model):
    """The money raised for a year in a pooling area or in one county of it, divided into pools (LX-4.6, GS-1.2c)."""

    division_code = models.CharField(max_length=6, db_collation="C")
    year = models.SmallIntegerField()
    heads = models.IntegerField()
    contributions_fen = (
        models.BigIntegerField()
    )  # posted for the coverage year, by persons and on their behalf
    fiscal_fen = models.BigIntegerField()  # of the approved request
    raised_fen = models.BigIntegerField()
    not_raised_fen = models.BigIntegerField(default=0)
    counted_on = models.DateField()
    request = models.ForeignKey("FiscalRequest", models.RESTRICT, related_name="+")
    missing = models.JSONField(default=list)
    steps = models.JSONField(default=list)
    policy_digest = models.CharField(max_length=64, db_collation="C")
    made_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("fund split")
        constraints = [
            models.CheckConstraint(
                name="fund_split_not_approved_by_maker",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by")),
            ),
            models.CheckConstraint(
                name="fund_split_adds_up",
                condition=Q(raised_fen=F("contributions_fen") + F("fiscal_fen"), not_raised_fen__gte=0),
            ),
            models.UniqueConstraint(
                fields=["division_code", "year"],
                condition=Q(approved_by__isnull=False, replaced_at__isnull=True),
                name="one_fund_split_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.division_code} {self.year}"


class FundSplitPool(models.Model):
    """What one pool received. `within` names the pool it is a part of; null is not decided by the documents."""

    split = models.ForeignKey(FundSplit, models.RESTRICT, related_name="pools")
    pool = models.CharField(max_length=24, choices=[(p.value, p.label.zh) for p in Pool], db_collation="C")
    within = models.CharField(max_length=24, blank=True, db_collation="C")
    amount_fen = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["split", "pool"], name="one_row_per_pool")]


class CriticalIllnessCover(models.Model):
    """How benefits beyond a year's critical-illness money were covered: inputs with their documents, and the result (GS-1.2d)."""

    area = models.CharField(max_length=6, db_collation="C")
    year = models.SmallIntegerField()
    raised_fen = models.BigIntegerField()
    benefits_due_fen = models.BigIntegerField()
    insurer_profit_fen = models.BigIntegerField()
    past_risk_fund_fen = models.BigIntegerField()
    document_number = models.CharField(max_length=100)  # of the figures
    shortfall_fen = models.BigIntegerField()
    from_insurer_profit_fen = models.BigIntegerField()
    from_risk_fund_fen = models.BigIntegerField()
    unfunded_fen = models.BigIntegerField()
    missing = models.JSONField(default=list)
    steps = models.JSONField(default=list)
    policy_digest = models.CharField(max_length=64, db_collation="C")
    made_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("cover of a critical-illness shortfall")
        constraints = [
            models.CheckConstraint(
                name="shortfall_is_covered_or_open",
                condition=Q(
                    shortfall_fen=F("from_insurer_profit_fen") + F("from_risk_fund_fen") + F("unfunded_fen"),
                    unfunded_fen__gte=0,
                    from_insurer_profit_fen__gte=0,
                    from_insurer_profit_fen__lte=F("insurer_profit_fen"),
                    from_risk_fund_fen__gte=0,
                    from_risk_fund_fen__lte=F("past_risk_fund_fen"),
                ),
            ),
            models.CheckConstraint(name="shortfall_has_document", condition=~Q(document_number="")),
        ]
