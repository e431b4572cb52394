"""How do the answers of a year stand in files of the policy book, and how is the book read with them?"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from policy.book import Book
from policy.files import Area, Problem, area_of, overlay
from policy.opening import named
from policy.opening.answers import Answer, How, Notice, Opening, full
from policy.opening.questions import questions
from policy.terms import Text

Tables = dict[str, dict[str, Any]]
PREFIX_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# A clause of an opened year: area, year, which document, and where the document says it.
OPENED_CLAUSE = re.compile(r"(?P<area>[0-9]{6})Y(?P<year>[0-9]{4})[A-Z]{1,2}-[0-9A-Za-z.]+", re.ASCII)


def file_name(file: str, year: int) -> str:
    """The name of a file of an opened year; it adds to what the file of that kind says."""
    return f"{file}-opened-{year}.toml"


def tables_of(opening: Opening, *, with_area: bool) -> Tables:
    """The files of an opened year by their names; `with_area`: the area has no folder of its own yet."""
    year = opening.coverage_year
    prefixes = prefixes_of(opening)
    documents = {prefix: _document(notice, year) for notice, prefix in prefixes.items()}
    files: Tables = {file_name("area", year): {"documents": documents}}
    if with_area:
        about = {"code": opening.area, "zh": opening.zh, "en": opening.en, "level": opening.level}
        files = {"area.toml": about, **files}
    for answer in opening.answers:
        question = questions()[answer.question]
        prefix = prefixes[answer.notice]
        file = files.setdefault(file_name(question.file, year), {})
        if answer.how is How.UNDECIDED:
            file.setdefault("undecided", []).append(_open(answer, year, f"{prefix}-{answer.section}"))
            continue
        rows = [full(row, question, year, prefix, answer) for row in answer.rows]
        if question.file == named.FILE:
            file[question.table] = named.as_table(rows)
            continue
        file.setdefault(question.table, []).extend(rows)
    return files


def prefixes_of(opening: Opening) -> dict[Notice, str]:
    """What begins the clauses of each document: `371700Y2027A`, in the order in which the documents are named; no two areas
    share one, so a clause is known by its id alone.
    """
    notices = dict.fromkeys((*opening.known, *(answer.notice for answer in opening.answers)))
    marks = (f"{one}{other}" for one in ("", *PREFIX_LETTERS) for other in PREFIX_LETTERS)
    return {
        notice: f"{opening.area}Y{opening.coverage_year}{mark}"
        for notice, mark in zip(notices, marks, strict=False)
    }


def _document(notice: Notice, year: int) -> dict[str, Any]:
    said: dict[str, Any] = {"number": notice.number, "title": notice.title}
    said |= {"first_coverage_year": year, "last_coverage_year": year}
    if notice.issued_on is None:  # its place among the documents is known all the same
        said["in_force_from"] = f"{year}-01-01"
    else:
        said["issued_on"] = notice.issued_on.isoformat()
    return said


def _open(answer: Answer, year: int, clause: str) -> dict[str, Any]:
    question = questions()[answer.question]
    zh, en = answer.decided_by
    return {
        "topic": question.topic,
        "coverage_years": [year],
        "clause": clause,
        "what_zh": f"{year}年度：{question.label.zh}",
        "what_en": f"coverage {year}: {question.label.en}",
        "decided_by_zh": zh,
        "decided_by_en": en or zh,
    }


def gaps(book: Book, opening: Opening) -> Tables:
    """What a checked or exported folder says of the years between the last text and this one: nobody opened them."""
    files: Tables = {}
    year = opening.coverage_year
    clause = next(iter(prefixes_of(opening).values()), "") + "-0"
    area = book.by_code.get(opening.area)
    for answer in opening.answers:
        question = questions()[answer.question]
        if (
            question.is_of_care
            or question.file in ("fiscal", named.FILE)
            or answer.how is How.UNDECIDED
            or area is None
        ):
            continue
        last = last_year_stated(book, area, question.file, question.table, year)
        if last is None or last + 1 >= year:
            continue
        entry = {
            "topic": question.topic,
            "coverage_years": list(range(last + 1, year)),
            "clause": clause,
            "what_zh": f"{question.label.zh}（这些年度没有开放）",
            "what_en": f"{question.label.en} (these years were not opened)",
            "decided_by_zh": f"{opening.zh}医疗保障局",
            "decided_by_en": f"the healthcare security bureau of {opening.en}",
        }
        files.setdefault(file_name(question.file, year), {}).setdefault("undecided", []).append(entry)
    return files


def last_year_stated(book: Book, area: Area, file: str, table: str, before: int) -> int | None:
    """The last coverage year before another in which the area's own file says something in a table."""
    if file not in area.files:
        return None
    policy = book.policy(area.code)
    for year in range(before - 1, before - 40, -1):
        view = policy.in_year(year).chain[0]
        if view.code == area.code and file in view.files and _speaks(policy, view, file, table, year):
            return year
    return None


def _speaks(policy: Any, view: Area, file: str, table: str, year: int) -> bool:
    rows = getattr(view.files[file], table)
    if table == "individual":
        return any(of_year(policy, one, year) for one in rows)
    return bool(rows)


def of_year(policy: Any, one: Any, year: int) -> bool:
    """Whether an individual amount is for a coverage year, by the area's reading of a notice's year."""
    if one.coverage_year is not None:
        return bool(one.coverage_year == year)
    following = one.year_reading is not None and policy.reading(one.year_reading) == "next_year"
    return bool(one.notice_year + following == year)


def joined(*several: Tables) -> Tables:
    """Files that say together what each says."""
    files: Tables = {}
    for one in several:
        for name, table in one.items():
            into = files.setdefault(name, {})
            for key, value in table.items():
                into[key] = [*into[key], *value] if isinstance(into.get(key), list) else value
    return files


def laid_over(
    book: Book, code: str, layers: Iterable[Mapping[str, dict[str, Any]]]
) -> tuple[Book, list[Problem]]:
    """The book with the files of opened years of one area, and what of them cannot be read."""
    problems: list[Problem] = []
    for files in layers:
        below = book.by_code.get(code)
        digests = {name: _digest(table) for name, table in files.items() if not name.startswith("clauses")}
        area, found = area_of(code, files, digests, below=below)
        problems += found
        if area is None:
            return book, problems or [Problem(code, Text("缺少 area.toml", "area.toml is missing"))]
        book = book.with_area(area if below is None else overlay(below, area))
    return book, problems


def _digest(table: Mapping[str, Any]) -> str:
    text = json.dumps(table, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
