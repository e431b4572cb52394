"""What are the levels of providers called at a place, and which may be chosen there?

An area names them in the book, or in a year that was opened there.
"""

from collections.abc import Iterable

from enrollment.queries.policies import policies_of
from policy.book import Policy, default_book
from policy.care import ProviderTier
from policy.terms import Text


def tiers_of(division_code: str) -> dict[str, Text]:
    """The levels by code, lowest first, as the area of a division names them; the built-in ones where none has a policy."""
    return tiers_in([division_code])


def tiers_in(codes: Iterable[str]) -> dict[str, Text]:
    """The levels of several places together."""
    asked = list(codes)
    policies = _policies(asked)
    found: dict[str, Text] = {}
    for code in asked:
        found |= (
            policies[code].tiers() if code in policies else {one.value: one.label for one in ProviderTier}
        )
    return found


def tier_label(division_code: str, code: str) -> Text:
    """What a level is called at a place."""
    return tier_labels([(division_code, code)])[division_code, code]


def tier_labels(asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Text]:
    """What levels are called, each at its place; read in one statement."""
    pairs = set(asked)
    policies = _policies(place for place, _ in pairs)
    return {
        (place, code): policies[place].tier_label(code) if place in policies else _built_in(code)
        for place, code in pairs
    }


def _built_in(code: str) -> Text:
    return ProviderTier(code).label if code in set(ProviderTier) else Text(code, code)


def _policies(codes: Iterable[str]) -> dict[str, Policy]:
    return policies_of(code for code in set(codes) if default_book().chain(code))


def every_tier() -> dict[str, Text]:
    """The levels of all areas by code; where two areas call one code differently, both words."""
    known = {tier.value: [tier.label] for tier in ProviderTier}
    for area in default_book().areas():
        for code, word in area.about.tiers.items():
            labels = known.setdefault(code, [])
            if word.text not in labels:
                labels.append(word.text)
    return {
        code: Text(" / ".join(one.zh for one in labels), " / ".join(one.en for one in labels))
        for code, labels in known.items()
    }
