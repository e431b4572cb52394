"""Which worked cases are there, who answers each kind, and does the answer agree?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from policy.book import Book, Policy
from tests.cases_vocabulary.bills import bills
from tests.cases_vocabulary.critical_illness import critical_illness
from tests.cases_vocabulary.given import Given
from tests.cases_vocabulary.newborns import newborn
from tests.cases_vocabulary.on_a_day import eligibility, insured_by_duty, recognition, work
from tests.cases_vocabulary.own_money import old_account, own_cost_watch
from tests.cases_vocabulary.payments import Answer, insured_elsewhere, payment
from tests.cases_vocabulary.places import place
from tests.cases_vocabulary.public_money import (
    deadline,
    family_doctor,
    fiscal_share,
    fund_allocation,
    parameter_check,
    risk,
    subsidy_check,
    target_indicator,
)
from tests.cases_vocabulary.registers import filing_clock, registered_bill
from tests.cases_vocabulary.repairs import missed_years, repair_payments
from tests.cases_vocabulary.sponsors import sponsor_share
from tests.cases_vocabulary.standards import financing_standard
from tests.cases_vocabulary.stays import stay_cover
from tests.cases_vocabulary.subsidies import household, newly_added, subsidy, totals

KINDS: dict[str, Callable[[Policy, str, Given], Answer]] = {
    "contribution-due": payment,
    "contribution-window": payment,
    "late-payment": payment,
    "catch-up": payment,
    "waiting-period": payment,
    "newborn": newborn,
    "insured-elsewhere": insured_elsewhere,
    "missed-years": missed_years,
    "repair-payments": repair_payments,
    "sponsor-share": sponsor_share,
    "financing-standard": financing_standard,
    "subsidy-full": subsidy,
    "subsidy-fixed": subsidy,
    "subsidy-multiple": subsidy,
    "subsidy-household": household,
    "subsidy-totals": totals,
    "newly-added-poor": newly_added,
    "recognition": recognition,
    "subsidy-check": subsidy_check,
    "parameter-check": parameter_check,
    "fiscal-share": fiscal_share,
    "fund-allocation": fund_allocation,
    "risk-fund": risk,
    "family-doctor": family_doctor,
    "deadline": deadline,
    "target-indicator": target_indicator,
    "care": bills("care"),
    "inpatient": bills("inpatient"),
    "stacking": bills("stacking"),
    "major-disease": bills("major-disease"),
    "referral": bills("referral"),
    "tcm": bills("tcm"),
    "accident": bills("accident"),
    "ten-yuan-85": bills("ten-yuan-85"),
    "civil-assistance": bills("civil-assistance"),
    "civil-assistance-cliff": bills("civil-assistance-cliff"),
    "outpatient": bills("outpatient"),
    "chronic": bills("chronic"),
    "two-diseases": bills("two-diseases"),
    "critical-illness": critical_illness,
    "stay-cover": stay_cover,
    "registered-bill": registered_bill,
    "filing-clock": filing_clock,
    "old-account": old_account,
    "own-cost-watch": own_cost_watch,
    "eligibility": eligibility,
    "must-insure": insured_by_duty,
    "work-funds": work,
}


@dataclass(frozen=True)
class Case:
    """One worked case as written."""

    id: str
    region: str
    kind: str
    given: dict[str, Any]
    expect: dict[str, Any]
    file: str
    book: str = ""  # a directory of tests/cases/books that is laid over the built-in data for this case

    @property
    def is_supported(self) -> bool:
        """Whether some rule answers this kind yet."""
        return self.kind in KINDS


# The same in C where libyaml was there to build it with: each process that tests reads all cases before it begins.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_cases(path: Path) -> list[Case]:
    """The cases of a YAML file, in its order."""
    listed = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER) or []
    return [
        Case(
            str(entry["id"]),
            str(entry["region"]),
            str(entry["kind"]),
            entry.get("given") or {},
            entry.get("expect") or {},
            path.name,
            str(entry.get("book") or ""),
        )
        for entry in listed
    ]


def answer_of(case: Case, book: Book) -> Answer:
    """What the rules answer to a case; every word of `given` must have been understood."""
    given = Given(case.given)
    code, policy = place(book, case.region, given)
    answer = KINDS[case.kind](policy, code, given)
    given.refuse_unknown(case.kind)
    return answer


def differences(case: Case, answer: Answer) -> list[str]:
    """Each asserted field that the answer does not meet, as a readable line."""
    lines = []
    for field, expected in case.expect.items():
        if field not in answer:
            lines.append(f"{field}: this kind does not answer it; it answers {', '.join(sorted(answer))}")
            continue
        actual = plain(answer[field])
        if field == "missing" and expected is not None:
            if not actual:
                lines.append(
                    f"missing: expected something about {expected!r}, but nothing is reported missing"
                )
        elif not _same(actual, plain(expected)):
            lines.append(f"{field}: expected {plain(expected)!r}, got {actual!r}")
    return lines


def _same(actual: Any, expected: Any) -> bool:
    """Equal, where a case may write one value for several people or days that all have it, or write it out
    for each.
    """
    if isinstance(expected, list) and not isinstance(actual, (list, dict)):
        return all(actual == one for one in expected)
    if isinstance(actual, list) and actual and not isinstance(expected, (list, dict)):
        return all(one == expected for one in actual)
    return bool(actual == expected)


def plain(value: Any) -> Any:
    """Values as YAML writes them: days as ISO text, tuples as lists."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    return value
