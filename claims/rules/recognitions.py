"""Which disease does the register recognise for a bill of chronic care, and if none, why does it wait and what is to be done?

The bill's own cell is evidence only: it says which of several recognised diseases is meant. The day of the visit counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from claims.rules.benefit_terms import Terms
from claims.rules.diseases import CODE_OF_TWO, Disease, Diseases
from claims.rules.facts import BillFacts, Held
from policy.care import Setting, TwoDisease
from policy.schema.registers import Recognizing
from policy.terms import Text

SETTINGS: Final = (Setting.CHRONIC, Setting.TWO_DISEASES)
MISSING, WAITS, LATER, ENDED, OTHER, WHICH, PROVIDER = (
    "recognition_missing",
    "recognition_waits",
    "recognition_later",
    "recognition_ended",
    "recognition_other",
    "recognition_which",
    "recognition_provider",
)
HOLDS: Final = (MISSING, WAITS, LATER, ENDED, OTHER, WHICH, PROVIDER)
APPLY: Final = Text(
    "请在“病种认定”中办理认定申请（窗口，或由医疗机构报送）；认定后本账单自动重新测算。确属不应认定的，撤回本账单并按普通门诊录入。",
    "Apply under “Recognitions” (at the counter, or by the provider); once it is decided the bill is looked at again by "
    "itself. Where no recognition is due, withdraw the bill and enter it as ordinary outpatient care.",
)


class Recognized(NamedTuple):
    """A recognition as the register has it: [from_on, until_on); `is_open`: applied for and not decided."""

    number: int
    setting: Setting
    disease: str
    code: str
    from_on: date
    until_on: date | None
    providers: frozenset[str] = frozenset()  # codes of the chosen ones; empty: any
    is_open: bool = False
    applied_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it is decided and in force."""
        return not self.is_open and self.from_on <= day and (self.until_on is None or day < self.until_on)

    def is_of(self, disease: Disease) -> bool:
        """Whether it recognises this disease."""
        return self.code == disease.code if self.code and disease.code else self.disease == disease.name.zh


class ByRegister(NamedTuple):
    """A bill as the register has it, and what holds it back; `numbers`: of the rows that it rests on."""

    bill: BillFacts
    held: tuple[Held, ...] = ()
    numbers: tuple[int, ...] = ()


def by_recognitions(
    terms: Terms, bill: BillFacts, provider_code: str, known: Sequence[Recognized], diseases: Diseases
) -> ByRegister:
    """The disease of a bill from the register; other care is left as it is."""
    if bill.setting not in SETTINGS:
        return ByRegister(bill)
    own = [one for one in known if one.setting is bill.setting]
    rule = next(iter(terms.for_bill(Recognizing, bill)), None)
    clause = rule.clause if rule else ""
    if bill.setting is Setting.TWO_DISEASES:
        return _two_diseases(bill, own, known, clause)
    said = _said(bill.chronic_disease, diseases)
    in_force = [one for one in own if one.holds_on(bill.service_on)]
    fitting = [one for one in in_force if said is None or one.is_of(said)]
    if len(fitting) == 1:
        return _recognised(terms, bill, provider_code, fitting[0])
    if fitting:
        return ByRegister(bill, (_which(fitting, clause),))
    if said is None and len(own) == 1:  # the amounts shown meanwhile are those of the only one on record
        bill = bill._replace(chronic_disease=own[0].disease)
    return ByRegister(bill, (_why(bill.service_on, said, own, in_force, clause),))


def _said(cell: str, diseases: Diseases) -> Disease | None:
    if not cell.strip():
        return None
    return diseases.find(cell) or Disease("", Text(cell.strip(), cell.strip()))


def _recognised(terms: Terms, bill: BillFacts, provider_code: str, one: Recognized) -> ByRegister:
    """A provider that was not chosen: paid where a text says so; else a person decides."""
    bill = bill._replace(chronic_disease=one.disease)
    if not one.providers or provider_code in one.providers:
        return ByRegister(bill, (), (one.number,))
    rules = [rule for rule in terms.for_bill(Recognizing, bill) if rule.any_provider is not None]
    if rules and rules[0].any_provider:
        return ByRegister(bill, (), (one.number,))
    chosen = "、".join(sorted(one.providers))
    text = Text(
        f"“{one.disease}”的认定（第 {one.number} 号）选定的医疗机构是 {chosen}，不是开单的 {provider_code}。",
        f"The recognition of “{one.disease}” (no. {one.number}) names {chosen}, not {provider_code} that made the bill.",
    )
    next_step = Text(
        "由两名人员凭文件放行或不予支付；要改选机构的，先终止再重新申请。",
        "Two officers release or refuse it under a document; to choose other providers, end the recognition and apply anew.",
    )
    clause = rules[0].clause if rules else ""
    return ByRegister(bill, (Held(PROVIDER, text, clause, (), next_step),), (one.number,))


def _two_diseases(
    bill: BillFacts, own: Sequence[Recognized], known: Sequence[Recognized], clause: str
) -> ByRegister:
    """Every one of the two diseases that is recognised counts: the limits go by how many there are, not by one visit's cell."""
    by_code = {code: disease for disease, code in CODE_OF_TWO.items()}
    in_force = [one for one in own if one.holds_on(bill.service_on)]
    recognised = frozenset(by_code[one.code] for one in in_force)
    wanting = sorted(bill.two_diseases - recognised)
    if recognised and not wanting:
        numbers = tuple(one.number for one in in_force)
        return ByRegister(bill._replace(two_diseases=recognised), (), numbers)
    said = _of_two(wanting[0]) if wanting else None
    why = _why(bill.service_on, said, own, in_force, clause)
    chronic = [
        one
        for one in known
        if one.setting is Setting.CHRONIC
        and one.holds_on(bill.service_on)
        and (said is None or one.code == said.code)
        and one.code in by_code
    ]
    if chronic and why.code == MISSING:
        why = _as_chronic(chronic[0], clause)
    if not bill.two_diseases:  # the amounts shown meanwhile are those of what is on record
        bill = bill._replace(two_diseases=frozenset(by_code[one.code] for one in own))
    return ByRegister(bill, (why,))


def _of_two(disease: TwoDisease) -> Disease:
    return Disease(CODE_OF_TWO[disease], disease.label)


def _as_chronic(one: Recognized, clause: str) -> Held:
    text = Text(
        f"本人的“{one.disease}”认定为门诊慢特病（第 {one.number} 号），没有“两病”认定。",
        f"“{one.disease}” is recognised as a chronic disease (no. {one.number}), not as one of the two diseases.",
    )
    next_step = Text(
        "请撤回本账单并按门诊慢特病录入，或另行申请“两病”认定。",
        "Withdraw the bill and enter it as chronic care, or apply for a recognition of the two diseases.",
    )
    return Held(OTHER, text, clause, (), next_step)


def _which(fitting: Sequence[Recognized], clause: str) -> Held:
    names = "、".join(one.disease for one in fitting)
    text = Text(
        f"本人认定了多个病种（{names}），账单没有写明是哪一个。",
        f"Several diseases are recognised ({names}) and the bill does not say which one is meant.",
    )
    next_step = Text(
        "请撤回账单，填写病种后重新录入。", "Withdraw the bill and enter it again with the disease."
    )
    return Held(WHICH, text, clause, (), next_step)


def _why(
    day: date, said: Disease | None, own: Sequence[Recognized], in_force: Sequence[Recognized], clause: str
) -> Held:
    """Why nothing is recognised on the day: it waits, begins later, ended before, is of another disease, or there is none."""
    fitting = [one for one in own if said is None or one.is_of(said)]
    waiting = [one for one in fitting if one.is_open]
    if waiting:
        return _waits(waiting[0], clause)
    later = [one for one in fitting if one.from_on > day]
    if later:
        return _later(min(later, key=lambda one: one.from_on), day, clause)
    ended = [one for one in fitting if one.until_on is not None]
    if ended:
        return _ended(max(ended, key=lambda one: one.from_on), clause)
    if said is not None and in_force:
        return _other(said, in_force, clause)
    what = (
        Text(f"“{said.name.zh}”", f"“{said.name.en}”")
        if said
        else Text("门诊慢特病（两病）", "a chronic disease")
    )
    text = Text(f"本人在 {day} 没有{what.zh}的认定。", f"There is no recognition of {what.en} on {day}.")
    return Held(MISSING, text, clause, (), APPLY)


def _waits(one: Recognized, clause: str) -> Held:
    text = Text(
        f"“{one.disease}”的认定申请（第 {one.number} 号，{one.applied_on}）尚未决定。",
        f"The application for “{one.disease}” (no. {one.number}, {one.applied_on}) is not decided yet.",
    )
    next_step = Text(
        "请由经办机构审核该申请；决定后本账单自动重新测算。",
        "The bureau decides the application; then the bill is looked at again by itself.",
    )
    return Held(WAITS, text, clause, (), next_step)


def _later(one: Recognized, day: date, clause: str) -> Held:
    text = Text(
        f"“{one.disease}”的认定（第 {one.number} 号）自 {one.from_on} 起，晚于就诊日 {day}。",
        f"The recognition of “{one.disease}” (no. {one.number}) begins on {one.from_on}, after the visit of {day}.",
    )
    next_step = Text(
        "认定以前的费用不按该病种支付：撤回本账单并按普通门诊录入；起始日有误的，由另一人撤销认定后按正确日期重新申请。",
        "Cost before it is not paid for this disease: withdraw the bill and enter it as ordinary outpatient care. If the first "
        "day is wrong, another officer undoes the recognition and it is applied for with the right day.",
    )
    return Held(LATER, text, clause, (), next_step)


def _ended(one: Recognized, clause: str) -> Held:
    text = Text(
        f"“{one.disease}”的认定（第 {one.number} 号）已于 {one.until_on} 到期或终止。",
        f"The recognition of “{one.disease}” (no. {one.number}) ended before {one.until_on}.",
    )
    next_step = Text(
        "仍须治疗的，请办理续认，自到期日起接续；续认后本账单自动重新测算。",
        "Where treatment goes on, apply for its renewal from that day; then the bill is looked at again by itself.",
    )
    return Held(ENDED, text, clause, (), next_step)


def _other(said: Disease, in_force: Sequence[Recognized], clause: str) -> Held:
    names = "、".join(f"{one.disease}（第 {one.number} 号）" for one in in_force)
    named = ", ".join(f"{one.disease} (no. {one.number})" for one in in_force)
    text = Text(
        f"账单写的病种是“{said.name.zh}”，登记的认定是{names}。",
        f"The bill says “{said.name.en}”; what is recognised is {named}.",
    )
    next_step = Text(
        "请与医疗机构核对：账单有误的，撤回后重新录入；本人另有该病种的，办理认定申请。",
        "Ask the provider: if the bill is wrong, withdraw it and enter it again; if there is this disease too, apply for it.",
    )
    return Held(OTHER, text, clause, (), next_step)
