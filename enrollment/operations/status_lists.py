"""How is a status list of another office taken in (layout ST-1)? It states and proposes; it changes nobody's enrollment."""

from datetime import date, datetime
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone
from psycopg import sql

from enrollment.bulk import status_rows
from enrollment.bulk.registered_places import registered_places
from enrollment.bulk.status_rows import StatusReader
from enrollment.models import StatusList
from enrollment.rules.status_facts import StatusSource
from enrollment.status_layout import STATUS_TABLE
from intake.bulk.staged_tables import StageLost, drop_tables, forgotten_tables
from intake.layouts import Before, Beside, Checked, Checking, Layout
from intake.operations import jobs, leases, receiving
from intake.operations.elsewhere import ask_if_elsewhere
from intake.operations.opening import kept_of, no_rows, opened, require_rows_within_limit
from intake.rules.file_states import FileMove, FileState
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal
from staff.rules.divisions import scope_prefix


class StatusListRefused(Refusal):
    """The list as a whole is not taken; the context names the field or the later list."""


def receive(
    *,
    content: BinaryIO,
    name: str,
    area: str,
    source: StatusSource,
    listed_on: date,
    document_number: str = "",
    by: Officer,
    at: datetime,
) -> StatusList:
    """Keep an uploaded list (接收名单) and have a worker read it. `listed_on`: the day on which the office made it.

    Raises `NotAllowed`, `StatusListRefused` (a day to come; a later list of the same office was taken) or `SameFileReceived`.
    """
    on = timezone.localdate(at)
    access.require(by, Permission.PEOPLE_IMPORT, area, on=on)
    if listed_on > on:
        raise StatusListRefused(
            "listed_in_future",
            Text("名单日期晚于今天。", "The day of the list lies in the future."),
            Text("请核对名单日期。", "Check the day of the list."),
            field="listed_on",
        )
    _require_latest(area, source, listed_on)
    facts = {"source": source.value, "listed_on": listed_on, "document_number": document_number.strip()[:100]}
    return receiving.receive(
        STATUS_LISTS, content=content, name=name, area=area, by=by, at=at,
        remedy=Text("请按县区拆分。", "Split it by county."), told=facts, **facts,
    )  # fmt: skip


def check(checking: Checking[StatusList]) -> Checked:
    """Read the whole list; every cell that is wrong refuses it."""
    listed = checking.file
    _require_latest(listed.area, StatusSource(listed.source), listed.listed_on)
    stage = status_rows.Stage(listed.pk, checking.fence)
    table = opened(listed, STATUS_TABLE)
    reader = StatusReader(table.places, StatusSource(listed.source), listed.listed_on)
    stage.create()
    for block in table.blocks():
        stage.copy(reader.lines(block))
        require_rows_within_limit(reader.rows)
        checking.beat(reader.rows)
    if reader.rows == 0:
        raise no_rows()
    problems = reader.problems
    table.finish(problems.as_json(), count=problems.count)
    if not problems.count:
        ask_if_elsewhere(listed, registered_places(sql.Identifier(stage.name)))
    fields = {
        **kept_of(table),
        "rows_read": reader.rows,
        "problems": problems.as_json(),
        "problem_count": problems.count,
    }
    told = {"rows": reader.rows, "problems": problems.count}
    return Checked(fields, told, is_refused=problems.count > 0)


def write(listed: StatusList, fence: int) -> None:
    """Keep every row with whom of the register it means, in one transaction."""
    stage = status_rows.Stage(listed.pk, listed.stage_fence)
    if stage.count() != listed.rows_read:
        raise StageLost(stage.name)
    with transaction.atomic():
        leases.limit_idleness()
        matches = stage.write(scope_prefix(listed.area))
        summary = {**listed.summary, "matches": matches}
        jobs.finish(listed, fence, FileMove.FINISH, by=listed.uploaded_by, told=matches, summary=summary)


def _require_latest(area: str, source: StatusSource, listed_on: date) -> None:
    """An older list says less than the one that was taken."""
    later = (
        StatusList.objects.filter(
            area=area, source=source.value, listed_on__gt=listed_on, state=FileState.WRITTEN.value
        )
        .order_by("-listed_on")
        .first()
    )
    if later is not None:
        raise StatusListRefused(
            "later_list_taken",
            Text(
                f"{source.label.zh} {later.listed_on} 的名单（第 {later.pk} 号）已经接收，不再接收更早的名单。",
                f"The list of {source.label.en} of {later.listed_on} (no. {later.pk}) was taken; an earlier one is not.",
            ),
            Text("请上传最新名单。", "Upload the latest list."),
            field="listed_on",
            file_id=later.pk,
        )


STATUS_LISTS = Layout(
    code="ST-1",
    name=Text("人员状态名单", "status list"),
    noun="status_list",
    model=StatusList,
    table=STATUS_TABLE,
    before=Before(
        "list_received_before",
        "file_id",
        same=("sha256", "area", "source", "listed_on"),
        noun=Text("名单", "list"),
    ),
    reads=Permission.PEOPLE_IMPORT,
    check=check,
    write=write,
    leads_to=lambda listed: (
        (Beside(Text("逐行查看", "row by row"), "enrollment:status_rows", listed.pk),)
        if listed.state == FileState.WRITTEN
        else ()
    ),
    drop_stages=lambda listed: status_rows.drop_stages(listed.pk),
    sweep=lambda: drop_tables(forgotten_tables("status_stage", StatusList)),
)
