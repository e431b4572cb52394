"""Which change of an enrollment does a fact of another office suggest (N33-a), and where do the documents leave it to an officer?

Pure. A suggestion changes nothing: an officer makes the change under a document, or does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from enrollment.rules.enrollment_states import EnrollmentMove, StateReason
from enrollment.rules.status_facts import StatusFact
from policy.terms import Basis, Text

CLAUSE = "N33-a"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The move and its reason, or None where nothing is to be done (or nothing decides it); `clause` empty: undecided."""

    move: EnrollmentMove | None
    reason: StateReason | None
    from_on: date | None
    clause: str
    text: Text


def suggested(
    fact: StatusFact,
    *,
    from_on: date,
    until_on: date | None,
    listed_on: date,
    coverage_year: int,
    basis: Basis,
    lives_here: bool,
    on: date,
) -> Suggestion | None:
    """What N33-a says of somebody insured twice; None for a fact that it does not speak of.

    `until_on` is not included. Residents stay where they usually live, students where the school is;
    an employee scheme of a year or more without a break wins. `on`: the day of the decision.
    """
    if fact is StatusFact.INSURED_ELSEWHERE:
        if basis is Basis.SCHOOL or lives_here:
            return _stays(
                Text(
                    "学生在学校所在地参保，本地关系保留。",
                    "Students are insured where the school is: this one stays.",
                )
                if basis is Basis.SCHOOL
                else Text(
                    "在常住地参保，本地关系保留。",
                    "Residents are insured where they usually live: this one stays.",
                )
            )
        return _gives_way(
            StateReason.ELSEWHERE,
            from_on,
            coverage_year,
            on,
            Text("不在本地常住", "Does not usually live here"),
        )
    if fact is StatusFact.EMPLOYED:
        if not _is_a_year(from_on, min(until_on or listed_on, listed_on)):
            return Suggestion(
                None, None, None, "",
                Text("职工医保不满一年，文件未规定保留哪一关系，由经办人员决定。",
                     "The employee scheme has lasted less than a year: no document says which stays; an officer decides."),
            )  # fmt: skip
        return _gives_way(
            StateReason.EMPLOYED, from_on, coverage_year, on,
            Text("职工医保连续一年以上", "Employee scheme of a year or more without a break"),
        )  # fmt: skip
    return None


def _stays(text: Text) -> Suggestion:
    return Suggestion(None, None, None, CLAUSE, text)


def _gives_way(reason: StateReason, from_on: date, coverage_year: int, on: date, why: Text) -> Suggestion:
    """Decided within the coverage year the relation is suspended, before it begins ended and its payment refunded."""
    begins = date(coverage_year, 1, 1)
    if on < begins:
        return Suggestion(
            EnrollmentMove.END, reason, from_on, CLAUSE,
            Text(f"{why.zh}，年度尚未开始：终止并退费。", f"{why.en}, and the year has not begun: end it and refund."),
        )  # fmt: skip
    return Suggestion(
        EnrollmentMove.SUSPEND, reason, max(from_on, begins), CLAUSE,
        Text(f"{why.zh}：暂停参保。", f"{why.en}: suspend it."),
    )  # fmt: skip


def _is_a_year(first: date, until: date) -> bool:
    """Whether a year has gone by; one begun on 29 February is full on 1 March."""
    full = (
        date(first.year + 1, 3, 1)
        if (first.month, first.day) == (2, 29)
        else first.replace(year=first.year + 1)
    )
    return until >= full
