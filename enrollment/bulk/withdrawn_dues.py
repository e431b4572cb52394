"""Where does money go that comes back to a due which nobody collects any more?

A due is withdrawn when nothing stands to its credit: its enrollment was cancelled, or two records became one and the other due
counts. Then a refund of it is undone, a file with the refund is taken back, a death is retracted: its payment counts again. It
leaves with everything that bears on it, and is judged like a payment that comes now: it goes to the person's due in force, or
waits as one for which nobody is registered.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import connection

from enrollment.bulk import due_accounts
from enrollment.bulk.due_states import NewLine
from enrollment.bulk.quotations import Quotations
from enrollment.bulk.slots import lock_people
from enrollment.bulk.stored_lines import PAYS, as_new, judged, person_of_number
from enrollment.models import PaymentLine
from enrollment.rules.payment_lines import Outcome

_CREDITED = """
SELECT d.id FROM enrollment_due d JOIN enrollment_dueentry e ON e.due_id = d.id
WHERE d.id = ANY(%s) AND d.withdrawn_on IS NOT NULL AND e.source LIKE 'line:%%' AND e.kind NOT IN ('charge', 'waiver')
GROUP BY d.id
HAVING sum(CASE WHEN e.kind IN ('payment', 'repair') THEN e.amount_fen ELSE -e.amount_fen END) <> 0
"""


def leave(
    due_ids: Iterable[int],
    *,
    quotations: Quotations,
    at: datetime,
    turned: set[tuple[int, int]],
    without: Collection[int] = (),
) -> None:
    """Of these dues let the lines leave that credit a withdrawn one. The caller holds the slots of its person.

    `without`: lines that count no longer, which the caller deals with.
    """
    wanted = sorted(set(due_ids))
    if not wanted:
        return
    with connection.cursor() as cursor:
        cursor.execute(_CREDITED, [wanted])
        credited = [row[0] for row in cursor.fetchall()]
    for due_id in credited:
        _leave(due_id, without, quotations=quotations, at=at, turned=turned)


def _leave(
    due_id: int,
    without: Collection[int],
    *,
    quotations: Quotations,
    at: datetime,
    turned: set[tuple[int, int]],
) -> None:
    bearing = PaymentLine.objects.filter(due=due_id).exclude(pk__in=without)
    lines = list(bearing.select_related("person").order_by("paid_at", "pk"))
    lock_people(who.document_hash for who in map(person_of_number, lines) if who is not None)
    cause = f"left:{due_id}:{int(at.timestamp() * 1000)}"
    due_accounts.withdraw(
        {*without, *(line.pk for line in lines)},
        [due_id],
        cause=cause,
        quotations=quotations,
        at=at,
        turned=turned,
    )
    new = [one for line in lines if (one := _anew(line)) is not None]
    if new:
        due_accounts.post(new, quotations=quotations, at=at, turned=turned)


def _anew(line: PaymentLine) -> NewLine | None:
    """The line as it is judged now; None when it waits."""
    is_accepted = bool((line.detail or {}).get("accepted"))
    row = PaymentLine.objects.filter(pk=line.pk)
    if line.kind not in PAYS:
        waits = Outcome.REFUND_WITHOUT_ORIGINAL
        row.update(outcome=waits, posted_fen=0, held_fen=0, due=None, original=None, is_open=True)
        new = as_new(line, who=person_of_number(line), due=None)
        new.is_accepted = is_accepted
        return new
    outcome, who, due = judged(line)
    row.update(posted_fen=0, held_fen=line.amount_fen, refunded_fen=0, due=None)
    if outcome is not None:
        row.update(outcome=outcome, person=who, is_open=True)
        return None
    return as_new(line, who=who, due=due)
