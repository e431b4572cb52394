"""Is each pattern of unusual reading seen, by role, without a word to the reader, and closed by another with what it was?"""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from staff import audit
from staff.models import AuditEvent, ReadingAlarm
from staff.operations import reading_alarms
from staff.reading_limits import limits_on
from staff.rules.reading import Pattern
from staff.rules.roles import Role

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 4, 4, 5, tzinfo=UTC)  # 12:05 in Shanghai
NIGHT = datetime(2026, 3, 4, 17, 5, tzinfo=UTC)  # 01:05 of the fifth
VILLAGE, OTHER = "371702001001", "371702001002"
LIMIT = limits_on(NOON.date()).roles[Role.VILLAGE_CLERK]


@pytest.fixture
def clerk(make_officer):
    return make_officer(Role.VILLAGE_CLERK, VILLAGE)


def look(by, person, at=NOON, division=VILLAGE, action="read_person", **change):
    audit.record(action, by=by, about=("person", person), division_code=division, at=at, change=change)


def patterns(now=NOON):
    reading_alarms.look(now=now + timedelta(minutes=10))
    return {(alarm.pattern, alarm.number) for alarm in ReadingAlarm.objects.all()}


def test_consecutive_numbers(clerk):
    for number in range(LIMIT.consecutive):
        look(clerk, 1000 + number)
    assert not patterns()
    look(clerk, 1000)  # the same one again is no step
    assert not patterns()
    look(clerk, 1000 + LIMIT.consecutive)
    assert patterns() == {("consecutive", LIMIT.consecutive)}


def test_as_many_people_here_and_there_are_nothing_unusual(clerk):
    for number in range(LIMIT.consecutive + 5):
        look(clerk, 1000 + 3 * number)
    assert not patterns()


def test_numbers_that_lead_to_nobody(clerk):
    for _ in range(LIMIT.misses):
        assert not patterns()
        audit.record("find_nobody", by=clerk, succeeded=False, at=NOON)
    assert patterns() == {("misses", LIMIT.misses)}


@pytest.mark.parametrize(
    ("at", "place", "seen"), [(NIGHT, VILLAGE, True), (NOON, VILLAGE, False), (NIGHT, OTHER, False)]
)
def test_one_village_at_night(clerk, at, place, seen):
    for number in range(LIMIT.night):
        look(clerk, 1000 + 3 * number, at=at, division=VILLAGE if number % 2 else place)
    assert patterns(at) == ({("night", LIMIT.night)} if seen else set())


def test_a_list_at_night_counts_its_people(clerk):
    look(clerk, "", at=NIGHT, action="read_people", people=LIMIT.night, looks=1)
    assert patterns(NIGHT) == {("night", LIMIT.night)}


def test_many_within_minutes(clerk):
    audit.record("unusual_reading", by=clerk, at=NOON, change={"looks": LIMIT.alarm})
    assert patterns() == {("many", LIMIT.alarm)}


def test_rows_that_are_taken_away(clerk):
    audit.record("download_file_result", by=clerk, at=NOON, change={"rows": LIMIT.export - 1})
    assert not patterns()
    audit.record("list_unpaid", by=clerk, at=NOON, change={"people": 1})
    assert patterns() == {("export", LIMIT.export)}


def test_one_look_at_a_protected_person(clerk, make_officer):
    bureau = make_officer(Role.COUNTY_BUREAU, "371702")
    look(clerk, 7)
    reading_alarms.watch(7, division_code=VILLAGE, reason="知名人士", by=bureau, on=NOON.date())
    assert not patterns()  # before the protection
    now = datetime.now(UTC)
    look(clerk, 7, at=now + timedelta(seconds=1))
    look(clerk, 8, at=now + timedelta(seconds=1))
    reading_alarms.look(now=now + timedelta(seconds=5))
    assert [(a.pattern, a.number, a.division_code) for a in ReadingAlarm.objects.all()] == [
        ("watched", 1, VILLAGE)
    ]
    assert reading_alarms.unwatch(7, division_code=VILLAGE, reason="已无必要", by=bureau, on=NOON.date())
    assert not reading_alarms.unwatch(7, division_code=VILLAGE, reason="已无必要", by=bureau, on=NOON.date())


def test_the_wider_role_has_the_wider_limit(make_officer):
    bureau = make_officer(Role.COUNTY_BUREAU, "371702")
    for _ in range(LIMIT.misses):
        audit.record("find_nobody", by=bureau, succeeded=False, at=NOON)
    assert not patterns()


def test_an_hour_is_one_alarm_whose_number_grows(clerk):
    for total in (LIMIT.alarm, LIMIT.alarm + 9):
        audit.record("unusual_reading", by=clerk, at=NOON, change={"looks": total})
        assert patterns() == {("many", total)}
    audit.record("unusual_reading", by=clerk, at=NOON + timedelta(hours=1), change={"looks": LIMIT.alarm})
    reading_alarms.look(now=NOON + timedelta(hours=1, minutes=10))
    assert ReadingAlarm.objects.count() == 2


@pytest.fixture
def alarm(clerk):
    return ReadingAlarm.objects.create(
        officer=clerk, pattern=Pattern.MANY.value, hour=NOON, number=70, threshold=60, division_code=VILLAGE
    )


def test_the_security_administrator_reads_and_closes(alarm, clerk, make_officer, client_as, api_as):
    admin = make_officer(Role.SYSTEM_ADMIN, "371700")
    for language, words in (("zh-hans", "查看人数过多"), ("en", "many people within minutes")):
        page = client_as(admin, language=language).get("/reading/").content.decode()
        assert words in page and clerk.login in page
    client = client_as(admin)
    client.post(f"/reading/{alarm.pk}/close", {"finding": "x"})
    alarm.refresh_from_db()
    assert alarm.closed_at is None
    client.post(f"/reading/{alarm.pk}/close", {"finding": "年度参保登记集中录入"})
    alarm.refresh_from_db()
    assert (alarm.closed_by, alarm.finding) == (admin, "年度参保登记集中录入")
    assert AuditEvent.objects.get(action="close_reading_alarm").change["finding"] == alarm.finding
    assert client.post(f"/reading/{alarm.pk}/close", {"finding": "再次处理"}).status_code == 409
    row = api_as(admin).get("/api/v1/reading-alarms").json()["results"][0]
    assert (row["pattern"], row["closed_by"]) == ("many", admin.login)


def test_nobody_else_sees_or_closes_it(alarm, clerk, make_officer, client_as):
    assert client_as(clerk).get("/reading/").status_code == 403
    elsewhere = client_as(make_officer(Role.SYSTEM_ADMIN, "622900"))
    assert clerk.login not in elsewhere.get("/reading/").content.decode()
    assert elsewhere.post(f"/reading/{alarm.pk}/close", {"finding": "没有问题"}).status_code == 404
    auditor = client_as(make_officer(Role.AUDITOR, "371700"))
    assert clerk.login in auditor.get("/reading/").content.decode()
    assert auditor.post(f"/reading/{alarm.pk}/close", {"finding": "没有问题"}).status_code == 403


def test_nobody_closes_what_they_did_themselves(alarm, make_officer, client_as):
    admin = make_officer(Role.SYSTEM_ADMIN, "371700")
    ReadingAlarm.objects.filter(pk=alarm.pk).update(officer=admin)
    assert client_as(admin).post(f"/reading/{alarm.pk}/close", {"finding": "没有问题"}).status_code == 403
    with pytest.raises(IntegrityError, match="closed_by_another"), transaction.atomic():
        ReadingAlarm.objects.filter(pk=alarm.pk).update(closed_by=admin, closed_at=NOON, finding="没有问题")


def test_the_command_lists_and_looks_back(clerk, make_officer, capsys):
    admin = make_officer(Role.SYSTEM_ADMIN, "371700")
    audit.record("unusual_reading", by=clerk, at=NOON, change={"looks": 99})
    call_command("reading_alarms", "--by", admin.login, "--look-since", "2026-03-04T12:30", "--json")
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["officer"], row["number"], row["threshold"]) == (clerk.login, 99, LIMIT.alarm)
    call_command("reading_alarms", "--by", admin.login)
    assert "查看人数过多" in capsys.readouterr().out


def test_every_page_bears_who_looks_and_when(make_officer, client_as, client):
    officer = make_officer(Role.COUNTY_BUREAU, "371702")
    assert f'data-mark="{officer.login} 20' in client_as(officer).get("/").content.decode()
    assert "data-mark" not in client.get("/login").content.decode()
