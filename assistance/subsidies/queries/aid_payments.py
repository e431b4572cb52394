"""Which aid that cases granted can go to a One-Card account now, and what does the other wait for?"""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from assistance.subsidies.models import AidPayment, BankReturnLine
from assistance.subsidies.models.payouts import UNDECIDED
from assistance.subsidies.queries.payouts import HAS_ACCOUNT
from assistance.subsidies.rules.aid_payments import OPEN
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.rules.divisions import scope_prefix

CONTRADICTED = Exists(BankReturnLine.objects.filter(UNDECIDED, payout_line__aid=OuterRef("pk")))
TO_PAY = Q(state__in=[state.value for state in OPEN], amount_fen__gt=0, stopped_because="")


def ready_aid(division_code: str) -> QuerySet[AidPayment]:
    """What is to be paid in a place, returned payments too; not that of which the bank says two things."""
    return AidPayment.objects.filter(
        TO_PAY, ~CONTRADICTED, division_code__startswith=scope_prefix(division_code)
    )


def visible_aid(
    officer: Officer, *, on: date, permission: Permission = Permission.SUBSIDIES_READ
) -> QuerySet[AidPayment]:
    """The payments of the officer's places; `has_account`: whether a card is known."""
    rows = access.scope(AidPayment.objects.all(), officer, permission, on=on)
    return rows.annotate(has_account=HAS_ACCOUNT).select_related("person", "case")
