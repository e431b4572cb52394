"""Which facts does an area ask of a person for a coverage year, beyond group and hardship?

Only what an answer can depend on goes into a standing: so people who pay alike are one case, and the years that ask for
nothing more keep the standings that they always had.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from enrollment.rules.breaks import is_since_last_cover
from enrollment.rules.dues import covers_year
from enrollment.rules.waiting import waiting_terms
from policy.book import Policy
from policy.county_terms import QUESTIONS, states
from policy.schema import ContributionFile, Individual, ScopeFile, WindowFile
from policy.topics import Topic


@dataclass(frozen=True, slots=True)
class AskedFacts:
    """What is asked. `counts_from` is the first coverage year that can count as missed, None where nobody has said it.

    `ages` are the ages from which another amount may hold, the lowest first; empty when age does not matter.
    """

    history: bool = False
    counts_from: int | None = None
    since_last_cover: bool = True
    ages: tuple[int, ...] = ()
    sex: bool = False
    basis: bool = False
    tier: bool = False
    parent: bool = False
    elsewhere: bool = False

    def joined(self, other: AskedFacts) -> AskedFacts:
        """What either asks; which years count as missed the pooling area says, which comes first, unless it asks for none."""
        history = self if self.history or not other.history else other
        return replace(
            self,
            history=history.history,
            counts_from=history.counts_from,
            since_last_cover=history.since_last_cover,
            ages=tuple(sorted({*self.ages, *other.ages})),
            sex=self.sex or other.sex,
            basis=self.basis or other.basis,
            tier=self.tier or other.tier,
            parent=self.parent or other.parent,
        )


NOTHING_ASKED = AskedFacts()


def asked_facts(policy: Policy, coverage_year: int) -> AskedFacts:
    """What the area's texts of a year ask."""
    policy = policy.in_year(coverage_year)
    return policy.remember("asked_facts", lambda: _asked(policy, coverage_year))


def _asked(policy: Policy, coverage_year: int) -> AskedFacts:
    terms = waiting_terms(policy, coverage_year)
    amounts = [one for _, file in policy.files("contribution", ContributionFile) for one in file.individual]
    amounts = [one for one in amounts if one.conditions and covers_year(policy, one) <= coverage_year]
    conditions = {name for one in amounts for name in one.conditions}
    if not terms.asks_history:
        return AskedFacts(
            ages=_ages(amounts),
            **{name: name in conditions for name in ("sex", "basis", "tier")},
            parent="parent_insured" in conditions,
        )
    return AskedFacts(
        history=True,
        counts_from=_counts_from(policy, coverage_year),
        since_last_cover=is_since_last_cover(policy),
        ages=_ages(amounts),
        sex="sex" in conditions,
        basis="basis" in conditions,
        tier="tier" in conditions,
        parent="parent_insured" in conditions,
        elsewhere=_asks_elsewhere(policy),
    )


def has_own_dues(policy: Policy, coverage_year: int) -> bool:
    """Whether the nearest folder states an amount, a window, a late price, a wait or a rule for newborns of the year by
    itself, or leaves one open, as a county may.
    """
    nearest = policy.in_year(coverage_year).chain[0]
    amounts = nearest.file("contribution", ContributionFile).individual
    windows = nearest.file("window", WindowFile).regular
    dues = any(covers_year(policy, one) == coverage_year for one in amounts) or bool(windows)
    return dues or any(states(nearest, topic) for topic in QUESTIONS)


def _counts_from(policy: Policy, coverage_year: int) -> int | None:
    further = waiting_terms(policy, coverage_year).further
    if further is not None and further.counts_from_coverage_year is not None:
        return further.counts_from_coverage_year
    entry = policy.entered(Topic.MISSED_YEARS_FROM)
    return None if entry is None else entry.count


def _asks_elsewhere(policy: Policy) -> bool:
    return any(
        file.conflict or any(one.topic == "conflict" for one in file.undecided)
        for _, file in policy.files("scope", ScopeFile)
    )


def _ages(amounts: list[Individual]) -> tuple[int, ...]:
    """The ages at which the amount may change: of people between two of them the lower one stands for all."""
    starts = {one.from_age for one in amounts if one.from_age is not None}
    starts |= {one.until_age + 1 for one in amounts if one.until_age is not None}
    return tuple(sorted({0, *starts})) if starts else ()
