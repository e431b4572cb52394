"""How did the state of an enrollment change, and by which clause or document?"""

from typing import Any

from enrollment.models import Enrollment, EnrollmentChange
from enrollment.rules.enrollment_states import (
    PLATFORM_CODES,
    EnrollmentMove,
    EnrollmentState,
    StateReason,
    clause_of,
)
from enrollment.rules.interruptions import Interruption, Turn, interruptions


def interruptions_of(enrollment: Enrollment) -> tuple[Interruption, ...]:
    """The days on which the enrollment is suspended or ended, the first one first."""
    rows = EnrollmentChange.objects.filter(enrollment=enrollment).order_by("pk")
    return interruptions(
        Turn(EnrollmentState(row.after), StateReason(row.reason), row.from_on, row.document_number)
        for row in rows
    )


def changes_of(enrollment: Enrollment) -> list[dict[str, Any]]:
    """The changes of one enrollment, the first one first, as pages show them."""
    rows = EnrollmentChange.objects.filter(enrollment=enrollment).select_related("entered_by").order_by("pk")
    return [
        {
            "move": EnrollmentMove(row.move).label,
            "after": EnrollmentState(row.after),
            "reason": StateReason(row.reason).label,
            "clause": clause_of(StateReason(row.reason)),
            "row": row,
        }
        for row in rows
    ]


def report(enrollment: Enrollment) -> dict[str, Any]:
    """The state for programs and the command, with the code of the platform and what led to it."""
    rows = EnrollmentChange.objects.filter(enrollment=enrollment).order_by("pk")
    return {
        "id": enrollment.pk,
        "person_id": enrollment.person_id,
        "area": enrollment.area,
        "coverage_year": enrollment.coverage_year,
        "division_code": enrollment.division_code,
        "state": enrollment.state,
        "platform_code": PLATFORM_CODES[enrollment.state_label],
        "changes": [
            {
                "move": row.move,
                "before": row.before,
                "after": row.after,
                "reason": row.reason,
                "clause": clause_of(StateReason(row.reason)),
                "from_on": row.from_on.isoformat(),
                "document_number": row.document_number,
            }
            for row in rows
        ],
    }
