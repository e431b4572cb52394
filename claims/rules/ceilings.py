"""What do unbroken years and years without claims add to a person's ceiling of critical illness insurance?

Each rule says which years it counts, after how many, and by how much each further one raises the ceiling; all raises
together keep to a share of the ceiling that the area set (N38-3a to N38-3c).
"""

from __future__ import annotations

from typing import NamedTuple

from claims.rules.benefit_terms import Terms
from claims.rules.facts import EnteredFigures, PatientFacts
from claims.rules.wording import not_asked, not_entered, percent, step
from enrollment.rules.answers import Missing, Step
from policy.fields import Sourced
from policy.money import apply_rate, format_yuan, yuan_to_fen
from policy.schema.critical import CeilingStep
from policy.terms import Text
from policy.topics import Topic

YEARS = {
    "unbroken_years": Text("连续参保年数", "how many years the person was insured without a break"),
    "years_without_claims": Text("此前未报销的年数", "how many years before were without a claim"),
}


class Measure(NamedTuple):
    """A deductible or a ceiling: known in fen, without limit, or missing."""

    fen: int | None
    source: Sourced | None = None
    missing: Missing | None = None
    unlimited: bool = False


def with_raises(
    terms: Terms, patient: PatientFacts, figures: EnteredFigures, ceiling: Measure
) -> tuple[Measure, Missing | None, tuple[Step, ...]]:
    """The ceiling with the person's raises; what is missing where the years are not known."""
    rules = terms.all(CeilingStep)
    if not rules or ceiling.fen is None:
        return ceiling, None, ()
    raises = 0
    for rule in rules:
        years = _years(rule, patient)
        if years is None:
            return ceiling, not_asked(YEARS[rule.counts], rule), ()
        if years > rule.after and rule.counts == "years_without_claims" and patient.raise_was_used:
            cleared = figures.get(Topic.CEILING_CREDIT_CLEARED)
            if cleared is None:
                missing = terms.question("ceiling_credit")
                return ceiling, missing or not_entered(Topic.CEILING_CREDIT_CLEARED, "", rule), ()
            years = 0 if cleared.is_yes else years
        raises += yuan_to_fen(rule.amount) * max(0, years - rule.after)
    share = min(rule.most_share for rule in rules)
    kept = min(raises, apply_rate(ceiling.fen, share))
    if not kept:
        return ceiling, None, ()
    more, before, whole = format_yuan(kept), format_yuan(ceiling.fen), format_yuan(ceiling.fen + kept)
    bound = (
        Text(f"（至多{percent(share)}%）", f" (at most {percent(share)} %)")
        if kept < raises
        else Text("", "")
    )
    told = step(
        "ceiling_raised",
        f"连续参保和未报销年数激励：最高支付限额{before}元提高{more}元{bound.zh}，为{whole}元。",
        f"For unbroken years and years without claims the ceiling of {before} yuan is raised by {more}{bound.en} to {whole}.",
        rules[0],
        ceiling.fen + kept,
    )
    return Measure(ceiling.fen + kept, rules[0]), None, (told,)


def _years(rule: CeilingStep, patient: PatientFacts) -> int | None:
    if rule.counts == "unbroken_years":
        return patient.unbroken_years
    return patient.years_without_claims
