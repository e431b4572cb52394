"""Do the benefit values of an area leave one answer for each case, and keep to what the areas above demand?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from policy.care import FACTS, ProviderTier
from policy.files import Area, Problem
from policy.schema import BenefitFile
from policy.schema.care_scope import ForCare, FromDay, Who
from policy.schema.critical import CriticalRatio
from policy.terms import Text


def benefits(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """No two values answer the same question on one day; words are on file; floors are kept."""
    file = area.file("benefit", BenefitFile)
    for name, index, value in _values(file):
        place = f"{area.code}/benefit.toml: {name}[{index}]"
        yield from _words(place, value, chain)
        if isinstance(value, ForCare) and value.filed is not None and not value.places:
            zh, en = (
                "filed 须与 places 同写（统筹区内不备案）",
                "filed goes with places (care inside the area is not filed)",
            )
            yield Problem(place, Text(zh, en))
    for name in type(file).model_fields:
        listed = getattr(file, name)
        for (first, earlier), (second, later) in combinations(enumerate(listed, 1), 2):
            if isinstance(earlier, FromDay) and _for_one_case(earlier, later):
                zh = (
                    f"与 {name}[{first}] 自 {later.from_on} 起重叠：两条问的是同一件事，删去一条，"
                    "或用 settings、tiers、places、who、facts 分开"
                )
                en = (
                    f"overlap with {name}[{first}] from {later.from_on}: both answer one question; take one out, or keep "
                    "them apart by settings, tiers, places, who or facts"
                )
                yield Problem(f"{area.code}/benefit.toml: {name}[{second}]", Text(zh, en))
    yield from _floors(area, file, chain)
    for index, item in enumerate(file.preference, 1):
        if not item.who and not item.icd:
            text = Text(
                "须写 who（哪些人）或 icd（疾病编码）", "give who or icd: for whom, or for which diagnoses"
            )
            yield Problem(f"{area.code}/benefit.toml: preference[{index}]", text)


def _values(file: BenefitFile) -> Iterator[tuple[str, int, FromDay]]:
    for name in type(file).model_fields:
        for index, value in enumerate(getattr(file, name), 1):
            if isinstance(value, FromDay):
                yield name, index, value


def _for_one_case(earlier: FromDay, later: FromDay) -> bool:
    """Whether both would answer one question for some bill and person, from the same day."""
    if earlier.from_on != later.from_on or earlier.question != later.question:
        return False
    if not _people_meet(earlier.people, later.people):
        return False
    if isinstance(earlier, CriticalRatio) and isinstance(later, CriticalRatio):
        return _meet(earlier.places, later.places)
    if isinstance(earlier, ForCare) and isinstance(later, ForCare):
        return (
            _meet(earlier.settings, later.settings)
            and _meet(earlier.tiers, later.tiers)
            and bool(set(earlier.in_places) & set(later.in_places))
            and _may_be_both(earlier.filed, later.filed)
            and _may_be_both(earlier.referred, later.referred)
        )
    return True


def _people_meet(one: tuple[Who, ...], other: tuple[Who, ...]) -> bool:
    return bool(set(one) & set(other)) if one and other else not one and not other


def _may_be_both(one: bool | None, other: bool | None) -> bool:
    return one is None or other is None or one is other


def _meet(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return not one or not other or bool(set(one) & set(other))


def _words(place: str, value: FromDay, chain: list[Area]) -> Iterator[Problem]:
    """Levels and facts are words that the area, or one above it, explains."""
    who = getattr(value, "who", ())
    people: tuple[Who, ...] = who if isinstance(who, tuple) else (who,)
    known = {**FACTS, **{code: word.text for one in chain for code, word in one.about.facts.items()}}
    facts = [
        *(value.facts if isinstance(value, ForCare) else ()),
        *(one.finding for one in people if one.finding),
    ]
    for code in facts:
        if code not in known:
            there = _listed(dict(sorted(known.items())))
            zh = f"事实 {code} 没有写在 area.toml 的 [facts] 中（已有：{there.zh}）：先写 {code} = {{ zh, en }}"
            en = f"fact {code} is not named in [facts] of area.toml (there are: {there.en}): write {code} = {{ zh, en }} first"
            yield Problem(place, Text(zh, en))
    if isinstance(value, ForCare):
        levels = tiers_of(chain)
        for code in value.tiers:
            if code not in levels:
                there = _listed(levels)
                zh = f"机构等级 {code} 没有写在 area.toml 的 [tiers] 中（已有：{there.zh}）"
                en = f"level {code} is not named in [tiers] of area.toml (there are: {there.en})"
                yield Problem(f"{place}.tiers", Text(zh, en))


def tiers_of(chain: list[Area]) -> dict[str, Text]:
    """The levels of providers by code, as the nearest area that names its own calls them."""
    own = next((one.about.tiers for one in chain if one.about.tiers), None)
    if own is None:
        return {tier.value: tier.label for tier in ProviderTier}
    return {code: word.text for code, word in own.items()}


def _listed(words: dict[str, Text]) -> Text:
    return Text(
        "、".join(f"{code}（{word.zh}）" for code, word in words.items()),
        ", ".join(f"{code} ({word.en})" for code, word in words.items()),
    )


def _floors(area: Area, file: BenefitFile, chain: list[Area]) -> Iterator[Problem]:
    """A floor said “in principle” lets a decision depart, so only a firm one is refused here (A14)."""
    for above in chain[1:]:
        for floor in above.file("benefit", BenefitFile).limit_floor:
            for index, limit in enumerate(file.limit, 1):
                bound = limit.per == "year" and _meet(limit.settings, floor.settings)
                if bound and not floor.in_principle and limit.amount < floor.amount:
                    zh = f"{limit.amount} 元低于上级最低标准 {floor.amount} 元（{floor.clause}）：至少写 {floor.amount}"
                    en = (
                        f"{limit.amount} undercuts the inherited floor of {floor.amount} ({floor.clause}): "
                        f"write at least {floor.amount}"
                    )
                    yield Problem(f"{area.code}/benefit.toml: limit[{index}].amount", Text(zh, en))
        for step in above.file("benefit", BenefitFile).ceiling_step:
            for index, own in enumerate(file.ceiling_step, 1):
                if step.floor and own.counts == step.counts and own.amount < step.amount:
                    zh = f"{own.amount} 元低于上级最低标准 {step.amount} 元（{step.clause}）：至少写 {step.amount}"
                    en = (
                        f"{own.amount} undercuts the inherited floor of {step.amount} ({step.clause}): "
                        f"write at least {step.amount}"
                    )
                    yield Problem(f"{area.code}/benefit.toml: ceiling_step[{index}].amount", Text(zh, en))
