"""Do the benefit values of an area leave one answer for each case, and keep to what the areas above demand?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from policy.files import Area, Problem
from policy.schema import BenefitFile
from policy.schema.benefit import (
    CriticalDeductible,
    CriticalRatio,
    ForCare,
    FromDay,
    Limit,
    Preference,
    Unreferred,
)
from policy.terms import Text


def benefits(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """No two values answer the same question on one day; a share of the income has its topic; floors are kept."""
    file = area.file("benefit", BenefitFile)
    for name in type(file).model_fields:
        listed = getattr(file, name)
        for (first, earlier), (second, later) in combinations(enumerate(listed, 1), 2):
            if (
                isinstance(earlier, FromDay)
                and _same_question(earlier, later)
                and earlier.from_on == later.from_on
            ):
                zh = f"与 {name}[{first}] 自 {later.from_on} 起重叠"
                en = f"overlap with {name}[{first}] from {later.from_on}"
                yield Problem(f"{area.code}/benefit.toml: {name}[{second}]", Text(zh, en))
    yield from _floors(area, file, chain)
    for index, item in enumerate(file.preference, 1):
        if not item.who and not item.icd:
            text = Text("须写 who 或 icd", "give who or icd")
            yield Problem(f"{area.code}/benefit.toml: preference[{index}]", text)


def _same_question(earlier: FromDay, later: FromDay) -> bool:
    """Whether both would answer for some bill and person."""
    if type(earlier) is not type(later):
        return False
    if isinstance(earlier, ForCare) and isinstance(later, ForCare):
        if not _meet(earlier.settings, later.settings) or not _meet(earlier.tiers, later.tiers):
            return False
        match earlier, later:
            case Limit(), Limit():
                return earlier.per == later.per and (earlier.diseases == later.diseases)
            case Unreferred(), Unreferred():
                return earlier.vulnerable == later.vulnerable
            case Preference(), Preference():
                return earlier.item == later.item
        return True
    match earlier, later:
        case CriticalRatio(), CriticalRatio():
            return earlier.above == later.above and _meet(earlier.places, later.places)
        case CriticalDeductible(), CriticalDeductible():
            return earlier.who == later.who
    return earlier == later


def _meet(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return not one or not other or bool(set(one) & set(other))


def _floors(area: Area, file: BenefitFile, chain: list[Area]) -> Iterator[Problem]:
    """A floor said “in principle” lets a decision depart, so only a firm one is refused here (A14)."""
    for above in chain[1:]:
        for floor in above.file("benefit", BenefitFile).limit_floor:
            for index, limit in enumerate(file.limit, 1):
                bound = limit.per == "year" and _meet(limit.settings, floor.settings)
                if bound and not floor.in_principle and limit.amount < floor.amount:
                    zh = f"{limit.amount} 元低于上级最低标准 {floor.amount} 元（{floor.clause}）"
                    en = f"{limit.amount} undercuts the inherited floor of {floor.amount} ({floor.clause})"
                    yield Problem(f"{area.code}/benefit.toml: limit[{index}].amount", Text(zh, en))
