"""Is a superuser's UPDATE, DELETE or INSERT in the audit trail found, and named; are days sealed without a writer waiting?"""

import json
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from staff import audit
from staff.models import AuditEvent, AuditLink, AuditSeal
from staff.operations import seal_checks, seal_exports, seals
from staff.rules.roles import Role
from staff.tasks import seal_audit, verify_audit

pytestmark = pytest.mark.django_db
DAYS = [date(2026, 3, day) for day in (1, 2, 4)]
AFTER = datetime(2026, 3, 5, 4, tzinfo=UTC)  # noon of the fifth in Shanghai


def at_noon(day):
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


@pytest.fixture
def seal_file(settings, tmp_path):
    settings.AUDIT_SEAL_FILE = tmp_path / "kept" / "seals.jsonl"
    return settings.AUDIT_SEAL_FILE


@pytest.fixture
def trail(seal_file):
    """Three sealed days with three events each, and two of the day that goes on."""
    for day in DAYS:
        for number in range(3):
            audit.record("did", by=None, about=("thing", number), change={"元": "1.50"}, at=at_noon(day))
    for number in range(2):
        audit.record("did", by=None, about=("thing", number), at=AFTER - timedelta(minutes=number))
    assert seals.link_and_seal(now=AFTER) == 11
    seal_exports.export()


def as_superuser(*statements):
    """What somebody does who may switch triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)
            assert cursor.rowcount, statement
        cursor.execute("SET session_replication_role = origin")


def test_an_untouched_trail_holds(trail):
    result = seal_checks.verify()
    assert (result.days, result.events, result.waiting, result.broken) == (3, 11, 0, None)
    assert [(seal.day, seal.events, seal.late) for seal in AuditSeal.objects.order_by("day")] == [
        (day, 3, 0) for day in DAYS
    ]
    assert AuditEvent.objects.get(action="verify_audit").succeeded
    assert seals.link_and_seal(now=AFTER) == 1  # the verification itself
    assert seals.link_and_seal(now=AFTER) == 0


SECOND = "(SELECT event_id FROM staff_auditlink WHERE day = '2026-03-02' AND position = 2)"
LAST_OPEN = "(SELECT event_id FROM staff_auditlink WHERE day = '2026-03-05' AND position = 2)"
FIRST = "(SELECT min(event_id) FROM staff_auditlink)"
COLUMNS = {
    "at": "at + interval '1 microsecond'",
    "officer_id": "(SELECT max(id) FROM staff_officer)",
    "action": "'did_not'",
    "about_kind": "'person'",
    "about_id": "'9'",
    "division_code": "'371702'",
    "change": """'{"元": "1.51"}'""",
    "succeeded": "false",
    "ip": "'10.0.0.1'",
    "request_id": "'x'",
}
BY_HAND = {
    **{
        f"{column} altered": ([f"UPDATE staff_auditevent SET {column} = {value} WHERE id = {SECOND}"], "altered", "02", 2)
        for column, value in COLUMNS.items()
    },
    "deleted": ([f"DELETE FROM staff_auditevent WHERE id = {SECOND}"], "removed", "02", 2),
    "deleted today": ([f"DELETE FROM staff_auditevent WHERE id = {LAST_OPEN}"], "removed", "05", 2),
    "deleted with its link": (
        [
            f"DELETE FROM staff_auditevent WHERE id = {SECOND}",
            "DELETE FROM staff_auditlink WHERE day = '2026-03-02' AND position = 2",
        ],
        "link_missing", "02", 2,
    ),
    "deleted with the links closed up": (
        [
            f"DELETE FROM staff_auditevent WHERE id = {SECOND}",
            "DELETE FROM staff_auditlink WHERE day = '2026-03-02' AND position = 2",
            "UPDATE staff_auditlink SET position = 2 WHERE day = '2026-03-02' AND position = 3",
        ],
        "altered", "02", 2,
    ),
    "the last of a day deleted with its link": (
        [
            "DELETE FROM staff_auditevent WHERE id = (SELECT event_id FROM staff_auditlink WHERE day = '2026-03-02' AND position = 3)",
            "DELETE FROM staff_auditlink WHERE day = '2026-03-02' AND position = 3",
        ],
        "seal_altered", "02", 2,
    ),
    "a whole day deleted": (
        [
            "DELETE FROM staff_auditevent WHERE at::date = '2026-03-02'",
            "DELETE FROM staff_auditlink WHERE day = '2026-03-02'",
            "DELETE FROM staff_auditseal WHERE day = '2026-03-02'",
        ],
        "seal_missing", "04", 0,
    ),
    "a seal deleted": (["DELETE FROM staff_auditseal WHERE day = '2026-03-02'"], "seal_missing", "04", 0),
    "the last seal deleted": (["DELETE FROM staff_auditseal WHERE day = '2026-03-04'"], "not_as_exported", "04", 0),
    "a number in a seal": (["UPDATE staff_auditseal SET events = 4 WHERE day = '2026-03-02'"], "seal_altered", "02", 3),
    "a digest": (["UPDATE staff_auditlink SET digest = '\\x00' WHERE day = '2026-03-02' AND position = 1"], "altered", "02", 1),
    "an event under another number": (
        [
            f"UPDATE staff_auditevent SET id = -1 WHERE id = {FIRST}",
            "UPDATE staff_auditlink SET event_id = -1 WHERE day = '2026-03-01' AND position = 1",
        ],
        "altered", "01", 1,
    ),
    "an event put in long after": (
        ["INSERT INTO staff_auditevent (at, action, about_kind, about_id, division_code, change, succeeded, request_id)"
         " VALUES ('2026-03-01', 'did', '', '', '', '{}', true, '')"],
        "slipped_in", None, 0,
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BY_HAND)
def test_what_a_superuser_does_is_found_and_named(trail, make_officer, capsys, seal_file, what):
    statements, kind, day, position = BY_HAND[what]
    make_officer()
    as_superuser(*statements)
    with pytest.raises(SystemExit) as end:
        call_command("verify_audit", "--json")
    told = json.loads(capsys.readouterr().out)
    assert end.value.code == 1 and not told["ok"]
    broken = told["broken"]
    assert (broken["kind"], broken["day"], broken["position"]) == (kind, day and f"2026-03-{day}", position)
    assert AuditEvent.objects.get(action="verify_audit").succeeded is False


def test_who_has_the_key_too_is_found_by_file_and_paper(trail, seal_file):
    """Everything in the database is written anew with the right key: only what left it knows better."""
    code = AuditSeal.objects.get(day=DAYS[1]).code
    as_superuser(
        f"UPDATE staff_auditevent SET action = 'did_not' WHERE id = {SECOND}",
        "DELETE FROM staff_auditlink",
        "DELETE FROM staff_auditseal",
    )
    seals.link_and_seal(now=AFTER)
    assert seal_checks.verify().broken is None
    found = seal_checks.verify(exported=seal_exports.read(seal_file)).broken
    assert found and (found.kind, found.day) == ("not_as_exported", DAYS[1])
    found = seal_checks.verify(
        codes=[(DAYS[0], AuditSeal.objects.get(day=DAYS[0]).code), (DAYS[1], code)]
    ).broken
    assert found and (found.kind, found.day) == ("not_as_on_paper", DAYS[1])
    assert seal_exports.export() == 0  # and the file keeps what it said


def test_what_comes_after_its_day_was_sealed_stands_in_the_next(trail):
    audit.record("did", by=None, at=at_noon(DAYS[2]))
    audit.record("did", by=None, at=AFTER + timedelta(days=3))  # a clock that ran ahead
    assert seals.link_and_seal(now=AFTER) == 2
    assert AuditLink.objects.filter(day=date(2026, 3, 5)).count() == 4
    seals.link_and_seal(now=AFTER + timedelta(days=1))
    seal = AuditSeal.objects.get(day=date(2026, 3, 5))
    assert (seal.events, seal.late) == (4, 1)
    assert seal_checks.verify().broken is None


def test_a_day_waits_for_its_seal_and_the_next_day_with_it(seal_file, settings, monkeypatch):
    monkeypatch.setattr(seals, "AT_ONCE", 2)
    midnight = seals.midnight(DAYS[1])
    for minutes in (-3, -2, -1, 1):
        audit.record("did", by=None, at=midnight + timedelta(minutes=minutes))
    assert seals.link_and_seal(now=midnight + timedelta(minutes=2)) == 3
    assert not AuditSeal.objects.exists()
    assert seals.link_and_seal(now=midnight + settings.AUDIT_SEAL_AFTER) == 1
    assert AuditSeal.objects.get().events == 3
    assert seal_checks.verify().broken is None


@pytest.mark.django_db(transaction=True)
def test_writers_never_wait_and_what_they_commit_later_is_linked_later(seal_file):
    """An event is written and not committed while the trail is linked; two that link at once give each event one link."""
    written, go_on = threading.Event(), threading.Event()

    def writer():
        from django.db import transaction

        with transaction.atomic():
            audit.record("slow", by=None, at=at_noon(DAYS[0]))
            written.set()
            go_on.wait(10)
        connection.close()

    def linker():
        seals.link_and_seal(now=AFTER)
        connection.close()

    slow = threading.Thread(target=writer)
    slow.start()
    assert written.wait(10)
    audit.record("quick", by=None, at=at_noon(DAYS[0]))
    linkers = [threading.Thread(target=linker) for _ in range(2)]
    for one in linkers:
        one.start()
    for one in linkers:
        one.join(10)
    assert AuditSeal.objects.get().events == 1
    go_on.set()
    slow.join(10)
    assert seals.link_and_seal(now=AFTER) == 1
    assert AuditLink.objects.filter(day=date(2026, 3, 2)).count() == 1 and seal_checks.verify().broken is None


def test_the_jobs_seal_export_and_verify(seal_file, settings, tmp_path):
    audit.record("did", by=None, at=timezone.now() - timedelta(days=3))
    seal_audit()
    seal_audit()
    lines = seal_file.read_text().splitlines()
    assert len(lines) == 1 and json.loads(lines[0])["code"] == AuditSeal.objects.get().code
    verify_audit()
    assert AuditEvent.objects.get(action="verify_audit").succeeded
    seal_file.write_text("nothing of ours\n")
    with pytest.raises(ValueError, match="line 1"):
        verify_audit()


def test_a_seal_reaches_syslog(seal_file, settings, tmp_path):
    import socket

    settings.AUDIT_SYSLOG = str(tmp_path / "log")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
        log.bind(settings.AUDIT_SYSLOG)
        log.settimeout(5)
        audit.record("did", by=None, at=timezone.now() - timedelta(days=3))
        seal_audit()
        said = log.recv(4096).decode()
    assert "canbao-audit" in said and AuditSeal.objects.get().code in said
    settings.AUDIT_SYSLOG = str(tmp_path / "nobody")
    audit.record("did", by=None, at=timezone.now() - timedelta(days=2))
    seal_audit()  # one that is away stops nothing
    assert AuditSeal.objects.count() == 2


def test_an_auditor_reads_seals_and_compares_a_code(trail, make_officer, client_as, api_as):
    auditor = make_officer(Role.AUDITOR, "371700")
    seal = AuditSeal.objects.get(day=DAYS[1])
    seal_checks.verify()
    for language, same, other, unsealed in (
        ("zh-hans", "与当日一致", "与当日不符", "当日没有封存"),
        ("en", "is that of the day", "is not that of the day", "has no seal"),
    ):
        client = client_as(auditor, language=language)
        page = client.get("/audit/seals").content.decode()
        assert seal.code in page and seal.hexadecimal in page
        for day, code, said in (
            (seal.day, seal.code.lower(), same),
            (DAYS[0], seal.code, other),
            (date(2026, 3, 3), seal.code, unsealed),
        ):
            assert said in client.get("/audit/seals", {"day": day.isoformat(), "code": code}).content.decode()
    rows = api_as(auditor).get("/api/v1/audit-seals").json()["results"]
    assert [row["day"] for row in rows] == [day.isoformat() for day in reversed(DAYS)]
    assert rows[1] == seal_exports.as_json(seal)


def test_the_command_says_it_in_both_languages_and_refuses_what_it_cannot_read(trail, capsys, tmp_path):
    from django.core.management.base import CommandError

    call_command("verify_audit", "--language", "en")
    assert "3 sealed days and 11 events hold" in capsys.readouterr().out
    as_superuser(f"DELETE FROM staff_auditevent WHERE id = {SECOND}")
    with pytest.raises(SystemExit):
        call_command("verify_audit")
    assert "该条审计记录被删除" in capsys.readouterr().out
    for wrong in (["--code", "2026-03-01"], ["--code", "soon=7K3Q"], ["--seals", str(tmp_path / "none")]):
        with pytest.raises(CommandError):
            call_command("verify_audit", *wrong)
