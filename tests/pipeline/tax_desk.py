"""How does a test write a tax file, send it in, and look at what became of it?"""

import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from enrollment.models import Coverage, Due, DueEntry, PaymentFile, PaymentLine, Person
from enrollment.operations import ledger_checks, payments, people
from enrollment.payment_layout import COLUMNS, HEADINGS
from enrollment.queries.dues import balances
from intake.operations import answers, jobs
from staff.models import Officer
from tests import factories as make

HEADER = tuple(column.heading for column in COLUMNS)
LATE = "2022-07-05 10:00:00"
_tickets = itertools.count(1)


def ticket() -> str:
    """A ticket number that no other line of the run has."""
    return f"3371{next(_tickets):016d}"


def line(
    who: Person | str | None = None,
    amount: object = "320.00",
    paid_at: str = "2021-10-25 09:30:00",
    **given: Any,
) -> dict[str, str]:
    """One line of a tax file: a payment of 320 yuan in the window of Heze for 2022, unless told otherwise."""
    cells = {
        "ticket": ticket(),
        "document": people.document_number(who)
        if isinstance(who, Person)
        else (who or make.resident_number()),
        "name": who.name if isinstance(who, Person) else "张伟",
        "division": "371702",
        "year": "2022",
        "amount": str(amount),
        "paid_at": paid_at,
    }
    unknown = given.keys() - HEADINGS.keys()
    assert not unknown, unknown
    return cells | {key: str(value) for key, value in given.items()}


def refund_of(
    paid: Mapping[str, str], amount: object = "", paid_at: str = "2021-11-20 10:00:00", **given: Any
) -> dict[str, str]:
    """A refund that names the ticket of a payment; of its whole amount unless told otherwise."""
    facts = {
        "kind": "退费",
        "original": paid["ticket"],
        "amount": str(amount or paid["amount"]),
        "paid_at": paid_at,
    }
    return {**paid, **facts, "ticket": ticket(), **given}


def reversal_of(
    paid: Mapping[str, str], paid_at: str = "2021-11-20 10:00:00", **given: Any
) -> dict[str, str]:
    """A reversal that names the ticket of a payment."""
    return refund_of(paid, paid_at=paid_at, **{"kind": "撤销", **given})


def table(
    lines: Iterable[Mapping[str, str]],
    *,
    header: Sequence[str] = HEADER,
    trailer: Sequence[object] | None = None,
    encoding: str = "utf-8",
    delimiter: str = ",",
    end: str = "\n",
) -> bytes:
    """The bytes of a tax file; `header` is in any order and may hold headings of no column."""
    keys = {heading: key for key, heading in HEADINGS.items()}
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
    writer.writerow(header)
    for cells in lines:
        writer.writerow([cells.get(keys.get(heading, ""), "") for heading in header])
    if trailer is not None:
        writer.writerow(trailer)
    return text.getvalue().encode(encoding)


@dataclass
class TaxDesk:
    """A tax officer of Heze, a clerk who registers people, and files that are worked off in this process."""

    officer: Officer
    clerk: Officer
    area: str = make.HEZE

    def person(
        self, name: str = "张伟", *, year: int = make.YEAR, village: str = make.VILLAGE, **given: Any
    ) -> Person:
        """Somebody registered and enrolled, whose due is issued."""
        who = make.person(self.clerk, name, village=village, **given)
        make.enrolled(who, self.clerk, year=year, village=village, on=date(year - 1, 10, 20))
        return who

    def receive(
        self,
        lines: Iterable[Mapping[str, str]] | bytes,
        *,
        area: str = "",
        by: Officer | None = None,
        **given: Any,
    ) -> PaymentFile:
        """Send a file in; nobody has looked at it yet."""
        shape = {
            name: given.pop(name)
            for name in ("header", "trailer", "encoding", "delimiter", "end")
            if name in given
        }
        content = lines if isinstance(lines, bytes) else table(lines, **shape)
        return payments.receive_file(
            content=io.BytesIO(content),
            name="缴费.csv",
            area=area or self.area,
            by=by or self.officer,
            at=timezone.now(),
            **given,
        )

    def upload(
        self, lines: Iterable[Mapping[str, str]] | bytes, *, elsewhere: str = "", **given: Any
    ) -> PaymentFile:
        """Send a file in and work it off; the invariants hold afterwards. `elsewhere` answers a file that asks for its area."""
        file = jobs.work_on(self.receive(lines, **given))
        if elsewhere:
            asked = answers.answer(
                file=file,
                said={"elsewhere": elsewhere},
                by=self.officer,
                on=timezone.localdate(),
                at=timezone.now(),
            )
            jobs.work_on(asked)
        file.refresh_from_db()
        assert_ledger_holds()
        return file


def assert_ledger_holds() -> None:
    found = ledger_checks.run(at=timezone.now())
    assert found == [], found


def of_ticket(cells: Mapping[str, str]) -> PaymentLine:
    """The line that owns a ticket, or the only one that bears it."""
    lines = PaymentLine.objects.filter(ticket=cells["ticket"])
    return lines.filter(owns_ticket=True).first() or lines.get()


def outcome(cells: Mapping[str, str]) -> str:
    return of_ticket(cells).outcome


def outcomes(file: PaymentFile) -> dict[str, int]:
    """How many lines of a file ended how."""
    return dict(Counter(PaymentLine.objects.filter(file=file).values_list("outcome", flat=True)))


def refusal(file: PaymentFile) -> str:
    """The code with which a file was refused as a whole; nothing of it was posted."""
    assert (file.state, PaymentLine.objects.filter(file=file).count()) == ("refused", 0)
    assert file.refusal is not None
    assert file.refusal["text"]["zh"] and file.refusal["text"]["en"] and file.refusal["remedy"]["zh"]
    return str(file.refusal["code"])


def due_of(who: Person, year: int = make.YEAR) -> Due:
    return Due.objects.get(person=who, coverage_year=year, withdrawn_on=None)


def money(who: Person, year: int = make.YEAR) -> tuple[int, int]:
    """What is charged and what is credited, in fen."""
    due = due_of(who, year)
    return balances([due.pk]).get(due.pk, (0, 0))


def cover(who: Person, year: int = make.YEAR) -> tuple[str, str] | None:
    """First covered day and first day after; None without cover."""
    found = Coverage.objects.filter(person=who, coverage_year=year).first()
    return (str(found.cover_from), str(found.cover_until)) if found else None


def waiting(who: Person, year: int = make.YEAR) -> tuple[str, str] | None:
    found = Coverage.objects.get(person=who, coverage_year=year)
    return (str(found.waiting_from), str(found.waiting_until)) if found.waiting_from else None


def entries(who: Person, year: int = make.YEAR) -> list[tuple[str, int]]:
    """Kind and amount of each entry, in the order in which they were entered."""
    rows = DueEntry.objects.filter(due=due_of(who, year)).order_by("recorded_at", "source")
    return [(entry.kind, entry.amount_fen) for entry in rows]


def ledger_rows() -> dict[str, list[str]]:
    """Entries, covers and lines as text without what differs between equal runs (moments, cipher texts)."""
    without = {
        "enrollment_dueentry": "to_jsonb(t) - 'recorded_at'",
        "enrollment_coverage": "to_jsonb(t)",
        "enrollment_paymentline": "to_jsonb(t) - 'document_sealed'",
    }
    rows = {}
    with connection.cursor() as cursor:
        for name, columns in without.items():
            cursor.execute(f"SELECT ({columns})::text FROM {name} t ORDER BY 1")
            rows[name] = [row[0] for row in cursor.fetchall()]
    return rows


def everything_stored() -> str:
    """Every row of every table as text: for looking for what must not stand there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
        )
        texts = []
        for (name,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{name}" t')
            texts += [row[0] for row in cursor.fetchall()]
    return "\n".join(texts)
