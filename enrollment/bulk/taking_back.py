"""How do lines of a posted tax file become as if they had never come, whatever came before and after them?

Lines are never deleted. A line that is taken back stays with its file: it credits nothing, its ticket is free again, and its
money is held, as it still lies in the treasury, until its ticket comes again. Whatever was decided because of the line is
decided anew without it, by the rules by which files are posted:

* refunds and reversals that named it wait for their original again,
* refunds that it undid count, and the ticket of a payment that it reversed goes back to that payment,
* a payment that came as its copy stands for the ticket now, and a malformed line that it had corrected waits again.
"""

import json
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from enrollment.bulk import refund_matches, settling
from enrollment.bulk.late_lines import take_over, take_over_reversed
from enrollment.bulk.quotations import Quotations
from enrollment.bulk.slots import lock_people
from enrollment.bulk.sponsor_parts import fold
from enrollment.bulk.stored_lines import PAYS, as_new, person_of_number
from enrollment.models import PaymentLine, Person
from enrollment.models.payments import LINES_PER_FILE_MAX, PARTS_FROM
from enrollment.rules.payment_lines import LineKind, Outcome

RETURNS = (LineKind.REFUND, LineKind.REVERSAL)
WAITING = (Outcome.REFUND_WITHOUT_ORIGINAL, Outcome.REFUND_ABOVE_PAID)
TAKEN = (Outcome.REFUND_POSTED, Outcome.REVERSAL_POSTED)
DEPTH_MAX = 5  # a refund of a payment, its reversal ...


_TAKE_BACK = """
UPDATE enrollment_paymentline l SET outcome = %s, detail = t.detail::jsonb, held_fen = t.held_fen, posted_fen = 0,
  refunded_fen = 0, due_id = NULL, original_id = NULL, owns_ticket = false, is_open = false
FROM unnest(%s::bigint[], %s::text[], %s::bigint[]) AS t (id, detail, held_fen) WHERE l.id = t.id
"""


@dataclass(slots=True)
class Reach:
    """What lines touch: themselves, the lines to be judged anew, copies that took a ticket over and give it back."""

    lines: list[PaymentLine]
    again: dict[int, PaymentLine] = field(default_factory=dict)  # refunds and reversals
    copies: dict[int, tuple[PaymentLine, PaymentLine]] = field(
        default_factory=dict
    )  # copy, whose ticket it is
    waiting_copies: list[PaymentLine] = field(default_factory=list)

    @property
    def withdrawn(self) -> set[int]:
        return {line.pk for line in self.lines} | self.again.keys() | self.copies.keys()

    @property
    def due_ids(self) -> set[int]:
        found = [*self.lines, *self.again.values(), *(copy for copy, _ in self.copies.values())]
        return {line.due_id for line in found if line.due_id is not None}


def take_back(line_ids: Sequence[int], *, cause: str, quotations: Quotations, at: datetime) -> None:
    """Take these lines of one file back, in the transaction of the caller; `cause` names it in the entries."""
    lock_people(_hashes(_reach(line_ids)))
    reach = _reach(line_ids)  # again, under the locks
    settling.withdraw(reach.withdrawn, reach.due_ids, cause=cause, quotations=quotations, at=at)
    freed = [line.ticket for line in reach.lines if line.owns_ticket]
    _hold_again(reach)
    _mark(reach)
    fold([line.pk for line in reach.lines if line.number >= PARTS_FROM], at=at)
    _hand_back(freed, reach)
    tickets = _taken_over(freed, reach, quotations=quotations, at=at)
    tickets |= {owner.ticket for _, owner in reach.copies.values()}
    again, seen = {*reach.again, *_waiting_for(tickets)}, set[int]()
    while again:  # what counts now may be waited for, or free a ticket
        seen |= again
        _judge_again(again, quotations=quotations, at=at)
        tickets = take_over_reversed(again, quotations=quotations, at=at)
        tickets |= set(PaymentLine.objects.filter(pk__in=again).values_list("ticket", flat=True))
        again = _waiting_for(tickets) - seen
    refund_matches.follow(reach.withdrawn, at=at)


# -- what is touched -----------------------------------------------------------------------------------------------


def _reach(line_ids: Sequence[int]) -> Reach:
    reach = Reach(list(_rows(pk__in=line_ids)))
    mine = set(line_ids)
    naming = mine
    for _ in range(DEPTH_MAX):
        named = _rows(original_id__in=naming, kind__in=RETURNS).exclude(pk__in=mine)
        naming = {line.pk for line in named} - reach.again.keys()
        reach.again |= {line.pk: line for line in named}
        if not naming:
            break
    originals = {line.original_id for line in reach.lines if line.original_id is not None} - mine
    # What a refund took is free for others that were more than was paid.
    reach.again |= {
        line.pk: line for line in _rows(original_id__in=originals, outcome__in=WAITING, is_open=True)
    }
    reversed_by = {line.original_id for line in reach.lines if line.outcome == Outcome.REVERSAL_POSTED}
    for original in _rows(pk__in=reversed_by - mine):
        if original.kind == LineKind.REFUND:
            reach.again[original.pk] = original
        elif not original.owns_ticket:
            _give_ticket_back(original, reach, mine)
    for pk in mine:
        reach.again.pop(pk, None)
    tickets = [line.ticket for line in reach.lines if line.owns_ticket]
    reach.waiting_copies = list(_copies(tickets, reach.lines[0].file_id)) if tickets else []
    return reach


def _give_ticket_back(original: PaymentLine, reach: Reach, mine: Collection[int]) -> None:
    """The payment is no longer reversed: whoever paid again under its ticket is a copy of it."""
    owner = PaymentLine.objects.filter(ticket=original.ticket, owns_ticket=True).first()
    if owner is None or owner.pk in mine:
        return
    reach.copies[owner.pk] = owner, original
    reach.again |= {line.pk: line for line in _rows(original_id=owner.pk, kind__in=RETURNS)}


def _rows(**wanted: object) -> QuerySet[PaymentLine]:
    return PaymentLine.objects.filter(**wanted).select_related("person").order_by("pk")


def _copies(tickets: Collection[str], file_id: int) -> QuerySet[PaymentLine]:
    """What came under these tickets from other files and was left aside."""
    return _rows(ticket__in=tickets, owns_ticket=False, outcome=Outcome.DUPLICATE_TICKET).exclude(
        file_id=file_id
    )


def _hashes(reach: Reach) -> set[uuid.UUID]:
    lines: list[PaymentLine] = [*reach.lines, *reach.again.values(), *reach.waiting_copies]
    lines += [line for pair in reach.copies.values() for line in pair]
    people: Iterable[Person] = (line.person for line in lines if line.person is not None)
    under = Person.objects.filter(
        document_hash__in=[line.document_hash for line in lines if line.document_hash]
    )
    found = {person.document_hash for person in people} | set(under.values_list("document_hash", flat=True))
    return found | {line.document_hash for line in lines if line.document_hash is not None}


# -- what becomes of them ------------------------------------------------------------------------------------------


def _hold_again(reach: Reach) -> None:
    """What refunds and reversals took of money that had reached no due lies there again."""
    taken: Counter[int] = Counter()
    for line in (*reach.lines, *reach.again.values()):
        if (
            line.kind in RETURNS
            and line.outcome in TAKEN
            and line.due_id is None
            and line.original_id is not None
        ):
            taken[line.original_id] += line.amount_fen - line.posted_fen
    theirs = taken.keys() - {line.pk for line in reach.lines}
    for payment in PaymentLine.objects.filter(pk__in=theirs, kind__in=PAYS, due=None):
        payment.held_fen, payment.is_open = payment.held_fen + taken[payment.pk], True
        payment.save(update_fields=["held_fen", "is_open"])


def _mark(reach: Reach) -> None:
    kept, held = [], []
    for line in reach.lines:
        said = {"was": line.outcome} | ({"corrected": True} if (line.detail or {}).get("corrected") else {})
        carried = "corrected" in said or line.outcome == Outcome.DUPLICATE_TICKET or line.kind not in PAYS
        kept.append(json.dumps(said))
        held.append(0 if carried else max(line.amount_fen, 0))
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_BACK, [Outcome.TAKEN_BACK.value, [line.pk for line in reach.lines], kept, held])
    for line in reach.again.values():  # one that was settled no longer says whose it is: its payment does
        if line.document_hash is None and line.original_id is not None:
            whose = PaymentLine.objects.filter(pk=line.original_id).values("document_hash")
            PaymentLine.objects.filter(pk=line.pk).update(document_hash=whose)
    PaymentLine.objects.filter(pk__in=reach.again.keys()).update(
        outcome=Outcome.REFUND_WITHOUT_ORIGINAL,
        posted_fen=0,
        held_fen=0,
        due=None,
        original=None,
        is_open=True,
    )
    for copy, owner in reach.copies.values():
        PaymentLine.objects.filter(pk=copy.pk).update(
            outcome=Outcome.DUPLICATE_TICKET, posted_fen=0, held_fen=0, refunded_fen=0, due=None, owns_ticket=False,
            is_open=False, detail={"first_line_id": owner.pk, "conflict": False},
        )  # fmt: skip
        PaymentLine.objects.filter(pk=owner.pk).update(owns_ticket=True)


def _hand_back(tickets: Collection[str], reach: Reach) -> None:
    """The tickets belong to whom they belonged before; lines that were corrected by the line wait again."""
    left = _rows(ticket__in=tickets, owns_ticket=False).exclude(pk__in=[line.pk for line in reach.lines])
    set_aside = (Outcome.MALFORMED, Outcome.DUPLICATE_TICKET, Outcome.TAKEN_BACK)
    latest = {line.ticket: line.pk for line in left.exclude(outcome__in=set_aside).order_by("paid_at", "pk")}
    PaymentLine.objects.filter(pk__in=latest.values()).update(owns_ticket=True)
    for line in left.filter(outcome=Outcome.MALFORMED, detail__has_key="corrected"):
        detail = {key: value for key, value in (line.detail or {}).items() if key != "corrected"}
        held = max(line.amount_fen, 0) if line.kind in PAYS else 0
        PaymentLine.objects.filter(pk=line.pk).update(detail=detail, held_fen=held, is_open=True)


def _taken_over(tickets: Collection[str], reach: Reach, *, quotations: Quotations, at: datetime) -> set[str]:
    """The first copy from another file stands for a ticket that nobody bears now; the tickets that found somebody."""
    owned = set(
        PaymentLine.objects.filter(ticket__in=tickets, owns_ticket=True).values_list("ticket", flat=True)
    )
    found = set(owned)
    mine = {line.ticket: line.pk for line in reach.lines}
    taken: dict[int, int] = {}
    for copy in reach.waiting_copies:
        if copy.ticket in found or copy.ticket not in mine:
            continue
        found.add(copy.ticket)
        if copy.kind in PAYS:
            taken[mine[copy.ticket]] = copy.pk
        else:
            PaymentLine.objects.filter(pk=copy.pk).update(
                owns_ticket=True, outcome=Outcome.REFUND_WITHOUT_ORIGINAL, is_open=True
            )
            reach.again[copy.pk] = copy
    take_over(taken, quotations=quotations, at=at)
    return found


def _judge_again(line_ids: Collection[int], *, quotations: Quotations, at: datetime) -> None:
    """Refunds and reversals whose ground changed, as if they came now."""
    new = []
    for line in _rows(pk__in=line_ids, owns_ticket=True):
        one = as_new(line, who=person_of_number(line), due=None)
        one.is_accepted = bool((line.detail or {}).get("accepted"))
        new.append(one)
    if new:
        settling.post(new, quotations=quotations, at=at)


def _waiting_for(tickets: Collection[str]) -> set[int]:
    """Refunds and reversals that wait for a line with one of these tickets."""
    waiting = PaymentLine.objects.filter(is_open=True, outcome=Outcome.REFUND_WITHOUT_ORIGINAL)
    return set(waiting.filter(original_ticket__in=tickets).values_list("pk", flat=True))


def lines_at(file_id: int, after: int, most: int) -> list[int]:
    """The next lines of a file, by their ids."""
    first = file_id * LINES_PER_FILE_MAX
    rows = PaymentLine.objects.filter(Q(pk__gt=first + after) & Q(pk__lt=first + LINES_PER_FILE_MAX))
    return list(rows.order_by("pk").values_list("pk", flat=True)[:most])
