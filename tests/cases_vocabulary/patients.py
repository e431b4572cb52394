"""What does a case say of a patient, and which figures does it suppose to be entered?"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from assistance.categories.rules.categories import UnknownCategory, categories_named
from claims.rules.facts import BillFacts, EnteredFigures, HeldCategory, PatientFacts, Years
from claims.rules.insured_years import InsuredYears
from policy.book import Policy
from policy.care import Setting
from policy.entered import Entered
from policy.money import format_yuan
from policy.terms import Category, Group
from policy.topics import Topic
from tests.cases_vocabulary.given import Given, UnknownWord
from tests.cases_vocabulary.people import category_names

_NOBODY = {"ordinary", "ordinary resident", "adult", "普通居民", "resident", "none", "other adult"}


def patient_of(policy: Policy, given: Given) -> PatientFacts:
    """Age, pregnancy and the categories with their grades."""
    names = given.take("categories") or [given.take("category", "ordinary")]
    age = given.take("age")
    pregnant = bool(given.first("pregnant", "pregnancy", default=False))
    findings = frozenset(given.take("facts") or ()) | (
        {"medical_risk"} if given.first("medical_risk", "risk_recorded") else set()
    )
    group = given.take("group")
    years: dict[str, Any] = {
        name: years_named(given.take(name))
        for name in ("unbroken_years", "years_without_claims", "years_since_raise")
        if name in given
    }
    if given.take("raise_was_used"):
        years.setdefault("years_since_raise", Years(0, 0))
    plain = [name for name in names if str(name).strip() not in ("孕产妇", "pregnant woman")]
    held = tuple(one for name in plain for one in held_named(policy, name))
    return PatientFacts(
        None if age == "unknown" else 40 if age is None else int(age),
        pregnant or len(plain) < len(names),
        held,
        findings,
        frozenset(given.take("facts_ruled_out") or ()),
        Group(group) if group else None,
        **years,
    )


def years_named(stated: Any) -> Years:
    """A number of years that is sure, or the least and the most (null: nobody knows)."""
    if isinstance(stated, list):
        least, most = stated
        return Years(int(least), None if most is None else int(most))
    return Years(int(stated), int(stated))


def record_of(stated: dict[str, Any]) -> InsuredYears:
    """The years of a person as the register shows them: covered whole, with a claim, with a raise used, the year of birth."""
    unknown = set(stated) - set(InsuredYears._fields)
    if unknown:
        raise UnknownWord(f"a record has {', '.join(InsuredYears._fields)}, not {sorted(unknown)}")
    years = {name: frozenset(listed) for name, listed in stated.items() if name != "born"}
    return InsuredYears(**years, born=stated.get("born"))


def held_named(policy: Policy, name: Any) -> tuple[HeldCategory, ...]:
    """A category as a roster or a certificate names it: 农村低保二类, 二级残疾证, 5级残疾军人."""
    text = re.sub(r"[（(].*?[）)]", "", str(name)).strip()
    if text.casefold().replace("_", " ") in _NOBODY:
        return ()
    if "残疾军人" in text:
        return (HeldCategory(Category("special_care"), text),)
    if "残疾" in text and "重度" not in text:
        return (HeldCategory(Category("severely_disabled"), text),)
    if "优抚" in text:
        return (HeldCategory(Category("special_care")),)
    try:
        return (HeldCategory(categories_named(text, category_names(policy))[0]),)
    except UnknownCategory as error:
        raise UnknownWord(f"unknown category {name!r}") from error


def figures_of(given: Given, setting: Setting, bill: BillFacts) -> EnteredFigures:
    """Figures that the case gives although no document prints them."""
    found: dict[tuple[str, str], Entered] = {}

    def enter(topic: Topic, key: str, value: Any) -> None:
        found[(topic, key)] = Entered(topic, value, "case", key)

    place = f"{setting.value}:{bill.provider_tier}"
    ceiling = given.first("disease_ceiling_fen", "ceiling_fen", "disease_limit_fen")
    if ceiling is not None and setting is Setting.CHRONIC:
        enter(Topic.CHRONIC_DISEASE_LIMIT, bill.chronic_disease, format_yuan(int(ceiling)))
    elif ceiling is not None:
        enter(Topic.MAJOR_DISEASE_CEILING, bill.major_disease or "", format_yuan(int(ceiling)))
    filed = given.first("filed_ratio_percent", "filed_percent")
    if filed is not None:
        enter(Topic.FILED_RATIO, place, str(Decimal(str(filed)) / 100))
    quota = given.first("disease_quota_fen", "quota_fen")
    if quota is not None:
        name = bill.diagnosis_code or bill.diagnosis_name
        enter(Topic.TIERED_DISEASE_QUOTA, f"{name}:{bill.provider_tier}", format_yuan(int(quota)))
    enter_critical_figures(given, enter)
    for name, stated in (given.take("entered") or {}).items():
        for key, value in (stated if isinstance(stated, dict) else {"": stated}).items():
            enter(Topic(name), str(key), value)
    return EnteredFigures(found)


def enter_critical_figures(given: Given, enter: Callable[[Topic, str, Any], None]) -> None:
    """The figures of critical illness insurance that a case may give."""
    income = given.first("published_income_fen", "income_fen")
    if income is not None:
        enter(Topic.PUBLISHED_INCOME, "", format_yuan(int(income)))
    ratio = given.first("critical_illness_ratio_percent", "ci_ratio_percent")
    if ratio is not None:
        rate = str(Decimal(str(ratio)) / 100)
        enter(Topic.CRITICAL_SEGMENTS, "", [{"above": "0.00", "rate": rate}])
    segments = given.first("critical_illness_segments", "segments")
    if segments is not None:
        listed = [
            {
                "above": format_yuan(int(one["above_fen"])),
                "rate": str(Decimal(str(one["ratio_percent"])) / 100),
            }
            for one in segments
        ]
        enter(Topic.CRITICAL_SEGMENTS, "", listed)
    deductible = given.first("critical_illness_deductible_fen", "ordinary_deductible_fen")
    if deductible is not None:
        enter(Topic.CRITICAL_DEDUCTIBLE, "", format_yuan(int(deductible)))
    ceiling = given.first("critical_illness_ceiling_fen", "ordinary_ceiling_fen")
    if ceiling is not None:
        enter(Topic.CRITICAL_CEILING, "", format_yuan(int(ceiling)))
