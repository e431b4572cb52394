"""How does a text file become rows?"""

import codecs
import contextlib
import csv
import io
import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import BinaryIO

from intake.tables.notices import (
    Notices,
    bytes_may_hold_suspects,
    clean_columns,
    clean_row,
    may_hold_suspects,
)
from intake.tables.refused import not_a_table, quote_left_open, row_too_long, undecodable

DELIMITERS = ("\t", ",", ";", "|")  # of equals, the first
HEADER_CHARACTERS_MAX = 65_536
HEADER_LINES = 20  # in which the delimiter shows
BUFFER_BYTES = 262_144
PLAIN_CHARACTERS_MAX = 8_192  # of a line
LINE_BREAKS_MAX = 100  # inside a cell
_QUOTED = re.compile(r'"[^"]*"')


def opened_text(content: BinaryIO, start: bytes) -> "tuple[str, DecodedText]":
    """The encoding and the text.

    UTF-16 shows its mark. UTF-8 when the header line is valid UTF-8 (its headings are Chinese, so this is no guess), else
    GB18030. Headings in ASCII say nothing; then the first rows decide.
    """
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", DecodedText(content, "utf-16")
    header = start.split(b"\n", 1)[0]
    sample = start if header.isascii() else header
    for encoding in ("utf-8-sig", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            codecs.getincrementaldecoder(encoding)().decode(sample)  # a character cut at the end is no fault
            return encoding.removesuffix("-sig"), DecodedText(content, encoding)
    raise undecodable(1)


class _NullCharacter(Exception):
    """PostgreSQL cannot keep it, and no table has a use for it."""


class _SoundBytes(io.RawIOBase):
    """Bytes on their way to be decoded; neither UTF-8 nor GB18030 writes any other character with a zero byte."""

    def __init__(self, content: BinaryIO, *, is_utf8: bool, nulls_allowed: bool) -> None:
        self._content, self._is_utf8, self._nulls_allowed = content, is_utf8, nulls_allowed
        self.may_hold_suspects = not is_utf8
        self._is_first = True

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._content.read(len(buffer))
        if not self._nulls_allowed and b"\0" in piece:
            raise _NullCharacter
        if not self.may_hold_suspects:
            # A character of three bytes may be cut between two pieces; its first byte alone is then enough.
            bare = piece.removeprefix(codecs.BOM_UTF8) if self._is_first else piece
            self.may_hold_suspects = bytes_may_hold_suspects(bare) or piece[-2:].endswith(_CUT)
            self._is_first = False
        buffer[: len(piece)] = piece
        return len(piece)


_CUT = (b"=", b"\xc2", b"\xe2", b"\xef", b"\xef\xbb")


class DecodedText:
    """The lines of a text, each with its end; they raise where a byte belongs to no character."""

    def __init__(self, content: BinaryIO, encoding: str) -> None:
        self._bytes = _SoundBytes(
            content, is_utf8=encoding.startswith("utf-8"), nulls_allowed=encoding == "utf-16"
        )
        self.lines = io.TextIOWrapper(
            io.BufferedReader(self._bytes, BUFFER_BYTES), encoding=encoding, errors="strict", newline=""
        )
        self.is_utf16 = encoding == "utf-16"

    @property
    def may_hold_suspects(self) -> bool:
        """Whether any cell so far may have to be put right."""
        return self._bytes.may_hold_suspects


class TextRows:
    """Rows of a text file. A line break inside quotes belongs to the cell; a quote that would hide lines refuses the file."""

    def __init__(self, text: DecodedText, notices: Notices) -> None:
        self._text, self._notices = text, notices
        head: list[str] = []
        try:
            while len(head) < HEADER_LINES and (not head or head[-1]):
                head.append(text.lines.readline(HEADER_CHARACTERS_MAX))
                if len(head[-1]) >= HEADER_CHARACTERS_MAX:
                    raise not_a_table() if not any(map(str.strip, head[:-1])) else row_too_long(len(head))
        except (UnicodeError, _NullCharacter):
            raise undecodable(len(head) + 1) from None
        if not head[-1]:
            head.pop()  # the end of the text
        self._delimiter, self._delimiters = _delimiter(head)
        self._lines = chain(head, text.lines)
        self._waiting: list[str] = []
        self._taken = 0

    def take(self, size: int) -> tuple[int, list[list[str]]]:
        before = self._taken
        rows: list[list[str]] = []
        self._longest = 0
        reader = csv.reader(self._each_line(), delimiter=self._delimiter, strict=True)
        try:
            rows.extend(islice(reader, size))
            self._waiting.reverse()  # what is left of them
        except csv.Error:
            number = before + len(rows) + 1
            raise (
                row_too_long(number) if self._longest > csv.field_size_limit() else quote_left_open(number)
            ) from None
        except (UnicodeError, _NullCharacter):
            raise undecodable(before + len(rows) + 1) from None
        if reader.line_num != len(rows):
            self._refuse_hidden_lines(rows, before)
        if self._text.may_hold_suspects:
            for number, row in enumerate(rows, start=before + 1):
                clean_row(row, number, self._notices)
        self._taken += len(rows)
        return before + 1, rows

    def take_columns(self, size: int, width: int) -> tuple[int, list[list[str]]] | None:
        """The next rows as columns, from one split of all of them: when no cell is quoted and all have the same width."""
        before, lines = self._taken, self._next_lines(size)
        text = "".join(lines)
        if not text or '"' in text or self._text.is_utf16 or max(map(len, lines)) > PLAIN_CHARACTERS_MAX:
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
        columns = [firsts[:-1], *(cells[place::width] for place in range(1, width))]
        if self._text.may_hold_suspects and may_hold_suspects(text):
            clean_columns(columns, before + 1, self._notices)
        self._taken += len(lines)
        self._waiting = []
        return before + 1, columns

    def _each_line(self) -> Iterator[str]:
        """One line after the other; those that wait first."""
        self._waiting.reverse()
        while self._waiting:
            yield self._looked_at(self._waiting.pop())
        for line in self._lines:
            yield self._looked_at(line)

    def _looked_at(self, line: str) -> str:
        self._longest = max(self._longest, len(line))
        if self._text.is_utf16 and "\0" in line:
            raise _NullCharacter
        return line

    def _next_lines(self, size: int) -> list[str]:
        """The next lines, which stay waiting until they are taken."""
        try:
            self._waiting.extend(islice(self._lines, size - len(self._waiting)))
        except (UnicodeDecodeError, _NullCharacter):
            raise undecodable(self._taken + len(self._waiting) + 1) from None
        return self._waiting

    def _refuse_hidden_lines(self, rows: list[list[str]], before: int) -> None:
        """Two stray quotes make one cell of all lines between them: such lines look like rows."""
        for number, row in enumerate(rows, start=before + 1):
            for cell in row:
                if "\n" in cell or "\r" in cell:
                    inside = cell.splitlines()
                    if len(inside) > LINE_BREAKS_MAX or any(
                        line.count(self._delimiter) >= max(2, self._delimiters) for line in inside
                    ):
                        raise quote_left_open(number)


def _delimiter(lines: list[str]) -> tuple[str, int]:
    """What separates the cells, and how often it stands in the line that shows it."""
    for enough in (2, 1):
        for line in lines:
            bare = _QUOTED.sub("", line)
            delimiter = max(DELIMITERS, key=bare.count)
            if bare.count(delimiter) >= enough:
                return delimiter, bare.count(delimiter)
    return ",", 0
