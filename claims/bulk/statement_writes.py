"""How are statements, their lines and entries written, and taken back, for many bills with a fixed number of statements?"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from claims.bulk.old_account_entries import draw_for, give_back
from claims.bulk.rows import copy_rows, fresh_ids, to_json
from claims.models.statements import RATE_UNITS
from claims.queries.year_changes import amounts_of
from claims.rules.facts import Settlement, TierResult
from claims.rules.review_states import STATEMENT, StatementMove
from claims.rules.year_order import Case

_STATEMENT = (
    "id", "bill_id", "person_id", "year", "service_on", "division_code", "policy_digest", "state", "total_fen",
    "special_subsidy_fen", "basic_fen", "critical_illness_fen", "top_up_fen", "civil_fen", "person_fen",
    "eligible_fen", "body", "review_id", "settled_on", "settled_at", "settled_by_id", "reversed_because",
)  # fmt: skip
_LINE = (
    "statement_id", "number", "payer", "code", "label_zh", "label_en", "base_fen", "rate_millionths", "amount_fen", "clause",
)  # fmt: skip
_ENTRY = ("statement_id", "person_id", "year", "counter", "key", "fen", "is_reversal")
_TAKE_BACK = """
    INSERT INTO claims_yearentry (statement_id, person_id, year, counter, key, fen, is_reversal)
    SELECT statement_id, person_id, year, counter, key, -fen, true FROM claims_yearentry
    WHERE statement_id = ANY(%s) AND NOT is_reversal ORDER BY id"""
_REVERSE = """
    UPDATE claims_statement SET state = %s, reversed_on = %s, reversed_by_id = %s, reversed_because = %s
    WHERE id = ANY(%s) AND state = ANY(%s) RETURNING id"""
_MOVE = """
    UPDATE claims_bill b SET state = n.state, holds = n.holds::jsonb
    FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS n(id, state, holds) WHERE b.id = n.id"""


class ToPost(NamedTuple):
    """One settlement that is to be written: of which bill, with which record of the person and place."""

    case: Case
    done: Settlement
    person_id: int  # as the bill names it
    division_code: str


def body_of(done: Settlement) -> dict[str, Any]:
    """The explanation as it is stored and shown: tiers with steps, cautions, what is missing or held."""
    return {
        "tiers": [_tier(tier) for tier in done.tiers],
        "cautions": [
            {
                "code": one.code,
                "zh": one.text.zh,
                "en": one.text.en,
                "clause": one.clause,
                "readings": list(one.readings),
                "alternatives": [
                    {
                        "reading": other.reading,
                        "value": other.value,
                        "payments": {payer.value: fen for payer, fen in other.payments},
                        "person_pays_fen": other.person_pays_fen,
                    }
                    for other in one.alternatives
                ],
            }
            for one in done.cautions
        ],
    }


def _tier(tier: TierResult) -> dict[str, Any]:
    return {
        "tier": tier.tier.value,
        "outcome": tier.outcome.value,
        "fen": tier.fen,
        "base_fen": tier.base_fen,
        "deductible_fen": tier.deductible_fen,
        "computed_fen": tier.computed_fen,
        "steps": [step.as_json() for step in tier.steps],
    }


def post(listed: Sequence[ToPost], *, on: date, by_id: int) -> dict[int, int]:
    """Write the statements; bill id -> statement id."""
    if not listed:
        return {}
    ids, now = fresh_ids("claims_statement", len(listed)), _now()
    numbered = list(zip(ids, listed, strict=True))
    # Rows are made while those before them are stored.
    copy_rows("claims_statement", _STATEMENT, (_statement(*one, on, now, by_id) for one in numbered))
    copy_rows("claims_statementline", _LINE, (row for one in numbered for row in _lines(*one)))
    copy_rows("claims_yearentry", _ENTRY, (row for one in numbered for row in _entries(*one)))
    draw_for(numbered, now)
    return {one.case.bill_id: statement_id for statement_id, one in numbered}


def _statement(statement_id: int, one: ToPost, on: date, now: datetime, by_id: int) -> tuple[Any, ...]:
    case, done = one.case, one.done
    return (
        statement_id, case.bill_id, one.person_id, case.bill.year, case.bill.service_on, one.division_code,
        done.policy_digest, "posted", done.total_fen, *amounts_of(done).values(), case.bill.eligible_fen,
        to_json(body_of(done) | ({"rests_on": case.rests_on} if case.rests_on else {})), case.review_id, on, now, by_id, "",
    )  # fmt: skip


def _lines(statement_id: int, one: ToPost) -> Iterator[tuple[Any, ...]]:
    for number, line in enumerate(one.done.lines, start=1):
        rate = None if line.rate is None else int(line.rate * RATE_UNITS)
        yield (
            statement_id, number, line.payer.value, line.code, line.label.zh, line.label.en, line.base_fen, rate,
            line.fen, line.clause,
        )  # fmt: skip


def _entries(statement_id: int, one: ToPost) -> Iterator[tuple[Any, ...]]:
    year = one.case.bill.year
    for entry in one.done.entries:
        yield (statement_id, one.person_id, year, entry.counter.value, entry.key, entry.fen, False)


def take_back(statement_ids: Sequence[int], *, because: str, on: date, by_id: int) -> int:
    """Reverse posted statements by new entries; how many there were."""
    with connection.cursor() as cursor:
        before = [state.value for state in STATEMENT.before(StatementMove.REVERSE)]
        after = STATEMENT.end(StatementMove.REVERSE).value
        cursor.execute(_REVERSE, [after, on, by_id, because[:200], list(statement_ids), before])
        reversed_ids = [row[0] for row in cursor.fetchall()]
        cursor.execute(_TAKE_BACK, [reversed_ids])
    give_back(reversed_ids, _now())
    return len(reversed_ids)


def move_bills(states: Iterable[tuple[int, str, list[dict[str, Any]]]]) -> None:
    """Set the state of bills and why they wait; the caller holds their rows and asked the table of moves."""
    rows = list(states)
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVE,
            [
                [row[0] for row in rows],
                [row[1] for row in rows],
                [to_json(row[2]) for row in rows],
            ],
        )


def _now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        moment: datetime = cursor.fetchone()[0]
        return moment
