"""How does a test get a tax file (layout TB-1), and have it uploaded and worked on?"""

import csv
import io
from datetime import UTC, datetime
from typing import Any

from enrollment.models import PaymentFile, PaymentLine, Person
from enrollment.operations import payments, people
from intake.operations import jobs
from staff.models import Officer
from tests import factories as make

HEADER = (
    "电子税票号码", "证件号码", "姓名", "参保地区划", "参保年度", "实缴金额", "缴费时间", "入国库日期", "缴费渠道", "业务类型",
    "原电子税票号码",
)  # fmt: skip
AT = datetime(2023, 1, 5, 2, 0, tzinfo=UTC)


def row(
    who: Person,
    ticket: str,
    *,
    amount: str = "320.00",
    paid: str = "2021-10-25 09:30:00",
    treasury: str = "2021-10-28",
    year: int = make.YEAR,
    kind: str = "",
    original: str = "",
    **written: Any,
) -> list[str]:
    """A line for somebody on record; `name`, `number` and `division` can be written otherwise."""
    number = written.get("number") or people.document_number(who)
    name, division = written.get("name") or who.name, written.get("division") or who.division_code
    return [ticket, number, name, division, str(year), amount, paid, treasury, "微信", kind, original]


def content(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    return text.getvalue().encode()


def received(rows: list[list[str]], by: Officer, *, area: str = make.HEZE, **options: Any) -> PaymentFile:
    return payments.receive_file(
        content=io.BytesIO(content(rows)), name="税票明细.csv", area=area, by=by, at=AT, **options
    )


def posted(rows: list[list[str]], by: Officer, **options: Any) -> PaymentFile:
    """Uploaded and worked on in this process, as a worker would."""
    file = received(rows, by, **options)
    jobs.work_on(file)
    file.refresh_from_db()
    return file


def line(ticket: str) -> PaymentLine:
    """The latest line with a ticket."""
    return (
        PaymentLine.objects.select_related("file", "person", "due").filter(ticket=ticket).order_by("-pk")[0]
    )
