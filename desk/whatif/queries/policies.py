"""Which rules hold today, and which would hold under a draft: for dues of its coverage year, and for care of its bill year?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from desk.whatif.models import Draft
from enrollment.models import OpenedYear
from enrollment.queries.opened_years import names_of, opening_of
from enrollment.queries.policies import book_of, books_of_care, entered_for, policies_of, policy_of
from enrollment.rules.opened_years import YearState
from policy.book import Book, Policy, default_book
from policy.opening.answers import Opening, Row
from policy.opening.faults import Fault
from policy.opening.layer import prefixes_of
from policy.opening.questions import Question, questions
from policy.opening.what_if import as_answers, faults, in_force, tried

Given = Mapping[str, Any]  # question -> rows


@dataclass(frozen=True)
class DraftPolicies:
    """The rules of an area today and with some rows in place of theirs; nothing is written."""

    area: str
    name: str
    coverage_year: int
    bill_year: int
    given: Given

    @classmethod
    def of(cls, draft: Draft, given: Given) -> DraftPolicies:
        """Of a draft with the rows that a run keeps, or those that it has now."""
        return cls(draft.area, draft.name, draft.coverage_year, draft.bill_year, given)

    def year_of(self, question: Question) -> int:
        """The year for which a question is answered."""
        return self.bill_year if question.is_of_care else self.coverage_year

    def rows_today(self, question: Question) -> tuple[Row, ...]:
        """What holds today, as a draft begins with it."""
        return in_force(self.policy_today(question), question, self.year_of(question))

    def policy_today(self, question: Question) -> Policy:
        """The book's rules by which a question is answered today."""
        return (self._care_book if question.is_of_care else self._dues_book).policy(self.area)

    def policy_of(self, question: Question) -> Policy:
        """Those with the draft's rows; today's while the draft contradicts itself."""
        if self.faults():
            return self.policy_today(question)
        return (self._care_tried if question.is_of_care else self._tried).policy(self.area)

    def before(self, place: str) -> Policy:
        """Today's rules of dues and subsidies of a place."""
        return policy_of(place, self.coverage_year)

    def after(self, place: str) -> Policy:
        """Those of the draft; the very same where it says nothing of them."""
        if not self._of_dues.answers:
            return self.before(place)
        return self._tried.policy(place).with_entered(entered_for(place, self.coverage_year))

    def care_before(self, codes: Iterable[str]) -> dict[str, Policy]:
        """Today's rules of care by place."""
        return policies_of(codes)

    def care_after(self, codes: Iterable[str]) -> dict[str, Policy]:
        """Those of the draft."""
        if not self.changes_care:
            return self.care_before(codes)
        return {code: self._care_tried.policy(code) for code in codes}

    @property
    def changes_care(self) -> bool:
        return bool(self._of_care.answers)

    @property
    def marks(self) -> tuple[str, str]:
        """What the clauses of the draft begin with: of dues, and of care; empty where it says nothing."""
        return _mark(self._of_dues), _mark(self._of_care)

    def faults(self) -> list[Fault]:
        """Why the draft contradicts itself or the book, by the checks of a real year."""
        return self._faults

    @cached_property
    def _faults(self) -> list[Fault]:
        found = faults(self._dues_book, self._of_dues) if self._of_dues.answers else []
        return found + (faults(self._care_book, self._of_care) if self._of_care.answers else [])

    @cached_property
    def _dues_book(self) -> Book:
        return book_of(self.area, self.coverage_year)

    @cached_property
    def _care_book(self) -> Book:
        return books_of_care([self.area]).get(self.area, default_book())

    @cached_property
    def _of_dues(self) -> Opening:
        return self._opening(self.coverage_year, is_of_care=False)

    @cached_property
    def _of_care(self) -> Opening:
        return self._opening(self.bill_year, is_of_care=True)

    @cached_property
    def _tried(self) -> Book:
        return tried(self._dues_book, self._of_dues)

    @cached_property
    def _care_tried(self) -> Book:
        return tried(self._care_book, self._of_care)

    def _opening(self, year: int, *, is_of_care: bool) -> Opening:
        asked = questions()
        given = {
            code: tuple(rows) for code, rows in self.given.items() if asked[code].is_of_care == is_of_care
        }
        (zh, en), level = names_of(self.area)
        last = OpenedYear.objects.filter(area=self.area, coverage_year=year, state=YearState.OPEN.value)
        edition = last.order_by("edition").last()
        known = tuple(prefixes_of(opening_of(edition))) if edition else ()
        return Opening(self.area, zh, en, level, year, as_answers(given, self.name), known)


def _mark(opening: Opening) -> str:
    if not opening.answers:
        return ""
    return f"{prefixes_of(opening)[opening.answers[0].notice]}-"
