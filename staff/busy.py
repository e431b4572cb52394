"""Is the system only busy, and what is then to be done? A lock held by somebody else, a limit of time, a database that starts.

Nothing of the step was saved, and the same step may succeed in a moment: a 503 with `Retry-After`, never a 500.
"""

from django.conf import settings
from django.db import InterfaceError, OperationalError
from psycopg import errors

from policy.terms import Text
from staff.refusals import Refusal

# What the server ended so that nobody waits for ever. Deadlocks belong here: one of two had to give way.
_GAVE_WAY = (
    errors.LockNotAvailable,
    errors.QueryCanceled,
    errors.DeadlockDetected,
    errors.IdleInTransactionSessionTimeout,
    errors.TooManyConnections,
    errors.AdminShutdown,
    errors.CrashShutdown,
    errors.CannotConnectNow,
)


class Busy(Refusal):
    """The database gave no answer in time; `wait` says after how many seconds to try again."""

    status = 503

    def __init__(self) -> None:
        self.wait: int = settings.BUSY_RETRY_SECONDS
        super().__init__(
            "busy",
            Text(
                "系统正忙：所需数据正被另一项业务占用，或数据库暂时没有应答。本次操作没有保存。",
                "The system is busy: other work holds what you need, or the database does not answer at the moment. Nothing of"
                " this step was saved.",
            ),
            Text(
                f"请在 {self.wait} 秒后重试；几分钟后仍然如此的，请告知系统管理员。",
                f"Try again in {self.wait} seconds; if it stays so for some minutes, tell the system administrator.",
            ),
        )


def busy_because(failure: BaseException | None) -> Busy | None:
    """The refusal to answer with, when an exception of the database only says that it is busy."""
    cause = failure.__cause__ if isinstance(failure, OperationalError | InterfaceError) else failure
    if isinstance(cause, _GAVE_WAY):
        return Busy()
    # Without a code from the server the connection itself failed: refused, broken off, or none was free in time.
    unreachable = isinstance(failure, OperationalError | InterfaceError) and not getattr(
        cause, "sqlstate", None
    )
    return Busy() if unreachable else None
