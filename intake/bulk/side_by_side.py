"""How does one process work on several pieces at once, each with a connection of its own?

To the database it is several workers. The pieces are such that none needs another.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.conf import settings
from django.db import connection

P = TypeVar("P")
R = TypeVar("R")


def connections_for(pieces: int) -> int:
    """As many as there are pieces, within the setting; a caller's own transaction is one connection's, and so is a page's."""
    return 1 if connection.in_atomic_block or is_web() else min(settings.FILE_CONNECTIONS, pieces)


def is_web() -> bool:
    """Whether this process answers pages: other threads of it share a pool of connections, which is not to be emptied."""
    return "pool" in connection.settings_dict["OPTIONS"]


def each(pieces: Sequence[P], work: Callable[[P], R]) -> list[R]:
    """What comes of each piece. What breaks in one is raised here, and none is begun after it."""
    several = connections_for(len(pieces))
    if several < 2:
        return [work(piece) for piece in pieces]
    with ThreadPoolExecutor(several, thread_name_prefix="beside") as pool:
        begun = [pool.submit(_apart, work, piece) for piece in pieces]
        try:
            return [one.result() for one in begun]
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _apart(work: Callable[[P], R], piece: P) -> R:
    """In a thread Django opens a connection of its own."""
    try:
        return work(piece)
    finally:
        connection.close()
