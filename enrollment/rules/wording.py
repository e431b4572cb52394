"""In which sentences does a clerk read an answer aloud, in Chinese and English?"""

from __future__ import annotations

from calendar import month_name
from collections.abc import Iterator
from datetime import date
from typing import Final

from enrollment.rules.answers import Missing, Step, Way
from policy.book import Policy
from policy.money import format_yuan
from policy.periods import Span
from policy.schema import Sourced
from policy.terms import ExemptionReason, PartKind, Text

_MONTHS: Final = month_name[1:]

_COUNTS: Final = {
    "day_after": Text(
        "缴费当日不计，至期满月的对应日（无对应日的为月末）止，次日起享受待遇",
        "the pay day is not counted; it ends on the same day number or month end; benefits the day after",
    ),
    "same_day": Text("至期满月的对应日起享受待遇", "benefits start on the same day number"),
    "first_of_next_month": Text("期满月的1日起享受待遇", "benefits start on the first of the month"),
    "whole_calendar_month": Text("等满整月后享受待遇", "benefits start after whole calendar months"),
}

_EXEMPTIONS: Final = {
    ExemptionReason.REGULAR_WINDOW: Text(
        "在集中缴费期内缴费，不设等待期。", "Paid inside the window, so there is no waiting period."
    ),
    ExemptionReason.HARDSHIP: Text(
        "困难群体人员不设等待期，缴费成功即享受待遇。",
        "People of the hardship group do not wait; benefits start as soon as payment succeeds.",
    ),
    ExemptionReason.EMPLOYEE_SCHEME: Text(
        "职工医保中断后三个月内参保，不设等待期。",
        "Joined within three months after employee cover ended, so there is no waiting period.",
    ),
    ExemptionReason.NEWBORN: Text("新生儿不设等待期。", "Newborns do not wait."),
    ExemptionReason.NEWLY_ADDED_POOR: Text(
        "新增建档立卡贫困人口当月参保，自缴费成功之日起享受待遇。",
        "Newly added registered poor enroll in that month; cover starts on the day payment succeeds.",
    ),
    ExemptionReason.SPECIAL: Text("特殊人群不设等待期。", "This special group does not wait."),
}


def day(value: date) -> Text:
    """A day as it is spoken."""
    return Text(
        f"{value.year}年{value.month}月{value.day}日", f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    )


def days(span: Span) -> Text:
    """A span with both ends included, as notices write it."""
    first = day(span.start)
    last = span.last_day
    if last is None:
        return Text(f"{first.zh}起", f"from {first.en}")
    end = day(last)
    return Text(f"{first.zh}至{end.zh}", f"{first.en} to {end.en}")


def length(months: int | None, days: int | None) -> Text:
    """A length of time as a text gives it: in months, or in days."""
    return (
        Text(f"{days}日", f"{days} days") if days is not None else Text(f"{months}个月", f"{months} months")
    )


def closed_year(policy: Policy, coverage_year: int) -> Missing:
    """That a coverage year is not open in the area, and who opens it."""
    zh, en = policy.name
    return Missing(
        Text(
            f"{coverage_year}年度尚未开放，不收取费用",
            f"coverage {coverage_year} is not open: nothing is collected for it",
        ),
        Text(
            f"{zh}医疗保障局（凭文号逐项录入或沿用，另一人批准）",
            f"the healthcare security bureau of {en} (entered or carried over under documents, approved by another officer)",
        ),
        "",
    )


def unstated(policy: Policy, file: str, topic: str, coverage_year: int | None, otherwise: Text) -> Missing:
    """What the documents leave open: the area's own entry, or a plain statement naming the area's bureaus."""
    entry = policy.undecided(file, topic, coverage_year=coverage_year) if topic else None
    if entry is None and topic:
        entry = policy.whole.undecided(file, topic, coverage_year=coverage_year)
    if entry is not None:
        return Missing(entry.what, entry.decided_by, entry.clause, entry.readings)
    return Missing(otherwise, _bureaus(policy))


def past_rule(policy: Policy, what: Text, last: int, source: Sourced) -> Missing:
    """What a text said up to a year, and nobody since (A55)."""
    year = policy.coverage_year
    who = _bureaus(policy)
    return Missing(
        Text(
            f"{year}年度的{what.zh}（文件写到{last}年度，其后没有新文件，也没有凭文件沿用）",
            f"{what.en} of coverage {year} (the text ends with {last}; no later one and no document carries it over)",
        ),
        who,
        source.clause,
        (*source.readings, "A55"),
    )


def _bureaus(policy: Policy) -> Text:
    return Text(
        f"{policy.name.zh}医疗保障局、财政局、税务局",
        f"the healthcare security bureau, finance bureau and tax authority of {policy.name.en}",
    )


def window_step(
    span: Span | None, last_day: date, coverage_year: int, clause: str, readings: tuple[str, ...]
) -> Step:
    """When the coverage year is paid for."""
    if span is not None:
        stated = days(span)
        text = Text(
            f"{coverage_year}年度的集中缴费期为{stated.zh}。",
            f"The window for coverage {coverage_year} is {stated.en}.",
        )
    else:
        end = day(last_day)
        text = Text(
            f"{coverage_year}年度的缴费截至{end.zh}（含当日）。",
            f"Payment for coverage {coverage_year} is taken until {end.en}, that day included.",
        )
    return Step("window", text, clause, readings)


def extension_step(last_day: date, document: str, clause: str, readings: tuple[str, ...]) -> Step:
    """A window prolonged by a document."""
    end = day(last_day)
    text = Text(f"依{document}，缴费期延长至{end.zh}。", f"By {document} the window is extended to {end.en}.")
    return Step("window_extended", text, clause, readings)


def position_step(code: str, paid_on: date, zh: str, en: str, clause: str, readings: tuple[str, ...]) -> Step:
    """Where the pay day falls."""
    paid = day(paid_on)
    return Step(code, Text(f"{paid.zh}缴费，{zh}。", f"Payment on {paid.en} is {en}."), clause, readings)


def part_step(
    kind: PartKind, fen: int, year: int, *, floor: bool, clause: str, readings: tuple[str, ...]
) -> Step:
    """One part of the price."""
    yuan = format_yuan(fen)
    floor_zh, floor_en = ("（最低标准）", " (a floor)") if floor else ("", "")
    if kind is PartKind.INDIVIDUAL:
        text = Text(
            f"{year}年度个人缴费部分{yuan}元{floor_zh}。",
            f"The individual part for coverage {year} is {yuan} yuan{floor_en}.",
        )
    else:
        text = Text(
            f"另缴财政补助部分{yuan}元，按{year}年财政补助标准{floor_zh}。",
            f"In addition the fiscal part of {yuan} yuan, the fiscal standard of {year}{floor_en}.",
        )
    return Step(f"{kind.value}_part", text, clause, readings, fen)


def total_step(fen: int) -> Step:
    """What is to be paid in all."""
    yuan = format_yuan(fen)
    return Step("due", Text(f"应缴合计{yuan}元。", f"The total due is {yuan} yuan."), fen=fen)


def waiting_step(
    span: Span, months: int, count: str, clause: str, readings: tuple[str, ...], in_days: int = 0
) -> Step:
    """The waiting period and how it is counted: in months, or in days."""
    stated, way = days(span), _COUNTS[count]
    if in_days:
        more = Text(f"加{months}个月", f" and {months} month(s)") if months else Text("", "")
        text = Text(
            f"设{in_days}日{more.zh}等待期：{stated.zh}（缴费当日不计）。",
            f"There is a waiting period of {in_days} days{more.en}: {stated.en} (the pay day is not counted).",
        )
        return Step("waiting", text, clause, readings)
    text = Text(
        f"设{months}个月等待期：{stated.zh}（{way.zh}）。",
        f"There is a waiting period of {months} month{'s' if months != 1 else ''}: {stated.en} ({way.en}).",
    )
    return Step("waiting", text, clause, readings)


def way_step(way: Way, coverage_year: int, rule: Sourced) -> Step:
    """One way to pay, as a clerk reads it aloud: the sum and the first day of cover."""
    due = "?" if way.due_fen is None else format_yuan(way.due_fen)
    years_zh, years_en = "、".join(map(str, way.repaired_years)), ", ".join(map(str, way.repaired_years))
    paid = (
        Text(f"修复{years_zh}年度，共缴{due}元", f"repairing {years_en}, pay {due} yuan in all")
        if way.repaired_years
        else Text(f"只缴{coverage_year}年度，{due}元", f"for coverage {coverage_year} only, pay {due} yuan")
    )
    if way.missing:
        zh, en = "；".join(one.what.zh for one in way.missing), "; ".join(one.what.en for one in way.missing)
        gives = Text(f"未定（{zh}）", f"not decided ({en})")
    elif way.cover_from is None:
        gives = Text("本年度内已无待遇", "no day of the year is left")
    else:
        first_day = day(way.cover_from)
        gives = Text(f"自{first_day.zh}起享受待遇", f"cover from {first_day.en}")
    text = Text(f"{paid.zh}：{gives.zh}。", f"{_capital(paid.en)}: {gives.en}.")
    return Step("way_to_pay", text, rule.clause, rule.readings, way.due_fen)


def exemption_step(
    reason: ExemptionReason, clause: str, readings: tuple[str, ...], event: Text | None = None
) -> Step:
    """Why there is no wait; the event of a special group is named."""
    text = _EXEMPTIONS[reason]
    if event is not None and event.zh:
        text = Text(f"{event.zh}，不设等待期。", f"{event.en}: this group does not wait.")
    return Step(f"no_waiting_{reason.value}", text, clause, readings)


_FILES: Final = {
    "contribution": Text("个人缴费标准", "the individual contribution"),
    "window": Text("缴费期", "the contribution window"),
    "catch_up": Text("补缴规定", "the rules of late payment"),
    "waiting": Text("待遇享受等待期", "the waiting period"),
    "newborn": Text("新生儿规定", "the rules of newborns"),
}


def carried_steps(policy: Policy) -> Iterator[Step]:
    """Which rules of an earlier year were carried over into this one, and by which document."""
    for file, label in _FILES.items():
        entry = policy.carry_over(file)
        if entry is not None:
            text = Text(
                f"依{entry.document}，{label.zh}沿用上一年度规定。",
                f"By {entry.document} {label.en} of the year before is carried over.",
            )
            yield Step("carried_over", text, readings=("A55",))


def unbroken_step(clause: str, readings: tuple[str, ...]) -> Step:
    """Why somebody who pays inside the window does not wait where a break would bring a wait."""
    text = Text(
        "此前连续参保，在集中缴费期内缴费，不设等待期。",
        "Insured without a break before and paid inside the window, so there is no waiting period.",
    )
    return Step("no_waiting_regular_window", text, clause, readings)


def repair_step(
    years: tuple[int, ...], each: int, fen: int, by: str, clause: str, readings: tuple[str, ...]
) -> Step:
    """What the repaired years cost: no fiscal part, and no cover for the past."""
    zh, en = "、".join(map(str, years)), ", ".join(map(str, years))
    by_zh, by_en = (f"（依{by}）", f" (by {by})") if by else ("", "")
    text = Text(
        f"修复{zh}年度，每年度{format_yuan(each)}元，共{format_yuan(fen)}元{by_zh}。",
        f"Repairing {en} costs {format_yuan(each)} a year, {format_yuan(fen)} yuan in all{by_en}.",
    )
    return Step("repair_part", text, clause, readings, fen)


def cover_step(span: Span, clause: str, readings: tuple[str, ...]) -> Step:
    """The days of benefits."""
    stated = days(span)
    text = Text(f"待遇享受期为{stated.zh}。", f"Cover runs from {stated.en}.")
    return Step("cover", text, clause, readings)


def missing_step(missing: Missing) -> Step:
    """What the documents do not say, or what is not on record of the person."""
    if missing.of_the_person:
        text = Text(
            f"尚不能确定：{missing.what.zh}。由{missing.decided_by.zh}凭证据确认。",
            f"It is not known {missing.what.en}. {_capital(missing.decided_by.en)} confirms it by evidence.",
        )
        return Step("missing", text, missing.clause, missing.readings)
    text = Text(
        f"文件没有规定：{missing.what.zh}。可由{missing.decided_by.zh}决定。",
        f"The documents do not say {missing.what.en}. {_capital(missing.decided_by.en)} could decide.",
    )
    return Step("missing", text, missing.clause, missing.readings)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
