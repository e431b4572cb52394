"""How do parsed blocks become rows of the part tables, beside the process that reads the file?

Hashing and hiding the numbers and writing the rows takes as long as reading them. A large file has it done by a process of its
own, so that both cores work; a small one by a thread, which is there at once. Both reach PostgreSQL by a connection of their own.
"""

import json
import os
import signal
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import repeat
from multiprocessing import Pipe
from typing import Any, NamedTuple

from django.db import connection, connections
from psycopg import sql

from enrollment.bulk.identity_cover import DOCUMENT_BYTES, IdentityCover
from enrollment.bulk.line_parsing import NULL, ParsedBlock
from intake.bulk.cycles import no_search_for_cycles
from intake.bulk.side_by_side import is_web
from intake.vault import match_keys_hex

FLUSH_ROWS = 8_000
AHEAD_MAX = 3  # blocks that wait: the reader is not to fill the memory


class Packed(NamedTuple):
    """A block on its way: each column one text with a line for each cell, which passes quicker than the cells do."""

    numbers: Sequence[int]
    documents: str
    amounts_fen: list[int]
    texts: tuple[
        str | Iterable[str], ...
    ]  # in the order of the columns around the amounts; endless where all are the same
    faults: dict[int, list[dict[str, Any]]]


def pack(block: ParsedBlock) -> Packed:
    texts = (
        block.tickets, block.kinds, block.originals, block.moments, block.treasury_days, block.places, block.years,
        block.channels, block.name_keys, block.names,
    )  # fmt: skip
    return Packed(
        block.numbers,
        "\n".join(block.documents),
        block.amounts_fen,
        tuple(column if isinstance(column, repeat) else "\n".join(column) for column in texts),
        block.faults,
    )


class BlockRows:
    """Makes rows of blocks, sorts them by part, and copies them."""

    def __init__(self, tables: list[str], bounds: list[tuple[int, int]], cover: IdentityCover) -> None:
        self._tables = tables
        self._cover = cover
        self._rows: list[list[str]] = [[] for _ in tables]
        self._counts = [0] * len(tables)
        self._part_of = {
            f"{slot:02x}": part for part, (first, until) in enumerate(bounds) for slot in range(first, until)
        }

    def add(self, block: Packed) -> None:
        """Stage a block."""
        with no_search_for_cycles():
            self._add(block)

    def _add(self, block: Packed) -> None:
        documents = _cut(block.documents.split("\n"))
        hashes = match_keys_hex(documents)
        faults: Iterable[str] = repeat(NULL)
        if block.faults:
            faults = [
                _copy_json(block.faults[place]) if place in block.faults else NULL
                for place in range(len(documents))
            ]
        columns = [text.split("\n") if isinstance(text, str) else text for text in block.texts]
        texts = map(
            "\t".join,
            zip(
                map(str, block.numbers), hashes, *columns[:3], map(str, block.amounts_fen), *columns[3:],
                self._cover.hide(documents, block.numbers), faults, strict=False,
            ),
        )  # fmt: skip  # columns that are the same in every row are endless, so their lengths cannot be held together
        part_of, rows = self._part_of, self._rows
        for digest, row in zip(hashes, texts, strict=True):
            rows[part_of[digest[:2]]].append(row)
        for part, waiting in enumerate(rows):
            if len(waiting) >= FLUSH_ROWS:
                self._flush(part)

    def finish(self) -> list[int]:
        """Copy what is left; the rows of each part."""
        for part, waiting in enumerate(self._rows):
            if waiting:
                self._flush(part)
        self.close()
        return self._counts

    def close(self) -> None:
        """Give the connection back that was opened for the rows."""
        connection.close()

    def _flush(self, part: int) -> None:
        waiting, self._rows[part] = self._rows[part], []
        self._counts[part] += len(waiting)
        with (
            connection.cursor() as cursor,
            cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(self._tables[part]))) as copy,
        ):
            copy.write("\n".join(waiting) + "\n")


class RowsProcess:
    """The same in a copy of this process, which is there at once; a new one would read all rules again.

    Plain `os.fork`: a worker's process counts as a daemon, and `multiprocessing` lets no daemon have children.
    """

    def __init__(self, make: Callable[[], BlockRows]) -> None:
        self._pipe, theirs = Pipe()
        self._process = os.fork()
        if self._process == 0:
            try:
                self._pipe.close()
                _serve(theirs, make)
            finally:
                os._exit(0)  # whatever happens, the copy never goes on as if it were the worker
        theirs.close()

    def add(self, block: Packed) -> None:
        self._ask("add", block)

    def finish(self) -> list[int]:
        counts: list[int] = self._ask("finish")
        return counts

    def close(self) -> None:
        """End it, in the middle of a block too; safe to call again."""
        if self._process:
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)
            self._process = 0

    def _ask(self, *what: Any) -> Any:
        try:
            self._pipe.send(what)
            answer = self._pipe.recv()
        except (EOFError, ConnectionError) as gone:
            raise ChildProcessError("the process that makes the rows of the file died") from gone
        if isinstance(answer, Exception):
            raise answer
        return answer


def _serve(pipe: Any, make: Callable[[], BlockRows]) -> None:
    """Answer the worker until it is done or gone; its connections are its own, and so are its signals."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for opened in connections.all(initialized_only=True):
        del connections[opened.alias]  # the driver closes no connection that another process opened
    rows = make()
    with suppress(EOFError):
        while True:
            what, *given = pipe.recv()
            try:
                answer = getattr(rows, what)(*given)
            except Exception as fault:
                answer = fault
            pipe.send(answer)


class Beside:
    """A thread that makes the rows or waits for the process that does, and the blocks under way to it.

    What breaks there is raised by one of the next calls.
    """

    def __init__(self, make: Callable[[], BlockRows], *, own_process: bool) -> None:
        # A process that answers pages has other threads and a pool of connections, of which a copy would hold halves.
        self._rows = RowsProcess(make) if own_process and not is_web() else make()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="stage")
        self._pending: list[Future[None]] = []

    def add(self, block: Packed) -> None:
        while len(self._pending) >= AHEAD_MAX:
            self._pending.pop(0).result()
        self._pending.append(self._thread.submit(self._rows.add, block))

    def finish(self) -> list[int]:
        """Wait until everything is copied; the rows of each part."""
        for waiting in self._pending:
            waiting.result()
        counts = self._thread.submit(self._rows.finish).result()
        self.close()
        return counts

    def close(self) -> None:
        """Copy no more; safe to call again."""
        for waiting in self._pending:
            waiting.cancel()
        if isinstance(self._rows, RowsProcess):
            self._rows.close()
        else:
            with suppress(RuntimeError):  # closed already
                self._thread.submit(self._rows.close)
        self._thread.shutdown()


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
