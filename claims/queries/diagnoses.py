"""What is a diagnosis called, where the program knows it?"""

import csv
from functools import cache
from pathlib import Path
from typing import Final

from policy.terms import Text

VERSION: Final = "GB/T 14396-2016"  # see claims/data/README.md
SINCE: Final = "2017-02-01"
_FILE = Path(__file__).resolve().parent.parent / "data" / "diagnoses.csv"


@cache
def known() -> dict[str, Text]:
    """The categories that come with the program, by their three characters; see claims/data/README.md."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: Text(row["zh"], row["en"]) for row in csv.DictReader(file)}


def name_of(code: str) -> Text | None:
    """The name of the category that a code belongs to, None when it is not in the list."""
    return known().get(code[:3])
