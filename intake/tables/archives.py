"""Which parts may be read out of a zip archive that somebody sent, and when is it refused before anything is unpacked?

Nothing that the archive says of itself is trusted further than these limits; they stand in docs/operations.md.
"""

import struct
import zipfile
import zlib
from collections import deque
from collections.abc import Callable
from typing import IO, BinaryIO

from intake.tables.refused import broken_workbook, macros_inside, protected_workbook, too_large_inside

PARTS_MAX = 300
DIRECTORY_BYTES_MAX = 1_000_000  # the list of parts; a long one alone would fill the memory
RATIO_MAX = 120  # inflated to compressed; office exports stay below 30
RATIO_FREE_BYTES = 20_000_000  # a small workbook may compress as well as it likes
INFLATED_MAX = 4_000_000_000
SMALL_PART_BYTES_MAX = 30_000_000  # the list of sheets, the styles
_END = b"PK\x05\x06"
_END_BYTES = 22
_HEADER_BYTES = (
    30  # before the name of a part; the last four tell the lengths of the name and of what follows it
)
PACKED_BYTES = 65_536
_ENCRYPTED = 0x1


class Archive:
    """A zip archive within the limits; parts are found whatever the case and slashes of their names."""

    def __init__(self, content: BinaryIO) -> None:
        _refuse_long_directory(content)
        self._content = content
        self._zip = zipfile.ZipFile(content)
        parts = self._zip.infolist()
        inflated = sum(part.file_size for part in parts)
        packed = max(1, sum(part.compress_size for part in parts))
        if (
            len(parts) > PARTS_MAX
            or inflated > INFLATED_MAX
            or (inflated > RATIO_FREE_BYTES and inflated > packed * RATIO_MAX)
        ):
            raise too_large_inside(inflated, len(parts))
        if any(part.flag_bits & _ENCRYPTED for part in parts):
            raise protected_workbook()
        self._parts: dict[str, zipfile.ZipInfo] = {}
        for part in parts:
            if _plain(part.filename) in self._parts or part.compress_type not in (
                zipfile.ZIP_STORED,
                zipfile.ZIP_DEFLATED,
            ):
                raise broken_workbook()
            self._parts[_plain(part.filename)] = part
        if any(name.endswith("vbaproject.bin") for name in self._parts):
            raise macros_inside()

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._parts

    def names(self) -> list[str]:
        """The names of all parts, in small letters."""
        return list(self._parts)

    def size(self, name: str) -> int:
        """How many bytes a part says it unpacks to; a stream of it gives no more."""
        part = self._parts.get(_plain(name))
        return part.file_size if part else 0

    def open(self, name: str) -> IO[bytes]:
        """A part as a stream; it ends at the size that was declared, and its checksum is proved at the end."""
        part = self._parts.get(_plain(name))
        if part is None:
            raise broken_workbook()
        return self._zip.open(part)

    def tail(self, name: str, most: int, look: Callable[[bytes], None]) -> list[bytes]:
        """The last bytes of a part in pieces, unpacked as quickly as can be: whoever reads the whole part proves its checksum.

        `look` sees every piece of the part on the way.
        """
        with self.open(name):
            part = self._parts[_plain(name)]  # its header agrees with the list of parts
        self._content.seek(part.header_offset + _HEADER_BYTES - 4)
        self._content.seek(sum(struct.unpack("<HH", self._content.read(4))), 1)
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        kept: deque[bytes] = deque()
        packed, left, size = part.compress_size, part.file_size, 0
        while packed > 0 and left > 0 and (piece := self._content.read(min(PACKED_BYTES, packed))):
            packed -= len(piece)
            if part.compress_type == zipfile.ZIP_DEFLATED:
                piece = inflater.decompress(piece)
            look(piece)
            kept.append(piece[:left])
            left, size = left - len(piece), size + len(piece)
            while size - len(kept[0]) > most:
                size -= len(kept.popleft())
        return list(kept)

    def whole(self, name: str) -> bytes:
        """A small part at once."""
        with self.open(name) as stream:
            content = stream.read(SMALL_PART_BYTES_MAX + 1)
        if len(content) > SMALL_PART_BYTES_MAX:
            raise too_large_inside(len(content), len(self._parts))
        return content


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _refuse_long_directory(content: BinaryIO) -> None:
    """Look at the end of the archive as zipfile does, before it reads the list of parts."""
    size = content.seek(0, 2)
    content.seek(max(0, size - _END_BYTES - 65_536 - 76))
    end = content.read()
    content.seek(0)
    place = len(end) - _END_BYTES
    if not (end[place:].startswith(_END) and end.endswith(b"\0\0")):
        place = end.rfind(_END)
    if place < 0 or place + _END_BYTES > len(end):
        raise broken_workbook()
    lengths = [struct.unpack_from("<L", end, place + 12)[0]]
    if place >= 76 and end[place - 76 : place - 72] == b"PK\x06\x06":
        lengths.append(struct.unpack_from("<Q", end, place - 76 + 40)[0])
    if min(lengths) > DIRECTORY_BYTES_MAX or (lengths[1:] and lengths[1] > DIRECTORY_BYTES_MAX):
        raise too_large_inside(0, PARTS_MAX + 1)
