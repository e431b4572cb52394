"""Which outpatient chronic diseases can be recognised in an area on a day?"""

import csv
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from claims.rules.benefit_terms import terms_on
from claims.rules.diseases import Disease, Diseases
from policy.book import Policy
from policy.schema.benefit import ListedDiseases
from policy.terms import Text

VERSION: Final = "2026-11"  # of the bundled table; see claims/data/README.md
SINCE: Final = "2026-11-01"
_FILE = Path(__file__).resolve().parent.parent / "data" / "chronic_diseases.csv"


@cache
def table() -> tuple[Disease, ...]:
    """The bundled table of the national codes."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Disease(row["code"], Text(row["zh"], row["en"]), tuple(row["also"].split()))
            for row in csv.DictReader(file)
        )


def diseases_of(policy: Policy, on: date) -> Diseases:
    """The diseases of an area, worked out once for a day."""

    def made() -> Diseases:
        rules = terms_on(policy, on).all(ListedDiseases)
        return Diseases(table(), ((name, rule.clause) for rule in rules for name in rule.names))

    found: Diseases = policy.remember(("diseases", on), made)
    return found
