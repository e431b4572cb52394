"""What is told of a township's part of a roster to programs: state, how full it is, its people and what was answered?"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count
from django.db.models.functions import Substr

from assistance.categories.models import RosterPart, RosterRow
from assistance.categories.queries.roster_parts import HOLDING, known_of
from assistance.categories.rules.not_insured import NotInsuredReason
from assistance.categories.rules.roster_answers import Known, contradictions
from assistance.categories.rules.roster_states import PartState
from policy.terms import Text


def part_reports(parts: Sequence[RosterPart]) -> list[dict[str, Any]]:
    """Parts read by `with_answers`, as the command prints them and the API answers them: one query more, however many."""
    rows = _rows_of(parts)
    return [
        {
            "part_id": part.pk,
            "roster_id": part.roster_id,
            "month": f"{part.roster.month:%Y-%m}",
            "division_code": part.division_code,
            "coverage_year": part.coverage_year,
            "state": part.state,
            "note": part.note,
            "people": rows.get((part.roster_id, part.division_code), 0),
            "answered": part.answered,  # type: ignore[attr-defined]  # annotated by with_answers
            "uninsured": part.uninsured,  # type: ignore[attr-defined]
            "handed_at": part.handed_at.isoformat(),
            "returned_at": part.returned_at and part.returned_at.isoformat(),
            "taken_back_at": part.taken_back_at and part.taken_back_at.isoformat(),
        }
        for part in parts
    ]


def row_reports(part: RosterPart, rows: Sequence[RosterRow]) -> list[dict[str, Any]]:
    """Rows of a part with their answer, what is on record for its year, and what of the two does not agree."""
    known = known_of(rows, part.coverage_year)
    return [_row(row, known[row.person_id] if row.person_id else Known()) for row in rows]


def _row(row: RosterRow, known: Known) -> dict[str, Any]:
    answer = getattr(row, "answer", None)
    differs: tuple[Text, ...] = ()
    if answer is not None:
        reason = NotInsuredReason(answer.reason) if answer.reason else None
        differs = contradictions(answer.is_insured, reason, known)
    return {
        "row_id": row.pk,
        "number": row.number,
        "person_id": row.person_id,
        "name": row.name,
        "document_masked": row.document_masked,
        "division_code": row.division_code,
        "category": row.category,
        "answer": {"is_insured": answer.is_insured, "reason": answer.reason, "remark": answer.remark}
        if answer is not None
        else None,
        "known": {
            "enrolled_area": known.enrolled_area,
            "is_here": known.is_here,
            "is_covered": known.is_covered,
            "is_dead": known.is_dead,
        },
        "contradictions": [{"zh": text.zh, "en": text.en} for text in differs],
    }


def _rows_of(parts: Sequence[RosterPart]) -> dict[tuple[int, str], int]:
    """Roster and township -> how many people it was handed."""
    found = (
        RosterRow.objects.filter(
            roster__in={part.roster_id for part in parts}, action__in=HOLDING, person__isnull=False
        )
        .annotate(township=Substr("division_code", 1, 9))
        .filter(township__in={part.division_code for part in parts})
        .values("roster", "township")
        .annotate(people=Count("pk"))
        .order_by()
    )
    return {(row["roster"], row["township"]): row["people"] for row in found}


def in_words(told: dict[str, Any]) -> str:
    """One part for somebody at a terminal."""
    state = PartState(told["state"]).label
    return (
        f"{told['part_id']} {told['month']} {told['division_code']} {state.zh} / {state.en}: "
        f"{told['answered']}/{told['people']}, {told['uninsured']}"
    )
