"""How do events of the audit trail get their digests, and days their seals, without a writer ever waiting?

Writers only insert. This job takes what was committed since, by day and number; what a long transaction brings after
its day was sealed goes into the next day and is counted there. A day is sealed some minutes after it ended.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from staff.models import AuditLink, AuditSeal
from staff.rules import chain

# What is sealed of an event `e`; an order or text that changes breaks every seal.
COLUMNS = """e.id, (extract(epoch FROM e.at) * 1000000)::bigint, e.officer_id, e.action, e.about_kind, e.about_id,
    e.division_code, e.change::text, e.succeeded, host(e.ip), e.request_id"""
AT_ONCE = 50_000
# No transaction lasts so long (config.databases), so nothing can come for a day that was sealed so long ago.
REACH = timedelta(days=2)
_LOCK = 0x5EA1
_WAITING = f"""
    SELECT (e.at AT TIME ZONE %(zone)s)::date, {COLUMNS} FROM staff_auditevent e
    WHERE (%(since)s::timestamptz IS NULL OR e.at >= %(since)s)
        AND NOT EXISTS (SELECT FROM staff_auditlink l WHERE l.event_id = e.id)
    ORDER BY 1, e.id LIMIT %(most)s"""
_log = structlog.get_logger(__name__)


@dataclass
class Chain:
    """The day that is being linked."""

    day: date
    before: bytes
    head: bytes
    position: int = 0
    late: int = 0


def link_and_seal(*, now: datetime) -> int:
    """Give every committed event its digest and seal the days that are over; how many events that were.

    Of two at once one does nothing. Ends early only where a day is not old enough to be sealed.
    """
    number = 0
    while linked := _one_batch(now):
        number += linked
        if linked < AT_ONCE:
            break
    return number


def midnight(day: date) -> datetime:
    """When a day begins."""
    return timezone.make_aware(datetime.combine(day, time()))


def oldest_open(seal: AuditSeal | None) -> datetime | None:
    """No event from before this is linked any more; None while nothing is sealed."""
    return midnight(seal.day) - REACH if seal else None


@transaction.atomic
def _one_batch(now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        seal = AuditSeal.objects.order_by("-day").first()
        open_chain = _open_chain(seal)
        asked = {"zone": settings.TIME_ZONE, "since": oldest_open(seal), "most": AT_ONCE}
        cursor.execute(_WAITING, asked)
        waiting = cursor.fetchall()
        links = list(_links(waiting, open_chain, seal, now))
        with cursor.copy("COPY staff_auditlink (event_id, day, position, digest) FROM STDIN") as copy:
            for link in links:
                copy.write_row(link)
        # Only a batch that held everything proves that nothing more waits for the day.
        if len(waiting) < AT_ONCE and (last := _open_chain(AuditSeal.objects.order_by("-day").first())):
            _seal_if_over(last, now)
    if links:
        head = links[-1]
        # The log leaves the machine: it witnesses the day that has no seal yet.
        _log.info("audit_linked", day=str(head[1]), position=head[2], code=chain.paper_code(head[3]))
    return len(links)


def _links(
    waiting: list[Any], current: Chain | None, seal: AuditSeal | None, now: datetime
) -> Iterator[tuple[int, date, int, bytes]]:
    """Each event's link; stops before a day whose predecessor cannot be sealed yet."""
    today = timezone.localdate(now)
    before = bytes(seal.digest) if seal else chain.NOTHING
    earliest = seal.day + timedelta(days=1) if seal else date.min
    for own_day, *event in waiting:
        day = max(min(own_day, today), earliest, current.day if current else earliest)
        if current is not None and day > current.day:
            if not _seal_if_over(current, now):
                return
            before, current = current.head, None
        if current is None:
            current = Chain(day, before, chain.beginning(settings.AUDIT_KEY, before, day))
        current.position += 1
        current.late += own_day < current.day
        current.head = chain.following(settings.AUDIT_KEY, current.head, chain.event_text(event))
        yield event[0], current.day, current.position, current.head


def _open_chain(seal: AuditSeal | None) -> Chain | None:
    """The day after the last seal of which something is linked already."""
    links = AuditLink.objects.filter(day__gt=seal.day) if seal else AuditLink.objects.all()
    last = links.order_by("-day", "-position").first()
    if last is None:
        return None
    before = bytes(seal.digest) if seal else chain.NOTHING
    return Chain(last.day, before, bytes(last.digest), last.position)


def _seal_if_over(current: Chain, now: datetime) -> bool:
    """Whether the day could be sealed."""
    over = midnight(current.day + timedelta(days=1)) + settings.AUDIT_SEAL_AFTER
    if now < over:
        return False
    AuditSeal.objects.create(
        day=current.day,
        events=current.position,
        late=_late(current),
        before=current.before,
        digest=current.head,
        sealed_at=now,
    )
    return True


def _late(current: Chain) -> int:
    """Events of the day that happened on an earlier one; those of this batch are not in the table yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM staff_auditlink l JOIN staff_auditevent e ON e.id = l.event_id WHERE l.day = %s AND e.at < %s",
            [current.day, midnight(current.day)],
        )
        return current.late + int(cursor.fetchone()[0])
