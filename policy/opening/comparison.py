"""How does each question of a year stand, by which document, and what was said in the last year that said something?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from policy.book import Policy
from policy.fields import Sourced
from policy.files import Area
from policy.opening import named
from policy.opening.answers import Answer, How, Opening, Row, carried
from policy.opening.layer import of_year
from policy.opening.newest import standing_values
from policy.opening.questions import Question, questions
from policy.schema import FILES, FiscalFile, Undecided
from policy.terms import Text
from policy.values import values

YEARS_BACK: Final = 40


@dataclass(frozen=True, slots=True)
class Said:
    """What the rules say to a question in one year: in words with their source, with clauses, documents and the values."""

    coverage_year: int
    worded: tuple[tuple[Text, str], ...] = ()
    clauses: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    values: tuple[Any, ...] = ()
    area: str = ""

    @property
    def lines(self) -> tuple[Text, ...]:
        """The values in words."""
        return tuple(text for text, _ in self.worded)

    def lines_of(self, clause: str) -> tuple[Text, ...]:
        """The values in words that one clause states."""
        return tuple(text for text, of in self.worded if of == clause)

    def rows_for(self, area: str) -> tuple[Row, ...]:
        """The values as rows that an area may carry over; what is a floor above it is its own plain value."""
        rows = (carried(value) for value in self.values)
        return tuple(
            row if self.area == area else {name: one for name, one in row.items() if name != "floor"}
            for row in rows
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """One question of a year: how it is answered, in words, and what was said before."""

    question: Question
    how: How
    now: Said
    before: Said | None
    answer: Answer | None
    what: Text
    decided_by: Text

    @property
    def has_changed(self) -> bool:
        """Whether the year says something else than the last one that said anything."""
        return self.how is not How.UNDECIDED and (self.before is None or self.before.lines != self.now.lines)

    def as_json(self) -> dict[str, Any]:
        """The question for programs."""
        return {
            "question": self.question.code,
            "title": self.question.label._asdict(),
            "state": self.how.value,
            "state_label": self.how.label._asdict(),
            "values": [line._asdict() for line in self.now.lines],
            "clauses": list(self.now.clauses),
            "documents": list(self.now.documents),
            "rows": list(self.answer.rows) if self.answer else [],
            "decided_by": self.decided_by._asdict() if self.how is How.UNDECIDED else None,
            "last_year": self.before and self.before.coverage_year,
            "last_values": [line._asdict() for line in self.before.lines] if self.before else [],
            "changed": self.has_changed,
        }


def standings(
    policy: Policy, before: Policy, opening: Opening, only: Question | None = None
) -> Iterator[Standing]:
    """Every question in its order (or one only): `policy` with the answers given, `before` the rules of the years before, or of
    a correction those that it corrects.
    """
    given = {answer.question: answer for answer in opening.answers}
    year = opening.coverage_year
    for question in (only,) if only else questions().values():
        answer = given.get(question.code)
        now = said(policy, question, year, opening.from_on)
        entered = _entered(policy, question, year)
        how = How.UNDECIDED
        if answer is not None:
            how = answer.how
        elif now.lines or now.values:
            how = How.STATED
        elif entered:
            how, now = How.ENTERED, entered
        what, who = _open(policy, question, answer, year)
        then = _corrected(before, question, opening) if opening.from_on else last_said(before, question, year)
        yield Standing(question, how, now, then, answer, what, who)


def _corrected(before: Policy, question: Question, opening: Opening) -> Said | None:
    """What the version before a correction says in the same year."""
    found = said(before, question, opening.coverage_year, opening.from_on)
    return found if found.values else None


def said(policy: Policy, question: Question, year: int, on: date | None = None) -> Said:
    """What holds in a year (of care, on a day of it; its first day else): the nearest area that says something; who does not
    wait adds up along the chain.
    """
    day = max(date(year, 1, 1), min(on or date(year, 1, 1), date(year, 12, 31)))
    view = policy.in_year(year)
    worded: list[tuple[Text, str]] = []
    found: list[Any] = []
    nearest = ""
    for area in view.chain:
        rows = rows_of(view, area, question, year, day)
        if not rows:
            if _is_open_here(view, area, question, year) and not found:
                break
            continue
        worded += _words(view, area, question, rows, day)
        found += rows
        nearest = nearest or area.code
        if question.code != "waiting.exempt":
            break
    clauses = tuple(dict.fromkeys(clause for value in found for clause in source_of(value).clauses if clause))
    documents = (policy.document(clause) for clause in clauses)
    numbers = tuple(dict.fromkeys(one.number for one in documents if one is not None))
    return Said(year, tuple(worded), clauses, numbers, tuple(found), nearest)


def last_said(policy: Policy, question: Question, year: int) -> Said | None:
    """What was said in the last year before that said something."""
    for earlier in range(year - 1, year - YEARS_BACK, -1):
        found = said(policy, question, earlier)
        if found.values:
            return found
    return None


def rows_of(view: Policy, area: Area, question: Question, year: int, day: date) -> list[Any]:
    """What one area itself says to a question in a year; of care, on a day."""
    if question.file == named.FILE:
        return named.rows_of(area, question.table)
    file = area.files.get(question.file)
    if file is None:
        return []
    rows = list(getattr(file, question.table))
    if question.code == "contribution.individual":
        return [one for one in rows if of_year(view, one, year)]
    if question.file == "fiscal":
        return [one for one in rows if one.fiscal_year in (year - 1, year)]
    if question.is_of_care:
        return standing_values([one for one in rows if one.holds_on(day)])
    return rows


def _words(
    view: Policy, area: Area, question: Question, rows: list[Any], day: date
) -> list[tuple[Text, str]]:
    """Each value in words, with the clause that states it."""
    if question.file == named.FILE:
        return [(Text(f"{one.zh}（{one.code}）", f"{one.en} ({one.code})"), one.clause) for one in rows]
    kind = FILES[question.file]
    tables: dict[str, Any] = {question.table: tuple(rows)}
    narrowed = kind.model_construct(**tables)
    if question.is_of_care:
        chain = tuple(
            Area(one.about, {**one.files, question.file: narrowed if one is area else kind()}, one.readings)
            for one in view.chain
        )
        view = Policy(chain, view.choices, view.entries, view.coverage_year)
        return [(text, source.clause) for text, source in values(view, narrowed, day)]
    if isinstance(narrowed, FiscalFile):
        return [
            (
                Text(f"{one.fiscal_year}年：{one.amount:.2f}元", f"{one.fiscal_year}: {one.amount:.2f} yuan"),
                one.clause,
            )
            for one in narrowed.standard
        ]
    return [(text, source.clause) for text, source in values(view, narrowed, day)]


def source_of(value: Any) -> Sourced:
    """Where a value is cited: a window is its last day."""
    if isinstance(value, Sourced):
        return value
    source: Sourced = value.closes
    return source


def _is_open_here(view: Policy, area: Area, question: Question, year: int) -> bool:
    return (
        question.is_chief
        and view.undecided(question.file, question.topic, coverage_year=year, area=area) is not None
    )


def _undecided(policy: Policy, question: Question, year: int) -> Undecided | None:
    """What the texts leave open of a question; names are never left open."""
    if question.file == named.FILE:
        return None
    return policy.in_year(year).undecided(question.file, question.topic, coverage_year=year)


def _entered(policy: Policy, question: Question, year: int) -> Said | None:
    """What officers entered under the topic that the open question names."""
    open_question = _undecided(policy, question, year)
    if not question.is_chief or open_question is None or open_question.entered is None:
        return None
    entries = policy.entries_of(open_question.entered)
    if not entries:
        return None
    label = open_question.entered.label
    lines = tuple(
        (
            Text(
                f"{label.zh} {one.key} {one.value}".replace("  ", " "),
                f"{label.en} {one.key} {one.value}".replace("  ", " "),
            ),
            "",
        )
        for one in entries
    )
    numbers = tuple(dict.fromkeys(one.document for one in entries))
    return Said(year, lines, open_question.clauses, numbers, tuple(entries), policy.code)


def _open(policy: Policy, question: Question, answer: Answer | None, year: int) -> tuple[Text, Text]:
    """What is open and who could decide it: as the answer or the texts say, else the bureau of the area."""
    zh, en = policy.name
    bureau = Text(f"{zh}医疗保障局", f"the healthcare security bureau of {en}")
    if answer is not None and answer.how is How.UNDECIDED:
        who = Text(answer.decided_by[0], answer.decided_by[1] or answer.decided_by[0])
        return question.label, who
    entry = _undecided(policy, question, year)
    if entry is None or not question.is_chief:
        return question.label, bureau
    return entry.what, entry.decided_by
