"""How is a county's household list taken in: received, checked, previewed, confirmed and written, once and completely?

The row in PostgreSQL is the truth. A worker holds a lease and a fence number; whoever lost the lease changes nothing any
more. Writing goes slice by slice, each with its checkpoint, and any slice may be written twice with the same result.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, BinaryIO

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from enrollment.bulk import household_preview
from enrollment.bulk import households as bulk
from enrollment.bulk.household_rows import RowReader
from enrollment.household_layout import COLUMNS
from enrollment.models import Due, HouseholdImport
from enrollment.models.imports import ImportState
from enrollment.operations import dues
from enrollment.operations.enrollments import pooling_area, require_coverage_year
from enrollment.operations.task_names import CHECK_HOUSEHOLD_IMPORT, WRITE_HOUSEHOLD_IMPORT
from intake.operations import leases, stored_files
from intake.tables import Sheet
from policy.book import default_book
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Division, Officer
from staff.refusals import Refusal
from staff.rules.divisions import scope_prefix

SLICE_ROWS = 50_000
WRITING_LOCK = "household-list"  # lists are written one slice at a time


class ReceivedBefore(Refusal):
    """The same bytes were received for this area and year; `context["import_id"]` is the first."""


class NotReady(Refusal):
    """The list is not in the state in which this can be done."""


@transaction.atomic
def receive(
    *, content: BinaryIO, name: str, area: str, coverage_year: int | None, on: date, by: Officer
) -> HouseholdImport:
    """Keep an uploaded list (接收名单). The caller announces the check after the commit."""
    access.require(by, Permission.PEOPLE_IMPORT, area, on=on)
    if coverage_year is not None:
        access.require(by, Permission.ENROLLMENT_WRITE, area, on=on)
        require_coverage_year(coverage_year)
        pooling_area(area) if len(scope_prefix(area)) > 2 else None
    sha256, size = stored_files.accepted_digest(
        content, remedy=Text("请按乡镇拆分，或改用 .csv。", "Split it by township, or use .csv.")
    )
    if first := find_received(sha256=sha256, area=area, coverage_year=coverage_year):
        raise _received_before(first)
    stored_files.store(content, sha256)
    try:
        with transaction.atomic():
            received = HouseholdImport.objects.create(
                sha256=sha256,
                name=name[:200],
                size_bytes=size,
                area=area,
                coverage_year=coverage_year,
                uploaded_by=by,
            )
    except IntegrityError:
        first = find_received(sha256=sha256, area=area, coverage_year=coverage_year)
        raise _received_before(first) if first else NotReady("busy", Text("请重试。", "Try again.")) from None
    audit.record(
        "receive_household_list", by=by, about=received, division_code=area,
        change={"name": received.name, "sha256": sha256, "bytes": size, "coverage_year": coverage_year},
    )  # fmt: skip
    return received


def find_received(*, sha256: str, area: str, coverage_year: int | None) -> HouseholdImport | None:
    """The earlier receipt of the same bytes that was neither refused nor failed."""
    return (
        HouseholdImport.objects.filter(sha256=sha256, area=area, coverage_year=coverage_year)
        .exclude(state__in=[ImportState.REFUSED, ImportState.FAILED])
        .first()
    )


def check(import_id: int, *, on: date) -> HouseholdImport:
    """Read the whole list, list everything that is wrong, and prepare the preview; writes nothing about people.

    `on` only decides which birth dates lie in the future.
    """
    fence = leases.take(
        HouseholdImport,
        import_id,
        to=ImportState.CHECKING,
        from_=(ImportState.RECEIVED, ImportState.CHECKING),
    )
    if fence is None:
        return HouseholdImport.objects.get(pk=import_id)
    with leases.attempt(HouseholdImport, import_id, fence, failed=ImportState.FAILED):
        listed = HouseholdImport.objects.get(pk=import_id)
        bulk.drop_stages(import_id)
        stage = bulk.Stage(import_id, fence)
        try:
            outcome = _read(
                listed,
                stage,
                on=on,
                tell=lambda rows: leases.beat(HouseholdImport, import_id, fence, rows=rows),
            )
        except Refusal as refusal:
            outcome = {"state": ImportState.REFUSED, "summary": {"refusal": refusal.as_json()}}
        if outcome["state"] == ImportState.REFUSED:
            bulk.drop_stages(import_id)
        leases.finish(HouseholdImport, import_id, fence, **outcome)
    return HouseholdImport.objects.get(pk=import_id)


@transaction.atomic
def confirm(*, household_import: HouseholdImport, on: date, by: Officer) -> HouseholdImport:
    """An officer has seen the preview and lets it be written (确认写入). The caller announces the writing."""
    access.require(by, Permission.PEOPLE_IMPORT, household_import.area, on=on)
    listed = HouseholdImport.objects.select_for_update().get(pk=household_import.pk)
    if listed.state != ImportState.READY:
        raise _not_ready(listed)
    listed.state = ImportState.WRITING
    listed.confirmed_by = by
    listed.lease_until = None
    listed.attempts = 0
    listed.summary = {**listed.summary, "written_on": on.isoformat(), "people_row": 0, "member_row": 0}
    listed.save(update_fields=["state", "confirmed_by", "lease_until", "attempts", "summary"])
    audit.record(
        "confirm_household_list", by=by, about=listed, division_code=listed.area,
        change={"rows": listed.rows, "new": listed.summary.get("new"), "known": listed.summary.get("known")},
    )  # fmt: skip
    return listed


@transaction.atomic
def discard(*, household_import: HouseholdImport, on: date, by: Officer) -> HouseholdImport:
    """An officer has seen the preview and does not want it (放弃); nothing was written."""
    access.require(by, Permission.PEOPLE_IMPORT, household_import.area, on=on)
    listed = HouseholdImport.objects.select_for_update().get(pk=household_import.pk)
    if listed.state != ImportState.READY:
        raise _not_ready(listed)
    listed.state = ImportState.REFUSED
    listed.summary = {**listed.summary, "discarded_on": on.isoformat()}
    listed.save(update_fields=["state", "summary"])
    bulk.drop_stages(listed.pk)
    audit.record("discard_household_list", by=by, about=listed, division_code=listed.area)
    return listed


def write(import_id: int) -> HouseholdImport:
    """Write a confirmed list; after a crash it goes on where the last checkpoint stands."""
    fence = leases.take(HouseholdImport, import_id, to=ImportState.WRITING, from_=(ImportState.WRITING,))
    if fence is None:
        return HouseholdImport.objects.get(pk=import_id)
    with leases.attempt(HouseholdImport, import_id, fence, failed=ImportState.FAILED):
        listed = HouseholdImport.objects.select_related("confirmed_by").get(pk=import_id)
        summary = listed.summary
        stage = bulk.Stage(import_id, summary["stage_fence"])
        if stage.count() != listed.rows:
            # The database crashed since the check, so the unlogged rows are gone: read the kept bytes again.
            stage = _staged_again(listed, fence)
            summary = HouseholdImport.objects.get(pk=import_id).summary
        _write(listed, stage, summary, fence)
        bulk.drop_stages(import_id)
    return HouseholdImport.objects.get(pk=import_id)


def due_for_work(*, now: datetime) -> list[tuple[int, str]]:
    """Lists whose work nobody does at the moment, each with the task that would: for the sweeper."""
    waiting = HouseholdImport.objects.filter(
        state__in=[ImportState.RECEIVED, ImportState.CHECKING, ImportState.WRITING]
    ).exclude(lease_until__gt=now)
    return [
        (pk, WRITE_HOUSEHOLD_IMPORT if state == ImportState.WRITING else CHECK_HOUSEHOLD_IMPORT)
        for pk, state in waiting.values_list("pk", "state")
    ]


@transaction.atomic
def retry(*, household_import: HouseholdImport, on: date, by: Officer) -> HouseholdImport:
    """Try a failed list again, from its check or from its last checkpoint."""
    access.require(by, Permission.PEOPLE_IMPORT, household_import.area, on=on)
    listed = HouseholdImport.objects.select_for_update().get(pk=household_import.pk)
    if listed.state != ImportState.FAILED:
        raise _not_ready(listed)
    listed.state = ImportState.WRITING if listed.confirmed_by_id else ImportState.RECEIVED
    listed.attempts, listed.lease_until = 0, None
    listed.save(update_fields=["state", "attempts", "lease_until"])
    audit.record("retry_household_list", by=by, about=listed, division_code=listed.area)
    return listed


# -- reading -------------------------------------------------------------------------------------------------------


def _read(
    listed: HouseholdImport, stage: bulk.Stage, *, on: date, tell: Callable[[int], None]
) -> dict[str, Any]:
    sheet = Sheet(stored_files.open_stored(listed.sha256, listed.size_bytes))
    places = sheet.columns(COLUMNS)
    prefix = scope_prefix(listed.area)
    reader = RowReader(
        columns=places, prefix=prefix, coverage_year=listed.coverage_year, today=on,
        places=lambda codes: set(Division.objects.filter(pk__in=codes).values_list("pk", flat=True)),
    )  # fmt: skip
    stage.create()
    for block in sheet.blocks():
        stage.copy(reader.lines(block))
        if reader.rows > settings.MAX_UPLOAD_ROWS:
            raise Refusal(
                "too_many_rows",
                Text(
                    f"名单超过 {settings.MAX_UPLOAD_ROWS} 行的上限。",
                    f"The list has more than {settings.MAX_UPLOAD_ROWS} rows.",
                ),
                Text("请按乡镇拆分后分别上传。", "Split it by township and upload the parts."),
            )
        tell(reader.rows)
    if reader.rows == 0:
        raise Refusal("no_rows", Text("名单只有表头，没有人员。", "The list has a header but no people."),
                      Text("请确认导出条件后重新导出。", "Check the export's conditions and export again."))  # fmt: skip
    bulk.index_rows(stage)
    bulk.find_known(stage, prefix=prefix, coverage_year=listed.coverage_year)
    found, count = household_preview.household_problems(stage, places)
    reader.problems.extend(found, count=count)
    if listed.coverage_year is not None and reader.problems.count == 0:
        for county in bulk.counties(stage):
            pooling_area(county)
    shown, notice_counts = household_preview.notices(stage, places)
    summary = {
        **(household_preview.preview(stage) if reader.problems.count == 0 else {"rows": reader.rows}),
        "notices": shown,
        "notice_counts": notice_counts,
        "stage_fence": stage.fence,
    }
    return {
        "state": ImportState.REFUSED if reader.problems.count else ImportState.READY,
        "rows": reader.rows,
        "summary": summary,
        "problems": [problem.as_json() for problem in reader.problems.kept],
        "problem_count": reader.problems.count,
    }


def _staged_again(listed: HouseholdImport, fence: int) -> bulk.Stage:
    bulk.drop_stages(listed.pk)
    stage = bulk.Stage(listed.pk, fence)
    confirmed_on = date.fromisoformat(listed.summary["written_on"])
    _read(listed, stage, on=confirmed_on, tell=lambda rows: leases.beat(HouseholdImport, listed.pk, fence))
    # Ids are new, so everything that was written before the crash counts as known now; begin with the first slice.
    listed.summary = {**listed.summary, "stage_fence": fence, "people_row": 0, "member_row": 0}
    leases.beat(HouseholdImport, listed.pk, fence, summary=listed.summary)
    return stage


# -- writing -------------------------------------------------------------------------------------------------------


def _write(listed: HouseholdImport, stage: bulk.Stage, summary: dict[str, Any], fence: int) -> None:
    import_id, on = listed.pk, date.fromisoformat(summary["written_on"])
    by = listed.confirmed_by
    assert by is not None
    prefix = scope_prefix(listed.area)
    bulk.find_known(stage, prefix=prefix, coverage_year=listed.coverage_year)
    leases.beat(HouseholdImport, import_id, fence)
    ends = bulk.slices(stage, size=SLICE_ROWS)
    areas = _areas(stage) if listed.coverage_year is not None else {}
    if "dues_before" not in summary and listed.coverage_year is not None:
        summary["dues_before"] = _dues(listed)
        leases.beat(HouseholdImport, import_id, fence, summary=summary)

    for after, until in _remaining(ends, summary["people_row"]):
        with leases.checkpointed(
            HouseholdImport, import_id, fence, summary, one_at_a_time=WRITING_LOCK
        ) as done:
            done["people_written"] = summary.get("people_written", 0) + bulk.write_people(
                stage, after=after, until=until, on=on
            )
            done["people_row"] = until
    with leases.checkpointed(HouseholdImport, import_id, fence, summary, one_at_a_time=WRITING_LOCK):
        bulk.note_lately_known(stage)
        bulk.write_headless_households(stage, on=on)
    for after, until in _remaining(ends, summary["member_row"]):
        with leases.checkpointed(
            HouseholdImport, import_id, fence, summary, one_at_a_time=WRITING_LOCK, rows_written=until - 1
        ) as done:
            bulk.write_memberships(stage, after=after, until=until, on=on)
            if listed.coverage_year is not None:
                done["enrolled"] = summary.get("enrolled", 0) + bulk.write_enrollments(
                    stage,
                    after=after,
                    until=until,
                    coverage_year=listed.coverage_year,
                    areas=areas,
                    on=on,
                    officer_id=by.pk,
                )
            done["member_row"] = until
    if listed.coverage_year is not None:
        _issue_dues(listed, summary, set(areas.values()), by=by, on=on)
    with transaction.atomic():
        leases.finish(
            HouseholdImport,
            import_id, fence, state=ImportState.WRITTEN, summary=summary, rows=listed.rows,
            rows_written=listed.rows, finished_at=Now(),
        )  # fmt: skip
        audit.record(
            "write_household_list", by=by, about=listed, division_code=listed.area,
            change={key: summary.get(key) for key in ("rows", "people_written", "enrolled", "dues_issued")},
        )  # fmt: skip


def _issue_dues(
    listed: HouseholdImport, summary: dict[str, Any], areas: set[str], *, by: Officer, on: date
) -> None:
    assert listed.coverage_year is not None
    if not access.may(by, Permission.DUES_ISSUE, listed.area, on=on):
        summary["dues_left_to_bureau"] = True  # a township enrolls; the bureau issues
        return
    for area in sorted(areas):
        dues.issue(area=area, coverage_year=listed.coverage_year, division_code=listed.area, on=on, by=by)
    summary["dues_issued"] = _dues(listed) - summary["dues_before"]


def _areas(stage: bulk.Stage) -> dict[str, str]:
    return {county: area for county in bulk.counties(stage) if (area := default_book().pooling_area(county))}


def _dues(listed: HouseholdImport) -> int:
    return Due.objects.filter(
        coverage_year=listed.coverage_year or 0, division_code__startswith=scope_prefix(listed.area)
    ).count()


def _remaining(ends: list[int], done_until: int) -> list[tuple[int, int]]:
    starts = [0, *ends[:-1]]
    return [(after, until) for after, until in zip(starts, ends, strict=True) if until > done_until]


def _received_before(first: HouseholdImport) -> ReceivedBefore:
    return ReceivedBefore(
        "list_received_before",
        Text(f"同一份名单已于 {first.uploaded_at:%Y-%m-%d %H:%M} 接收（第 {first.pk} 号）。",
             f"The same list was received on {first.uploaded_at:%Y-%m-%d %H:%M} (no. {first.pk})."),
        Text("请打开先前的名单；内容有更正的，上传更正后的文件。",
             "Open the earlier one; to correct it, upload the corrected file."),
        import_id=first.pk,
    )  # fmt: skip


def _not_ready(listed: HouseholdImport) -> NotReady:
    label = ImportState(listed.state).label
    return NotReady(
        "list_not_ready",
        Text(
            f"名单当前状态为“{label}”，不能办理此操作。",
            f"The list is in state “{listed.state}”, so this cannot be done.",
        ),
        Text("请刷新页面查看最新状态。", "Reload the page to see its state."),
        import_id=listed.pk,
    )
