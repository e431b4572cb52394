"""Which bills of a part may not go in, since an invoice was claimed or a stay overlaps another one?

Asked before anything is written, for all bills at once. The constraints of the table stay the last word: where another file
takes an invoice or a bed in the same moment, the part breaks off and is done again, and then the answer is found here.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db import connection

from claims.models import Bill
from claims.models.bills import STAYS
from claims.queries.benefit_years import absorbed_records
from claims.rules.bill_checks import BillOutcome, share_a_night
from claims.rules.bill_states import VOID
from intake.bulk.arrays import array_text

_Stay = tuple[date, date, int]  # admitted, discharged, bill
_VOID = [state.value for state in VOID]
_INVOICES = """
    SELECT invoice_number, id FROM claims_bill
    WHERE invoice_number = ANY(%s::text[]) AND invoice_number <> '' AND state <> ALL(%s)"""
# An application for assistance counts it; no bill is in the way.
_COUNTED = "SELECT substr(key, 9) FROM assistance_aidcost WHERE key = ANY(%s::text[]) AND freed_at IS NULL"
_STAYS = """
    SELECT person_id, admitted_on, discharged_on, id FROM claims_bill
    WHERE person_id = ANY(%s::bigint[]) AND setting = ANY(%s) AND state <> ALL(%s) AND admitted_on < discharged_on ORDER BY id"""


def in_the_way(bills: Sequence[Bill]) -> dict[int, tuple[BillOutcome, int | None]]:
    """Bill id -> why it cannot go in and which bill is in its way. Of two bills of the part the earlier one goes in.

    The same answers as the constraints `invoice_once` and `stays_never_overlap`, and besides stays that stand on a record
    merged into the person's, which no constraint sees. The day of discharge is free again.
    """
    invoices = _invoices({bill.invoice_number for bill in bills if bill.invoice_number})
    stays = _stays({bill.person_id for bill in bills if _is_stay(bill)})
    found: dict[int, tuple[BillOutcome, int | None]] = {}
    for bill in bills:
        if bill.invoice_number in invoices:
            found[bill.pk] = BillOutcome.INVOICE_TAKEN, invoices[bill.invoice_number]
            continue
        if _is_stay(bill):
            assert bill.admitted_on is not None
            own = stays[bill.person_id]
            days = (bill.admitted_on, bill.discharged_on)
            other = next((stay[2] for stay in own if share_a_night(stay[:2], days)), None)
            if other is not None:
                found[bill.pk] = BillOutcome.OVERLAPPING_STAY, other
                continue
            own.append((*days, bill.pk))
        if bill.invoice_number:
            invoices[bill.invoice_number] = bill.pk
    return found


def _is_stay(bill: Bill) -> bool:
    """Whether it keeps a bed for a night: a stay that ends on its first day overlaps nothing."""
    return bill.setting in STAYS and bill.admitted_on is not None and bill.admitted_on < bill.discharged_on


def _invoices(numbers: set[str]) -> dict[str, int | None]:
    if not numbers:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_INVOICES, [array_text(numbers), _VOID])
        taken: dict[str, int | None] = dict(cursor.fetchall())
        cursor.execute(_COUNTED, [array_text(f"invoice:{number}" for number in numbers)])
        return dict.fromkeys((number for (number,) in cursor.fetchall()), None) | taken


def _stays(person_ids: set[int]) -> defaultdict[int, list[_Stay]]:
    """Record that counts -> its stays, also those on records merged into it."""
    found: defaultdict[int, list[_Stay]] = defaultdict(list)
    if not person_ids:
        return found
    absorbed = absorbed_records(person_ids)
    with connection.cursor() as cursor:
        cursor.execute(_STAYS, [array_text([*person_ids, *absorbed]), list(STAYS), _VOID])
        for person_id, admitted, discharged, bill_id in cursor.fetchall():
            found[absorbed.get(person_id, person_id)].append((admitted, discharged, bill_id))
    return found
