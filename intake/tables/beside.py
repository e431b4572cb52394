"""How is a large sheet read on another processor, while this process works on the rows that were read?

A process of its own (`intake.tables.reading_process`) unpacks and reads it and hands over columns of rows. The bytes reach it in
memory, never on a disk. It ends with whoever wanted the rows: they stop asking, or die, and its pipe is closed.
"""

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import BinaryIO

from intake.tables.item_messages import Cut, receive
from intake.tables.placed_rows import Item

LARGE_BYTES = (
    32 << 20
)  # of a sheet and its texts, unpacked, from which on a second process is worth its start
PIPE_BYTES = 1 << 20
COPY_BYTES = 1 << 20
_ROOT = Path(__file__).resolve().parents[2]
_PASSED = ("PATH", "LD_LIBRARY_PATH", "HOME", "TZ", "LANG", "LC_ALL")  # no keys, no addresses


class ReadingEnded(RuntimeError):
    """The process that read a sheet ended before the sheet did: it was killed, or failed by a fault of ours."""


def can_read_beside() -> bool:
    """Whether this system keeps files in memory that have no name."""
    return hasattr(os, "memfd_create")


class Beside:
    """A sheet that is read beside; its rows once, by `items`."""

    def __init__(self, content: BinaryIO, sheet: int) -> None:
        with open(os.memfd_create("sheet"), "w+b") as file:
            content.seek(0)
            shutil.copyfileobj(content, file, COPY_BYTES)
            file.flush()
            file.seek(0)
            self._process = subprocess.Popen(
                [sys.executable, "-m", "intake.tables.reading_process", str(sheet)],
                cwd=_ROOT,
                env={name: os.environ[name] for name in _PASSED if name in os.environ},
                stdin=file,
                stdout=subprocess.PIPE,
            )
        assert self._process.stdout is not None
        self._rows = self._process.stdout
        with contextlib.suppress(OSError):  # more than this user may have
            fcntl.fcntl(self._rows, fcntl.F_SETPIPE_SZ, PIPE_BYTES)

    def items(self) -> Generator[Item]:
        """Raises what the reading raised, and `ReadingEnded`."""
        try:
            while (item := receive(self._rows)) is not None:  # type: ignore[arg-type]
                yield item
        except Cut:
            raise ReadingEnded(f"the process that read a sheet ended with {self._process.wait()}") from None
        finally:
            self.close()

    def close(self) -> None:
        """End the process, wherever it is."""
        self._rows.close()
        self._process.kill()
        self._process.wait()

    def __del__(self) -> None:
        if hasattr(self, "_rows"):
            self.close()
