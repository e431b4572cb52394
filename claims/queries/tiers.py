"""What are the levels of providers called at a place, and which may be chosen there?"""

from policy.book import NoPolicy, default_book
from policy.care import ProviderTier
from policy.terms import Text


def tiers_of(division_code: str) -> dict[str, Text]:
    """The levels by code, lowest first, as the area of a division names them; the built-in ones where none has a policy."""
    try:
        return default_book().policy(division_code).tiers()
    except NoPolicy:
        return {tier.value: tier.label for tier in ProviderTier}


def tier_label(division_code: str, code: str) -> Text:
    """What a level is called at a place."""
    try:
        return default_book().policy(division_code).tier_label(code)
    except NoPolicy:
        return Text(code, code) if code not in set(ProviderTier) else ProviderTier(code).label


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
