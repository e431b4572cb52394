"""What does a late payer pay, and who may come at any time?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from enrollment.rules.answers import Missing
from enrollment.rules.windows import day_in
from enrollment.rules.wording import unstated
from policy.book import Policy
from policy.periods import ONE_DAY
from policy.schema import AnyTime, CatchUpFile, Closed, FiscalPart, LatePrice, NewlyAdded, SubsidyFile
from policy.terms import PartKind, Text
from policy.timeline import first


@dataclass(frozen=True, slots=True)
class LateTerms:
    """The catch-up prices of one coverage year, in order of their last day."""

    prices: tuple[tuple[date, LatePrice], ...]
    fiscal_part: FiscalPart | None
    hardship: AnyTime | None
    newly_added: NewlyAdded | None
    closed: Closed | None = None

    def price_on(self, day: date) -> LatePrice | None:
        """The price in force on a pay day after the window, None when no price reaches that day."""
        return next((price for last_day, price in self.prices if day <= last_day), None)


def late_terms(policy: Policy, coverage_year: int) -> LateTerms:
    """The nearest catch-up rule; an area that says the question is open stops the search."""
    policy = policy.in_year(coverage_year)
    return policy.remember(("late", coverage_year), lambda: _terms(policy, coverage_year))


def _terms(policy: Policy, coverage_year: int) -> LateTerms:
    newly_added = next(
        (file.newly_added[0] for _, file in policy.files("subsidy", SubsidyFile) if file.newly_added), None
    )
    exclusive = policy.reading("A15") == "exclusive"
    # A question of its own: who prices late payment by itself, as a county may, has not said who may enroll at any time.
    groups = (first(file.hardship) for _, file in policy.files("catch_up", CatchUpFile))
    hardship = next((one for one in groups if one is not None), None)
    for area, file in policy.files("catch_up", CatchUpFile):
        prices = []
        for price in file.price:
            last_day = day_in(coverage_year, price.until)
            year_end = last_day == date(coverage_year, 12, 31)
            prices.append((last_day - ONE_DAY if exclusive and not year_end else last_day, price))
        if prices or file.closed:
            ordered = tuple(sorted(prices, key=lambda pair: pair[0]))
            part, closed = first(file.fiscal_part), first(file.closed)
            return LateTerms(ordered, part, hardship, newly_added, closed)
        if policy.undecided("catch_up", "catch_up", coverage_year=coverage_year, area=area):
            break
    return LateTerms((), None, hardship, newly_added)


def enroll_by(added_on: date) -> date:
    """The last day of the month in which a person was added: until then they may enroll (当月参保, A05)."""
    return day_in(added_on.year, f"{added_on.month:02d}-end")


def missing_price(policy: Policy, coverage_year: int) -> Missing:
    """What the documents leave open about paying after the window."""
    fallback = Text("缴费期结束后能否补缴及金额", "whether and at what price one may pay after the window")
    return unstated(policy, "catch_up", "catch_up", coverage_year, fallback)


INDIVIDUAL_ONLY = (PartKind.INDIVIDUAL,)
