"""How does an API view act once for a repeated request, and answer the same again?"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from intake.operations.repeated_requests import answer_once
from intake.operations.stored_files import digest_of
from staff.api.authentication import acting

KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, required=True,
    description="Unique for each submission. Repeated with the same body: the first answer and `Idempotent-Replayed: true`;"
    " with another body: 422.",
)  # fmt: skip


def once(
    request: Request,
    operation: str,
    *,
    at: datetime,
    act: Callable[[], Mapping[str, Any]],
    status: int = 200,
    body: Mapping[str, Any] | None = None,
) -> Response:
    """`act` unless it was done under the request's Idempotency-Key; `operation` names what and on what it acts.

    `body` is what makes two requests the same one: the data that was sent, unless given.
    """
    same = json.dumps(request.data if body is None else body, sort_keys=True, default=str)
    answered = answer_once(
        by=acting(request),
        operation=operation,
        key=request.headers.get("Idempotency-Key", ""),
        body_digest=hashlib.sha256(same.encode()).hexdigest(),
        at=at,
        act=lambda: (status, json.loads(json.dumps(act(), default=str))),
    )
    headers = {"Idempotent-Replayed": "true"} if answered.is_replayed else {}
    return Response(answered.body, status=answered.status, headers=headers)


def body_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent together with a file: the same bytes under another name are the same body."""
    return {name: value for name, value in given.items() if name != "file"} | {
        "sha256": digest_of(given["file"])[0]
    }
