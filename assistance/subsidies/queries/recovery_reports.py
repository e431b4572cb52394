"""How is a claim to recover told to programs?"""

from typing import Any

from assistance.subsidies.models import RecoveryClaim


def claim_report(claim: RecoveryClaim) -> dict[str, Any]:
    """A claim with its repayments and balance."""
    rows = sorted(claim.repayments.all(), key=lambda row: row.pk)
    back = sum(row.amount_fen for row in rows)
    return {
        "id": claim.pk,
        "person": {
            "id": claim.person.pk,
            "name": claim.person.name,
            "document_masked": claim.person.document_masked,
        },
        "amount_fen": claim.amount_fen,
        "balance_fen": claim.amount_fen - back,
        "state": claim.state,
        "reason": claim.reason,
        "source": claim.source,
        "case_id": claim.case_id,
        "document_number": claim.document_number,
        "division_code": claim.division_code,
        "entered_at": claim.entered_at.isoformat(),
        "approved_at": claim.approved_at and claim.approved_at.isoformat(),
        "rejected_because": claim.rejected_because,
        "repayments": [
            {
                "id": row.pk,
                "amount_fen": row.amount_fen,
                "paid_on": row.paid_on.isoformat(),
                "receipt_number": row.receipt_number,
                "reverses_id": row.reverses_id,
            }
            for row in rows
        ],
    }
