"""When does a person newly added to the registered poor enroll, and in which month is the subsidy booked?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from enrollment.rules.catch_up import enroll_by
from policy.book import Policy
from policy.periods import first_of_month_after
from policy.schema import NewlyAdded, SubsidyFile


@dataclass(frozen=True, slots=True)
class Addition:
    """What follows from being added on a day (当月参保，次月资助)."""

    enroll_by: date
    subsidy_month: date
    clause: str
    readings: tuple[str, ...]
    is_held: bool

    @property
    def subsidy_month_text(self) -> str:
        """The month as YYYY-MM."""
        return f"{self.subsidy_month:%Y-%m}"


def newly_added_rule(policy: Policy, coverage_year: int) -> NewlyAdded | None:
    """The nearest rule of a year about newly added poor, None where the documents have none."""
    files = policy.in_year(coverage_year).files("subsidy", SubsidyFile)
    return next((file.newly_added[0] for _, file in files if file.newly_added), None)


def addition(policy: Policy, added_on: date) -> Addition | None:
    """Enroll by the end of the month of being added; the subsidy is booked in the calendar month after (A05).

    An addition in a month that the reading holds back (December: old or new year?) is marked as held for a
    decision.
    """
    rule = newly_added_rule(policy, added_on.year)
    if rule is None:
        return None
    return Addition(
        enroll_by=enroll_by(added_on),
        subsidy_month=first_of_month_after(added_on, rule.subsidy_months_later),
        clause=rule.clause,
        readings=rule.readings,
        is_held=added_on.month in rule.hold_months,
    )
