"""How is the database reached, as whom, and how long may it keep a process waiting?

Nothing waits without end: whoever meets a lock, asks too much or holds a transaction open is ended by the server. A page
then says that the system is busy (`config.errors`), a worker leaves the job to the next attempt.
"""

from dataclasses import dataclass

from psycopg.conninfo import conninfo_to_dict

from config.embedded import RUNTIME_USER, local_services
from config.environment import Environment


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds that a session waits for a lock, works on one statement, and leaves a transaction open without asking anything."""

    lock: float
    statement: float
    idle: float


LIMITS = {
    # An officer waits in front of the screen, and the connection is one of a few that all officers share.
    "web": Limits(lock=3, statement=30, idle=30),
    # Workers take turns with slices that take long. Idle is what a frozen one costs the others at most.
    "worker": Limits(lock=900, statement=3600, idle=300),
    "command": Limits(lock=60, statement=3600, idle=300),
    # A large table is rewritten in one statement; a lock that is not given soon would stop everybody behind it.
    "migration": Limits(lock=60, statement=86_400, idle=3600),
}


def limits_of(env: Environment) -> Limits:
    """The limits of this process: those of its kind, or what the installation says."""
    usual = LIMITS[env.CANBAO_PROCESS]
    return Limits(
        lock=env.DATABASE_LOCK_SECONDS or usual.lock,
        statement=env.DATABASE_STATEMENT_SECONDS or usual.statement,
        idle=env.DATABASE_IDLE_SECONDS or usual.idle,
    )


def database_url(env: Environment) -> str:
    """The address for this process: migrations come as the owner of the tables, everybody else as one who owns nothing."""
    if env.CANBAO_PROCESS == "migration":
        return env.DATABASE_OWNER_URL or env.DATABASE_URL or local_services().database_url()
    return env.DATABASE_URL or local_services().runtime_url()


def runtime_role(env: Environment) -> str:
    """Who gets the rights that work needs, after a migration; empty where the owner of the tables serves the pages itself."""
    if env.is_embedded:
        return RUNTIME_USER
    return str(conninfo_to_dict(env.DATABASE_URL).get("user") or "") if env.DATABASE_OWNER_URL else ""


def database(env: Environment) -> dict[str, object]:
    """Django's DATABASES entry. A pool only in web processes: Celery would close it after every task."""
    given = conninfo_to_dict(database_url(env))
    named = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    settings: dict[str, object] = {ours: str(given.pop(theirs, "") or "") for theirs, ours in named.items()}
    options: dict[str, object] = {**given, "application_name": f"canbao-{env.CANBAO_PROCESS}"}
    options["options"] = f"{_session_settings(limits_of(env))} {given.get('options') or ''}".strip()
    pooled = env.CANBAO_PROCESS == "web"
    if pooled:
        options["pool"] = {"min_size": 1, "max_size": env.DATABASE_POOL_SIZE, "timeout": 5}
    return (
        settings
        | {
            "ENGINE": "django.db.backends.postgresql",
            "OPTIONS": options,
            "CONN_MAX_AGE": 0 if pooled else 60,
            "CONN_HEALTH_CHECKS": True,  # of a pool too: it hands out no connection that died with a restarted server
        }
    )


def _session_settings(limits: Limits) -> str:
    """What the server is told when a connection begins; what the address says itself comes later and wins."""
    milliseconds = {
        "lock_timeout": limits.lock,
        "statement_timeout": limits.statement,
        "idle_in_transaction_session_timeout": limits.idle,
    }
    return " ".join(f"-c {name}={round(seconds * 1000)}" for name, seconds in milliseconds.items())
