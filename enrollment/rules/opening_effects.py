"""What does one case get under the rules of one year: amount, wait and day of cover, so that two years can be held together?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from enrollment.rules.answers import Quote
from enrollment.rules.quotes import due_at_issue, quote
from enrollment.rules.standing import Standing
from enrollment.rules.windows import window_terms
from policy.book import Policy
from policy.money import format_yuan
from policy.periods import ONE_DAY
from policy.terms import Decision, Text

Day = tuple[int, int]  # month and day: days of two years are compared without their year


@dataclass(frozen=True, slots=True)
class Outcome:
    """The due at issue, and wait and first day of cover when paid on the first and after the last day of the window.

    None is undecided. `waits` are the first and last month-day of the wait, empty when there is none.
    """

    fen: int | None
    waits: tuple[tuple[Day, ...] | None, ...]
    covers: tuple[Day | None, ...]
    is_decided: bool

    @property
    def text(self) -> Text:
        """The outcome in a few words."""
        yuan = format_yuan(self.fen) if self.fen is not None else "?"
        zh = [f"{yuan}元"]
        en = [f"{yuan} yuan"]
        names = (Text("缴费期内", "in the window"), Text("逾期", "late"))
        for name, wait, cover in zip(names, self.waits, self.covers, strict=False):
            if wait is None or cover is None:
                zh.append(f"{name.zh}：未定")
                en.append(f"{name.en}: undecided")
                continue
            day = f"{cover[0]:02}-{cover[1]:02}"
            zh.append(f"{name.zh}：{'等待后' if wait else ''}{day}起")
            en.append(f"{name.en}: {'after a wait ' if wait else ''}from {day}")
        return Text("；".join(zh), "; ".join(en))


@dataclass(frozen=True, slots=True)
class Difference:
    """In what two outcomes differ."""

    amount: bool
    wait: bool
    cover: bool
    undecided: bool

    @property
    def is_any(self) -> bool:
        """Whether anything changes for the person."""
        return self.amount or self.wait or self.cover


def outcome(policy: Policy, coverage_year: int, standing: Standing) -> Outcome:
    """What a person of this standing is asked and gets in a year."""
    issue = due_at_issue(policy, coverage_year=coverage_year, standing=standing)
    terms = window_terms(policy, coverage_year, standing.group)
    if terms is None:
        return Outcome(issue.due_fen, (None, None), (None, None), False)
    days = (terms.surely_open_from, terms.last_day + ONE_DAY)
    answers = [quote(policy, coverage_year=coverage_year, standing=standing, paid_on=day) for day in days]
    decided = all(answer.decision is Decision.DECIDED for answer in (*answers,)) and issue.due_fen is not None
    return Outcome(
        issue.due_fen, tuple(_wait(one) for one in answers), tuple(_cover(one) for one in answers), decided
    )


def difference(before: Outcome, after: Outcome) -> Difference:
    """In what the later outcome differs from the earlier."""
    return Difference(
        before.fen != after.fen,
        before.waits != after.waits,
        before.covers != after.covers,
        not after.is_decided,
    )


def a_year_on(before: Standing, after: Standing) -> Standing:
    """The same person in the year to be opened: what the facts on record tell of that year, and hardship goes on."""
    return replace(after, hardship=before.hardship)


def _wait(answer: Quote) -> tuple[Day, ...] | None:
    if answer.decision is not Decision.DECIDED:
        return None
    if answer.waiting is None or answer.waiting.last_day is None:
        return ()
    return (_month_day(answer.waiting.start), _month_day(answer.waiting.last_day))


def _cover(answer: Quote) -> Day | None:
    decided = answer.decision is Decision.DECIDED and answer.cover is not None
    return _month_day(answer.cover.start) if decided and answer.cover is not None else None


def _month_day(day: date) -> Day:
    return day.month, day.day
