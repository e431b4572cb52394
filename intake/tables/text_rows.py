"""How does a text file become rows?"""

import codecs
import contextlib
import csv
import io
from itertools import chain, islice
from typing import BinaryIO

from intake.tables.refused import not_a_table, quote_left_open, row_too_long, undecodable

HEADER_CHARACTERS_MAX = 65_536
BUFFER_BYTES = 262_144
PLAIN_CHARACTERS_MAX = 8_192  # of a line


def decoded(content: BinaryIO, start: bytes) -> tuple[str, io.TextIOWrapper]:
    """UTF-8 when the header line is valid UTF-8 (its headings are Chinese, so this is no guess), else GB18030.

    Headings in ASCII say nothing; then the first rows decide.
    """
    header = start.split(b"\n", 1)[0]
    sample = start if header.isascii() else header
    for encoding in ("utf-8-sig", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            codecs.getincrementaldecoder(encoding)().decode(sample)  # a character cut at the end is no fault
            sound = io.BufferedReader(_SoundBytes(content), BUFFER_BYTES)
            text = io.TextIOWrapper(sound, encoding=encoding, errors="strict", newline="")
            return encoding.removesuffix("-sig"), text
    raise undecodable(1)


class _NullCharacter(Exception):
    """PostgreSQL cannot keep it, and no table has a use for it."""


class _SoundBytes(io.RawIOBase):
    """Bytes on their way to be decoded; neither UTF-8 nor GB18030 writes any other character with a zero byte."""

    def __init__(self, content: BinaryIO) -> None:
        self._content = content

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._content.read(len(buffer))
        if b"\0" in piece:
            raise _NullCharacter
        buffer[: len(piece)] = piece
        return len(piece)


class TextRows:
    """Rows of a text file; a quoted line break or a quote that is never closed refuses it: it would hide lines."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        head: list[str] = []
        try:
            while not head or (head[-1] and not head[-1].strip()):
                head.append(text.readline(HEADER_CHARACTERS_MAX))
        except (UnicodeDecodeError, _NullCharacter):
            raise undecodable(len(head) + 1) from None
        if len(head[-1]) >= HEADER_CHARACTERS_MAX:
            raise not_a_table()
        self._delimiter = "\t" if head[-1].count("\t") > head[-1].count(",") else ","
        self._lines = chain(head, text)
        self._waiting: list[str] = []
        self._taken = 0

    def take(self, size: int) -> tuple[int, list[list[str]]]:
        before, lines = self._taken, self._next_lines(size)
        rows: list[list[str]] = []
        try:
            rows.extend(csv.reader(lines, delimiter=self._delimiter, strict=True))
        except csv.Error:
            number = before + len(rows) + 1
            is_long = len(lines[len(rows)]) > csv.field_size_limit()
            raise (row_too_long(number) if is_long else quote_left_open(number)) from None
        if len(rows) != len(lines):
            raise quote_left_open(before + _first_with_line_break(rows))
        self._taken += len(rows)
        self._waiting = []
        return before + 1, rows

    def take_columns(self, size: int, width: int) -> tuple[int, list[list[str]]] | None:
        """The next rows as columns, from one split of all of them: when no cell is quoted and all have the same width."""
        before, lines = self._taken, self._next_lines(size)
        text = "".join(lines)
        if not text or '"' in text or max(map(len, lines)) > PLAIN_CHARACTERS_MAX:
            return None
        text = text.replace("\r\n", "\n")
        if not text.endswith("\n"):
            text += "\n"
        if "\r" in text:
            return None
        cells = text.replace("\n", f"{self._delimiter}\n").split(self._delimiter)
        if len(cells) != width * len(lines) + 1:
            return None
        # The cell after the last of a row begins with the line's end; if all these do, every row has the same width.
        firsts = "".join(cells[::width]).split("\n")
        if len(firsts) != len(lines) + 1 or not all(map(str.strip, firsts[:-1])):
            return None
        self._taken += len(lines)
        self._waiting = []
        return before + 1, [firsts[:-1], *(cells[place::width] for place in range(1, width))]

    def _next_lines(self, size: int) -> list[str]:
        """The next lines, which stay waiting until they are taken."""
        try:
            self._waiting.extend(islice(self._lines, size - len(self._waiting)))
        except (UnicodeDecodeError, _NullCharacter):
            raise undecodable(self._taken + len(self._waiting) + 1) from None
        return self._waiting


def _first_with_line_break(rows: list[list[str]]) -> int:
    broken = (
        place for place, row in enumerate(rows, start=1) if any("\n" in cell or "\r" in cell for cell in row)
    )
    return next(broken, 1)
