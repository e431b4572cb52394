"""What does each clause of an opened year say in plain words: which questions it answers, how, and with which values?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from policy.book import Book
from policy.opening.answers import NO_SECTION, Answer, How, Opening
from policy.opening.comparison import said
from policy.opening.layer import Tables, file_name, laid_over, prefixes_of, tables_of
from policy.opening.questions import Question, questions
from policy.terms import Text

LINES_MAX: Final = 12  # a clause that states a table of fifty rows names the first of them


@dataclass(frozen=True, slots=True)
class Part:
    """One answer as far as one clause gives it."""

    question: Question
    answer: Answer
    lines: tuple[Text, ...]

    @property
    def text(self) -> Text:
        """Question, values and how they came there, in one sentence of each language."""
        label, answer = self.question.label, self.answer
        if answer.how is How.UNDECIDED:
            zh, en = answer.decided_by
            return Text(
                f"{label.zh}：未定，可由{zh}决定", f"{label.en}: undecided, {en or zh} could decide it"
            )
        shown = self.lines[:LINES_MAX]
        more = len(self.lines) - len(shown)
        zh = "；".join(line.zh for line in shown) + (f"等{len(self.lines)}项" if more else "")
        en = "; ".join(line.en for line in shown) + (f" and {more} more" if more else "")
        came = answer.how.label
        if answer.how is How.CARRIED and answer.also:
            from_ids = " ".join(answer.also)
            came = Text(f"沿用 {from_ids}", f"carried over from {from_ids}")
        joint_zh, joint_en = ("：", ": ") if zh else ("", "")
        return Text(f"{label.zh}{joint_zh}{zh}（{came.zh}）", f"{label.en}{joint_en}{en} ({came.en})")


def parts_of(book: Book, opening: Opening) -> dict[str, list[Part]]:
    """Each clause of the answers with what it says; `book` is the one in which they stand."""
    prefixes, found = prefixes_of(opening), dict[str, list[Part]]()
    policy = book.policy(opening.area)
    for answer in opening.answers:
        question = questions()[answer.question]
        values = said(policy, question, opening.coverage_year, opening.from_on)
        for section in sections(answer):
            clause = f"{prefixes[answer.notice]}-{section}"
            found.setdefault(clause, []).append(Part(question, answer, values.lines_of(clause)))
    return found


def sections(answer: Answer) -> Iterator[str]:
    """Where its document says an answer, place by place."""
    yield from sorted({str(row.get("section") or answer.section) for row in answer.rows} or {answer.section})


def with_words(book: Book, opening: Opening, files: Tables) -> Tables:
    """The files of an opened year and the plain words of its clauses, `book` being the one without them."""
    laid, _ = laid_over(book, opening.area, [files])
    return {**files, file_name("clauses", opening.coverage_year): _words(laid, opening)}


def worded_tables(book: Book, opening: Opening) -> Tables:
    """The files of an opened year with the plain words of its clauses."""
    return with_words(book, opening, tables_of(opening, with_area=opening.area not in book.by_code))


def _words(laid: Book, opening: Opening) -> dict[str, Any]:
    year = opening.coverage_year
    clauses = {
        clause: {
            "section": clause.partition("-")[2],
            "zh": f"{year}年度：{'；'.join(part.text.zh for part in parts)}。",
            "en": f"Coverage {year}: {'; '.join(part.text.en for part in parts)}.",
        }
        for clause, parts in parts_of(laid, opening).items()
    }
    for notice, prefix in prefixes_of(opening).items():  # the notice as a whole, which the years between cite
        corrects = bool(opening.known) and notice not in opening.known
        zh, en = ("更正", "corrects") if corrects else ("开放", "opens")
        whole = {
            "section": "",
            "zh": f"{zh}{year}年度的文件。",
            "en": f"The document that {en} coverage {year}.",
        }
        clauses.setdefault(f"{prefix}-{NO_SECTION}", whole)
    return clauses
