"""Which years were missed, and what do payments that repair missed years come to?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from enrollment.rules.answers import Quote
from enrollment.rules.asked_facts import asked_facts
from enrollment.rules.history import history
from enrollment.rules.payment_entries import Act, Entry
from enrollment.rules.payments import Account
from enrollment.rules.quotes import quote
from enrollment.rules.repairs import price_of_last, settle_repairs, was_insured
from enrollment.rules.standing import Standing
from policy.book import Policy
from tests.cases_vocabulary.given import Given, as_day

Answer = dict[str, Any]


def missed_years(policy: Policy, code: str, given: Given) -> Answer:
    """Kind missed-years: what own cover and documents say of the years before a coverage year.

    `covered`, `elsewhere`, `nowhere` list years (own cover; by document insured, by document not); `born_in` a year.
    """
    year = int(given.take("coverage_year"))
    asked = asked_facts(policy, year)
    known = history(
        year,
        insured={*(given.take("covered") or ()), *(given.take("elsewhere") or ())},
        nowhere=set(given.take("nowhere") or ()),
        born_in=given.take("born_in"),
        counts_from=asked.counts_from,
        since_last_cover=asked.since_last_cover,
    )
    missed = known.missed
    return {
        "asked": asked.history,
        "missed_years": None if missed is None else list(missed),
        "unknown_years": list(known.unknown),
        "decision": "MANUAL" if missed is None else "DECIDED",
    }


def repair_payments(policy: Policy, code: str, given: Given) -> Answer:
    """Kind repair-payments: `repairs` lists [missed year, fen, pay day]; `settled_on` is when the due itself was paid."""
    year = int(given.take("coverage_year"))
    missed = given.take("missed_years")
    who = Standing(missed_years=None if missed is None else tuple(missed))
    settled_on = given.day("settled_on")

    def with_repaired(years: tuple[int, ...], day: Any) -> Quote:
        return quote(policy, coverage_year=year, standing=who, paid_on=day, repaired_years=years)

    by_year: dict[int, list[Entry]] = defaultdict(list)
    lines = given.take("repairs")
    for number, (repaired, fen, day) in enumerate(lines, 1):
        moment = datetime.combine(as_day(day), time(9))
        by_year[int(repaired)].append(Entry(number, Act.PAYMENT, int(fen), moment))
    found = settle_repairs(
        by_year,
        settled_on=settled_on,
        ask=lambda years, day: price_of_last(years, lambda some: with_repaired(some, day)),
        opening=lambda: Account(None),
        covered={one: was_insured(one) for one in given.take("covered") or ()},
    )
    cover = with_repaired(found.years, settled_on).cover if settled_on is not None else None
    return {
        "repaired_years": list(found.years),
        "endings": [found.allocations[number].ending.value for number in range(1, len(lines) + 1)],
        "held_fen": sum(one.held_fen for one in found.allocations.values()),
        "posted_fen": sum(one.posted_fen for one in found.allocations.values()),
        "why": [found.refusals[number].zh for number in sorted(found.refusals)],
        "coverage_start": cover.start if cover else None,
        "standing": replace(who, repaired_years=found.years).key(),
    }
