"""How does an opened year stand as a folder of policy data, and how is such a folder read back?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import ValidationError

from policy.book import Book
from policy.files import Problem, parse
from policy.opening import named
from policy.opening.answers import NO_SECTION, Answer, How, Notice, Opening, bare
from policy.opening.layer import Tables, file_name, gaps, joined
from policy.opening.questions import Question, questions
from policy.opening.words import worded_tables
from policy.refused import explain
from policy.schema import Document, Sourced
from policy.terms import Text


def written(book: Book, opening: Opening, tables: Tables | None = None) -> dict[str, str]:
    """The files of the folder of the area by their names, as TOML text; to be laid over the book (CANBAO_POLICY_DIRS).

    `tables`: the files of a correction, which keep what was said of care before its day.
    """
    files = joined(worded_tables(book, opening) if tables is None else tables, gaps(book, opening))
    return {name: tomli_w.dumps(_typed_file(name, table)) for name, table in files.items()}


def _typed_file(name: str, table: dict[str, Any]) -> dict[str, Any]:
    file = name.partition("-")[0]
    typed: dict[str, Any] = {}
    for key, value in table.items():
        question = questions().get(f"{file}.{key}")
        if question is not None and file != named.FILE:
            typed[key] = [_typed(question, row) for row in value]
        elif key == "documents":
            typed[key] = {prefix: _dumped(Document.model_validate(one)) for prefix, one in value.items()}
        else:
            typed[key] = value
    return typed


def _typed(question: Question, row: dict[str, Any]) -> dict[str, Any]:
    return _dumped(question.model.model_validate(row))


def _dumped(model: Any) -> dict[str, Any]:
    dumped: dict[str, Any] = _toml(model.model_dump(exclude_unset=True))
    return dumped


def _toml(value: Any) -> Any:
    match value:
        case Enum():
            return value.value
        case Decimal():
            return int(value) if value == value.to_integral_value() else value
        case dict():
            return {key: _toml(one) for key, one in value.items() if one is not None}
        case tuple() | list():
            return [_toml(one) for one in value]
    return value


@dataclass(frozen=True, slots=True)
class FolderRefused(Exception):
    """The folder is not that of an opened year; `problems` says where and why."""

    problems: tuple[Problem, ...]


def read_folder(folder: Path, *, area: str, zh: str, en: str, level: str, coverage_year: int) -> Opening:
    """The answers that a folder gives for a year: every `…-opened-YEAR.toml` in it. Raises `FolderRefused`."""
    files: Tables = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob(f"*-opened-{coverage_year}.toml")):
        table = parse(path, f"{folder.name}/{path.name}", problems)
        if table is not None:
            files[path.name] = table
    if not files and not problems:
        name = file_name("contribution", coverage_year)
        text = Text(
            f"目录中没有 {coverage_year} 年度的文件，如 {name}",
            f"the folder has no file of {coverage_year}, such as {name}",
        )
        problems.append(Problem(str(folder), text))
    if problems:
        raise FolderRefused(tuple(problems))
    return read_tables(files, area=area, zh=zh, en=en, level=level, coverage_year=coverage_year)


def read_tables(
    files: Mapping[str, dict[str, Any]], *, area: str, zh: str, en: str, level: str, coverage_year: int
) -> Opening:
    """The same from tables already read. Nothing is left out silently: what no question takes is refused."""
    problems: list[Problem] = []
    documents = files.get(file_name("area", coverage_year), {}).get("documents", {})
    notices = {prefix: _notice(prefix, one, problems) for prefix, one in documents.items()}
    answers: list[Answer] = []
    for name, tables in files.items():
        file = name.partition("-")[0]
        if file == "clauses":  # words follow from the answers
            continue
        for key, rows in tables.items():
            place = f"{area}/{name}: {key}"
            if (file, key) == (named.FILE, "documents"):
                continue
            if file == named.FILE and key in named.MODELS:
                rows = list(named.as_rows(rows))
            if key == "undecided":
                answers += _open(file, rows, notices, coverage_year)
            elif f"{file}.{key}" in questions():
                answers += _answer(questions()[f"{file}.{key}"], rows, notices, place, problems)
            else:
                text = Text(f"年度开放中没有 {key} 这一事项", f"no question of a year is called {key}")
                problems.append(Problem(place, text))
    if problems:
        raise FolderRefused(tuple(problems))
    order = list(questions())
    answers.sort(key=lambda answer: order.index(answer.question))
    return Opening(area, zh, en, level, coverage_year, tuple(answers))


def _notice(prefix: str, given: Any, problems: list[Problem]) -> Notice:
    try:
        document = Document.model_validate(given)
    except ValidationError as refusal:
        problems += [Problem(f"documents.{prefix}", explain(Document, error)) for error in refusal.errors()]
        return Notice("")
    return Notice(document.number, document.title, document.issued_on)


def _answer(
    question: Question, rows: Any, notices: Mapping[str, Notice], place: str, problems: list[Problem]
) -> Iterator[Answer]:
    given = [rows] if isinstance(rows, dict) else rows
    made: list[tuple[str, str, tuple[str, ...], dict[str, Any]]] = []
    for index, row in enumerate(given, 1):
        try:
            value = question.model.model_validate(row)
        except ValidationError as refusal:
            problems += [
                Problem(
                    f"{place}[{index}].{'.'.join(map(str, error['loc']))}", explain(question.model, error)
                )
                for error in refusal.errors()
            ]
            continue
        source = _source(value)
        prefix, _, section = source.clause.partition("-")
        if prefix not in notices:
            text = Text(f"文件 {prefix} 没有登记", f"document {prefix} is not listed")
            problems.append(Problem(f"{place}[{index}].clause", text))
            continue
        made.append((prefix, section, source.also, bare(value)))
    prefixes = {prefix for prefix, _, _, _ in made}
    if len(prefixes) > 1:
        text = Text("一个事项只能依据一份文件", "one question rests on one document")
        problems.append(Problem(place, text))
    elif made:
        prefix, section, also, _ = made[0]
        kept = tuple({**row, **({} if own == section else {"section": own})} for _, own, _, row in made)
        how = How.CARRIED if also else How.ENTERED
        yield Answer(question.code, how, notices[prefix], section, kept, also)


def _source(value: Any) -> Sourced:
    if isinstance(value, Sourced):
        return value
    source: Sourced = value.closes  # a window is its last day
    return source


def _open(file: str, rows: Any, notices: Mapping[str, Notice], year: int) -> Iterator[Answer]:
    for row in rows:
        if year not in row.get("coverage_years", ()):
            continue  # of the years between, which the folder says itself
        prefix, _, section = str(row.get("clause", "")).partition("-")
        for question in questions().values():
            says = row.get("what_zh") == f"{year}年度：{question.label.zh}"
            if question.file == file and says and prefix in notices:
                who = (str(row.get("decided_by_zh", "")), str(row.get("decided_by_en", "")))
                yield Answer(
                    question.code, How.UNDECIDED, notices[prefix], section or NO_SECTION, decided_by=who
                )


def as_opening(area: str, names: Text, level: str, coverage_year: int, answers: list[Answer]) -> Opening:
    """The answers of a year in the order of the questions."""
    order = list(questions())
    answers = sorted(answers, key=lambda answer: order.index(answer.question))
    return Opening(area, names.zh, names.en, level, coverage_year, tuple(answers))
