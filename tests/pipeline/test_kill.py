"""Does a tax file end exactly once, whatever dies on the way? Real workers, killed at chosen points.

The points are reached without any hook in the product: the test holds a lock that the worker needs next, waits until
the database says that the worker waits for it, and kills.
"""

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import psycopg
import pytest
import redis
from django.conf import settings
from django.db import connection
from django.utils import timezone

from enrollment.bulk.slots import _LOCK_CLASS as SLOT
from enrollment.models import FilePart, PaymentFile
from enrollment.operations import payments
from intake import tasks
from intake.operations import jobs, leases
from intake.operations.jobs import WORK
from intake.operations.receiving import SameFileReceived
from intake.operations.wakes import wake
from staff.rules.roles import Role
from tests import factories as make
from tests.conftest import Worker, eventually, own_environment
from tests.pipeline import crowd
from tests.pipeline.tax_desk import TaxDesk, assert_ledger_holds, ledger_rows, table

pytestmark = pytest.mark.worker
SMALL = {"PAYMENT_LINES_PER_PART": "60", "PAYMENT_LEASE_SECONDS": "2"}
PATIENCE = 60  # seconds; the machine may be busy

MakeWorker = Callable[..., Worker]


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable) -> TaxDesk:  # type: ignore[type-arg]
    make.places()
    broker().flushdb()
    return TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), make_officer(Role.COUNTY_BUREAU, make.HEZE))


@pytest.fixture
def start_worker(make_worker: MakeWorker) -> Iterator[Callable[[], Worker]]:
    """A worker with small parts and a short lease; at the end of the test all are killed, which is quicker than asking."""
    made: list[Worker] = []

    def start() -> Worker:
        made.append(make_worker(environment=own_environment() | SMALL).start())
        return made[-1]

    yield start
    for worker in made:
        worker.kill()


def broker() -> redis.Redis:
    socket, _, number = settings.CELERY_BROKER_URL.removeprefix("redis+socket://").partition("?virtual_host=")
    return redis.Redis(unix_socket_path=socket, db=int(number))


class Holder:
    """A connection of the test's own that holds locks which a worker needs."""

    def __init__(self) -> None:
        names = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password", "NAME": "dbname"}
        given = connection.settings_dict
        self.connection = psycopg.connect(
            **{theirs: given[ours] for ours, theirs in names.items() if given[ours]}
        )

    def hold(self, statement: str) -> None:
        self.connection.execute(statement)

    def release(self) -> None:
        self.connection.execute("SELECT pg_advisory_unlock_all()")
        self.connection.commit()

    def close(self) -> None:
        self.connection.close()


def receive_quietly(desk: TaxDesk, content: bytes | list[dict[str, str]]) -> PaymentFile:
    """Take a file in whose message is lost: nobody knows of it until the test wakes somebody."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(payments, "wake_after_commit", lambda task, **arguments: None)
        return desk.receive(content)


@contextlib.contextmanager
def holding(statement: str) -> Iterator[Holder]:
    holder = Holder()
    try:
        holder.hold(statement)
        yield holder
    finally:
        holder.close()


def waiting_sessions() -> int:
    """How many sessions of workers wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name = 'canbao-worker' AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])


def wait_until_stuck(sessions: int = 1) -> None:
    eventually(lambda: waiting_sessions() >= sessions, seconds=PATIENCE, every=0.05)


def sweep_until_posted(file: PaymentFile) -> PaymentFile:
    """What beat does every few seconds, until the file is posted."""

    def posted() -> bool:
        tasks.sweep_files()
        file.refresh_from_db()
        assert file.state != "failed", file.failure
        return file.state == "posted"

    eventually(posted, seconds=PATIENCE, every=0.3)
    return file


def foretell(desk: TaxDesk, content: bytes) -> dict[str, list[int]]:
    """What an undisturbed run ends in."""
    return crowd.totals(desk.upload(content, check_only=True))


def assert_ended_as(file: PaymentFile, expected: dict[str, list[int]]) -> None:
    """One outcome per line, the same as undisturbed; sums as the control totals; nothing left behind."""
    assert crowd.totals(file) == expected == crowd.counted(file)
    assert sum(figures[0] for figures in expected.values()) == file.line_count
    assert sum(figures[1] for figures in expected.values()) == file.amount_fen
    assert_ledger_holds()
    eventually(lambda: not staged_tables(), seconds=10)


def staged_tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'payment\\_stage\\_%'"
        )
        return [row[0] for row in cursor.fetchall()]


# -- kill -9 at chosen points --------------------------------------------------------------------------------
def reading_the_bytes(holder: Holder, file: PaymentFile) -> None:
    wait_until_stuck()
    assert state(file) == "checking"


def at_the_end_of_the_check(holder: Holder, file: PaymentFile) -> None:
    wait_until_stuck()
    assert state(file) == "checking" and not FilePart.objects.filter(file=file).exists()


def in_the_middle_of_a_part(holder: Holder, file: PaymentFile) -> None:
    wait_until_stuck()
    assert state(file) == "posting" and posted_parts(file) == 0


def between_parts(holder: Holder, file: PaymentFile) -> None:
    wait_until_stuck()
    assert 0 < posted_parts(file) < FilePart.objects.filter(file=file).count()


def at_the_checkpoint_of_a_part(holder: Holder, file: PaymentFile) -> None:
    """Everything of the part is written; what is missing is the note that it is."""
    wait_until_stuck()
    holder.hold("LOCK TABLE enrollment_filepart IN SHARE MODE")
    holder.hold("SELECT pg_advisory_unlock_all()")
    with connection.cursor() as cursor:

        def at_filepart() -> bool:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'enrollment_filepart'::regclass"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            return bool(cursor.fetchone()[0])

        eventually(at_filepart, seconds=PATIENCE, every=0.05)
    assert posted_parts(file) == 0


def after_the_last_part(holder: Holder, file: PaymentFile) -> None:
    """All parts are posted; that the file is done is not yet said."""
    wait_until_stuck()
    holder.hold(f"SELECT 1 FROM enrollment_paymentfile WHERE id = {file.pk} FOR UPDATE")
    holder.hold("SELECT pg_advisory_unlock_all()")
    eventually(lambda: posted_parts(file) == FilePart.objects.filter(file=file).count(), seconds=PATIENCE)
    wait_until_stuck()
    assert state(file) == "posting"


def state(file: PaymentFile) -> str:
    return PaymentFile.objects.values_list("state", flat=True).get(pk=file.pk)


def posted_parts(file: PaymentFile) -> int:
    return FilePart.objects.filter(file=file).exclude(done_at=None).count()


FIRST_SLOT, LAST_SLOT = f"SELECT pg_advisory_lock({SLOT}, 0)", f"SELECT pg_advisory_lock({SLOT}, 255)"
POINTS: list[tuple[str, Callable[[Holder, PaymentFile], None]]] = [
    ("LOCK TABLE intake_storedchunk IN ACCESS EXCLUSIVE MODE", reading_the_bytes),
    ("LOCK TABLE enrollment_filepart IN SHARE MODE", at_the_end_of_the_check),
    ("LOCK TABLE enrollment_coverage IN EXCLUSIVE MODE", in_the_middle_of_a_part),
    (LAST_SLOT, between_parts),
    (FIRST_SLOT, at_the_checkpoint_of_a_part),
    (LAST_SLOT, after_the_last_part),
]


def test_a_killed_worker_loses_and_doubles_nothing(desk: TaxDesk, start_worker: Callable[[], Worker]) -> None:
    """Who took over after one kill is killed at the next point."""
    crowd.enroll(len(POINTS), desk.clerk)
    contents = [table(crowd.lines_of_file(number)) for number in range(len(POINTS))]
    expected = [foretell(desk, content) for content in contents]
    worker = start_worker()
    for (lock, reach), content, undisturbed in zip(POINTS, contents, expected, strict=True):
        file = receive_quietly(desk, content)
        with holding(lock) as holder:
            wake(WORK, layout="TB-1", file_id=file.pk)
            reach(holder, file)
            worker.kill()
            holder.release()
        worker = start_worker()
        sweep_until_posted(file)
        assert file.parts.count() > 3
        assert_ended_as(file, undisturbed)


def test_a_part_that_always_kills_its_worker_ends_only_its_own_file(
    desk: TaxDesk, start_worker: Callable[[], Worker]
) -> None:
    """A kill while posting counts as an attempt; the last one fails the file, and nothing else waits for it."""
    crowd.enroll(2, desk.clerk)
    file = receive_quietly(desk, table(crowd.lines_of_file(0)[:20]))
    for killed in range(1, leases.ATTEMPTS_MAX + 1):
        worker = start_worker()
        with holding("LOCK TABLE enrollment_coverage IN EXCLUSIVE MODE") as holder:
            eventually(lambda: tasks.sweep_files() or waiting_sessions(), seconds=PATIENCE, every=0.3)
            worker.kill()
            holder.release()
        assert file.parts.get().attempts == killed
    start_worker()

    def failed() -> bool:
        tasks.sweep_files()
        return state(file) == "failed"

    eventually(failed, seconds=PATIENCE, every=0.3)
    file.refresh_from_db()
    assert "broke off 5 times" in file.failure and posted_parts(file) == 0
    assert_ledger_holds()
    sweep_until_posted(desk.receive(table(crowd.lines_of_file(1))))  # the next file is none the worse
    jobs.retry(file=file, by=desk.officer, on=timezone.localdate())  # what killed the workers is gone
    sweep_until_posted(file)
    assert_ledger_holds()


# -- the broker ----------------------------------------------------------------------------------------------
def test_an_emptied_broker_loses_nothing(desk: TaxDesk, start_worker: Callable[[], Worker]) -> None:
    """Emptied before anybody looked at the file, and again while a part waits."""
    crowd.enroll(1, desk.clerk)
    content = table(crowd.lines_of_file(0))
    expected = foretell(desk, content)
    file = desk.receive(content)
    assert broker().dbsize() > 0
    broker().flushdb()
    PaymentFile.objects.filter(pk=file.pk).update(
        uploaded_at=timezone.now() - timedelta(seconds=6)
    )  # the sweeper's patience
    with holding(LAST_SLOT) as holder:
        start_worker()
        eventually(lambda: tasks.sweep_files() or waiting_sessions(), seconds=PATIENCE)
        broker().flushdb()
        holder.release()
    assert_ended_as(sweep_until_posted(file), expected)


def test_a_message_delivered_twice_at_once(desk: TaxDesk, start_worker: Callable[[], Worker]) -> None:
    crowd.enroll(1, desk.clerk)
    content = table(crowd.lines_of_file(0))
    expected = foretell(desk, content)
    with holding("LOCK TABLE enrollment_coverage IN EXCLUSIVE MODE") as holder:
        file = desk.receive(content)
        for _ in range(5):
            wake(WORK, layout="TB-1", file_id=file.pk)
        start_worker(), start_worker()
        wait_until_stuck(sessions=2)  # both are in the middle of a part
        holder.release()
    assert_ended_as(sweep_until_posted(file), expected)
    for _ in range(3):
        wake(WORK, layout="TB-1", file_id=file.pk)
        jobs.work_on(file)
    before = ledger_rows()
    eventually(lambda: broker().llen("celery") == 0, seconds=PATIENCE)
    assert ledger_rows() == before


# -- two at once ---------------------------------------------------------------------------------------------
def test_the_same_file_from_two_browsers_at_once(desk: TaxDesk) -> None:
    for round_ in range(5):
        content = table([{"ticket": f"R{round_}", "amount": "1.00"}])
        together = threading.Barrier(2)

        def send(content: bytes = content, together: threading.Barrier = together) -> Any:
            together.wait()
            try:
                return desk.receive(content)
            except SameFileReceived as known:
                return known
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            ended = [future.result() for future in [pool.submit(send), pool.submit(send)]]
        [file] = [each for each in ended if isinstance(each, PaymentFile)]
        [refused] = [each for each in ended if isinstance(each, SameFileReceived)]
        assert refused.context["file_id"] == file.pk
    assert PaymentFile.objects.count() == 5


def test_two_files_about_the_same_people_at_once(desk: TaxDesk, start_worker: Callable[[], Worker]) -> None:
    """Two workers, each with a file: no due is paid twice, nothing is lost."""
    crowd.enroll(1, desk.clerk)
    first = [cells for cells in crowd.lines_of_file(0) if cells["amount"] == "320.00" and "kind" not in cells]
    second = [
        {**cells, "ticket": f"9{cells['ticket'][1:]}", "paid_at": "2021-10-24 08:00:00"} for cells in first
    ]
    with holding("LOCK TABLE enrollment_coverage IN EXCLUSIVE MODE") as holder:
        files = [desk.receive(first), desk.receive(second)]
        start_worker(), start_worker()
        wait_until_stuck(sessions=2)
        holder.release()
    for file in files:
        sweep_until_posted(file)
    assert_ledger_holds()
    settled = [crowd.counted(file).get("posted_in_full", [0])[0] for file in files]
    assert settled[0] == 0 and settled[1] > 200, "the earlier payments are those that count"


# -- frozen, not dead ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("lock", "point"),
    [
        ("LOCK TABLE intake_storedchunk IN ACCESS EXCLUSIVE MODE", "checking"),
        ("LOCK TABLE enrollment_coverage IN EXCLUSIVE MODE", "posting"),
    ],
)
def test_a_frozen_worker_is_taken_over_and_fenced_off(
    desk: TaxDesk, start_worker: Callable[[], Worker], lock: str, point: str
) -> None:
    crowd.enroll(2, desk.clerk)
    content = table(crowd.lines_of_file(0))
    expected = foretell(desk, content)
    frozen = start_worker()
    assert frozen.process is not None
    file = receive_quietly(desk, content)
    with holding(lock) as holder:
        wake(WORK, layout="TB-1", file_id=file.pk)
        wait_until_stuck()
        assert state(file) == point
        os.killpg(frozen.process.pid, signal.SIGSTOP)
        holder.release()
    try:
        other = start_worker()
        sweep_until_posted(file)
        other.kill()
        before = ledger_rows()
        assert_ended_as(file, expected)
    finally:
        os.killpg(frozen.process.pid, signal.SIGCONT)
    next_file = sweep_until_posted(desk.receive(table(crowd.lines_of_file(1))))  # who was frozen works on
    assert next_file.pk != file.pk
    ours = {name: set(rows) for name, rows in ledger_rows().items()}
    assert all(set(rows) <= ours[name] for name, rows in before.items()), "the late worker changed nothing"
    assert_ledger_holds()
    eventually(lambda: not staged_tables(), seconds=15)
