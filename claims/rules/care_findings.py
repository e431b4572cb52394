"""What about settled care would a settlement by itself never see, and how is a finding about it decided?

Each rule takes plain facts and gives findings; a person decides on each. JC-9b asks to look at unusual hospital rates and at
cheating; GS-4.1b and SD-6a at supervision by data. None states a number: those come in as entered figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations
from typing import Final, NamedTuple

from claims.rules.bill_checks import share_a_night
from claims.rules.indicators import Ratio
from enrollment.rules.status_facts import StatusFact
from policy.entered import Entered
from policy.money import format_yuan
from policy.periods import Span
from policy.terms import Term, Text
from staff.rules.moves import Moves, To
from staff.rules.roles import Permission


class FindingRule(Term):
    """Which rule found it."""

    TWO_HOSPITALS = ("two_hospitals", "同一夜在两家医院住院", "one night in two hospitals")
    AFTER_DEATH = ("after_death", "死亡后就医", "care after death")
    IN_PRISON = ("in_prison", "服刑羁押期间就医", "care while in prison or custody")
    EMPLOYED = ("employed", "参加职工医保期间享受居民待遇", "benefits while insured with the employee scheme")
    FREQUENT_STAYS = ("frequent_stays", "短期内多次住院", "many stays in a short time")
    PROVIDER_SHARE = (
        "provider_share",
        "应保尽保人员住院占比高",
        "a high share of stays of people who must be insured",
    )
    ABOVE_GRADE = (
        "above_grade",
        "单次住院费用高于机构级别监测线",
        "a stay that cost more than the line of its level",
    )


CLAUSES: Final[dict[FindingRule, str]] = {
    FindingRule.TWO_HOSPITALS: "JC-9b",
    FindingRule.AFTER_DEATH: "SD-6c",
    FindingRule.IN_PRISON: "SD-6c",
    FindingRule.EMPLOYED: "SD-6c",
    FindingRule.FREQUENT_STAYS: "JC-9b",
    FindingRule.PROVIDER_SHARE: "JC-9b",
    FindingRule.ABOVE_GRADE: "GS-4.1b",
}


class FindingState(Term):
    """What a person made of it."""

    OPEN = ("open", "待核查", "to be looked into")
    CONFIRMED = ("confirmed", "已查实", "confirmed")
    EXPLAINED = ("explained", "已说明", "explained")
    RECOVERY_PROPOSED = ("recovery_proposed", "拟追回", "recovery proposed")


class FindingMove(Term):
    """What a person decides."""

    CONFIRM = ("confirm", "查实", "confirm")
    EXPLAIN = ("explain", "说明无问题", "explain")
    PROPOSE_RECOVERY = ("propose_recovery", "提出追回", "propose recovery")
    REOPEN = ("reopen", "重新核查", "look into it again")


_S, _M, _REVIEW = FindingState, FindingMove, (Permission.CLAIMS_REVIEW,)
CARE_FINDING: Final[Moves[FindingState, FindingMove]] = Moves(
    {
        (_S.OPEN, _M.CONFIRM): To(_S.CONFIRMED, _REVIEW),
        (_S.OPEN, _M.EXPLAIN): To(_S.EXPLAINED, _REVIEW),
        (_S.OPEN, _M.PROPOSE_RECOVERY): To(_S.RECOVERY_PROPOSED, _REVIEW),
        (_S.CONFIRMED, _M.PROPOSE_RECOVERY): To(_S.RECOVERY_PROPOSED, _REVIEW),
        (_S.CONFIRMED, _M.REOPEN): To(_S.OPEN, _REVIEW),
        (_S.EXPLAINED, _M.REOPEN): To(_S.OPEN, _REVIEW),
        (_S.RECOVERY_PROPOSED, _M.REOPEN): To(_S.OPEN, _REVIEW),
    },
    start=_S.OPEN,
)


class Care(NamedTuple):
    """A settled bill: whose (the record that counts), where, on which days, what it cost and what the funds paid, in fen."""

    bill: int
    person: int
    provider: int
    provider_name: str
    tier: str
    division_code: str
    first_on: date
    last_on: date  # of discharge, or of the visit
    total_fen: int
    funds_fen: int
    is_stay: bool = True


class StatedFact(NamedTuple):
    """What a status list states of a person; `until_on` not included."""

    fact: StatusFact
    from_on: date
    until_on: date | None = None


class Found(NamedTuple):
    """A finding; `key` names its cause once within its rule."""

    rule: FindingRule
    key: str
    division_code: str
    on: date
    text: Text
    person: int | None = None
    provider: int | None = None
    bills: tuple[int, ...] = ()
    funds_fen: int = 0


def two_hospitals(stays: Sequence[Care]) -> list[Found]:
    """Stays of one person that need two beds in one night; the day of discharge is free again."""
    found = []
    for one, other in combinations(sorted(stays, key=lambda care: (care.first_on, care.bill)), 2):
        if share_a_night((one.first_on, one.last_on), (other.first_on, other.last_on)):
            nights = (min(one.last_on, other.last_on) - other.first_on).days
            text = Text(
                f"{_days(one)}在{one.provider_name}、{_days(other)}在{other.provider_name}住院，重叠{nights}夜",
                f"{_days(one)} in {one.provider_name} and {_days(other)} in {other.provider_name}: {nights} nights in both",
            )
            key = f"{min(one.bill, other.bill)}:{max(one.bill, other.bill)}"
            found.append(_of(FindingRule.TWO_HOSPITALS, key, other, text, one))
    return found


def refused_stay(care: Care, provider_code: str, number: str, provider: int | None) -> Found:
    """A bill of another hospital that was refused because the person lay elsewhere on those nights."""
    text = Text(
        f"{provider_code} 的账单 {number} 因住院日期与 {care.provider_name}（{_days(care)}）重叠未收",
        f"bill {number} of {provider_code} was not taken: its stay overlaps that in {care.provider_name} ({_days(care)})",
    )
    return _of(FindingRule.TWO_HOSPITALS, f"{provider_code}:{number}:{care.bill}", care, text)._replace(
        provider=provider or care.provider
    )


def spans_of(facts: Iterable[StatedFact], begins: StatusFact, ends: StatusFact | None = None) -> list[Span]:
    """The days on which a fact held: an open one ends on the day of the next fact that ends it."""
    listed = sorted(facts, key=lambda one: one.from_on)
    spans = []
    for one in listed:
        if one.fact is begins:
            later = [other.from_on for other in listed if other.fact is ends and other.from_on > one.from_on]
            ending = [day for day in (one.until_on, *later) if day is not None]
            spans.append(Span(one.from_on, min(ending, default=None)))
    return spans


def against_facts(care: Care, facts: Sequence[StatedFact], died_on: date | None = None) -> list[Found]:
    """What status lists and the register state of the days of a bill: died before, in prison, in the employee scheme.

    Care on the day of death is no finding: it often is the cause of the bill.
    """
    found = []
    deaths = [one.from_on for one in facts if one.fact is StatusFact.DIED] + ([died_on] if died_on else [])
    if deaths and care.last_on > min(deaths):
        day = min(deaths)
        text = Text(
            f"{day}死亡，{_days(care)}仍有就医费用", f"died on {day}, and care was billed for {_days(care)}"
        )
        found.append(_of(FindingRule.AFTER_DEATH, f"{care.bill}", care, text))
    for rule, begins, ends in (
        (FindingRule.IN_PRISON, StatusFact.IMPRISONED, StatusFact.RELEASED),
        (FindingRule.EMPLOYED, StatusFact.EMPLOYED, StatusFact.EMPLOYMENT_ENDED),
    ):
        held = next((span for span in spans_of(facts, begins, ends) if span.overlaps(_span(care))), None)
        if held is not None:
            until = f"{held.last_day}" if held.last_day else "…"
            text = Text(
                f"{begins.label.zh} {held.start} 至 {until}，{_days(care)}就医",
                f"{begins.label.en} {held.start} to {until}, care on {_days(care)}",
            )
            found.append(_of(rule, f"{care.bill}", care, text))
    return found


def frequent_stays(stays: Sequence[Care], count: Entered, days: Entered) -> list[Found]:
    """Each stay of one person that is at least the so-manieth admission within so many days, its own day counted."""
    listed = sorted(stays, key=lambda care: (care.first_on, care.bill))
    found = []
    for number, care in enumerate(listed):
        near = [one for one in listed[: number + 1] if (care.first_on - one.first_on).days < days.count]
        if len(near) >= count.count:
            text = Text(
                f"{near[0].first_on}至{care.first_on}的{days.count}日内住院{len(near)}次（监测线{count.count}次，{count.document}）",
                f"{len(near)} stays within {days.count} days, {near[0].first_on} to {care.first_on} "
                f"(the line is {count.count}, {count.document})",
            )
            bills = tuple(one.bill for one in near)
            fen = sum(one.funds_fen for one in near)
            found.append(
                _of(FindingRule.FREQUENT_STAYS, f"{care.bill}", care, text)._replace(
                    bills=bills, funds_fen=fen
                )
            )
    return found


class MonthOfStays(NamedTuple):
    """The stays of a provider that ended in a month, of people of one area: all, and those of people who must be insured."""

    provider: int
    provider_name: str
    area: str
    month: date
    stays: int
    helped: int


def provider_share(month: MonthOfStays, share: Entered, least: Entered) -> Found | None:
    """A provider whose share reaches the line, once it has so many stays in the month (JC-9b)."""
    ratio = Ratio(month.helped, month.stays)
    if month.stays < least.count or not ratio.reaches(share.rate):
        return None
    line = f"{(share.rate * 100).normalize():f}%"
    text = Text(
        f"{month.month:%Y-%m} {month.provider_name}住院{month.stays}人次，应保尽保人员{month.helped}人次，"
        f"占{ratio.percent}%（监测线{line}，{share.document}）",
        f"{month.month:%Y-%m} {month.provider_name}: {month.helped} of {month.stays} stays were of people who must be "
        f"insured, {ratio.percent} % (the line is {line}, {share.document})",
    )
    key = f"{month.provider}:{month.area}:{month.month:%Y-%m}"
    return Found(FindingRule.PROVIDER_SHARE, key, month.area, month.month, text, provider=month.provider)


def above_grade(care: Care, line: Entered) -> Found | None:
    """A stay that cost more than the line of its provider's level; exactly the line is not above it."""
    if care.total_fen <= line.fen:
        return None
    cost, limit = format_yuan(care.total_fen), format_yuan(line.fen)
    text = Text(
        f"{care.provider_name}单次住院{cost}元，高于该级别监测线{limit}元（{line.document}）",
        f"a stay in {care.provider_name} cost {cost}, above the line of its level, {limit} ({line.document})",
    )
    return _of(FindingRule.ABOVE_GRADE, f"{care.bill}", care, text)


def _of(rule: FindingRule, key: str, care: Care, text: Text, *more: Care) -> Found:
    bills = tuple(sorted({care.bill, *(one.bill for one in more)}))
    fen = care.funds_fen + sum(one.funds_fen for one in more)
    return Found(rule, key, care.division_code, care.last_on, text, care.person, care.provider, bills, fen)


def _span(care: Care) -> Span:
    """The days of care; a visit is its one day, and the day of discharge counts."""
    return Span.of_days(care.first_on, care.last_on)


def _days(care: Care) -> str:
    return f"{care.first_on}" if care.first_on == care.last_on else f"{care.first_on}…{care.last_on}"
