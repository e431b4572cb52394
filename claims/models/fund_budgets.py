"""What was budgeted for a fund by month, which warnings followed, whom do they reach and what did they answer?"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.rules.fund_budgets import MONTHS, FundLine, Months
from staff.models.two_officers import EnteredByOneDecidedByAnother, two_officers


class FundBudget(EnteredByOneDecidedByAnother):
    """The budget of a pooling area and year by month, in fen; in force once another officer approved it, until replaced."""

    area = models.CharField(max_length=6, db_collation="C")
    year = models.SmallIntegerField()
    income_fen = ArrayField(models.BigIntegerField(), size=MONTHS)
    spending_fen = ArrayField(models.BigIntegerField(), size=MONTHS)
    document_number = models.CharField(max_length=100)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("budget of the fund")
        constraints = [
            *two_officers("fund_budget"),
            models.CheckConstraint(
                name="fund_budget_not_rejected_by_maker",
                condition=Q(rejected_by=None) | ~Q(rejected_by=F("entered_by")),
            ),
            models.CheckConstraint(name="fund_budget_has_document", condition=~Q(document_number="")),
            models.CheckConstraint(
                name="fund_budget_of_twelve_months",
                condition=Q(income_fen__len=MONTHS, spending_fen__len=MONTHS),
            ),
            models.UniqueConstraint(
                fields=["area", "year"],
                condition=Q(approved_by__isnull=False, replaced_at=None),
                name="one_fund_budget_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year}"

    @property
    def months(self) -> Months:
        """As the rules read it."""
        return Months(tuple(self.income_fen), tuple(self.spending_fen))


class FundWarning(models.Model):
    """A line was crossed at the end of a month; once for each line and month, as it was seen then."""

    area = models.CharField(max_length=6, db_collation="C")
    month = models.DateField()  # its first day
    line = models.CharField(max_length=9, db_collation="C")
    text_zh = models.CharField(max_length=200)
    text_en = models.CharField(max_length=200)
    line_document = models.CharField(max_length=100)
    opened_at = models.DateTimeField()

    class Meta:
        verbose_name = _("warning about the fund")
        constraints = [
            models.UniqueConstraint(fields=["area", "month", "line"], name="fund_warning_once"),
            models.CheckConstraint(name="fund_warning_month_is_a_month", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="fund_warning_line_known", condition=Q(line__in=[line.value for line in FundLine])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.month:%Y-%m} {self.line}"

    @property
    def line_label(self) -> FundLine:
        return FundLine(self.line)


class WarningRecipient(models.Model):
    """An officer to whom warnings about a fund go, over [from_on, until_on)."""

    area = models.CharField(max_length=6, db_collation="C")
    officer = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    named_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")

    class Meta:
        verbose_name = _("officer who is warned")
        constraints = [
            models.UniqueConstraint(
                fields=["area", "officer"], condition=Q(until_on=None), name="warned_once_at_a_time"
            )
        ]


class WarningAnswer(models.Model):
    """What an officer who was warned wrote; written once."""

    warning = models.ForeignKey(FundWarning, models.RESTRICT, related_name="answers")
    officer = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    text = models.CharField(max_length=1000)
    answered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer to a warning about the fund")
        constraints = [
            models.UniqueConstraint(fields=["warning", "officer"], name="warning_answered_once"),
            models.CheckConstraint(name="warning_answer_says_something", condition=~Q(text="")),
        ]
