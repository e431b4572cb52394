"""How many statements do lines cost that no refund stands on?"""

from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from enrollment.bulk import refund_matches


@pytest.mark.django_db
def test_lines_without_a_refund_ask_whether_there_is_one_and_what_they_hold() -> None:
    asked: list[str] = []

    def note(execute: Any, statement: Any, params: Any, many: bool, context: Any) -> Any:
        asked.append(" ".join(statement.split()))
        return execute(statement, params, many, context)

    with connection.execute_wrapper(note):
        refund_matches.follow([1, 2, 3], at=timezone.now())
    assert [statement.partition(" ")[0] for statement in asked] == ["SELECT", "INSERT"]
    assert all("l.id = ANY" in statement for statement in asked)
