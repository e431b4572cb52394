"""What do the rules answer about critical illness insurance, given the compliant cost left in the year?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from claims.rules.benefit_terms import Terms, terms_on
from claims.rules.critical_illness import (
    base_of,
    ceiling_of,
    deductible_of,
    lowest_ratio,
    segments_of,
)
from claims.rules.facts import EnteredFigures, PatientFacts
from claims.rules.preferences import with_equal_standing
from claims.rules.segments import payment_of
from claims.rules.who import with_wider
from policy.book import Policy
from policy.care import Place
from policy.entered import Entered
from policy.topics import Topic
from tests.cases_vocabulary.bills import (
    Answer,
    newest_day,
    place_named,
    together,
)
from tests.cases_vocabulary.given import Given
from tests.cases_vocabulary.patients import enter_critical_figures, held_named

_REMAINING = (
    "remaining_compliant_ytd_fen",
    "remaining_policy_range_fen",
    "remaining_fen",
    "compliant_cost_fen",
    "policy_range_cost_fen",
)


def critical_illness(policy: Policy, code: str, given: Given) -> Answer:
    """Kind critical-illness: one person or several, one remaining cost or several; or a city's ratio to be checked."""
    day = given.day("date", "discharge_date") or newest_day(policy)
    terms = terms_on(policy, day)
    place = place_named(given.take("place", "area"))
    offered = given.first("city_ratio_percent", "ratio_percent")
    if offered is not None:
        return _checked(terms, place, offered)
    found: dict[tuple[str, str], Entered] = {}

    def enter(topic: Topic, key: str, value: Any) -> None:
        found[(topic, key)] = Entered(topic, value, "case", key)

    enter_critical_figures(given, enter)
    for name in list(given._facts):
        if name.endswith("_is_test_input"):
            given.without_effect(name)
    persons = given.first("persons", "members")
    people = persons or [given.take("categories") or given.take("category", "ordinary")]
    risk = bool(given.first("medical_risk", "risk_recorded"))
    costs = given.first(*_REMAINING)
    given.without_effect("ytd_before")
    amounts = costs if isinstance(costs, list) else [costs]
    figures = EnteredFigures(found)
    answers = [
        _of_one(terms, place, _patient(terms.policy, person, risk), int(amount), figures)
        for person in people
        for amount in amounts
    ]
    return answers[0] if len(answers) == 1 else together(answers)


def _patient(policy: Policy, names: Any, risk: bool) -> PatientFacts:
    listed = names if isinstance(names, list) else [names]
    held = tuple(one for name in listed for one in held_named(policy, name))
    findings = frozenset({"medical_risk"} if risk else ())
    return with_wider(policy, PatientFacts(40, False, held, findings))


def _of_one(
    terms: Terms, place: Place, patient: PatientFacts, remaining: int, figures: EnteredFigures
) -> Answer:
    patient, _ = with_equal_standing(terms, patient)
    deductible = deductible_of(terms, patient, figures)
    segments, _ = segments_of(terms, place, patient, figures)
    ceiling = ceiling_of(terms, patient, figures) if segments else None
    base = None if deductible.fen is None else base_of(terms, remaining, deductible.fen)
    question = terms.question("critical_illness", patient.categories) if patient.categories else None
    missing = [one for one in (deductible.missing, ceiling.missing if ceiling else None, question) if one]
    if not segments and (own := terms.question("critical_illness")) is not None:
        missing.append(own)
    pays = None
    if base == 0:
        pays = 0
    elif base is not None and segments and not missing:
        pays = payment_of(base, segments, deductible.fen or 0)
        if ceiling is not None and ceiling.fen is not None:
            pays = min(pays, ceiling.fen)
    rates = [int(one.rate * 100) for one in segments]
    return {
        "base_fen": base,
        "deductible_fen": deductible.fen,
        "pays_fen": pays,
        "fund_pays_fen": pays,
        "critical_illness_pays_fen": pays,
        "own_after_ci_fen": None if pays is None else remaining - pays,
        "ceiling": None if ceiling is None or ceiling.unlimited else ceiling.fen,
        "ceiling_fen": None if ceiling is None or ceiling.unlimited else ceiling.fen,
        "ratio_percent": rates[0] if len(rates) == 1 else rates or None,
        "missing": [one.what.zh for one in missing],
        "decision": "MANUAL" if pays is None else "DECIDED",
    }


def _checked(terms: Terms, place: Place, offered: Any) -> Answer:
    listed = offered if isinstance(offered, list) else [offered]
    least = lowest_ratio(terms, place)
    valid = [least is None or Decimal(str(one)) / 100 >= least for one in listed]
    return {
        "valid": valid if isinstance(offered, list) else valid[0],
        "minimum_percent": None if least is None else int(least * 100),
    }
