"""Which preferential items may a patient choose from, and what would each do to deductible and ratio?

Of several items only one is taken, the one with the highest payment (就高不就低, A22); choosing is done where the payment is
worked out (`claims.rules.basic`), for only there is known which is the highest.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from claims.rules.benefit_terms import Terms
from claims.rules.facts import BillFacts, HeldCategory, PatientFacts
from claims.rules.who import belongs, belongs_to_any
from claims.rules.wording import step
from enrollment.rules.answers import Step
from policy.schema.benefit import CountsAs, Preference

ONE = Decimal(1)


class Offers(NamedTuple):
    """The items the patient may have, and those that hang on a grade nobody recorded."""

    sure: tuple[Preference, ...]
    unsure: tuple[Preference, ...]


def with_equal_standing(terms: Terms, patient: PatientFacts) -> tuple[PatientFacts, tuple[Step, ...]]:
    """The patient with the categories whose benefits they draw as well (LX-4.12.2f, GX-3b)."""
    added, steps = [], []
    for rule in terms.all(CountsAs):
        if rule.counts_as not in patient.categories and belongs(rule.who, patient):
            wider = terms.policy.categories.with_wider(rule.counts_as)[1:]
            added.append(HeldCategory(rule.counts_as, wider=wider))
            called = terms.policy.categories
            own, other = called.label(rule.who.category or ""), called.label(rule.counts_as)
            text = f"{own.zh}按{other.zh}享受待遇。", f"{own.en}: the benefits of {other.en} apply."
            steps.append(step("counts_as", *text, rule))
    if not added:
        return patient, ()
    held = (*patient.held, *added)
    return patient._replace(held=held), tuple(steps)


def offers(terms: Terms, bill: BillFacts, patient: PatientFacts) -> Offers:
    """Every preferential item of the area that fits bill and patient."""
    sure, unsure = [], []
    for item in terms.for_bill(Preference, bill):
        if item.ordinary_disease_only and bill.major_disease:
            continue
        if item.icd and bill.diagnosis_code.upper().startswith(item.icd):
            sure.append(item)
            continue
        answer = belongs_to_any(item.who, patient)
        if answer:
            sure.append(item)
        elif answer is None:
            unsure.append(item)
    return Offers(tuple(sure), tuple(unsure))


def improved(terms: Terms, rate: Decimal, item: Preference) -> Decimal:
    """The ratio with the item's points: added, or in proportion under the other reading (A20)."""
    if terms.reading("A20") == "relative":
        return min(ONE, rate * (ONE + item.points))
    return min(ONE, rate + item.points)
