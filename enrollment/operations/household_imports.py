"""How is a county's household list taken in: received, previewed, confirmed and written slice by slice?

Any slice may be written twice with the same result. The machine of all sent files does the rest.
"""

from collections.abc import Callable
from datetime import date
from functools import cache, partial
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone

from enrollment.bulk import household_preview
from enrollment.bulk import households as bulk
from enrollment.bulk.household_rows import RowReader
from enrollment.household_layout import HOUSEHOLD_TABLE
from enrollment.models import Due, HouseholdImport
from enrollment.operations import dues, follow_ups, list_conflicts
from enrollment.operations.enrollments import pooling_area, require_coverage_year
from enrollment.queries.policies import is_open, policy_of
from enrollment.rules.dues import tiers_of
from intake.bulk.staged_tables import drop_tables, forgotten_tables
from intake.layouts import Before, Checked, Checking, Layout
from intake.operations import jobs, leases, receiving
from intake.operations.elsewhere import refuse_if_elsewhere
from intake.operations.opening import kept_of, no_rows, opened, require_rows_within_limit
from intake.rules.file_states import FileMove
from policy.book import NoPolicy, default_book
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import Division, Officer
from staff.rules.divisions import scope_prefix

SLICE_ROWS = 50_000
WRITING_LOCK = "household-list"  # lists are written one slice at a time


def receive(
    *, content: BinaryIO, name: str, area: str, coverage_year: int | None, on: date, by: Officer
) -> HouseholdImport:
    """Keep an uploaded list (接收名单) and have a worker check it."""
    access.require(by, Permission.PEOPLE_IMPORT, area, on=on)
    if coverage_year is not None:
        access.require(by, Permission.ENROLLMENT_WRITE, area, on=on)
        require_coverage_year(coverage_year)
        pooling_area(area) if len(scope_prefix(area)) > 2 else None
    return receiving.receive(
        HOUSEHOLD_LISTS, content=content, name=name, area=area, by=by, at=timezone.now(),
        remedy=Text("请按乡镇拆分，或改用 .csv。", "Split it by township, or use .csv."),
        told={"coverage_year": coverage_year}, coverage_year=coverage_year,
    )  # fmt: skip


@transaction.atomic
def confirm(*, household_import: HouseholdImport, on: date, by: Officer) -> HouseholdImport:
    """An officer has seen the preview and lets it be written (确认写入)."""
    listed = jobs.locked(household_import, FileMove.CONFIRM, by=by, on=on)
    summary = {**listed.summary, "written_on": on.isoformat(), "people_row": 0, "member_row": 0}
    told = {"rows": listed.rows_read, "new": listed.summary.get("new"), "known": listed.summary.get("known")}
    return jobs.moved(listed, FileMove.CONFIRM, by=by, told=told, confirmed_by=by, summary=summary)


# -- reading -------------------------------------------------------------------------------------------------------


def check(checking: Checking[HouseholdImport]) -> Checked:
    """Read the whole list, list everything that is wrong, and prepare the preview; writes nothing about people."""
    stage = bulk.Stage(checking.file.pk, checking.fence)
    reader, fields = _read(checking.file, stage, on=checking.on, beat=checking.beat)
    told = {"rows": reader.rows, "problems": reader.problems.count}
    return Checked(fields, told, is_refused=reader.problems.count > 0)


def _read(
    listed: HouseholdImport, stage: bulk.Stage, *, on: date, beat: Callable[[int], None]
) -> tuple[RowReader, dict[str, Any]]:
    table = opened(listed, HOUSEHOLD_TABLE)
    prefix = scope_prefix(listed.area)
    reader = RowReader(
        columns=table.places, prefix=prefix, coverage_year=listed.coverage_year, today=on,
        places=lambda codes: set(Division.objects.filter(pk__in=codes).values_list("pk", flat=True)),
        tiers=cache(partial(_tiers, listed.coverage_year)),
    )  # fmt: skip
    stage.create()
    for block in table.blocks():
        stage.copy(reader.lines(block))
        require_rows_within_limit(reader.rows)
        beat(reader.rows)
    if reader.rows == 0:
        raise no_rows()
    refuse_if_elsewhere(listed.area, reader.rows_by_place)
    table.finish(reader.problems.as_json(), count=reader.problems.count)
    bulk.index_rows(stage)
    bulk.find_known(stage, prefix=prefix, coverage_year=listed.coverage_year)
    found, count = household_preview.household_problems(stage, table.places)
    reader.problems.extend(found, count=count)
    if listed.coverage_year is not None and reader.problems.count == 0:
        for county in bulk.counties(stage):
            pooling_area(county)
    shown, notice_counts = household_preview.notices(stage, table.places)
    barred, barred_counts = list_conflicts.mark(
        stage, coverage_year=listed.coverage_year, column=table.places["number"]
    )
    shown, notice_counts = barred + shown, barred_counts | notice_counts
    summary = {
        **(household_preview.preview(stage) if reader.problems.count == 0 else {"rows": reader.rows}),
        "notices": shown,
        "notice_counts": notice_counts,
    }
    return reader, {
        **kept_of(table),
        "rows_read": reader.rows,
        "summary": summary,
        "problems": reader.problems.as_json(),
        "problem_count": reader.problems.count,
    }


def _tiers(coverage_year: int | None, county: str) -> tuple[str, ...]:
    """The tiers that a county offers in the year; none where nobody is enrolled or no rules are on file."""
    if coverage_year is None:
        return ()
    try:
        return tiers_of(policy_of(county, coverage_year), coverage_year)
    except NoPolicy:
        return ()


def _staged_again(listed: HouseholdImport, fence: int) -> bulk.Stage:
    """The database crashed since the check, so the unlogged rows are gone: read the kept bytes again."""
    bulk.drop_stages(listed.pk)
    stage = bulk.Stage(listed.pk, fence)
    confirmed_on = date.fromisoformat(listed.summary["written_on"])
    _read(listed, stage, on=confirmed_on, beat=lambda rows: leases.beat(HouseholdImport, listed.pk, fence))
    # Ids are new, so everything that was written before the crash counts as known now; begin with the first slice.
    listed.summary = {**listed.summary, "people_row": 0, "member_row": 0}
    leases.beat(HouseholdImport, listed.pk, fence, summary=listed.summary, stage_fence=fence)
    return stage


# -- writing -------------------------------------------------------------------------------------------------------


def write(listed: HouseholdImport, fence: int) -> None:
    """Write a confirmed list; after a crash it goes on where the last checkpoint stands."""
    stage = bulk.Stage(listed.pk, listed.stage_fence)
    if stage.count() != listed.rows_read:
        stage = _staged_again(listed, fence)
    _write(listed, stage, listed.summary, fence)


def _write(listed: HouseholdImport, stage: bulk.Stage, summary: dict[str, Any], fence: int) -> None:
    import_id, on = listed.pk, date.fromisoformat(summary["written_on"])
    by = listed.confirmed_by
    assert by is not None
    prefix = scope_prefix(listed.area)
    bulk.find_known(stage, prefix=prefix, coverage_year=listed.coverage_year)
    list_conflicts.mark(stage, coverage_year=listed.coverage_year, column=0)
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
            follow_ups.registered(bulk.people_to_follow(stage, after=after, until=until), by=by)
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
    told = {key: summary.get(key) for key in ("rows", "people_written", "enrolled", "dues_issued")}
    jobs.finish(
        listed, fence, FileMove.FINISH, by=by, told=told, summary=summary, rows_written=listed.rows_read
    )


def _issue_dues(
    listed: HouseholdImport, summary: dict[str, Any], areas: set[str], *, by: Officer, on: date
) -> None:
    assert listed.coverage_year is not None
    if not access.may(by, Permission.DUES_ISSUE, listed.area, on=on):
        summary["dues_left_to_bureau"] = True  # a township enrolls; the bureau issues
        return
    closed = [area for area in sorted(areas) if not is_open(area, listed.coverage_year)]
    if closed:
        summary["year_not_open"] = (
            listed.coverage_year
        )  # people are enrolled; dues follow once the year is open
    for area in sorted(areas.difference(closed)):
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


HOUSEHOLD_LISTS = Layout(
    code="HH-1",
    name=Text("家庭名单", "household list"),
    noun="household_list",
    model=HouseholdImport,
    table=HOUSEHOLD_TABLE,
    before=Before(
        "list_received_before", "import_id", same=("sha256", "area", "coverage_year"), after=("refused", "failed"),
        noun=Text("名单", "list"),
    ),
    page="enrollment:household_import",
    reads=Permission.PEOPLE_IMPORT,
    check=check,
    write=write,
    acts={FileMove.CONFIRM: lambda listed, who: confirm(household_import=listed, on=who.on, by=who.by)},
    drop_stages=lambda listed: bulk.drop_stages(listed.pk),
    sweep=lambda: drop_tables(forgotten_tables("household_stage", HouseholdImport)),
)  # fmt: skip
