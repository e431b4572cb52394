"""What does the folder of a new area begin with: every table explained, an example of each, the readings it needs?"""

from __future__ import annotations

import re
import tomllib
import typing
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from policy import table_words
from policy.book import Book
from policy.check import NATION
from policy.check.below_pooling import OF_POOLING_AREA, TABLES_OF_POOLING_AREA
from policy.files import TO_FILL_IN, UNFILLED, Area
from policy.lines import lines_of
from policy.schema import FILES, AreaFile
from policy.schema.area import MoreOfAnArea
from policy.terms import Level, Text

CODE = re.compile(r"^[0-9]{6}$")
COLUMN = 26
OF_THE_NATION = "common"  # a table that no area but the whole country has


class CannotBegin(ValueError):
    """The folder cannot be written; the text says why and what to do, in both languages."""


def write_folder(book: Book, code: str, model: str, into: Path, directories: list[Path]) -> Path:
    """A new folder `into/code` after the model of an area of the book.

    `directories` are where the model's files stand, the last one first asked. Raises CannotBegin when the code is no
    division, the model is not in the book, or the folder is there already.
    """
    if not CODE.match(code):
        raise CannotBegin(f"{code} 不是六位区划代码：如 371600 / {code} is no division code of six digits")
    if model not in book.by_code:
        known = "、".join(area.code for area in book.areas())
        raise CannotBegin(f"没有 {model} 的数据；可用：{known} / no data of {model}; there are: {known}")
    folder = into / code
    if folder.exists():
        raise CannotBegin(
            f"{folder} 已存在：请改其中的文件，或换一个目录（--into）"
            f" / {folder} is there already: change its files, or name another directory (--into)"
        )
    texts = dict(_files(book, code, model, directories))
    folder.mkdir(parents=True)
    for name, text in texts.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def _files(book: Book, code: str, model: str, directories: list[Path]) -> Iterator[tuple[str, str]]:
    yield "area", _area(book, code, model)
    yield "clauses", _clauses(code)
    yield "readings", _readings(book, code, model)
    below = _is_below_pooling(book, code)
    for kind, file in FILES.items():
        if not (below and kind in OF_POOLING_AREA):
            left_out = {OF_THE_NATION, *(TABLES_OF_POOLING_AREA.get(kind, ()) if below else ())}
            yield kind, _file(book, kind, file, model, directories, left_out)


def _heading(kind: str) -> str:
    words = table_words.files()[kind]
    return f"# {kind}.toml  {words.zh} / {words.en}\n"


def _level(code: str) -> Level:
    if code.endswith("0000"):
        return Level.PROVINCE
    return Level.PREFECTURE if code.endswith("00") else Level.COUNTY


def _is_below_pooling(book: Book, code: str) -> bool:
    pooling = book.pooling_area(code)
    return pooling is not None and pooling != code


def _area(book: Book, code: str, model: str) -> str:
    zh, en = UNFILLED
    name = next((area.about.prefectures[code] for area in book.areas() if code in area.about.prefectures), zh)
    pooling = book.by_code[model].about.pooling_level
    rows = [
        _heading("area"),
        "# 凡写“待填”“TO FILL IN”的都要填写。Whatever says so is still to be filled in.\n",
        f'code = "{code}"\nzh = "{name}"\nen = "{en}"\nlevel = "{_level(code).value}"\n',
    ]
    if pooling and not _is_below_pooling(book, code):
        rows.append(
            f'pooling_level = "{pooling.value}"  # 统筹层次 / where money is pooled: province prefecture county\n'
        )
    rows.append(
        "\n# 每份文件一段；方括号内是条款号的前缀，可改成 BZ 之类：条款 BZ-1 即该文件第一条。\n"
        "# One table for each document; the name is the prefix of its clause ids and may be changed, as BZ for BZ-1.\n"
        f'[documents.{code}]\nnumber = "{zh}"\ntitle = "{zh}"\n'
        "# issued_on = 2026-08-20          # 印发日期 / day of issue\n"
        "# last_coverage_year = 2027       # 文件写到的最后参保年度 / last coverage year it speaks of; or lasting = true\n"
    )
    for table, words in table_words.tables("area").items():
        if table != "documents":
            kind = MoreOfAnArea if table in MoreOfAnArea.model_fields else AreaFile
            rows.append("\n" + _explained(kind, table, words, table_words.example(table)))
    return "".join(rows)


def _clauses(code: str) -> str:
    zh, en = UNFILLED
    return (
        _heading("clauses")
        + "# 每一条引用的条款一行，用自己的话，不抄原文。One line for each clause that is cited, in your own words.\n"
        f'"{code}-1" = {{ section = "{zh}", zh = "{zh}", en = "{en}" }}\n'
    )


def _readings(book: Book, code: str, model: str) -> str:
    """The readings of the model that nobody above the new area has written down; those that are inherited, as a remark."""
    inherited = {name: area for area in reversed(_above(book, code)) for name in area.readings}
    needed = {
        name: ways[-1]
        for area in book.chain(model)
        for name, ways in area.readings.items()
        if name not in inherited
    }
    rows = [
        _heading("readings"),
        "# 本地文件含义不明之处怎样理解；value 选一种，其余写在 alternatives。\n"
        "# How unclear clauses are understood here: value is the way chosen, alternatives are the others.\n",
    ]
    zh, en = UNFILLED
    for name, reading in sorted(needed.items()):
        question = table_words.question(name) or Text(reading.zh, reading.en)
        ways = ", ".join(f'"{way}"' for way in reading.alternatives)
        rows.append(
            f'\n[{name}]  # {question.zh} / {question.en}\nvalue = "{reading.value}"\n'
            + (f"alternatives = [{ways}]\n" if ways else "")
            + f'clause = "{code}-1"\nzh = "{zh}"\nen = "{en}"\n'
        )
    if inherited:
        rows.append("\n# 已由上级写明，照用时不必再写 / written down above, nothing to write when it fits:\n")
        rows += [f"#   {name}  {area.code} {area.name.zh}\n" for name, area in sorted(inherited.items())]
    return "".join(rows)


def _above(book: Book, code: str) -> tuple[Area, ...]:
    """The areas from which the new one will inherit, nearest first."""
    codes = dict.fromkeys((code[:4] + "00", code[:2] + "0000", NATION))
    return tuple(book.by_code[one] for one in codes if one in book.by_code and one != code)


def _file(
    book: Book, kind: str, file: type[BaseModel], model: str, directories: list[Path], left_out: set[str]
) -> str:
    tables = {name: words for name, words in table_words.tables(kind).items() if name not in left_out}
    names = [name for name in tables if name not in ("statement", "undecided")]
    listed = ", ".join(f'"{name}"' for name in names)
    rows = [
        _heading(kind),
        f"# 每张表：照示例写出，或写 [[undecided]]，或留给上级；看过一张，就从 {TO_FILL_IN} 中删去它的名字。\n"
        f"# Each table: write it, or an [[undecided]] entry, or leave it to the area above; then take its name out.\n"
        f"{TO_FILL_IN} = [{listed}]\n",
    ]
    for name, words in tables.items():
        rows.append("\n" + _explained(file, name, words, _example(book, kind, name, model, directories)))
    return "".join(rows)


def _explained(file: type[BaseModel], table: str, words: Text, example: str) -> str:
    """A table as comment: what it answers, each key, an example."""
    rows = [f"# ---- {table}  {words.zh} / {words.en}\n"]
    body = _model_of(file, table)
    for name, field in body.model_fields.items() if body else ():
        asks = table_words.key(name) or Text(name, name)
        must = "  （必填 / required）" if field.is_required() else ""
        rows.append(f"#   {name.ljust(COLUMN)}{asks.zh} / {asks.en}{must}\n")
    if example:
        rows.append("# 例 / example:\n")
        rows += [f"# {line}".rstrip() + "\n" for line in example.splitlines()]
    return "".join(rows)


def _model_of(file: type[BaseModel], table: str) -> type[BaseModel] | None:
    return next(_models(file.model_fields[table].annotation), None)


def _models(annotation: typing.Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in typing.get_args(annotation):
        yield from _models(part)


def _example(book: Book, kind: str, table: str, model: str, directories: list[Path]) -> str:
    """The first entry of the table as the model has it, else an area above it, else any other area, else one of our own."""
    order = [area.code for area in book.chain(model)]
    order += [area.code for area in book.areas() if area.code not in order]
    for code in order:
        for directory in reversed(directories):
            path = directory / code / f"{kind}.toml"
            if path.is_file() and (text := _first_entry(path.read_text(encoding="utf-8"), table)):
                return text
    return table_words.example(table)


def _first_entry(text: str, table: str) -> str:
    if table not in tomllib.loads(text):
        return ""
    where = lines_of(text)
    first = where.get((table, 1)) or where.get((table,), 0)
    starts = [line for steps, line in where.items() if len(steps) == (2 if isinstance(steps[-1], int) else 1)]
    headers = [line for line in starts if line > first and text.splitlines()[line - 1].startswith("[")]
    last = min(headers, default=len(text.splitlines()) + 1)
    lines = text.splitlines()[first - 1 : last - 1]
    return "\n".join(line for line in lines if not line.startswith("#")).strip()
