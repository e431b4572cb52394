"""By when is public money due?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policy.book import Policy
from policy.periods import month_end
from policy.schema import Deadline, DeadlineFile


@dataclass(frozen=True, slots=True)
class PayBy:
    """By when public money of a year is to be there; without a day the text says only "in time" (A09)."""

    day: date | None
    deadline: Deadline


def transfer_deadline(policy: Policy, fiscal_year: int) -> PayBy | None:
    """When the fiscal subsidy of a fiscal year is due (LZ-1f), by the nearest area that says so."""
    for _, file in policy.files("deadline", DeadlineFile):
        for entry in file.deadline:
            if entry.fiscal_transfer:
                return PayBy(_day(policy, entry, fiscal_year), entry)
    return None


def _day(policy: Policy, entry: Deadline, money_year: int) -> date | None:
    if entry.yearly is None:
        return entry.on
    reading = policy.reading(entry.year_reading) if entry.year_reading else ""
    after = entry.yearly.year == "after" and reading != "advance_of_next_year"
    month, _, number = entry.yearly.day.partition("-")
    year = money_year + 1 if after else money_year
    first = date(year, int(month), 1)
    return month_end(first) if number == "end" else first.replace(day=int(number))
