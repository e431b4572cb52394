"""How often may a login be tried?

Counted in PostgreSQL before the password is looked at, so that many attempts at once are counted too.
"""

import hashlib
from datetime import datetime

from django.conf import settings
from django.db import connection

from policy.terms import Text
from staff.models import LoginThrottle
from staff.refusals import Refusal


class TooManyAttempts(Refusal):
    """This login name, or this address, has failed too often; `wait` is the pause in seconds."""

    status = 429

    def __init__(self, wait: int):
        self.wait = wait
        minutes = -(-wait // 60)
        super().__init__(
            "too_many_attempts",
            Text(zh="登录失败次数过多，已暂停登录。", en="Too many failed logins; logging in is paused."),
            Text(
                zh=f"请在 {minutes} 分钟后再试；忘记密码请联系系统管理员。",
                en=f"Try again in {minutes} minutes. If the password is lost, ask the system administrator.",
            ),
        )


def count_attempt(*, login: str, address: str | None, at: datetime) -> None:
    """Count one attempt; raise `TooManyAttempts` when no more are allowed for now."""
    pair = _count(_key("login", login.strip().casefold(), address), at)
    alone = _count(_key("address", address), at)
    account = _count(_key("account", login.strip().casefold()), at)
    paused_until = [
        until
        for (failures, until), allowed in (
            (pair, settings.LOGIN_FAILURES_ALLOWED),
            (alone, settings.LOGIN_FAILURES_ALLOWED_PER_ADDRESS),
            # Whoever guesses from many addresses is stopped too; the name is paused, not closed.
            (account, settings.LOGIN_FAILURES_ALLOWED_PER_ACCOUNT),
        )
        if failures > allowed
    ]
    if paused_until:
        raise TooManyAttempts(wait=max(1, round((max(paused_until) - at).total_seconds())))


def forget_attempts(*, login: str, address: str | None) -> None:
    """After a success the count of this login starts anew, and the address gets its one attempt back."""
    name = login.strip().casefold()
    LoginThrottle.objects.filter(key__in=[_key("login", name, address), _key("account", name)]).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE staff_loginthrottle SET failures = greatest(failures - 1, 0) WHERE key = %s",
            [_key("address", address)],
        )


def _key(*parts: str | None) -> str:
    return hashlib.sha256("\0".join(part or "" for part in parts).encode()).hexdigest()


def _count(key: str, at: datetime) -> tuple[int, datetime]:
    """One more failure, in a single statement: two attempts at once are two."""
    sql = """
        INSERT INTO staff_loginthrottle AS t (key, failures, resets_at) VALUES (%(key)s, 1, %(resets_at)s)
        ON CONFLICT (key) DO UPDATE SET
            failures = CASE WHEN t.resets_at <= %(at)s THEN 1 ELSE t.failures + 1 END,
            resets_at = CASE WHEN t.resets_at <= %(at)s THEN excluded.resets_at ELSE t.resets_at END
        RETURNING failures, resets_at"""
    with connection.cursor() as cursor:
        cursor.execute(sql, {"key": key, "at": at, "resets_at": at + settings.LOGIN_LOCK})
        failures, resets_at = cursor.fetchone()
    return failures, resets_at
