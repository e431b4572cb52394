"""Which entries stand on a due, and what do they add up to?"""

from collections.abc import Iterable

from django.db.models import BigIntegerField, Case, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from enrollment.models import Due, DueEntry, PaymentLine, Person
from enrollment.rules.entries import REPAIRS, EntryKind

CHARGED = Case(
    When(kind=EntryKind.CHARGE, then=F("amount_fen")),
    When(kind=EntryKind.WAIVER, then=-F("amount_fen")),
    default=Value(0),
    output_field=BigIntegerField(),
)
CREDITED = Case(
    When(kind__in=(EntryKind.PAYMENT, EntryKind.SUBSIDY), then=F("amount_fen")),
    When(kind__in=(EntryKind.REFUND, EntryKind.REVERSAL), then=-F("amount_fen")),
    default=Value(0),
    output_field=BigIntegerField(),
)


def entries_of(due_ids: Iterable[int]) -> QuerySet[DueEntry]:
    """All entries of some dues."""
    return DueEntry.objects.filter(due_id__in=list(due_ids))


def balances(due_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """due id -> (charged, credited) in fen, for a page of dues in one query."""
    rows = entries_of(due_ids).order_by().values("due_id").annotate(
        charged=Coalesce(Sum(CHARGED), Value(0), output_field=BigIntegerField()),
        credited=Coalesce(Sum(CREDITED), Value(0), output_field=BigIntegerField()),
    )  # fmt: skip
    return {row["due_id"]: (row["charged"], row["credited"]) for row in rows}


def charged_outside_lines(due: Due) -> int:
    """What issue, decisions and new standings charge, without what the pay day of a line added."""
    total = entries_of([due.pk]).exclude(source__startswith="line:").aggregate(total=Sum(CHARGED))["total"]
    return int(total or 0)


def repairs_of(person: Person, *, due: Due | None = None) -> dict[int, int]:
    """Missed year -> what was paid to repair it and not given back, in fen; of all dues of a person, or of one."""
    signed = Case(
        When(kind=EntryKind.REPAIR, then=F("amount_fen")),
        default=-F("amount_fen"),
        output_field=BigIntegerField(),
    )
    rows = DueEntry.objects.filter(due__person=person, kind__in=REPAIRS)
    if due is not None:
        rows = rows.filter(due=due)
    sums = rows.order_by("repaired_year").values("repaired_year").annotate(fen=Sum(signed))
    return {int(row["repaired_year"] or 0): row["fen"] for row in sums if row["fen"] > 0}


def lines_of(due: Due) -> QuerySet[PaymentLine]:
    """The payment lines that bear on a due: those with entries, and those held or taken back beside them."""
    return lines_of_dues([due.pk])


def lines_of_dues(due_ids: Iterable[int]) -> QuerySet[PaymentLine]:
    """The same for several dues."""
    dues = list(due_ids)
    sources = entries_of(dues).filter(source__startswith="line:").values_list("source", flat=True)
    ids = {int(source.split(":")[1]) for source in sources}
    beside = Q(due_id__in=dues) & (Q(held_fen__gt=0) | Q(kind__in=["refund", "reversal"]))
    return PaymentLine.objects.filter(Q(pk__in=ids) | beside)
