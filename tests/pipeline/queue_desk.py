"""How does a test act on a line that waits in the exceptions queue?"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone

from enrollment.models import PaymentLine
from staff.models import Officer
from tests.pipeline.tax_desk import TaxDesk, assert_ledger_holds, of_ticket

REASON = "经电话核实"
DECISION = {
    "amount_fen": 1,
    "cover_from": date(2022, 6, 1),
    "cover_until": date(2023, 1, 1),
    "document_number": "函",
}


def act(what: Callable[..., PaymentLine], cells: dict[str, str], by: Officer, **given: Any) -> PaymentLine:
    """Do something with the line of a ticket; the invariants hold afterwards."""
    done = what(line=of_ticket(cells), by=by, at=timezone.now(), **{"reason": REASON, **given})
    assert_ledger_holds()
    return done


def sent(desk: TaxDesk, *cells: dict[str, str]) -> dict[str, str]:
    desk.upload(list(cells))
    return cells[-1]
