"""What was paid on each bill, by whom and why, and what has been counted in a person's benefit year?

A statement (一单制结算单) is written once. It can only be reversed, by new entries that take back what it counted; the bill may
then get another one. What a year has seen is the sum of its entries, never a stored total.
"""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.bills import Bill
from claims.rules.review_states import StatementState
from enrollment.models import Person
from policy.care import Counter, Payer

RATE_UNITS = 1_000_000  # a rate is stored in whole millionths
_PAYERS = {
    "special_subsidy_fen": Payer.SPECIAL_SUBSIDY,
    "basic_fen": Payer.BASIC_FUND,
    "critical_illness_fen": Payer.CRITICAL_ILLNESS_INSURER,
    "top_up_fen": Payer.TOP_UP,
    "civil_fen": Payer.CIVIL_AFFAIRS,
    "person_fen": Payer.PERSON,
}


class BenefitYear(models.Model):
    """One person and year: the row that is locked while bills of that year are settled, so that limits hold."""

    person = models.ForeignKey(Person, models.RESTRICT, related_name="benefit_years", db_index=False)
    year = models.SmallIntegerField()

    class Meta:
        verbose_name = _("benefit year")
        constraints = [models.UniqueConstraint(fields=["person", "year"], name="one_benefit_year_per_person")]


class Statement(models.Model):
    """The settlement of one bill: the parts of all payers add up to the bill.

    `body` keeps the explanation: tiers with steps and bases, cautions with the figures of other readings; and `rests_on`, the
    rows of the registers of recognitions and filings without which it would be another.
    """

    AMOUNTS = _PAYERS

    # Without database constraints: written with their bill, which stays (decision 0029).
    bill = models.ForeignKey(
        Bill, models.RESTRICT, related_name="statements", db_index=False, db_constraint=False
    )
    person = models.ForeignKey(
        Person, models.RESTRICT, related_name="statements", db_index=False, db_constraint=False
    )
    year = models.SmallIntegerField()
    service_on = models.DateField()  # the day whose year and rules count (A32)
    division_code = models.CharField(max_length=12, db_collation="C")
    policy_digest = models.CharField(max_length=64, db_collation="C")
    state = models.CharField(max_length=8, default=StatementState.POSTED.value)
    total_fen = models.BigIntegerField()
    special_subsidy_fen = models.BigIntegerField(default=0)
    basic_fen = models.BigIntegerField(default=0)
    critical_illness_fen = models.BigIntegerField(default=0)
    top_up_fen = models.BigIntegerField(default=0)
    civil_fen = models.BigIntegerField(default=0)
    person_fen = models.BigIntegerField()
    eligible_fen = models.BigIntegerField()  # of the bill, for ratios inside the policy scope
    body = models.JSONField()
    review = models.ForeignKey(
        "claims.BillReview", models.RESTRICT, null=True, blank=True, related_name="statements"
    )  # by which a held or undecided bill was let through
    settled_on = models.DateField()
    settled_at = models.DateTimeField(auto_now_add=True)
    settled_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+", db_index=False)
    reversed_on = models.DateField(null=True, blank=True)
    reversed_by = models.ForeignKey(
        "staff.Officer", models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )
    reversed_because = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("statement")
        constraints = [
            models.UniqueConstraint(
                fields=["bill"], condition=Q(state="posted"), name="one_posted_statement_per_bill"
            ),
            models.CheckConstraint(
                name="statement_parts_add_up",
                condition=Q(
                    total_fen=F("special_subsidy_fen")
                    + F("basic_fen")
                    + F("critical_illness_fen")
                    + F("top_up_fen")
                    + F("civil_fen")
                    + F("person_fen")
                ),
            ),
            models.CheckConstraint(
                name="statement_parts_not_negative", condition=Q(**{f"{name}__gte": 0 for name in _PAYERS})
            ),
            models.CheckConstraint(name="statement_of_its_year", condition=Q(service_on__year=F("year"))),
            models.CheckConstraint(
                name="statement_reversal_is_whole",
                condition=Q(state="posted", reversed_on=None, reversed_by=None, reversed_because="")
                | (
                    Q(state="reversed", reversed_on__isnull=False, reversed_by__isnull=False)
                    & ~Q(reversed_because="")
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["bill"], name="statement_by_bill"),
            models.Index(fields=["person", "year", "service_on"], name="statement_by_person_and_year"),
            models.Index(fields=["division_code", "-settled_on"], name="statement_by_place_and_day"),
            models.Index(fields=["person"], condition=Q(state="reversed"), name="statement_taken_back"),
        ]

    def __str__(self) -> str:
        return f"{self.bill_id}/{self.pk}"

    @property
    def amounts(self) -> dict[str, int]:
        """Payer column -> fen."""
        return {name: getattr(self, name) for name in _PAYERS}


class StatementLine(models.Model):
    """One line of a statement: who bears how much, of which base, at which ratio, by which clause."""

    statement = models.ForeignKey(
        Statement, models.RESTRICT, related_name="lines", db_index=False, db_constraint=False
    )
    number = models.SmallIntegerField()
    payer = models.CharField(max_length=26, choices=[(p.value, p.label.zh) for p in Payer], db_collation="C")
    code = models.CharField(max_length=30, db_collation="C")
    label_zh = models.CharField(max_length=60)
    label_en = models.CharField(max_length=80)
    base_fen = models.BigIntegerField()
    rate_millionths = models.IntegerField(null=True)
    amount_fen = models.BigIntegerField()
    clause = models.CharField(max_length=20, blank=True, db_collation="C")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "number"], name="statement_line_once"),
            models.CheckConstraint(name="statement_line_positive", condition=Q(amount_fen__gt=0)),
        ]

    @property
    def rate(self) -> Decimal | None:
        """The ratio, 0..1, as a decimal."""
        return None if self.rate_millionths is None else Decimal(self.rate_millionths) / RATE_UNITS


class YearEntry(models.Model):
    """An amount that a statement adds to a counter of a person's year, or takes back; only ever added."""

    statement = models.ForeignKey(
        Statement, models.RESTRICT, related_name="entries", db_index=False, db_constraint=False
    )
    person = models.ForeignKey(Person, models.RESTRICT, related_name="+", db_index=False, db_constraint=False)
    year = models.SmallIntegerField()
    counter = models.CharField(
        max_length=24, choices=[(c.value, c.label.zh) for c in Counter], db_collation="C"
    )
    key = models.CharField(max_length=60, blank=True)  # a disease
    fen = models.BigIntegerField()
    is_reversal = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("year entry")
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "counter", "key", "is_reversal"], name="year_entry_once"
            ),
            models.CheckConstraint(
                name="year_entry_sign",
                condition=Q(is_reversal=False, fen__gt=0) | Q(is_reversal=True, fen__lt=0),
            ),
        ]
        indexes = [models.Index(fields=["person", "year"], name="year_entry_by_person")]
