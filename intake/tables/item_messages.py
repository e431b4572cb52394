"""How do rows that one process has read reach another: every cell with its kind, and what was refused by name?

A message is the length of its head, the head as JSON, and the texts that the head tells of. Nothing is ever run or made that
the message itself would name.
"""

import json
import struct
from collections.abc import Sequence
from typing import Any, BinaryIO

from intake.tables.cells import BooleanCell, DayCell, ErrorCell, FormulaWithoutValue, NumericCell
from intake.tables.placed_rows import Columns, Item
from intake.tables.refused import SheetRefused, broken_workbook
from policy.terms import Text

_BETWEEN = "\0"  # no cell of a workbook holds it
_KINDS = {
    "t": str, "n": NumericCell, "d": DayCell, "f": FormulaWithoutValue, "e": ErrorCell, "b": BooleanCell,
}  # fmt: skip
_LETTERS: dict[type, str] = {kind: letter for letter, kind in _KINDS.items()}
_LENGTH = struct.Struct("<I")
END = "end"


class Cut(Exception):
    """The messages end without saying so: whoever sent them is no more."""


def send(out: BinaryIO, item: Item) -> None:
    """Rows, as columns or one by one."""
    columns = item.columns if isinstance(item, Columns) else [item[1]]
    kinds, texts = zip(*map(_written, columns), strict=True) if columns else ((), ())
    told: dict[str, Any] = (
        {"first": item.first, "suspects": item.may_hold_suspects}
        if isinstance(item, Columns)
        else {"row": item[0]}
    )
    told |= {"rows": len(columns[0]), "kinds": kinds, "bytes": list(map(len, texts))}
    _send(out, told, *texts)


def send_refusal(out: BinaryIO, refused: SheetRefused | None) -> None:
    """Why nothing more comes; nothing given stands for a file that is broken."""
    _send(out, {"refused": refused and [refused.code, refused.text, refused.remedy, refused.context]})


def send_end(out: BinaryIO) -> None:
    _send(out, {END: True})


def receive(source: BinaryIO) -> Item | None:
    """The next rows, None at the end. Raises `SheetRefused` as it was sent, and `Cut`."""
    head: dict[str, Any] = json.loads(_whole(source, _LENGTH.unpack(_whole(source, _LENGTH.size))[0]))
    if END in head:
        return None
    if "refused" in head:
        raise _refusal(head["refused"])
    count = head["rows"]
    columns = [
        _cells(kinds, _whole(source, size).decode(), count)
        for kinds, size in zip(head["kinds"], head["bytes"], strict=True)
    ]
    if "row" in head:
        return head["row"], columns[0]
    return Columns(head["first"], columns, head["suspects"])


def _send(out: BinaryIO, head: dict[str, Any], *texts: bytes) -> None:
    told = json.dumps(head).encode()
    out.write(_LENGTH.pack(len(told)) + told)
    for text in texts:
        out.write(text)
    out.flush()


def _written(cells: Sequence[str]) -> tuple[str, bytes]:
    """The kind that all cells have, else one letter for each; and their texts."""
    types = set(map(type, cells))
    text = _BETWEEN.join(cells).encode()
    if len(types) == 1:
        return _LETTERS[types.pop()], text
    return "".join(_LETTERS[type(cell)] for cell in cells), text


def _cells(kinds: str, text: str, count: int) -> list[str]:
    if not count:
        return []
    if len(text) == count - 1 and kinds == "t":
        return [""] * count
    texts = text.split(_BETWEEN)
    if kinds == "t":
        return texts
    if len(kinds) == 1:
        made = {each: _KINDS[kinds](each) for each in set(texts)}
        return list(map(made.__getitem__, texts))
    return [
        each if letter == "t" else _KINDS[letter](each) for letter, each in zip(kinds, texts, strict=True)
    ]


def _refusal(told: list[Any] | None) -> SheetRefused:
    if told is None:
        return broken_workbook()
    code, text, remedy, context = told
    return SheetRefused(code, Text(*text), Text(*remedy), **context)


def _whole(source: BinaryIO, size: int) -> bytes:
    content = source.read(size)
    if len(content) != size:
        raise Cut
    return content
