"""Which claims for wrongly paid help does an officer see, and what is still to come back of each?"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet, Sum

from assistance.subsidies.models import RecoveryClaim, Repayment
from enrollment.models import Person
from staff import access
from staff.access import Permission
from staff.models import Officer


def visible_claims(
    officer: Officer, *, on: date, permission: Permission = Permission.CASES_READ
) -> QuerySet[RecoveryClaim]:
    return access.scope(RecoveryClaim.objects.all(), officer, permission, on=on)


def claims_on(person: Person) -> QuerySet[RecoveryClaim]:
    """The claims on all numbers of one person."""
    return RecoveryClaim.objects.filter(Q(person=person) | Q(person__merged_into=person))


def balance_fen(claim: RecoveryClaim) -> int:
    """What is still to come back of a claim."""
    return claim.amount_fen - repaid_fen([claim.pk]).get(claim.pk, 0)


def repaid_fen(claim_ids: Iterable[int]) -> dict[int, int]:
    """claim id -> what came back, in one query."""
    rows = (
        Repayment.objects.filter(claim__in=list(claim_ids))
        .order_by()
        .values("claim_id")
        .annotate(sum=Sum("amount_fen"))
    )
    return {row["claim_id"]: row["sum"] for row in rows}
