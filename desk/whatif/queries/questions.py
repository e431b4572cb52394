"""What does a draft say to each question, in words, beside what is in force?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desk.whatif.queries.policies import DraftPolicies
from policy.book import Policy
from policy.opening.comparison import Said, said
from policy.opening.questions import Question, questions
from policy.opening.what_if import can_be_tried
from policy.terms import Text


@dataclass(frozen=True, slots=True)
class Told:
    """One question: in force, and in the draft (None where the draft leaves it as it is)."""

    question: Question
    today: Said
    then: tuple[Text, ...] | None


def told(policies: DraftPolicies) -> list[Told]:
    """Every question that says something today or in the draft, in their order; then the others."""
    rows = [told_of(policies, one) for one in questions().values() if can_be_tried(one)]
    return sorted(rows, key=lambda row: row.then is None and not row.today.values)


def told_of(policies: DraftPolicies, question: Question) -> Told:
    """One question in words."""
    today = _said(policies.policy_today(question), policies, question)
    is_given = question.code in policies.given
    then = _said(policies.policy_of(question), policies, question).lines if is_given else None
    return Told(question, today, then)


def _said(policy: Policy, policies: DraftPolicies, question: Question) -> Said:
    year = policies.year_of(question)
    return said(policy, question, year, date(year, 12, 31) if question.is_of_care else None)
