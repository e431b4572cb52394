"""At which deductible and ratio may basic insurance pay for a bill, before any preference?"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from claims.rules.benefit_terms import Terms
from claims.rules.choice import WHOSE, for_case, unsure_of
from claims.rules.deductibles import deductible_for
from claims.rules.facts import BillFacts, EnteredFigures, PatientFacts, YearSoFar
from claims.rules.figure_keys import entered_figure, key_for_care
from claims.rules.referral import referral
from claims.rules.segments import Segment, Segments, is_plain, payment_of, segment_of
from claims.rules.who import belongs
from claims.rules.wording import no_rule_there, not_asked, not_entered, percent, step
from enrollment.rules.answers import Missing, Step
from policy.care import Place
from policy.fields import Sourced
from policy.schema.benefit import Deductible, Limit, LumpSum, MajorDisease, Ratio
from policy.schema.care_scope import ForCare, Who
from policy.terms import Text
from policy.topics import Topic

LISTED = Text("该病种是否属于重大疾病病种", "whether the disease is one of the listed major diseases")
FILED = Text("是否办理异地就医备案", "whether care outside the area was filed")
PAPERS = Text("是否办理转诊手续", "whether the referral papers are in order")
WHOLE = Segment(0, Decimal(1))


class Way(NamedTuple):
    """One way to pay: a deductible, ratios, perhaps a ceiling or a fixed sum; and where each comes from."""

    deductible_fen: int | None = None
    deductible: Sourced | None = None
    segments: Segments = ()
    ratio: Sourced | None = None
    ceiling_fen: int | None = None
    fixed_fen: int | None = None
    lowered: bool = False
    entered: bool = False  # the ratio was entered by an office, not stated in a notice
    missing: tuple[Missing, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether deductible and ratio are both there."""
        return bool(self.segments) and self.deductible_fen is not None

    @property
    def rate(self) -> Decimal | None:
        """The one ratio for the whole cost, None when there are several."""
        return self.segments[0].rate if is_plain(self.segments) else None


def way_to_pay(
    terms: Terms, bill: BillFacts, patient: PatientFacts, figures: EnteredFigures, so_far: YearSoFar
) -> Way:
    """A lump sum first, then the listed major disease, tiered referral, and the table of the level."""
    lump = max(for_case(terms.for_bill(LumpSum, bill), patient), key=lambda one: one.fen, default=None)
    if lump is not None:
        return Way(0, segments=(WHOLE,), ratio=lump, fixed_fen=lump.fen, steps=(_lump_step(lump),))
    major = terms.one(MajorDisease, bill)
    if major is not None and bill.major_disease is None:
        return Way(missing=(not_asked(LISTED, major),))
    if major is not None and bill.major_disease:
        return _major(bill, figures, major)
    answer = referral(terms, bill, patient, figures)
    ordinary = _ordinary(terms, bill, patient, figures, so_far)
    if answer.missing:
        return ordinary._replace(missing=answer.missing)
    if answer.quota_fen is not None and answer.lowered is None:
        return Way(0, segments=(WHOLE,), ratio=answer.quota, fixed_fen=answer.quota_fen, steps=answer.steps)
    if answer.lowered is not None:
        steps = tuple(one for one in ordinary.steps if one.code != "ratio")
        lowered = ordinary._replace(
            segments=(Segment(0, answer.lowered.rate),), ratio=answer.lowered, lowered=True,
            steps=(*steps, *answer.steps),
        )  # fmt: skip
        if answer.without_deductible:
            lowered = lowered._replace(deductible_fen=0)
        if answer.quota_fen is not None:
            lowered = lowered._replace(deductible_fen=0, ceiling_fen=answer.quota_fen)
        return lowered
    return ordinary


def not_said_of(terms: Terms, bill: BillFacts) -> tuple[Missing, ...]:
    """Whether filing or referral make a difference here and the bill does not say them; and care that a text forbids to price."""
    key = ("unasked", bill.setting, bill.provider_tier, bill.place, bill.filed_out_of_area, bill.referral)
    missing: tuple[Missing, ...] = terms.remember(key, lambda: tuple(_not_said_of(terms, bill)))
    return missing


def unsure_about(terms: Terms, bill: BillFacts, patient: PatientFacts) -> tuple[Missing, ...]:
    """Whether an age, a group or a grade that nobody recorded decides on deductible, lump sum or limit."""
    key = ("named people", bill.setting, bill.provider_tier, bill.place)
    rules: tuple[ForCare, ...] = terms.remember(key, lambda: _naming_people(terms, bill))
    unsure = unsure_of(rules, patient) if rules else None
    return (not_asked(WHOSE, unsure),) if unsure is not None else ()


def _naming_people(terms: Terms, bill: BillFacts) -> tuple[ForCare, ...]:
    kinds: tuple[type[ForCare], ...] = (Deductible, LumpSum, Limit)
    return tuple(
        rule
        for kind in kinds
        for rule in terms.for_care(kind, bill.setting, bill.provider_tier)
        if rule.who and bill.place in rule.in_places
    )


def _not_said_of(terms: Terms, bill: BillFacts) -> list[Missing]:
    missing = []
    kinds: tuple[type[Deductible | Ratio | LumpSum | MajorDisease | Limit], ...]
    kinds = (Deductible, Ratio, LumpSum, MajorDisease, Limit)
    there = [
        rule
        for kind in kinds
        for rule in terms.for_care(kind, bill.setting, bill.provider_tier)
        if bill.place in rule.in_places
    ]
    question = terms.question("elsewhere") if bill.place is Place.ELSEWHERE else None
    if question is not None and not any(Place.ELSEWHERE in rule.places for rule in there):
        missing.append(question)
    if bill.filed_out_of_area is None:
        missing += [not_asked(FILED, rule) for rule in there if rule.filed is not None][:1]
    if bill.referral is None:
        missing += [not_asked(PAPERS, rule) for rule in there if rule.referred is not None][:1]
    return missing


def _lump_step(rule: LumpSum) -> Step:
    zh, en = f"按定额支付，标准{rule.amount}元。", f"A fixed sum of {rule.amount} yuan is paid."
    return step("lump_sum", zh, en, rule, rule.fen)


def _major(bill: BillFacts, figures: EnteredFigures, rule: MajorDisease) -> Way:
    name = str(bill.major_disease)
    share = percent(rule.rate)
    told = step(
        "major_disease",
        f"{name}属重大疾病病种：不设起付线，限额内合规费用按{share}%支付。",
        f"{name} is a listed major disease: no deductible, {share} % of the compliant cost within its ceiling.",
        rule,
    )
    way = Way(0, rule, (Segment(0, rule.rate),), rule, steps=(told,))
    entered = figures.get(rule.topic, name)
    if entered is None:
        return way._replace(missing=(not_entered(rule.topic, name, rule),))
    return way._replace(ceiling_fen=entered.fen)


def _ordinary(
    terms: Terms, bill: BillFacts, patient: PatientFacts, figures: EnteredFigures, so_far: YearSoFar
) -> Way:
    stated = terms.for_bill(Ratio, bill)
    if not stated:
        return _entered(terms, bill, patient, figures, so_far)
    table = _best_table(for_case(stated, patient), bill, patient)
    unsure = unsure_of(stated, patient)
    missing = [not_asked(WHOSE, unsure)] if unsure is not None else []
    steps: list[Step] = []
    segments = tuple(
        [
            segment_of(rule, _raised(rule, bill, figures, steps) if rule.raised_under else rule.rate)
            for rule in table
        ]
    )
    if not table:
        missing.append(terms.question(bill.setting.value) or no_rule_there(bill, terms))
    borne = deductible_for(terms, bill, patient, figures, so_far, ratio_is_entered=False)
    return Way(
        borne.fen,
        borne.source,
        segments,
        table[0] if table else None,
        missing=_once(missing, borne.missing) if missing or borne.missing else (),
        steps=(*steps, *borne.steps),
    )


def _once(missing: list[Missing], more: Missing | None) -> tuple[Missing, ...]:
    return tuple(dict.fromkeys([*missing, more] if more else missing))


def _entered(
    terms: Terms, bill: BillFacts, patient: PatientFacts, figures: EnteredFigures, so_far: YearSoFar
) -> Way:
    """Where no notice states a ratio: the one that an office entered, or what is missing."""
    figure = entered_figure(figures, Topic.BASIC_RATIO, bill)
    borne = deductible_for(terms, bill, patient, figures, so_far, ratio_is_entered=figure is not None)
    if figure is None:
        question = terms.question(bill.setting.value)
        if bill.place is not Place.AREA and terms.for_care(Ratio, bill.setting):
            question = no_rule_there(bill, terms)
        missing = question or not_entered(Topic.BASIC_RATIO, key_for_care(bill), None)
        return Way(borne.fen, borne.source, missing=_once([missing], borne.missing), steps=borne.steps)
    share = percent(figure.rate)
    zh, en = f"支付比例{share}%（{figure.document}）。", f"The ratio is {share} % ({figure.document})."
    return Way(
        borne.fen,
        borne.source,
        (Segment(0, figure.rate),),
        entered=True,
        missing=_once([], borne.missing),
        steps=(step("ratio", zh, en), *borne.steps),
    )


def _best_table(rules: tuple[Ratio, ...], bill: BillFacts, patient: PatientFacts) -> tuple[Ratio, ...]:
    """The segments for one kind of people, lowest first: of several that name the patient those that pay most."""
    if len(rules) < 2:
        return rules
    kinds: set[Who | None] = {one for rule in rules for one in rule.people if belongs(one, patient)}
    tables = [
        tuple(
            sorted((rule for rule in rules if one is None or one in rule.people), key=lambda rule: rule.above)
        )
        for one in kinds or {None}
    ]
    return max(tables, key=lambda table: _pays(table, bill))


def _pays(table: tuple[Ratio, ...], bill: BillFacts) -> int:
    return payment_of(bill.eligible_fen, tuple(segment_of(rule, rule.rate) for rule in table))


def _raised(rule: Ratio, bill: BillFacts, figures: EnteredFigures, steps: list[Step]) -> Decimal:
    """The stated ratio, or a higher one that is filed (A19)."""
    if rule.raised_under is None:
        return rule.rate
    filed = entered_figure(figures, rule.raised_under, bill) or (
        figures.get(rule.raised_under, f"{bill.setting.value}:{bill.provider_tier}")
        if bill.place in rule.places
        else None
    )
    if filed is None or filed.rate <= rule.rate:
        return rule.rate
    zh, en = (
        f"备案的支付比例为{percent(filed.rate)}%（{filed.document}）。",
        f"A ratio of {percent(filed.rate)} % is filed ({filed.document}).",
    )
    steps.append(step("filed_ratio", zh, en, rule))
    return filed.rate
