"""How is the commonest question of hospitals answered - a key, a number, somebody who is covered - in two statements?

One reads, one audits. Whatever else the answer may be is left to `claims.operations.eligibility`, which says the same of
this question too (tests/claims/test_eligibility_lane.py).
"""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg

from claims.operations.eligibility import ACTION, LookUp, is_within, told_to_audit
from claims.queries.eligibility import CoverCase, Standing
from claims.queries.keyed_eligibility import keyed_standing, quotation_body
from claims.rules.eligibility import Eligibility, decide
from enrollment.rules.documents import mask, normal_form
from intake import vault
from staff import audit
from staff.operations.tokens import digest_of

# What was decided for everybody whose cover is alike; all that it depends on is in the key, and quotations never change.
_decided: dict[CoverCase, tuple[Eligibility, dict[str, Any]]] = {}
_DECIDED_MAX = 2_000


@dataclass(frozen=True, slots=True)
class Question:
    """Whom and for which day, with which key, from where, under which number of the request."""

    key: str
    number: str
    service_on: date
    address: str | None
    request_number: str


def answered(database: psycopg.Connection[Any], question: Question, *, today: date) -> dict[str, Any] | None:
    """The whole answer, audited; None when it is not the common one: then nothing was written.

    `database` commits each statement by itself.
    """
    number, on = normal_form(question.number), question.service_on
    found = keyed_standing(
        database,
        digest=digest_of(question.key),
        document_hash=vault.match_key(number),
        year=on.year,
        today=today,
    )
    if found is None:
        return None
    officer, here, standing = found
    answer, plain = _decision(database, standing, on)
    is_outside = not is_within(standing, here)
    database.execute(
        audit.ROW,
        (
            officer, ACTION, "person", str(standing.person_id), standing.division_code,
            json.dumps(told_to_audit(on, answer, is_outside)), question.address, question.request_number,
        ),
    )  # fmt: skip
    return LookUp(mask(number), on, standing, answer, is_outside).as_json(plain)


def _decision(
    database: psycopg.Connection[Any], standing: Standing, on: date
) -> tuple[Eligibility, dict[str, Any]]:
    case = standing.cover_case(on)
    assert case is not None
    known = _decided.get(case)
    if known is None:
        standing.body = quotation_body(database, standing.quotation_id)
        answer = decide(standing.facts(on))
        if len(_decided) >= _DECIDED_MAX:
            _decided.clear()
        known = _decided[case] = (answer, answer.as_json())
    return known
