"""How long does somebody wait who was not insured without a break, and what do repaired years take off?

Fixed months, further months for missed years, less what is repaired, not under a lowest (N38-2a to 2d). Which years were
missed is a fact of the person; where nobody has shown it, the wait is open.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from enrollment.rules.answers import Missing, Step
from enrollment.rules.draft import Draft
from enrollment.rules.waiting import last_day_within
from enrollment.rules.wording import day as day_text
from enrollment.rules.wording import unstated
from policy.book import Policy
from policy.schema import FurtherWait, Wait
from policy.terms import Text
from policy.topics import Topic


class RepairRefused(ValueError):
    """A year that was not missed, does not count or takes nothing off cannot be repaired (不是断保年度，不能修复)."""

    def __init__(self, text: Text) -> None:
        super().__init__(f"{text.zh} / {text.en}")
        self.text = text


@dataclass(frozen=True, slots=True)
class Break:
    """What is known of a break: whether there was one, and the missed years that count; `missing` when that is open."""

    is_one: bool | None
    counted: tuple[int, ...] | None
    missing: tuple[Missing, ...] = ()


@dataclass(slots=True)
class Months:
    """The months of a wait with the sentences that lead to them; None when they are open."""

    total: int | None
    fixed: int = 0
    further: int = 0
    repaired: int = 0
    steps: list[Step] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)


def after_employee_scheme(draft: Draft, rule: Wait) -> bool | None:
    """Whether the employee scheme ended too long before the payment, which is a break; None where that is no question.

    The last day is shown by a document; who never was in that scheme has none.
    """
    last_day, months = draft.standing.employee_scheme_last_day, rule.months_after_employee
    if last_day is None or months is None:
        return None
    in_time = last_day_within(last_day, months, inclusive=draft.waiting_terms.inclusive)
    is_late = draft.paid_on > in_time
    stated = day_text(in_time)
    text = (
        Text(
            f"职工医保停保后{months}个月的期限为{stated.zh}，已超过，按中断参保处理。",
            f"The {months} months after the employee scheme ended on {stated.en} and are over: that is a break.",
        )
        if is_late
        else Text(
            f"职工医保停保后{months}个月内（至{stated.zh}）接续参保，不作为中断。",
            f"Joined within {months} months of the employee scheme (until {stated.en}), so there is no break.",
        )
    )
    draft.steps.append(Step("after_employee_scheme", text, rule.clause, rule.readings))
    return is_late


def missed_of(draft: Draft) -> tuple[int, ...] | None:
    """The missed years of the present break: a year of insurance ends a break, and its wait was served then (A58).

    Under the other reading every missed year before the coverage year, None where nobody has shown them.
    """
    missed = draft.standing.missed_years
    if missed is None or not is_since_last_cover(draft.policy):
        return missed
    last = draft.year.year - 1
    while last in missed:
        last -= 1
    return tuple(year for year in missed if year > last)


def is_since_last_cover(policy: Policy) -> bool:
    """Whether only the years since the last insured one are missed (A58)."""
    return policy.reading("A58") != "every_missed_year"


def break_of(draft: Draft) -> Break:
    """The break before the coverage year, as far as facts and texts tell."""
    terms, missed = draft.waiting_terms, missed_of(draft)
    if missed is None:
        return Break(None, None, (_history(draft),))
    if not missed:
        return Break(False, ())
    base = _counts_from(draft)
    if base is not None:
        counted = tuple(year for year in missed if year >= base)
        return Break(bool(counted), counted)
    if terms.further is None:
        return Break(True, missed)
    return Break(None, None, (_unstated(draft, "missed_years", _BASE),))


_BASE = Text("断保年数自哪一参保年度起计算", "from which coverage year on missed years count")
_PRICE = Text("修复一个断保年度的缴费金额", "what a repaired year costs")
_LEAST = Text("修复后等待期是否另有下限", "whether a lowest wait stays whatever is repaired")


def _counts_from(draft: Draft) -> int | None:
    rule = draft.waiting_terms.further
    if rule is None or rule.counts_from_coverage_year is not None:
        return None if rule is None else rule.counts_from_coverage_year
    entry = draft.policy.entered(Topic.MISSED_YEARS_FROM)
    return None if entry is None else entry.count


def _unstated(draft: Draft, topic: str, otherwise: Text) -> Missing:
    return unstated(draft.policy, "waiting", topic, draft.year.year, otherwise)


def _history(draft: Draft) -> Missing:
    rule = draft.waiting_terms.further or draft.waiting_terms.ordinary
    assert rule is not None
    return Missing(
        Text(
            "此前各年度是否连续参保（本系统没有记载，须凭参保凭证）",
            "whether the person was insured without a break in the years before (not on record here: evidence is needed)",
        ),
        Text("统筹地区医保经办机构", "the insurance agency of the pooling area"),
        rule.clause,
        rule.readings,
        of_the_person=True,
    )


def months_of(draft: Draft, repaired: Collection[int]) -> Months:
    """The months that a payer who must wait waits: fixed and further, less what is repaired, not under the lowest."""
    terms = draft.waiting_terms
    rule = terms.ordinary
    assert rule is not None
    if terms.further is None:
        if repaired:
            raise RepairRefused(
                Text("当地没有修复断保年度的规定。", "No rule here lets missed years be repaired.")
            )
        return Months(rule.months, rule.months)
    counts = _possible_counts(draft)
    if counts is None:
        return Months(None, missing=[_history(draft)])
    further = {_further(draft, terms.further, count) for count in counts}
    if len(further) > 1 or (repaired and len(counts) > 1):
        return Months(None, missing=[_unstated(draft, "missed_years", _BASE)])
    months = Months(None, rule.months, further.pop())
    _tell_further(draft, months, max(counts))
    for year in sorted(set(repaired) - _counted(draft)):
        raise RepairRefused(_why_not(draft, year))
    if repaired:
        _take_off(draft, months, repaired)
    _keep_least(draft, months)
    if not months.missing and months.total is None:
        months.total = months.fixed + months.further - months.repaired
    return months


def _why_not(draft: Draft, year: int) -> Text:
    if year in (missed_of(draft) or ()):
        return Text(
            f"{year}年度在断保年数起算年度之前，不计入，无需修复。",
            f"{year} lies before the first year that counts as missed, so it needs no repair.",
        )
    return Text(
        f"{year}年度不属于本次断保（当年已参保，或此后曾参保），不能修复。",
        f"{year} is no missed year of this break (the person was insured then or since), so it cannot be repaired.",
    )


def _possible_counts(draft: Draft) -> set[int] | None:
    """How many missed years count: one number, or every possible one while the first year that counts is open."""
    missed = missed_of(draft)
    if missed is None:
        return None
    base = _counts_from(draft)
    if base is None:
        return set(range(len(missed) + 1))
    return {sum(year >= base for year in missed)}


def _further(draft: Draft, rule: FurtherWait, count: int) -> int:
    if draft.policy.reading(rule.count_reading) != "every_year":
        count = max(count - 1, 0)
    return count * rule.months_per_year


def _tell_further(draft: Draft, months: Months, count: int) -> None:
    rule = draft.waiting_terms.further
    assert rule is not None
    if count and months.further:
        text = Text(
            f"断保{count}个年度，变动等待期{months.further}个月，加在固定等待期之上。",
            f"{count} missed years add {months.further} month(s) to the fixed wait.",
        )
        months.steps.append(
            Step("further_wait", text, rule.clause, _with(_with(rule.readings, rule.count_reading), "A58"))
        )


def _with(readings: tuple[str, ...], reading: str) -> tuple[str, ...]:
    return readings if reading in readings else (*readings, reading)


def _take_off(draft: Draft, months: Months, repaired: Collection[int]) -> None:
    rule = draft.waiting_terms.repair
    if rule is None:
        months.missing.append(_unstated(draft, "repair", _PRICE))
        return
    months.repaired = min(months.further, len(repaired) * rule.months_per_year)
    years = "、".join(map(str, sorted(repaired)))
    text = Text(
        f"修复{years}年度，变动等待期减少{months.repaired}个月；修复的年度不补发待遇。",
        f"Repairing {years.replace('、', ', ')} takes {months.repaired} month(s) off; a repaired year gives no cover.",
    )
    months.steps.append(Step("repair", text, rule.clause, rule.readings))


def _keep_least(draft: Draft, months: Months) -> None:
    least = _leasts(draft)
    if least is None:
        if months.repaired:
            months.missing.append(_unstated(draft, "waiting_least", _LEAST))
        return
    in_a_row = _in_a_row(draft)
    total = months.fixed + months.further - months.repaired
    for lowest in least:
        if in_a_row >= lowest.after and total < lowest.months:
            months.total = total = lowest.months
            by_zh, by_en = (
                (f"依{lowest.document}，", f"By {lowest.document}, ") if lowest.document else ("", "")
            )
            text = Text(
                f"{by_zh}连续断保{lowest.after}年及以上，等待期不少于{lowest.months}个月。",
                f"{by_en}after {lowest.after} or more missed years in a row the wait is {lowest.months} months or more.",
            )
            months.steps.append(Step("least_wait", text, lowest.clause, lowest.readings))


@dataclass(frozen=True, slots=True)
class _Least:
    after: int
    months: int
    clause: str
    readings: tuple[str, ...]
    document: str = ""


def _leasts(draft: Draft) -> list[_Least] | None:
    """The lowest waits that the texts or an office name, None while the question is open."""
    rule = draft.waiting_terms.least
    if rule is not None:
        return [_Least(rule.after_missed_years, rule.months, rule.clause, rule.readings)]
    question = draft.policy.undecided("waiting", "waiting_least", coverage_year=draft.year.year)
    entered = draft.policy.entries_of(Topic.WAITING_LEAST)
    if question is None or entered:
        clause, readings = (question.clause, question.readings) if question else ("", ())
        return [_Least(int(one.key), one.count, clause, readings, one.document) for one in entered]
    return None


def _in_a_row(draft: Draft) -> int:
    """How many counted years were missed one after the other up to the coverage year."""
    missed = _counted(draft)
    count, year = 0, draft.year.year - 1
    while year in missed:
        count, year = count + 1, year - 1
    return count


def repairable(draft: Draft) -> tuple[int, ...]:
    """The missed years that are worth repairing: as many as the further wait has months for, the latest first."""
    terms = draft.waiting_terms
    counts = _possible_counts(draft)
    if terms.further is None or terms.repair is None or counts is None or len(counts) > 1:
        return ()
    further = _further(draft, terms.further, max(counts))
    most = -(-further // terms.repair.months_per_year)
    return tuple(sorted(_counted(draft), reverse=True)[:most])


def _counted(draft: Draft) -> set[int]:
    base = _counts_from(draft) or 0
    return {year for year in missed_of(draft) or () if year >= base}
