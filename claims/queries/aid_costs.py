"""What do bills say to an application for assistance: what was borne, what is borne now, and which invoice is claimed?

The shape is that of `assistance.cases.queries.aid.Costs`; the settings name this module (AID_COSTS).
"""

from collections.abc import Collection, Mapping, Sequence

from assistance.cases.queries.aid import SettledBill
from claims.models import Bill, Statement
from claims.queries.benefit_years import absorbed_records
from claims.queries.own_costs import OPEN
from claims.rules.bill_states import VOID, BillState
from policy.periods import Span


def bills_of(person_ids: Collection[int], span: Span) -> Sequence[SettledBill]:
    """Every bill of these people in the span, under all their records; one that is not settled has no own cost yet."""
    absorbed = absorbed_records(person_ids)
    days = {"discharged_on__gte": span.start, "discharged_on__lt": span.until}
    rows = Bill.objects.filter(
        person_id__in={*person_ids, *absorbed}, state__in=[*OPEN, BillState.SETTLED.value], **days
    ).select_related("provider")
    bills = list(rows.order_by("discharged_on", "pk"))
    own = own_now([bill.pk for bill in bills if bill.state == BillState.SETTLED])
    return [
        SettledBill(
            bill.pk, absorbed.get(bill.person_id, bill.person_id), bill.number, bill.provider.name, bill.discharged_on,
            bill.total_fen, own[bill.pk] if bill.state == BillState.SETTLED else None,
        )
        for bill in bills
    ]  # fmt: skip


def own_now(bill_ids: Collection[int]) -> Mapping[int, int]:
    """Bill -> what is borne of it by the statement that stands; a bill without one is 0."""
    rows = Statement.objects.filter(bill_id__in=bill_ids, state="posted").values_list("bill_id", "person_fen")
    return dict.fromkeys(bill_ids, 0) | dict(rows)


def claimed(invoice_number: str) -> str:
    """The number of the bill that claims an invoice; empty when none does."""
    bill = (
        Bill.objects.filter(invoice_number=invoice_number)
        .exclude(state__in=[state.value for state in VOID])
        .first()
    )
    return bill.number if bill is not None else ""
