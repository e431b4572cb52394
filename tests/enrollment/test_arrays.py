"""Does a column that is handed over as text come back as it was?"""

import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection

from intake.bulk.arrays import array_text, numbers_text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        ("bigint", [1, None, -(2**62)]),
        ("text", ["", "NULL", "a,b", '{"}', "back\\slash", "引号“”", " ", None, "%s", "\n"]),
        ("date", [date(2021, 3, 1), None]),
        ("timestamptz", [datetime(2021, 3, 1, 8, tzinfo=UTC)]),
        ("boolean", [True, False, None]),
        ("uuid", [uuid.UUID(int=7), None]),
        ("bytea", [b"", b'\x00\\"']),
        ("text", []),
    ],
)
def test_a_column_comes_back_as_it_was(kind: str, column: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT v FROM unnest(%s::{kind}[]) WITH ORDINALITY AS t(v, n) ORDER BY n", [array_text(column)]
        )
        assert [row[0] for row in cursor.fetchall()] == column


def test_numbers_come_back_in_their_order() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::bigint[]", [numbers_text(n for n in (3, 1, 2))])
        assert cursor.fetchone()[0] == [3, 1, 2]
