"""What does a page show of the settlement of a bill: posted, taken back, or as it would be now?"""

from typing import Any

from claims.bulk.statement_writes import body_of
from claims.models import Bill, BillReview, Statement
from claims.operations.settlement import preview_bills
from claims.queries.old_accounts import draws_of
from claims.queries.year_changes import amounts_of
from claims.queries.year_standing import payments, picture, statement_of, year_standing
from claims.rules.bill_states import BillState
from claims.rules.facts import Settlement
from claims.rules.review_states import ReviewState
from policy.care import Outcome, Payer, Tier
from policy.terms import Text
from staff.models import Officer

WAITING = (BillState.HELD, BillState.UNDECIDED)


def settlement_of(bill: Bill, *, also_ready: bool = False) -> dict[str, Any]:
    """The posted statement; of a bill that waits, the figures that settling now would give (nothing is written).

    `also_ready`: those of a bill that is ready to settle too, which its page leaves to the preview.
    """
    statement = statement_of(bill)
    if statement is not None:
        return _posted(statement)
    state = BillState(bill.state)
    if state in WAITING or (also_ready and state is BillState.READY):
        return _computed(bill, preview_bills([bill])[bill.pk])
    return {"statement": None, "is_preview": False, "tiers": []}


def _posted(statement: Statement) -> dict[str, Any]:
    parts = payments(statement.amounts)
    return {
        "statement": statement,
        "is_preview": False,
        "total_fen": statement.total_fen,
        "person_fen": statement.person_fen,
        "parts": parts,
        "divided": picture(parts),
        "lines": [
            (line, Payer(line.payer), Text(line.label_zh, line.label_en)) for line in statement.lines.all()
        ],
        "tiers": [_tier(tier) for tier in statement.body["tiers"]],
        "cautions": [_caution(one) for one in statement.body["cautions"]],
        "draws": draws_of(statement),
    }


def _computed(bill: Bill, done: Settlement) -> dict[str, Any]:
    decided = done.outcome is not Outcome.UNDECIDED
    parts = payments(amounts_of(done)) if decided else []
    body = body_of(done)
    return {
        "statement": None,
        "is_preview": True,
        "is_decided": decided,
        "total_fen": done.total_fen,
        "person_fen": done.person_pays_fen,
        "at_most_fen": done.person_pays_at_most_fen,
        "parts": parts,
        "divided": picture(parts) if decided else None,
        "lines": [(line, line.payer, line.label) for line in done.lines],
        "tiers": [_tier(tier) for tier in body["tiers"]],
        "cautions": [_caution(one) for one in body["cautions"]],
        "missing": done.missing,
    }


def _tier(tier: dict[str, Any]) -> dict[str, Any]:
    outcome = Outcome(tier["outcome"])
    return {
        **tier,
        "label": Tier(tier["tier"]).label,
        "outcome_label": outcome.label,
        "is_undecided": outcome is Outcome.UNDECIDED,
        "steps": [{**step, "text": Text(step["zh"], step["en"])} for step in tier["steps"]],
    }


def _caution(one: dict[str, Any]) -> dict[str, Any]:
    return {
        **one,
        "text": Text(one["zh"], one["en"]),
        "alternatives": [
            {**other, "payments": [(Payer(code), fen) for code, fen in other["payments"].items()]}
            for other in one["alternatives"]
        ],
    }


def year_of(bill: Bill) -> Any:
    """The year so far of the bill's person, under the rules of the day of service."""
    return year_standing(
        bill.person_id, bill.discharged_on.year, division_code=bill.division_code, on=bill.discharged_on
    )


def possible(bill: Bill, officer: Officer, may: Any) -> dict[str, bool]:
    """What this officer may do about a bill that waits; the operation has the last word."""
    may_settle, may_review = may("settle"), may("review")
    waits = BillState(bill.state) in WAITING
    open_review = _open_review(bill) if waits else None
    return {
        "propose": may_settle and waits and open_review is None,
        "check": may_review and open_review is not None and open_review.proposed_by_id != officer.pk,
    }


def _open_review(bill: Bill) -> BillReview | None:
    return bill.reviews.filter(state=ReviewState.PROPOSED).first()


def reviews_of(bill: Bill) -> list[BillReview]:
    """Every proposal about the bill, the latest first."""
    return list(bill.reviews.select_related("proposed_by", "checked_by").order_by("-pk"))
