"""What is in the risk funds of an officer's counties, how did it get there, and what waits for a second officer?"""

from datetime import date

from django.db.models import QuerySet, Sum

from assistance.public_money.models import RiskFundEntry, RiskFundProposal
from staff import access
from staff.access import Permission
from staff.models import Officer

BALANCES_MAX = 200


def visible_entries(officer: Officer, *, on: date) -> QuerySet[RiskFundEntry]:
    """The movements of the counties in which the officer reads, newest first, with who answers for them."""
    rows = access.scope(RiskFundEntry.objects.all(), officer, Permission.FUNDS_READ, on=on, field="county")
    return rows.select_related("recorded_by", "proposal__entered_by", "reversed_by").order_by("-pk")


def balances(officer: Officer, *, on: date) -> dict[str, int]:
    """County code to the sum of its movements in fen; at most 200 counties, in the order of their codes."""
    rows = access.scope(RiskFundEntry.objects.all(), officer, Permission.FUNDS_READ, on=on, field="county")
    sums = rows.order_by("county").values_list("county").annotate(fen=Sum("amount_fen"))
    return dict(sums[:BALANCES_MAX])


def visible_proposals(
    officer: Officer, *, on: date, permission: Permission = Permission.FUNDS_READ
) -> QuerySet[RiskFundProposal]:
    """The proposals of the counties in which the officer may do this, newest first."""
    rows = access.scope(RiskFundProposal.objects.all(), officer, permission, on=on, field="county")
    return rows.select_related("entered_by", "approved_by", "rejected_by").order_by("-pk")


def waiting(found: QuerySet[RiskFundProposal]) -> QuerySet[RiskFundProposal]:
    """Those that no second officer has decided on."""
    return found.filter(approved_by=None, rejected_by=None)
