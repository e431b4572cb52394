"""Which premium subsidies can be credited to their dues, and what follows when they are, for many at once?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from enrollment.bulk import due_writes, settling
from enrollment.bulk.due_states import DueState, load_states
from enrollment.bulk.quotations import Quotations
from enrollment.rules.payments import Credit, why_not_credited


@dataclass(frozen=True, slots=True)
class DueCredit:
    """A subsidy for one due. `source` names its cause and is unique: crediting it twice adds nothing."""

    source: str
    due_id: int
    payer: str
    amount_fen: int
    effective_on: date
    treasury_on: date | None = None


def credit(credits: Sequence[DueCredit], *, quotations: Quotations, at: datetime) -> dict[str, str]:
    """Enter those that are possible, each due's account worked out again. Source -> why not, for the others.

    The reasons are those of the rule, `withdrawn` (or no such due) and `already_credited`. The caller holds the people.
    """
    states = load_states({each.due_id for each in credits})
    withdrawn = _withdrawn(list(states))
    refused: dict[str, str] = {}
    rows = []
    for each in sorted(credits, key=lambda one: (one.due_id, one.effective_on, one.source)):
        state = states.get(each.due_id)
        if state is None or each.due_id in withdrawn:
            refused[each.source] = "withdrawn"
            continue
        why = "already_credited" if each.source in state.sources else _why_not(state, each, quotations)
        if why:
            refused[each.source] = why
            continue
        subsidy = state.subsidies[each.source]
        subsidy.granted_fen, subsidy.effective_on = each.amount_fen, each.effective_on
        state.sources.add(each.source)
        rows.append(
            (
                each.source, each.due_id, "subsidy", each.payer, each.amount_fen, each.effective_on,
                each.treasury_on, at, None,
            )
        )  # fmt: skip
    with connection.cursor() as cursor:
        due_writes.write_entries(cursor, rows)
    settling.resettle({row[1] for row in rows}, quotations=quotations, at=at)
    return refused


def _why_not(state: DueState, credit: DueCredit, quotations: Quotations) -> str:
    def price_on(day: date) -> int | None:
        return quotations[state.area, state.coverage_year, state.standing, day].due_fen

    return why_not_credited(
        state.opening(), Credit(credit.source, credit.amount_fen, credit.effective_on), price_on
    )


def _withdrawn(due_ids: list[int]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM enrollment_due WHERE id = ANY(%s) AND withdrawn_on IS NOT NULL", [due_ids]
        )
        return {row[0] for row in cursor.fetchall()}
