"""Which named facts do the rules for a bill ask for that nobody recorded, neither as there nor as not there?

A rule may hold only with a fact of the case: a finding beside a category (A39), a signed family doctor, the cause of an
injury. Whether an unrecorded fact matters is seen by settling both ways (`claims.rules.settlement`).
"""

from __future__ import annotations

from typing import NamedTuple

from claims.rules.benefit_terms import Terms
from claims.rules.facts import BillFacts, Held, PatientFacts
from claims.rules.who import belongs
from policy.schema.benefit import CountsAs, Deductible, Limit, LumpSum, Preference, Ratio
from policy.schema.care_scope import ForCare, FromDay, Who
from policy.schema.critical import (
    Assistance,
    CriticalAddition,
    CriticalCeiling,
    CriticalDeductible,
    CriticalRatio,
    Guarantee,
    OwnCostLine,
)
from policy.terms import Text

_OF_CARE: tuple[type[ForCare], ...] = (Deductible, Ratio, LumpSum, Limit, Preference, Assistance)
_OF_PEOPLE: tuple[type[FromDay], ...] = (
    CriticalDeductible, CriticalRatio, CriticalAddition, CriticalCeiling, Guarantee, OwnCostLine,
)  # fmt: skip
ACCIDENT = "accident"
_NEXT = Text(
    "请核实后撤回账单，补填该事实重新录入；或由两名人员依据文件决定金额。",
    "Find it out, withdraw the bill and enter it again with the answer; or two officers decide the amounts under a document.",
)


class Ask(NamedTuple):
    """A fact that a rule asks for, with the rule; `who` must be met but for the fact (None: any patient)."""

    code: str
    source: FromDay
    who: Who | None = None


def with_facts_of(bill: BillFacts, patient: PatientFacts) -> PatientFacts:
    """The case with what the bill itself says: an injury is the fact `accident`, and none is recorded as not there."""
    if bill.accident is None:
        return patient
    return patient._replace(findings=patient.findings | {ACCIDENT})


def facts_to_ask(terms: Terms, bill: BillFacts, patient: PatientFacts) -> tuple[Ask, ...]:
    """Each unrecorded fact once, with the first rule that asks for it; nothing in areas whose rules name no facts."""
    named: tuple[Ask, ...] = terms.remember(
        ("facts", bill.setting, bill.provider_tier, bill.place), lambda: tuple(_named(terms, bill))
    )
    if not named:
        return named
    recorded = patient.findings | patient.ruled_out | {ACCIDENT}
    open_facts: dict[str, Ask] = {}
    for ask in named:
        if ask.code not in recorded and (ask.who is None or belongs(ask.who, patient) is None):
            if isinstance(ask.source, CountsAs) and ask.source.counts_as in patient.categories:
                continue
            open_facts.setdefault(ask.code, ask)
    return tuple(open_facts.values())


def _named(terms: Terms, bill: BillFacts) -> list[Ask]:
    asks = [Ask(rule.who.finding, rule, rule.who) for rule in terms.all(CountsAs) if rule.who.finding]
    values: list[FromDay] = [
        value
        for kind in _OF_CARE
        for value in terms.for_care(kind, bill.setting, bill.provider_tier)
        if bill.place in value.in_places
    ]
    values += [value for kind in _OF_PEOPLE for value in terms.all(kind)]
    for value in values:
        people = value.who if isinstance(value, ForCare) else value.people
        asks += [Ask(one.finding, value, one) for one in people if one.finding]
        asks += [Ask(code, value) for code in (value.facts if isinstance(value, ForCare) else ())]
    return asks


def held_for(terms: Terms, ask: Ask) -> Held:
    """Why a bill waits whose answer hangs on a fact that nobody recorded."""
    rule = ask.source
    if isinstance(rule, CountsAs):
        return _finding_not_asked(terms, rule)
    fact = terms.policy.fact_label(ask.code)
    text = Text(
        f"是否属于“{fact.zh}”没有填写，而两种结果不同。",
        f"The bill does not say whether this holds: {fact.en}; the amounts differ.",
    )
    return Held(f"{ask.code}_not_asked", text, rule.clause, rule.readings, _NEXT, is_undecided=True)


def _finding_not_asked(terms: Terms, rule: CountsAs) -> Held:
    called = terms.policy.categories
    own, other = called.label(rule.who.category or ""), called.label(rule.counts_as)
    text = Text(
        f"{own.zh}有因病返贫致贫风险认定的，按{other.zh}享受待遇；本账单没有填写有无该认定，而两种结果不同。",
        f"{own.en}: with a recorded finding of medical risk the benefits of {other.en} apply. The bill does not say whether "
        "there is one, and the amounts differ.",
    )
    next_step = Text(
        "请向认定单位核实，撤回后补填“因病风险认定”及文号重新录入；或由两名人员依据文件决定金额。",
        "Ask the certifying body, withdraw the bill and enter it again with the answer and its document; or two officers "
        "decide the amounts under a document.",
    )
    code = f"{rule.who.finding}_not_asked"
    return Held(code, text, rule.clause, rule.readings, next_step, is_undecided=True)
