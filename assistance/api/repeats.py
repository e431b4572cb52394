"""How does an API view of assistance act once for a repeated request, and answer the same again?"""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment.operations.repeated_requests import answer_once
from staff.api.authentication import acting

KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, required=True,
    description="Unique for each submission. Repeated with the same body: the first answer and `Idempotent-Replayed: true`;"
    " with another body: 422.",
)  # fmt: skip


def once(
    request: Request, operation: str, *, at: datetime, act: Callable[[], dict[str, Any]], status: int = 200
) -> Response:
    """`act` unless it was done under the request's Idempotency-Key; `operation` names what and on what it acts."""
    body = json.dumps(request.data, sort_keys=True, default=str)
    answered = answer_once(
        by=acting(request),
        operation=operation,
        key=request.headers.get("Idempotency-Key", ""),
        body_digest=hashlib.sha256(body.encode()).hexdigest(),
        at=at,
        act=lambda: (status, act()),
    )
    headers = {"Idempotent-Replayed": "true"} if answered.is_replayed else {}
    return Response(answered.body, status=answered.status, headers=headers)
