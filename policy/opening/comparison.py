"""How does each question of a year stand, by which document, and what was said in the last year that said something?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from policy.book import Policy
from policy.fields import Sourced
from policy.files import Area
from policy.opening.answers import Answer, How, Opening, Row, carried
from policy.opening.layer import of_year
from policy.opening.questions import Question, questions
from policy.schema import FILES, FiscalFile
from policy.terms import Text
from policy.values import values

YEARS_BACK: Final = 40


@dataclass(frozen=True, slots=True)
class Said:
    """What the rules say to a question in one year: in words, with clauses, documents and the values themselves."""

    coverage_year: int
    lines: tuple[Text, ...] = ()
    clauses: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    values: tuple[Any, ...] = ()
    area: str = ""

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
    """Every question in its order (or one only): `policy` with the answers given, `before` the rules of the years before."""
    given = {answer.question: answer for answer in opening.answers}
    year = opening.coverage_year
    for question in (only,) if only else questions().values():
        answer = given.get(question.code)
        now = said(policy, question, year)
        entered = _entered(policy, question, year)
        how = How.UNDECIDED
        if answer is not None:
            how = answer.how
        elif now.lines or now.values:
            how = How.STATED
        elif entered:
            how, now = How.ENTERED, entered
        what, who = _open(policy, question, answer, year)
        yield Standing(question, how, now, last_said(before, question, year), answer, what, who)


def said(policy: Policy, question: Question, year: int) -> Said:
    """What holds in a year: the nearest area that says something; who does not wait adds up along the chain."""
    view = policy.in_year(year)
    lines: list[Text] = []
    found: list[Any] = []
    nearest = ""
    for area in view.chain:
        rows = _rows(view, area, question, year)
        if not rows:
            if _is_open_here(view, area, question, year) and not found:
                break
            continue
        lines += _words(view, area, question, rows, year)
        found += rows
        nearest = nearest or area.code
        if question.code != "waiting.exempt":
            break
    clauses = tuple(dict.fromkeys(clause for value in found for clause in _source(value).clauses))
    documents = (policy.document(clause) for clause in clauses)
    numbers = tuple(dict.fromkeys(one.number for one in documents if one is not None))
    return Said(year, tuple(lines), clauses, numbers, tuple(found), nearest)


def last_said(policy: Policy, question: Question, year: int) -> Said | None:
    """What was said in the last year before that said something."""
    for earlier in range(year - 1, year - YEARS_BACK, -1):
        found = said(policy, question, earlier)
        if found.values:
            return found
    return None


def _rows(view: Policy, area: Area, question: Question, year: int) -> list[Any]:
    file = area.files.get(question.file)
    if file is None:
        return []
    rows = list(getattr(file, question.table))
    if question.code == "contribution.individual":
        return [one for one in rows if of_year(view, one, year)]
    if question.file == "fiscal":
        return [one for one in rows if one.fiscal_year in (year - 1, year)]
    if question.is_of_care:
        day = date(year, 1, 1)
        return [one for one in rows if one.holds_on(day)]
    return rows


def _words(view: Policy, area: Area, question: Question, rows: list[Any], year: int) -> list[Text]:
    kind = FILES[question.file]
    tables: dict[str, Any] = {question.table: tuple(rows)}
    narrowed = kind.model_construct(**tables)
    day = date(year, 1, 1)
    if question.is_of_care:
        chain = tuple(
            Area(one.about, {**one.files, question.file: narrowed if one is area else kind()}, one.readings)
            for one in view.chain
        )
        view = Policy(chain, view.choices, view.entries, view.coverage_year)
        return [text for text, _ in values(view, narrowed, day)]
    if isinstance(narrowed, FiscalFile):
        return [
            Text(f"{one.fiscal_year}年：{one.amount:.2f}元", f"{one.fiscal_year}: {one.amount:.2f} yuan")
            for one in narrowed.standard
        ]
    return [text for text, _ in values(view, narrowed, day)]


def _source(value: Any) -> Sourced:
    if isinstance(value, Sourced):
        return value
    source: Sourced = value.closes
    return source


def _is_open_here(view: Policy, area: Area, question: Question, year: int) -> bool:
    return (
        question.is_chief
        and view.undecided(question.file, question.topic, coverage_year=year, area=area) is not None
    )


def _entered(policy: Policy, question: Question, year: int) -> Said | None:
    """What officers entered under the topic that the open question names."""
    open_question = policy.in_year(year).undecided(question.file, question.topic, coverage_year=year)
    if not question.is_chief or open_question is None or open_question.entered is None:
        return None
    entries = policy.entries_of(open_question.entered)
    if not entries:
        return None
    label = open_question.entered.label
    lines = tuple(
        Text(
            f"{label.zh} {one.key} {one.value}".replace("  ", " "),
            f"{label.en} {one.key} {one.value}".replace("  ", " "),
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
    entry = policy.in_year(year).undecided(question.file, question.topic, coverage_year=year)
    if entry is None or not question.is_chief:
        return question.label, bureau
    return entry.what, entry.decided_by
