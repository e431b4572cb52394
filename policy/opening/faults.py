"""What is wrong with the answers of a year, and at which question, row and field?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ValidationError

from policy.book import Book
from policy.check import problems_of
from policy.files import Problem
from policy.opening.answers import Answer, How, Opening, full
from policy.opening.layer import Tables, gaps, joined, laid_over, prefixes_of, tables_of
from policy.opening.questions import questions
from policy.refused import explain
from policy.table_words import key
from policy.terms import Text

_PLACE = re.compile(
    r"(?P<area>[0-9]{6})/(?P<file>[a-z_]+)[^:]*\.toml: (?P<table>[a-z_]+)(?:\[(?P<row>[0-9]+)\])?\.?(?P<field>[a-z_.0-9\[\]]*)"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something refused: at which question, in which row (counted from 0), in which field; empty: the year as a whole."""

    text: Text
    question: str = ""
    row: int | None = None
    field: str = ""

    def worded(self) -> Text:
        """The fault with its place in words."""
        asked = questions().get(self.question)
        if asked is None:
            return self.text
        name = key(self.field.partition(".")[0]) or Text(self.field, self.field)
        row = "" if self.row is None else f" {self.row + 1}"
        zh = f"{asked.label.zh}{row}{'·' + name.zh if self.field else ''}：{self.text.zh}"
        en = f"{asked.label.en}{row}{' · ' + name.en if self.field else ''}: {self.text.en}"
        return Text(zh, en)


def faults_of(book: Book, opening: Opening, tables: Tables | None = None) -> list[Fault]:
    """Every reason why the answers cannot stand: rows that cannot be read, then what contradicts the book.

    `tables`: the files, where they say more than the answers (a correction keeps what stood before it).
    """
    unreadable = [fault for answer in opening.answers for fault in _of_answer(answer, opening)]
    if unreadable:
        return unreadable
    known = book.by_code.get(opening.area)
    if tables is None:
        tables = tables_of(opening, with_area=known is None)
    files = joined(tables, gaps(book, opening))
    laid, problems = laid_over(book, opening.area, [files])
    if problems:
        return [_fault(problem, book, opening) for problem in problems]
    touched = [code for code in laid.by_code if opening.area in {one.code for one in laid.chain(code)}]
    found = [problem for code in touched for problem in problems_of(laid.by_code, code)]
    if not found:
        return []
    before = {problem.place for code in book.by_code for problem in problems_of(book.by_code, code)}
    return [_fault(problem, book, opening) for problem in found if problem.place not in before]


def _of_answer(answer: Answer, opening: Opening) -> Iterator[Fault]:
    if answer.question not in questions():
        yield Fault(Text(f"没有“{answer.question}”这一事项", f"there is no question {answer.question}"))
        return
    question, year = questions()[answer.question], opening.coverage_year
    if not answer.notice.number.strip():
        yield Fault(
            Text("须注明文号", "the document must be named"), answer.question, field="document_number"
        )
    issued = answer.notice.issued_on
    if issued is not None and issued.year > year:
        text = Text(
            f"文件于 {issued} 印发，晚于所开放的 {year} 年度",
            f"the document was issued on {issued}, later than the year {year} that it opens",
        )
        yield Fault(text, answer.question, field="issued_on")
    if answer.how is How.UNDECIDED:
        if not question.is_chief:
            text = Text(
                "不填即为未定，不必写明", "it is open as long as nothing is entered; leave it as it is"
            )
            yield Fault(text, answer.question)
        elif not answer.decided_by[0].strip():
            yield Fault(
                Text("须写明由谁决定", "say who could decide it"), answer.question, field="decided_by"
            )
        return
    if not answer.rows:
        yield Fault(Text("没有填写任何内容", "nothing was entered"), answer.question)
    for index, row in enumerate(answer.rows):
        yield from row_faults(
            answer, index, full(row, question, year, prefixes_of(opening)[answer.notice], answer)
        )


def row_faults(answer: Answer, index: int, row: dict[str, Any]) -> Iterator[Fault]:
    """What cannot be read in one row, with the field."""
    model = questions()[answer.question].model
    try:
        model.model_validate({name: _number(model, name, value) for name, value in row.items()})
    except ValidationError as refusal:
        for error in refusal.errors():
            field = ".".join(str(part) for part in error["loc"])
            name = "section" if field.rpartition(".")[2] == "clause" else field
            text = SECTION if name == "section" else explain(model, error)
            yield Fault(text, answer.question, index, name)


def _number(model: type[BaseModel], name: str, value: Any) -> Any:
    """An exact number that is kept as text, so that what is said of it is said of a number."""
    field = model.model_fields.get(name)
    is_number = isinstance(value, str) and _NUMBER.fullmatch(value) is not None
    return Decimal(value) if is_number and field is not None and "Decimal" in str(field.annotation) else value


_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
SECTION = Text(
    "条款号只用数字、英文字母和点，如 3.2", "the section is written in digits, letters and points, as 3.2"
)


def _fault(problem: Problem, book: Book, opening: Opening) -> Fault:
    """Where a problem of the whole book stands among the answers; the rows of the book come first."""
    place = _PLACE.match(problem.place)
    if place is None:
        return Fault(problem.text)
    code = f"{place['file']}.{place['table']}"
    if place["area"] != opening.area or code not in questions():
        text = Text(f"{problem.place}：{problem.text.zh}", f"{problem.place}: {problem.text.en}")
        return Fault(text)
    row = None
    if place["row"] is not None:
        area = book.by_code.get(opening.area)
        file = area.files.get(place["file"]) if area else None
        row = int(place["row"]) - 1 - (len(getattr(file, place["table"])) if file else 0)
    return Fault(problem.text, code, row, place["field"])
