"""Which deductible does a bill bear: by level and place, by stay of the year, once a year, or an entered one?"""

from __future__ import annotations

from typing import NamedTuple

from claims.rules.benefit_terms import Terms
from claims.rules.choice import for_case
from claims.rules.facts import BillFacts, EnteredFigures, Entry, PatientFacts, YearSoFar
from claims.rules.figure_keys import entered_figure, key_for_care
from claims.rules.wording import not_entered, step
from enrollment.rules.answers import Missing, Step
from policy.care import Counter, Setting
from policy.fields import Sourced
from policy.money import apply_rate, format_yuan
from policy.schema.benefit import Deductible
from policy.topics import Topic

STAYS = (Setting.INPATIENT, Setting.MATERNITY)


class Borne(NamedTuple):
    """The deductible in fen (None while it is missing), where it comes from, and how it came about."""

    fen: int | None
    source: Sourced | None = None
    missing: Missing | None = None
    steps: tuple[Step, ...] = ()


def deductible_for(
    terms: Terms, bill: BillFacts, patient: PatientFacts, figures: EnteredFigures, so_far: YearSoFar, *,
    ratio_is_entered: bool,
) -> Borne:  # fmt: skip
    """The deductible of a bill; 0 where a notice states the ratio of a setting and names none (A47)."""
    stated = terms.for_bill(Deductible, bill)
    if stated:
        rule, fen = _stated(stated, bill, patient, so_far)
        if rule is not None:
            return _of_the_year(rule, fen, terms, bill, so_far)
    figure = entered_figure(figures, Topic.BASIC_DEDUCTIBLE, bill)
    if figure is not None:
        return Borne(figure.fen, None, steps=_told(terms, bill, figure.fen, None))
    if terms.for_care(Deductible, bill.setting) or ratio_is_entered:
        key = key_for_care(bill)
        return Borne(
            None,
            missing=terms.question(bill.setting.value) or not_entered(Topic.BASIC_DEDUCTIBLE, key, None),
        )
    return Borne(0)


def entries_of_deductible(terms: Terms, bill: BillFacts, borne_fen: int) -> list[Entry]:
    """What a bill adds to the deductible of the year and to the stays of the year, where the area has rules that ask."""
    per_year, by_stay = terms.remember(("deductibles that count",), lambda: _that_count(terms))
    entries = []
    if bill.setting in per_year:
        entries.append(Entry(Counter.DEDUCTIBLE_BORNE, borne_fen, bill.setting.value))
    if bill.setting in by_stay:
        entries.append(Entry(Counter.STAYS, 1, bill.setting.value))
    return entries


def _that_count(terms: Terms) -> tuple[set[Setting], set[Setting]]:
    """Settings with a deductible of the year, and with one that depends on the stay; on whatever day a rule begins."""
    rules = terms.ever(Deductible)
    per_year = {one for rule in rules if rule.per == "year" for one in rule.settings or Setting}
    by_stay = {one for rule in rules if rule.from_stay > 1 for one in rule.settings or STAYS}
    return per_year, by_stay & set(STAYS)


def _stated(
    stated: tuple[Deductible, ...], bill: BillFacts, patient: PatientFacts, so_far: YearSoFar
) -> tuple[Deductible | None, int]:
    """The rule of the latest stay reached, and its amount: the least of those that name the patient."""
    if len(stated) == 1 and stated[0].from_stay == 1:
        rules = for_case(stated, patient)
        return (rules[0], rules[0].fen) if rules else (None, 0)
    first = _least(tuple(rule for rule in stated if rule.from_stay == 1), patient)
    later = sorted({rule.from_stay for rule in stated if rule.from_stay > 1}, reverse=True)
    if later and bill.setting in STAYS:
        for number in later:
            rule = _least(tuple(one for one in stated if one.from_stay == number), patient)
            if rule is not None and number <= _stays_before(rule, so_far) + 1:
                if rule.factor is None:
                    return rule, rule.fen
                return (rule, apply_rate(first.fen, rule.factor)) if first else (None, 0)
    return (first, first.fen) if first else (None, 0)


def _least(rules: tuple[Deductible, ...], patient: PatientFacts) -> Deductible | None:
    return min(for_case(rules, patient), key=lambda rule: (rule.fen, rule.factor or 0), default=None)


def _stays_before(rule: Deductible, so_far: YearSoFar) -> int:
    settings = [one for one in STAYS if not rule.settings or one in rule.settings]
    return sum(so_far.of(Counter.STAYS, one.value) for one in settings)


def _of_the_year(rule: Deductible, fen: int, terms: Terms, bill: BillFacts, so_far: YearSoFar) -> Borne:
    if rule.per == "visit":
        return Borne(fen, rule, steps=_told(terms, bill, fen, rule))
    settings = rule.settings or tuple(Setting)
    before = sum(so_far.of(Counter.DEDUCTIBLE_BORNE, one.value) for one in settings)
    left = max(0, fen - before)
    amount, borne, now = format_yuan(fen), format_yuan(before), format_yuan(left)
    level = terms.policy.tier_label(bill.provider_tier)
    told = step(
        "deductible_of_year",
        f"{level.zh}年度起付线{amount}元，本年此前已负担{borne}元，本次负担{now}元。",
        f"The yearly deductible at {level.en} level is {amount} yuan; {borne} were borne earlier in the year, {now} now.",
        rule,
        left,
    )
    return Borne(left, rule, steps=(told,))


def _told(terms: Terms, bill: BillFacts, fen: int, rule: Deductible | None) -> tuple[Step, ...]:
    if not fen and (rule is None or rule.from_stay == 1):
        return ()
    amount, level = format_yuan(fen), terms.policy.tier_label(bill.provider_tier)
    zh, en = (
        f"{level.zh}起付线{amount}元。",
        f"The deductible at {level.en} level is {amount} yuan.",
    )
    if rule is not None and rule.from_stay > 1:
        zh = f"本年第{rule.from_stay}次及以后住院，{zh}"
        en = f"From stay {rule.from_stay} of the year on: {en}"
    return (step("deductible", zh, en, rule, fen),)
