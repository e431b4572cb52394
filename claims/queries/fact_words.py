"""Which named facts do the rules of some places ask a bill for, and what are they called there?"""

from collections.abc import Iterable

from claims.rules.named_facts import asked_on_bills
from policy.book import default_book
from policy.terms import Text
from staff.rules.divisions import scope_prefix


def facts_of(division_codes: Iterable[str]) -> dict[str, Text]:
    """Code -> label, of the areas above and inside these divisions; the words of the nearest area above go first."""
    book = default_book()
    found: dict[str, Text] = {}
    for code in division_codes:
        prefix = scope_prefix(code)
        inside = [area for area in book.areas() if area.code.startswith(prefix) and area.code != "000000"]
        for area in (*book.chain(code), *inside):
            for fact, word in area.about.facts.items():
                found.setdefault(fact, word.text)
    return asked_on_bills(found)
