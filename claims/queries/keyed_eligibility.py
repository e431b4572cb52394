"""Who holds this key, how far does it reach, and how does the person stand who is asked for: in one read?"""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

import psycopg

from claims.queries.eligibility import COLUMNS, JOINS, Standing
from staff.access import IN_FORCE, Permission
from staff.operations.tokens import VALID
from staff.rules.divisions import scope_prefix
from staff.rules.roles import roles_with

_PERMISSION = Permission.ELIGIBILITY_READ
_ROLES = [role.value for role in roles_with(_PERMISSION)]
# Key and grants are read anew for every question.
_STATEMENT = f"""
    SELECT o.id, ARRAY(
        SELECT g.division_code FROM staff_rolegrant g WHERE g.officer_id = o.id AND g.role = ANY(%(roles)s)
        AND {IN_FORCE}), {COLUMNS}
    FROM staff_apitoken t
    JOIN staff_officer o ON o.id = t.officer_id
    CROSS JOIN (SELECT %(year)s::smallint AS year) asked
    JOIN enrollment_person p ON p.document_hash = %(hash)s {JOINS}
    WHERE t.digest = %(digest)s AND {VALID} AND %(permission)s = ANY(t.permissions)"""
_BODY = "SELECT body FROM enrollment_quotation WHERE id = %s"


def keyed_standing(
    database: psycopg.Connection[Any], *, digest: str, document_hash: uuid.UUID, year: int, today: date
) -> tuple[int, tuple[str, ...], Standing] | None:
    """The officer, what the codes of the officer's divisions begin with, and the standing of a person whose due is settled.

    None: no valid key for this question, or no such person: nothing is said here about which of them it was.
    """
    row: Sequence[Any] | None = database.execute(
        _STATEMENT,
        {
            "roles": _ROLES, "today": today, "year": year, "hash": document_hash, "digest": digest,
            "permission": _PERMISSION.value,
        },
    ).fetchone()  # fmt: skip
    if row is None:
        return None
    officer, divisions, *columns = row
    standing = Standing(*columns)
    if not divisions or standing.merged_into_id is not None or standing.covered_due_id is None:
        return None
    return officer, tuple(map(scope_prefix, divisions)), standing


def quotation_body(database: psycopg.Connection[Any], quotation_id: int | None) -> dict[str, Any] | None:
    """The steps of a stored quotation."""
    row = database.execute(_BODY, [quotation_id]).fetchone()
    return row[0] if row else None
