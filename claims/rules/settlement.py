"""Who pays what on one bill, tier by tier, so that the parts add up to it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from claims.rules.assistance_by_group import ASSISTANCE, counts
from claims.rules.basic import Basic, basic
from claims.rules.benefit_terms import Terms, terms_on
from claims.rules.critical_illness import counted_settings, critical_illness
from claims.rules.deductibles import entries_of_deductible
from claims.rules.facts import (
    BillFacts,
    ByHand,
    EnteredFigures,
    Entry,
    Held,
    Line,
    PatientFacts,
    Settlement,
    TierResult,
    YearSoFar,
)
from claims.rules.guarantee import guaranteed_settings
from claims.rules.limits import COUNTERS, causes_of, key_of
from claims.rules.local_figures import as_local
from claims.rules.medical_assistance import Assistance, medical_assistance
from claims.rules.preferences import with_equal_standing
from claims.rules.stay_cover import year_of_discharge
from claims.rules.unasked_facts import facts_to_ask, held_for, with_facts_of
from claims.rules.who import with_wider
from enrollment.rules.answers import Step
from policy.book import Policy
from policy.care import Counter, Outcome, Payer, Tier
from policy.schema.benefit import SpecialSubsidy
from policy.terms import Text

OWN_COMPLIANT = Text("个人负担合规费用", "own part of the compliant cost")
FIRST_PAY = Text("先行自付", "paid first by the person")
NON_COVERED = Text("目录外等不予支付费用", "cost outside the catalogue")


def settle(
    policy: Policy,
    bill: BillFacts,
    patient: PatientFacts,
    *,
    so_far: YearSoFar | None = None,
    figures: EnteredFigures | None = None,
    by_hand: Mapping[Tier, ByHand] | None = None,
    held: tuple[Held, ...] = (),
) -> Settlement:
    """The whole answer for one bill, given what the year has seen before it.

    A finding that nobody asked for leaves the bill undecided when the answer would change what anybody pays.
    """
    known = Known(so_far or YearSoFar(), figures or EnteredFigures(), by_hand or {})
    terms = terms_on(policy, bill.service_on)
    patient = with_wider(policy, with_facts_of(bill, patient))
    local = as_local(terms, bill, patient)
    if local is None:
        return _answered(policy, terms, bill, patient, known, held)
    there = _with_step(_answered(policy, terms, local.bill, patient, known, held), local.step)
    if local.is_open is None:
        return there
    plain = _answered(policy, terms, bill, patient, known, held)
    if _same_payments(plain, there):
        return plain
    return _answered(policy, terms, bill, patient, known, (*held, local.is_open))


def _with_step(done: Settlement, told: Step) -> Settlement:
    """The answer with a step before all others."""
    first, *others = done.tiers
    return done._replace(tiers=(first._replace(steps=(told, *first.steps)), *others))


def _answered(
    policy: Policy,
    terms: Terms,
    bill: BillFacts,
    patient: PatientFacts,
    known: Known,
    held: tuple[Held, ...],
) -> Settlement:
    """The answer at one place, where a finding that nobody asked for may leave it undecided."""
    asks = facts_to_ask(terms, bill, patient)
    if not asks:
        return _settled(policy, bill, patient, known, held)
    codes = frozenset(ask.code for ask in asks)
    without = patient._replace(ruled_out=patient.ruled_out | codes)
    no = _settled(policy, bill, without, known, held)
    for ask, facts in [(ask, {ask.code}) for ask in asks] + [(asks[0], codes)]:
        one = patient._replace(
            findings=patient.findings | facts, ruled_out=patient.ruled_out | (codes - facts)
        )
        if not _same_payments(_settled(policy, bill, one, known, held), no):
            return _settled(policy, bill, without, known, (*held, held_for(terms, ask)))
    return no


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside bill and patient: the year before it, entered figures, amounts decided by hand."""

    so_far: YearSoFar
    figures: EnteredFigures
    by_hand: Mapping[Tier, ByHand]


def _settled(
    policy: Policy, bill: BillFacts, patient: PatientFacts, known: Known, held: tuple[Held, ...]
) -> Settlement:
    so_far, figures, decided = known.so_far, known.figures, known.by_hand
    terms = terms_on(policy, bill.service_on)
    patient, standing = with_equal_standing(terms, patient)
    first = basic(terms, bill, patient, figures, so_far, decided.get(Tier.BASIC))
    if standing:
        first = first._replace(result=first.result._replace(steps=(*standing, *first.result.steps)))
    second = critical_illness(
        terms, bill, patient, figures, so_far, first, decided.get(Tier.CRITICAL_ILLNESS)
    )
    third = medical_assistance(
        terms, bill, patient, figures, so_far, first, second, decided.get(Tier.MEDICAL_ASSISTANCE)
    )
    tiers = (first.result, second, third.result)
    special = min(bill.special_subsidy_fen, bill.total_fen)
    paid = sum(tier.fen or 0 for tier in tiers)
    left = bill.total_fen - special - paid
    whole = all(tier.outcome is not Outcome.UNDECIDED for tier in tiers) and not any(
        one.is_undecided for one in held
    )
    own = first.own_fen - (second.fen or 0) - (third.result.fen or 0) if first.in_pool else None
    payers = _special_line(terms, bill, special) + [line for tier in tiers for line in tier.lines]
    return Settlement(
        total_fen=bill.total_fen,
        tiers=tiers,
        special_subsidy_fen=special,
        person_pays_fen=left if whole else None,
        person_pays_at_most_fen=left,
        own_compliant_fen=None if first.result.fen is None else own if own is not None else bill.eligible_fen,
        lines=tuple(payers + (_person_lines(bill, left) if whole else [])),
        entries=_entries(terms, bill, patient, first, second, third) if whole else (),
        cautions=(*year_of_discharge(terms, bill), *third.cautions),
        held=held,
        policy_digest=policy.digest,
    )


def _same_payments(one: Settlement, other: Settlement) -> bool:
    """Whether two answers pay and count the same; of a tier without its figure the base has to be the same."""

    def told(done: Settlement) -> list[tuple[Outcome, int | None]]:
        return [(tier.outcome, tier.base_fen if tier.fen is None else tier.fen) for tier in done.tiers]

    return told(one) == told(other) and one.entries == other.entries


def _special_line(terms: Terms, bill: BillFacts, fen: int) -> list[Line]:
    if not fen:
        return []
    rule = terms.one(SpecialSubsidy, bill)
    clause, readings = (rule.clause, rule.readings) if rule else ("", ())
    label = Payer.SPECIAL_SUBSIDY.label
    return [Line(Payer.SPECIAL_SUBSIDY, "special_subsidy", label, fen, fen, None, clause, readings)]


def _person_lines(bill: BillFacts, left_fen: int) -> list[Line]:
    """What is left is borne by the person: outside the catalogue first, then first-pay, the rest is compliant."""
    lines = []
    for code, label, fen in (
        ("non_covered", NON_COVERED, bill.non_covered_fen),
        ("first_pay", FIRST_PAY, bill.first_pay_fen),
        ("own_compliant", OWN_COMPLIANT, left_fen),
    ):
        part = min(fen, left_fen)
        left_fen -= part
        if part:
            lines.append(Line(Payer.PERSON, code, label, part, part))
    return lines


def _entries(
    terms: Terms, bill: BillFacts, patient: PatientFacts, first: Basic, second: TierResult, last: Assistance
) -> tuple[Entry, ...]:
    """What the bill adds to the counters of the year; nothing of a bill outside the pool."""
    if not first.in_pool:
        return ()
    third = last.result
    basic_fen, critical_fen = first.result.fen or 0, second.fen or 0
    found = [Entry(COUNTERS[bill.setting], basic_fen, key_of(bill))]
    if bill.setting in counted_settings(terms):
        found.append(Entry(Counter.REMAINING_COMPLIANT, first.own_fen))
    found.append(Entry(Counter.CRITICAL_ILLNESS_PAID, critical_fen))
    found.append(Entry(Counter.CEILING_RAISE_USED, second.raise_used_fen))
    found += entries_of_deductible(terms, bill, first.borne_fen)
    found += [Entry(Counter.CAUSE_PAID, basic_fen, cause) for cause in causes_of(terms, bill, patient)]
    helped = sum(line.fen for line in third.lines if line.code == ASSISTANCE)
    if counts(terms, bill) or last.is_counted:
        found.append(Entry(Counter.ASSISTANCE_COST, first.own_fen - critical_fen - (third.fen or 0) + helped))
        found.append(Entry(Counter.ASSISTANCE_PAID, helped))
    if bill.setting in guaranteed_settings(terms):
        found.append(Entry(Counter.COMPLIANT_COST, first.compliant_fen))
        found.append(Entry(Counter.GUARANTEE_PAID, basic_fen + critical_fen))
        for line in third.lines:
            if line.code != ASSISTANCE:
                counter = Counter.TOP_UP_PAID if line.payer is Payer.TOP_UP else Counter.CIVIL_PAID
                found.append(Entry(counter, line.fen))
    return tuple(entry for entry in found if entry.fen)
