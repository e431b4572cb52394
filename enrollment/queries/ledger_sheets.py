"""How did the rows of a village's ledger end that came back, and what stands on record beside each conflict?"""

from typing import Any

from django.db.models import QuerySet

from enrollment.models import BaseAnswer, ListedAnswer, ReturnedSheet, SheetRow
from enrollment.queries.base_answers import answer_given, latest_answer
from enrollment.rules.sheet_rows import REMEDIES, RowOutcome
from intake.queries import sent_files


def rows_of(file: ReturnedSheet, *, outcome: str = "") -> QuerySet[SheetRow]:
    """The rows in the order of the sheet, conflicts first; people whose row is gone at the end."""
    rows = SheetRow.objects.filter(file=file)
    if outcome:
        rows = rows.filter(outcome=outcome)
    rows = rows.select_related("person", "against__said_by", "written", "decided_by")
    return rows.order_by("-state", "number", "pk")


def outcomes_of(file: ReturnedSheet) -> dict[RowOutcome, int]:
    """How many rows ended how."""
    counted = file.summary.get("outcomes", {})
    return {one: counted[one.value] for one in RowOutcome if one.value in counted}


def shown_of(row: SheetRow, file: ReturnedSheet) -> dict[str, Any]:
    """One row with what it says, what to do, and of a conflict that waits the answer on record now."""
    now = None
    if row.state == "open" and row.person_id is not None and file.sheet is not None:
        now = latest_answer(row.person_id, file.sheet.coverage_year)
    return {
        "row": row,
        "outcome": row.outcome_label,
        "state": row.state_label,
        "remedy": REMEDIES.get(row.outcome_label),
        "given": answer_given(row.given) if row.given else None,
        "now": now or row.against,
    }


def report(file: ReturnedSheet) -> dict[str, Any]:
    """What is said of a returned ledger for programs."""
    return sent_files.report(file) | {
        "sheet_id": file.sheet_id,
        "coverage_year": file.sheet.coverage_year if file.sheet else None,
        "outcomes": file.summary.get("outcomes", {}),
    }


def row_report(row: SheetRow) -> dict[str, Any]:
    """One row for programs."""
    return {
        "id": row.pk,
        "row": row.number,
        "person_id": row.person_id,
        "name": row.name,
        "outcome": row.outcome,
        "given": row.given,
        "on_record": row.against and answer_report(row.against),
        "state": row.state,
        "remedy": (remedy := REMEDIES.get(row.outcome_label)) and remedy._asdict(),
    }


def answer_report(row: BaseAnswer | ListedAnswer) -> dict[str, Any]:
    """One answer for programs."""
    return {
        "version": row.version,
        "heard": row.heard,
        "contacted_on": row.contacted_on.isoformat(),
        "promise_on": row.promise_on and row.promise_on.isoformat(),
        "next_visit_on": row.next_visit_on and row.next_visit_on.isoformat(),
        "died_on": row.died_on and row.died_on.isoformat(),
        "remark": row.remark,
        "origin": row.source,
        "said_by": row.said_by.display_name,
        "said_at": row.said_at.isoformat(),
    }
