"""Does a sheet that another process reads come out as it is, and does that process end with whoever wanted its rows?"""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from intake.tables import xlsx_rows
from intake.tables.archives import Archive
from intake.tables.beside import Beside, ReadingEnded
from intake.tables.faults import FAULTS_OF_CONTENT
from intake.tables.item_messages import receive
from intake.tables.placed_rows import Columns
from intake.tables.reading_process import read
from intake.tables.refused import SheetRefused, broken_workbook
from intake.tables.sources import open_source
from intake.tables.xlsx_parts import workbook_place
from tests.intake.books import Failed, Formula, xlsx, xlsx_row
from tests.intake.reading import kinds, rows_of
from tests.intake.test_damaged_files import SOUND

ROOT = Path(__file__).resolve().parents[2]
TEXT = "371702198503120015"
ALL_KINDS = [
    ["编号", "金额", "备注", ""],
    *([f"{number:018d}", number, "", ""] for number in range(300)),
    [1, "", Failed(), Formula("1+2")],
    *([f"{number:018d}", None if number % 3 else number, "'撇号", True] for number in range(300)),
]
WRONG = "".join(xlsx_row(number, [TEXT]) for number in (1, 2, 2))


def _items(content: bytes) -> Iterator[Any]:
    archive = Archive(io.BytesIO(content))
    yield from xlsx_rows.Xlsx(archive, workbook_place(archive)).items(0)


def _received(content: bytes) -> Iterator[Any]:
    sent = io.BytesIO()
    read(io.BytesIO(content), 0, sent)
    sent.seek(0)
    while (item := receive(sent)) is not None:
        yield item


def _cells(item: Any) -> list[Any]:
    columns = item.columns if isinstance(item, Columns) else [item[1]]
    first = (item.first, item.may_hold_suspects) if isinstance(item, Columns) else item[0]
    return [first, [(type(cell), cell) for column in columns for cell in column]]


def _outcome(items: Iterator[Any]) -> list[Any]:
    """All cells with their kinds and, at the end, the refusal."""
    cells: list[Any] = []
    try:
        cells.extend(map(_cells, items))
    except SheetRefused as refused:
        cells.append(refused.as_json())
    except FAULTS_OF_CONTENT:
        cells.append(broken_workbook().as_json())
    return cells


@pytest.mark.parametrize(
    "content",
    [
        xlsx(ALL_KINDS),
        xlsx(sheet=WRONG),
        xlsx(ALL_KINDS)[:-3000],
        xlsx(sheet='<row r="1"><c r="A1" t="s"><v>9</v></c></row>', strings="<si><t>a</t></si>"),
        xlsx(sheet=xlsx_row(1, [TEXT]) + '<row r="2"><c r="A2" t="what"><v>1</v></c></row>'),
        *(each for each in SOUND if b"xl/worksheets" in each and b"workbook.bin" not in each),
    ],
)
def test_rows_kinds_and_refusals_come_across(content: bytes) -> None:
    assert _outcome(_received(content)) == _outcome(_items(content))


@cache
def large() -> bytes:
    """More rows than a pipe holds, so whoever reads them waits for somebody to take them."""
    return xlsx([[TEXT * 20, number, "村" * 30] for number in range(8_000)])


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> list[Beside]:
    """The readings of other processes that were begun; every sheet counts as large."""
    begun: list[Beside] = []
    monkeypatch.setattr(xlsx_rows, "LARGE_BYTES", 0)

    def begin(content: BinaryIO, sheet: int) -> Beside:
        begun.append(Beside(content, sheet))
        return begun[-1]

    monkeypatch.setattr(xlsx_rows, "Beside", begin)
    return begun


def test_a_whole_sheet_is_read_beside_with_its_notices(beside: list[Beside]) -> None:
    content = xlsx(ALL_KINDS, merged=["A3:B4"])
    here, rows = rows_of(content)
    assert not beside  # who looks at the first rows only needs no process
    source = open_source(io.BytesIO(content), is_whole=True)
    assert len(beside) == 1
    assert source.beginning(5) == rows[:5]
    taken: list[list[str]] = []
    while more := source.take(100)[1]:
        taken += more
    assert taken == rows and list(map(kinds, taken)) == list(map(kinds, rows))
    assert [notice.as_json() for notice in source.notices] == [notice.as_json() for notice in here.notices]
    assert beside[0]._process.poll() is not None


def test_a_refusal_is_the_same(beside: list[Beside]) -> None:
    with pytest.raises(SheetRefused) as here:
        list(_items(xlsx(sheet=WRONG)))
    with pytest.raises(SheetRefused) as there:
        open_source(io.BytesIO(xlsx(sheet=WRONG)), is_whole=True).take(10)
    assert beside and there.value.as_json() == here.value.as_json()


def test_a_killed_reading_is_a_failure_of_ours_and_no_fault_of_the_file(beside: list[Beside]) -> None:
    source = open_source(io.BytesIO(large()), is_whole=True)
    source.take(1)
    beside[0]._process.kill()
    with pytest.raises(ReadingEnded, match="-9"):
        while source.take(1_000)[1]:
            pass


def test_a_reading_ends_when_its_rows_are_wanted_no_more() -> None:
    reading = Beside(io.BytesIO(large()), 0)
    items = reading.items()
    assert len(list(islice(items, 1)))
    items.close()
    assert reading._process.returncode is not None
    unread = Beside(io.BytesIO(large()), 0)
    process = unread._process
    del unread
    assert process.returncode is not None


_WORKER = """
import sys
from intake.tables.beside import Beside
reading = Beside(open(sys.argv[1], "rb"), 0)
items = reading.items()
next(items)
print(reading._process.pid, flush=True)
sys.stdin.read()
"""


def test_a_reading_ends_with_a_killed_worker(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    path.write_bytes(large())
    worker = subprocess.Popen(
        [sys.executable, "-c", _WORKER, str(path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert worker.stdin and worker.stdout
    with worker.stdin, worker.stdout:
        reading = int(worker.stdout.readline())
        assert _is_running(reading)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    until = time.monotonic() + 10
    while _is_running(reading):
        assert time.monotonic() < until
        time.sleep(0.01)


def _is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
