"""What does a layout say of its table: which columns there are, of which kind, and which rows are lines?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from intake.columns.shipped import ShippedProfile
from intake.rules.headings import normal_form
from policy.terms import Text


class Kind(Enum):
    """What the cells of a column are; it decides which ways of writing are understood and which are refused."""

    TEXT = "text"
    IDENTIFIER = "identifier"  # a number that must be text: ticket, bill, household, account
    DOCUMENT = "document"  # an identifier of a person
    CODE = "code"  # digits without leading zeros, as of a division; a number cell keeps them
    AMOUNT = "amount"
    COUNT = "count"
    DAY = "day"
    MOMENT = "moment"
    WORD = "word"  # one of the words of the layout


@dataclass(frozen=True)
class Column:
    """A column of a layout: its name in code, its heading, other headings that mean the same, whether it must be there.

    `instead` are sets of other columns that may stand for a required one. `words` are the words that may stand in a column
    of words, each with its code; `asks` says that a word which is not among them is a question to the officer and no fault
    of one line. `is_end` marks a column of end days, which some bureaus include and some do not. An identifier that stands
    `as_written` is folded by the layout itself, which has to see that one number is written in two ways. An amount may be
    below zero only in a row that fills the column `minus_beside`: it names what the row takes back.
    """

    key: str
    heading: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    kind: Kind = Kind.TEXT
    instead: tuple[tuple[str, ...], ...] = ()
    words: Mapping[str, object] = field(default_factory=dict)
    asks: bool = False
    is_end: bool = False
    as_written: bool = False
    minus_beside: str = ""

    @cached_property
    def names(self) -> frozenset[str]:
        """Every heading that means it, in the form in which headings are compared."""
        return frozenset(normal_form(name) for name in (self.heading, *self.aliases))


@dataclass(frozen=True)
class TableLayout:
    """A layout as far as its table goes.

    `keys` are the columns that every line fills with a number of its own: a row without any may be a total. `sums` are the
    columns that totals are held against, the main one first; `groups` the columns that are the same in all rows of one
    thing (a bill, a household), `sums_of_groups` what such rows repeat; totals count groups when `counts_groups`.
    """

    code: str
    name: Text
    columns: tuple[Column, ...]
    keys: tuple[str, ...]
    sums: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    sums_of_groups: tuple[str, ...] = ()
    counts_groups: bool = False
    bureau: str = ""  # the kind of bureau that sends it
    shipped: tuple[ShippedProfile, ...] = ()

    @property
    def headings(self) -> dict[str, str]:
        return {column.key: column.heading for column in self.columns}
