"""What did people bear themselves of their bills over some days, under all records of a person?"""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import F

from assistance.cases.rules.look_back import Borne
from claims.models import Bill, Statement
from claims.queries.benefit_years import absorbed_records
from claims.rules.bill_states import BillState
from policy.periods import Span

OPEN = (BillState.READY.value, BillState.HELD.value, BillState.UNDECIDED.value)


def own_costs(person_ids: Collection[int], span: Span) -> dict[int, list[Borne]]:
    """Record that counts -> each posted bill of the span with what the person bore, and each that is not settled yet."""
    absorbed = absorbed_records(person_ids)
    everybody = {*person_ids, *absorbed}
    found: dict[int, list[Borne]] = defaultdict(list)
    days = {"service_on__gte": span.start, "service_on__lt": span.until}
    posted = Statement.objects.filter(person_id__in=everybody, state="posted", **days)
    waiting = Bill.objects.filter(person_id__in=everybody, state__in=OPEN).annotate(
        service_on=F("discharged_on")
    )
    for person, day, fen in posted.values_list("person_id", "service_on", "person_fen"):
        found[absorbed.get(person, person)].append(Borne(day, fen))
    for person, day in waiting.filter(**days).values_list("person_id", "service_on"):
        found[absorbed.get(person, person)].append(Borne(day, None))
    return found
