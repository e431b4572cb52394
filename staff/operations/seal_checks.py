"""Is the audit trail as it was written, and if not, which link is broken first?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import structlog
from django.conf import settings
from django.db import connection, transaction

from policy.terms import Text
from staff import audit
from staff.models import AuditSeal
from staff.operations.seals import COLUMNS, midnight, oldest_open
from staff.rules import chain

_LINKS = f"""
    SELECT l.position, l.event_id, l.digest, {COLUMNS}
    FROM staff_auditlink l LEFT JOIN staff_auditevent e ON e.id = l.event_id WHERE l.day = %s ORDER BY l.position"""
_UNLINKED = """
    SELECT count(*), min(e.id) FILTER (WHERE e.at < %(before)s) FROM staff_auditevent e
    WHERE NOT EXISTS (SELECT FROM staff_auditlink l WHERE l.event_id = e.id)"""
_log = structlog.get_logger(__name__)
_PORTION = 5_000

KINDS = {
    "altered": Text("该条审计记录或其摘要被改动", "this event or its digest was altered"),
    "removed": Text("该条审计记录被删除", "this event was deleted"),
    "link_missing": Text("此处缺少摘要", "a digest is missing here"),
    "seal_altered": Text("当日封存摘要与记录不符", "the seal of the day does not follow from its events"),
    "seal_missing": Text(
        "当日或其前一封存日的封存摘要缺失或被改动", "the seal of this day or of the one before is missing or altered"
    ),
    "slipped_in": Text("该条记录是事后补入的", "this event was put in afterwards"),
    "not_as_exported": Text("当日摘要与导出的摘要不符", "the digest of the day is not the exported one"),
    "not_as_on_paper": Text("当日摘要与纸上的代码不符", "the digest of the day is not that of the code on paper"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Broken:
    """Where the chain breaks first: the day, the event if it is one, and its place in the day (from 1; 0: none)."""

    kind: str
    day: date | None
    position: int = 0
    event_id: int | None = None

    @property
    def text(self) -> Text:
        return KINDS[self.kind]

    def as_json(self) -> dict[str, Any]:
        day = self.day.isoformat() if self.day else None
        return {
            "kind": self.kind, "day": day, "position": self.position, "event": self.event_id,
            "text": {"zh": self.text.zh, "en": self.text.en},
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at: sealed days, events with a digest, events that still wait for one; `broken` None is all well."""

    days: int
    events: int
    waiting: int
    broken: Broken | None


def verify(*, exported: Mapping[date, str] | None = None, codes: Iterable[tuple[date, str]] = ()) -> Verified:
    """Reckon every digest anew. `exported`: day -> digest in hexadecimal, from a file; `codes`: day and code from paper.

    The result is itself written to the audit trail.
    """
    with transaction.atomic():  # one cursor of the server at a time, and nothing is locked
        result = _verified(dict(exported or {}), list(codes))
    told = {"days": result.days, "events": result.events, "waiting": result.waiting}
    if result.broken:
        told["broken"] = result.broken.as_json()  # type: ignore[assignment]
        _log.error("audit_chain_broken", first=result.broken.as_json())
    audit.record("verify_audit", by=None, succeeded=result.broken is None, change=told)
    return result


def _verified(exported: dict[date, str], codes: list[tuple[date, str]]) -> Verified:
    seals = list(AuditSeal.objects.order_by("day"))
    before, events, broken = chain.NOTHING, 0, None
    for days, seal in enumerate(seals):
        if bytes(seal.before) != before:
            return Verified(days, events, 0, Broken("seal_missing", seal.day))
        number, head, broken = _day(seal.day, before)
        events += number
        if broken is None and (number, head) != (seal.events, bytes(seal.digest)):
            broken = Broken("seal_altered", seal.day, number)
        if broken:
            return Verified(days, events, 0, broken)
        before = head
    last = seals[-1] if seals else None
    waiting, broken = 0, _beside({seal.day: bytes(seal.digest) for seal in seals}, exported, codes)
    if broken is None:
        number, broken = _open_days(last, before)
        events += number
    if broken is None:
        waiting, broken = _unlinked(last)
    return Verified(len(seals), events, waiting, broken)


def _day(day: date, before: bytes) -> tuple[int, bytes, Broken | None]:
    """Events of the day up to the first broken one, and the last digest."""
    head, expected = chain.beginning(settings.AUDIT_KEY, before, day), 0
    with connection.chunked_cursor() as cursor:
        cursor.execute(_LINKS, [day])
        while rows := cursor.fetchmany(_PORTION):
            for position, event_id, digest, *event in rows:
                expected += 1
                if position != expected:
                    return expected - 1, head, Broken("link_missing", day, expected)
                if event[0] is None:
                    return expected - 1, head, Broken("removed", day, position, event_id)
                head = chain.following(settings.AUDIT_KEY, head, chain.event_text(event))
                if head != bytes(digest):
                    return expected - 1, head, Broken("altered", day, position, event_id)
    return expected, head, None


def _open_days(last: AuditSeal | None, before: bytes) -> tuple[int, Broken | None]:
    """What is linked and not sealed; it is one day, or somebody removed a seal."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT l.day FROM staff_auditlink l WHERE l.day NOT IN (SELECT s.day FROM staff_auditseal s) ORDER BY 1"
        )
        days = [day for (day,) in cursor.fetchall()]
    if not days:
        return 0, None
    if len(days) > 1 or (last and days[0] < last.day):
        return 0, Broken("seal_missing", days[0])
    number, _head, broken = _day(days[0], before)
    return number, broken


def _unlinked(last: AuditSeal | None) -> tuple[int, Broken | None]:
    """Events without a digest: they wait for the next run, or were put in behind what is sealed."""
    reach = oldest_open(last) or midnight(date(1900, 1, 1))
    with connection.cursor() as cursor:
        cursor.execute(_UNLINKED, {"before": reach})
        number, slipped_in = cursor.fetchone()
    return number, Broken("slipped_in", None, 0, slipped_in) if slipped_in else None


def _beside(
    digests: dict[date, bytes], exported: dict[date, str], codes: list[tuple[date, str]]
) -> Broken | None:
    """Whether what was written outside the database says the same."""
    nothing = bytes(1)
    wrong = [
        *(Broken("not_as_exported", day) for day, text in exported.items() if digests.get(day, nothing).hex() != text),
        *(Broken("not_as_on_paper", day) for day, code in codes if not chain.is_code_of(code, digests.get(day, nothing * 32))),
    ]  # fmt: skip
    return min(wrong, key=lambda broken: broken.day or date.min, default=None)
