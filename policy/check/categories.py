"""Is every category of assistance that the data name declared, once, under a name of its own?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel

from policy.categories import Categories, Declared
from policy.files import Area, Problem
from policy.schema.category import CategoryFile
from policy.terms import Category, Text


def categories(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """What an area names it declares, or an area above it does; only the whole country has a common list."""
    known = Categories.of(chain)
    for name, file in area.files.items():
        for path, code in _named(file, ""):
            if code not in known and not path.endswith(".code"):
                yield Problem(f"{area.code}/{name}.toml: {path}", _unknown(code, known))
    yield from _declared(area, known)


def _declared(area: Area, known: Categories) -> Iterator[Problem]:
    file = area.file("category", CategoryFile)
    if file.common and area.about.level != "nation":
        zh = "common 只写在全国（000000）；本地身份写 [[own]]"
        text = Text(
            zh, "common stands for the whole country (000000) only: write [[own]] for a category of your own"
        )
        yield Problem(f"{area.code}/category.toml: common", text)
    for where, one in _of(file):
        place = f"{area.code}/category.toml: {where}"
        if one.part_of is not None and one.code in known.with_wider(one.part_of):
            text = Text(f"{one.code} 不能属于自身", f"{one.code} cannot be within itself")
            yield Problem(f"{place}.part_of", text)
        for other in known:
            if other != one.code and known.label(other).zh == one.zh:
                zh = f"名称“{one.zh}”已是 {other} 的名称：换一个名称，名单上才分得清"
                en = f"“{one.zh}” is the name of {other} already: choose another, so that lists can tell them apart"
                yield Problem(f"{place}.zh", Text(zh, en))


def declared_once(areas: Mapping[str, Area]) -> Iterator[Problem]:
    """A code means the same everywhere, so that records can be read wherever a person moves."""
    first: dict[Category, str] = {}
    for area in sorted(areas.values(), key=lambda one: one.code):
        file = area.file("category", CategoryFile)
        for where, one in _of(file):
            earlier = first.setdefault(one.code, f"{area.code} {where}")
            if earlier != f"{area.code} {where}":
                zh = f"代码 {one.code} 已在 {earlier} 登记：换一个代码"
                en = f"the code {one.code} is declared in {earlier} already: choose another"
                yield Problem(f"{area.code}/category.toml: {where}.code", Text(zh, en))


def _of(file: CategoryFile) -> Iterator[tuple[str, Declared]]:
    """What a file declares, each with its place in it."""
    yield from ((f"common[{index}]", one) for index, one in enumerate(file.common, 1))
    yield from ((f"own[{index}]", one) for index, one in enumerate(file.own, 1))


def _named(value: Any, path: str) -> Iterator[tuple[str, Category]]:
    """Every code of a category inside a model, with where it stands (counting from 1)."""
    if isinstance(value, Category):
        yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _named(getattr(value, name), f"{path}.{name}" if path else name)
    elif isinstance(value, tuple):
        for index, one in enumerate(value, 1):
            yield from _named(one, f"{path}[{index}]")


def _unknown(code: Category, known: Categories) -> Text:
    by_name = [one for one in known if code in (known.label(one).zh, known.label(one).en)]
    near = by_name or get_close_matches(code, list(known), 1)
    zh_near = f"；是否应为 {near[0]}" if near else ""
    en_near = f"; is {near[0]} meant" if near else ""
    zh = "、".join(f"{one}（{known.label(one).zh}）" for one in known)
    en = ", ".join(f"{one} ({known.label(one).en})" for one in known)
    return Text(
        f"没有登记的身份类别 {code}{zh_near}？可以写：{zh}；本地另设的在 category.toml 写 [[own]]",
        f"no category {code} is declared{en_near}? It may be: {en}; declare one of your own as [[own]] in category.toml",
    )
