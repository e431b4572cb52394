"""Do two workers, two messages or a part that kills whoever works on it do harm to tax files? With real workers."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.utils import timezone

from enrollment.models import FilePart, PaymentFile
from intake import tasks
from intake.operations import jobs, leases, receiving
from intake.operations.jobs import WORK
from intake.operations.wakes import wake
from staff.rules.roles import Role
from tests import factories as make
from tests.conftest import Worker, eventually
from tests.pipeline import crowd
from tests.pipeline.locks import PATIENCE, broker, holding, lease_runs_out, waiting_sessions
from tests.pipeline.tax_desk import TaxDesk, assert_ledger_holds, ledger_rows, table

pytestmark = pytest.mark.worker
# One connection, so that a worker is caught in one part; `test_several_connections` catches it in several.
SMALL = {"PAYMENT_LINES_PER_PART": "60", "PAYMENT_LEASE_SECONDS": "2", "FILE_CONNECTIONS": "1"}

MakeWorker = Callable[..., Worker]


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable) -> TaxDesk:  # type: ignore[type-arg]
    make.places()
    broker().flushdb()
    return TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), make_officer(Role.COUNTY_BUREAU, make.HEZE))


def receive_quietly(desk: TaxDesk, content: bytes | list[dict[str, str]]) -> PaymentFile:
    """Take a file in whose message is lost: nobody knows of it until the test wakes somebody."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(receiving, "wake_for", lambda file: None)
        return desk.receive(content)


def wait_until_stuck(sessions: int = 1) -> None:
    eventually(lambda: waiting_sessions() >= sessions, seconds=PATIENCE, every=0.05)


def _nobody_holds(file: PaymentFile) -> None:
    eventually(lambda: not waiting_sessions(), seconds=PATIENCE, every=0.05)
    lease_runs_out(file)


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


def state(file: PaymentFile) -> str:
    return PaymentFile.objects.values_list("state", flat=True).get(pk=file.pk)


def posted_parts(file: PaymentFile) -> int:
    return FilePart.objects.filter(file=file).exclude(done_at=None).count()


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
        _nobody_holds(file)
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


# -- two at once ---------------------------------------------------------------------------------------------
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
