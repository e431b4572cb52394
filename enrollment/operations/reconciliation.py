"""How is a tax file checked and staged, and how is one part of it posted? The machine of all sent files does the rest."""

from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from psycopg import errors as pg

from enrollment.bulk import part_posting, staging
from enrollment.bulk.file_check import Checked as FileChecked
from enrollment.bulk.file_check import Expected, FileCheck
from enrollment.bulk.identity_cover import IdentityCover
from enrollment.bulk.quotations import Quotations
from enrollment.bulk.slots import lock_slots
from enrollment.models import Coverage, DueEntry, FilePart, PaymentFile, PaymentLine
from enrollment.operations import follow_ups, taking_back
from enrollment.payment_layout import PAYMENT_TABLE
from intake.bulk import statistics
from intake.bulk.cycles import no_search_for_cycles
from intake.bulk.staged_tables import StageLost, forgotten_tables
from intake.layouts import Before, Checked, Checking, Layout
from intake.models.jobs import BESIDES
from intake.operations.elsewhere import ask_if_elsewhere
from intake.operations.opening import kept_of, opened
from intake.rules.file_states import FileMove
from policy.terms import Text
from staff.access import Permission

BYTES_PER_LINE = 112  # a guess that only sets the number of parts
PARTS_MAX = 128
SMALL_SHARE = 10  # a file of less than a tenth of a part is not worth several connections, nor a process beside its reader
_KEPT = (
    "line_count",
    "amount_fen",
    "encoding",
    "declared_count",
    "declared_fen",
)  # of what the check found, with the file
_GROWN = (PaymentLine, DueEntry, Coverage)


# -- the check -----------------------------------------------------------------------------------------------------


def check(checking: Checking[PaymentFile]) -> Checked:
    """Read the file, stage its lines by part, and prove its totals."""
    file, fence = checking.file, checking.fence
    parts = file.parts.count() or _parts_for(file.size_bytes)
    writer = staging.StageWriter(
        file.pk, fence, parts, IdentityCover(file.pk, file.sha256), is_large=_is_large(file.size_bytes)
    )
    writer.create()
    reading = FileCheck(
        area=file.area, received_on=timezone.localdate(file.uploaded_at), rows_max=settings.MAX_UPLOAD_ROWS,
        writer=writer, progress=checking.beat,
    )  # fmt: skip
    try:
        table = opened(file, PAYMENT_TABLE)
        expected = Expected(file.expected_count, file.expected_fen)
        found = reading.run(table, lambda: opened(file, PAYMENT_TABLE), expected)
    except BaseException:
        writer.abandon()
        raise
    ask_if_elsewhere(file, found.rows_by_place)
    if parts > 1:
        part_posting.ask_common_cases(staging.table_name(file.pk, fence, 0), Quotations())
    fields = {key: getattr(found, key) for key in _KEPT}
    told = fields | {"malformed": found.malformed}
    fields |= {"rows_read": found.line_count, **kept_of(table), "notices": found.notices}
    if file.is_check_only and found.faults:  # no line is kept that could tell it
        fields["summary"] = {BESIDES: {"cells": found.faults, "count": found.fault_count}}
    return Checked(fields, told, accepted=lambda: _make_parts(file, found))


def _parts_for(size_bytes: int) -> int:
    """How many parts are cut of so many bytes: as many for each connection that posts, so that none waits for the last."""
    parts, connections = size_bytes // _part_bytes(), settings.FILE_CONNECTIONS
    return min(PARTS_MAX, -(-max(1, parts) // connections) * connections) if _is_large(size_bytes) else 1


def _is_large(size_bytes: int) -> bool:
    return size_bytes * SMALL_SHARE >= _part_bytes()


def _part_bytes() -> int:
    return settings.PAYMENT_LINES_PER_PART * BYTES_PER_LINE


def _make_parts(file: PaymentFile, found: FileChecked) -> None:
    """The parts with their slots; those of an earlier check that are posted stay as they are."""
    posted = set(file.parts.exclude(done_at=None).values_list("number", flat=True))
    bounds = staging.part_bounds(len(found.part_counts))
    for number, ((first, until), lines) in enumerate(zip(bounds, found.part_counts, strict=True)):
        if number not in posted:
            FilePart.objects.update_or_create(
                file=file,
                number=number,
                defaults={"slot_from": first, "slot_until": until, "line_count": lines},
            )


# -- posting -------------------------------------------------------------------------------------------------------


class PartWriter:
    """Posts the parts of one tax file."""

    again_on = (pg.UniqueViolation,)  # another file took one of the tickets

    def __init__(self, file: PaymentFile) -> None:
        self._file = file
        self._quotations = Quotations()

    def prepare(self, part: FilePart) -> None:
        """Lock the slots of the part's people."""
        _require_stage(staging.table_name(self._file.pk, self._file.fence, part.number), part.line_count)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '128MB'")
            # tickets hardly repeat, so remembering look-ups only costs
            cursor.execute("SET LOCAL enable_memoize = off")
            cursor.execute("SET LOCAL default_statistics_target = 10")  # sizes are enough to plan by
        lock_slots(range(part.slot_from, part.slot_until))

    def post(self, part: FilePart) -> tuple[dict[str, list[int]], None]:
        """Every line of the part ends in one outcome, with entries and cover."""
        file, now = self._file, timezone.now()
        here = part_posting.Part(
            file_id=file.pk, table=staging.table_name(file.pk, file.fence, part.number),
            repeated_tickets=staging.repeated_tickets_name(file.pk, file.fence),
            cover=IdentityCover(file.pk, file.sha256), slots=(part.slot_from, part.slot_until), at=now,
        )  # fmt: skip
        with no_search_for_cycles():
            summary = part_posting.post(here, self._quotations)
        follow_ups.look(since=now, by=file.uploaded_by, at=now)
        return summary, None

    def keep(self, part: FilePart, kept: None) -> None:
        """A file that is only tried leaves the summary, nothing else."""

    def forget(self) -> None:
        """Quotations stored in a transaction that was rolled back are not there."""
        self._quotations.forget()

    def finished(self) -> None:
        """Tell the planner that the tables grew."""
        statistics.learn_growth(_GROWN, rows=self._file.line_count or 0)


def _require_stage(table: str, lines: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [table])
        if not cursor.fetchone()[0]:
            raise StageLost(table)
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        if cursor.fetchone()[0] != lines:
            raise StageLost(table)


def _drop_stages(file: Any) -> None:
    staging.drop_stage(staging.stage_tables(file.pk))


def drop_forgotten_stages() -> None:
    """Drop the staged lines that a frozen worker still held when its file was finished."""
    staging.drop_stage(forgotten_tables("payment_stage", PaymentFile))


TAX_FILES = Layout(
    code="TB-1",
    name=Text("税务缴费明细", "tax file"),
    noun="tax_file",
    model=PaymentFile,
    table=PAYMENT_TABLE,
    before=Before("same_file_received", "file_id", after=("refused", "undone")),
    page="enrollment:payment_file",
    reads=Permission.PAYMENTS_READ,
    check=check,
    parts=PartWriter,
    part_verb="post",
    undo=taking_back.undo,
    asked_on=dict.fromkeys(taking_back.MOVES, "enrollment:take_back_file"),
    acts={
        FileMove.ASK_UNDO: lambda file, act: taking_back.ask(
            file=file, because=act.because, by=act.by, at=act.at
        ),
        FileMove.AGREE_UNDO: lambda file, act: taking_back.agree(file=file, by=act.by, at=act.at),
        FileMove.KEEP: lambda file, act: taking_back.keep(file=file, by=act.by, at=act.at),
    },
    drop_stages=_drop_stages,
    sweep=drop_forgotten_stages,
)
