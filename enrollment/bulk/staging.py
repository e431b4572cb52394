"""Where do the typed lines of a file wait between its check and its posting?

One UNLOGGED table for each part of the file: fast to fill, dropped when the part is posted, empty after a crash of the
database (the check is then done again from the stored bytes). The names carry the fence of the check, so a worker that
lost its lease writes into tables that nobody reads. Document numbers stay encrypted here too: a keystream of the file
(AES-CTR) hides them, and the keyed hash beside each proves that it was opened correctly.
"""

from base64 import b64decode, b64encode
from concurrent.futures import Future, ThreadPoolExecutor

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes
from django.db import connection, connections
from psycopg import sql

from enrollment import vault
from enrollment.bulk.line_parsing import ParsedBlock
from enrollment.bulk.slots import SLOTS
from enrollment.vault import match_key_hex

FLUSH_ROWS = 8_000
DOCUMENT_BYTES = 24
_BASE64_CHARACTERS = DOCUMENT_BYTES * 4 // 3
COLUMNS = (
    "number int, hash uuid, ticket text, kind text, original text, amount_fen bigint, paid_at timestamp, "
    "treasury_on date, division_code text, area text, coverage_year smallint, channel text, name_key text, name text, "
    "identity text, faults jsonb"
)


def table_name(file_id: int, fence: int, part: int) -> str:
    return f"payment_stage_{file_id}_{fence}_{part}"


def repeated_tickets_name(file_id: int, fence: int) -> str:
    """The table of the tickets that stand in more than one sound line of the file, each with its first line."""
    return f"payment_stage_{file_id}_{fence}_tickets"


def part_bounds(parts: int) -> list[tuple[int, int]]:
    """The slots [from, until) of each part."""
    return [(SLOTS * part // parts, SLOTS * (part + 1) // parts) for part in range(parts)]


class IdentityCover:
    """Hides the document numbers of one file; the place of a line in the file is its place in the keystream."""

    def __init__(self, file_id: int, sha256: str) -> None:
        self._key = vault.derived_key(f"stage:{file_id}:{sha256}")

    def hide_block(self, documents: list[str], first_line: int) -> str:
        """Base64 of the hidden numbers, 32 characters for each."""
        clear = b"".join([document.encode().ljust(DOCUMENT_BYTES, b"\0") for document in documents])
        return b64encode(self._keystream(first_line).update(clear)).decode()

    def open(self, hidden: str, line: int) -> str:
        return self._keystream(line).update(b64decode(hidden)).rstrip(b"\0").decode()

    def _keystream(self, line: int) -> CipherContext:
        """AES-CTR moved on to the 24-byte place of a line."""
        block, inside = divmod(line * DOCUMENT_BYTES, 16)
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
        self._part_of = {f"{slot:02x}": part for part, (first, until) in enumerate(bounds) for slot in range(first, until)}
        self._line = 0
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="stage")
        self._pending: list[Future[None]] = []

    def create(self) -> None:
        with connection.cursor() as cursor:
            for name in self._tables:
                cursor.execute(sql.SQL("CREATE UNLOGGED TABLE {} (" + COLUMNS + ")").format(sql.Identifier(name)))

    def add(self, block: ParsedBlock, areas: list[str | None], fault_texts: dict[int, str]) -> None:
        """Stage a block. `areas` is the pooling area of each line, None when outside the file's area."""
        documents = [
            document if len(document.encode()) <= DOCUMENT_BYTES else document[: DOCUMENT_BYTES // 4]
            for document in block.documents
        ]
        hidden = self._cover.hide_block(documents, self._line)
        hashes = list(map(match_key_hex, documents))
        width = _BASE64_CHARACTERS
        part_of, rows, first = self._part_of, self._rows, self._line
        names = _escaped(block.names)
        keys = _escaped(block.name_keys)
        channels, originals, tickets = _escaped(block.channels), _escaped(block.originals), _escaped(block.tickets)
        for place, (number, digest, ticket, kind, original, amount, moment, treasury, division, area, year, channel, key, name) in enumerate(
            zip(
                block.numbers, hashes, tickets, block.kinds, originals, block.amounts_fen, block.moments, block.treasury_days,
                block.divisions, areas, block.years, channels, keys, names, strict=True,
            )
        ):  # fmt: skip
            fault = fault_texts.get(place)
            start = place * width
            rows[part_of[digest[:2]]].append(
                f"{number}\t{digest}\t{ticket}\t{kind or 'payment'}\t{original}\t{amount}\t{moment or _NULL}\t{treasury or _NULL}\t"
                f"{division or ''}\t{area or _NULL}\t{year or _NULL}\t{channel}\t{key}\t{name if name != key else _NULL}\t"
                f"{first + place}:{hidden[start : start + width]}\t{fault or _NULL}\n"
            )
        self._line += len(documents)
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
        with connection.cursor() as cursor:
            for name in self._tables:
                cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(name)))
            every = sql.SQL(" UNION ALL ").join(
                sql.SQL("SELECT ticket, number FROM {} WHERE faults IS NULL").format(sql.Identifier(name)) for name in self._tables
            )
            cursor.execute(
                sql.SQL(
                    "CREATE UNLOGGED TABLE {} AS SELECT ticket, min(number) AS first_number FROM ({}) AS line"
                    " GROUP BY ticket HAVING count(*) > 1"
                ).format(sql.Identifier(self._repeated), every)
            )

    def abandon(self) -> None:
        self._pool.submit(_close_own_connection)
        self._pool.shutdown(cancel_futures=False)
        drop_stage([*self._tables, self._repeated])

    def _flush(self, part: int) -> None:
        waiting, self._rows[part] = self._rows[part], []
        self.counts[part] += len(waiting)
        self._settle(3)
        self._pending.append(self._pool.submit(_copy, self._tables[part], "".join(waiting)))

    def _settle(self, at_most: int) -> None:
        while len(self._pending) > at_most:
            self._pending.pop(0).result()


_NULL = r"\N"


def _copy(table: str, text: str) -> None:
    with connection.cursor() as cursor, cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy:
        copy.write(text)


def _close_own_connection() -> None:
    connections["default"].close()


def drop_stage(tables: list[str]) -> None:
    with connection.cursor() as cursor:
        for name in tables:
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(name)))


def stage_tables(file_id: int) -> list[str]:
    """All tables staged for a file, of whatever fence."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE %s", [f"payment\\_stage\\_{file_id}\\_%"])
        return [row[0] for row in cursor.fetchall()]


def _escaped(column: list[str]) -> list[str]:
    joined = "".join(column)
    if "\\" in joined or "\t" in joined or "\n" in joined or "\r" in joined or "\0" in joined:
        return [_escape(text) for text in column]
    return column


def _escape(text: str) -> str:
    for plain, escaped in (("\0", ""), ("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(plain, escaped)
    return text

