"""What does an approved recovery case leave?"""

from datetime import datetime

from assistance.cases.models import AssistanceCase
from assistance.subsidies.models import RecoveryClaim
from assistance.subsidies.operations import recoveries
from enrollment.models import Person
from staff.models import Officer


def claim_of_case(*, case: AssistanceCase, person: Person, by: Officer, at: datetime) -> RecoveryClaim:
    """The claim that an approved recovery case leaves: entered by who entered the case, approved by who approved it."""
    assert case.amount_fen is not None
    recoveries.require_new(person, case.source)
    claim = RecoveryClaim.objects.create(
        person=person, amount_fen=case.amount_fen, reason=case.reason, source=case.source, case=case,
        document_number=case.document_number, division_code=case.division_code, entered_by=case.entered_by,
        entered_at=case.entered_at, approved_by=by, approved_at=at,
    )  # fmt: skip
    recoveries.record("approve_recovery", claim, by, at)
    return claim
