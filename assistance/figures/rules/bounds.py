"""Does a figure that an office enters keep to the bounds that the documents set for it?

A bound is a number in the unit of the figure, or a share of the individual due, of the published income or of the fiscal
standard; `in_principle` lets a named decision depart from it (A14).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from policy.book import Policy
from policy.money import apply_rate, format_yuan, yuan_to_fen
from policy.public_money_words import SHARES_OF as OF
from policy.schema import TargetFile
from policy.schema.promises import Bound, BoundOf
from policy.terms import Text
from policy.topics import KINDS, Topic, ValueKind

References = Mapping[BoundOf, int | None]  # in fen; None: not known


@dataclass(frozen=True, slots=True)
class Breach:
    """A bound that a figure passes, or that cannot be worked out yet (`missing` names of what it is a share)."""

    bound: Bound
    text: Text
    missing: BoundOf | None = None


def bounds_on(policy: Policy, topic: Topic, key: str, year: int) -> list[Bound]:
    """The bounds of all areas of the chain for a figure that begins in a year; each of them binds."""
    return [
        bound
        for _, file in policy.files("target", TargetFile)
        for bound in file.bound
        if bound.topic is topic
        and bound.key in ("", key)
        and (bound.from_year or year) <= year <= (bound.until_year or year)
    ]


def breaches(bounds: list[Bound], topic: Topic, value: Any, references: References) -> list[Breach]:
    """The bounds that the value passes or that cannot be held against it."""
    return [found for bound in bounds if (found := _breach(bound, topic, value, references)) is not None]


def _breach(bound: Bound, topic: Topic, value: Any, references: References) -> Breach | None:
    if KINDS[topic] is ValueKind.SEGMENTS:  # each of its ratios is held against the bound
        broken = (_breach_of(bound, topic, one["rate"], references) for one in value)
        return next((one for one in broken if one is not None), None)
    return _breach_of(bound, topic, value, references)


def _breach_of(bound: Bound, topic: Topic, value: Any, references: References) -> Breach | None:
    given = Decimal(str(value))
    if (reached := _reached(bound, given)) is not None:
        return reached
    if bound.of is None:
        unit = Text("元", " yuan") if KINDS[topic] is ValueKind.YUAN else Text("", "")
        return _outside(bound, given, bound.least, bound.most, unit, "")
    whole = references.get(bound.of)
    if whole is None:
        name = OF[bound.of]
        text = Text(
            f"界限按{name.zh}计算，而{name.zh}未知", f"the bound is a share of {name.en}, which is not known"
        )
        return Breach(bound, text, bound.of)
    least, most = (
        None if share is None else Decimal(apply_rate(whole, share)) / 100
        for share in (bound.least, bound.most)
    )
    return _outside(bound, given, least, most, Text("元", " yuan"), bound.of)


def _reached(bound: Bound, given: Decimal) -> Breach | None:
    """A figure at or beyond a value that it must not reach."""
    if bound.below is not None and given >= bound.below:
        return Breach(
            bound, Text(f"必须低于{bound.below.normalize():f}", f"to be below {bound.below.normalize():f}")
        )
    if bound.above is not None and given <= bound.above:
        return Breach(
            bound, Text(f"必须高于{bound.above.normalize():f}", f"to be above {bound.above.normalize():f}")
        )
    return None


def _outside(
    bound: Bound, given: Decimal, least: Decimal | None, most: Decimal | None, unit: Text, of: BoundOf | str
) -> Breach | None:
    passes_least, passes_most = least is not None and given < least, most is not None and given > most
    if not (passes_least or passes_most):
        return None
    limit = least if passes_least else most
    assert limit is not None
    written = format_yuan(yuan_to_fen(limit)) if unit.zh else f"{limit.normalize():f}"
    share = bound.least if passes_least else bound.most
    why_zh = why_en = ""
    if of and share is not None:
        name, percent = OF[of], f"{(share * 100).normalize():f}"
        why_zh, why_en = f"（{name.zh}的{percent}%）", f" ({percent} % of {name.en})"
    zh = f"{'低于' if passes_least else '高于'}{written}{unit.zh}{why_zh}"
    en = f"{'below' if passes_least else 'above'} {written}{unit.en}{why_en}"
    return Breach(bound, Text(zh, en))
