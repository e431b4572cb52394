"""How many people of a place should be insured, by the formula that an office entered, and how many are?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from policy.entered import Entered
from policy.topics import Topic


@dataclass(frozen=True, slots=True)
class Term:
    """One figure of the formula: its sign, the people and the document; None when nobody has entered it."""

    topic: Topic
    sign: int
    count: int | None
    document: str = ""


@dataclass(frozen=True, slots=True)
class Denominator:
    """Who should be insured in a place, figure by figure; None as long as one of them is missing."""

    terms: tuple[Term, ...]

    @property
    def count(self) -> int | None:
        """The sum of the figures with their signs, never below zero."""
        if not self.terms or any(term.count is None for term in self.terms):
            return None
        return max(0, sum(term.sign * (term.count or 0) for term in self.terms))

    @property
    def missing(self) -> tuple[Topic, ...]:
        """The figures that are still to be entered."""
        return tuple(term.topic for term in self.terms if term.count is None)


def denominator(
    formula: Entered | None, figures: Mapping[tuple[Topic, str], Entered], *, place: str, year: int
) -> Denominator:
    """The denominator of a place and coverage year by the area's formula; no figure of another place or year is used."""
    if formula is None:
        return Denominator(())
    terms = []
    for sign, topic in formula.terms:
        found = figures.get((topic, f"{place}:{year}"))
        terms.append(Term(topic, sign, found.count if found else None, found.document if found else ""))
    return Denominator(tuple(terms))
