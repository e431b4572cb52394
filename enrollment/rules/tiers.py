"""What are the tiers of contribution (一档, 二档) called, and by which words does a list name one?"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from policy.terms import Term, Text


class Tier(Term):
    """The codes that areas use for their tiers; what each costs stands in contribution.toml."""

    FIRST = ("first", "一档", "first tier")
    SECOND = ("second", "二档", "second tier")
    THIRD = ("third", "三档", "third tier")
    FOURTH = ("fourth", "四档", "fourth tier")


def tier_label(code: str) -> Text:
    """What a tier is called; a code of an area's own as it stands."""
    return Tier(code).label if code in set(Tier) else Text(code, code)


def tier_labels(codes: Collection[str]) -> Text:
    """The same of several, as a list in both languages."""
    labels = [tier_label(code) for code in codes]
    return Text("、".join(one.zh for one in labels) or "无", ", ".join(one.en for one in labels) or "none")


TIER_WORDS: Final[dict[str, Tier]] = {
    word: tier
    for number, tier in enumerate(Tier, 1)
    for word in (tier.label.zh, f"第{tier.label.zh}", f"{number}档", f"第{number}档", str(number), tier.value)
}


def tier_named(word: str, offered: Collection[str]) -> str | None:
    """The code of the tier that a word of a list means, None when the area offers no such tier."""
    code = TIER_WORDS.get(word, word)
    return str(code) if code in offered else None
