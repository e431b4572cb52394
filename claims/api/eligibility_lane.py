"""How does the question of hospitals reach its answer without the whole of the framework (decision 0078)?

A lane in front of Django takes the plain case only: one address, a key, two plain fields, somebody who is covered. For
everything else, and whenever something is unusual or goes wrong before the answer is audited, Django answers as if there
were no lane. The headers are those that Django itself gave to a question of the same shape in this process.
"""

import io
import json
import logging
import re
import threading
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import psycopg
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date

from claims.operations.keyed_eligibility import Question, answered
from staff.web.callers import client_address, request_number

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Shape = tuple[str, ...]
Headers = list[tuple[str, str]]

log = logging.getLogger(__name__)
_BODY_BYTES_MAX = 300
_SHAPES_MAX = 64
_SHAPED_BY = (
    "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO", "HTTP_ACCEPT_LANGUAGE",
)  # fmt: skip
_OF_ONE_ANSWER = frozenset({"content-length", "x-request-id"})
_KEY = re.compile(r"Token ([A-Za-z0-9_-]{20,100})")
_NUMBER = re.compile(r"[A-Za-z0-9]{1,40}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_own = threading.local()


class EligibilityLane:
    """A WSGI application before another one."""

    def __init__(self, behind: Application) -> None:
        self.behind = behind
        self.address = reverse("api_eligibility")
        self.headers: dict[Shape, Headers] = {}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != self.address or (key := _key_of(environ)) is None:
            return self.behind(environ, start_response)
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        environ["wsgi.input"] = io.BytesIO(body)
        if (asked := _asked(body)) is None:
            return self.behind(environ, start_response)
        shape = tuple(environ.get(name, "") for name in _SHAPED_BY)
        headers = self.headers.get(shape)
        if headers is None:
            return self.behind(environ, self._remembering(shape, start_response))
        number = request_number(environ)
        told = _told(Question(key, *asked, client_address(environ), number))
        if told is None:
            return self.behind(environ, start_response)
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
        ours = [(name, http_date() if name == "Expires" else value) for name, value in headers]
        start_response("200 OK", [*ours, ("Content-Length", str(len(text))), ("X-Request-Id", number)])
        return [text]

    def _remembering(self, shape: Shape, start_response: StartResponse) -> StartResponse:
        def started(status: str, headers: Headers, *rest: Any) -> Any:
            names = {name.lower() for name, _ in headers}
            if status == "200 OK" and "set-cookie" not in names and len(self.headers) < _SHAPES_MAX:
                kept = [(name, value) for name, value in headers if name.lower() not in _OF_ONE_ANSWER]
                self.headers[shape] = kept
            return start_response(status, headers, *rest)

        return started


def _key_of(environ: Environ) -> str | None:
    """The key of a plain question; None for anything that Django has to look at."""
    size = environ.get("CONTENT_LENGTH") or ""
    given = _KEY.fullmatch(environ.get("HTTP_AUTHORIZATION", ""))
    is_plain = (
        given is not None
        and environ["REQUEST_METHOD"] == "POST"
        and environ.get("CONTENT_TYPE") == "application/json"
        and environ.get("HTTP_ACCEPT", "*/*") in ("*/*", "application/json")
        and not (environ.get("QUERY_STRING") or environ.get("HTTP_COOKIE") or environ.get("HTTP_TRANSFER_ENCODING"))
        and size.isascii() and size.isdecimal() and int(size) <= _BODY_BYTES_MAX
    )  # fmt: skip
    return given[1] if is_plain and given is not None else None


def _asked(body: bytes) -> tuple[str, date] | None:
    """Document number and day of service, when the body holds these two in their plain form and nothing else."""
    try:
        given = json.loads(body.decode())
        number, day = given["document_number"], given["service_on"]
        if len(given) == 2 and _NUMBER.fullmatch(number) and _DAY.fullmatch(day):
            return number, date.fromisoformat(day)
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    return None


def _told(question: Question) -> dict[str, Any] | None:
    """What is answered; None leaves the question to Django, also when the database does not answer."""
    try:
        return answered(_database(), question, today=timezone.localdate())
    except psycopg.Error as fault:
        log.warning("the lane leaves a question to Django", extra={"fault": type(fault).__name__})
        if (broken := getattr(_own, "database", None)) is not None:
            broken.close()
            del _own.database
        return None


def _database() -> psycopg.Connection[Any]:
    """A connection of this thread: as Django's, but statements are prepared, and each commits by itself."""
    database: psycopg.Connection[Any] | None = getattr(_own, "database", None)
    if database is None:
        given = connection.get_connection_params()
        ours = {name: given[name] for name in given if name not in _OF_DJANGO}
        database = _own.database = psycopg.connect(**ours, autocommit=True)
    return database


_OF_DJANGO = frozenset({"context", "cursor_factory", "prepare_threshold", "pool", "server_side_binding"})
