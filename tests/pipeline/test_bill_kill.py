"""Does a file of bills end exactly once, whatever dies on the way? Real workers, killed at chosen points.

The points are reached without any hook in the product: the test holds a lock that the worker needs next, waits until
the database says that the worker waits for it, and kills.
"""

from collections.abc import Callable

import pytest
from django.db import connection

from claims.models import Bill, BillFile, BillFilePart, FileBill, StagedBill, Statement
from claims.operations import bill_files
from intake import tasks
from intake.operations.jobs import WORK
from intake.operations.wakes import wake
from staff.models import Officer
from staff.rules.roles import Role
from tests import bill_files as files
from tests import care
from tests import factories as make
from tests.conftest import Worker, eventually
from tests.pipeline.test_kill import SLOT, Holder, broker, holding, wait_until_stuck

pytestmark = pytest.mark.worker
PATIENCE = 90
PEOPLE = 40
NAMES = [family + given for given in "伟刚丽军" for family in "赵钱孙李周吴郑王冯陈"]
FIRST_SLOT, LAST_SLOT = f"SELECT pg_advisory_lock({SLOT}, 0)", f"SELECT pg_advisory_lock({SLOT}, 255)"


@pytest.fixture
def clerk(transactional_db: None, make_officer: Callable[..., Officer]) -> Officer:
    make.places()
    broker().flushdb()
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)


def reading_the_bytes(holder: Holder, file: BillFile) -> None:
    wait_until_stuck()
    assert state(file) == "checking"


def before_the_first_part(holder: Holder, file: BillFile) -> None:
    wait_until_stuck()
    assert (
        state(file) == "settling"
        and settled_parts(file) == 0
        and not Bill.objects.filter(source=f"file:{file.pk}").exists()
    )


def between_parts(holder: Holder, file: BillFile) -> None:
    wait_until_stuck()
    assert 0 < settled_parts(file) < BillFilePart.objects.filter(file=file).count()


def at_the_checkpoint_of_a_part(holder: Holder, file: BillFile) -> None:
    """Everything of the part is written; what is missing is the outcome of each bill."""
    wait_until_stuck()
    assert settled_parts(file) == 0


def state(file: BillFile) -> str:
    return BillFile.objects.values_list("state", flat=True).get(pk=file.pk)


def settled_parts(file: BillFile) -> int:
    return BillFilePart.objects.filter(file=file).exclude(done_at=None).count()


POINTS: list[tuple[str, Callable[[Holder, BillFile], None]]] = [
    ("LOCK TABLE intake_storedchunk IN ACCESS EXCLUSIVE MODE", reading_the_bytes),
    (FIRST_SLOT, before_the_first_part),
    (LAST_SLOT, between_parts),
    ("LOCK TABLE claims_filebill IN SHARE MODE", at_the_checkpoint_of_a_part),
]


def test_a_killed_worker_loses_and_doubles_nothing(
    clerk: Officer,
    make_officer: Callable[..., Officer],
    make_worker: Callable[..., Worker],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who took over after one kill is killed at the next point; the end is that of an undisturbed run."""
    monkeypatch.setattr(
        bill_files, "wake_after_commit", lambda task, **arguments: None
    )  # the message is lost
    collector = make_officer(Role.TAX_OFFICER, make.HEZE)
    care.provider(clerk)
    people = [care.covered(clerk, collector, NAMES[number]) for number in range(PEOPLE)]
    worker = make_worker().start()
    for turn, (lock, reach) in enumerate(POINTS):
        rows = [
            files.visit(who, f"K{turn}-{place}", f"2022-0{turn + 3}-11") for place, who in enumerate(people)
        ]
        rows.append(files.visit(people[0], f"K{turn}-x", f"2022-0{turn + 3}-12", bill_total="51"))
        expected = files.totals(files.worked(rows, clerk, is_preview=True))
        file = files.received(rows, clerk)
        _in_many_parts(file)
        with holding(lock) as holder:
            wake(WORK, layout="CL-1", file_id=file.pk)
            reach(holder, file)
            worker.kill()
            holder.release()
        worker = make_worker().start()
        _sweep_until_settled(file)
        assert files.totals(file) == expected
        assert sum(figures[0] for figures in expected.values()) == file.bill_count == PEOPLE + 1
        assert FileBill.objects.filter(file=file).count() == PEOPLE + 1
        assert Bill.objects.filter(source=f"file:{file.pk}").count() == PEOPLE
        assert not StagedBill.objects.filter(file_id=file.pk).exists()
    numbers = list(Bill.objects.values_list("number", flat=True))
    assert len(numbers) == len(set(numbers)) == PEOPLE * len(POINTS)
    settled = Bill.objects.filter(state="settled").count()
    assert Statement.objects.filter(state="posted").count() == settled
    worker.kill()


def _in_many_parts(file: BillFile) -> None:
    """Four parts, made before the check so that a small file has several."""
    BillFilePart.objects.bulk_create(
        BillFilePart(
            file=file, number=number, slot_from=64 * number, slot_until=64 * (number + 1), bill_count=0
        )
        for number in range(4)
    )


def _sweep_until_settled(file: BillFile) -> None:
    """What beat does every few seconds; a lease that a dead worker left is over at once, so that the test need not wait."""

    def settled() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE claims_billfile SET lease_until = now() - interval '1 second' WHERE id = %s AND finished_at IS NULL"
                " AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()"
                " AND application_name = 'canbao-worker' AND state <> 'idle')",
                [file.pk],
            )
        tasks.sweep_files()
        file.refresh_from_db()
        assert file.state != "failed", file.failure
        return file.state == "settled"

    eventually(settled, seconds=PATIENCE, every=0.5)
