"""What was paid on a bill, by whom, by which lines and why: in the shape that programs and the command read?"""

from decimal import Decimal
from typing import Any

from claims.models import Bill, Statement
from claims.queries.old_accounts import drawn_json
from claims.rules.facts import Settlement
from claims.rules.review_states import StatementState
from policy.care import Payer


def rate_text(rate: Decimal | None) -> str | None:
    """A rate without the zeros that storing it added: 0.5, 0.85, 1."""
    return None if rate is None else f"{rate.normalize():f}"


def posted_statement(bill: Bill) -> Statement | None:
    """The statement that stands, None while there is none."""
    return Statement.objects.filter(bill=bill, state=StatementState.POSTED).first()


def statement_json(statement: Statement) -> dict[str, Any]:
    """A posted statement: parts of all payers, lines, tiers with their steps, cautions."""
    return {
        "bill_id": statement.bill_id,
        "statement_id": statement.pk,
        "state": str(statement.state),
        "settled_on": statement.settled_on.isoformat(),
        "service_on": statement.service_on.isoformat(),
        "total_fen": statement.total_fen,
        "payments": {payer.value: getattr(statement, column) for column, payer in Statement.AMOUNTS.items()},
        "person_pays_fen": statement.person_fen,
        "lines": [
            {
                "payer": line.payer,
                "code": line.code,
                "text": {"zh": line.label_zh, "en": line.label_en},
                "base_fen": line.base_fen,
                "rate": rate_text(line.rate),
                "fen": line.amount_fen,
                "clause": line.clause,
            }
            for line in statement.lines.order_by("number")
        ],
        "tiers": statement.body["tiers"],
        "cautions": statement.body["cautions"],
        "old_account": drawn_json(statement),
        "policy_digest": statement.policy_digest,
    }


def settlement_json(done: Settlement) -> dict[str, Any]:
    """A settlement that is not written: the same figures, what is missing, and what would hold the bill back."""
    return {
        "outcome": done.outcome.value,
        "total_fen": done.total_fen,
        "payments": {payer.value: done.paid_by(payer) for payer in Payer if payer is not Payer.PERSON}
        | {Payer.PERSON.value: done.person_pays_fen},
        "person_pays_fen": done.person_pays_fen,
        "person_pays_at_most_fen": done.person_pays_at_most_fen,
        "lines": [
            {
                "payer": line.payer.value,
                "code": line.code,
                "text": line.label._asdict(),
                "base_fen": line.base_fen,
                "rate": rate_text(line.rate),
                "fen": line.fen,
                "clause": line.clause,
            }
            for line in done.lines
        ],
        "missing": [
            {
                "what": missing.what._asdict(),
                "decided_by": missing.decided_by._asdict(),
                "clause": missing.clause,
                "readings": list(missing.readings),
            }
            for missing in done.missing
        ],
        "held": [
            {"code": held.code, "text": held.text._asdict(), "clause": held.clause} for held in done.held
        ],
        "steps": [step.as_json() for step in done.steps],
        "policy_digest": done.policy_digest,
    }
