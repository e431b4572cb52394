"""Who asks, and under which number is the request known?"""

import re
import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings


def request_number(environ: Mapping[str, Any]) -> str:
    """The number that the caller gave, if it has the form of one, else a new one: for logs, audit and the answer."""
    given = environ.get("HTTP_X_REQUEST_ID", "")
    return given if re.fullmatch(r"[A-Za-z0-9-]{8,36}", given) else uuid.uuid4().hex


def client_address(environ: Mapping[str, Any]) -> str | None:
    """Where the request came from; X-Forwarded-For is believed only as far as our own proxies wrote it."""
    forwarded: list[str] = [
        part.strip() for part in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()
    ]
    proxies: int = settings.PROXY_COUNT
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies]
    address: str = environ.get("REMOTE_ADDR", "")
    return address or None
