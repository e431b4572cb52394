"""How is a run, a payout list or a bank file told to a program: with codes, counts and sums?"""

from typing import Any

from django.db.models import Count, Sum

from assistance.subsidies.models import BankReturn, BankReturnLine, Grant, PayoutBatch, SubsidyRun
from assistance.subsidies.queries.payouts import outcome_totals, reissue_state, waiting_counts
from assistance.subsidies.queries.subsidies import (
    open_decisions,
    paid_fen,
    payer_sums,
    paying_grants,
    state_sums,
    sums,
)
from assistance.subsidies.rules.bank_answers import verdicts
from intake.queries.readings import told


def run_report(run: SubsidyRun) -> dict[str, Any]:
    """Everything about a run; sums by category and township are those of the persons' rows."""
    grants = paying_grants(run)
    return {
        "run_id": run.pk,
        "area": run.area,
        "division_code": run.division_code,
        "coverage_year": run.coverage_year,
        "state": run.state,
        "inputs_on": run.inputs_on.isoformat(),
        "policy_digest": run.policy_digest,
        "frozen_digest": run.frozen_digest,
        "people": run.people if run.frozen_digest else grants.count(),
        "amount_fen": run.amount_fen
        if run.frozen_digest
        else (grants.aggregate(fen=Sum("amount_fen"))["fen"] or 0),
        "paid_fen": paid_fen(run),
        "states": {row["state"]: {"people": row["people"], "fen": row["fen"]} for row in state_sums(run)},
        "categories": sums(grants, "basis", "mode", "flow"),
        "townships": sums(grants, "township"),
        "payers": payer_sums(grants),
        "open": [
            {
                "categories": decision.categories,
                "people": people,
                "state": decision.state,
                "booked_on": decision.booked_on and decision.booked_on.isoformat(),
                "missing": decision.missing,
            }
            for decision, people in open_decisions(run)
        ],
        "waiting_for_card": waiting_counts(run),
        "lists": [batch.pk for batch in run.batches.order_by("pk")],
        "summary": {name: run.summary.get(name) for name in _TOLD if name in run.summary},
    }


_TOLD = ("proposed", "cases", "flagged", "dropped", "credited", "not_credited", "failure")


def list_report(batch: PayoutBatch) -> dict[str, Any]:
    """A payout list: its control totals, and how its lines ended so far."""
    return {
        "batch_id": batch.pk,
        "number": batch.number,
        "run_id": batch.run_id,
        "division_code": batch.division_code,
        "month": f"{batch.month:%Y-%m}",
        "lines": batch.line_count,
        "amount_fen": batch.amount_fen,
        "outcomes": {
            state: {"lines": lines, "fen": fen} for state, (lines, fen) in outcome_totals(batch).items()
        },
    }


def return_report(received: BankReturn) -> dict[str, Any]:
    """A file of the bank: control totals, and its rows by outcome."""
    rows = (
        BankReturnLine.objects.filter(bank_return=received)
        .order_by("outcome")
        .values_list("outcome")
        .annotate(Count("pk"), Sum("amount_fen"))
    )
    return {
        "bank_return_id": received.pk,
        "batch_id": received.batch_id,
        "lines": received.line_count,
        "amount_fen": received.amount_fen,
        "outcomes": {outcome: {"lines": lines, "fen": fen} for outcome, lines, fen in rows},
        "state": str(received.state),
        **told(received),
    }


def grant_report(grant: Grant) -> dict[str, Any]:
    """One grant, with the sentences behind it."""
    return {
        "grant_id": grant.pk,
        "run_id": grant.run_id,
        "person_id": grant.person_id,
        "name": grant.person.name,
        "document_masked": grant.person.document_masked,
        "division_code": grant.division_code,
        "coverage_year": grant.coverage_year,
        "categories": grant.decision.categories,
        "basis": grant.basis,
        "mode": grant.mode,
        "flow": grant.flow,
        "due_fen": grant.due_fen,
        "amount_fen": grant.amount_fen,
        "parts": grant.decision.parts,
        "state": grant.state,
        "because": grant.because,
        "review_because": grant.review_because,
        "booked_on": grant.booked_on and grant.booked_on.isoformat(),
        "clause": grant.decision.clause,
        "steps": grant.decision.steps,
        "missing": grant.decision.missing,
    }


def contradiction_report(row: BankReturnLine) -> dict[str, Any]:
    """A row in which the bank says something else than before: what can be decided, and what was."""
    line, decision = row.payout_line, getattr(row, "decision", None)
    assert line is not None
    possible = () if decision else verdicts(row.outcome, reissue_state(line))
    return {
        "row_id": row.pk,
        "batch_id": row.bank_return.batch_id,
        "line": line.number,
        "grant_id": line.grant_id,
        "pays": line.source,
        "outcome": row.outcome,
        "amount_fen": row.amount_fen,
        "reason": row.reason,
        "verdicts": [verdict.value for verdict in possible],
        "verdict": decision.verdict if decision else "",
    }
