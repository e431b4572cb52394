"""May a bill be taken in when its days cross the begin or end of cover, a waiting period's end, a year or an area?

The notices pay the cost of people who are insured (LX-4.9a), give benefits for a calendar year (LX-4.4d) and let a waiting
period run (HZ-2.2e). Of a stay that lies on both sides of such a border none of them speaks: neither that admission nor that
discharge decides, nor that the cost is split by days. So a stay of which not every day is covered by one and the same area is
*undecided*. A stay across the turn of a year that is covered by one area on every day counts for the year of discharge, which
is the reading of A32 for the rules of a day carried over to the year; its statement says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from claims.rules.benefit_terms import Terms
from claims.rules.bill_states import BillState
from claims.rules.eligibility import Eligibility, Facts, State, decide
from claims.rules.facts import BillFacts, Caution, Held
from enrollment.rules.wording import days as spoken_days
from policy.periods import ONE_DAY, Span
from policy.schema.benefit import Limit
from policy.terms import Text

REVIEWER = Text("由复核人员依据文件决定。", "A reviewer decides under a document.")


@dataclass(frozen=True, slots=True)
class YearOfCover:
    """What decides about the days of one year, and the pooling area that insures the person in it."""

    facts: Facts
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of service, both ends included, for which one answer holds."""

    first: date
    last: date
    answer: Eligibility
    area: str | None = None


@dataclass(frozen=True, slots=True)
class CoverVerdict:
    """How the bill may be taken in; `state` None: on no day is there cover. `answer` is the one to be told."""

    state: BillState | None
    answer: Eligibility
    why: Held | None = None


def stretches(first: date, last: date, years: Mapping[int, YearOfCover]) -> tuple[Stretch, ...]:
    """The days from the first to the last one, cut where the answer may change; `years` holds every year they touch."""
    turns = {
        day
        for year in range(first.year, last.year + 1)
        for day in _turns(year, years[year].facts)
        if first < day <= last
    }
    starts = sorted({first, *turns})
    ends = [start - ONE_DAY for start in starts[1:]] + [last]
    return tuple(
        Stretch(start, end, decide(years[start.year].facts._replace(on=start)), years[start.year].area)
        for start, end in zip(starts, ends, strict=True)
    )


def decide_cover(found: tuple[Stretch, ...]) -> CoverVerdict:
    """Ready when one area covers every day, held when a person must release one, undecided when the documents are silent.

    The state that is told is that of the last day.
    """
    last = found[-1].answer
    undecided = next((one.answer for one in found if one.answer.state is State.UNDECIDED), None)
    if undecided is not None:
        return CoverVerdict(BillState.UNDECIDED, undecided, why_of(undecided))
    covered = [one for one in found if one.answer.is_covered]
    suspended = next((one.answer for one in found if one.answer.state is State.SUSPENDED), None)
    if not covered and suspended is None:
        return CoverVerdict(None, last, why_of(last))
    if suspended is not None and all(one.answer.state is State.SUSPENDED for one in found):
        return CoverVerdict(BillState.HELD, suspended, why_of(suspended))
    if len(covered) < len(found):
        return CoverVerdict(BillState.UNDECIDED, last, _across_cover(found))
    if len({one.area for one in found}) > 1:
        return CoverVerdict(BillState.UNDECIDED, last, _across_areas(found))
    held = next((one.answer for one in found if one.answer.state is State.HELD), None)
    if held is not None:
        return CoverVerdict(BillState.HELD, held, why_of(held))
    return CoverVerdict(BillState.READY, last)


def why_of(answer: Eligibility) -> Held:
    """An answer of a day as what holds a bill back."""
    return Held(
        f"eligibility_{answer.state.value}", answer.reason, answer.clause, answer.readings,
        next_step=answer.next_step, is_undecided=answer.state is State.UNDECIDED,
    )  # fmt: skip


def year_of_discharge(terms: Terms, bill: BillFacts) -> tuple[Caution, ...]:
    """What the statement of a stay across the turn of a year says: it counts whole for the year of discharge (A32)."""
    if bill.admitted_on is None or bill.admitted_on.year == bill.year:
        return ()
    limit = next((rule for rule in terms.for_care(Limit, bill.setting) if rule.per == "year"), None)
    before, year = bill.admitted_on.year, bill.year
    text = Text(
        f"跨年度住院（{bill.admitted_on}入院，{bill.discharged_on}出院）：整张账单按出院日所在的{year}年度的规定计算，计入{year}年度累计。"
        f"文件没有规定按{before}年度、{year}年度分段。",
        f"A stay across the turn of a year (admitted {bill.admitted_on}, discharged {bill.discharged_on}): the whole bill is "
        f"worked out by the rules of {year}, the year of discharge, and counts in its sums. The documents do not say that it "
        f"is split between {before} and {year}.",
    )
    return (Caution("stay_across_years", text, limit.clause if limit else "", ("A32",)),)


def _turns(year: int, facts: Facts) -> Iterator[date]:
    """The days of a year on which the answer may be another than on the day before."""
    yield date(year, 1, 1)
    if facts.died_on is not None:
        yield facts.died_on + ONE_DAY
    if facts.given is None:
        return
    interrupted = [one.span for one in facts.interruptions]
    for span in (facts.given.cover, facts.given.waiting, *interrupted):
        if span is not None:
            yield span.start
            if span.until is not None:
                yield span.until
    if facts.given.held_before is not None:
        yield facts.given.held_before


def _across_cover(found: Collection[Stretch]) -> Held:
    bare = next(one.answer for one in found if not one.answer.is_covered)
    told = [
        (spoken_days(Span.of_days(one.first, one.last)), one.answer.state.label) for one in _joined(found)
    ]
    zh = "；".join(f"{days.zh}{state.zh}" for days, state in told)
    en = "; ".join(f"{days.en} {state.en}" for days, state in told)
    return Held(
        "stay_across_cover",
        Text(f"住院期间的待遇状态前后不同：{zh}。文件没有规定以入院日还是出院日为准，也没有规定分段计算。{bare.reason.zh}",
             f"Cover differs between the days of the stay: {en}. The documents do not say whether admission or discharge "
             f"decides, nor that the cost is split. {bare.reason.en}"),
        bare.clause,
        bare.readings,
        next_step=REVIEWER,
        is_undecided=True,
    )  # fmt: skip


def _across_areas(found: Collection[Stretch]) -> Held:
    first, *_, last = found
    return Held(
        "stay_across_areas",
        Text(f"住院期间跨两个参保地（{first.first.year}年度：{first.area}；{last.last.year}年度：{last.area}）。文件没有规定由哪一地支付。",
             f"The stay lies in two pooling areas ({first.first.year}: {first.area}; {last.last.year}: {last.area}). The "
             "documents do not say which of them pays."),
        last.answer.clause,
        next_step=REVIEWER,
        is_undecided=True,
    )  # fmt: skip


def insured_elsewhere(area: str, now: str) -> Held:
    """The bill was taken in for one pooling area, and another insures the person in that year now."""
    return Held(
        "insured_elsewhere",
        Text(f"账单按参保地{area}受理，而本年度的参保地现为{now}。",
             f"The bill was taken in for the pooling area {area}; now {now} insures the person in that year."),
        next_step=Text("请核对参保地；应由另一地支付的，冲正或不予支付后转该地办理。",
                       "Check where the person is insured; if the other area pays, reverse or refuse the bill, then send it on."),
    )  # fmt: skip


def _joined(found: Collection[Stretch]) -> list[Stretch]:
    """Neighbours of one state as one."""
    joined: list[Stretch] = []
    for one in found:
        if joined and joined[-1].answer.state is one.answer.state:
            joined[-1] = replace(joined[-1], last=one.last)
        else:
            joined.append(one)
    return joined
