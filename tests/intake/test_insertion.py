"""Are rows inserted as new, and those that are there already left alone?"""

from typing import Any

import pytest
from django.db import IntegrityError, connection

from intake.bulk.insertion import UNLESS_THERE, insert_new

STATEMENT = f"WITH made AS (INSERT INTO numbers SELECT unnest(%s::int[]) {UNLESS_THERE} RETURNING 1) SELECT count(*) FROM made"


@pytest.mark.django_db
@pytest.mark.parametrize(("there", "given", "added", "tries"), [([], [1, 2], 2, 1), ([2], [1, 2, 3], 2, 2)])
def test_only_a_row_that_is_there_costs_a_second_try(
    there: list[int], given: list[int], added: int, tries: int
) -> None:
    statements: list[str] = []

    def note(execute: Any, statement: Any, params: Any, many: bool, context: Any) -> Any:
        if "INSERT" in statement:
            statements.append(statement)
        return execute(statement, params, many, context)

    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE numbers (number int PRIMARY KEY CHECK (number > 0)) ON COMMIT DROP")
        cursor.execute("INSERT INTO numbers SELECT unnest(%s::int[])", [there])
        with connection.execute_wrapper(note):
            insert_new(cursor, STATEMENT, [given])
        assert cursor.fetchone() == (added,)
        cursor.execute("SELECT array_agg(number ORDER BY number) FROM numbers")
        assert cursor.fetchone() == (given,)
        with pytest.raises(IntegrityError):  # what is wrong with a row is no reason to leave it out
            insert_new(cursor, STATEMENT, [[0]])
    assert [UNLESS_THERE in statement for statement in statements] == [False, True][:tries]
