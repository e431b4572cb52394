"""Which lines that came before find what they waited for in the lines of a part, whichever way the files were cut?

A refund or reversal whose original had not come yet meets it. A payment under a ticket whose first payment was reversed counts,
whether the reversal came before it or after it.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from psycopg import sql

from enrollment.bulk import settling
from enrollment.bulk.due_states import NewLine
from enrollment.bulk.quotations import Quotations
from enrollment.bulk.slots import lock_people
from enrollment.bulk.stored_lines import as_new, judged, person_of_number
from enrollment.models import PaymentLine, Person
from intake.bulk.arrays import numbers_text

ROUNDS_MAX = 3

_WAITING = """
SELECT r.id FROM {stage} s
JOIN enrollment_paymentline r ON r.original_ticket = s.ticket AND r.is_open AND r.outcome = 'refund_without_original'
JOIN enrollment_paymentline o ON o.id = %(base)s + s.number AND o.owns_ticket AND o.id <> r.id
ORDER BY r.id
"""

# A payment that came as a duplicate, made on or after the day on which the first one of its ticket was reversed.
_PAID_AGAIN = """
SELECT DISTINCT ON (o.id) d.id, o.id FROM enrollment_paymentline d
JOIN enrollment_paymentline o ON o.ticket = d.ticket AND o.owns_ticket AND o.id <> d.id
JOIN enrollment_paymentline r ON r.original_id = o.id AND r.kind = 'reversal' AND r.outcome = 'reversal_posted'
WHERE NOT d.owns_ticket AND d.outcome = 'duplicate_ticket' AND d.kind IN ('payment', 'catch_up', 'repair')
  AND o.kind IN ('payment', 'catch_up', 'repair')
  AND d.amount_fen > 0 AND d.paid_at > o.paid_at
  AND (d.paid_at AT TIME ZONE 'Asia/Shanghai')::date >= (r.paid_at AT TIME ZONE 'Asia/Shanghai')::date
"""
# Which lines are meant is said by their numbers: of a table that has just grown nothing is known to the planner, and asked by
# a condition it reads all of it.
_COMES_NOW = _PAID_AGAIN + " AND d.id = ANY(%s::bigint[]) ORDER BY o.id, d.paid_at, d.id"
_REVERSED_NOW = _PAID_AGAIN + " AND r.id = ANY(%s::bigint[]) ORDER BY o.id, d.paid_at, d.id"


def meet(
    cursor: Any,
    *,
    stage: sql.Identifier,
    base: int,
    duplicates: Collection[int],
    reversals: Collection[int],
    quotations: Quotations,
    at: datetime,
) -> None:
    """Let earlier lines take effect that the lines of a part make possible. The caller holds the slots of the part.

    `duplicates` and `reversals` are the lines of the part that ended so or are such.
    """
    freeing = list(reversals)
    for _ in range(
        ROUNDS_MAX
    ):  # what meets its original may free a ticket, and who takes that may be waited for
        cursor.execute(sql.SQL(_WAITING).format(stage=stage), {"base": base})
        if waiting := [row[0] for row in cursor.fetchall()]:
            post_again(waiting, quotations=quotations, at=at)
            freeing += waiting
        taken: dict[int, int] = {}
        for statement, line_ids in ((_COMES_NOW, duplicates), (_REVERSED_NOW, freeing)):
            if line_ids:
                cursor.execute(statement, [numbers_text(line_ids)])
                taken |= {first: again for again, first in cursor.fetchall()}
        if not taken:
            return
        take_over(taken, quotations=quotations, at=at)


def take_over_reversed(line_ids: Iterable[int], *, quotations: Quotations, at: datetime) -> set[str]:
    """Let payments stand for the tickets that these reversals have freed; the tickets."""
    with connection.cursor() as cursor:
        cursor.execute(_REVERSED_NOW, [numbers_text(line_ids)])
        taken = {first: again for again, first in cursor.fetchall()}
    take_over(taken, quotations=quotations, at=at)
    return set(PaymentLine.objects.filter(pk__in=taken.values()).values_list("ticket", flat=True))


def post_again(line_ids: Iterable[int], *, quotations: Quotations, at: datetime) -> None:
    """Judge waiting refunds and reversals anew: their original may have come."""
    lines = list(PaymentLine.objects.filter(pk__in=list(line_ids)).order_by("pk"))
    lock_people(line.document_hash for line in lines if line.document_hash)
    settling.post(
        [as_new(line, who=person_of_number(line), due=None) for line in lines], quotations=quotations, at=at
    )


def take_over(taken: Mapping[int, int], *, quotations: Quotations, at: datetime) -> None:
    """Tickets are now those of their second payments, judged like any other; the first ones (first -> again) were reversed."""
    PaymentLine.objects.filter(pk__in=taken.keys()).update(owns_ticket=False)
    posted: list[NewLine] = []
    for line in PaymentLine.objects.filter(pk__in=taken.values()).order_by("pk"):
        line.owns_ticket, line.held_fen = True, line.amount_fen
        outcome, who, due = judged(line)
        if outcome is None:
            line.save(update_fields=["owns_ticket"])
            posted.append(as_new(line, who=who, due=due))
            continue
        line.outcome, line.person, line.detail, line.is_open = outcome, who, None, True
        line.save(update_fields=["owns_ticket", "held_fen", "outcome", "person", "detail", "is_open"])
    if posted:
        people = Person.objects.filter(pk__in=[new.person_id for new in posted])
        lock_people(people.values_list("document_hash", flat=True))
        settling.post(posted, quotations=quotations, at=at)
