"""What is the least that must be done to answer who is covered: hash a number, read by unique keys, say it as JSON?

A bare WSGI application beside which the real one is measured: same server, same statement, psycopg without anything around.
With BARE_AUDIT=1 it also writes a row of audit for each look-up and commits it, as the real one must.
"""

import json
import os
import threading
from collections.abc import Callable, Iterable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

import psycopg  # noqa: E402
from django.db import connection  # noqa: E402

from claims.queries.eligibility import BY_NUMBER  # noqa: E402
from intake.vault import match_key  # noqa: E402

_own = threading.local()
_AUDIT = (
    "INSERT INTO staff_auditevent (action, about_kind, about_id, division_code, change, succeeded, request_id, at)"
    " VALUES ('look_up_eligibility', 'person', %s, %s, '{}', true, '', now())"
)
WITH_AUDIT = os.environ.get("BARE_AUDIT") == "1"


def _connected() -> psycopg.Connection[Any]:
    if not hasattr(_own, "connection"):
        given = connection.get_connection_params()
        known = {
            name: given[name] for name in ("dbname", "user", "password", "host", "port") if given.get(name)
        }
        _own.connection = psycopg.connect(**known, autocommit=True)
    return _own.connection


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    asked = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    database = _connected()
    row = database.execute(
        BY_NUMBER, [int(asked["service_on"][:4]), match_key(asked["document_number"])]
    ).fetchone()
    assert row is not None
    if WITH_AUDIT:
        database.execute(_AUDIT, [str(row[0]), row[4]])
    told = {
        "area": row[10],
        "cover_from": str(row[13]),
        "cover_until": str(row[14]),
        "steps": row[-1]["steps"],
    }
    body = json.dumps(told).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
