"""How do parsed blocks become rows of the part tables, beside the process that reads the file?

Hashing and hiding the numbers and writing the rows takes as long as reading them. A large file has it done by a process of its
own, so that both cores work; a small one by a thread, which is there at once. Both reach PostgreSQL by a connection of their own.
"""

import ctypes
import json
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from itertools import repeat
from typing import Any, NamedTuple

from django.db import connection, connections
from psycopg import sql

from enrollment.bulk.identity_cover import DOCUMENT_BYTES, IdentityCover
from enrollment.bulk.line_parsing import NULL, ParsedBlock
from intake.bulk.cycles import no_search_for_cycles
from intake.vault import match_keys_hex

FLUSH_ROWS = 8_000
AHEAD_MAX = 3  # blocks that wait: the reader is not to fill the memory
_PARENT_DIED = 1  # PR_SET_PDEATHSIG
_own = threading.local()


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
        return self._counts

    def _flush(self, part: int) -> None:
        waiting, self._rows[part] = self._rows[part], []
        self._counts[part] += len(waiting)
        with (
            connection.cursor() as cursor,
            cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(self._tables[part]))) as copy,
        ):
            copy.write("\n".join(waiting) + "\n")


class Beside:
    """The process or thread that makes the rows, and the blocks under way to it. What breaks there is raised by the next call."""

    def __init__(self, make: Callable[[], BlockRows], *, own_process: bool) -> None:
        self._pool: Executor
        if own_process:
            # A copy of this process is there at once; a new one would read all rules again.
            self._pool = ProcessPoolExecutor(
                1, multiprocessing.get_context("fork"), _begin_process, (make, os.getpid())
            )
        else:
            self._pool = ThreadPoolExecutor(1, "stage", _begin, (make,))
        self._pending: list[Future[Any]] = []

    def add(self, block: Packed) -> None:
        while len(self._pending) >= AHEAD_MAX:
            self._pending.pop(0).result()
        self._pending.append(self._pool.submit(_add, block))

    def finish(self) -> list[int]:
        """Wait until everything is copied; the rows of each part."""
        for waiting in self._pending:
            waiting.result()
        counts = self._pool.submit(_finish).result()
        self._pool.shutdown()
        return counts

    def abandon(self) -> None:
        """Copy no more; it may be that the process is gone."""
        for waiting in self._pending:
            waiting.cancel()
        with suppress(BrokenExecutor):
            self._pool.submit(_close).result()
        self._pool.shutdown()


def _begin(make: Callable[[], BlockRows]) -> None:
    _own.rows = make()


def _begin_process(make: Callable[[], BlockRows], parent: int) -> None:
    """A copy of the worker is no worker: it leaves the worker's connections and signals alone, and dies with it."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(_PARENT_DIED, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    for opened in connections.all(initialized_only=True):
        del connections[opened.alias]  # the driver closes no connection that another process opened
    _begin(make)


def _add(block: Packed) -> None:
    with no_search_for_cycles():
        _own.rows.add(block)


def _finish() -> list[int]:
    counts: list[int] = _own.rows.finish()
    _close()
    return counts


def _close() -> None:
    connection.close()


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
