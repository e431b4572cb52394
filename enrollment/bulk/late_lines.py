"""Which lines that came before find what they waited for in the lines of a part, whichever way the files were cut?

A refund or reversal whose original had not come yet meets it. A payment under a ticket whose first payment was reversed counts,
whether the reversal came before it or after it.
"""

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone
from psycopg import sql

from enrollment.bulk import settling
from enrollment.bulk.due_states import NewLine
from enrollment.bulk.quotations import Quotations
from enrollment.bulk.slots import lock_people
from enrollment.models import Due, FormerDocument, PaymentLine, Person
from enrollment.models.payments import PARTS_FROM
from enrollment.rules.names import name_key
from enrollment.rules.payment_lines import LineKind, Outcome
from enrollment.rules.payments import Act
from intake.bulk.arrays import numbers_text
from policy.book import default_book

ROUNDS_MAX = 3
PAYS = (LineKind.PAYMENT, LineKind.CATCH_UP, LineKind.REPAIR)

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
        for first, again in taken.items():
            take_over(again, first, quotations=quotations, at=at)
        if not taken:
            return


def take_over_reversed(line_ids: Iterable[int], *, quotations: Quotations, at: datetime) -> set[str]:
    """Let payments stand for the tickets that these reversals have freed; the tickets."""
    with connection.cursor() as cursor:
        cursor.execute(_REVERSED_NOW, [numbers_text(line_ids)])
        pairs = cursor.fetchall()
    for again, first in pairs:
        take_over(again, first, quotations=quotations, at=at)
    return set(
        PaymentLine.objects.filter(pk__in=[again for again, _ in pairs]).values_list("ticket", flat=True)
    )


def post_again(line_ids: Iterable[int], *, quotations: Quotations, at: datetime) -> None:
    """Judge waiting refunds and reversals anew: their original may have come."""
    lines = list(PaymentLine.objects.filter(pk__in=list(line_ids)).order_by("pk"))
    lock_people(line.document_hash for line in lines if line.document_hash)
    settling.post(
        [as_new(line, who=person_of_number(line), due=None) for line in lines], quotations=quotations, at=at
    )


def take_over(again: int, first: int, *, quotations: Quotations, at: datetime) -> None:
    """The ticket is now that of its second payment, which is judged like any other; the first one was reversed."""
    PaymentLine.objects.filter(pk=first).update(owns_ticket=False)
    line = PaymentLine.objects.get(pk=again)
    line.owns_ticket, line.held_fen = True, line.amount_fen
    outcome, who, due = judged(line)
    if outcome is None:
        line.save(update_fields=["owns_ticket"])
        assert who is not None
        lock_people([who.document_hash])
        settling.post([as_new(line, who=who, due=due)], quotations=quotations, at=at)
        return
    line.outcome, line.person, line.detail, line.is_open = outcome, who, None, True
    line.save(update_fields=["owns_ticket", "held_fen", "outcome", "person", "detail", "is_open"])


def judged(line: PaymentLine) -> tuple[Outcome | None, Person | None, Due | None]:
    """What keeps a payment from a due, in the order in which the lines of a part are judged; None: nothing does."""
    who = person_of_number(line)
    if who is None:
        return Outcome.UNKNOWN_PERSON, None, None
    if line.name and name_key(line.name) != who.name_key:
        return Outcome.NAME_DIFFERS, who, None
    due = due_about(line, who)
    if due is None:
        return Outcome.NO_REGISTRATION, who, None
    if due.area != default_book().pooling_area(line.division_code):
        return Outcome.OTHER_AREA, who, None
    return None, who, due


def due_about(line: PaymentLine, who: Person) -> Due | None:
    """The due that a line is about: of its year, or of a repaired year the latest due that is not over on the pay day."""
    dues = Due.objects.filter(person=who, withdrawn_on=None)
    if line.kind != LineKind.REPAIR or line.paid_at is None:
        return dues.filter(coverage_year=line.coverage_year or 0).first()
    year = timezone.localdate(line.paid_at).year
    later = dues.filter(coverage_year__gt=line.coverage_year or 0, coverage_year__gte=year)
    return later.order_by("-coverage_year").first()


def person_of_number(line: PaymentLine) -> Person | None:
    """Whom a line is about: as it says, else who bears or bore its number; of merged records the kept one."""
    found = line.person
    if found is None and line.document_hash is not None:
        found = Person.objects.filter(document_hash=line.document_hash).first()
        if found is None:
            former = (
                FormerDocument.objects.filter(document_hash=line.document_hash)
                .select_related("person")
                .first()
            )
            found = former.person if former else None
    while found is not None and found.merged_into is not None:
        found = found.merged_into
    return found


def as_new(line: PaymentLine, *, who: Person | None, due: Due | None) -> NewLine:
    """A stored line as one that takes effect now; its pay time was readable."""
    assert line.paid_at is not None
    return NewLine(
        id=line.pk, file_id=line.file_id, number=line.number, ticket=line.ticket, kind=line.kind,
        act=Act.PAYMENT if line.kind in PAYS else Act(line.kind), original_ticket=line.original_ticket,
        amount_fen=line.amount_fen, paid_at=line.paid_at, treasury_on=line.treasury_on, division_code=line.division_code,
        coverage_year=line.coverage_year or 0, channel=line.channel, person_id=who.pk if who else line.person_id,
        due_id=due.pk if due else None, document_hash=line.document_hash or (who.document_hash if who else uuid.UUID(int=0)),
        name=line.name, document_sealed=bytes(line.document_sealed or b""), document_masked=line.document_masked,
        payer=line.sponsor_part.sponsor.kind if line.number >= PARTS_FROM else "person",
    )  # fmt: skip
