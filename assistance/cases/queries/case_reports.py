"""How is a case told to programs: with stable codes, amounts in fen, and the sentences in both languages?"""

from datetime import date
from typing import Any

from assistance.cases.models import AssistanceCase, CaseDocument, CaseMember
from assistance.cases.queries.case_history import history_of
from assistance.cases.queries.cases import possible_moves
from assistance.cases.queries.look_backs import looked_at
from assistance.cases.rules import case_deadlines
from staff import access
from staff.access import Permission
from staff.models import Officer

FACTS = (
    "kind", "category", "grade", "certifier", "document_number", "coverage_year", "reason", "source", "division_code",
    "area", "amount_fen", "needs_two", "notice_days", "state", "version",
)  # fmt: skip
DAYS = ("certified_on", "from_on", "until_on", "due_on", "notice_from", "notice_until", "approved_on")


def summary(case: AssistanceCase, *, on: date) -> dict[str, Any]:
    """What a list says of a case."""
    told: dict[str, Any] = {"id": case.pk, "number": case.number}
    told |= {name: getattr(case, name) for name in FACTS}
    told |= {name: (day := getattr(case, name)) and day.isoformat() for name in DAYS}
    return told | {
        "person": _person(case.person),
        "household_id": case.household_id,
        "about_id": case.about_id,
        "deadline": case_deadlines.standing(case.due_on, on).value,
        "state_since": case.state_since.isoformat(),
    }


def report(case: AssistanceCase, *, reader: Officer | None, on: date) -> dict[str, Any]:
    """All of a case: people with what changed for each, documents, history, and what this reader may do with it."""
    members = list(CaseMember.objects.filter(case=case).select_related("person").order_by("pk"))
    may_see = reader is not None and access.may(reader, Permission.CLAIMS_READ, case.division_code, on=on)
    documents = CaseDocument.objects.filter(case=case, removed_at=None).order_by("pk")
    return summary(case, on=on) | {
        "members": [
            {
                "id": member.pk,
                "person": _person(member.person),
                "amount_fen": member.amount_fen,
                "steps": member.steps,
                "refused_because": member.refused_because,
                "before": member.before,
                "after": member.after,
            }
            for member in members
        ],
        "documents": [
            {
                "id": document.pk,
                "title": document.title,
                "name": document.name,
                "media_type": document.media_type,
                "size_bytes": document.size_bytes,
                "sha256": document.sha256,
            }
            for document in documents
        ],
        "own_costs": [
            {
                "member_id": member.pk,
                "from_on": back.span.start.isoformat(),
                "until_on": back.span.until and back.span.until.isoformat(),
                "fen": back.fen,
                "bills": back.bills,
                "open_bills": back.open_bills,
                "clause": back.clause,
            }
            for member, back in (looked_at(case, members) if may_see else [])
        ],
        "history": [
            {"at": line.at.isoformat(), "officer": line.officer, "text": line.text._asdict()}
            for line in history_of(case)
        ],
        "possible_moves": [move.value for move in possible_moves(case, reader, on=on)] if reader else [],
    }


def _person(person: Any) -> dict[str, Any]:
    return {"id": person.pk, "name": person.name, "document_masked": person.document_masked}
