"""What do unbroken years and years without claims add to a person's ceiling of critical illness insurance?

Each rule says which years it counts, after how many, and by how much each further one raises the ceiling; all raises
together keep to a share of the ceiling that the area set (N38-3a to N38-3c). Years that nobody can show are tried both ways:
where the payment is the same the answer stands, else it is undecided and says what is missing.
"""

from __future__ import annotations

from typing import NamedTuple

from claims.rules.benefit_terms import Terms
from claims.rules.facts import EnteredFigures, PatientFacts, Years
from claims.rules.wording import not_entered, percent, step
from enrollment.rules.answers import Missing, Step
from policy.fields import Sourced
from policy.money import apply_rate, format_yuan, yuan_to_fen
from policy.schema.critical import CeilingStep, CriticalCeiling
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


class Raise(NamedTuple):
    """What one rule adds: at least, at most (None: as far as the share allows), and what would decide between them."""

    rule: CeilingStep
    years: Years
    missing: Missing | None = None

    @property
    def least_fen(self) -> int:
        """What the years on record add."""
        return self._fen(self.years.least)

    @property
    def most_fen(self) -> int | None:
        """What it can be at most."""
        return None if self.years.most is None else self._fen(self.years.most)

    def _fen(self, years: int) -> int:
        return yuan_to_fen(self.rule.amount) * max(0, years - self.rule.after)


def with_raises(
    terms: Terms, patient: PatientFacts, figures: EnteredFigures, ceiling: Measure, computed_fen: int
) -> tuple[Measure, Missing | None, tuple[Step, ...]]:
    """The ceiling with the person's raises, for a payment of the year that lies above it; what is missing where the years
    are not known and another number of them would pay another sum.
    """
    rules = terms.all(CeilingStep)
    if not rules or ceiling.fen is None:
        return ceiling, None, ()
    raises = [_raise(terms, rule, patient, figures) for rule in rules]
    bound = apply_rate(ceiling.fen, min(rule.most_share for rule in rules))
    most = [one.most_fen for one in raises]
    known = sum(one.least_fen for one in raises)
    least_fen = min(known, bound)
    most_fen = bound if None in most else min(sum(fen or 0 for fen in most), bound)
    if min(computed_fen, ceiling.fen + least_fen) != min(computed_fen, ceiling.fen + most_fen):
        missing = next(one.missing for one in raises if one.missing and one.most_fen != one.least_fen)
        return ceiling, missing, ()
    if not least_fen:
        return ceiling, None, ()
    source = next(one.rule for one in raises if one.least_fen)
    told = _told(raises, ceiling.fen, least_fen, source, is_bound=least_fen < known)
    return Measure(ceiling.fen + least_fen, source), None, (told,)


def asks_for_years(terms: Terms, figures: EnteredFigures) -> bool:
    """Whether a bill of these terms may be paid out of a raised ceiling, so that the years of its patient matter."""
    if not terms.all(CeilingStep):
        return False
    return figures.get(Topic.CRITICAL_CEILING) is not None or any(
        one.fen is not None for one in terms.all(CriticalCeiling)
    )


def _raise(terms: Terms, rule: CeilingStep, patient: PatientFacts, figures: EnteredFigures) -> Raise:
    since = figures.get(Topic.CEILING_YEARS_FROM, rule.counts)
    question = terms.question("ceiling_years") if since is None else None
    if rule.counts == "unbroken_years":
        return Raise(rule, patient.unbroken_years, question or _not_shown(rule, patient.unbroken_years))
    years, after_use = patient.years_without_claims, patient.years_since_raise
    if after_use is None or after_use == years:
        return Raise(rule, years, question or _not_shown(rule, years))
    cleared = figures.get(Topic.CEILING_CREDIT_CLEARED)
    if cleared is None:
        missing = terms.question("ceiling_credit") or not_entered(Topic.CEILING_CREDIT_CLEARED, "", rule)
        return Raise(rule, Years(after_use.least, years.most), missing)
    counted = after_use if cleared.is_yes else years
    return Raise(rule, counted, question or _not_shown(rule, counted))


def _not_shown(rule: CeilingStep, years: Years) -> Missing:
    """Years that neither the register nor a document shows."""
    what = YEARS[rule.counts]
    seen = Text(
        f"{what.zh}：已有记录{years.least}年，其余年度没有参保凭证",
        f"{what.en}: {years.least} are on record, nothing shows the others",
    )
    who = Text(
        "参保地医疗保障经办机构（凭参保凭证登记以往参保后重新结算）",
        "the handling agency where the person is insured (record the earlier cover with its evidence and settle again)",
    )
    return Missing(seen, who, rule.clause, rule.readings)


def _told(raises: list[Raise], ceiling_fen: int, fen: int, source: CeilingStep, *, is_bound: bool) -> Step:
    share = percent(min(one.rule.most_share for one in raises))
    bound = Text(f"（至多{share}%）", f" (at most {share} %)") if is_bound else Text("", "")
    counted = [one for one in raises if one.least_fen]
    years_zh = "、".join(f"{YEARS[one.rule.counts].zh}{one.years.least}" for one in counted)
    years_en = " and ".join(
        f"{one.years.least} years "
        + ("insured without a break" if one.rule.counts == "unbroken_years" else "without a claim")
        for one in counted
    )
    more, before, whole = format_yuan(fen), format_yuan(ceiling_fen), format_yuan(ceiling_fen + fen)
    return step(
        "ceiling_raised",
        f"{years_zh}：最高支付限额{before}元提高{more}元{bound.zh}，为{whole}元。",
        f"For {years_en} the ceiling of {before} yuan is raised by {more}{bound.en} to {whole}.",
        source,
        ceiling_fen + fen,
    )
