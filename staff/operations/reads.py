"""Who read about whom? One row of the audit for each look at a person or a list of people, in one statement with its limit.

Nothing is shown before the row is written. Unusually many looks are written down as such; far too many have to wait.
"""

import json
from typing import Any

import structlog
from django.db import connection
from django.db.models import Model
from structlog.contextvars import get_contextvars

from policy.terms import Text
from staff import audit
from staff.access import roles_held
from staff.models import Officer
from staff.reading_limits import limits_today
from staff.refusals import Refusal

# Whatever shows somebody's data by one look; those that other operations write are counted as well.
READING = (
    "read_person",
    "read_people",
    "find_person",
    "print_notice",
    "look_up_outsider",
    "look_up_eligibility",
    "read_history",
)
_log = structlog.get_logger(__name__)
_NOTE = """
    WITH lately AS (
        SELECT coalesce(sum(coalesce((change ->> 'looks')::int, 1)), 0) AS looks FROM staff_auditevent
        WHERE officer_id = %(officer)s AND at > now() - make_interval(mins => %(minutes)s) AND succeeded AND action = ANY(%(all)s)
    )
    INSERT INTO staff_auditevent
        (officer_id, action, about_kind, about_id, division_code, change, succeeded, ip, request_id)
    SELECT %(officer)s, %(action)s, %(kind)s, %(id)s, %(division)s, %(change)s::jsonb, looks + %(looks)s <= %(refuse)s, %(ip)s,
        %(request)s
    FROM lately RETURNING succeeded, (SELECT looks FROM lately)"""


class TooManyReads(Refusal):
    """More people were looked at than work needs; `wait` says after how many seconds the next look is possible at the latest."""

    status = 429

    def __init__(self, minutes: int) -> None:
        self.wait = minutes * 60
        super().__init__(
            "too_many_reads",
            Text(
                f"您在 {minutes} 分钟内查看的人员过多，查看已暂停，并已记入审计。",
                f"You looked at too many people within {minutes} minutes; reading is paused, and it is in the audit trail.",
            ),
            Text(
                f"请在 {minutes} 分钟后继续；确因工作需要的，请用名单或报表，或请系统管理员说明情况。",
                f"Go on in {minutes} minutes. If your work needs it, use a list or report, or talk to the system administrator.",
            ),
        )


def read_person(
    person: Model, *, by: Officer, division_code: str, what: str = "", action: str = "read_person"
) -> None:
    """Write down that an officer looks at one person (`what`: which page); raises `TooManyReads`."""
    kind = person._meta.model_name or ""
    _note(action, by, (kind, str(person.pk)), division_code, {"what": what} if what else {}, 1)


def read_people(
    number: int, *, by: Officer, division_code: str = "", what: str = "", about: tuple[str, str] = ("", "")
) -> None:
    """The same of a list of so many people (`about`: kind and number of what it belongs to); a list of nobody is no look."""
    if number:
        looks = limits_today().looks(number)
        change = {"what": what, "people": number, "looks": looks}
        _note("read_people", by, about, division_code, change, looks)


def found_nobody(by: Officer, *, what: str) -> None:
    """Write down that a document number led to nobody: many of them are somebody walking through numbers."""
    audit.record("find_nobody", by=by, succeeded=False, change={"what": what})


def _note(
    action: str, by: Officer, about: tuple[str, str], division: str, change: dict[str, Any], count: int
) -> None:
    limits, context = limits_today(), get_contextvars()
    limit, minutes = limits.of(roles_held(by)), limits.minutes
    with connection.cursor() as cursor:
        cursor.execute(
            _NOTE,
            {
                "officer": by.pk, "minutes": minutes, "all": list(READING), "action": action, "kind": about[0], "id": about[1],
                "division": division, "change": json.dumps(change, ensure_ascii=False), "looks": count, "refuse": limit.refuse,
                "ip": context.get("ip"), "request": str(context.get("request_id", ""))[:36],
            },
        )  # fmt: skip
        allowed, before = cursor.fetchone()
    if before < limit.alarm <= before + count:
        audit.record(
            "unusual_reading",
            by=by,
            about=by,
            division_code=division,
            change={"looks": before + count, "minutes": minutes},
        )
        _log.warning("unusual_reading", officer=by.pk, looks=before + count, minutes=minutes)
    if not allowed:
        raise TooManyReads(minutes)
