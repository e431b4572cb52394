"""On which days does a relation not stand as normal, and do the documents say whether benefits go on then?

Pure. N33-a says of two reasons that the relation here is suspended while another one stands. Of prison, the army or a life abroad
no document on record says whether benefits go on, so those days are *undecided*. Cover itself is taken from nobody (N21-16). A
death answers for itself: the days after it are none of these.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import zip_longest
from typing import Any, NamedTuple

from enrollment.rules.answers import Missing
from enrollment.rules.enrollment_states import EnrollmentState, StateReason, clause_of
from enrollment.rules.wording import day as spoken_day
from policy.periods import Span
from policy.terms import Text

WHO_DECIDES = Text("参保地医保局", "the healthcare security bureau of the area")


class Turn(NamedTuple):
    """A change of the state: the state after it, why, its first day, and the document."""

    after: EnrollmentState
    reason: StateReason
    from_on: date
    document: str = ""


class Interruption(NamedTuple):
    """Days on which the relation is suspended or ended; an open span goes on."""

    state: EnrollmentState
    reason: StateReason
    span: Span
    document: str = ""

    def as_json(self) -> dict[str, Any]:
        """For programs; `to` None while it goes on."""
        last = self.span.last_day
        return {
            "state": self.state.value,
            "reason": self.reason.value,
            "from": self.span.start.isoformat(),
            "to": last and last.isoformat(),
            "document_number": self.document,
            "clause": self.clause,
            "text": self.text._asdict(),
        }

    @property
    def clause(self) -> str:
        """The clause that suspends the relation; empty: no document on record names the reason."""
        return clause_of(self.reason)

    @property
    def text(self) -> Text:
        """What is so on these days, with the document and what the documents leave open."""
        span, why, state = _lasting(self.span), self.reason.label, self.state.label
        by = (
            Text(f"，依据{self.document}", f", under {self.document}")
            if self.document.strip()
            else Text("", "")
        )
        said = Text(
            f"{span.zh}{state.zh}（{why.zh}{by.zh}）。",
            f"The relation is {state.en} {span.en} ({why.en}{by.en}).",
        )
        open_ = self.missing
        if open_ is None:
            return Text(
                said.zh + "在两处参保的，本地关系在此期间暂停。",
                said.en + " Who is insured twice has the relation here suspended for that time.",
            )
        return Text(said.zh + open_.what.zh + "。", f"{said.en} {open_.what.en}.")

    @property
    def missing(self) -> Missing | None:
        """The rule that is missing, None where a clause speaks."""
        if self.clause:
            return None
        why = self.reason.label
        return Missing(
            Text(
                f"现有文件没有规定“{why.zh}”期间是否继续享受待遇",
                f"No document on record says whether benefits go on for this reason: {why.en}",
            ),
            WHO_DECIDES,
        )


def interruptions(turns: Iterable[Turn]) -> tuple[Interruption, ...]:
    """The days between each suspension or end and what follows it; `turns` in the order in which they were made."""
    listed = list(turns)
    ends = (turn.from_on for turn in listed[1:])
    return tuple(
        Interruption(turn.after, turn.reason, Span(turn.from_on, until), turn.document)
        for turn, until in zip_longest(listed, ends)
        if turn.after is not EnrollmentState.NORMAL
        and turn.reason is not StateReason.DIED
        and (until is None or turn.from_on < until)
    )


def on_day(found: Iterable[Interruption], day: date) -> Interruption | None:
    """The interruption in which a day lies."""
    return next((one for one in found if one.span.contains(day)), None)


def without(span: Span, found: Iterable[Interruption]) -> list[Span]:
    """The days of a span that lie in no interruption, in their order."""
    left = [span]
    for one in found:
        cut: list[Span] = []
        for piece in left:
            if not piece.overlaps(one.span):
                cut.append(piece)
                continue
            if piece.start < one.span.start:
                cut.append(Span(piece.start, one.span.start))
            if one.span.until is not None and (piece.until is None or one.span.until < piece.until):
                cut.append(Span(one.span.until, piece.until))
        left = cut
    return left


def _lasting(span: Span) -> Text:
    """A span inside a sentence."""
    first, last = spoken_day(span.start), span.last_day
    if last is None:
        return Text(f"{first.zh}起", f"from {first.en} on")
    until = spoken_day(last)
    return Text(f"{first.zh}至{until.zh}", f"from {first.en} to {until.en}")
