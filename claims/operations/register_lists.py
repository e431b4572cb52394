"""How does an area bring along what it kept before: a list under a document, sent by one officer, confirmed by another?

Recognitions (RG-1), filings (FL-1) and balances of former accounts (OA-1) come in the same way. A file is read as a whole
first: either everything that is wrong with it is listed, or all of it takes effect.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Generic, TypeVar

from django.db import transaction
from django.utils import timezone

from claims.bulk.register_rows import PersonRow, RowReader, people_of
from claims.models.register_lists import RegisterList
from enrollment.models import Person
from enrollment.operations.people import require_reason
from intake.columns.layouts import TableLayout
from intake.layouts import Acting, Before, Checked, Checking, Layout
from intake.operations import jobs, leases, receiving
from intake.operations.elsewhere import refuse_if_elsewhere
from intake.operations.opening import kept_of, no_rows, opened, require_rows_within_limit
from intake.rules.file_states import FileMove
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Officer
from staff.refusals import Refusal

ROUND = 1_000
L = TypeVar("L", bound=RegisterList)
R = TypeVar("R", bound=PersonRow)


class ListRefused(Refusal):
    """The list is wrong as a whole; `context["problems"]` names everything by cell. Nothing was written."""


@dataclass(frozen=True)
class Register(Generic[L, R]):
    """What one register does with its lists.

    `reader` reads the rows of a file whose columns stand at these places; `sound` leaves the rows out that the register or the
    people contradict, and tells why; `write` makes the rows of the register in the transaction of the list and says how many.
    `told` are further fields that the check keeps on the file.
    """

    table: TableLayout
    reader: Callable[[L, dict[str, int]], RowReader[R]]
    sound: Callable[[L, RowReader[R], Sequence[R]], list[R]]
    write: Callable[[L, Sequence[R], dict[str, Person], datetime], int]
    told: Callable[[Sequence[R]], dict[str, Any]] = lambda rows: {}

    def check(self, checking: Checking[L]) -> Checked:
        """Read the whole list against the register; every cell that is wrong refuses it."""
        rows, reader, fields = self._read(checking.file, beat=checking.beat)
        if not reader.rows:
            raise no_rows()
        refuse_if_elsewhere(checking.file.area, reader.rows_by_place)
        _require_sound(reader)
        return Checked({**fields, **self.told(rows), "rows_read": reader.rows}, {"rows": len(rows)})

    def write_list(self, listed: L, fence: int) -> None:
        """Write the rows in one transaction; what waited for them goes on."""
        with transaction.atomic():
            leases.limit_idleness()
            rows, reader, _ = self._read(listed)
            _require_sound(reader)  # somebody may have entered the same since the check
            assert listed.confirmed_by is not None
            written = self.write(listed, rows, people_of(rows), timezone.now())
            jobs.finish(listed, fence, FileMove.FINISH, by=listed.confirmed_by, told={"rows": written})

    def _read(
        self, listed: L, *, beat: Callable[[int], None] = lambda rows: None
    ) -> tuple[list[R], RowReader[R], dict[str, Any]]:
        table = opened(listed, self.table)
        reader = self.reader(listed, table.places)
        rows: list[R] = []
        for block in table.blocks():
            found = reader.read(block)
            for start in range(0, len(found), ROUND):
                rows += self.sound(listed, reader, found[start : start + ROUND])
            require_rows_within_limit(reader.rows)
            beat(reader.rows)
        table.finish(reader.problems.as_json(), count=reader.problems.count)
        return rows, reader, kept_of(table)


def layout(
    register: Register[L, R], *, code: str, name: Text, noun: str, model: type[L], before: str
) -> Layout[L]:
    """The layout of such lists; `before`: code of the refusal of a file that was sent before."""
    return Layout(
        code=code,
        name=name,
        noun=noun,
        model=model,
        table=register.table,
        before=Before(before, "file_id", same=("sha256", "area"), noun=Text("名单", "list")),
        reads=Permission.CLAIMS_READ,
        check=register.check,
        write=register.write_list,
        acts={FileMove.CONFIRM: _confirmed},
        by_others=(FileMove.CONFIRM,),
    )


def receive(
    of: Layout[L],
    *,
    content: BinaryIO,
    name: str,
    area: str,
    document_number: str,
    by: Officer,
    at: datetime,
    **fields: Any,
) -> L:
    """Keep a list and have a worker check it. `document_number`: under which its rows stand."""
    access.require(by, Permission.CLAIMS_SETTLE, area, on=timezone.localdate(at))
    require_reason(document_number, field="document_number")
    number = document_number.strip()[:100]
    return receiving.receive(
        of, content=content, name=name, area=area, by=by, at=at, remedy=Text("请按县区拆分。", "Split it by county."),
        told={"document_number": number}, document_number=number, **fields,
    )  # fmt: skip


@transaction.atomic
def confirm(*, listed: L, by: Officer, at: datetime) -> L:
    """Another officer lets the list be written (确认写入)."""
    listed = jobs.locked(listed, FileMove.CONFIRM, by=by, on=timezone.localdate(at))
    what = Text("报送人不能确认自己报送的名单。", "You sent this list, so you cannot confirm it.")
    require_other_hands(by, listed.uploaded_by_id, what=what)
    told = {"rows": listed.rows_read}
    return jobs.moved(listed, FileMove.CONFIRM, by=by, at=at, told=told, confirmed_by=by)


def _confirmed(listed: L, who: Acting) -> L:
    return confirm(listed=listed, by=who.by, at=who.at)


def _require_sound(reader: RowReader[R]) -> None:
    problems = reader.problems
    if problems.count:
        raise ListRefused(
            "list_unreadable",
            Text(f"名单有 {problems.count} 处错误，没有写入。",
                 f"The list has {problems.count} faults; nothing was written."),
            Text("请按所列单元格更正后重新上传。", "Correct the cells listed and upload again."),
            problems=problems.as_json(), problem_count=problems.count,
        )  # fmt: skip
