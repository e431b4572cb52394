"""With which fields does a page ask for one row of a table of the policy data: yuan, days, dates, shares, groups?

The fields follow from the model of the table (`policy.schema`), so a table that is added there is asked for here.
"""

from __future__ import annotations

import json
import types
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from django import forms
from django.utils.translation import gettext_lazy as lazy
from pydantic import BaseModel

from policy.book import Policy
from policy.care_words import people
from policy.opening.answers import BY_THE_YEAR, OF_THE_SOURCE, Row
from policy.schema import DayOfYear
from policy.schema.care_scope import Who
from policy.table_words import key, label
from policy.terms import Term, Text
from staff.refusals import spoken

HIDDEN = (*BY_THE_YEAR, *OF_THE_SOURCE, "readings", "if_readings", "surely_open_from")
WINDOW = "window"
DAYS = [("", "—"), *((f"{day:02}", str(day)) for day in range(1, 32)), ("end", lazy("last day"))]
MONTHS = [("", "—"), *((f"{month:02}", str(month)) for month in range(1, 13))]
YES_NO = [("", "—"), ("true", lazy("yes")), ("false", lazy("no"))]
BLANK = [("", "—")]


@dataclass(frozen=True, slots=True)
class Kind:
    """What stands behind an annotation: the plain type, whether there may be several, whether it is a share 0 to 1."""

    type: Any
    several: bool = False
    is_share: bool = False
    options: tuple[Any, ...] = ()
    is_optional: bool = False


def kind_of(annotation: Any, metadata: Iterable[Any] = ()) -> Kind:
    """The kind of value that a field of a model takes."""
    marks = list(metadata)
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return kind_of(inner[0], [*marks, *inner[1:]])
    if origin in (Union, types.UnionType):
        chosen = next(one for one in inner if one is not type(None))
        known = kind_of(chosen, marks)
        return Kind(known.type, known.several, known.is_share, known.options, True)
    if origin is tuple:
        known = kind_of(inner[0])
        return Kind(known.type, True, known.is_share, known.options)
    if origin is Literal:
        return Kind(str, options=inner)
    is_share = annotation is Decimal and any(_bound(mark) == 1 for mark in marks)
    return Kind(annotation, is_share=is_share)


def _bound(mark: Any) -> Any:
    inner = getattr(mark, "metadata", None)
    if inner:
        return next((bound for one in inner if (bound := _bound(one)) is not None), None)
    return getattr(mark, "le", None)


@dataclass(frozen=True, slots=True)
class Asked:
    """One key of a row as form fields: `read` gives its value from the cleaned data, `show` the initial of the fields."""

    name: str
    kind: Kind
    fields: dict[str, forms.Field] = field(default_factory=dict)

    @property
    def shown_at(self) -> str:
        """The form field at which a fault of this key is shown."""
        return next(reversed(self.fields))

    def read(self, data: dict[str, Any]) -> Any:
        """The value as a row keeps it; None when nothing was given."""
        given: list[Any] = [data.get(name) for name in self.fields]
        if self.kind.type is DayOfYear:
            year, month, day = given
            return {"year": year or "same", "day": f"{month}-{day}"} if month or day else None
        if len(self.fields) == 2:
            month, day = given
            return WINDOW if month == WINDOW else f"{month}-{day}" if month or day else None
        value: Any = given[0]
        if self.kind.type is bool:
            return value == "true" if value in ("true", "false") else value or None
        if self.kind.type is Who:
            chosen = [json.loads(one) for one in (value if self.kind.several else [value]) if one]
            return (chosen if self.kind.several else chosen[0]) if chosen else None
        if isinstance(self.kind.type, type) and issubclass(self.kind.type, BaseModel):
            return {"span": value} if value else None
        if self.kind.several and isinstance(value, str):
            parts = [
                part for part in value.replace("，", ",").replace("、", ",").replace("+", ",").split(",")
            ]
            value = [part.strip() for part in parts if part.strip()]
        if self.kind.several and self.kind.type is int:
            value = [int(one) for one in value or ()]
        return None if value in (None, "", []) else value

    def show(self, row: Row) -> dict[str, Any]:
        """The initial values of the fields for a row."""
        value = row.get(self.name)
        names = list(self.fields)
        if value is None:
            return {}
        if self.kind.type is DayOfYear:
            month, _, day = value["day"].partition("-")
            return dict(zip(names, (value["year"], month, day), strict=True))
        if len(names) == 2:
            month, _, day = str(value).partition("-")
            return dict(zip(names, (month, day), strict=True))
        if self.kind.type is Who:
            shown = [json.dumps(one, sort_keys=True) for one in (value if self.kind.several else [value])]
            return {names[0]: shown if self.kind.several else shown[0]}
        if isinstance(value, dict):
            return {names[0]: value.get("span")}
        if isinstance(value, bool):
            asks_both = isinstance(self.fields[names[0]], forms.ChoiceField)
            return {names[0]: str(value).lower() if asks_both else value}
        if self.kind.several and isinstance(self.fields[names[0]], forms.CharField):
            return {names[0]: ", ".join(map(str, value))}
        return {names[0]: value}


def asked_of(model: type[BaseModel], policy: Policy, rows: Iterable[Row] = ()) -> list[Asked]:
    """The keys of a table that an officer fills in; years and clauses are known, readings follow the last year."""
    asked = []
    for name, given in model.model_fields.items():
        if name in HIDDEN or name.endswith("_reading"):
            continue
        kind = kind_of(given.annotation, given.metadata)
        if kind.type is bool and given.is_required():  # an unticked box would not say whether it was answered
            kind = replace(kind, is_optional=True)
        asked.append(Asked(name, kind, _fields(name, kind, policy, rows)))
    return asked


def is_required(model: type[BaseModel], name: str) -> bool:
    """Whether a row of a table needs a key."""
    return model.model_fields[name].is_required()


def _words(name: str) -> str:
    return spoken(key(name) or Text(name, name))


def _fields(name: str, kind: Kind, policy: Policy, rows: Iterable[Row]) -> dict[str, forms.Field]:
    title = _words(name)
    if kind.type is DayOfYear:
        years = [("before", spoken(label("before"))), ("same", spoken(label("same")))]
        return {
            f"{name}_year": _choice(title, years),
            f"{name}_month": _choice(f"{title} · {lazy('month')}", MONTHS),
            f"{name}_day": _choice(f"{title} · {lazy('day')}", DAYS),
        }
    if kind.type is str and name in ("after", "until", "day") and not kind.options:
        window = [(WINDOW, lazy("the end of the window"))] if name == "after" else []
        return {
            f"{name}_month": _choice(f"{title} · {lazy('month')}", [*MONTHS, *window]),
            f"{name}_day": _choice(f"{title} · {lazy('day')}", DAYS),
        }
    return {name: _field(name, title, kind, policy, rows)}


def _field(name: str, title: str, kind: Kind, policy: Policy, rows: Iterable[Row]) -> forms.Field:
    if kind.type is bool:
        if kind.is_optional:
            return _choice(title, YES_NO)
        return forms.BooleanField(label=title, required=False)
    if kind.type is Who:
        return (
            _several(title, _who_choices(policy, name, rows))
            if kind.several
            else _choice(title, [*BLANK, *_who_choices(policy, name, rows)])
        )
    options = _options(name, kind, policy)
    if options is not None:
        return _several(title, options) if kind.several else _choice(title, [*BLANK, *options])
    if isinstance(kind.type, type) and issubclass(kind.type, BaseModel):
        return _choice(title, [*BLANK, ("coverage_year", spoken(label("coverage_year")))])
    hint: Any = ""
    if kind.type is Decimal:
        hint = (
            lazy("A share from 0 to 1: 75 % is 0.75.")
            if kind.is_share
            else lazy("In yuan, at most two decimals.")
        )
    elif kind.several:
        hint = lazy("Several are separated by commas.")
    mode = "decimal" if kind.type is Decimal else "numeric" if kind.type is int else "text"
    widget = forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"})
    if kind.type is int and not kind.several:
        return forms.IntegerField(label=title, required=False, widget=widget)
    return forms.CharField(label=title, required=False, max_length=400, help_text=hint, widget=widget)


def _options(name: str, kind: Kind, policy: Policy) -> list[tuple[str, str]] | None:
    """The words that a field may take, each with its label; None when anything may be written."""
    if kind.options:
        return [(str(one), spoken(label(one))) for one in kind.options]
    if isinstance(kind.type, type) and issubclass(kind.type, Enum):
        return [
            (one.value, spoken(one.label if isinstance(one, Term) else label(one.value))) for one in kind.type
        ]
    if name == "tiers":
        return [(code, spoken(words)) for code, words in policy.tiers().items()]
    if kind.several and kind.type is int:
        return [(str(month), str(month)) for month in range(1, 13)]
    return None


def _who_choices(policy: Policy, name: str, rows: Iterable[Row]) -> list[tuple[str, str]]:
    """Every category, and whatever else the rows name (grades, ages), so that it is kept as it is."""
    plain = [json.dumps({"category": one}) for one in policy.categories]
    given = [one for row in rows for one in (row.get(name) or ())] if rows else []
    more = [json.dumps(one, sort_keys=True) for one in given if isinstance(one, dict)]
    return [
        (code, spoken(people((Who.model_validate(json.loads(code)),), policy)))
        for code in dict.fromkeys([*plain, *more])
    ]


def _choice(title: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=title, required=False, choices=choices)


def _several(title: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=title,
        required=False,
        choices=choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
