"""How does a test hold a lock that a worker needs next, see that the worker waits for it, and let the lease of a dead one run out?"""

import contextlib
from collections.abc import Iterator

import psycopg
import redis
from django.conf import settings
from django.db import connection
from django.db.models.functions import Now

from intake.models.jobs import LeasedJob

PATIENCE = 60  # seconds; the machine may be busy


def broker() -> redis.Redis:
    socket, _, number = settings.CELERY_BROKER_URL.removeprefix("redis+socket://").partition("?virtual_host=")
    return redis.Redis(unix_socket_path=socket, db=int(number))


class Holder:
    """A connection of the test's own that holds locks which a worker needs."""

    def __init__(self, owner: str = "") -> None:
        if owner:
            self.connection = psycopg.connect(owner)
            return
        names = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password", "NAME": "dbname"}
        given = connection.settings_dict
        self.connection = psycopg.connect(
            **{theirs: given[ours] for ours, theirs in names.items() if given[ours]}
        )

    def hold(self, statement: str) -> None:
        self.connection.execute(statement)

    def release(self) -> None:
        self.connection.execute("SELECT pg_advisory_unlock_all()")
        self.connection.commit()

    def close(self) -> None:
        self.connection.close()


@contextlib.contextmanager
def holding(statement: str, owner: str = "") -> Iterator[Holder]:
    """Holds it as the owner of the tables whose address is given, where this process has the application's rights."""
    holder = Holder(owner)
    try:
        holder.hold(statement)
        yield holder
    finally:
        holder.close()


def waiting_sessions() -> int:
    """How many sessions of workers wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name = 'canbao-worker' AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])


def lease_runs_out(job: LeasedJob) -> None:
    """The seconds go by that the lease of a worker still has which is dead: nobody has to sit through them.

    Not for one that lives or is frozen: the database still has to end what it holds, and that is waited for.
    """
    type(job)._default_manager.filter(pk=job.pk).exclude(lease_until=None).update(lease_until=Now())
