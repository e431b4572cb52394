"""What does a layout of sent files declare, and which layouts are there?

A new layout needs no job code. It declares
* a model made from `SentFile` that names its `course` (`intake.rules.file_states.course`),
* `check`: reads the file (through `intake.operations.opening.opened`, by its `table`), holds it against the record,
  leaves what is to be written in a staged form, and returns a `Checked`. It raises a `Refusal` when the file as a whole is
  refused,
* how it is written: `write` (one worker, slice after slice, each under `leases.checkpointed`) or `parts` (any number of
  workers, each part in one transaction, see `intake.operations.parts`),
* its door: an operation that checks permissions and fields and calls `intake.operations.receiving.receive`.

* who may read its files (`reads`), a page of its own where the shared one says too little (`page`), and `acts`: the
  operations behind moves that ask for more than the machine does (retry, discard and answer it knows by itself).

The constant is named in `settings.LAYOUTS`. Sweeper, tasks, commands, pages, kill tests and docs walk over all of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.utils.module_loading import import_string

from intake.columns.layouts import TableLayout
from intake.models.jobs import SentFile
from intake.rules.file_states import FileMove
from policy.terms import Text
from staff.models import Officer
from staff.rules.roles import Permission

FILE = Text("文件", "file")
F = TypeVar("F", bound=SentFile)


@dataclass(frozen=True)
class Checking(Generic[F]):
    """A check under way: the file as it is now, the fence under which rows are staged, and how to tell that rows were read.

    `beat(rows)` notes the rows read and renews the lease; it raises `LeaseLost` when somebody else has the file.
    """

    file: F
    layout: "Layout[F]"
    fence: int
    on: date  # the day on which the file is held against the record
    beat: Callable[[int], None]


@dataclass(frozen=True)
class Checked:
    """What a check ended in: `fields` of the file's row, `told` in the audit trail; a list of problems may refuse the file."""

    fields: dict[str, Any] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    is_refused: bool = False
    accepted: Callable[[], None] = lambda: None  # what else is written in the transaction that ends the check


@dataclass(frozen=True)
class Before:
    """How the same bytes are refused: `code` of the refusal, `key` of the first file's number in its context, and after
    which states (beside *refused*) they may come again. `same` names the fields that make two receipts the same.
    """

    code: str
    key: str
    same: tuple[str, ...] = ("sha256",)
    after: tuple[str, ...] = ("refused",)
    noun: Text = FILE


@dataclass(frozen=True)
class Acting:
    """An officer who makes a move: who, when, and why, where the move asks for a reason."""

    by: Officer
    on: date
    at: datetime
    because: str = ""


@dataclass(frozen=True)
class Beside:
    """A page to which that of a file leads on."""

    label: Text
    address: str  # its name
    pk: int


@dataclass(frozen=True)
class Layout(Generic[F]):
    """One layout of sent files; see the head of this module."""

    code: str  # TB-1
    name: Text
    noun: str  # in the actions of the audit trail: retry_<noun>
    model: type[F]
    table: TableLayout
    before: Before
    reads: Permission  # who may see its files
    check: Callable[[Checking[F]], Checked]
    page: str = ""  # its own page of a file, by the name of the address; else the page that all layouts share
    leads_to: Callable[[F], tuple[Beside, ...]] = lambda file: ()  # what the shared page leads on to
    write: Callable[[F, int], None] | None = None  # with the fence under which it writes
    parts: Callable[[F], Any] | None = None  # -> an `intake.operations.parts.Writer`
    part_verb: str = "write"  # in the audit trail, of one part
    undo: Callable[[F, int], None] | None = None
    acts: Mapping[FileMove, Callable[[F, Acting], F]] = field(default_factory=dict)
    asked_on: Mapping[FileMove, str] = field(
        default_factory=dict
    )  # moves made on a page of their own, by its address
    by_others: tuple[FileMove, ...] = ()  # moves that nobody makes of a file they sent themselves
    drop_stages: Callable[[F], None] = lambda file: None  # what the check left waiting
    sweep: Callable[[], None] = lambda: None  # what else is to be looked at from time to time


@cache
def layouts() -> tuple[Layout[Any], ...]:
    """All layouts, as the settings name them."""
    return tuple(import_string(path) for path in settings.LAYOUTS)


def layout_named(code: str) -> Layout[Any]:
    """The layout with this code; raises `KeyError`."""
    for layout in layouts():
        if layout.code == code:
            return layout
    raise KeyError(code)


def layout_of(file: F) -> Layout[F]:
    """The layout of a file, by its model."""
    return next(layout for layout in layouts() if layout.model is type(file))
