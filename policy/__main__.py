"""What does `python -m policy` do: show what is in force, open a clause, begin a new area, check the data, run worked cases?"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from policy.book import DATA, EXTRA_DIRECTORIES, Book, BookRefused, NoPolicy
from policy.check import NATION, cautions_about
from policy.check.plain_words import unexplained
from policy.clause_words import clause_as_plain, clause_as_text, reading_as_plain, reading_as_text
from policy.clauses import known_ids, open_clause, open_reading
from policy.lines import located
from policy.new_folder import CannotBegin, write_folder
from policy.show import as_text, in_force

WORDS_OF_CASES = "tests.cases_vocabulary.words"  # the vocabulary lies with the cases, above this package


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when all is well, 1 when the book or a case is refused, 2 for a wrong command
    line.
    """
    parser = argparse.ArgumentParser(prog="python -m policy", description="政策数据 / the policy book")
    commands = parser.add_subparsers(dest="command", required=True)
    extra = [Path(part) for part in os.environ.get(EXTRA_DIRECTORIES, "").split(os.pathsep) if part]

    show = commands.add_parser("show", help="某日有效的规定 / what is in force on a day")
    show.add_argument("area", help="区划代码 / division code, such as 371700")
    show.add_argument("day", type=date.fromisoformat, help="YYYY-MM-DD")
    show.add_argument("--lang", choices=("zh", "en"), default="zh")
    show.add_argument("--json", action="store_true")
    show.add_argument("--book", type=Path, action="append", default=[], metavar="DIR")

    check = commands.add_parser("check", help="检查政策数据 / check the policy data")
    check.add_argument("--book", type=Path, action="append", default=[], metavar="DIR")

    new = commands.add_parser("new", help="为一个新地区写好目录 / write the folder of a new area")
    new.add_argument("area", help="六位区划代码 / division code, such as 371600")
    new.add_argument(
        "--from", dest="model", required=True, metavar="CODE", help="以哪个地区为样本 / after which area"
    )
    new.add_argument(
        "--into", type=Path, metavar="DIR", help="写到哪个目录 / where to; policy/data when left out"
    )
    new.add_argument("--book", type=Path, action="append", default=[], metavar="DIR")

    cases = commands.add_parser("cases", help="运行核对案例 / run worked cases", add_help=False)
    cases.add_argument(
        "-h", "--help", action="store_true", dest="words", help="案例可用的词 / the words of a case"
    )
    cases.add_argument("file", nargs="*", type=Path)
    cases.add_argument("--book", type=Path, action="append", default=[], metavar="DIR")

    clause = commands.add_parser("clause", help="条款或理解说的是什么 / what a clause or reading says")
    clause.add_argument("name", help="JC-3c, A42")
    clause.add_argument("--lang", choices=("zh", "en"), default="zh")
    clause.add_argument("--json", action="store_true")
    clause.add_argument("--book", type=Path, action="append", default=[], metavar="DIR")

    chosen = parser.parse_args(arguments)
    directories = [*extra, *chosen.book]
    if chosen.command == "cases" and chosen.words:
        print(cases.format_help(), flush=True)
        cases.exit(subprocess.run([sys.executable, "-m", WORDS_OF_CASES], check=False).returncode)
    if chosen.command == "cases":
        return _cases(chosen.file, directories)
    if chosen.command == "check":
        return _check(directories)
    if chosen.command == "new":
        into = chosen.into or (directories[-1] if directories else DATA)
        return _new(chosen.area, chosen.model, into, directories)
    if chosen.command == "clause":
        return _clause(chosen.name, directories, chosen.lang, as_json=chosen.json)
    try:
        policy = Book.load(*directories).policy(chosen.area)
    except (BookRefused, NoPolicy) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    if chosen.json:
        print(json.dumps(in_force(policy, chosen.day), ensure_ascii=False, indent=2))
    else:
        print(as_text(policy, chosen.day, chosen.lang))
    return 0


def _check(directories: list[Path]) -> int:
    book, problems = Book.read(DATA, *directories)
    problems += located(unexplained(book.by_code), [DATA, *directories])
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        open_ones = sum(problem.is_to_fill_in for problem in problems)
        wrong = len(problems) - open_ones
        if wrong:
            print(f"{wrong} 处问题 / {wrong} problems", file=sys.stderr)
        if open_ones:
            print(f"还有 {open_ones} 处待填 / {open_ones} places still to fill in", file=sys.stderr)
        return 1
    for caution in located(cautions_about(book.by_code), [DATA, *directories]):
        print(f"请核对 / please check: {caution}", file=sys.stderr)
    areas = [area for area in book.areas() if area.code != NATION]
    names = "、".join(area.name.zh for area in areas)
    print(f"{len(areas)} 个地区无误 / {len(areas)} areas are in order: {names}")
    return 0


def _new(code: str, model: str, into: Path, directories: list[Path]) -> int:
    book, _ = Book.read(DATA, *directories)
    try:
        folder = write_folder(book, code, model, into, [DATA, *directories])
    except CannotBegin as refusal:
        print(refusal, file=sys.stderr)
        return 1
    where = "" if into == DATA else f" --book {into}"
    print(f"已写好 {folder}。下一步：python -m policy check{where} 会逐处说明还要填写什么。")
    print(
        f"Wrote {folder}. Next: python -m policy check{where} says place by place what is still to fill in."
    )
    return 0


def _clause(name: str, directories: list[Path], language: str, *, as_json: bool) -> int:
    book, _ = Book.read(DATA, *directories)
    opened = open_clause(book, name)
    reading = open_reading(book, name) if opened is None else None
    if opened is not None:
        plain, text = clause_as_plain(opened), clause_as_text(opened, language)
    elif reading is not None:
        plain, text = reading_as_plain(reading), reading_as_text(reading, language)
    else:
        near = get_close_matches(name, sorted(known_ids(book)), 5)
        known = "、".join(near) or "-"
        print(
            f"没有条款或理解 {name}（相近的有：{known}） / no clause or reading {name} (near ones: {known})",
            file=sys.stderr,
        )
        return 1
    print(json.dumps(plain, ensure_ascii=False, indent=2) if as_json else text)
    return 0


def _cases(files: list[Path], directories: list[Path]) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "tests/test_cases.py"]
    for directory in directories:
        command += ["--book", str(directory)]
    if files:
        command += ["--cases", *map(str, files)]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
