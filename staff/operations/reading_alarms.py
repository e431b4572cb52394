"""Whose reading of the last hours was unusual? Looked for in the audit trail by a job, so that no look waits for it.

Quiet: who reads is told nothing. Each officer, pattern and hour is one row, whose number grows while the hour lasts.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import structlog
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Officer, ReadingAlarm, RoleGrant, WatchedPerson
from staff.operations.reads import READING
from staff.reading_limits import limits_on
from staff.refusals import Refusal
from staff.rules.divisions import NATION
from staff.rules.reading import Limits, Pattern
from staff.rules.roles import role_of

BACK = timedelta(hours=2)  # a job that did not run for so long leaves its hours to `reading_alarms --since`
# Each gives officer, hour and how many. Looks by a number that led nowhere are refused ones of the two doors that take a number.
_MANY = """
    SELECT officer_id, date_trunc('hour', at), max((change ->> 'looks')::int) FROM staff_auditevent
    WHERE at >= %(since)s AND at < %(until)s AND action = 'unusual_reading' GROUP BY 1, 2"""
_CONSECUTIVE = """
    WITH people AS (SELECT DISTINCT officer_id, date_trunc('hour', at) AS hour, about_id::bigint AS person FROM staff_auditevent
        WHERE at >= %(since)s AND at < %(until)s AND action = ANY(%(reading)s) AND about_kind = 'person'
          AND officer_id IS NOT NULL AND about_id ~ '^[0-9]{1,18}$')
    SELECT a.officer_id, a.hour, count(*) FROM people a
    JOIN people b ON (b.officer_id, b.hour, b.person) = (a.officer_id, a.hour, a.person - 1) GROUP BY 1, 2"""
_MISSES = """
    SELECT officer_id, date_trunc('hour', at), count(*) FROM staff_auditevent
    WHERE at >= %(since)s AND at < %(until)s AND NOT succeeded AND officer_id IS NOT NULL
      AND action IN ('find_nobody', 'look_up_eligibility') GROUP BY 1, 2"""
_NIGHT = """
    WITH looks AS (SELECT officer_id, date_trunc('hour', at) AS hour, left(division_code, 12) AS village, about_id,
          coalesce((change ->> 'people')::int, 1) AS people FROM staff_auditevent
        WHERE at >= %(since)s AND at < %(until)s AND action = ANY(%(reading)s) AND length(division_code) = 12
          AND ((at AT TIME ZONE %(zone)s)::time >= %(night_begins)s OR (at AT TIME ZONE %(zone)s)::time < %(night_ends)s)
          AND officer_id IS NOT NULL),
    villages AS (SELECT officer_id, hour, village,
          count(DISTINCT about_id) FILTER (WHERE people = 1) + coalesce(sum(people) FILTER (WHERE people > 1), 0) AS number
        FROM looks GROUP BY 1, 2, 3)
    SELECT officer_id, hour, max(number) FROM villages GROUP BY 1, 2"""
_WATCHED = """
    SELECT e.officer_id, date_trunc('hour', e.at), count(DISTINCT e.about_id) FROM staff_auditevent e
    JOIN staff_watchedperson w ON w.person_id::text = e.about_id AND e.at >= w.since AND (w.until IS NULL OR e.at < w.until)
    WHERE e.at >= %(since)s AND e.at < %(until)s AND e.action = ANY(%(reading)s || '{reveal_document}'::text[])
      AND e.about_kind = 'person' AND e.officer_id IS NOT NULL GROUP BY 1, 2"""
_EXPORT = """
    SELECT officer_id, date_trunc('hour', at), sum(coalesce((change ->> 'rows')::int, (change ->> 'people')::int, 0))
    FROM staff_auditevent WHERE at >= %(since)s AND at < %(until)s AND officer_id IS NOT NULL
      AND action IN ('list_unpaid', 'export_list', 'download_file_result', 'download_bill_file_result') GROUP BY 1, 2"""
_ASKED = {
    Pattern.MANY: _MANY, Pattern.CONSECUTIVE: _CONSECUTIVE, Pattern.MISSES: _MISSES,
    Pattern.NIGHT: _NIGHT, Pattern.WATCHED: _WATCHED,
    Pattern.EXPORT: _EXPORT,
}  # fmt: skip
_log = structlog.get_logger(__name__)


class NotToClose(Refusal):
    """The alarm is closed already."""


class Unusual(NamedTuple):
    """An officer's hour that reached the threshold of the widest of their roles."""

    officer_id: int
    pattern: Pattern
    hour: datetime
    number: int
    threshold: int
    division_code: str


@transaction.atomic
def look(*, now: datetime, since: datetime | None = None) -> int:
    """Raise or renew the alarms of the last hours; how many that were."""
    since = since or (now - BACK).replace(minute=0, second=0, microsecond=0)
    number = 0
    for one in _unusual(since, now):
        alarm, is_new = ReadingAlarm.objects.get_or_create(
            officer_id=one.officer_id,
            pattern=one.pattern.value,
            hour=one.hour,
            defaults={"number": one.number, "threshold": one.threshold, "division_code": one.division_code},
        )
        if is_new:
            _log.warning(
                "reading_alarm", officer=one.officer_id, pattern=one.pattern.value, number=one.number
            )
        elif alarm.number < one.number:
            alarm.number = one.number
            alarm.save(update_fields=["number"])
        number += 1
    return number


def close(alarm_id: int, *, finding: str, by: Officer, now: datetime) -> ReadingAlarm:
    """Write down what an alarm was; not by the officer whose reading it was. Raises `NotToClose`, `NotYours`, `SameHuman`."""
    with transaction.atomic():
        alarm = ReadingAlarm.objects.select_for_update().get(pk=alarm_id)
        access.require(by, Permission.ALARMS_CLOSE, alarm.division_code, on=timezone.localdate(now))
        require_other_hands(
            by, alarm.officer_id, what=Text("不能处理关于本人查看行为的预警。", "Nobody closes an alarm about their own reading.")
        )  # fmt: skip
        if alarm.closed_at is not None:
            raise NotToClose(
                "alarm_closed",
                Text("该预警已处理。", "The alarm is closed already."),
                Text("请刷新页面查看处理结果。", "Open the page again to read what it was."),
            )
        alarm.closed_by, alarm.closed_at, alarm.finding = by, now, finding
        alarm.save(update_fields=["closed_by", "closed_at", "finding"])
        change = {"pattern": alarm.pattern, "finding": finding}
        audit.record(
            "close_reading_alarm",
            by=by,
            about=alarm,
            division_code=alarm.division_code,
            at=now,
            change=change,
        )
    return alarm


def visible(officer: Officer, *, on: date) -> QuerySet[ReadingAlarm]:
    """Alarms of officers of one's divisions, open ones first, newest first."""
    rows = access.scope(ReadingAlarm.objects.all(), officer, Permission.ALARMS_READ, on=on)
    return rows.select_related("officer", "closed_by").order_by("closed_at", "-hour", "pk")


def as_json(alarm: ReadingAlarm) -> dict[str, Any]:
    """An alarm as programs get it."""
    return {
        "id": alarm.pk, "officer": alarm.officer.login, "pattern": alarm.pattern, "hour": alarm.hour, "number": alarm.number,
        "threshold": alarm.threshold, "division_code": alarm.division_code, "closed_at": alarm.closed_at,
        "closed_by": alarm.closed_by.login if alarm.closed_by else None, "finding": alarm.finding,
    }  # fmt: skip


def watch(person_id: int, *, division_code: str, reason: str, by: Officer, on: date) -> WatchedPerson:
    """Put a person under special protection; who is so already stays so, with the first reason."""
    access.require(by, Permission.PEOPLE_PROTECT, division_code, on=on)
    with transaction.atomic():
        row, is_new = WatchedPerson.objects.get_or_create(
            person_id=person_id,
            until=None,
            defaults={"division_code": division_code, "reason": reason, "watched_by": by},
        )
        if is_new:
            audit.record(
                "watch_person",
                by=by,
                about=("person", person_id),
                division_code=division_code,
                change={"reason": reason},
            )
    return row


def unwatch(person_id: int, *, division_code: str, reason: str, by: Officer, on: date) -> bool:
    """End it; whether there was something to end."""
    access.require(by, Permission.PEOPLE_PROTECT, division_code, on=on)
    with transaction.atomic():
        ended = WatchedPerson.objects.filter(person_id=person_id, until=None).update(until=timezone.now())
        if ended:
            audit.record(
                "unwatch_person",
                by=by,
                about=("person", person_id),
                division_code=division_code,
                change={"reason": reason},
            )
    return bool(ended)


def _unusual(since: datetime, until: datetime) -> Iterator[Unusual]:
    limits = limits_on(timezone.localdate(until))
    counted = [(pattern, *row) for pattern, sql in _ASKED.items() for row in _rows(sql, limits, since, until)]
    grants = _grants({officer for _, officer, _, _ in counted}, timezone.localdate(until))
    for pattern, officer, hour, number in counted:
        roles = grants.get(officer, [])
        threshold = limits.of(role_of(role) for role, _ in roles).of(pattern)
        if number >= threshold:
            place = min((division for _, division in roles), default=NATION)
            yield Unusual(officer, pattern, hour, number, threshold, place)


def _rows(sql: str, limits: Limits, since: datetime, until: datetime) -> list[tuple[int, datetime, int]]:
    asked: dict[str, Any] = {
        "since": since, "until": until, "reading": list(READING), "zone": timezone.get_default_timezone_name(),
        "night_begins": limits.night_begins, "night_ends": limits.night_ends,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return list(cursor.fetchall())


def _grants(officers: Iterable[int], on: date) -> dict[int, list[tuple[str, str]]]:
    """Role and place of each grant in force, by officer."""
    grants: dict[int, list[tuple[str, str]]] = {}
    for grant in RoleGrant.objects.filter(officer_id__in=list(officers)):
        if grant.valid_from <= on and (grant.valid_until is None or on < grant.valid_until):
            grants.setdefault(grant.officer_id, []).append((grant.role, grant.division_code))
    return grants
