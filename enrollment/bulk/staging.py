"""Where do the typed lines of a file wait between its check and its posting?

One UNLOGGED table for each part of the file: fast to fill, dropped when the part is posted, empty after a crash of the
database (the check is then done again from the stored bytes). The names carry the fence of the check, so a worker that
lost its lease writes into tables that nobody reads. Document numbers stay encrypted here too: a keystream of the file
(AES-CTR) hides them, and the keyed hash beside each proves that it was opened correctly.
"""

import contextlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import repeat
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes
from django.db import OperationalError, connection, connections, transaction
from psycopg import sql

from enrollment.bulk.line_parsing import NULL, ParsedBlock
from enrollment.bulk.slots import SLOTS
from intake import vault
from intake.bulk.staged_tables import tables_of
from intake.vault import match_keys_hex

FLUSH_ROWS = 8_000
DROP_PATIENCE = "2s"
DOCUMENT_BYTES = 24
RESIDENT_ID_DIGITS = 18  # nearly all numbers are of this length
_FILL = "\0" * (DOCUMENT_BYTES - RESIDENT_ID_DIGITS)
_BASE64_CHARACTERS = DOCUMENT_BYTES * 4 // 3
COLUMNS = (
    "number int, hash uuid, ticket text, kind text, original text, amount_fen bigint, paid_at timestamp, "
    "treasury_on date, division_code text, area text, coverage_year smallint, channel text, name_key text, name text, "
    "identity text, faults jsonb"
)


def table_name(file_id: int, fence: int, part: int) -> str:
    return f"payment_stage_{file_id}_{fence}_{part}"


def repeated_tickets_name(file_id: int, fence: int) -> str:
    """The table of the sound lines whose ticket stands in an earlier sound line of the file, each with the first one."""
    return f"payment_stage_{file_id}_{fence}_tickets"


def part_bounds(parts: int) -> list[tuple[int, int]]:
    """The slots [from, until) of each part."""
    return [(SLOTS * part // parts, SLOTS * (part + 1) // parts) for part in range(parts)]


class IdentityCover:
    """Hides the document numbers of one file; the place of a line in the file is its place in the keystream."""

    def __init__(self, file_id: int, sha256: str) -> None:
        self._key = vault.derived_key(f"stage:{file_id}:{sha256}")

    def hide(self, documents: Sequence[str], numbers: Sequence[int]) -> list[str]:
        """The numbers hidden, base64; `numbers` are the rows they stand in."""
        if isinstance(numbers, range):
            if set(map(len, documents)) == {RESIDENT_ID_DIGITS} and "".join(documents).isascii():
                clear = _FILL.join([*documents, ""]).encode()
            else:
                clear = b"".join([document.encode().ljust(DOCUMENT_BYTES, b"\0") for document in documents])
            text = b64encode(self._keystream(numbers[0]).update(clear)).decode()
            return [
                text[start : start + _BASE64_CHARACTERS] for start in range(0, len(text), _BASE64_CHARACTERS)
            ]
        return [
            self.hide([document], range(number, number + 1))[0]
            for document, number in zip(documents, numbers, strict=True)
        ]

    def open(self, hidden: Sequence[str], numbers: Sequence[int]) -> list[str]:
        """The numbers in clear; what was hidden under another key comes out as other text."""
        blocks = [number * DOCUMENT_BYTES // 16 for number in numbers]
        counters = b"".join([block.to_bytes(16, "big") + (block + 1).to_bytes(16, "big") for block in blocks])
        # Counter mode is the encryption of the counted-up blocks, so one call gives the keystream at many places.
        stream = Cipher(algorithms.AES(self._key), modes.ECB()).encryptor().update(counters)
        opened = []
        for place, (number, text) in enumerate(zip(numbers, hidden, strict=True)):
            start = place * 32 + number * DOCUMENT_BYTES % 16
            mask = int.from_bytes(stream[start : start + DOCUMENT_BYTES], "big")
            clear = (int.from_bytes(b64decode(text), "big") ^ mask).to_bytes(DOCUMENT_BYTES, "big")
            opened.append(clear.rstrip(b"\0").decode(errors="replace"))
        return opened

    def _keystream(self, number: int) -> CipherContext:
        """AES-CTR moved on to the 24-byte place of a row."""
        block, inside = divmod(number * DOCUMENT_BYTES, 16)
        stream = Cipher(algorithms.AES(self._key), modes.CTR(block.to_bytes(16, "big"))).encryptor()
        stream.update(b"\0" * inside)
        return stream


class StageWriter:
    """Fills the part tables of one file; rows go to PostgreSQL on a second connection while the next block is parsed."""

    def __init__(self, file_id: int, fence: int, parts: int, cover: IdentityCover) -> None:
        self._tables = [table_name(file_id, fence, part) for part in range(parts)]
        self._repeated = repeated_tickets_name(file_id, fence)
        self._cover = cover
        self._rows: list[list[str]] = [[] for _ in range(parts)]
        self.counts = [0] * parts
        bounds = part_bounds(parts)
        self._part_of = {
            f"{slot:02x}": part for part, (first, until) in enumerate(bounds) for slot in range(first, until)
        }
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="stage")
        self._pending: list[Future[None]] = []

    def create(self) -> None:
        with connection.cursor() as cursor:
            for name in self._tables:
                cursor.execute(
                    sql.SQL("CREATE UNLOGGED TABLE {} (" + COLUMNS + ")").format(sql.Identifier(name))
                )

    def add(self, block: ParsedBlock) -> None:
        """Stage a block."""
        documents = _cut(block.documents)
        hashes = match_keys_hex(documents)
        faults: Iterable[str] = repeat(NULL)
        if block.faults:
            faults = [
                _copy_json(block.faults[place]) if place in block.faults else NULL
                for place in range(len(documents))
            ]
        texts = map(
            "\t".join,
            zip(
                map(str, block.numbers), hashes, block.tickets, block.kinds, block.originals, map(str, block.amounts_fen),
                block.moments,
                block.treasury_days, block.places, block.years, block.channels, block.name_keys, block.names,
                self._cover.hide(documents, block.numbers), faults, strict=False,
            ),
        )  # fmt: skip  # columns that are the same in every row are endless, so their lengths cannot be held together
        part_of, rows = self._part_of, self._rows
        for digest, text in zip(hashes, texts, strict=True):
            rows[part_of[digest[:2]]].append(text)
        for part, waiting in enumerate(rows):
            if len(waiting) >= FLUSH_ROWS:
                self._flush(part)

    def finish(self) -> None:
        """Write what is left and make the tables known to the planner."""
        for part, waiting in enumerate(self._rows):
            if waiting:
                self._flush(part)
        self._settle(0)
        self._pool.submit(_close_own_connection).result()
        self._pool.shutdown()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '128MB'")
            cursor.execute("SET LOCAL default_statistics_target = 10")  # sizes and widths are enough
            for name in self._tables:
                cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(name)))
            every = sql.SQL(" UNION ALL ").join(
                sql.SQL("SELECT ticket, number FROM {} WHERE faults IS NULL").format(sql.Identifier(name))
                for name in self._tables
            )
            cursor.execute(
                sql.SQL(
                    "CREATE UNLOGGED TABLE {} AS WITH line AS MATERIALIZED ({}), twice AS"
                    " (SELECT ticket, min(number) AS first_number FROM line GROUP BY ticket HAVING count(*) > 1)"
                    " SELECT number, first_number FROM line JOIN twice USING (ticket) WHERE number > first_number"
                ).format(sql.Identifier(self._repeated), every)
            )
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(self._repeated)))

    def abandon(self) -> None:
        self._pool.submit(_close_own_connection)
        self._pool.shutdown(cancel_futures=False)
        drop_stage([*self._tables, self._repeated])

    def _flush(self, part: int) -> None:
        waiting, self._rows[part] = self._rows[part], []
        self.counts[part] += len(waiting)
        self._settle(3)
        self._pending.append(self._pool.submit(_copy, self._tables[part], "\n".join(waiting) + "\n"))

    def _settle(self, at_most: int) -> None:
        while len(self._pending) > at_most:
            self._pending.pop(0).result()


def _copy(table: str, text: str) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy,
    ):
        copy.write(text)


def _close_own_connection() -> None:
    connections["default"].close()


def drop_stage(tables: list[str]) -> None:
    """Drop these tables; one that a frozen worker still holds is left for whoever sweeps next."""
    for name in tables:
        with contextlib.suppress(OperationalError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{DROP_PATIENCE}'")
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(name)))


def stage_tables(file_id: int) -> list[str]:
    """All tables staged for a file, of whatever fence."""
    return tables_of("payment_stage", file_id)


def _cut(documents: list[str]) -> list[str]:
    """What is too long to be a number is malformed already; its beginning is enough to be found again."""
    longest = max(map(len, documents), default=0)
    if longest * 4 <= DOCUMENT_BYTES or (longest <= DOCUMENT_BYTES and "".join(documents).isascii()):
        return documents
    return [
        document if len(document.encode()) <= DOCUMENT_BYTES else document[: DOCUMENT_BYTES // 4]
        for document in documents
    ]


def _copy_json(faults: list[dict[str, Any]]) -> str:
    return json.dumps(faults, ensure_ascii=True).replace("\\", "\\\\")
