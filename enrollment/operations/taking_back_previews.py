"""What would follow if a whole posted tax file were taken back: lines, money, cover, and what else stands on it?"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from enrollment.models import LineAction, PaymentFile, PaymentLine
from enrollment.operations.follow_ups import followers
from enrollment.queries.covers import covers_of
from enrollment.queries.lines import lines_of_file
from enrollment.rules.payment_lines import LineKind, Outcome
from policy.terms import Text

COVERS = Text("以此缴费结清的待遇期", "covers that these payments settled")
BEGUN = Text("其中已经开始的待遇期", "of these, covers that have begun")
REFUNDS = Text(
    "其他文件中的退费、撤销将重新等待原缴费",
    "refunds and reversals of other files that wait for their payment again",
)
COPIES = Text("其他文件中的重复税票将接替入账", "copies in other files that take the place of a line")
ACTIONS = Text("工作人员对其各行的处理不再有效", "actions of officers on its lines that no longer hold")
RETURNS = (LineKind.REFUND, LineKind.REVERSAL)


@dataclass(frozen=True, slots=True)
class Touch:
    """One thing that taking the file back would touch: code, what it is, how many, and their money in fen where they have any."""

    code: str
    text: Text
    count: int
    amount_fen: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "text": self.text._asdict(),
            "count": self.count,
            "amount_fen": self.amount_fen,
        }


@dataclass(frozen=True, slots=True)
class Preview:
    """The figures as they are now; `beside` is what other ledgers hold of the same people."""

    lines: int
    posted_fen: int
    held_fen: int
    touched: list[Touch] = field(default_factory=list)
    beside: list[Touch] = field(default_factory=list)

    @property
    def all_touched(self) -> list[Touch]:
        return [*self.touched, *self.beside]

    def as_json(self) -> dict[str, Any]:
        rows = [one.as_json() for one in self.all_touched]
        return {
            "lines": self.lines,
            "posted_fen": self.posted_fen,
            "held_fen": self.held_fen,
            "touched": rows,
        }


def preview(file: PaymentFile, *, on: date) -> Preview:
    """What the file did and what came after it, counted; nothing is changed."""
    mine = lines_of_file(file.pk)
    sums = mine.aggregate(
        lines=Count("pk"),
        posted=Sum("posted_fen", filter=~Q(kind__in=RETURNS)),
        held=Sum("held_fen"),
        given_back=Sum("posted_fen", filter=Q(kind__in=RETURNS)),
    )
    people = mine.filter(posted_fen__gt=0, person__isnull=False).values("person")
    posted = (sums["posted"] or 0) - (sums["given_back"] or 0)
    beside = [one for follower in followers() for one in follower.standing(people)]
    return Preview(
        sums["lines"], posted, sums["held"] or 0, _touched(file, mine, on), [Touch(*one) for one in beside]
    )


def _touched(file: PaymentFile, mine: QuerySet[PaymentLine], on: date) -> list[Touch]:
    paid = mine.filter(posted_fen__gt=0).exclude(kind__in=RETURNS)
    covers = covers_of(paid.values("due"))
    begun = covers.filter(cover_from__lte=on).count()
    elsewhere = PaymentLine.objects.exclude(file=file)
    naming = elsewhere.filter(original__in=mine.values("pk"), kind__in=RETURNS)
    copies = elsewhere.filter(
        ticket__in=mine.filter(owns_ticket=True).values("ticket"),
        owns_ticket=False,
        outcome=Outcome.DUPLICATE_TICKET,
    )
    refunds = naming.aggregate(fen=Sum("amount_fen"), count=Count("pk"))
    actions = LineAction.objects.filter(line__in=mine.values("pk"))
    return [
        Touch("covers", COVERS, covers.count()),
        Touch("covers_begun", BEGUN, begun),
        Touch("refunds", REFUNDS, refunds["count"], refunds["fen"] or 0),
        Touch("copies", COPIES, copies.count()),
        Touch("actions", ACTIONS, actions.count()),
    ]
