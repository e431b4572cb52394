"""What does critical illness insurance pay, from the compliant cost that is left in the year?

Deductible and ratio work on the sum of the year; what was paid on earlier bills is taken off. So the payment of a year does
not depend on how its cost was split into bills.
"""

from __future__ import annotations

from decimal import Decimal

from claims.rules.basic import Basic
from claims.rules.benefit_terms import Terms
from claims.rules.ceilings import Measure, with_raises
from claims.rules.choice import WHOSE, for_patient, naming, unsure_of
from claims.rules.facts import BillFacts, ByHand, EnteredFigures, Line, PatientFacts, TierResult, YearSoFar
from claims.rules.segments import Segment, Segments, is_plain, payment_of, raised, segment_of, told_of
from claims.rules.wording import by_hand_step, missing_step, not_asked, not_entered, percent, step
from enrollment.rules.answers import Missing, Step
from policy.care import Counter, Outcome, Payer, Place, Setting, Tier
from policy.fields import Sourced
from policy.money import apply_rate, format_yuan
from policy.schema.care_scope import FromDay
from policy.schema.critical import (
    CriticalAddition,
    CriticalCeiling,
    CriticalDeductible,
    CriticalRatio,
    Registration,
)
from policy.terms import Category, Text
from policy.topics import Topic

LABEL = Text("大病保险支付", "critical illness insurance pays")
_REGISTERED_POOR = Category("registered_poor")  # as whom others may count (GX-3b)


def counted_settings(terms: Terms) -> tuple[Setting, ...]:
    """Which settings' cost counts towards critical illness insurance; inpatient care where no text says it (A56)."""
    settings: tuple[Setting, ...] = terms.remember(("counted settings",), lambda: _counted_settings(terms))
    return settings


def _counted_settings(terms: Terms) -> tuple[Setting, ...]:
    rule = next(iter(terms.all(Registration)), None)
    settings = rule.settings if rule else (Setting.INPATIENT,)
    if rule is not None and "A56" in rule.readings and terms.reading("A56") == "with_chronic":
        return (*settings, Setting.CHRONIC)
    return settings


def critical_illness(
    terms: Terms,
    bill: BillFacts,
    patient: PatientFacts,
    figures: EnteredFigures,
    so_far: YearSoFar,
    before: Basic,
    by_hand: ByHand | None = None,
) -> TierResult:
    """The payment on the year's base less what was paid before, never above what is left of this bill."""
    if before.result.outcome is Outcome.UNDECIDED:
        return TierResult(Tier.CRITICAL_ILLNESS, Outcome.UNDECIDED, None)
    if bill.setting not in counted_settings(terms) or not before.own_fen:
        return TierResult(Tier.CRITICAL_ILLNESS, Outcome.DECIDED, 0, base_fen=0)
    remaining = so_far.of(Counter.REMAINING_COMPLIANT) + before.own_fen
    deductible = deductible_of(terms, patient, figures)
    base = None if deductible.fen is None else base_of(terms, remaining, deductible.fen)
    steps = _base_steps(remaining, deductible, base)
    if base == 0 and not unsure_about(terms, patient):
        return TierResult(
            Tier.CRITICAL_ILLNESS, Outcome.DECIDED, 0, steps=steps, base_fen=0, deductible_fen=deductible.fen
        )
    if by_hand is not None:
        return _by_hand(by_hand, before, base, deductible.fen, steps)
    question = _question(terms, patient)
    segments, source = segments_of(terms, bill.place, patient, figures)
    ceiling = ceiling_of(terms, patient, figures) if segments else Measure(None, unlimited=True)
    missing = [one for one in (question, deductible.missing, ceiling.missing) if one is not None]
    missing += unsure_about(terms, patient)
    raise_steps: tuple[Step, ...] = ()
    plain_ceiling: int | None = None  # of the area, when the payment lies above it
    if not segments and question is None:
        missing.append(terms.question("critical_illness") or not_entered(Topic.CRITICAL_SEGMENTS, "", None))
    paid_before = so_far.of(Counter.CRITICAL_ILLNESS_PAID)
    computed, before_base = None, 0
    if base is not None and segments and deductible.fen is not None:
        shift = 0 if terms.reading("A29") == "gate" else deductible.fen
        computed = payment_of(base, segments, shift)
        if differs_by_place(terms):
            before_base = base_of(terms, so_far.of(Counter.REMAINING_COMPLIANT), deductible.fen)
            computed += paid_before - payment_of(before_base, segments, shift)
    if computed is not None and ceiling.fen is not None and computed > ceiling.fen:
        plain_ceiling = ceiling.fen
        ceiling, raise_missing, raise_steps = with_raises(terms, patient, figures, ceiling, computed)
        missing += [raise_missing] if raise_missing else []
    if missing or base is None or computed is None:
        return TierResult(
            Tier.CRITICAL_ILLNESS,
            Outcome.UNDECIDED,
            None,
            steps=(*steps, *map(missing_step, missing)),
            missing=tuple(dict.fromkeys(missing)),
            base_fen=base,
            deductible_fen=deductible.fen,
            computed_fen=computed,
        )
    whole = computed if ceiling.unlimited or ceiling.fen is None else min(computed, ceiling.fen)
    fen = min(max(0, whole - paid_before), before.own_fen)
    part = computed - paid_before if before_base else computed
    extra = [*raise_steps, _payment_step(base - before_base, segments, part, source)]
    if whole < computed:
        zh = f"年度最高支付限额{format_yuan(whole)}元。"
        en = f"The yearly ceiling is {format_yuan(whole)} yuan."
        extra.append(step("ceiling", zh, en, ceiling.source, whole))
    if paid_before:
        extra.append(_before_step(paid_before, fen, source))
    clause, readings = (source.clause, source.readings) if source else ("", ())
    rate = segments[0].rate if len(segments) == 1 else None
    line = Line(Payer.CRITICAL_ILLNESS_INSURER, "critical_illness", LABEL, base, fen, rate, clause, readings)
    return TierResult(
        Tier.CRITICAL_ILLNESS,
        Outcome.DECIDED,
        fen,
        (line,) if fen else (),
        (*steps, *extra),
        (),
        base,
        deductible.fen,
        computed,
        0 if plain_ceiling is None else max(0, fen - max(0, plain_ceiling - paid_before)),
    )


def differs_by_place(terms: Terms) -> bool:
    """Whether the ratios depend on the place of care: then each bill pays for what it adds to the base, at its own place."""
    differs: bool = terms.remember(("critical places",), lambda: _differs_by_place(terms))
    return differs


def _differs_by_place(terms: Terms) -> bool:
    tables = [
        {(rule.above, rule.until, rule.rate, rule.who) for rule in terms.at(CriticalRatio, place)}
        for place in Place
    ]
    return any(table != tables[0] for table in tables)


def unsure_about(terms: Terms, patient: PatientFacts) -> list[Missing]:
    """Whether an age, a group or a grade that nobody recorded decides on what is paid."""
    rules: tuple[FromDay, ...] = terms.remember(("critical people",), lambda: _naming_people(terms))
    unsure = unsure_of(rules, patient) if rules else None
    return [not_asked(WHOSE, unsure)] if unsure is not None else []


def _naming_people(terms: Terms) -> tuple[FromDay, ...]:
    kinds: tuple[type[FromDay], ...] = (CriticalDeductible, CriticalRatio, CriticalAddition, CriticalCeiling)
    return tuple(rule for kind in kinds for rule in terms.all(kind) if rule.people)


def base_of(terms: Terms, remaining_fen: int, deductible_fen: int) -> int:
    """What lies above the deductible; all of it once it is passed under the other reading (A29)."""
    if remaining_fen <= deductible_fen:
        return 0
    return remaining_fen if terms.reading("A29") == "gate" else remaining_fen - deductible_fen


def deductible_of(terms: Terms, patient: PatientFacts, figures: EnteredFigures) -> Measure:
    """The lowest deductible that names the patient, else the one for everybody, else an entered one."""
    rules = terms.all(CriticalDeductible)
    common = next((rule for rule in rules if not rule.who), None)
    ordinary = _measured(common, None, figures) if common else None
    own = [_measured(rule, ordinary, figures) for rule in naming(rules, patient)]
    known = [one for one in own if one.fen is not None]
    if own:
        return min(known, key=lambda one: one.fen or 0) if known else own[0]
    if ordinary is not None:
        return ordinary
    figure = figures.get(Topic.CRITICAL_DEDUCTIBLE)
    if figure is not None:
        return Measure(figure.fen)
    missing = terms.question("critical_illness") or not_entered(Topic.CRITICAL_DEDUCTIBLE, "", None)
    return Measure(None, missing=missing)


def segments_of(
    terms: Terms, place: Place, patient: PatientFacts, figures: EnteredFigures
) -> tuple[Segments, Sourced | None]:
    """Ratios by segment, with the points of the patient's group (the most, of several); empty when missing."""
    rules = sorted(for_patient(terms.at(CriticalRatio, place), patient), key=lambda rule: rule.above)
    figure = figures.get(Topic.CRITICAL_SEGMENTS)
    source: Sourced | None = rules[0] if rules else None
    if rules:
        segments: Segments = tuple(segment_of(rule, rule.rate) for rule in rules)
    elif figure is not None:
        segments = tuple(Segment(above, rate) for above, rate in figure.segments)
    else:
        return (), None
    more = max(naming(terms.all(CriticalAddition), patient), key=lambda rule: rule.points, default=None)
    if more is None:
        return segments, source
    relative, points, one = terms.reading("A20") == "relative", more.points, Decimal(1)
    return raised(segments, lambda rate: min(one, rate * (one + points) if relative else rate + points)), more


def ceiling_of(terms: Terms, patient: PatientFacts, figures: EnteredFigures) -> Measure:
    """No ceiling for whom a rule says so; else a stated or entered one; asked for where the area speaks of one."""
    rules = terms.all(CriticalCeiling)
    own = naming(rules, patient)
    if own:
        best = max(own, key=lambda rule: (rule.unlimited, rule.fen or 0))
        return Measure(best.fen, best, unlimited=best.unlimited)
    common = next((rule for rule in rules if not rule.who), None)
    if common is not None:
        return Measure(common.fen, common, unlimited=common.unlimited)
    figure = figures.get(Topic.CRITICAL_CEILING)
    if figure is not None:
        return Measure(figure.fen)
    if not rules:
        return Measure(None, unlimited=True)
    return Measure(None, missing=not_entered(Topic.CRITICAL_CEILING, "", rules[0]))


def lowest_ratio(terms: Terms, place: Place) -> Decimal | None:
    """The least ratio that a city may set for a place of care (最低为), None where the area sets none."""
    rules = [rule for rule in terms.at(CriticalRatio, place) if rule.floor]
    return max((rule.rate for rule in rules), default=None)


def _measured(rule: CriticalDeductible, ordinary: Measure | None, figures: EnteredFigures) -> Measure:
    if rule.fen is not None:
        return Measure(rule.fen, rule)
    if rule.income_share is not None and rule.topic is not None:
        figure = figures.get(rule.topic)
        if figure is None:
            return Measure(None, rule, not_entered(rule.topic, "", rule))
        return Measure(apply_rate(figure.fen, rule.income_share), rule)
    if ordinary is None or ordinary.fen is None or rule.factor is None:
        return Measure(
            None, rule, ordinary.missing if ordinary else not_entered(Topic.CRITICAL_DEDUCTIBLE, "", rule)
        )
    return Measure(apply_rate(ordinary.fen, rule.factor), rule)


def _question(terms: Terms, patient: PatientFacts) -> Missing | None:
    """A group for which the area says that it gets more but not how much (GX-3c), unless it counts as another."""
    open_for = patient.categories - {_REGISTERED_POOR}
    if not open_for or _REGISTERED_POOR in patient.categories:
        return None
    return terms.question("critical_illness", open_for)


def _by_hand(
    by_hand: ByHand, before: Basic, base: int | None, deductible_fen: int | None, steps: tuple[Step, ...]
) -> TierResult:
    fen = min(by_hand.fen, before.own_fen)
    told = by_hand_step(Tier.CRITICAL_ILLNESS.label, fen, by_hand.document)
    line = Line(Payer.CRITICAL_ILLNESS_INSURER, "critical_illness_by_hand", LABEL, base or 0, fen)
    return TierResult(
        Tier.CRITICAL_ILLNESS,
        Outcome.DECIDED,
        fen,
        (line,) if fen else (),
        (*steps, told),
        (),
        base,
        deductible_fen,
        fen,
    )


def _base_steps(remaining_fen: int, deductible: Measure, base_fen: int | None) -> tuple[Step, ...]:
    if deductible.fen is None or base_fen is None:
        return ()
    left, line, base = format_yuan(remaining_fen), format_yuan(deductible.fen), format_yuan(base_fen)
    if base_fen == 0:
        zh = f"本年基本医保后剩余合规费用累计{left}元，未超过大病保险起付线{line}元。"
        en = f"Compliant cost left in the year is {left} yuan, not above the critical illness deductible of {line}."
    else:
        zh = f"本年基本医保后剩余合规费用累计{left}元，大病保险起付线{line}元，基数{base}元。"
        en = f"Compliant cost left in the year is {left} yuan, the deductible {line}, so the base is {base} yuan."
    return (step("critical_base", zh, en, deductible.source, base_fen),)


def _before_step(paid_before: int, fen: int, source: Sourced | None) -> Step:
    earlier, now = format_yuan(paid_before), format_yuan(fen)
    return step(
        "paid_before",
        f"本年此前已支付{earlier}元，本次支付{now}元。",
        f"{earlier} yuan were paid earlier in the year, so {now} yuan now.",
        source,
        fen,
    )


def _payment_step(base_fen: int, segments: Segments, computed: int, source: Sourced | None) -> Step:
    base, paid = format_yuan(base_fen), format_yuan(computed)
    if is_plain(segments):
        share = percent(segments[0].rate)
        zh = f"大病保险：{base}元×{share}%＝{paid}元。"
        en = f"Critical illness insurance: {base} yuan × {share} % = {paid} yuan."
        return step("payment", zh, en, source, computed)
    said = told_of(segments)
    zh = f"大病保险分段（{said.zh}）：基数{base}元，共{paid}元。"
    en = f"Critical illness insurance by segment ({said.en}): {paid} yuan on a base of {base}."
    return step("payment", zh, en, source, computed)
