"""Which answers for a year do uploaded policy files give: the files of an opened year, or the whole folder of an area?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from policy.book import Book, Policy
from policy.files import Area, Problem, area_of, parse_bytes
from policy.opening import named
from policy.opening.answers import NO_SECTION, Answer, How, Notice, Opening, bare
from policy.opening.comparison import rows_of, source_of
from policy.opening.folder import FolderRefused, read_tables
from policy.opening.layer import Tables
from policy.opening.questions import ASKED_FILES, Question, questions
from policy.terms import Text


def read_uploaded(
    book: Book, contents: Mapping[str, bytes], *, area: str, zh: str, en: str, level: str, coverage_year: int
) -> Opening:
    """The answers that files give for a year, by their names. Raises `FolderRefused`: nothing in them is passed over.

    Files of an opened year (`…-opened-2027.toml`) give what stands in them; others are read as the folder of the area, and
    give what it says of the year.
    """
    problems: list[Problem] = []
    files: Tables = {}
    for name, content in sorted(contents.items()):
        table = parse_bytes(content, f"{area}/{name}", problems)
        if table is not None:
            files[name] = table
    of_year = f"-opened-{coverage_year}.toml"
    if _is_bare(files.get("area.toml"), area) and any(name.endswith(of_year) for name in files):
        del files["area.toml"]  # of an area without a folder an export says whose it is, and no more
    is_of_year = [name.endswith(of_year) for name in files]
    if not files and not problems:
        problems.append(Problem(area, Text("没有上传任何文件", "no file was sent")))
    elif any(is_of_year) and not all(is_of_year):
        text = Text(
            f"年度文件（名称以 {of_year} 结尾）不能与其他文件一起上传",
            f"files of the year (their names end in {of_year}) cannot come together with others",
        )
        problems += [Problem(f"{area}/{name}", text) for name in files if not name.endswith(of_year)]
    if problems:
        raise FolderRefused(tuple(problems))
    if all(is_of_year):
        return read_tables(files, area=area, zh=zh, en=en, level=level, coverage_year=coverage_year)
    return Opening(area, zh, en, level, coverage_year, tuple(_of_folder(book, files, area, coverage_year)))


def _is_bare(table: dict[str, Any] | None, area: str) -> bool:
    return table is not None and table.get("code") == area and set(table) <= {"code", "zh", "en", "level"}


def _of_folder(book: Book, files: Tables, code: str, year: int) -> list[Answer]:
    about = book.by_code.get(code)
    problems = list(_not_asked(files, code))
    area, unreadable = area_of(code, files, {}, below=about)
    problems += unreadable
    if area is None or problems:
        raise FolderRefused(tuple(problems) or (_no_area(code),))
    laid = book.with_area(area)
    policy = Policy((area, *(one for one in laid.chain(code) if one.code != code)))
    answers = [
        answer for one in questions().values() for answer in _answer(policy, area, one, year, problems)
    ]
    if not answers and not problems:
        problems.append(Problem(code, Text(f"没有 {year} 年度的内容", f"the files say nothing of {year}")))
    if problems:
        raise FolderRefused(tuple(problems))
    return answers


def _no_area(code: str) -> Problem:
    return Problem(code, Text("缺少 area.toml", "area.toml is missing"))


def _not_asked(files: Tables, code: str) -> Iterator[Problem]:
    """Files that no question of a year takes; they would get lost."""
    for name, tables in files.items():
        kind = name.removesuffix(".toml").partition("-")[0]
        if kind not in (*ASKED_FILES, "clauses"):
            text = Text("开放年度不问这个文件的内容", "no question of a year takes this file")
            yield Problem(f"{code}/{name}", text)
        for key in ("statement", "undecided"):
            if tables.get(key) and kind != "clauses":
                zh, en = f"[[{key}]] 请在页面上写明", f"say [[{key}]] on the page"
                yield Problem(f"{code}/{name}: {key}", Text(zh, en))


def _answer(
    policy: Policy, area: Area, question: Question, year: int, problems: list[Problem]
) -> Iterator[Answer]:
    """What the folder says to one question in the year, under one document."""
    view = policy.in_year(year)
    values = rows_of(view, view.chain[0], question, year, date(year, 1, 1))
    if question.file == named.FILE:
        whole = next(iter(area.about.documents), "")
        values = named.rows_of(area, question.table, f"{whole}-{NO_SECTION}")
    if not values:
        return
    clauses = [source_of(value).clause for value in values]
    prefixes = dict.fromkeys(clause.partition("-")[0] for clause in clauses)
    place = f"{area.code}/{question.file}.toml: {question.table}"
    if len(prefixes) > 1 or next(iter(prefixes)) not in area.about.documents:
        zh = "一个事项须依据 area.toml 所列的一份文件"
        problems.append(Problem(place, Text(zh, "one question rests on one document that area.toml lists")))
        return
    document = area.about.documents[next(iter(prefixes))]
    sections = [clause.partition("-")[2] for clause in clauses]
    rows = tuple(
        {**bare(value), **({} if section == sections[0] else {"section": section})}
        for value, section in zip(values, sections, strict=True)
    )
    notice = Notice(document.number, document.title, document.issued_on or document.in_force_from)
    yield Answer(question.code, How.ENTERED, notice, sections[0], rows)
