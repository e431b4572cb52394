"""Where do uploaded bytes live until they are read, and how does a worker on any host read them?

They are kept in the database, in encrypted pieces under the digest of the whole, so that the file, its row and its audit
event are stored in one transaction, are in the same backup, and need no shared file system.
"""

import hashlib
import io
from typing import BinaryIO

from django.conf import settings
from django.db import connection
from psycopg import Cursor

from intake import vault
from intake.models import StoredChunk
from policy.terms import Text
from staff.refusals import Refusal

PIECE_BYTES = 1_048_576


class FileTooLarge(Refusal):
    """The file is larger than the limit of the installation."""


def accepted_digest(content: BinaryIO, *, remedy: Text) -> tuple[str, int]:
    """`digest_of` an uploaded file. Raises `FileTooLarge` above the limit (MAX_UPLOAD_BYTES); `remedy` says how to send it."""
    sha256, size = digest_of(content)
    if size > settings.MAX_UPLOAD_BYTES:
        has, limit = f"{size / 1_000_000:.0f}", settings.MAX_UPLOAD_BYTES // 1_000_000
        raise FileTooLarge(
            "file_too_large",
            Text(
                f"文件为 {has} MB，超过 {limit} MB 的上限。",
                f"The file has {has} MB; the limit is {limit} MB.",
            ),
            remedy,
        )
    return sha256, size


def digest_of(content: BinaryIO) -> tuple[str, int]:
    """SHA-256 (hexadecimal) and size of the content; leaves the stream at its start."""
    content.seek(0)
    digest, size = hashlib.sha256(), 0
    while piece := content.read(PIECE_BYTES):
        digest.update(piece)
        size += len(piece)
    content.seek(0)
    return digest.hexdigest(), size


def store(content: BinaryIO, sha256: str) -> None:
    """Keep the content, encrypted, under its digest; bytes that are kept already are not written again."""
    if StoredChunk.objects.filter(sha256=sha256).exists():
        return
    content.seek(0)
    number = 0
    connection.ensure_connection()
    with Cursor(
        connection.connection
    ) as cursor:  # sends bytes as they are; Django's would write each as two digits
        while piece := content.read(PIECE_BYTES):
            cursor.execute(
                "INSERT INTO intake_storedchunk (sha256, number, sealed) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                [sha256, number, vault.seal_bytes(piece, bound_to=f"{sha256}:{number}")],
            )
            number += 1
    content.seek(0)


class StoredFile(io.RawIOBase):
    """The kept bytes as a readable, seekable stream that holds one piece in memory."""

    def __init__(self, sha256: str, size: int) -> None:
        self._sha256, self._size, self._position = sha256, size, 0
        self._number, self._piece = -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._position >= self._size:
            return 0
        number, inside = divmod(self._position, PIECE_BYTES)
        if number != self._number:
            self._piece = vault.unseal_bytes(self._sealed(number), bound_to=f"{self._sha256}:{number}")
            self._number = number
        taken = self._piece[inside : inside + len(buffer)]
        buffer[: len(taken)] = taken
        self._position += len(taken)
        return len(taken)

    def _sealed(self, number: int) -> bytes:
        connection.ensure_connection()
        with Cursor(connection.connection) as cursor:  # bytes as they are, not each as two digits
            found = cursor.execute(
                "SELECT sealed FROM intake_storedchunk WHERE sha256 = %s AND number = %s",
                [self._sha256, number],
                binary=True,
            ).fetchone()
        if found is None:
            raise StoredChunk.DoesNotExist(f"piece {number} of {self._sha256}")
        return bytes(found[0])


def open_stored(sha256: str, size: int) -> BinaryIO:
    """Open kept bytes for reading."""
    return io.BufferedReader(StoredFile(sha256, size), buffer_size=PIECE_BYTES)
