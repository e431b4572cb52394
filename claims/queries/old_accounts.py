"""What is left in the former accounts of a place, and what did a statement take of one?"""

from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum

from claims.models import OldAccount, OldAccountEntry, Statement
from claims.rules.old_accounts import Draw
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import Officer


def visible_accounts(
    officer: Officer, *, on: date, permission: Permission = Permission.CLAIMS_READ
) -> QuerySet[OldAccount]:
    """The accounts of people registered in the officer's divisions."""
    rows = access.scope(OldAccount.objects.all(), officer, permission, on=on)
    return rows.select_related("person", "list")


def sums(rows: QuerySet[OldAccount]) -> dict[str, int]:
    """Closing sum and what is left, in fen."""
    found = rows.order_by().aggregate(closing=Sum("closing_fen"), left=Sum("balance_fen"))
    return {"closing_fen": found["closing"] or 0, "left_fen": found["left"] or 0}


def draws_of(statement: Statement) -> list[tuple[Text, str]]:
    """The sentences and clauses of what a statement took, while it stands."""
    if statement.state != "posted":
        return []
    entries = OldAccountEntry.objects.filter(statement=statement).order_by("pk")
    return [(Draw(-entry.fen, entry.left_fen, entry.clause).text, entry.clause) for entry in entries]


def drawn_json(statement: Statement) -> dict[str, Any]:
    """What a statement took, for programs."""
    entries = OldAccountEntry.objects.filter(statement=statement, is_reversal=False)
    return {"fen": -(entries.aggregate(fen=Sum("fen"))["fen"] or 0), "texts": [
        {**text._asdict(), "clause": clause} for text, clause in draws_of(statement)
    ]}  # fmt: skip
