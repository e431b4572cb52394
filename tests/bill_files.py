"""How do tests write a file of bills (layout CL-1) and have it worked on?"""

import csv
import io
from datetime import UTC, datetime
from typing import Any

from claims.layouts.bill_file import HEADINGS
from claims.models import BillFile
from claims.operations import bill_files
from enrollment.models import Person
from enrollment.operations.people import document_number
from intake.operations import jobs
from staff.models import Officer
from tests import care
from tests import factories as make

AT = datetime(2023, 1, 10, 2, 0, tzinfo=UTC)
HEAD = list(HEADINGS)


def row(who: Person | None, number: str, **changed: Any) -> dict[str, str]:
    """One row: a whole inpatient bill of 5,000 yuan in one line, unless changed."""
    cells = {
        "provider": care.HOSPITAL, "number": number, "document": document_number(who) if who else "", "name": who.name if who else "",
        "setting": "住院", "admitted": "2022-05-03", "discharged": "2022-05-10", "diagnosis_code": "K35.900",
        "diagnosis_name": "急性阑尾炎", "bill_total": "5000.00", "item_class": "乙", "item_name": "手术费", "total": "5000.00",
        "eligible": "4500.00", "first_pay": "200.00", "own": "300.00",
    }  # fmt: skip
    return cells | changed


def visit(who: Person, number: str, day: str = "2022-06-01", **changed: Any) -> dict[str, str]:
    """An outpatient bill of 50 yuan."""
    given = {"setting": "普通门诊", "admitted": "", "discharged": day, "bill_total": "50", "total": "50", "eligible": "50",
             "first_pay": "", "own": ""}  # fmt: skip
    return row(who, number, **given | changed)


def trailer(count: int, yuan: str) -> dict[str, str]:
    return {"provider": "合计", "number": str(count), "total": yuan}


def table(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS.values())
    writer.writerows([each.get(key, "") for key in HEAD] for each in rows)
    return text.getvalue().encode()


def received(rows: list[dict[str, str]] | bytes, by: Officer, **options: Any) -> BillFile:
    content = rows if isinstance(rows, bytes) else table(rows)
    return bill_files.receive_file(
        content=io.BytesIO(content), name="账单.csv", area=options.pop("area", make.MUDAN), at=AT, by=by, **options
    )  # fmt: skip


def worked(rows: list[dict[str, str]] | bytes, by: Officer, **options: Any) -> BillFile:
    """Uploaded and worked on in this process, as a worker would."""
    file = received(rows, by, **options)
    jobs.work_on(file)
    file.refresh_from_db()
    return file


def outcomes(file: BillFile) -> dict[str, str]:
    """Bill number -> outcome (the first of a number)."""
    return {each.bill_number: each.outcome for each in file.bills.order_by("-number")}


def totals(file: BillFile) -> dict[str, list[int]]:
    """outcome -> [bills, fen], over the parts."""
    found: dict[str, list[int]] = {}
    for part in file.parts.all():
        for ended, figures in (part.summary or {}).items():
            found[ended] = [a + b for a, b in zip(found.get(ended, [0, 0]), figures, strict=True)]
    return found
