"""Of all values of a table along the chain of areas, which ones stand on a day?

For each question the nearest area that answers it decides, and there the newest value; an area that answers another question
takes nothing away. What is shown of an area and what is computed with follow from the same list.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from policy.schema.benefit import BenefitFile
from policy.schema.care_scope import ForCare, FromDay, Who

Value = TypeVar("Value", bound=FromDay)


class Standing(NamedTuple):
    """A value that stands, perhaps for some of its people only, and the place of its file in the chain."""

    file: int
    value: FromDay


def standing(
    files: Sequence[BenefitFile],
    table: str,
    on: date,
    fits: Callable[[FromDay], bool] | None = None,
    *,
    open_topic: str = "",
) -> list[Standing]:
    """The values in force on a day, one for each question; nearest area first, there the newest first.

    With `fits`, what a value says of settings and places has been matched already; without it that is part of the question.
    A topic that an area leaves open is not answered by one above it.
    """
    stand: list[Standing] = []
    answered: set[Hashable] = set()
    for index, file in enumerate(files):
        listed: tuple[FromDay, ...] = getattr(file, table)
        for value in sorted(listed, key=lambda one: one.from_on, reverse=True):
            if value.holds_on(on) and (fits is None or fits(value)):
                left = _unanswered(value, _scope(value) if fits is None else (), answered)
                if left is not None:
                    stand.append(Standing(index, left))
        if open_topic and any(one.topic == open_topic and not one.categories for one in file.undecided):
            break
    return stand


def _scope(value: FromDay) -> Hashable:
    if isinstance(value, ForCare):
        return value.scope
    return getattr(value, "places", ())


def _unanswered(value: Value, scope: Hashable, answered: set[Hashable]) -> Value | None:
    """The value for those people for whom its question is still open; None when nobody is left."""
    asked: tuple[Who | None, ...] = value.people or (None,)
    left = [one for one in asked if (scope, value.question, one) not in answered]
    answered.update((scope, value.question, one) for one in left)
    if not left:
        return None
    return value if len(left) == len(asked) else value.model_copy(update={"who": tuple(left)})
