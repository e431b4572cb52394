"""Which addresses has the product, what is decided about each, and how is one asked without leaving a trace?"""

import copy
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.handlers.base import BaseHandler
from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator

from enrollment.queries.base_lists import listed_key
from staff.models import AuditEvent, Officer
from tests.routes.decided import TABLE
from tests.routes.decided_registers import REGISTERS
from tests.routes.world import AREA, COUNTY, World

HERE = Path(__file__).parent
ABSENT = 1_000_000_007
# What an address must be asked with before it says who may see the answer.
QUERY = f"coverage_year=2022&division={COUNTY}&area={AREA}&year=2022&fiscal_year=2022&state=&day=2022-07-05&who=goes_on"
# Parts of an address that are words and no numbers.
WORDS = {
    "kind": "csv",
    "room": "exceptions",
    "register": "filings",
    "what": "unmatched",
    "topic": "case_notice_days",
    "area": AREA,
    "county": COUNTY,
    "code": "TB-1",
    "move": "retry",
    "clause": "HZ-2.2a",
    "reading_id": "A42",
    "question": "window.regular",
    "listed": listed_key("3717**", "名单"),
}


@dataclass(frozen=True, slots=True)
class Decided:
    """One line of the table: "open", "officer", a permission, or "-"."""

    name: str
    get: str
    post: str
    things: tuple[str, ...]

    def of(self, method: str) -> str:
        return self.get if method == "GET" else self.post


def decided() -> dict[str, Decided]:
    modules = [import_module(f"tests.routes.{path.stem}") for path in sorted(HERE.glob("decided_of_*.py"))]
    tables = (TABLE, REGISTERS, *(module.TABLE for module in modules))
    rows = [line.split() for table in tables for line in table.split("\n") if line.strip()]
    found = {
        name: Decided(name, get, post, () if thing == "-" else tuple(thing.split("+")))
        for name, get, post, thing in rows
    }
    assert len(found) == len(rows), "an address stands twice in the table"
    return found


def addresses() -> Iterator[tuple[str, str]]:
    """Name and pattern of every address that the product answers."""
    yield from _walked(get_resolver().url_patterns, "", "")


def _walked(patterns: Any, space: str, before: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        text = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield space + (pattern.name or f"unnamed {text}"), text
        elif isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _walked(pattern.url_patterns, space + inner, text)


def path_of(
    row: Decided, pattern: str, world: World, *, absent: bool = False, by: Officer | None = None
) -> str:
    """The address of the thing, or of one that is not there."""
    numbers = re.findall(r"<int:(\w+)>", pattern)
    given: dict[str, Any] = {
        name: ABSENT if absent else getattr(world, thing).pk
        for name, thing in zip(numbers, row.things, strict=True)
    }
    for name in re.findall(r"<(?:str|slug):(\w+)>", pattern):
        given[name] = WORDS[name] if name != "key" else _key(world, by)
    return reverse(row.name, kwargs=given)


def _key(world: World, by: Officer | None) -> str:
    """What a look-up by number gives the officer who made it."""
    return signing.dumps({"person": world.person.pk, "officer": by.pk if by else 0}, salt="outsider")


class Door:
    """The product as one actor finds it; what a request writes is taken back, so that the next finds all as it was."""

    handler: BaseHandler | None = None  # one for all: its parts are put together once

    bodies: dict[str, Any] = {}

    def __init__(self, officer: Officer | None, language: str = "en") -> None:
        Door.bodies = Door.bodies or bodies()
        self.officer = officer
        self.wrote: set[str] = set()  # by the last page that was served: actions of the audit trail
        self.factory = RequestFactory(headers={"accept-language": language})
        self.cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if officer is not None:
            client = Client()
            client.force_login(officer)
            session = client.session
            # Nobody idles here, and no request of a walk of many minutes has to say anew that it came.
            session["seen_at"] = (timezone.now() + timedelta(hours=1)).isoformat()
            session.save()
            self.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
        if Door.handler is None:
            Door.handler = BaseHandler()
            Door.handler.load_middleware()

    def ask(self, method: str, path: str, data: Any = None) -> tuple[int, str, str]:
        """Status, text without what differs from answer to answer, and where it leads."""
        assert Door.handler is not None
        self.factory.cookies.load(self.cookies)
        if method == "GET":
            request = self.factory.get(f"{path}?{QUERY}")
        elif path.startswith("/api/"):
            if data is None:
                data = Door.bodies.get(re.sub(r"/\d+", "/#", path), {})
            request = self.factory.post(f"{path}?{QUERY}", data, content_type="application/json")
        else:
            request = self.factory.post(path, data or {})
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        if self.officer is not None:  # known by the session; who that is was looked up when the door was made
            request._cached_user = copy.copy(self.officer)  # type: ignore[attr-defined]
        with transaction.atomic():
            answer: Any = Door.handler.get_response(request)
            text = b"".join(answer.streaming_content) if answer.streaming else answer.content
            _end(answer)
            if method == "GET" and answer.status_code == 200:
                self.wrote = set(
                    AuditEvent.objects.filter(officer=self.officer).values_list("action", flat=True)
                )
            transaction.set_rollback(True)
        return answer.status_code, bare(text.decode("utf-8", "replace")), answer.headers.get("Location", "")


def _end(answer: Any) -> None:
    """The end of a request, but for the connection: that one is ours, and a new one for each costs as much as a page."""
    request_finished.disconnect(close_old_connections)
    try:
        answer.close()
    finally:
        request_finished.connect(close_old_connections)


def bare(text: str) -> str:
    """A page without the number of its thing and of the request, the secret of its form, and the head that says who asks."""
    text = text[max(0, text.find("<main")) :]
    text = re.sub(r'(csrfmiddlewaretoken" value=|"X-CSRFToken": )"\w+"', "", text)
    return re.sub(r"[0-9a-f]{32}|\d+", "#", text)


def bodies() -> dict[str, Any]:
    """For each address of a program a body that fits the described shape: a wrong one would be refused before its place is asked."""
    described = SchemaGenerator().get_schema(request=None, public=True)
    shapes = described["components"]["schemas"]
    found = {}
    for path, methods in described["paths"].items():
        content = methods.get("post", {}).get("requestBody", {}).get("content", {})
        if "application/json" in content:
            found[re.sub(r"{\w+}", "#", path)] = _fitting(content["application/json"]["schema"], shapes)
    return found


def _fitting(shape: dict[str, Any], shapes: dict[str, Any]) -> Any:
    if "$ref" in shape:
        return _fitting(shapes[shape["$ref"].rpartition("/")[2]], shapes)
    for several in ("allOf", "oneOf", "anyOf"):
        if several in shape:
            return _fitting(shape[several][0], shapes)
    if "enum" in shape:
        return shape["enum"][0]
    match shape.get("type"):
        case "object":
            needed = shape.get("required", [])
            return {
                name: _fitting(part, shapes)
                for name, part in shape.get("properties", {}).items()
                if name in needed
            }
        case "array":
            return [_fitting(shape["items"], shapes)] * shape.get("minItems", 1)
        case "integer" | "number":
            return max(1, shape.get("minimum", 1))
        case "boolean":
            return False
    if "pattern" in shape:
        return "2022-07"
    return {"date": "2022-07-05", "date-time": "2022-07-05T10:00:00+08:00"}.get(shape.get("format", ""), AREA)


class Watch:
    """How long it took, for the figures at the end."""

    def __init__(self) -> None:
        self.begun, self.asked = time.process_time(), 0

    def __str__(self) -> str:
        return f"{self.asked} requests in {time.process_time() - self.begun:.0f} s of this process"
