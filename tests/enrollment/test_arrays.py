"""Does a column that travels as one array arrive as it was?"""

import uuid
from datetime import date
from typing import Any

import pytest
from django.db import connection

from enrollment.bulk.arrays import as_array

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        ("bigint", [1, -2, 2**62]),
        ("bigint", []),
        ("text", ["甲", 'a"b', "\\", "{x,y}", "", "NULL", " "]),
        ("text", [None, "a"]),
        ("date", [date(2022, 5, 1), None]),
        ("uuid", [uuid.UUID(int=7)]),
        ("boolean", [True, False]),
        ("bytea", [b"\x00\\'\""]),
    ],
)
def test_it_arrives_as_it_was(kind: str, column: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT %s::{kind}[]", [as_array(column)])
        [found] = cursor.fetchone()
    assert found == column
