"""Who may change the account of a person now?

People are spread over 256 slots by the first byte of their document hash. Whoever changes dues, entries or cover of a
person first takes the lock of the person's slot, in ascending order when several; so a part of a tax file and a clerk
never work on one person at once, and no two transactions wait for each other in a circle.
"""

import uuid
from collections.abc import Iterable

from django.db import connection

SLOTS = 256
_LOCK_CLASS = 4201  # the first key of PostgreSQL's two-key advisory locks; the second is the slot


def slot_of(document_hash: uuid.UUID) -> int:
    return document_hash.bytes[0]


def lock_slots(slots: Iterable[int]) -> None:
    """Hold the slots until the transaction ends."""
    wanted = sorted(set(slots))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, slot) FROM unnest(%s::int[]) WITH ORDINALITY AS wanted(slot, place) ORDER BY place",
            [_LOCK_CLASS, wanted],
        )


def lock_people(document_hashes: Iterable[uuid.UUID]) -> None:
    """Hold the slots of these people until the transaction ends."""
    lock_slots(slot_of(document_hash) for document_hash in document_hashes)
