"""Which rows of a sheet could hold its headings, alone or two together?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from intake.rules.headings import normal_form

HEAD_ROWS = 20  # in which a header would stand


class SheetHead(NamedTuple):
    """A sheet and its first rows."""

    name: str
    hidden: bool
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Header:
    """Where the headings stand: `row` counts from 1 and is the last row of the header; `depth` rows belong to it."""

    sheet: str
    row: int
    depth: int
    headings: tuple[str, ...]  # as they are written
    names: tuple[str, ...]  # their normal forms, told apart by #2 when repeated


def headers_of(head: SheetHead) -> list[Header]:
    """Each row as a header, then each pair of rows of which the upper one stands over the lower."""
    single = [header for number in range(1, len(head.rows) + 1) if (header := header_at(head, number, 1))]
    pairs = [header for number in range(2, len(head.rows) + 1) if (header := header_at(head, number, 2))]
    return single + pairs


def header_at(head: SheetHead, number: int, depth: int = 1) -> Header | None:
    """The header that a row would be, with the rows above it when it has a depth; None where there is none."""
    if not depth <= number <= len(head.rows):
        return None
    rows = head.rows[number - depth : number]
    width = max(map(len, rows))
    cells = [[row[place].strip() if place < len(row) else "" for row in rows] for place in range(width)]
    written = [next((cell for cell in reversed(column) if cell), "") for column in cells]
    while written and not written[-1]:
        written.pop()
    if not any(written) or (
        depth > 1 and not (any(map(str.strip, rows[0])) and any(map(str.strip, rows[1])))
    ):
        return None
    return Header(head.name, number, depth, tuple(written), told_apart(map(normal_form, written)))


def told_apart(names: Iterable[str]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    apart = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        apart.append(name if not name or seen[name] == 1 else f"{name}#{seen[name]}")
    return tuple(apart)
