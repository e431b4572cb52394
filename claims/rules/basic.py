"""What does basic insurance pay for a bill?"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from claims.rules.benefit_terms import Terms
from claims.rules.facts import BillFacts, ByHand, EnteredFigures, Line, PatientFacts, TierResult, YearSoFar
from claims.rules.limits import Left, Limits, limits
from claims.rules.pool import Pool, pool
from claims.rules.preferences import improved, offers
from claims.rules.segments import Segment, Segments, is_plain, payment_of, raised, told_of
from claims.rules.ways import Way, way_to_pay
from claims.rules.wording import (
    by_hand_step,
    limited_step,
    missing_step,
    not_asked,
    payment_step,
    step,
    unsaid,
)
from enrollment.rules.answers import Missing, Step
from policy.care import Outcome, Payer, Tier
from policy.fields import Sourced
from policy.money import apply_rate, format_yuan
from policy.schema.benefit import OneItemOnly, Preference
from policy.terms import Text

ORDINARY = Text("基本医保支付", "basic insurance pays")
NOTHING_ELSE = Segment(0, Decimal(0))
TCM_PART = Text("中医药部分支付", "for the TCM part")


class Basic(NamedTuple):
    """The tier's answer, with what the next tiers build on."""

    result: TierResult
    in_pool: bool
    compliant_fen: int  # that entered the pool
    borne_fen: int = 0  # of the deductible
    lowered: bool = False  # without referral: whether the guarantee counts it is unsaid (A27)

    @property
    def own_fen(self) -> int:
        """The compliant cost left after the payment (0 while that is unknown or nothing entered the pool)."""
        return self.compliant_fen - (self.result.fen or 0) if self.in_pool else 0


class _Paid(NamedTuple):
    """One way worked out: what is paid before the limits of the year, for which part."""

    ordinary_fen: int
    tcm_fen: int
    base_fen: int
    deductible_fen: int
    segments: Segments
    rate: Decimal | None = None  # when it is one for all
    item: Preference | None = None

    @property
    def fen(self) -> int:
        return self.ordinary_fen + self.tcm_fen


def basic(
    terms: Terms,
    bill: BillFacts,
    patient: PatientFacts,
    figures: EnteredFigures,
    so_far: YearSoFar,
    by_hand: ByHand | None = None,
) -> Basic:
    """Pool, way to pay, the one best preference, limits; in this order. What stays open may be decided by hand."""
    entered = pool(terms, bill, patient)
    if not entered.enters:
        result = TierResult(Tier.BASIC, Outcome.NOT_PAYABLE, 0, (), entered.steps, (), 0, 0, 0)
        return Basic(result, False, 0)
    if entered.ordinary_fen or not entered.tcm_fen or terms.reading("A26") == "deductible_first":
        way = way_to_pay(terms, bill, patient, figures, so_far)
    else:
        way = Way(0, segments=(NOTHING_ELSE,))  # the TCM rule alone prices the bill
    missing = [*entered.missing, *way.missing]
    bound = limits(terms, bill, patient, figures, so_far, entered_ratio=way.entered)
    steps = [*entered.steps, *way.steps]
    paid = None
    if way.is_known:
        paid = _best(terms, bill, patient, entered, way, bound, steps, missing)
    if paid is None:
        if not missing:
            missing.append(not_asked(Text("支付比例", "the ratio")))
    else:
        missing.extend(bound.missing)
        steps.extend(_told(terms, paid, entered, way))
    if (missing or paid is None) and by_hand is not None:
        return _by_hand(entered, way, bound, by_hand, steps)
    if missing or paid is None:
        return _undecided(entered, way, paid, steps, missing)
    return _limited(terms, entered, way, paid, bound, steps)


def _best(
    terms: Terms,
    bill: BillFacts,
    patient: PatientFacts,
    entered: Pool,
    way: Way,
    bound: Limits,
    steps: list[Step],
    missing: list[Missing],
) -> _Paid | None:
    plain = _work_out(terms, entered, way, bound, None, bill)
    if way.fixed_fen is not None or way.segments == (NOTHING_ELSE,):
        return plain
    offered = offers(terms, bill, patient)
    if way.lowered and way.ratio is not None and (offered.sure or offered.unsure):
        missing.append(
            unsaid(
                Text(
                    "降低后的支付比例能否再享受优惠政策",
                    "whether preferences come on top of a lowered ratio",
                ),
                way.ratio,
            )
        )
        return plain
    tried = [(_work_out(terms, entered, way, bound, item, bill), item) for item in offered.sure]
    best = max((paid for paid, _ in tried), key=lambda paid: paid.fen, default=plain)
    for item in offered.unsure:
        if _work_out(terms, entered, way, bound, item, bill).fen > best.fen:
            missing.append(
                not_asked(Text(f"{item.zh}：证件上的等级", f"{item.en}: the grade on the certificate"), item)
            )
    if len(tried) > 1:
        rule = next(iter(terms.all(OneItemOnly)), None)
        steps.append(
            step(
                "one_item_only",
                "多项优惠政策只享受最高一项，不叠加。",
                "Of several preferential items only the highest counts; nothing is added.",
                rule or tried[0][1],
            )
        )
    return best


def _work_out(
    terms: Terms, entered: Pool, way: Way, bound: Limits, item: Preference | None, bill: BillFacts
) -> _Paid:
    assert way.deductible_fen is not None
    if way.fixed_fen is not None:
        fen = min(way.fixed_fen, entered.compliant_fen)
        return _Paid(fen, 0, fen, 0, way.segments, way.rate)
    segments = way.segments
    if item:
        segments = raised(segments, lambda rate: improved(terms, rate, item))
    deductible = 0 if item and bill.setting in item.no_deductible else way.deductible_fen
    ordinary, tcm = entered.ordinary_fen, entered.tcm_fen
    on_payment = terms.reading("A24") == "ceiling_on_payment"
    if way.ceiling_fen is not None and not on_payment:
        ordinary = min(ordinary, way.ceiling_fen)
    if bound.bill_ceiling_fen is not None:
        ordinary = min(ordinary, bound.bill_ceiling_fen)
    tcm_deductible = 0
    if tcm and terms.reading("A26") == "deductible_first":
        tcm_deductible = min(deductible, tcm)
    base = max(0, ordinary - (deductible - tcm_deductible))
    before = deductible - tcm_deductible
    rate = segments[0].rate if is_plain(segments) else None
    paid = payment_of(base, segments, before) if rate is None else apply_rate(base, rate)
    if way.ceiling_fen is not None and on_payment:
        paid = min(paid, way.ceiling_fen)
    tcm_paid = apply_rate(tcm - tcm_deductible, entered.tcm.rate) if entered.tcm else 0
    return _Paid(paid, tcm_paid, base, deductible, segments, rate, item)


def _told(terms: Terms, paid: _Paid, entered: Pool, way: Way) -> list[Step]:
    source = paid.item or way.ratio
    told = []
    if paid.item is not None:
        before, after = told_of(way.segments), told_of(paid.segments)
        zh = f"{paid.item.zh}：支付比例由{before.zh}提高到{after.zh}"
        en = f"{paid.item.en}: the ratio is raised from {before.en} to {after.en}"
        if way.deductible_fen and not paid.deductible_fen:
            zh, en = f"{zh}，不设起付线", f"{en}, without deductible"
        told.append(step("preference", f"{zh}。", f"{en}.", paid.item))
    if paid.rate is not None and source is not None:
        told.append(payment_step(ORDINARY, paid.base_fen, paid.rate, paid.ordinary_fen, source))
    elif way.segments != (NOTHING_ELSE,) and way.fixed_fen is None:
        base, fen, share = format_yuan(paid.base_fen), format_yuan(paid.ordinary_fen), told_of(paid.segments)
        zh = f"基本医保支付：{base}元×{share.zh}＝{fen}元。"
        en = f"Basic insurance pays: {base} yuan × {share.en} = {fen} yuan."
        told.append(step("payment", zh, en, source, paid.ordinary_fen))
    if entered.tcm is not None and entered.tcm_fen:
        told.append(payment_step(TCM_PART, entered.tcm_fen, entered.tcm.rate, paid.tcm_fen, entered.tcm))
    return told


def _undecided(
    entered: Pool, way: Way, paid: _Paid | None, steps: list[Step], missing: list[Missing]
) -> Basic:
    result = TierResult(
        Tier.BASIC,
        Outcome.UNDECIDED,
        None,
        (),
        (*steps, *map(missing_step, missing)),
        tuple(missing),
        paid.base_fen if paid else None,
        way.deductible_fen,
        paid.fen if paid else None,
    )
    return Basic(result, True, entered.compliant_fen, lowered=way.lowered)


def _by_hand(entered: Pool, way: Way, bound: Limits, by_hand: ByHand, steps: list[Step]) -> Basic:
    """What two officers decided, within the compliant cost and the limits that are known."""
    fen = min([by_hand.fen, entered.compliant_fen, *(one.fen for one in bound.left)])
    told = by_hand_step(Tier.BASIC.label, fen, by_hand.document)
    line = Line(Payer.BASIC_FUND, "basic_by_hand", ORDINARY, entered.compliant_fen, fen)
    result = TierResult(
        Tier.BASIC,
        Outcome.DECIDED,
        fen,
        (line,) if fen else (),
        (*steps, told),
        (),
        entered.compliant_fen,
        way.deductible_fen,
        fen,
    )
    return Basic(result, True, entered.compliant_fen, min(way.deductible_fen or 0, entered.ordinary_fen))


def _limited(terms: Terms, entered: Pool, way: Way, paid: _Paid, bound: Limits, steps: list[Step]) -> Basic:
    outside = entered.tcm is not None and terms.reading("A26") == "outside_ceilings"
    limited = paid.ordinary_fen if outside else paid.fen
    left: Left | None = min(bound.left, key=lambda one: one.fen, default=None)
    if left is not None and left.fen < limited:
        limited = left.fen
        source = left.source or way.ratio
        if source is not None:
            steps.append(limited_step(left.code, left.what, left.fen, limited, source))
    fen = limited + (paid.tcm_fen if outside else 0)
    tcm_paid = min(paid.tcm_fen, fen)
    lines = []
    source = paid.item or way.ratio
    if fen - tcm_paid:
        lines.append(_line("ordinary", ORDINARY, paid.base_fen, fen - tcm_paid, paid.rate, source))
    if tcm_paid and entered.tcm is not None:
        lines.append(_line("tcm", TCM_PART, entered.tcm_fen, tcm_paid, entered.tcm.rate, entered.tcm))
    result = TierResult(
        Tier.BASIC,
        Outcome.DECIDED,
        fen,
        tuple(lines),
        tuple(steps),
        (),
        paid.base_fen,
        paid.deductible_fen,
        paid.fen,
    )
    borne = min(paid.deductible_fen, entered.ordinary_fen)
    return Basic(result, True, entered.compliant_fen, borne, way.lowered)


def _line(
    code: str, label: Text, base_fen: int, fen: int, rate: Decimal | None, source: Sourced | None
) -> Line:
    clause, readings = (source.clause, source.readings) if source else ("", ())
    return Line(Payer.BASIC_FUND, code, label, base_fen, fen, rate, clause, readings)
