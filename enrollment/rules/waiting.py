"""How long must a late payer wait, and who need not?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from policy.book import Policy
from policy.periods import ONE_DAY, CoverageYear, Span, add_months, first_of_month_after
from policy.schema import Exempt, FurtherWait, LeastWait, Repair, Wait, WaitingFile
from policy.terms import ExemptionReason
from policy.topics import Topic

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class WaitingTerms:
    """The waiting rule of an area and year, the count of its months, and who is free of it."""

    ordinary: Wait | None
    count: str
    inclusive: bool
    exempt: dict[ExemptionReason, Exempt]
    events: dict[str, Exempt] = field(default_factory=dict)
    further: FurtherWait | None = None
    repair: Repair | None = None
    least: LeastWait | None = None

    @property
    def asks_history(self) -> bool:
        """Whether it matters in which years before the person was insured."""
        return self.further is not None or (self.ordinary is not None and self.ordinary.after_a_break)

    def exempts(self, reason: ExemptionReason) -> Exempt | None:
        """The clause that frees people for this reason, if any."""
        return self.exempt.get(reason)


def waiting_terms(policy: Policy, coverage_year: int) -> WaitingTerms:
    """The nearest waiting rule of a year; exemptions add up along the chain, the nearest clause first."""
    policy = policy.in_year(coverage_year)
    return policy.remember("waiting", lambda: _terms(policy))


def _terms(policy: Policy) -> WaitingTerms:
    files = [file for _, file in policy.files("waiting", WaitingFile)]
    exempt: dict[ExemptionReason, Exempt] = {}
    events: dict[str, Exempt] = {}
    for entry in (entry for file in files for entry in file.exempt):
        if entry.event is None:
            exempt.setdefault(entry.reason, entry)
        else:
            events.setdefault(entry.event, entry)
    for entry in _entered_events(policy):
        events.setdefault(entry.event or "", entry)
    return WaitingTerms(
        _nearest(files, "waiting", lambda file: file.ordinary),
        policy.reading("A42") or "day_after",
        policy.reading("A15") != "exclusive",
        exempt,
        events,
        _nearest(files, "missed_years", lambda file: file.further),
        _nearest(files, "repair", lambda file: file.repair),
        _nearest(files, "waiting_least", lambda file: file.least),
    )


def _entered_events(policy: Policy) -> Iterator[Exempt]:
    """The special groups that officers entered under documents, with their own days or months after the event."""
    question = policy.undecided("waiting", "exempt")
    if question is None:
        return
    for topic, unit in (
        (Topic.EXEMPT_WITHIN_DAYS, "within_days"),
        (Topic.EXEMPT_WITHIN_MONTHS, "within_months"),
    ):
        for one in policy.entries_of(topic):
            yield Exempt.model_validate(
                {
                    "reason": ExemptionReason.SPECIAL,
                    "event": one.key,
                    "zh": f"特殊人群“{one.key}”（依{one.document}）",
                    "en": f"special group “{one.key}” (by {one.document})",
                    unit: one.count,
                    "clause": question.clause,
                }
            )


def _nearest(
    files: list[WaitingFile], topic: str, table: Callable[[WaitingFile], tuple[Value, ...]]
) -> Value | None:
    """The nearest value of a question; an area that says the question is open stops the search."""
    for file in files:
        if values := table(file):
            return values[0]
        if any(entry.topic == topic for entry in file.undecided):
            return None
    return None


def first_benefit_day(paid_on: date, months: int, count: str, days: int = 0) -> date:
    """The first day of benefits after a wait of some months from payment success, by the reading chosen
    (A42).

    `day_after`: the pay day is not counted, the month ends on the same day number (or the month's last
    day), benefits
    start the day after. `same_day`: on that same day number. `first_of_next_month`: when the calendar turns.
    `whole_calendar_month`: after so many whole calendar months. Days of a wait run before its months; the pay day is not
    counted, and without months benefits start the day after the last of them.
    """
    if days:
        last = paid_on + timedelta(days=days)
        return last + ONE_DAY if months == 0 else first_benefit_day(last, months, count)
    if months == 0:
        return paid_on
    match count:
        case "day_after":
            return add_months(paid_on, months) + ONE_DAY
        case "same_day":
            return add_months(paid_on, months)
        case "first_of_next_month":
            return first_of_month_after(paid_on, months)
        case "whole_calendar_month":
            return first_of_month_after(paid_on, months + 1)
        case _:
            raise ValueError(f"等待期算法未知：{count} / unknown way to count the wait: {count}")


def waiting_span(paid_on: date, months: int, count: str, days: int = 0) -> Span | None:
    """The days of waiting: from the day after payment to the day before benefits, None when there is none."""
    start, until = paid_on + ONE_DAY, first_benefit_day(paid_on, months, count, days)
    return Span(start, until) if start < until else None


def last_day_within(
    since: date, months: int | None, days: int | None = None, *, inclusive: bool = True
) -> date:
    """The last day that is still within so many months, or days, of a day (A15: the same day number included)."""
    day = since + timedelta(days=days) if days is not None else add_months(since, months or 0)
    return day if inclusive else day - ONE_DAY


def first_payment_day_without_benefit(coverage_year: int, months: int, count: str) -> date | None:
    """The earliest pay day of a coverage year after which no benefit day is left in it."""
    year = CoverageYear(coverage_year)
    day = year.last_day
    if first_benefit_day(day, months, count) <= year.last_day:
        return None
    while day > year.start and first_benefit_day(day - ONE_DAY, months, count) > year.last_day:
        day -= timedelta(days=1)
    return day
