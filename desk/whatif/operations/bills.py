"""What would a draft pay on the bills of a year, and who bears the difference? Slice after slice of the people who were ill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from claims.models import Bill
from desk.whatif.queries.bills import years
from desk.whatif.queries.policies import DraftPolicies
from desk.whatif.rules.balance import CARE
from desk.whatif.rules.bill_years import Outcome, pairs, verdict
from desk.whatif.rules.sides import Verdict, told
from desk.whatif.rules.tallies import Tally
from policy.care import Payer
from policy.money import format_yuan

EXAMPLES = 10
OF_A_KIND = 4  # examples of one setting and verdict


def count(
    people: Sequence[int], policies: DraftPolicies, kept: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The bills' part of a run: a tally, bills for examples; of these people, added to what was kept before."""
    tally, (_, drafted) = Tally(kept), policies.marks
    examples: list[dict[str, Any]] = list(kept["examples"]) if kept else []
    for year in years(people, policies):
        for case, before, after in pairs(year.today, year.then, year.posted):
            found = verdict(before, after)
            bill = year.bills[case.bill_id]
            county = bill.division_code[:6]
            tally.count(
                county, bill.setting, "", 1, found,
                own_before_fen=before.amounts[Payer.PERSON], own_after_fen=after.amounts[Payer.PERSON],
                open_before=int(bool(before.missing)), open_after=int(bool(after.missing)),
            )  # fmt: skip
            for payer in Payer:
                tally.pay(county, f"{CARE}{payer.value}", before.amounts[payer], after.amounts[payer])
            tally.leave_open(county, "before", before.missing, 1)
            tally.leave_open(county, "after", after.missing, 1)
            is_other = before.amounts != after.amounts or before.missing != after.missing
            if is_other and _is_wanted(examples, bill.setting, found):
                examples.append(_example(bill, found, _told(before, ""), _told(after, drafted)))
    return {**tally.as_json(), "examples": examples}


def _is_wanted(examples: list[dict[str, Any]], setting: str, found: Verdict) -> bool:
    """Whether another example of this kind is kept."""
    alike = [one for one in examples if (one["group"], one["verdict"]) == (setting, found.value)]
    return len(examples) < EXAMPLES and len(alike) < OF_A_KIND


def _example(bill: Bill, found: Verdict, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {
        "person": bill.person_id,
        "bill": bill.pk,
        "number": bill.number,
        "county": bill.division_code[:6],
        "group": bill.setting,
        "verdict": found.value,
        "before": before,
        "after": after,
    }


def _told(one: Outcome, drafted: str) -> dict[str, Any]:
    """The explanation of one side: who bears what, and the steps with their clauses."""
    return {
        "own": format_yuan(one.amounts[Payer.PERSON]),
        "amounts": {payer.value: format_yuan(fen) for payer, fen in one.amounts.items() if fen},
        "steps": told((step for tier in one.done.tiers for step in tier.steps), drafted),
        "missing": [text._asdict() for text in one.missing],
    }
