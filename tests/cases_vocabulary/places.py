"""Which area's rules does a case ask for?"""

from __future__ import annotations

import re

from policy.book import Book, Policy
from policy.entered import Entered, value_of
from policy.topics import Topic
from tests.cases_vocabulary.given import Given, UnknownWord

REGIONS = {
    "LZ": "620100",
    "GS": "620000",
    "JC": "140500",
    "LX": "622900",
    "GX": "450000",
    "HZ": "371700",
    "SD": "370000",
}
DOCUMENT = "测试文号"
_SUFFIX = re.compile(r"(市|州|地区|省|自治区)$")


def code_of(book: Book, name: str) -> str | None:
    """The division code of an area named by code, by its ledger prefix or by its name."""
    wanted = str(name).strip()
    if wanted in REGIONS:
        return REGIONS[wanted]
    if re.fullmatch(r"[0-9]{6}|[0-9]{9}|[0-9]{12}", wanted):
        return wanted
    stem = _stem(wanted)
    for area in book.areas():
        if area.about.zh.startswith(stem) or wanted.casefold() == area.about.en.casefold():
            return area.code
        for code, full_name in area.about.prefectures.items():
            if full_name.startswith(stem):
                return code
    prefixes = {prefix: area.code for area in book.areas() for prefix in area.about.documents}
    return prefixes.get(wanted)


def _stem(name: str) -> str:
    stem = _SUFFIX.sub("", name)
    return stem if len(stem) >= 2 else name


def place(book: Book, region: str, given: Given) -> tuple[str, Policy]:
    """The division code and the rules for a case: its region, or the city it names within the region."""
    code = code_of(book, region)
    if code is None:
        raise UnknownWord(
            f"unknown region {region!r}; known: {', '.join(REGIONS)}, a division code, or an area's name"
        )
    city = given.first("area", "city", "prefecture", "pooling_area")
    if city is not None:
        named = code_of(book, city)
        if named is None:
            raise UnknownWord(f"unknown area {city!r} in region {region}")
        code = named
    given.without_effect("county", "district", "county_group", "tier", "unit")
    policy = book.policy(code)
    for reading, value in (given.take("readings") or {}).items():
        policy = policy.with_reading(reading, value)
    return code, policy.with_entered(entered_in(given))


def entered_in(given: Given) -> list[Entered]:
    """The figures that a case supposes two officers to have entered: by topic, and by key where a topic has several."""
    entries = []
    for name, stated in (given.take("entered") or {}).items():
        topic = Topic(name)
        by_key = stated if isinstance(stated, dict) else {"": stated}
        entries += [
            Entered(topic, value_of(topic, value), DOCUMENT, str(key)) for key, value in by_key.items()
        ]
    return entries
