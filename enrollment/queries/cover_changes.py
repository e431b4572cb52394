"""How did the cover of a due change, when, and because of which lines?

Whatever changes a cover that stood writes an audit event of the due in the same moment as the entries that caused it:
so the entries recorded in that moment name the lines behind the change.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from enrollment.models import Due, PaymentLine
from enrollment.queries.answers import Spell, spell
from enrollment.queries.dues import entries_of
from enrollment.rules.payment_lines import LineKind
from policy.money import format_yuan
from policy.terms import Text
from staff.models import AuditEvent

READINGS = ("A51",)  # pay day, refund and reversal are the tax authority's word; no clause says so
CHANGES_MAX = 100


@dataclass(frozen=True, slots=True)
class CoverThen:
    """Cover as it stood before or after a change; without a spell when no day of benefit was left."""

    settled_on: date | None
    cover: Spell | None
    waiting: Spell | None

    @property
    def text(self) -> Text:
        if self.cover is None:
            return Text("已结清但无享受日", "settled without a day of benefit")
        return Text(f"{self.cover.start}至{self.cover.last}", f"{self.cover.start} to {self.cover.last}")

    def as_json(self) -> dict[str, Any]:
        return {
            "settled_on": self.settled_on and self.settled_on.isoformat(),
            "cover": self.cover and self.cover.as_json(),
            "waiting": self.waiting and self.waiting.as_json(),
        }


@dataclass(frozen=True, slots=True)
class CoverChange:
    """One change of cover: from which spell to which, when, and the lines that brought it."""

    at: datetime
    before: CoverThen | None
    after: CoverThen | None
    because: tuple[PaymentLine, ...]

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)

    @property
    def is_of_spell(self) -> bool:
        """False when only the day that settles the due moved, and the days of cover stayed."""
        return (self.before and (self.before.cover, self.before.waiting)) != (
            self.after and (self.after.cover, self.after.waiting)
        )

    @property
    def consequence(self) -> Text:
        """What became of the cover, to follow a sentence that says why."""
        if self.before is None and self.after is not None:
            return Text(f"待遇为{self.after.text.zh}", f"cover is {self.after.text.en}")
        if self.after is None:
            return Text("待遇随之取消", "the cover ended with it")
        if not self.is_of_spell:
            return Text("待遇起止不变", "the days of cover stay as they were")
        return Text(f"待遇随之改为{self.after.text.zh}", f"cover is now {self.after.text.en}")

    @property
    def text(self) -> Text:
        reasons = [because_of(line) for line in self.because] or [
            Text("按决定、参保身份或缴费期的变化重新核算",
                 "worked out again after a decision, a change of standing or of the window")
        ]  # fmt: skip
        before = self.before.text if self.before else Text("无", "none")
        why = Text("；".join(reason.zh for reason in reasons), "; ".join(reason.en for reason in reasons))
        told = self.consequence
        return Text(
            f"{self.day}：{why.zh}，{told.zh}（原为{before.zh}）。",
            f"{self.day}: {why.en}; {told.en} (before: {before.en}).",
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "at": self.at.isoformat(),
            "before": self.before and self.before.as_json(),
            "after": self.after and self.after.as_json(),
            "because": [
                {
                    "line_id": line.pk,
                    "ticket": line.ticket,
                    "kind": line.kind,
                    "original_ticket": line.original_ticket,
                    "amount_fen": line.amount_fen,
                    "paid_on": line.paid_at and timezone.localdate(line.paid_at).isoformat(),
                }
                for line in self.because
            ],
            "text": self.text._asdict(),
            "readings": list(READINGS),
        }


def changes_of(due: Due) -> list[CoverChange]:
    """The changes of a due's cover, the earliest first."""
    events = list(
        AuditEvent.objects.filter(about_kind="due", about_id=str(due.pk), action="change_cover").order_by(
            "at", "pk"
        )[:CHANGES_MAX]
    )
    if not events:
        return []
    moments = [event.at for event in events]
    causes: dict[datetime, set[int]] = defaultdict(set)
    for entry in entries_of([due.pk]).filter(recorded_at__in=moments, source__startswith="line:"):
        causes[entry.recorded_at].add(cause_of_source(entry.source))
    lines = PaymentLine.objects.in_bulk({line for group in causes.values() for line in group})
    return [
        CoverChange(
            event.at,
            _then(event.change.get("before")),
            _then(event.change.get("after")),
            tuple(lines[pk] for pk in sorted(causes[event.at]) if pk in lines),
        )
        for event in events
    ]


def because_of(line: PaymentLine) -> Text:
    """What a line did, as the reason of a change, without a full stop."""
    day = line.paid_at and timezone.localdate(line.paid_at)
    yuan = format_yuan(line.amount_fen)
    if line.kind == LineKind.REVERSAL:
        return Text(
            f"原税票 {line.original_ticket} 的缴费于 {day} 撤销",
            f"the payment of ticket {line.original_ticket} was reversed on {day}",
        )
    if line.kind == LineKind.REFUND:
        return Text(
            f"原税票 {line.original_ticket} 的缴费于 {day} 退费 {yuan} 元",
            f"{yuan} yuan of ticket {line.original_ticket} were refunded on {day}",
        )
    return Text(
        f"税票 {line.ticket} 于 {day} 缴费 {yuan} 元", f"ticket {line.ticket} paid {yuan} yuan on {day}"
    )


def cause_of_source(source: str) -> int:
    """The line that brought an entry: the one that displaced or restored another stands behind that one's number."""
    parts = source.split(":")
    is_behind = len(parts) > 3 and parts[2] in ("displaced", "restored", "again")
    number = parts[3] if is_behind else parts[1]
    return int(number) if number.isdecimal() else 0


def _then(told: dict[str, str | None] | None) -> CoverThen | None:
    if told is None:
        return None
    days = {name: date.fromisoformat(day) if day else None for name, day in told.items()}
    return CoverThen(
        days.get("settled_on"),
        spell(days.get("cover_from"), days.get("cover_until")),
        spell(days.get("waiting_from"), days.get("waiting_until")),
    )
