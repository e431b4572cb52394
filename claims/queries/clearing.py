"""What is owed to each provider for a month: statements posted in it, less those taken back in it?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from claims.models import Provider, Statement
from policy.periods import first_of_month_after

COLUMNS = tuple(Statement.AMOUNTS)
FUNDS = tuple(name for name in COLUMNS if name not in ("person_fen", "special_subsidy_fen"))


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month, [first, until)."""

    first: date

    @property
    def until(self) -> date:
        return first_of_month_after(self.first, 1)

    @property
    def text(self) -> str:
        return f"{self.first:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Cleared:
    """One statement in the sheet of a month; taken back in it, its amounts are negative."""

    statement: Statement
    sign: int
    amounts: dict[str, int]

    @property
    def funds_fen(self) -> int:
        """What the funds owe the provider for it."""
        return sum(self.amounts[name] for name in FUNDS)


@dataclass(frozen=True, slots=True)
class ProviderTotal:
    """The sums of one provider for a month."""

    provider: Provider
    settled: int
    taken_back: int
    amounts: dict[str, int]

    @property
    def funds_fen(self) -> int:
        """What the funds owe the provider for the month."""
        return sum(self.amounts[name] for name in FUNDS)


def of_month(
    statements: QuerySet[Statement], month: Month
) -> tuple[QuerySet[Statement], QuerySet[Statement]]:
    """Those posted in the month (also when taken back later), and those taken back in it."""
    posted = statements.filter(settled_on__gte=month.first, settled_on__lt=month.until)
    back = statements.filter(reversed_on__gte=month.first, reversed_on__lt=month.until)
    return posted, back


def totals(statements: QuerySet[Statement], month: Month) -> list[ProviderTotal]:
    """One row for each provider of the statements given, the largest first; two queries however many statements."""
    posted, back = of_month(statements, month)
    sums = {name: Sum(name) for name in COLUMNS}
    found: dict[int, tuple[int, int, dict[str, int]]] = {}
    for rows, sign in ((posted, 1), (back, -1)):
        summed: Iterable[dict[str, Any]] = (
            rows.order_by().values(provider=F("bill__provider")).annotate(count=Count("pk"), **sums)  # type: ignore[assignment]
        )
        for row in summed:
            settled, taken_back, amounts = found.get(row["provider"], (0, 0, dict.fromkeys(COLUMNS, 0)))
            for name in COLUMNS:
                amounts[name] += sign * row[name]
            counted = (
                (settled + row["count"], taken_back) if sign > 0 else (settled, taken_back + row["count"])
            )
            found[row["provider"]] = (*counted, amounts)
    providers = Provider.objects.in_bulk(found)
    rows_found = [ProviderTotal(providers[pk], *counts) for pk, counts in found.items()]
    return sorted(rows_found, key=lambda row: (-row.funds_fen, row.provider.code))


def lines_of(statements: QuerySet[Statement], provider: Provider, month: Month) -> QuerySet[Statement]:
    """The statements of one provider that the sheet of a month lists, in the order in which they were posted."""
    inside = Q(settled_on__gte=month.first, settled_on__lt=month.until) | Q(
        reversed_on__gte=month.first, reversed_on__lt=month.until
    )
    found = statements.filter(inside, bill__provider=provider)
    return found.select_related("bill", "person").order_by("settled_on", "pk")


def signed(statements: Iterator[Statement] | list[Statement], month: Month) -> Iterator[Cleared]:
    """Each statement as it counts in the month; posted and taken back in the same month, it stands there twice."""
    for statement in statements:
        if month.first <= statement.settled_on < month.until:
            yield Cleared(statement, 1, statement.amounts)
        if statement.reversed_on and month.first <= statement.reversed_on < month.until:
            yield Cleared(statement, -1, {name: -fen for name, fen in statement.amounts.items()})
