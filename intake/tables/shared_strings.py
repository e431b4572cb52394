"""How are the texts that the cells of a workbook share read and kept, so that millions of them fit in memory?"""

import re
from array import array
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import accumulate, chain, count
from operator import add
from typing import IO

from intake.tables.notices import bytes_may_hold_suspects
from intake.tables.refused import broken_workbook, too_much_of
from intake.tables.xlsx_parts import TextEvents, plain_text
from intake.tables.xml_events import XmlReader, pieces
from policy.terms import Text

PIECE_BYTES = 1 << 20
STRINGS_BYTES_MAX = 250_000_000  # of all shared texts together; they stay in memory
STRINGS_MAX = 20_000_000
REMEMBERED_MAX = 50_000
LAST_ROWS = 20  # of those that are read together, which tell which texts these point at
_BETWEEN = b"\0"  # no text holds it


class SharedStrings:
    """The shared texts of a workbook by their places: one run of bytes, and where each text ends in it."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("I", [0])
        self.may_hold_suspects = False

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, place: int) -> str:
        if place < 0:
            raise IndexError
        return self._bytes[self._ends[place] : self._ends[place + 1] - 1].decode()

    def between(self, first: int, until: int) -> list[str]:
        """The texts [first, until), all at once."""
        if first >= until:
            return []
        return self._bytes[self._ends[first] : self._ends[until] - 1].decode().split(_BETWEEN.decode())

    def at(self, places: Sequence[int]) -> list[str]:
        """The texts at these places, which are there."""
        ends = self._ends
        with memoryview(self._bytes) as run:
            joined = b"".join([run[ends[place] : ends[place + 1]] for place in places])
        return joined.decode().split(_BETWEEN.decode())[:-1]

    def add(self, texts: Sequence[bytes]) -> None:
        joined = _BETWEEN.join([*texts, b""])
        if joined.count(_BETWEEN) != len(texts):
            raise broken_workbook()
        if len(self._bytes) + len(joined) > STRINGS_BYTES_MAX or len(self) + len(texts) > STRINGS_MAX:
            raise too_much_of(Text(zh="文字", en="texts"))
        ends = accumulate(map(len, texts))  # as if nothing stood between them
        self._ends.fromlist(list(map(add, ends, count(len(self._bytes) + 1))))
        self._bytes += joined
        self.may_hold_suspects = self.may_hold_suspects or bytes_may_hold_suspects(joined)


class TextsAtHand:
    """The shared texts that the rows read now point at, by their places as a file writes them; nothing stands for none.

    Programs number texts as they come to them, so rows point at a run of new texts and at some that came before.
    """

    def __init__(self, strings: SharedStrings) -> None:
        self._strings = strings
        self._first = self._until = 0
        self._new: list[str] = []
        self._before = _Remembered(strings)

    def foresee(self, last: int, most: int) -> None:
        """Read the texts that follow those read so far, up to the place `last` but not more than `most`."""
        until = min(last + 1, len(self._strings))
        self._first, self._until = max(self._until, until - most), max(self._until, until)
        self._new = self._strings.between(self._first, until)

    def texts(self, written: Sequence[str | None]) -> list[str]:
        new, first, before = self._new, self._first, self._before
        if not new or not any(cell and int(cell) >= first for cell in written[-LAST_ROWS:]):
            return list(map(before.__getitem__, written))
        with suppress(TypeError, IndexError):  # nothing written, or a text beyond those foreseen
            places = list(map(int, written))  # type: ignore[arg-type]
            before.remember({cell: at for cell, at in zip(written, places, strict=True) if at < first})
            return [
                new[at - first] if at >= first else before[cell]
                for cell, at in zip(written, places, strict=True)
            ]
        until = first + len(new)
        return [
            new[at - first] if cell and first <= (at := int(cell)) < until else before[cell]
            for cell in written
        ]


class _Remembered(dict[str | None, str]):
    def __init__(self, strings: SharedStrings) -> None:
        super().__init__()
        self._strings = strings

    def remember(self, places: dict[str | None, int]) -> None:
        """Read those of these texts that are not known, together."""
        unknown = [written for written in places if written not in self]
        if len(self) + len(unknown) > REMEMBERED_MAX:
            self.clear()
            unknown = list(places)
        self.update(zip(unknown, self._strings.at([places[written] for written in unknown]), strict=True))

    def __missing__(self, written: str | None) -> str:
        if len(self) >= REMEMBERED_MAX:
            self.clear()
        text = self[written] = self._strings[int(written)] if written else ""
        return text


def shared_strings(stream: IO[bytes]) -> SharedStrings:
    """Read them quickly where they are written as programs write them, else with a whole XML reader."""
    strings = SharedStrings()
    read = pieces(stream, PIECE_BYTES)
    left = next(read, b"")
    head = left[:2000]
    start = left.find(b"<si")
    if start < 0 or b"<!" in head[:start] or not _is_plain_utf8(head):
        _read_slowly(strings, chain([left], read))
        return strings
    left = left[start:]
    while True:
        until = left.rfind(b"</si>") + len(b"</si>")
        if until > len(b"</si>"):
            _add_piece(strings, left[:until])
            left = left[until:]
        if len(left) > 16 * PIECE_BYTES:
            raise broken_workbook()
        piece = next(read, b"")
        if not piece:
            break
        left += piece
    if b"</sst>" not in left:
        raise broken_workbook()
    return strings


def _add_piece(strings: SharedStrings, piece: bytes) -> None:
    plain = piece.replace(b'<t xml:space="preserve">', b"<t>").replace(b"<si><t/></si>", b"<si><t></t></si>")
    texts = plain.removeprefix(b"<si><t>").removesuffix(b"</t></si>").split(b"</t></si><si><t>")
    if plain.count(b"<") != 4 * len(texts) or b"\r" in plain or _BETWEEN in plain:
        _read_slowly(strings, iter([b"<sst>", piece, b"</sst>"]))  # something stands in or between them
        return
    if b"&" in plain or b"_x" in plain:
        texts = [
            plain_text(text.decode()).encode() if b"&" in text or b"_x" in text else text for text in texts
        ]
    strings.add(texts)


def _is_plain_utf8(head: bytes) -> bool:
    declared = re.search(rb'encoding=["\']([A-Za-z0-9_-]+)["\']', head)
    return b"\0" not in head and (declared is None or declared[1].lower() in (b"utf-8", b"utf8"))


def _read_slowly(strings: SharedStrings, read: Iterator[bytes]) -> None:
    reader = XmlReader(_StringEvents(strings))
    for piece in read:
        reader.feed(piece)
    reader.close()


class _StringEvents(TextEvents):
    def __init__(self, strings: SharedStrings) -> None:
        super().__init__()
        self._strings = strings

    def end(self, name: str) -> None:
        super().end(name)
        if name == "si":
            self._strings.add([self.gathered().encode()])
