"""What was answered of a year, in the very shape of the policy files, and with which document?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from pydantic import BaseModel

from policy.opening.questions import Question
from policy.schema import Sourced
from policy.terms import Term

Row = dict[str, Any]
NO_SECTION = "0"  # the notice as a whole


class How(Term):
    """How a question of a year is answered."""

    STATED = ("stated", "文件已有规定", "stated by a notice on file")
    ENTERED = ("entered", "录入", "entered")
    CARRIED = ("carried", "沿用上年", "carried over")
    UNDECIDED = ("undecided", "未定", "undecided")


@dataclass(frozen=True, slots=True)
class Notice:
    """The document behind an answer: number and title as printed, the day of issue."""

    number: str
    title: str = ""
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to one question: rows of its table without years and clauses, or who is to decide it.

    Each row may say its own `section`, where the notice says it (`3.2`); else it is that of the answer. `also` are the
    clauses that are carried over.
    """

    question: str
    how: How
    notice: Notice
    section: str = NO_SECTION
    rows: tuple[Row, ...] = ()
    also: tuple[str, ...] = ()
    decided_by: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Opening:
    """The answers of an area for one coverage year; names and level as in an `area.toml`.

    `known` are the documents of an earlier version of the year: a correction keeps what their clauses begin with, and holds
    from a day on.
    """

    area: str
    zh: str
    en: str
    level: str
    coverage_year: int
    answers: tuple[Answer, ...] = ()
    known: tuple[Notice, ...] = ()
    from_on: date | None = None


BY_THE_YEAR = (
    "coverage_year", "notice_year", "year_reading", "until_replaced_reading", "lasts_reading",
    "from_coverage_year", "until_coverage_year", "from_on", "until_on",
)  # fmt: skip
OF_THE_SOURCE = ("clause", "also")
PRINTED = ("amount_printed", "parts_printed")  # what one notice printed beside a value


def bare(value: BaseModel) -> Row:
    """A value of a policy file as a row of an answer: without its years and without its clause, as plain data."""
    row: Row = {}
    for name in value.model_fields_set:
        if name in BY_THE_YEAR or name in OF_THE_SOURCE:
            continue
        row[name] = plain(getattr(value, name))
    return {name: one for name, one in row.items() if one not in (None, [], {})}


def carried(value: BaseModel) -> Row:
    """A value as it is carried over: what its notice printed beside it is not."""
    return {name: one for name, one in bare(value).items() if name not in PRINTED}


def plain(value: Any) -> Any:
    """A value as JSON keeps it: numbers as text where they are exact decimals."""
    match value:
        case BaseModel():
            return bare(value)
        case Enum():
            return value.value
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case tuple() | list():
            return [plain(one) for one in value]
        case Mapping():
            return {key: plain(one) for key, one in value.items()}
    return value


def full(row: Row, question: Question, year: int, prefix: str, answer: Answer) -> Row:
    """A row as it stands in a policy file: with the year and the clause, in itself and in what it holds."""
    rest = dict(row)
    clause = f"{prefix}-{rest.pop('section', '') or answer.section}"
    said = _sourced(rest, question.model, clause, answer.also)
    names = question.model.model_fields
    if "coverage_year" in names:
        said["coverage_year"] = year
    elif "from_coverage_year" in names:
        said["from_coverage_year"] = said["until_coverage_year"] = year
    elif "from_on" in names:
        said["from_on"], said["until_on"] = f"{year}-01-01", f"{year + 1}-01-01"
    return said


def _sourced(row: Mapping[str, Any], model: type[BaseModel], clause: str, also: tuple[str, ...]) -> Row:
    said = dict(row)
    for name, field in model.model_fields.items():
        inner = _model_of(field.annotation)
        if inner is not None and isinstance(said.get(name), Mapping):
            said[name] = _sourced(said[name], inner, clause, also)
    if issubclass(model, Sourced):
        said["clause"] = clause
        if also:
            said["also"] = list(also)
    return said


def _model_of(annotation: Any) -> type[BaseModel] | None:
    options = getattr(annotation, "__args__", (annotation,))
    return next((one for one in options if isinstance(one, type) and issubclass(one, BaseModel)), None)
