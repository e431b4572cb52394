"""What does the public purse add for a head, and which level bears which part of it?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistance.public_money.rules.fiscal_heads import (
    Candidate,
    EnteredBy,
    Head,
    city_county_rate,
    halves,
    possible_answers,
)
from enrollment.rules.answers import Missing, Step
from enrollment.rules.dues import fiscal_standard
from policy.book import Policy
from policy.entered import Entered
from policy.money import format_yuan
from policy.terms import Text
from policy.topics import Topic

PAYERS = ("central", "province", "city", "county")
PAYER_NAMES = {
    "central": Text("中央", "central"),
    "province": Text("省级", "province"),
    "city": Text("市级", "city"),
    "county": Text("县（区）级", "county"),
    "city_and_county": Text("市县", "city and county"),
}


@dataclass(frozen=True, slots=True)
class PerHead:
    """The subsidy of one head by payer; a part is None where the documents do not decide it."""

    total_fen: int | None
    parts: dict[str, int | None]
    city_and_county_fen: int | None
    units: Text
    clauses: tuple[str, ...]
    readings: tuple[str, ...]
    missing: tuple[Missing, ...]
    steps: tuple[Step, ...]

    @property
    def is_decided(self) -> bool:
        """Whether every payer's part is known."""
        return all(self.parts[payer] is not None for payer in PAYERS) and self.total_fen is not None


@dataclass(frozen=True, slots=True)
class Bill:
    """What several heads cost by payer: whole fen per head times heads, so that nothing is rounded (A53)."""

    heads: int
    total_fen: int | None
    parts: dict[str, int | None]
    city_and_county_fen: int | None


def bill(counted: Iterable[tuple[PerHead, int]]) -> Bill:
    """The sum over groups of heads; a payer's sum is None as soon as one group leaves it open."""
    groups = list(counted)

    def total(amounts: Iterable[tuple[int | None, int]]) -> int | None:
        listed = list(amounts)
        if any(fen is None and heads for fen, heads in listed):
            return None
        return sum((fen or 0) * heads for fen, heads in listed)

    return Bill(
        sum(heads for _, heads in groups),
        total((one.total_fen, heads) for one, heads in groups),
        {payer: total((one.parts[payer], heads) for one, heads in groups) for payer in PAYERS},
        total((one.city_and_county_fen, heads) for one, heads in groups),
    )


def per_head(policy: Policy, *, fiscal_year: int, head: Head, entered: EnteredBy) -> PerHead:
    """The fiscal subsidy of a head of a county or school, divided by payer (财政补助分担).

    Source: LZ-1b..e, GS-T1..3, JC-1b..h, GX-1.1b..e; who enrolls by residence permit or school roll is subsidised like a
    local resident (GS-1.1e, JC-1j, GX-1.1f, HZ-2.3, SD-1d). What depends on a list or ratio that no office has entered is
    left open, and only the parts on which every possible answer agrees are given (A08, A13, A34).
    """
    policy = policy.in_year(fiscal_year)
    standard = fiscal_standard(policy, fiscal_year)
    found, unknown, is_sure = possible_answers(policy, fiscal_year, head, entered, standard.fen)
    missing = [standard.missing] if standard.missing else []
    steps = []
    if standard.fen is not None:
        floor = Text("不低于", "at least ") if standard.floor else Text("", "")
        text = Text(
            f"{fiscal_year}年财政补助标准每人{floor.zh}{standard.yuan}元",
            f"fiscal subsidy of {fiscal_year}: {floor.en}{standard.yuan} a head",
        )
        steps.append(Step("fiscal_standard", text, standard.clause, standard.readings, standard.fen))
    filed = entered.get((Topic.FISCAL_SHARES, str(fiscal_year)))
    if not found and filed is not None and sum(filed.fen_by_payer.values()) == standard.fen:
        return _as_filed(standard.fen, filed, standard.clause, tuple(steps))
    if not found:
        missing.append(_open(policy, "fiscal_share", fiscal_year))
        return PerHead(standard.fen, dict.fromkeys(PAYERS), None, Text("", ""), (standard.clause,),
                       standard.readings, tuple(missing), tuple(steps))  # fmt: skip
    divided = [_divided(policy, fiscal_year, head, entered, one) for one in found]
    parts = {payer: _agreed(one.parts[payer] for one in divided) for payer in PAYERS}
    both = _agreed(one.both for one in divided)
    missing += [_open(policy, topic.value, fiscal_year) for topic in unknown]
    missing += dict.fromkeys(one.missing for one in divided if one.missing)
    if not is_sure:  # it may also be that none of them holds
        parts, both = dict.fromkeys(PAYERS), None
    for one in divided:
        steps += one.steps
    if standard.fen is not None and all(fen is not None for fen in parts.values()):
        divided_fen = sum(fen or 0 for fen in parts.values())
        if divided_fen != standard.fen:
            missing.append(_difference(policy, fiscal_year, standard.fen - divided_fen))
    entry = found[-1].entry
    return PerHead(
        standard.fen,
        parts,
        both,
        Text("、".join(entry.units), ", ".join(entry.units)),
        tuple(dict.fromkeys(clause for one in found for clause in one.entry.clauses)),
        tuple(dict.fromkeys((*standard.readings, *(r for one in found for r in one.entry.readings)))),
        tuple(missing),
        tuple(steps),
    )


def _as_filed(standard_fen: int, filed: Entered, clause: str, steps: tuple[Step, ...]) -> PerHead:
    """The levels' amounts that an office entered where no notice divides the subsidy."""
    parts: dict[str, int | None] = dict(filed.fen_by_payer)
    said = "/".join(format_yuan(fen) for fen in filed.fen_by_payer.values())
    text = Text(
        f"中央/省/市/县 {said}元（{filed.document}）",
        f"centre/province/city/county {said} ({filed.document})",
    )
    return PerHead(
        standard_fen, parts, (parts["city"] or 0) + (parts["county"] or 0), Text(filed.document, filed.document), (clause,),
        (), (), (*steps, Step("fiscal_share", text, "", (), standard_fen)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Divided:
    parts: dict[str, int | None]
    both: int | None
    missing: Missing | None
    steps: tuple[Step, ...]


def _divided(policy: Policy, fiscal_year: int, head: Head, entered: EnteredBy, found: Candidate) -> _Divided:
    """One possible answer, with the city-county part divided where that can be done."""
    parts: dict[str, int | None] = {payer: found.parts.get(payer) for payer in PAYERS}
    both = found.parts.get("city_and_county")
    steps = [_said("fiscal_share", found, found.parts)]
    if both is None:
        both = (parts["city"] or 0) + (parts["county"] or 0)
        for payer in PAYERS:
            parts[payer] = parts[payer] or 0
        return _Divided(parts, both, None, tuple(steps))
    rate = city_county_rate(policy, fiscal_year, head, entered)
    filed = entered.get((Topic.CITY_COUNTY_SPLIT, ""))
    if rate is not None:
        parts["city"], parts["county"] = halves(both, rate.parts["city"], rate.parts["county"])
        clause, readings, ratio = rate.clause, rate.readings, f"{rate.parts['city']}:{rate.parts['county']}"
    elif filed is not None:
        shares = filed.shares
        parts["city"], parts["county"] = halves(both, shares["city"], shares["county"])
        clause, readings = "", ("A08", "A53")
        ratio = f"{shares['city']}:{shares['county']}（{filed.document}）"
    else:
        return _Divided(parts, both, _open(policy, "city_county_split", fiscal_year), tuple(steps))
    text = Text(
        f"市县部分{format_yuan(both)}元按市、县{ratio}分担",
        f"the city-county part of {format_yuan(both)} by {ratio}",
    )
    steps.append(Step("city_county_split", text, clause, readings, both))
    return _Divided(parts, both, None, tuple(steps))


def _said(code: str, found: Candidate, parts: Mapping[str, int]) -> Step:
    zh = "、".join(f"{PAYER_NAMES[payer].zh}{format_yuan(fen)}元" for payer, fen in parts.items())
    en = ", ".join(f"{PAYER_NAMES[payer].en} {format_yuan(fen)}" for payer, fen in parts.items())
    units = "、".join(found.entry.units)
    under = f"（{'、'.join(found.documents)}）" if found.documents else ""
    return Step(
        code, Text(f"{units}：{zh}{under}", f"{units}: {en}{under}"), found.entry.clause, found.entry.readings
    )


def _agreed(values: Iterable[int | None]) -> int | None:
    listed = list(values)
    return listed[0] if all(value == listed[0] for value in listed) else None


def _open(policy: Policy, topic: str, fiscal_year: int) -> Missing:
    """What is missing and who decides it, in the words of the area's file."""
    for area in policy.chain:
        for entry in area.files["fiscal"].undecided if "fiscal" in area.files else ():
            if entry.topic == topic and (not entry.fiscal_years or fiscal_year in entry.fiscal_years):
                return Missing(entry.what, entry.decided_by, entry.clause, entry.readings)
    return Missing(
        Text(
            f"{fiscal_year}年财政补助的分级分担",
            f"how the fiscal subsidy of {fiscal_year} is shared between the levels",
        ),
        Text("财政部门、医疗保障部门，依当年文件", "finance and healthcare security, by that year's paper"),
    )


def _difference(policy: Policy, fiscal_year: int, fen: int) -> Missing:
    return Missing(
        Text(
            f"补助标准与分担金额相差{format_yuan(fen)}元，由哪一级承担未定",
            f"who bears the difference of {format_yuan(fen)} between the standard and its parts",
        ),
        Text("市（州）财政局", "the city's finance bureau"),
    )
