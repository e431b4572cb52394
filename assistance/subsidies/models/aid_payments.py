"""Which help that a case granted is to be paid to a card, to whom, and how far is it (依申请救助资金发放)?"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assistance.subsidies.rules.aid_payments import AidState
from enrollment.models import Person


class AidPayment(models.Model):
    """The sum that an approved case grants, and what of it is to be paid.

    `amount_fen` follows own cost down (and up again to what was approved) until it is on a list; afterwards what is too much is
    claimed back. `hands` are all who entered, checked or approved the case: none of them puts it on a list.
    """

    case = models.OneToOneField("assistance.AssistanceCase", models.RESTRICT, related_name="payment")
    person = models.ForeignKey(Person, models.RESTRICT, related_name="aid_payments")
    area = models.CharField(max_length=6, db_collation="C")
    division_code = models.CharField(max_length=12, db_collation="C")
    approved_fen = models.BigIntegerField()
    approved_at = models.DateTimeField()
    hands = ArrayField(models.BigIntegerField())
    amount_fen = models.BigIntegerField()
    stopped_because = models.CharField(max_length=200, blank=True)  # not paid any more: the case was revoked
    state = models.CharField(
        max_length=8,
        default=AidState.WAITING.value,
        db_collation="C",
        choices=[(s.value, s.label.zh) for s in AidState],
    )
    state_since = models.DateTimeField()

    class Meta:
        verbose_name = _("payment of granted aid")
        constraints = [
            models.CheckConstraint(
                name="aid_payment_within_approved",
                condition=Q(approved_fen__gt=0, amount_fen__gte=0, amount_fen__lte=F("approved_fen")),
            ),
            models.CheckConstraint(
                name="aid_payment_state_known", condition=Q(state__in=[state.value for state in AidState])
            ),
            models.CheckConstraint(
                name="aid_payment_of_something",
                condition=~Q(state__in=["listed", "paid"]) | Q(amount_fen__gt=0),
            ),
        ]
        indexes = [models.Index(fields=["division_code", "state"], name="aid_payment_by_place")]

    def __str__(self) -> str:
        return self.source

    @property
    def source(self) -> str:
        """How claims and sealed accounts name what is paid."""
        return f"aid:{self.case_id}"

    @property
    def state_label(self) -> AidState:
        return AidState(self.state)
