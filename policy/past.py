"""What did the texts of an area say up to a year that is past, so that it is open now (A55)?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from policy.book import Policy
from policy.files import Area
from policy.schema import PolicyFile, RegularWindow, Sourced, Undecided, Yearly
from policy.terms import Text
from policy.values import values
from policy.years import YEARLY_FILES, ended_before, narrow

NOT_VALUES = ("statement", "undecided")


def past_values(
    policy: Policy, live: tuple[Area, ...], name: str, day: date
) -> Iterator[tuple[Text, Sourced, int]]:
    """Each value that has come to its end before the year of a day, with its words and its last year.

    A table in which something holds now, in the area or above it, is answered and left out.
    """
    if name not in YEARLY_FILES:
        return
    answered = {table for area in live for table in _tables(area.files.get(name))}
    ends = policy.ends()
    for area in policy.chain:
        file = area.files.get(name)
        if file is None:
            continue
        for last in sorted(
            {one for value in _values(file) if (one := ended_before(value, name, day.year, ends))}
        ):

            def ended(value: object, last: int = last) -> bool:
                return _is_value(value) and ended_before(value, name, day.year, ends) == last

            old = narrow(file, ended)
            emptied = old.model_copy(update={table: () for table in (*answered, *NOT_VALUES)})
            for text, source in values(policy, emptied, date(last, 12, 31)):
                yield text, source, last


def _is_value(value: object) -> bool:
    return isinstance(value, Yearly | RegularWindow) and not isinstance(value, Undecided)


def _values(file: PolicyFile) -> Iterator[object]:
    for table in _tables(file):
        yield from getattr(file, table)


def _tables(file: PolicyFile | None) -> Iterator[str]:
    """The tables of a file that hold values of coverage years."""
    for table in type(file).model_fields if file is not None else ():
        held = getattr(file, table)
        if isinstance(held, tuple) and any(_is_value(value) for value in held):
            yield table
