"""What does a document prove of somebody's cover before, how does it become a fact, and what contradicts it?

A document is entered by one officer and confirmed by another; only then do rules see it. Nothing here is guessed: a year that
neither own cover nor a document speaks of stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.periods import ONE_DAY, Span
from policy.terms import Term, Text
from staff.rules.moves import Moves, To
from staff.rules.roles import Permission

FIRST_DAY: Final = date(1990, 1, 1)  # before any scheme began


class Scheme(Term):
    """Where somebody was insured on the days that a document speaks of."""

    RESIDENT = ("resident", "在其他统筹地区参加居民医保", "as a resident in another pooling area")
    EMPLOYEE = ("employee", "参加职工医保", "in the employee scheme")
    NOWHERE = ("nowhere", "未参加任何基本医保", "nowhere")


class EvidenceState(Term):
    """How far a document is."""

    WAITING = ("waiting", "待他人确认", "waits for another officer")
    CONFIRMED = ("confirmed", "已确认", "confirmed")
    REJECTED = ("rejected", "不予认可", "turned down")
    WITHDRAWN = ("withdrawn", "已撤回", "withdrawn")


class EvidenceMove(Term):
    """What an officer does with it."""

    CONFIRM = ("confirm", "确认", "confirm")
    REJECT = ("reject", "不予认可", "turn down")
    WITHDRAW = ("withdraw", "撤回", "withdraw")


_S, _M, _BY = EvidenceState, EvidenceMove, (Permission.EXCEPTIONS_DECIDE,)
EVIDENCE: Final = Moves(
    {
        (_S.WAITING, _M.CONFIRM): To(_S.CONFIRMED, _BY),
        (_S.WAITING, _M.REJECT): To(_S.REJECTED, _BY),
        (_S.CONFIRMED, _M.WITHDRAW): To(_S.WITHDRAWN, _BY),
    },
    start=_S.WAITING,
)


@dataclass(frozen=True, slots=True)
class Known:
    """Days of which something is known already: own cover here, or another document."""

    span: Span
    is_insured: bool
    what: Text


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Why a document cannot stand: the field it shows at, what is wrong, what to do."""

    field: str
    code: str
    text: Text
    remedy: Text


_CHECK_DAYS = Text("请核对起止日期。", "Check the days.")


def contradiction(scheme: Scheme, span: Span, known: Iterable[Known], today: date) -> Contradiction | None:
    """The first thing that speaks against a document; `span` without an end means that the cover goes on."""
    wrong = _wrong_days(scheme, span, today)
    if wrong is not None:
        return wrong
    until = span.until or date.max
    for one in known:
        if one.span.start < until and span.start < (one.span.until or date.max):
            return Contradiction(
                "from_on",
                "evidence_overlaps",
                Text(f"与{one.what.zh}重叠，不能同时成立。", f"It overlaps {one.what.en}; both cannot be true."),
                Text("请核对凭证；已有记载有误的，先更正该记载。",
                     "Check the document; if the record is wrong, have that put right first."),
            )  # fmt: skip
    return None


def _wrong_days(scheme: Scheme, span: Span, today: date) -> Contradiction | None:
    until = span.until
    if span.start < FIRST_DAY or span.start > today:
        text = Text("起始日期早于1990年或晚于今天。", "The first day lies before 1990 or in the future.")
        return Contradiction("from_on", "first_day", text, _CHECK_DAYS)
    if until is not None and until <= span.start:
        return Contradiction(
            "last_day",
            "days_reversed",
            Text("截止日期早于起始日期。", "It ends before it begins."),
            _CHECK_DAYS,
        )
    if scheme is not Scheme.NOWHERE:
        return None
    whole = until is not None and all((day.month, day.day) == (1, 1) for day in (span.start, until))
    if not whole or until is None or until - ONE_DAY >= date(today.year, 1, 1):
        return Contradiction(
            "last_day", "whole_years",
            Text("“未参保”须按已结束的整年填写：自1月1日至12月31日。",
                 "“Insured nowhere” is said of whole years that are over: from 1 January to 31 December."),
            Text("当年是否参保尚未确定，待年度结束后再出具凭证。",
                 "Of the running year nobody can say it yet; bring a document when it is over."),
        )  # fmt: skip
    return None
