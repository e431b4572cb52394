"""How did the ledger of everybody who must be insured stand at the end of each month (JC-8b, SD-1h)?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.models import Person


class PersonLedgerMonth(models.Model):
    """The ledger of an area, coverage year and month as it was frozen; it never changes afterwards."""

    area = models.CharField(max_length=6, db_collation="C")
    coverage_year = models.SmallIntegerField()
    month = models.DateField()  # its first day
    clause = models.CharField(max_length=40)  # of the list of who must be insured
    policy_digest = models.CharField(max_length=64, db_collation="C")
    people = models.IntegerField()
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey("staff.Officer", models.RESTRICT, null=True, related_name="+")

    class Meta:
        verbose_name = _("month of the ledger of who must be insured")
        constraints = [
            models.UniqueConstraint(
                fields=["area", "coverage_year", "month"], name="person_ledger_month_once"
            ),
            models.CheckConstraint(name="person_ledger_month_is_first_day", condition=Q(month__day=1)),
        ]


class PersonLedgerLine(models.Model):
    """One person in such a month: who, enrolled where, paid, subsidised, cover, benefits. Amounts in fen.

    `subsidised_fen` went to the due, `card_fen` to the person's account. `benefits_fen` is what funds paid, `own_fen` the rest.
    """

    ledger = models.ForeignKey(PersonLedgerMonth, models.RESTRICT, related_name="lines", db_index=False)
    person = models.ForeignKey(
        Person, models.RESTRICT, related_name="ledger_lines", db_index=False, db_constraint=False
    )
    name = models.CharField(max_length=100)
    document_masked = models.CharField(max_length=24)
    division_code = models.CharField(max_length=12, db_collation="C")  # residence
    category = models.CharField(max_length=32, db_collation="C")
    enrolled_area = models.CharField(max_length=6, blank=True, db_collation="C")
    enrolled_in = models.CharField(max_length=12, blank=True, db_collation="C")
    state = models.CharField(max_length=10, blank=True, db_collation="C")
    elsewhere = models.CharField(max_length=10, blank=True, db_collation="C")  # a `Scheme` by a document
    charged_fen = models.BigIntegerField()
    paid_fen = models.BigIntegerField()
    subsidised_fen = models.BigIntegerField()
    card_fen = models.BigIntegerField()
    cover_from = models.DateField(null=True)
    cover_until = models.DateField(null=True)  # not included
    waiting_until = models.DateField(null=True)  # not included
    bills = models.IntegerField()
    benefits_fen = models.BigIntegerField()
    own_fen = models.BigIntegerField()

    class Meta:
        verbose_name = _("line of the ledger of who must be insured")
        constraints = [models.UniqueConstraint(fields=["ledger", "person"], name="person_ledger_line_once")]
        indexes = [
            models.Index(fields=["person", "-ledger"], name="person_ledger_by_person"),
            models.Index(fields=["ledger", "division_code"], name="person_ledger_by_place"),
        ]
