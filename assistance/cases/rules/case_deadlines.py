"""By when must a case go on, how old is it, and how does its deadline stand?

The notices set no working days for a case: the days of each step, the public notice and the amount from which two officers
must approve are settings of an area, entered under a document by one officer and approved by another. Working days are those
that the State Council announces (`policy.working_days`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from assistance.cases.rules.case_states import State
from policy.working_days import after_working_days, not_announced, working_days_between

SOON_WORKING_DAYS = 2


class Standing(StrEnum):
    """How a deadline stands; the color of a row follows from it."""

    NONE = "none"
    IN_TIME = "in_time"
    SOON = "soon"
    OVERDUE = "overdue"


class Step(StrEnum):
    """What must be done within some working days; the key under which an area enters them."""

    COMPLETE = "complete"
    ACCEPT = "accept"
    VERIFY = "verify"
    APPROVE = "approve"


_STEP_OF = {
    State.SUBMITTED: Step.ACCEPT,
    State.RETURNED: Step.COMPLETE,
    State.ACCEPTED: Step.VERIFY,
    State.VERIFIED: Step.APPROVE,
    State.ON_NOTICE: Step.APPROVE,
    State.FIRST_APPROVED: Step.APPROVE,
}


@dataclass(frozen=True, slots=True)
class CaseTerms:
    """The settings of an area for its cases."""

    complete_days: int
    accept_days: int
    verify_days: int
    approve_days: int
    notice_days: int = 0  # calendar days of public notice; 0: none
    two_approvers_above_fen: int | None = None  # None: one approver is enough

    def working_days(self, step: Step) -> int:
        return {
            Step.COMPLETE: self.complete_days,
            Step.ACCEPT: self.accept_days,
            Step.VERIFY: self.verify_days,
            Step.APPROVE: self.approve_days,
        }[step]

    def needs_two(self, amount_fen: int | None) -> bool:
        """Two approvers above the threshold; an amount that is not decided counts as above it."""
        if self.two_approvers_above_fen is None:
            return False
        return amount_fen is None or amount_fen > self.two_approvers_above_fen


def due_on(state: State, since: date, terms: CaseTerms, *, notice_until: date | None = None) -> date | None:
    """The last day of the step that a state waits for; None where nothing is waited for.

    A case on notice cannot be decided before the notice has ended, so its days begin then.
    """
    step = _STEP_OF.get(state)
    if step is None:
        return None
    start = max(since, notice_until - timedelta(days=1)) if notice_until is not None else since
    return after_working_days(start, terms.working_days(step))


def unsure_years(since: date, due: date | None) -> tuple[int, ...]:
    """The years that a deadline runs into of which nobody knows the working days yet: it may move."""
    return () if due is None else not_announced(since, due)


def standing(due: date | None, on: date) -> Standing:
    """In time, soon due (two working days or less) or overdue on a day."""
    if due is None:
        return Standing.NONE
    if on > due:
        return Standing.OVERDUE
    return Standing.SOON if working_days_between(on, due) <= SOON_WORKING_DAYS else Standing.IN_TIME


def notice_ended(notice_until: date | None, on: date) -> bool:
    """Whether the last day of a public notice is past; `notice_until` is the first day after it."""
    return notice_until is None or on >= notice_until
