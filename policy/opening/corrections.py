"""How is an open year corrected: what stands from a day on, what stood before, and which correction cannot be?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from policy.book import Book
from policy.opening.answers import Answer, How, Opening
from policy.opening.faults import Fault, faults_of
from policy.opening.layer import Tables, file_name, prefixes_of, tables_of
from policy.opening.questions import questions
from policy.opening.words import with_words
from policy.terms import Text


@dataclass(frozen=True, slots=True)
class Correction:
    """Answers that take the place of earlier ones of an open year, for payments, decisions and care from `from_on` on.

    `files` are those of the version that is corrected. `redecides`: two officers order that what stood is decided again.
    """

    earlier: Opening
    files: Tables
    answers: tuple[Answer, ...]
    from_on: date
    redecides: bool = False

    @property
    def opening(self) -> Opening:
        """The year as it stands from the day on: the corrected answers and the others; every document keeps its letter."""
        corrected = {answer.question for answer in self.answers}
        kept = (answer for answer in self.earlier.answers if answer.question not in corrected)
        order = list(questions())
        answers = sorted((*kept, *self.answers), key=lambda answer: order.index(answer.question))
        known = tuple(prefixes_of(self.earlier))
        return replace(self.earlier, answers=tuple(answers), known=known, from_on=self.from_on)

    def tables(self) -> Tables:
        """The files from the day on. Care goes by days of service: what was said of it before ends with the day."""
        opening = self.opening
        files = tables_of(opening, with_area="area.toml" in self.files)
        name = file_name("benefit", opening.coverage_year)
        before, new = self.files.get(name, {}), files.get(name, {})
        corrected = {answer.question.partition(".")[2] for answer in self.answers if _is_of_care(answer)}
        gone = {*corrected, "undecided"}
        merged: dict[str, Any] = {table: rows for table, rows in before.items() if table not in gone}
        if "undecided" in new:
            merged["undecided"] = new["undecided"]
        for table in corrected:
            begun = [{**row, "from_on": self._begins(row)} for row in new.get(table, [])]
            merged[table] = [*begun, *self._ended(before.get(table, []))]
        return {**files, name: merged} if merged else files

    def _begins(self, row: dict[str, Any]) -> str:
        return max(str(row["from_on"]), self.from_on.isoformat())

    def _ended(self, rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        day = self.from_on.isoformat()
        for row in rows:
            if str(row["from_on"]) < day:
                yield {**row, "until_on": min(str(row["until_on"]), day)}

    def worded_tables(self, book: Book) -> Tables:
        """The same with plain words, also those of the clauses that no longer hold: older decisions rest on them."""
        files = with_words(book, self.opening, self.tables())
        name = file_name("clauses", self.earlier.coverage_year)
        return {**files, name: {**self.files.get(name, {}), **files[name]}}

    def faults(self, book: Book) -> list[Fault]:
        """Why the correction cannot stand: its documents first, then what contradicts the book."""
        own = [fault for answer in self.answers for fault in self._of_answer(answer)]
        return own or faults_of(book, self.opening, self.tables())

    def _of_answer(self, answer: Answer) -> Iterator[Fault]:
        number, issued, question = answer.notice.number.strip(), answer.notice.issued_on, answer.question
        before = next((one for one in self.earlier.answers if one.question == question), None)
        if answer.how is How.UNDECIDED:
            text = Text("更正须写明应为什么", "a correction says what holds instead")
            yield Fault(text, question)
        if number in {notice.number for notice in prefixes_of(self.earlier)}:
            text = Text(
                f"更正须有新的文件；{number} 是原有的依据",
                f"a correction rests on a document of its own; {number} is one that the year was opened with",
            )
            yield Fault(text, question, field="document_number")
        if issued is None:
            text = Text("须注明印发日期", "say when the document was issued")
            yield Fault(text, question, field="issued_on")
        elif issued > self.from_on and not self.redecides:
            text = Text(
                f"文件于 {issued} 印发，晚于更正起算的 {self.from_on}；除非两名经办人决定重新核定",
                f"the document was issued on {issued}, later than {self.from_on}, from which the correction holds; only an "
                "order to decide again reaches back",
            )
            yield Fault(text, question, field="issued_on")
        elif before and before.notice.issued_on and issued < before.notice.issued_on:
            text = Text(
                f"文件早于它所更正的文件（{before.notice.issued_on} 印发）",
                f"the document is older than the one it corrects, issued on {before.notice.issued_on}",
            )
            yield Fault(text, question, field="issued_on")
        if before is not None and answer.how is not How.UNDECIDED and answer.rows == before.rows:
            yield Fault(Text("与原来的内容相同", "it says the same as before"), question)


def _is_of_care(answer: Answer) -> bool:
    return questions()[answer.question].is_of_care
