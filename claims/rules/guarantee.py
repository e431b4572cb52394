"""What do the guarantee of a share of the cost and the line of own cost add after basic and critical illness insurance?

Both work on the sums of the year. Up to the line a top-up fills all payments to the guaranteed share; above it civil affairs
bear what passes the line and there is no top-up (A28). Where the other reading would leave the person better or worse off, on
this bill or over the year, both figures are printed.
"""

from __future__ import annotations

from typing import NamedTuple

from claims.rules.benefit_terms import Terms
from claims.rules.facts import Alternative, Caution, Line, TierResult
from claims.rules.wording import percent, step
from enrollment.rules.answers import Step
from policy.care import Outcome, Payer, Setting, Tier
from policy.money import apply_rate, format_yuan
from policy.schema.critical import Guarantee, OwnCostLine
from policy.terms import Text

TOP_UP = Text(
    "“10元85%”补助（连同已付补足到此数）", "“10 yuan, 85 %” top-up (with what was paid, up to this sum)"
)
CIVIL = Text("民政医疗救助", "civil affairs (medical assistance)")


class Sums(NamedTuple):
    """The sums of the year that the rules work on."""

    cost_fen: int
    paid_fen: int  # by basic and critical illness insurance
    top_ups_fen: int
    civil_fen: int

    @property
    def own_fen(self) -> int:
        """Own compliant cost after basic and critical illness insurance."""
        return self.cost_fen - self.paid_fen


class _Shares(NamedTuple):
    """What a reading makes the two payers add on this bill."""

    top_up_fen: int
    civil_fen: int


def guaranteed_settings(terms: Terms) -> tuple[Setting, ...]:
    """Whose compliant cost the guarantee and the line of own cost count; every setting under the other reading (A27)."""
    settings: tuple[Setting, ...] = terms.remember(("guaranteed settings",), lambda: _guaranteed(terms))
    return settings


def _guaranteed(terms: Terms) -> tuple[Setting, ...]:
    rule: Guarantee | OwnCostLine | None = next(iter(terms.all(Guarantee)), None)
    if rule is None:
        rule = next(iter(terms.all(OwnCostLine)), None)
        return () if rule is None else rule.settings or tuple(Setting)
    return tuple(Setting) if terms.reading("A27") == "every_setting" else rule.settings


def guarantee(
    terms: Terms, rule: Guarantee | None, line: OwnCostLine | None, year: Sums, own_of_bill: int
) -> tuple[TierResult, tuple[Caution, ...]]:
    """The payments on a bill, `own_of_bill` of which are still open, under the chosen reading; and what the desk must be told."""
    literal = _own_cost_line_first(rule, line, year, own_of_bill)
    other = _top_up_first(rule, line, year, own_of_bill)
    chosen, passed = literal, other
    way, other_way = "own_cost_line_first", "top_up_first"
    if terms.reading("A28") == "top_up_first":
        chosen, passed, way, other_way = other, literal, other_way, way
    steps = (*_steps(rule, line, year, chosen), *_next_yuan(rule, line, year, own_of_bill, way))
    lines = []
    if chosen.top_up_fen and rule is not None:
        target = apply_rate(year.cost_fen, rule.rate)
        lines.append(
            Line(
                Payer.TOP_UP,
                "top_up",
                TOP_UP,
                target,
                chosen.top_up_fen,
                None,
                rule.clause,
                rule.readings,
            )
        )
    if chosen.civil_fen and line is not None:
        lines.append(
            Line(
                Payer.CIVIL_AFFAIRS,
                "own_cost_above_line",
                CIVIL,
                year.own_fen,
                chosen.civil_fen,
                None,
                line.clause,
                line.readings,
            )
        )
    fen = chosen.top_up_fen + chosen.civil_fen
    cautions: tuple[Caution, ...] = ()
    if line is not None and rule is not None:
        if chosen != passed:
            cautions = (_cliff(rule, line, chosen, passed, other_way, own_of_bill),)
        else:
            cautions = _cliff_of_year(rule, line, year, chosen, passed, other_way, own_of_bill)
    result = TierResult(
        Tier.MEDICAL_ASSISTANCE, Outcome.DECIDED, fen, tuple(lines), steps, (), year.own_fen, None, fen
    )
    return result, cautions


def _own_cost_line_first(
    rule: Guarantee | None, line: OwnCostLine | None, year: Sums, own_of_bill: int
) -> _Shares:
    limit = line.fen if line else None
    if limit is not None and year.own_fen > limit:
        civil = max(0, year.own_fen - year.top_ups_fen - year.civil_fen - limit)
        return _Shares(0, min(civil, own_of_bill))
    return _Shares(min(_shortfall(rule, year), own_of_bill), 0)


def _top_up_first(rule: Guarantee | None, line: OwnCostLine | None, year: Sums, own_of_bill: int) -> _Shares:
    top_up = min(_shortfall(rule, year), own_of_bill)
    if line is None:
        return _Shares(top_up, 0)
    above = year.own_fen - year.top_ups_fen - top_up - year.civil_fen - line.fen
    return _Shares(top_up, min(max(0, above), own_of_bill - top_up))


def _shortfall(rule: Guarantee | None, year: Sums) -> int:
    if rule is None:
        return 0
    target = apply_rate(year.cost_fen, rule.rate)
    return max(0, target - year.paid_fen - year.top_ups_fen - year.civil_fen)


def _steps(rule: Guarantee | None, line: OwnCostLine | None, year: Sums, chosen: _Shares) -> tuple[Step, ...]:
    told = []
    own = format_yuan(year.own_fen)
    if line is not None and chosen.civil_fen:
        limit, fen = format_yuan(line.fen), format_yuan(chosen.civil_fen)
        told.append(
            step(
                "own_cost_above_line",
                f"本年基本医保、大病保险后个人负担合规费用{own}元，超过{limit}元的部分由民政支付{fen}元。",
                f"Own compliant cost of the year after both insurances is {own} yuan; civil affairs pay {fen} yuan above "
                f"{limit}.",
                line,
                chosen.civil_fen,
            )
        )
    if rule is not None and not chosen.civil_fen:
        share = percent(rule.rate)
        paid = format_yuan(year.paid_fen + year.top_ups_fen + year.civil_fen)
        cost, fen = format_yuan(year.cost_fen), format_yuan(chosen.top_up_fen)
        told.append(
            step(
                "guarantee",
                f"本年合规费用{cost}元，已支付{paid}元，补到{share}%：补助{fen}元。",
                f"Compliant cost of the year {cost} yuan, paid {paid}; the top-up to {share} % is {fen} yuan.",
                rule,
                chosen.top_up_fen,
            )
        )
    return tuple(told)


def _next_yuan(
    rule: Guarantee | None, line: OwnCostLine | None, year: Sums, own_of_bill: int, way: str
) -> tuple[Step, ...]:
    """What passing the line will mean, told to whom another bill like this one would take past it."""
    if line is None or year.own_fen > line.fen or line.fen - year.own_fen >= own_of_bill:
        return ()
    own, gap, limit = format_yuan(year.own_fen), format_yuan(line.fen - year.own_fen), format_yuan(line.fen)
    zh = f"本年个人负担合规费用{own}元，距{limit}元还差{gap}元。再多一元起，超过{limit}元的部分由民政支付"
    en = (
        f"Own compliant cost of the year is {own} yuan, {gap} below {limit}. From the next yuan above it civil affairs bear what "
        f"passes {limit}"
    )
    if rule is not None and way == "own_cost_line_first":
        share = percent(rule.rate)
        zh, en = f"{zh}，但届时不再补足到{share}%", f"{en}, but no top-up to {share} % is paid any more"
    return (step("next_yuan", f"{zh}。", f"{en}.", line, None),)


def _cliff(
    rule: Guarantee, line: OwnCostLine, chosen: _Shares, passed: _Shares, other_way: str, own_of_bill: int
) -> Caution:
    person = own_of_bill - chosen.top_up_fen - chosen.civil_fen
    instead = own_of_bill - passed.top_up_fen - passed.civil_fen
    here, there, share = format_yuan(person), format_yuan(instead), percent(rule.rate)
    text = Text(
        f"{share}%保障与{line.amount}元规定衔接处：本次结算个人负担合规费用{here}元，按另一种理解为{there}元。",
        f"Where the {share} % guarantee meets the {line.amount} yuan rule: own compliant cost is {here} yuan here and "
        f"{there} under the other reading.",
    )
    other = Alternative(
        "A28",
        other_way,
        ((Payer.TOP_UP, passed.top_up_fen), (Payer.CIVIL_AFFAIRS, passed.civil_fen)),
        instead,
    )
    return Caution("CLIFF_85_3000", text, line.clause, ("A28",), (other,))


def _cliff_of_year(
    rule: Guarantee, line: OwnCostLine, year: Sums, chosen: _Shares, passed: _Shares, other_way: str, own_of_bill: int
) -> tuple[Caution, ...]:  # fmt: skip
    """On this bill the readings agree, yet for the cost of the year in one stay they would not."""
    whole = year._replace(top_ups_fen=0, civil_fen=0)
    literal = _own_cost_line_first(rule, line, whole, year.own_fen)
    other = _top_up_first(rule, line, whole, year.own_fen)
    if literal == other:
        return ()
    now = year.own_fen - year.top_ups_fen - year.civil_fen - chosen.top_up_fen - chosen.civil_fen
    share, here = percent(rule.rate), format_yuan(now)
    first, second = (format_yuan(year.own_fen - one.top_up_fen - one.civil_fen) for one in (literal, other))
    text = Text(
        f"{share}%保障与{line.amount}元规定衔接处：本年多次结算后个人负担合规费用{here}元；同样费用一次住院结算，"
        f"先按{line.amount}元规定为{first}元，先补足{share}%为{second}元。",
        f"Where the {share} % guarantee meets the {line.amount} yuan rule: after several bills own compliant cost of the year is "
        f"{here} yuan; for the same cost in one stay it would be {first} with the line first and {second} with the top-up first.",
    )
    payments = ((Payer.TOP_UP, passed.top_up_fen), (Payer.CIVIL_AFFAIRS, passed.civil_fen))
    left = own_of_bill - passed.top_up_fen - passed.civil_fen
    return (
        Caution(
            "CLIFF_85_3000", text, line.clause, ("A28",), (Alternative("A28", other_way, payments, left),)
        ),
    )
