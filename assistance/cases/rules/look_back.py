"""Which months before an application does a category look at, and what does the own cost of several bills in them come to?

A recognition by own cost looks at the months before the application (N42-a), which mostly lie in two benefit years; each bill
counts on its day of service (A32). From which sum on somebody is recognised each area says; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from assistance.categories.rules.category_terms import terms_of
from policy.book import Policy
from policy.periods import Span, add_months
from policy.terms import Category


class Borne(NamedTuple):
    """What a person bore of one bill, by its day of service; None while the bill is not settled."""

    service_on: date
    fen: int | None


@dataclass(frozen=True, slots=True)
class LookBack:
    """The span that is looked at, the sum on record in it, and how many bills are not settled yet: the sum is then a least."""

    span: Span
    months: int
    clause: str
    fen: int = 0
    bills: int = 0
    open_bills: int = 0

    @property
    def is_sure(self) -> bool:
        """Whether every bill of the span is settled."""
        return not self.open_bills


def look_back(policy: Policy, category: Category, applied_on: date) -> LookBack | None:
    """The months before an application that the category looks at: up to the day before it; None where it looks at none."""
    terms = terms_of(policy, category, applied_on)
    if terms is None or terms.looks_back_months is None:
        return None
    span = Span(add_months(applied_on, -terms.looks_back_months), applied_on)
    return LookBack(span, terms.looks_back_months, terms.clause)


def summed(asked: LookBack, borne: Iterable[Borne]) -> LookBack:
    """With the bills whose day of service lies in the span."""
    inside = [one for one in borne if asked.span.contains(one.service_on)]
    settled = [one.fen for one in inside if one.fen is not None]
    open_bills = len(inside) - len(settled)
    return LookBack(asked.span, asked.months, asked.clause, sum(settled), len(settled), open_bills)
