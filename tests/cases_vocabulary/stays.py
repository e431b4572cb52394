"""How are worked cases about stays across a border of cover answered by the rules?"""

from datetime import date
from typing import Any

from claims.rules.benefit_terms import terms_on
from claims.rules.eligibility import Facts, Given, State
from claims.rules.facts import BillFacts
from claims.rules.stay_cover import YearOfCover, decide_cover, stretches, year_of_discharge
from enrollment.rules.answers import Step
from policy.book import Policy
from policy.care import ProviderTier, Setting
from policy.periods import Span
from policy.terms import Text
from tests.cases_vocabulary import given as words
from tests.cases_vocabulary.payments import Answer

_CLAUSES = {"waiting": "HZ-2.2e", "claims_held": "HZ-2.2a", "cover": "LX-4.4d"}


def stay_cover(policy: Policy, code: str, given: words.Given) -> Answer:
    """`years`: year -> cover and waiting (first and last day), the pay day before which claims are held, the area; null when
    nobody enrolled the person."""
    admitted, discharged = given.day("admitted"), given.day("discharged")
    assert admitted and discharged
    died = given.day("died")
    years = {int(year): _year(int(year), told or {}, died) for year, told in given.take("years").items()}
    found = stretches(admitted, discharged, years)
    verdict = decide_cover(found)
    bill = BillFacts(Setting.INPATIENT, ProviderTier.COUNTY, discharged, 100, 100, admitted_on=admitted)
    cautions = year_of_discharge(terms_on(policy, discharged), bill)
    return {
        "state": verdict.state.value if verdict.state else "refused",
        "because": verdict.why.code if verdict.why else None,
        "clause": verdict.why.clause if verdict.why else None,
        "covered_days": sum((one.last - one.first).days + 1 for one in found if one.answer.is_covered),
        "days": (discharged - admitted).days + 1,
        "counts_for_year": bill.year,
        "says_which_year_counts": [one.code for one in cautions] == ["stay_across_years"],
        "missing": verdict.why.text.zh if verdict.why and verdict.why.is_undecided else None,
        "on_discharge": State(found[-1].answer.state).value,
    }


def _year(year: int, told: dict[str, Any], died: date | None) -> YearOfCover:
    def span(name: str) -> Span | None:
        days = told.get(name)
        return Span.of_days(*map(words.as_day, days)) if days else None

    steps = tuple(Step(code, Text(code, code), clause) for code, clause in _CLAUSES.items())
    held = words.as_day(told["held_before"]) if "held_before" in told else None
    cover, waiting = span("cover"), span("waiting")
    given = Given(cover, waiting, held) if cover or waiting else None
    return YearOfCover(Facts(date(year, 1, 1), died, given, steps=steps), told.get("area", "371700"))
