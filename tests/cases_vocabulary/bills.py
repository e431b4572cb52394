"""What do the rules answer about one bill, several visits, or several people with the same bill?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from claims.rules.assistance_by_group import ASSISTANCE
from claims.rules.benefit_terms import terms_on
from claims.rules.facts import (
    Accident,
    BillFacts,
    ByHand,
    EnteredFigures,
    PatientFacts,
    Settlement,
    YearSoFar,
)
from claims.rules.insured_years import with_years
from claims.rules.limits import COUNTERS
from claims.rules.settlement import settle
from claims.rules.unused_limit import unused_limit
from policy.book import Policy
from policy.care import Counter, Outcome, Payer, Place, ProviderTier, Setting, Tier, TwoDisease
from policy.schema import BenefitFile
from policy.schema.care_scope import FromDay
from tests.cases_vocabulary.given import Given, UnknownWord, as_day
from tests.cases_vocabulary.patients import figures_of, patient_of, record_of

Answer = dict[str, Any]

_TIERS = {
    "village": ProviderTier.VILLAGE,
    "township": ProviderTier.TOWNSHIP,
    "county": ProviderTier.COUNTY,
    "prefecture": ProviderTier.PREFECTURE,
    "city": ProviderTier.PREFECTURE,
    "province": ProviderTier.PROVINCE,
    "村": ProviderTier.VILLAGE,
    "乡": ProviderTier.TOWNSHIP,
    "镇": ProviderTier.TOWNSHIP,
    "县": ProviderTier.COUNTY,
    "州": ProviderTier.PREFECTURE,
    "市": ProviderTier.PREFECTURE,
    "省": ProviderTier.PROVINCE,
}
_SETTINGS = {
    "outpatient": Setting.OUTPATIENT,
    "chronic": Setting.CHRONIC,
    "two-diseases": Setting.TWO_DISEASES,
}
_TWO = {
    "高血压": TwoDisease.HYPERTENSION,
    "hypertension": TwoDisease.HYPERTENSION,
    "糖尿病": TwoDisease.DIABETES,
    "diabetes": TwoDisease.DIABETES,
}
# ICD-10 categories of the diseases that notices call by name.
_ICD = {"乳腺癌": "C50", "宫颈癌": "C53", "breast cancer": "C50", "cervical cancer": "C53"}
_LISTED = "病种"


@dataclass(frozen=True)
class Asked:
    """One variant of the case: the bill, the patient, the year before it, and the figures entered."""

    bill: BillFacts
    patient: PatientFacts
    so_far: YearSoFar
    figures: EnteredFigures
    by_hand: dict[Tier, ByHand]


def bills(kind: str) -> Callable[[Policy, str, Given], Answer]:
    """The answerer of one kind of bill."""

    def answered(policy: Policy, code: str, given: Given) -> Answer:
        if "family_member_ytd_fen" in given or "person_ytd_fen" in given:
            return _year_end(policy, given)
        facts, variants, one_person = _variants(given)
        answers: list[Answer] = []
        carried: YearSoFar | None = None
        for variant in variants:
            flat = Given({**facts, **variant})
            asked = asked_of(policy, kind, flat, carried)
            given_keys = set(flat._facts) - flat._used
            if given_keys:
                raise UnknownWord(f"kind {kind}: unknown `given` keys {sorted(given_keys)}")
            done = settle(
                policy,
                asked.bill,
                asked.patient,
                so_far=asked.so_far,
                figures=asked.figures,
                by_hand=asked.by_hand,
            )
            if one_person:
                carried = asked.so_far.after(done.entries)
            answers.append(described(asked, done))
        return answers[0] if len(answers) == 1 else together(answers)

    return answered


def together(answers: list[Answer]) -> Answer:
    """One answer per field, a list where there are several variants; what is missing is said once."""
    merged: Answer = {name: [answer[name] for answer in answers] for name in answers[0]}
    merged["missing"] = list(dict.fromkeys(what for answer in answers for what in answer["missing"]))
    totals = [answer["fund_pays_fen"] for answer in answers]
    if None not in totals:
        merged["fund_total_fen"] = sum(totals)
    return merged


def _variants(given: Given) -> tuple[dict[str, Any], list[dict[str, Any]], bool]:
    """The common facts, what differs from variant to variant, and whether they follow each other for one person."""
    names = ("rows", "visits", "bills", "stays", "persons", "separate_persons")
    facts = {name: given.take(name) for name in list(given._facts) if name not in names}
    persons = given.take("persons")
    listed = given.first("rows", "visits", "bills", "stays")
    one_person = ("visits" in given or "bills" in given or "stays" in given) and not given.take(
        "separate_persons"
    )
    if isinstance(listed, list):
        return facts, [dict(row) for row in listed], one_person
    if isinstance(persons, list):
        return facts, [{"category": name} for name in persons], False
    several = [name for name in _COST if isinstance(facts.get(name), list)]
    if several:
        return facts, [{several[0]: value} for value in facts[several[0]]], False
    return facts, [{}], False


_COST = ("compliant_cost_fen", "eligible_fen", "cost_fen", "policy_range_fen", "eligible_cost_fen")


def asked_of(policy: Policy, kind: str, given: Given, carried: YearSoFar | None) -> Asked:
    setting = Setting(given.take("setting")) if "setting" in given else _SETTINGS.get(kind, Setting.INPATIENT)
    eligible = given.first(*_COST)
    if eligible is None:
        raise UnknownWord(f"a bill gives its cost under one of {', '.join(_COST)}")
    eligible = int(eligible)
    diagnosis = str(given.first("diagnosis", "disease", default="") or "")
    route = str(given.take("route", ""))
    listed = given.first("in_50_diseases", "major_disease", default=False)
    total = int(given.take("total_fen", eligible))
    first_pay = int(given.take("first_pay_fen", 0))
    bill = BillFacts(
        setting=setting,
        provider_tier=tier_named(given.first("tier", "level", "hospital_tier", default="county"), policy),
        discharged_on=given.day("discharge_date", "date", "visit_date", "service_date") or newest_day(policy),
        total_fen=total,
        eligible_fen=eligible,
        first_pay_fen=first_pay,
        non_covered_fen=total - eligible - first_pay,
        tcm_fen=int(given.first("of_which_tcm_fen", "tcm_fen", default=0)),
        special_subsidy_fen=int(given.take("special_subsidy_fen", 0)),
        place=place_named(given.take("place", "area")),
        diagnosis_code=str(given.take("icd", _ICD.get(diagnosis, ""))),
        diagnosis_name=diagnosis,
        admitted_on=given.day("admitted_date", "admitted"),
        major_disease=None
        if listed is None
        else (diagnosis or _LISTED)
        if listed and "not the 50" not in route
        else "",
        tiered_disease=given.first("disease_in_tiered_list", "tiered_disease", default=False),
        chronic_disease=(diagnosis or _LISTED) if setting is Setting.CHRONIC else "",
        two_diseases=frozenset(_two(given.take("diseases", ()))),
        referral=given.first("referral", "referred", default=True),
        filed_out_of_area=given.first("filed", "filed_out_of_area"),
        accident=_accident(given),
    )
    given.without_effect(
        "ordinary_disease", "insured", "ytd_before", "county", "district", "county_group", "unit", "area",
        "city", "prefecture", "pooling_area", "readings",
    )  # fmt: skip
    for name in list(given._facts):
        if name.endswith("_is_test_input") or name == "is_test_input":
            given.without_effect(name)
    patient = patient_of(policy, given)
    so_far = carried if carried is not None else _year(given, setting, bill)
    figures = figures_of(given, setting, bill)
    record = given.take("record")
    if record is not None:
        terms = terms_on(policy, bill.service_on)
        patient = with_years(terms, patient, figures, record_of(record), bill.year)
    by_hand = {}
    if given.take("critical_illness_paid_fen") is not None:
        by_hand[Tier.CRITICAL_ILLNESS] = ByHand(int(given.take("critical_illness_paid_fen")), "case")
    for tier, fen in (given.take("by_hand") or {}).items():
        by_hand[Tier(tier)] = ByHand(int(fen), "case")
    return Asked(bill, patient, so_far, figures, by_hand)


def tier_named(name: Any, policy: Policy) -> str:
    """A level of provider as the area calls it, by code or word; else one of the built-in levels."""
    text = str(name).strip()
    for code, label in policy.tiers().items():
        if text in (code, label.zh) or text.casefold() == label.en.casefold():
            return code
    for word, tier in _TIERS.items():
        if text.casefold().startswith(word):
            return tier.value
    known = ", ".join([*policy.tiers(), *_TIERS])
    raise UnknownWord(f"unknown level of provider {name!r}; known: {known}")


def place_named(name: Any) -> Place:
    """Inside the area, elsewhere in the province, or outside it."""
    text = str(name).casefold()
    if any(word in text for word in ("outside", "elsewhere", "区外", "省外", "other province")):
        return Place.ELSEWHERE
    return Place.PROVINCE if text in ("province", "in the province", "省内") else Place.AREA


def newest_day(policy: Policy) -> date:
    """A day on which the newest benefit values of the area hold."""
    days = [
        value.from_on
        for _, file in policy.files("benefit", BenefitFile)
        for name in type(file).model_fields
        for value in getattr(file, name)
        if isinstance(value, FromDay)
    ]
    return max(days, default=date(2021, 1, 1))


def _two(names: Iterable[Any]) -> Iterable[TwoDisease]:
    for name in names:
        found = _TWO.get(str(name).casefold())
        if found is None:
            raise UnknownWord(f"unknown disease {name!r}; known: {', '.join(_TWO)}")
        yield found


def _accident(given: Given) -> Accident | None:
    liable, compensated = given.take("third_party_liable"), given.take("third_party_compensation")
    if liable is None and compensated is None and not given.take("accident"):
        return None
    given.take("accident")
    return Accident(liable, compensated)


def _year(given: Given, setting: Setting, bill: BillFacts) -> YearSoFar:
    counted: dict[tuple[Counter, str], int] = {}
    words: Mapping[str, Counter] = {
        "inpatient_paid_ytd_fen": Counter.INPATIENT_PAID,
        "remaining_compliant_ytd_fen": Counter.REMAINING_COMPLIANT,
        "critical_illness_paid_ytd_fen": Counter.CRITICAL_ILLNESS_PAID,
        "compliant_cost_ytd_fen": Counter.COMPLIANT_COST,
        "guarantee_paid_ytd_fen": Counter.GUARANTEE_PAID,
        "top_up_ytd_fen": Counter.TOP_UP_PAID,
        "civil_assistance_ytd_fen": Counter.CIVIL_PAID,
        "outpatient_paid_ytd_fen": Counter.OUTPATIENT_PAID,
        "two_diseases_paid_ytd_fen": Counter.TWO_DISEASES_PAID,
        "assistance_cost_ytd_fen": Counter.ASSISTANCE_COST,
        "assistance_paid_ytd_fen": Counter.ASSISTANCE_PAID,
    }
    of_setting = {"stays_ytd": Counter.STAYS, "deductible_ytd_fen": Counter.DEDUCTIBLE_BORNE}
    for word, counter in of_setting.items():
        if given.take(word):
            counted[(counter, setting.value)] = int(given.take(word))
    for name, fen in (given.take("counted") or {}).items():
        by_key = fen if isinstance(fen, dict) else {"": fen}
        counted |= {(Counter(name), str(key)): int(one) for key, one in by_key.items()}
    for cause, fen in (given.take("cause_paid_ytd_fen") or {}).items():
        counted[(Counter.CAUSE_PAID, cause)] = int(fen)
    for word, counter in words.items():
        value = given.take(word)
        if value:
            counted[(counter, "")] = int(value)
    value = given.first("ytd_fen", "paid_ytd_fen")
    if value:
        counted[(COUNTERS[setting], bill.chronic_disease)] = int(value)
    other = given.take("other_diseases_ytd_fen")
    if other:
        counted[(COUNTERS[setting], "其他病种")] = int(other)
    return YearSoFar(counted)


def described(asked: Asked, done: Settlement) -> Answer:
    basic, critical = done.tier(Tier.BASIC), done.tier(Tier.CRITICAL_ILLNESS)
    assisted = done.tier(Tier.MEDICAL_ASSISTANCE)
    counter = COUNTERS[asked.bill.setting]
    pays = basic.fen
    entered = asked.bill.eligible_fen - min(asked.bill.special_subsidy_fen, asked.bill.eligible_fen)
    own = None if pays is None else entered - pays
    known = assisted.outcome is not Outcome.UNDECIDED
    return {
        "fund_pays_fen": pays,
        "basic_pays_fen": pays,
        "own_compliant_fen": own,
        "own_fen": own,
        "remaining_fen": own,
        "computed_fen": basic.computed_fen,
        "deductible_fen": basic.deductible_fen,
        "ytd_after_fen": None if pays is None else asked.so_far.of(counter) + pays,
        "critical_illness_base_fen": critical.base_fen,
        "critical_illness_pays_fen": critical.fen,
        "critical_illness_deductible_fen": critical.deductible_fen,
        "own_after_ci_fen": None if own is None or critical.fen is None else own - critical.fen,
        "top_up_fen": done.paid_by(Payer.TOP_UP) if known else None,
        "civil_assistance_fen": done.paid_by(Payer.CIVIL_AFFAIRS) if known else None,
        "person_pays_fen": done.person_pays_fen,
        "special_subsidy_fen": done.special_subsidy_fen,
        "warn": next((one.code for one in done.cautions if one.alternatives), None),
        "alternative_person_pays_fen": next(
            (one.person_pays_fen for caution in done.cautions for one in caution.alternatives), None
        ),
        "missing": [f"{missing.what.zh} / {missing.what.en}" for missing in done.missing],
        "assistance_fen": sum(line.fen for line in done.lines if line.code == ASSISTANCE) if known else None,
        "held": [one.code for one in done.held],
        "clauses": list(dict.fromkeys(step.clause for step in done.steps if step.clause)),
        "readings": list(dict.fromkeys(one for step in done.steps for one in step.readings)),
        "missing_clauses": [missing.clause for missing in done.missing],
        "decision": "DECIDED" if done.outcome is Outcome.DECIDED else "MANUAL",
    }


def _year_end(policy: Policy, given: Given) -> Answer:
    day = given.day("date", "discharge_date")
    terms = terms_on(policy, as_day(day) if day else newest_day(policy))
    given.without_effect("family_member_ytd_fen")
    level = given.first("tier", "level")
    found = unused_limit(
        terms,
        Setting.OUTPATIENT,
        tier_named(level, policy) if level else None,
        int(given.take("person_ytd_fen")),
    )
    if found is None:
        return {"usable_by_family_fen": None, "carry_over_to_person_fen": None, "to_pool_fen": None}
    return {
        "usable_by_family_fen": found.usable_by_family_fen,
        "carry_over_to_person_fen": found.carried_over_fen,
        "to_pool_fen": found.to_pool_fen,
        "left_fen": found.left_fen,
    }
