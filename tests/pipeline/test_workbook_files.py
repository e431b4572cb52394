"""Is a tax file that is a workbook read cell by cell, also by a process of its own and when that is killed?"""

import io
from typing import Any

import pytest
from openpyxl import Workbook

from enrollment.models import PaymentFile, PaymentLine
from intake.operations import jobs
from intake.tables import xlsx_rows
from intake.tables.beside import LARGE_BYTES, Beside, ReadingEnded
from tests.intake.books import xlsx
from tests.pipeline.tax_desk import HEADER, TaxDesk, assert_ledger_holds, line, outcomes


@pytest.mark.parametrize("large_bytes", [LARGE_BYTES, 0])
def test_a_workbook(desk: TaxDesk, monkeypatch: pytest.MonkeyPatch, large_bytes: int) -> None:
    monkeypatch.setattr(
        xlsx_rows, "LARGE_BYTES", large_bytes
    )  # from none on, another process reads the sheet
    one, two = desk.person(), desk.person()
    good, scientific = line(one), line(two)
    book = Workbook()
    assert book.active is not None
    book.active.append(HEADER[:7])
    keys = ("ticket", "document", "name", "division", "year", "amount", "paid_at")
    book.active.append([float(good[key]) if key == "amount" else good[key] for key in keys])
    book.active.append(
        [int(scientific[key].replace("X", "0")) if key == "document" else scientific[key] for key in keys]
    )
    book.active.append(["合计", 2, 640])
    content = io.BytesIO()
    book.save(content)
    file = desk.upload(content.getvalue())
    assert (file.encoding, file.declared_count, file.declared_fen) == ("xlsx", 2, 64_000)
    assert outcomes(file) == {"posted_in_full": 1, "malformed": 1}
    [fault] = PaymentLine.objects.get(outcome="malformed").detail["faults"]  # type: ignore[index]
    assert (fault["code"], fault["cell"]) == ("number_cell", "B3")


def test_a_workbook_whose_reading_was_killed_is_read_again(
    desk: TaxDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(Beside):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            self._process.kill()

    cells = line(desk.person())
    keys = ("ticket", "document", "name", "division", "year", "amount", "paid_at")
    content = xlsx([HEADER[:7], [cells[key] for key in keys]])
    monkeypatch.setattr(xlsx_rows, "LARGE_BYTES", 0)
    with monkeypatch.context() as killing, pytest.raises(ReadingEnded):
        killing.setattr(xlsx_rows, "Beside", Killed)
        desk.upload(content)
    file = PaymentFile.objects.get()
    assert (file.state, file.failure, file.refusal) == ("checking", "ReadingEnded", None)
    assert outcomes(jobs.work_on(file)) == {"posted_in_full": 1}
    assert_ledger_holds()
