"""Which named facts of the case does a bill record, and which does it rule out, in the words of the area that insures?

An area names facts that its rules ask for in `[facts]` of area.toml: a signed family doctor, the kind of a delivery. A bill says
of each that it holds, that it does not, or nothing: then a rule that turns on it leaves the bill undecided.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from claims.rules.bill_entry import BillEntry, BillFault
from policy.care import FACTS
from policy.terms import Text

MEDICAL_RISK, ACCIDENT = tuple(FACTS)
_SPLIT = re.compile(r"[、,，;；/]+")
Words = Mapping[str, Text]  # code -> what it is called


class Recorded(NamedTuple):
    """Codes of facts that hold and that do not, and the words that nobody knows."""

    holding: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def asked_on_bills(named: Words) -> dict[str, Text]:
    """The facts that a bill is asked one by one; those with fields of their own are left out."""
    return {code: label for code, label in named.items() if code not in FACTS}


def split(written: str) -> list[str]:
    """The words of a cell that lists several."""
    return [word for one in _SPLIT.split(written) if (word := one.strip())]


def recorded(holding: Iterable[str], absent: Iterable[str], named: Words) -> Recorded:
    """Words (a code, or what the area calls it in either language) as codes, each once."""
    known = {word.casefold(): code for code, label in named.items() for word in (label.en, label.zh, code)}
    lists: list[tuple[str, ...]] = []
    unknown: list[str] = []
    for words in (holding, absent):
        codes = [known.get(word.casefold()) for word in words]
        unknown += [word for word, code in zip(words, codes, strict=True) if code is None]
        lists.append(tuple(sorted({code for code in codes if code})))
    return Recorded(lists[0], lists[1], tuple(unknown))


def fact_faults(entry: BillEntry, named: Words) -> Iterator[BillFault]:
    """A fact that the area does not know, or that is said both to hold and not to."""
    for code in sorted({*entry.facts, *entry.facts_ruled_out} - set(named)):
        yield BillFault("fact_unknown", "facts", 0, *unknown_fact(code, named))
    for code in sorted(set(entry.facts) & set(entry.facts_ruled_out)):
        yield BillFault("fact_contradicts", "facts", 0, *said_twice(named.get(code, Text(code, code))))


def unknown_fact(word: str, named: Words) -> tuple[Text, Text]:
    """What is said of a word that is no fact here, and what to write instead."""
    listed = Text(
        "、".join(one.zh for one in named.values()) or "无",
        ", ".join(f"{code} ({one.en})" for code, one in named.items()) or "none",
    )
    return (
        Text(
            f"“{word[:20]}”不是本地待遇规则所问的事实。",
            f"“{word[:20]}” is no fact that the rules here ask for.",
        ),
        Text(f"可填写：{listed.zh}。", f"There are: {listed.en}."),
    )


def said_twice(label: Text) -> tuple[Text, Text]:
    """What is said of a fact that stands in both lists."""
    return (
        Text(f"“{label.zh}”同时填写为属于和不属于。", f"“{label.en}” is said both to hold and not to."),
        Text("请只保留一处。", "Leave it in one place only."),
    )
