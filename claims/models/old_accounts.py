"""What is left in the former personal and family accounts, and which outpatient bills were paid out of them (GX-2.1a, JC-5b)?

A closing list (layout OA-1) opens the accounts, once for each person. A draw and its reversal are entries that are only added;
`balance_fen` moves with them under the lock of the account, and never below zero.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.register_lists import RegisterList
from claims.models.statements import Statement
from enrollment.models import Person


class OldAccountList(RegisterList):
    """A list of balances on the day on which an area closed its accounts, under the document that closed them."""

    closed_on = models.DateField()
    amount_fen = models.BigIntegerField(null=True)

    class Meta(RegisterList.Meta):
        verbose_name = _("list of old account balances")


class OldAccount(models.Model):
    """The account of one person as it was closed, and what is left of it."""

    person = models.OneToOneField(Person, models.RESTRICT, related_name="old_account")
    area = models.CharField(max_length=6, db_collation="C")
    division_code = models.CharField(max_length=12, db_collation="C")
    list = models.ForeignKey(OldAccountList, models.RESTRICT, related_name="accounts")
    closing_fen = models.BigIntegerField()
    balance_fen = models.BigIntegerField()

    class Meta:
        verbose_name = _("old account")
        constraints = [
            models.CheckConstraint(
                name="old_account_never_negative",
                condition=Q(closing_fen__gt=0, balance_fen__gte=0, balance_fen__lte=F("closing_fen")),
            ),
        ]
        indexes = [models.Index(fields=["division_code"], name="old_account_by_place")]

    @property
    def used_fen(self) -> int:
        """What bills took from it."""
        return self.closing_fen - self.balance_fen


class OldAccountEntry(models.Model):
    """What one statement took (negative), or what its reversal gave back; only ever added."""

    account = models.ForeignKey(OldAccount, models.RESTRICT, related_name="entries")
    statement = models.ForeignKey(Statement, models.RESTRICT, related_name="old_account_entries")
    fen = models.BigIntegerField()
    left_fen = models.BigIntegerField()  # in the account, after it
    clause = models.CharField(max_length=20)
    is_reversal = models.BooleanField(default=False)
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("entry of an old account")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "statement", "is_reversal"], name="old_account_entry_once"
            ),
            models.CheckConstraint(
                name="old_account_entry_sign",
                condition=Q(is_reversal=False, fen__lt=0) | Q(is_reversal=True, fen__gt=0),
            ),
            models.CheckConstraint(name="old_account_entry_leaves_something", condition=Q(left_fen__gte=0)),
        ]
