"""Does a newborn rule decide this case, and what does it give?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from enrollment.rules.answers import Missing
from enrollment.rules.waiting import last_day_within
from enrollment.rules.wording import unstated
from policy.book import Policy
from policy.periods import Span
from policy.schema import NewbornFile, NewbornLater, NewbornNextYear, NewbornWithin
from policy.terms import Text




@dataclass(frozen=True, slots=True)
class NewbornTerms:
    """The newborn rule of an area; `within` None where the documents have none."""

    within: NewbornWithin | None
    later: NewbornLater | None
    next_year: NewbornNextYear | None
    inclusive: bool

    def last_day(self, born_on: date) -> date | None:
        """The last day on which the child still counts as a newborn."""
        if self.within is None:
            return None
        return last_day_within(born_on, self.within.months, inclusive=self.inclusive)

    def span(self, born_on: date) -> Span | None:
        """From birth to the last day as a newborn."""
        last = self.last_day(born_on)
        return None if last is None else Span.of_days(born_on, last)


def newborn_terms(policy: Policy) -> NewbornTerms:
    """The nearest newborn rule; an area that says the question is open stops the search."""
    return policy.remember("newborn", lambda: _terms(policy))


def _terms(policy: Policy) -> NewbornTerms:
    inclusive = policy.reading("A15") != "exclusive"
    for _, file in policy.files("newborn", NewbornFile):
        if file.within is not None:
            return NewbornTerms(file.within, file.later, file.next_year, inclusive)
        if file.undecided:
            break
    return NewbornTerms(None, None, None, inclusive)


def is_concerned(born_on: date | None, coverage_year: int) -> bool:
    """Whether the child was born in the coverage year or the year before it."""
    return born_on is not None and born_on.year in (coverage_year, coverage_year - 1)


def missing_rule(policy: Policy, coverage_year: int) -> Missing:
    """What the documents leave open about newborns."""
    fallback = Text("新生儿参保的期限、金额和待遇开始日", "until when and at what price a newborn may enroll")
    return unstated(policy, "newborn", "newborn", coverage_year, fallback)
