"""With which costs and circumstances does a household apply for assistance, and what does it come to?

The costs of an application are bills that were settled here and paper bills of other places. Each counts once in the whole
register: its key is that of the bill or of the invoice, and only an ended application gives it free.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assistance.cases.models.cases import AssistanceCase
from enrollment.models import Person


class AidApplication(models.Model):
    """What a case of kind *aid* says beside the case itself; `answer` keeps the arithmetic as it was when it was submitted."""

    case = models.OneToOneField(AssistanceCase, models.RESTRICT, related_name="aid")
    income_fen = models.BigIntegerField(null=True)  # of the household in the last 12 months
    property_note = models.CharField(max_length=300, blank=True)
    proof_document = models.CharField(max_length=100, blank=True)  # of income and property
    other_help_fen = models.BigIntegerField(default=0)  # received from others for these costs
    other_help_note = models.CharField(max_length=200, blank=True)
    by_hand_fen = models.BigIntegerField(null=True)  # 一事一议
    by_hand_document = models.CharField(max_length=100, blank=True)
    own_fen = models.BigIntegerField(null=True)  # as submitted
    answer = models.JSONField(default=dict)  # {"fen", "steps", "missing"}

    class Meta:
        verbose_name = _("application for assistance")
        constraints = [
            models.CheckConstraint(
                name="aid_amounts_not_negative",
                condition=Q(other_help_fen__gte=0) & (Q(income_fen=None) | Q(income_fen__gte=0)),
            ),
            models.CheckConstraint(
                name="aid_by_hand_has_document",
                condition=Q(by_hand_fen=None, by_hand_document="")
                | Q(by_hand_fen__gt=0) & ~Q(by_hand_document=""),
            ),
        ]


class AidCost(models.Model):
    """One bill that an application counts: settled here (`bill_id`), or on paper from another place (`invoice_number`)."""

    case = models.ForeignKey(AssistanceCase, models.RESTRICT, related_name="costs")
    person = models.ForeignKey(Person, models.RESTRICT, related_name="+")
    key = models.CharField(max_length=60, db_collation="C")  # "bill:12", "invoice:NX2022..."
    bill_id = models.BigIntegerField(null=True)  # of claims, which lies above
    invoice_number = models.CharField(max_length=40, blank=True)  # as on the paper
    provider = models.CharField(max_length=100)
    service_on = models.DateField()
    total_fen = models.BigIntegerField()
    own_fen = models.BigIntegerField()
    refunded_fen = models.BigIntegerField(default=0)  # came back since, as by an insurer
    refund_document = models.CharField(max_length=100, blank=True)
    added_by = models.ForeignKey("staff.Officer", models.RESTRICT, related_name="+")
    added_at = models.DateTimeField()
    freed_at = models.DateTimeField(null=True)  # taken out, or the application ended without help

    class Meta:
        verbose_name = _("cost of an application")
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(freed_at=None), name="aid_cost_once"),
            models.CheckConstraint(
                name="aid_cost_own_within_total",
                condition=Q(
                    own_fen__gte=0,
                    total_fen__gte=F("own_fen"),
                    refunded_fen__gte=0,
                    refunded_fen__lte=F("own_fen"),
                ),
            ),
            models.CheckConstraint(
                name="aid_cost_bill_or_invoice",
                condition=Q(bill_id=None) & ~Q(invoice_number="")
                | Q(bill_id__isnull=False, invoice_number=""),
            ),
            models.CheckConstraint(
                name="aid_refund_has_document", condition=Q(refunded_fen=0) | ~Q(refund_document="")
            ),
        ]

    @property
    def left_fen(self) -> int:
        """What was borne after all."""
        return self.own_fen - self.refunded_fen
