"""What do the rules answer about cover on a day, who must be insured, and the work funds of a county?"""

from __future__ import annotations

from datetime import date
from typing import Any

from assistance.cases.rules.look_back import Borne, look_back, summed
from assistance.categories.rules.categories import categories_named
from assistance.categories.rules.category_terms import end_of
from assistance.public_money.rules.must_insure import must_insure
from assistance.public_money.rules.work_funds import work_funds
from claims.rules.eligibility import Account, Facts, decide
from claims.rules.eligibility import Given as Settled
from policy.book import Policy
from policy.periods import Span
from policy.terms import Decision
from tests.cases_vocabulary.given import Given, as_day
from tests.cases_vocabulary.payments import Answer
from tests.cases_vocabulary.people import category_names


def eligibility(policy: Policy, code: str, given: Given) -> Answer:
    """Kind eligibility: `cover` and `waiting` as first and last day of a settled due; or `charged_fen` and `paid_fen`."""
    cover, waiting = _span(given.take("cover")), _span(given.take("waiting"))
    held = given.day("held_before")
    settled = Settled(cover, waiting, held) if cover or waiting else None
    charged = given.take("charged_fen")
    paid = int(given.take("paid_fen", 0))
    account = (
        None
        if charged is None or settled
        else Account(Decision(given.take("decision", "decided")), int(charged), paid)
    )
    facts = Facts(
        given.day("date") or date(int(given.take("coverage_year")), 1, 1),
        given.day("died"),
        settled,
        account,
        was_covered_year_before=bool(given.take("covered_year_before", False)),
    )
    found = decide(facts)
    return {
        "state": found.state.value,
        "is_covered": found.is_covered,
        "first_benefit_day": found.first_benefit_day,
        "outstanding_fen": account.outstanding_fen if account else None,
        "clause": found.clause,
        "missing": [one.what.zh for one in found.missing],
    }


def recognition(policy: Policy, code: str, given: Given) -> Answer:
    """Kind recognition: the months before an application that a category looks at, the own cost of the bills in them, its end."""
    category = categories_named(str(given.take("category")), category_names(policy))[0]
    applied_on = given.day("application_date") or date.min
    borne = [Borne(as_day(day), fen) for day, fen in (given.take("own_costs") or {}).items()]
    asked = look_back(policy, category, applied_on)
    found = summed(asked, borne) if asked else None
    return {
        "looks_from": found.span.start if found else None,
        "looks_until": found.span.last_day if found else None,
        "own_cost_fen": found.fen if found and found.is_sure else None,
        "own_cost_at_least_fen": found.fen if found else None,
        "bills": found.bills if found else None,
        "open_bills": found.open_bills if found else None,
        "ends": end_of(policy, category, applied_on, None),
        "clauses": [found.clause] if found else [],
    }


def _span(days: Any) -> Span | None:
    return Span.of_days(*map(as_day, days)) if days else None


def insured_by_duty(policy: Policy, code: str, given: Given) -> Answer:
    """Kind must-insure: the categories of a coverage year of whom everybody must be insured."""
    found = must_insure(policy, int(given.take("coverage_year")))
    return {
        "categories": sorted(found.categories) if found else None,
        "clauses": [found.clause] if found else [],
        "decision": "DECIDED" if found else "MANUAL",
        "missing": [] if found else ["must_insure"],
    }


def work(policy: Policy, code: str, given: Given) -> Answer:
    """Kind work-funds: insured heads times the rate that two officers entered (`entered: {work_fund_rate: ...}`)."""
    found = work_funds(policy, heads=int(given.take("insured")), entered=policy.entries)
    return {
        "fen": found.fen if found else None,
        "least_fen": found.least_fen if found else None,
        "most_fen": found.most_fen if found else None,
        "clauses": [found.step.clause] if found and found.step else [],
        "missing": [found.missing.what.zh] if found and found.missing else [],
    }
