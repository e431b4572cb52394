"""How does each value on categories of assistance read in words?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from policy.book import Policy
from policy.categories import Categories
from policy.fields import Sourced
from policy.schema.category import CategoryFile, CategoryTerms, EndState, OwnCategory
from policy.terms import Text


def category_words(policy: Policy, file: CategoryFile, day: date) -> Iterator[tuple[Text, Sourced]]:
    """Which categories an area has of its own, what certifying one takes, and how categories end, on a day."""
    called = policy.categories
    for own in file.own:
        if own.is_on(day):
            yield _own(called, own), own
    for terms in file.category:
        if terms.holds_on(day):
            yield _terms(called, terms), terms
    for end in file.end_state:
        if end.holds_on(day):
            yield _end(called, end), end


def _own(called: Categories, own: OwnCategory) -> Text:
    if own.part_of is None:
        return Text(f"本地另设身份：{own.zh}", f"a category of the area's own: {own.en}")
    wider = called.label(own.part_of)
    return Text(
        f"本地另设身份：{own.zh}，属于{wider.zh}",
        f"a category of the area's own: {own.en}, within {wider.en}",
    )


def _terms(called: Categories, terms: CategoryTerms) -> Text:
    zh, en = [], []
    if terms.certifiers:
        zh.append(f"由{'、'.join(one.label.zh for one in terms.certifiers)}认定")
        en.append(f"certified by {', '.join(one.label.en for one in terms.certifiers)}")
    if terms.grades:
        zh.append(f"等级：{'、'.join(terms.grades)}")
        en.append(f"grades: {', '.join(terms.grades)}")
    if terms.looks_back_months:
        zh.append(f"按申请前{terms.looks_back_months}个月认定")
        en.append(f"by the {terms.looks_back_months} months before the application")
    if terms.lasts_months:
        zh.append(f"有效{terms.lasts_months}个月")
        en.append(f"for {terms.lasts_months} months")
    label = called.label(terms.category)
    return Text(f"{label.zh}：{'，'.join(zh)}", f"{label.en}: {', '.join(en)}")


def _end(called: Categories, end: EndState) -> Text:
    who = called.labels(end.categories)
    if end.becomes is None:
        return Text(f"{who.zh}：{end.zh}的，身份终止", f"{who.en}: {end.en}, nothing follows")
    span = Text("", "")
    if end.follows_until:
        span = Text(f"，至{end.follows_until}（不含）", f" until {end.follows_until}")
    elif end.follows_months:
        span = Text(f"，{end.follows_months}个月", f" for {end.follows_months} months")
    label = called.label(end.becomes)
    return Text(
        f"{who.zh}：{end.zh}的，转为{label.zh}{span.zh}", f"{who.en}: {end.en}, then {label.en}{span.en}"
    )
