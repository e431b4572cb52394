"""What is wrong with a table that cannot be read, in both languages, and what is to be written instead?"""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import Enum
from typing import Any, Final, Literal

from pydantic import BaseModel

from policy import table_words
from policy.terms import Text

Location = tuple[int | str, ...]


def explain(kind: type[BaseModel], error: Any) -> Text:
    """One fault that pydantic found in a table of a kind, as a sentence that says what to write."""
    location: Location = error["loc"]
    last = str(location[-1]) if location else ""
    match error["type"]:
        case "missing":
            return _missing(last)
        case "extra_forbidden":
            return _unknown_key(_model_at(kind, location[:-1]) or kind, last)
        case "literal_error" | "enum":
            return _unknown_word(_annotation(kind, location), error["input"])
        case "tuple_type" | "list_type":
            return _not_a_list(last, error["input"])
        case "model_type" | "dict_type" | "model_attributes_type":
            return _not_a_table(last, error["input"])
        case "value_error":
            return _ours(error["msg"])
    return _wrong_value(error)


def _missing(name: str) -> Text:
    if name == "clause":
        return Text(
            '没有注明依据条款：加一行 clause = "BZ-1"',
            'a value without source: clause is missing; add a line clause = "BZ-1"',
        )
    words = table_words.key(name) or Text(name, name)
    return Text(f"缺少 {name}（{words.zh}）：请加上", f"{name} ({words.en}) is missing: add it")


def _unknown_key(model: type[BaseModel], name: str) -> Text:
    known = list(model.model_fields)
    labels = {one: _key_label(one) for one in known}
    near = get_close_matches(name, known, 1)
    zh_near = f"；是否应为 {near[0]}（{labels[near[0]].zh}）" if near else ""
    en_near = f"; is {near[0]} ({labels[near[0]].en}) meant" if near else ""
    zh = "、".join(f"{one}（{words.zh}）" for one, words in labels.items())
    en = ", ".join(f"{one} ({words.en})" for one, words in labels.items())
    return Text(f"不认识的键 {name}{zh_near}？可以写：{zh}", f"unknown key {name}{en_near}? It may be: {en}")


def _key_label(name: str) -> Text:
    tables: dict[str, Text] = {}
    for file in table_words.files():
        tables.update(table_words.tables(file))
    return table_words.key(name) or tables.get(name) or Text(name, name)


def _unknown_word(annotation: Any, value: object) -> Text:
    known = list(dict.fromkeys(_words_of(annotation)))
    near = get_close_matches(str(value), [str(one) for one in known], 1)
    labels = [(str(one.value if isinstance(one, Enum) else one), table_words.label(one)) for one in known]
    by_name = [code for code, words in labels if words.zh == value or words.en == value]
    zh_near = f"；是否应为 {(by_name or near)[0]}" if by_name or near else ""
    en_near = f"; is {(by_name or near)[0]} meant" if by_name or near else ""
    zh = "、".join(f"{code}（{words.zh}）" for code, words in labels)
    en = ", ".join(f"{code} ({words.en})" for code, words in labels)
    return Text(
        f"不认识的词 {_short(value)}{zh_near}？可以写：{zh}",
        f"unknown word {_short(value)}{en_near}? It may be: {en}",
    )


def _not_a_list(name: str, value: object) -> Text:
    if isinstance(value, dict):
        return Text(
            f"写成两层方括号 [[{name}]]，每条一段", f"write [[{name}]] with two brackets, once for each entry"
        )
    shown = f'"{value}"' if isinstance(value, str) else _short(value)
    return Text(f"写成方括号内的列表：{name} = [{shown}]", f"write a list: {name} = [{shown}]")


def _not_a_table(name: str, value: object) -> Text:
    if isinstance(value, list):
        return Text(f"只写一次：[{name}]，一层方括号", f"it stands once: write [{name}] with one bracket")
    return Text(
        f"应为一段 [{name}] 或 {{ 键 = 值 }}，写的是 {_short(value)}",
        f"must be a table [{name}] or {{ key = value }}, found {_short(value)}",
    )


def _ours(message: str) -> Text:
    """A sentence of the schema, written as Chinese / English."""
    zh, slash, en = message.removeprefix("Value error, ").partition(" / ")
    return Text(zh, en if slash else zh)


_NUMBER: Final = {
    "decimal_type",
    "decimal_parsing",
    "int_type",
    "int_parsing",
    "int_from_float",
    "float_type",
}
_DAY: Final = {"date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"}


def _wrong_value(error: Any) -> Text:
    kind, value, context = error["type"], error.get("input"), error.get("ctx", {})
    shown = _short(value)
    if kind in ("less_than_equal", "greater_than_equal", "less_than", "greater_than"):
        return _out_of_bounds(kind, value, context)
    if kind in _NUMBER:
        return _not_a_number(value)
    if kind in _DAY:
        return Text(
            f"{shown} 不是日期：写成 2022-01-01，不加引号",
            f"{shown} is no day: write 2022-01-01 without quotes",
        )
    if kind.startswith("bool"):
        return Text(f"{shown}：写 true 或 false", f"{shown}: write true or false")
    if kind == "string_pattern_mismatch":
        return _other_form(str(error["loc"][-1]), value, context.get("pattern", ""))
    if kind.startswith("string"):
        return Text(f"{shown}：应为引号内的文字", f"{shown}: must be text in quotes")
    if kind == "too_short":
        return Text("至少写一个", "name at least one")
    return Text(f"不能写 {shown}", f"{shown} cannot be written here")


def _out_of_bounds(kind: str, value: Any, context: dict[str, Any]) -> Text:
    bound = next(iter(context.values()), "")
    number = _decimal(value)
    if bound == 1 and number is not None and 1 < number <= 100:
        share = f"{(number / 100).normalize():f}"
        return Text(
            f"比例写成 0 至 1：{value}% 写作 {share}",
            f"a share is written 0 to 1, less than or equal to 1 (found {value}): write {value} % as {share}; it is outside 0..1",
        )
    if bound in (0, 1) and isinstance(value, Decimal):
        return Text(f"比例 {value} 超出 0 至 1", f"the rate {value} is outside 0..1")
    most = kind.startswith("less")
    return Text(
        f"{value} 超出范围：{'最大' if most else '最小'}为 {bound}",
        f"{value} is out of range: the {'most' if most else 'least'} is {bound}",
    )


def _not_a_number(value: object) -> Text:
    text = str(value).strip() if isinstance(value, str) else ""
    digits = re.sub(r"[,，\s元%％]|yuan", "", text)
    number = _decimal(digits)
    if number is None:
        return Text(
            f"{_short(value)} 不是数字：写 400 或 0.75", f"{_short(value)} is no number: write 400 or 0.75"
        )
    if text.endswith(("%", "％")):
        number /= 100
    plain = f"{number.normalize():f}"
    return Text(
        f"{_short(value)}：只写数字 {plain}，不写单位", f"{_short(value)}: write the number {plain} only"
    )


_FORMS: Final = {
    "clause": Text(
        "写成 BZ-1 或 HZ-2.2c：前缀、连字符、编号", "write BZ-1 or HZ-2.2c: prefix, hyphen, number"
    ),
    "also": Text("写成 BZ-1 或 HZ-2.2c：前缀、连字符、编号", "write BZ-1 or HZ-2.2c: prefix, hyphen, number"),
    "readings": Text("写成 A42 或 BZ1", "write A42 or BZ1"),
    "code": Text(
        "写六位区划代码（指标用小写代码）", "write a division code of six digits (a code in lower case)"
    ),
}


def _other_form(name: str, value: object, pattern: str) -> Text:
    form = _FORMS.get(name)
    if form is None and "_reading" in name:
        form = _FORMS["readings"]
    if form is None:
        form = Text(f"须符合 {pattern}", f"it must look like {pattern}")
    return Text(f"{_short(value)} 写法不对：{form.zh}", f"{_short(value)} is not in form: {form.en}")


def _decimal(value: object) -> Decimal | None:
    try:
        return None if isinstance(value, bool) else Decimal(str(value))
    except InvalidOperation:
        return None


def _short(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = f"“{value}”" if isinstance(value, str) else str(value)
    if isinstance(value, datetime | date):
        text = value.isoformat()
    return text if len(text) <= 60 else text[:57] + "…"


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in typing.get_args(annotation):
        yield from _models(part)


def _annotation(kind: type[BaseModel], location: Location) -> Any:
    """What may stand at a place: the type of the field, without the numbers of a list."""
    annotation: Any = kind
    for step in location:
        if isinstance(step, str) and (model := next(_models(annotation), None)) is not None:
            field = model.model_fields.get(step)
            annotation = field.annotation if field else annotation
    return annotation


def _model_at(kind: type[BaseModel], location: Location) -> type[BaseModel] | None:
    return next(_models(_annotation(kind, location)), None)


def _words_of(annotation: Any) -> Iterator[Any]:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from annotation
    elif typing.get_origin(annotation) is Literal:
        yield from typing.get_args(annotation)
    else:
        for part in typing.get_args(annotation):
            yield from _words_of(part)


_TOML: Final = {
    "Expected '=' after a key": "键后面缺等号 =",
    "Invalid value": "等号后的值写法不对（文字要加引号）",
    "Cannot overwrite a value": "同一个键写了两次",
    "Cannot declare": "同一段写了两次，或 [x] 与 [[x]] 混用",
    "Cannot mutate immutable namespace": "这一段已写成 { }，不能再加",
    "Expected newline or end of document": "一行只能写一个键；值后面有多余文字",
    "Unclosed array": "列表缺右方括号 ]",
    "Unclosed inline table": "{ } 缺右花括号",
    "Expected ']'": "段名缺右方括号 ]",
    "Expected ']]'": "段名缺右方括号 ]]",
    "Unterminated string": "文字缺右引号",
    "Illegal character": "有不能出现的字符（是否用了中文引号？）",
    "Invalid initial character for a key part": "键名写法不对（是否用了中文标点？）",
    "Invalid statement": "这一行不是键、值或段名",
    "Duplicate inline table key": "{ } 内同一个键写了两次",
    "Unescaped '\\'": "反斜杠要写两个",
}


def not_toml(error: Exception) -> tuple[Text, int]:
    """Why a text is not TOML, and on which line (0: not said)."""
    said = str(error)
    line = int(found[1]) if (found := re.search(r"line (\d+)", said)) else 0
    why = next((zh for start, zh in _TOML.items() if said.startswith(start)), "写法不对")
    return Text(f"不是有效的 TOML：{why}", f"not valid TOML: {said}"), line
