"""How do due and cover of a person stand now, so that a case can show what its approval changed?"""

from datetime import date
from typing import Any

from enrollment.models import Person
from enrollment.operations.quotes import NotEnrolled, quote_for
from enrollment.queries.answers import Answer, Said
from enrollment.queries.explanations import Explanation, explain

CLAUSES_SHOWN = 12


def snapshot(person: Person, coverage_year: int, *, on: date) -> dict[str, Any]:
    """What is owed, what paying today would cost, and from when to when the person is covered, with clauses."""
    kept = person.merged_into or person
    told = explain(kept, coverage_year)
    quote = _quote(kept, coverage_year, told, on)
    said = quote.reasons if quote else told.reasons
    missing = quote.missing if quote else told.missing
    seen = {
        "state": told.state,
        "charged_fen": told.charged_fen,
        "credited_fen": told.credited_fen,
        "to_pay_fen": quote.outstanding_fen if quote else told.outstanding_fen,
        "paid_on": quote.quotation.paid_on and quote.quotation.paid_on.isoformat() if quote else None,
        "cover": _days((quote or told).cover),
        "waiting": _days((quote or told).waiting),
        "window": quote.quotation.window if quote else "",
    }
    return seen | {"reasons": _told(said), "missing": _told(missing), "on": on.isoformat()}


def _quote(person: Person, coverage_year: int, told: Explanation, on: date) -> Answer | None:
    """What paying today would cost: of a due that is settled, or of nobody's, nothing is asked."""
    if told.due is None or told.coverage is not None or told.manual is not None:
        return None
    try:
        asked = quote_for(person=person, coverage_year=coverage_year, paid_on=on)
    except NotEnrolled:
        return None
    return Answer(asked.quotation, asked.outstanding_fen)


def _days(spell: Any) -> dict[str, str] | None:
    return spell.as_json() if spell else None


def _told(said: list[Said]) -> list[dict[str, Any]]:
    return [one.as_json() for one in said[:CLAUSES_SHOWN]]
