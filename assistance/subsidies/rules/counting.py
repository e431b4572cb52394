"""Of several categories a person holds, which one counts, and why (就高不就低)?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from types import MappingProxyType

from assistance.categories.rules.inclusion import Since
from assistance.subsidies.rules.awards import Award, Subsidy
from assistance.subsidies.rules.subsidies import award, subsidy_for
from enrollment.rules.answers import Missing, Step
from policy.book import Policy
from policy.money import format_yuan
from policy.terms import Category, Mode, Text


@dataclass(frozen=True, slots=True)
class Counting:
    """The category that counts for a due; None when none is subsidised here or the amounts are open."""

    category: Category | None
    mode: Mode | None
    subsidy_fen: int | None
    missing: tuple[Missing, ...]
    steps: tuple[Step, ...]

    @property
    def is_undecided(self) -> bool:
        """Whether the documents leave open which one counts, or how much it gives."""
        return self.subsidy_fen is None


def counting_category(
    policy: Policy, categories: Collection[Category], coverage_year: int, due_fen: int | None, *, place: str = "",
    since: Since = MappingProxyType({}),
) -> Counting:  # fmt: skip
    """The category with the largest subsidy towards the due counts; a full one counts as the due; nothing is added (A11).

    Every category held is named: what it would give, or that no document here subsidises it.
    """
    held = policy.categories.in_order(set(categories))
    if not held:
        return Counting(None, None, 0, (), ())
    if due_fen is None:
        what = Text(
            f"{coverage_year}年度的应缴金额未定，资助金额随之未定",
            f"the due of coverage {coverage_year} is open, and with it the subsidy",
        )
        who = Text("统筹地区医疗保障局", "the healthcare security bureau of the pooling area")
        missing = Missing(what, who)
        return Counting(None, None, None, (missing,), (Step("due_open", what),))
    found = {
        category: subsidy_for(
            policy, coverage_year=coverage_year, category=category, due_fen=due_fen, place=place
        )
        for category in held
    }
    decided = award(
        policy, coverage_year=coverage_year, categories=held, due_fen=due_fen, place=place, since=since
    )
    counts = decided.basis if decided.subsidy_fen is not None else None
    asides = [
        _aside(policy.categories.label(one), found[one], decided) for one in held if one != decided.basis
    ]
    return Counting(counts, decided.mode, decided.subsidy_fen, decided.missing, (*decided.steps, *asides))


def _aside(label: Text, subsidy: Subsidy | None, decided: Award) -> Step:
    """Why a category that is held does not count."""
    if subsidy is None:
        return Step(
            "category_not_subsidised",
            Text(
                f"{label.zh}：本地现行文件没有规定参保资助，身份照样保留。",
                f"{label.en}: no document in force here subsidises it; the identity is kept.",
            ),
        )
    if subsidy.fen is None:
        return Step(
            "category_amount_open",
            Text(
                f"{label.zh}：资助金额文件未定；已有全额资助，不影响结果。"
                if decided.subsidy_fen is not None
                else f"{label.zh}：资助金额文件未定。",
                f"{label.en}: its amount is open"
                + (
                    "; a full subsidy is found, so nothing turns on it."
                    if decided.subsidy_fen is not None
                    else "."
                ),
            ),
            subsidy.clause,
            subsidy.readings,
        )
    return Step(
        "category_aside",
        Text(
            f"另有{label.zh}：{format_yuan(subsidy.fen)}元，不高于已取的一项，不另加。",
            f"Also {label.en}: {format_yuan(subsidy.fen)} yuan, not above the one that counts, so nothing is added.",
        ),
        subsidy.clause,
        tuple(dict.fromkeys((*subsidy.readings, "A11"))),
        subsidy.fen,
    )
