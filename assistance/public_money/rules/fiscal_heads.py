"""Which clause divides the fiscal subsidy of a head: of this county, of a school of that owner?

Lists of counties and answers that the documents leave to an office are three-valued: on it, not on it, or not entered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import IntEnum
from typing import Any

from policy.book import Policy
from policy.entered import Entered
from policy.money import apply_rate, yuan_to_fen
from policy.schema import FiscalFile, FiscalRate, Heads
from policy.terms import Level, PlaceKind, Term
from policy.topics import KINDS, Topic, ValueKind

EnteredBy = Mapping[tuple[Topic, str], Entered]
DISTRICTS_TO, ZONES = 20, range(71, 81)  # GB/T 2260: 01-20 urban districts; 71-80 zones of the statistics


@dataclass(frozen=True, slots=True)
class Head:
    """An insured person as the fiscal subsidy sees one. `school` is the owner of a college student's school; with
    `at_school` and no owner the owner is not known.
    """

    county: str
    at_school: bool = False
    school: Level | None = None


class Truth(IntEnum):
    """Whether an entry holds for a head, when lists may be missing."""

    NO = 0
    UNKNOWN = 1
    YES = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that holds for a head, or may once `unknown` is entered, and the parts per head it gives in fen."""

    entry: Heads
    parts: dict[str, int]
    unknown: tuple[Topic, ...]
    documents: tuple[str, ...]


def place_kind(county: str) -> PlaceKind:
    """Urban district or county, by the last two digits of the code."""
    number = int(county[4:6])
    return PlaceKind.DISTRICT if number <= DISTRICTS_TO or number in ZONES else PlaceKind.COUNTY


def possible_answers(
    policy: Policy, fiscal_year: int, head: Head, entered: EnteredBy, standard_fen: int | None
) -> tuple[tuple[Candidate, ...], tuple[Topic, ...], bool]:
    """Which entries may divide a head's subsidy, what must be entered to know which, and whether one of them surely does.

    Where a list or answer is missing, every way it could be entered is tried.
    """
    found, unknown = _first(policy, fiscal_year, head, entered, standard_fen)
    if unknown is None:
        return ((found,) if found else ()), (), found is not None
    answers: dict[int, Candidate] = {}
    topics = {unknown: None}
    is_sure = True
    for world_head, world in _worlds(unknown, head, entered):
        more, further, sure = possible_answers(policy, fiscal_year, world_head, world, standard_fen)
        answers.update({id(one.entry): one for one in more})
        topics.update(dict.fromkeys(further))
        is_sure = is_sure and sure
    return tuple(answers.values()), tuple(topics), is_sure


def _worlds(unknown: Topic, head: Head, entered: EnteredBy) -> Iterator[tuple[Head, EnteredBy]]:
    """Every way the missing list or answer could be: the county on it or not, yes or no, each owner."""
    if unknown is Topic.SCHOOL_OWNER:
        for level in Level:
            yield replace(head, school=level), entered
        return
    values: list[Any] = [True, False] if KINDS[unknown] is ValueKind.YES_NO else [[head.county], []]
    for value in values:
        yield head, {**entered, (unknown, ""): Entered(unknown, value, "")}


def _first(
    policy: Policy, fiscal_year: int, head: Head, entered: EnteredBy, standard_fen: int | None
) -> tuple[Candidate | None, Topic | None]:
    """The most particular entry that holds, of the nearest area that says anything; or the first thing to be known."""
    for _, file in policy.files("fiscal", FiscalFile):
        ranked = sorted(
            _ranked(policy, file, fiscal_year, head, entered, standard_fen), key=lambda one: one[0]
        )
        for _, candidate in ranked:
            return (None, candidate.unknown[0]) if candidate.unknown else (candidate, None)
    return None, None


def city_county_rate(policy: Policy, fiscal_year: int, head: Head, entered: EnteredBy) -> FiscalRate | None:
    """The ratio by which a notice divides the city-county part, when one does."""
    for _, file in policy.files("fiscal", FiscalFile):
        found = [
            (_rank(rate), rate)
            for rate in file.rate
            if rate.of == "city_and_county"
            and rate.fiscal_year == fiscal_year
            and _holds(policy, rate, head, entered)[0] is Truth.YES
        ]
        if found:
            return min(found, key=lambda one: one[0])[1]
    return None


def _ranked(
    policy: Policy,
    file: FiscalFile,
    fiscal_year: int,
    head: Head,
    entered: EnteredBy,
    standard_fen: int | None,
) -> Iterator[tuple[tuple[int, int], Candidate]]:
    for share in file.share:
        if share.fiscal_year == fiscal_year:
            truth, unknown, documents = _holds(policy, share, head, entered)
            if truth is not Truth.NO:
                parts: dict[str, int] = {payer: yuan_to_fen(amount) for payer, amount in share.parts.items()}
                rank = (_rank_for(share, head), 0)
                yield rank, Candidate(share, parts, unknown, documents)
    for rate in file.rate:
        if rate.fiscal_year == fiscal_year and rate.of == "standard" and standard_fen is not None:
            truth, unknown, documents = _holds(policy, rate, head, entered)
            if truth is not Truth.NO:
                parts = {str(payer): apply_rate(standard_fen, part) for payer, part in rate.parts.items()}
                rank = (_rank_for(rate, head), 1)  # a printed amount comes before a computed one
                yield rank, Candidate(rate, parts, unknown, documents)


def _rank(entry: Heads) -> int:
    """How particular an entry is: schools, divisions by name, lists, divisions less a list, kinds of place, the others."""
    if entry.school is not None:
        return 0 if entry.divisions else 1
    if entry.divisions and entry.unlisted is None:
        return 2
    if entry.listed is not None:
        return 3
    return 4 if entry.divisions else 6 if entry.others else 5


def _rank_for(entry: Heads, head: Head) -> int:
    """An entry with a list besides its divisions ranks as a list for a county that it does not name."""
    unnamed = not any(_inside(code, head.county) for code in entry.divisions)
    return 3 if entry.school is None and entry.listed is not None and unnamed else _rank(entry)


def _holds(
    policy: Policy, entry: Heads, head: Head, entered: EnteredBy
) -> tuple[Truth, tuple[Topic, ...], tuple[str, ...]]:
    """Whether the entry is about this head, which lists or answers are missing for that, which documents were used."""
    unknown: list[Topic] = []
    documents: list[str] = []
    truths = [_school(policy, entry, head, unknown)]
    if entry.place is not None:
        truths.append(Truth.YES if place_kind(head.county) is entry.place else Truth.NO)
    if truths[0] is not Truth.NO and Truth.NO not in truths:
        if entry.divisions or entry.listed is not None:
            named = any(_inside(code, head.county) for code in entry.divisions)
            found = Truth.YES if named else Truth.NO
            if not named and entry.listed is not None:
                found = _listed(entry, entry.listed, head, entered, unknown, documents)
            truths.append(found)
        if entry.unlisted is not None and Truth.NO not in truths:
            on_list = _listed(entry, entry.unlisted, head, entered, unknown, documents)
            truths.append(Truth(Truth.YES - on_list))
        if entry.asked is not None and Truth.NO not in truths:
            answer = entered.get((entry.asked, ""))
            if answer is None:
                unknown.append(entry.asked)
                truths.append(Truth.UNKNOWN)
            else:
                documents += filter(None, [answer.document])
                truths.append(Truth.YES if answer.is_yes is entry.answer else Truth.NO)
    return min(truths), tuple(unknown), tuple(documents)


def _school(policy: Policy, entry: Heads, head: Head, unknown: list[Topic]) -> Truth:
    if entry.school is None:
        return Truth.YES
    if not head.at_school or policy.reading("A34") == "school_place":
        return Truth.NO
    if head.school is None:
        unknown.append(Topic.SCHOOL_OWNER)
        return Truth.UNKNOWN
    return Truth.YES if head.school is entry.school else Truth.NO


def _listed(
    entry: Heads, topic: Topic, head: Head, entered: EnteredBy, unknown: list[Topic], documents: list[str]
) -> Truth:
    lists = entered.get((topic, ""))
    if lists is None:
        if entry.empty_until_entered:
            return Truth.NO
        unknown.append(topic)
        return Truth.UNKNOWN
    documents += filter(None, [lists.document])
    return Truth.YES if any(_inside(code, head.county) for code in lists.divisions) else Truth.NO


def _inside(code: str, county: str) -> bool:
    """Is the county the division, or inside the prefecture or province that it is?"""
    while code.endswith("00"):
        code = code[:-2]
    return county.startswith(code)


def halves(parts_fen: int, city: Decimal, county: Decimal) -> tuple[int, int]:
    """A city-county part by its ratio: the county's half is rounded, the city takes the rest (A53)."""
    of_county = apply_rate(parts_fen, county / (city + county))
    return parts_fen - of_county, of_county


class HeadKind(Term):
    """On what ground the heads of a line are insured, as far as money depends on it or is asked about it."""

    RESIDENT = ("resident", "户籍居民", "residents by hukou")
    RESIDENCE_PERMIT = ("residence_permit", "居住证持有人", "holders of a residence permit")
    SCHOOL_PROVINCE = ("school_province", "省属院校学生", "students of provincial schools")
    SCHOOL_CITY = ("school_prefecture", "市属院校学生", "students of city schools")
    SCHOOL_OTHER = ("school_county", "其他学校学生", "students of other schools")
    SCHOOL_UNKNOWN = (
        "school_unknown",
        "隶属层级未录入的院校学生",
        "students of schools whose owner is not entered",
    )
