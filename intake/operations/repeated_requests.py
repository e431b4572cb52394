"""How does a repeated request act once and get the first answer?"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from intake.models import AnsweredRequest
from policy.terms import Text
from staff import audit
from staff.models import Officer
from staff.refusals import Refusal

KEY = re.compile(r"[\x21-\x7e]{1,100}")


class KeyMissing(Refusal):
    """The request changes something and names no key."""

    status = 400


class KeyOfAnotherRequest(Refusal):
    """The key was used with another body."""

    status = 422


@dataclass(frozen=True, slots=True)
class Answered:
    """What is answered, and whether it is the answer of an earlier request."""

    status: int
    body: dict[str, Any]
    is_replayed: bool


def answer_once(
    *,
    by: Officer,
    operation: str,
    key: str,
    body_digest: str,
    at: datetime,
    act: Callable[[], tuple[int, dict[str, Any]]],
) -> Answered:
    """Do `act` unless it was done under this key. What it did and its answer are kept in one transaction: a second request
    that comes meanwhile waits for the first; a refused one leaves nothing behind.
    """
    if not KEY.fullmatch(key):
        raise KeyMissing(
            "idempotency_key_required",
            Text("请求缺少 Idempotency-Key。", "The request has no Idempotency-Key header."),
            Text(
                "请为每次提交生成一个唯一的键，重发时使用同一个键。",
                "Make a unique key for each submission and repeat it with the same key.",
            ),
        )
    with transaction.atomic():
        row, is_new = AnsweredRequest.objects.get_or_create(
            officer=by, operation=operation, key=key, defaults={"body_digest": body_digest, "answered_at": at}
        )
        if not is_new:
            if row.body_digest != body_digest:
                raise KeyOfAnotherRequest(
                    "idempotency_key_reused",
                    Text(
                        "这个 Idempotency-Key 已用于另一个请求。",
                        "This Idempotency-Key was used for another request.",
                    ),
                    Text("请换一个新的键。", "Use a new key."),
                )
            return Answered(row.status or 200, row.answer or {}, True)
        status, body = act()
        row.status, row.answer = status, body
        row.save(update_fields=["status", "answer"])
        return Answered(status, body, False)


@transaction.atomic
def prune(*, now: datetime) -> int:
    """Forget the answers given so long ago that nobody repeats the request any more. Returns how many."""
    old = AnsweredRequest.objects.filter(answered_at__lt=now - timedelta(days=settings.REPEATED_REQUEST_DAYS))
    count, _ = old.delete()
    if count:
        audit.record("prune_answered_requests", by=None, at=now, change={"answers": count})
    return count
