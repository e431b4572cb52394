"""How are a year's population figures of many places entered as one table, and decided on by another officer at once?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone

from assistance.figures.bulk.population_rows import FigureTable, NoFigures, Row, rows_of, table_of
from assistance.figures.layouts.populations import POPULATION_TABLE
from assistance.figures.models import EnteredParameter, FigureFile, FigureSheet
from assistance.figures.operations.parameters import AlreadyDecided, InvalidParameter
from assistance.figures.queries.population_figures import Figures, changes, names_of
from intake.bulk.problems import Problems
from intake.columns.opening import open_table
from intake.columns.table import Table
from intake.layouts import Acting, Before, Beside, Checked, Checking, Layout
from intake.operations import following, jobs, leases, receiving
from intake.operations.elsewhere import refuse_if_elsewhere
from intake.operations.opening import kept_of, opened
from intake.rules.file_states import FileMove, FileState
from policy.terms import Text
from policy.topics import Topic
from staff import access, audit
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Officer
from staff.refusals import Refusal


class FiguresRefused(Refusal):
    """A file of figures is wrong as a whole; `context["problems"]` lists its faults by cell. Nothing was entered."""


YEARS = range(2000, 2200)


def read_sheet(content: BinaryIO, *, area: str) -> FigureTable:
    """The figures of pasted text, with every fault by its cell. Nothing is written.

    Raises `SheetRefused` or `NoFigures` where the table as a whole cannot be read, `Asking` when it must be said how.
    """
    return _read(open_table(content, POPULATION_TABLE), area=area)


def _read(table: Table, *, area: str) -> FigureTable:
    problems = Problems()
    rows = rows_of(table, problems)
    return read_rows(rows, table.places, area=area, problems=problems)


def read_rows(
    rows: Sequence[Row], columns: dict[str, int], *, area: str, problems: Problems | None = None
) -> FigureTable:
    """The figures of rows of text; see `read_sheet`. `problems` are those of cells that could not be read."""
    names = names_of(cells["division"] for _, cells in rows)
    table = table_of(rows, columns, area=area, names=names, problems=problems or Problems())
    if not table.problems.count and not table.figures:
        raise NoFigures(
            "no_figures",
            Text("表格中没有任何人口数。", "The table holds no figure."),
            Text("请至少填写一个地方的一项人口数。", "Fill in at least one figure of one place."),
        )
    return table


def receive(
    *,
    content: BinaryIO,
    name: str,
    area: str,
    year: int,
    from_on: date,
    document_number: str,
    is_preview: bool,
    by: Officer,
    at: datetime,
) -> FigureFile:
    """Take in a table as a file (layout PF-1) and follow it for some seconds: a small one is checked, and entered, then.

    Raises `FiguresRefused` when something in it is wrong; then nothing was entered.
    """
    access.require(by, Permission.PARAMETERS_ENTER, area, on=timezone.localdate(at))
    document = _require_facts(year, document_number)
    file = receiving.receive(
        FIGURE_FILES, content=content, name=name, area=area, by=by, at=at,
        remedy=Text("请按县区拆分。", "Split it by county."), told={"year": year, "preview": is_preview},
        year=year, from_on=from_on, document_number=document, is_preview=is_preview,
    )  # fmt: skip
    file = following.answered_at_once(file)
    if file.state == FileState.REFUSED:
        raise receiving.refusal_of(file, FiguresRefused)
    return file


def check(checking: Checking[FigureFile]) -> Checked:
    """Read the whole table: every fault by its cell refuses it, and so does a table that changes nothing."""
    file = checking.file
    opened_table = opened(file, POPULATION_TABLE)
    table = _read(opened_table, area=file.area)
    rows = opened_table.tally.rows
    checking.beat(rows)
    refuse_if_elsewhere(file.area, table.rows_by_place)
    if table.problems.count:
        raise FiguresRefused(
            "figures_unreadable",
            Text(f"表格有 {table.problems.count} 处错误，未录入任何数据。",
                 f"The table has {table.problems.count} faults; nothing was entered."),
            Text("请按所列单元格更正后重新上传。", "Correct the cells listed and upload again."),
            problems=[problem.as_json() for problem in table.problems.kept],
            problem_count=table.problems.count,
        )  # fmt: skip
    if not file.is_preview and not _wanted(file, table.figures):
        raise nothing_changes()
    figures = [[division, topic.value, people] for (division, topic), people in table.figures.items()]
    return Checked(
        {
            **kept_of(opened_table),
            "rows_read": rows,
            "summary": {"figures": figures, "without": table.without},
        },
        {"figures": len(figures)},
    )


def figures_of(file: FigureFile) -> dict[tuple[str, Topic], int]:
    """The figures that the check of a file read: (division, topic) -> people."""
    return {(division, Topic(topic)): people for division, topic, people in file.summary["figures"]}


def write(file: FigureFile, fence: int) -> None:
    """Enter what the table changes, in one transaction."""
    with transaction.atomic():
        leases.limit_idleness()
        figures, by = figures_of(file), file.uploaded_by
        told: dict[str, Any] = {"figures": 0}
        if _wanted(file, figures):  # else all of it came into force since the check
            sheet = enter(
                area=file.area, year=file.year, figures=figures, from_on=file.from_on,
                document_number=file.document_number, by=by, at=file.uploaded_at, file=file,
            )  # fmt: skip
            told = {"sheet": sheet.pk, "figures": sheet.figures}
        jobs.finish(file, fence, FileMove.FINISH, by=by, told=told)


def undo(file: FigureFile, fence: int) -> None:
    """Nothing is to be taken back of a table that was turned down: the same bytes may come again."""
    jobs.finish(file, fence, FileMove.TAKE_BACK, by=file.undone_by, told={})


@transaction.atomic
def enter(
    *,
    area: str,
    year: int,
    figures: Figures,
    from_on: date,
    document_number: str,
    by: Officer,
    at: datetime,
    file: FigureFile | None = None,
) -> FigureSheet:
    """Enter the figures that differ from those in force, each as an entered parameter of its place and year. The rules do not see
    them until a second officer approves.
    """
    access.require(by, Permission.PARAMETERS_ENTER, area, on=timezone.localdate(at))
    document = _require_facts(year, document_number)
    found = changes(area, year, figures, on=from_on)
    wanted = [one for one in found if one.is_change]
    if not wanted:
        raise nothing_changes()
    sheet = FigureSheet.objects.create(
        area=area, year=year, from_on=from_on, document_number=document, figures=len(wanted),
        unchanged=len(found) - len(wanted), entered_by=by, entered_at=at, file=file,
    )  # fmt: skip
    EnteredParameter.objects.bulk_create(
        [
            EnteredParameter(
                area=area, topic=one.topic.value, key=f"{one.division}:{year}", value=one.after, from_on=from_on,
                document_number=document, sheet=sheet, entered_by=by, entered_at=at,
            )
            for one in wanted
        ],
        batch_size=1000,
    )  # fmt: skip
    _audited("enter_figures", sheet, by, at, figures=len(wanted))
    return sheet


@transaction.atomic
def approve(*, sheet: FigureSheet, by: Officer, at: datetime) -> int:
    """Put what waits of a table in force, from its first day on; how many figures that were."""
    waiting = _waiting(sheet, by, at)
    count = EnteredParameter.objects.filter(pk__in=waiting).update(approved_by=by, approved_at=at)
    _audited("approve_figures", sheet, by, at, figures=count)
    return count


@transaction.atomic
def reject(*, sheet: FigureSheet, because: str, by: Officer, at: datetime) -> int:
    """Turn what waits of a table down, with the reason; how many figures that were. It may be entered anew."""
    if not (reason := because.strip()):
        raise InvalidParameter(
            "invalid_because", Text("驳回须写明理由。", "Say why it is turned down."),
            Text("请填写理由。", "Enter the reason."), field="because",
        )  # fmt: skip
    waiting = _waiting(sheet, by, at)
    count = EnteredParameter.objects.filter(pk__in=waiting).update(
        rejected_by=by, rejected_at=at, rejected_because=reason
    )
    _audited("reject_figures", sheet, by, at, figures=count, because=reason)
    if sheet.file is not None:
        file = jobs.locked(sheet.file, FileMove.UNDO, by=by, on=timezone.localdate(at))
        told = {"because": reason}
        jobs.moved(file, FileMove.UNDO, by=by, at=at, told=told, undone_by=by, finished_at=None)
    return count


def _turned_down(file: FigureFile, who: Acting) -> FigureFile:
    reject(sheet=file.sheets.get(), because=who.because, by=who.by, at=who.at)
    file.refresh_from_db()
    return file


def _waiting(sheet: FigureSheet, by: Officer, at: datetime) -> list[int]:
    """The numbers of the entries that wait, locked, if somebody else entered them."""
    access.require(by, Permission.PARAMETERS_APPROVE, sheet.area, on=timezone.localdate(at))
    require_other_hands(
        by,
        sheet.entered_by_id,
        what=Text(
            "录入人不能审批自己录入的人口数。", "You entered these figures, so you cannot decide on them."
        ),
    )
    rows = EnteredParameter.objects.filter(sheet=sheet, approved_by=None, rejected_by=None).order_by("pk")
    if not (waiting := list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))):
        raise AlreadyDecided(
            "already_decided", Text("该表已经批准或驳回。", "This table was approved or turned down before.")
        )
    return waiting


def _audited(action: str, sheet: FigureSheet, by: Officer, at: datetime, **told: object) -> None:
    change = {"year": sheet.year, "document": sheet.document_number, "from_on": sheet.from_on} | told
    audit.record(action, by=by, about=sheet, division_code=sheet.area, at=at, change=change)


def _wanted(file: FigureFile, figures: Figures) -> bool:
    return any(one.is_change for one in changes(file.area, file.year, figures, on=file.from_on))


def _require_facts(year: int, document_number: str) -> str:
    """The document number without blanks around it; refused when it or the year is missing."""
    if year not in YEARS:
        raise InvalidParameter(
            "invalid_year", Text("年度不正确。", "This is no year."), Text("请填写四位年份。", "Write it as YYYY."), field="year"
        )  # fmt: skip
    if not (document := document_number.strip()):
        raise InvalidParameter(
            "invalid_document_number",
            Text("录入参数必须注明文号。", "An entered figure must name its document."),
            Text("请填写文号。", "Enter the document number."),
            field="document_number",
        )
    return document


def nothing_changes() -> NoFigures:
    """What is said of a table that holds only what is in force."""
    return NoFigures(
        "nothing_changes",
        Text(
            "表中各项与现行数据相同，没有需要录入的。",
            "Every figure is in force already: there is nothing to enter.",
        ),
        Text("如数据有更新，请核对年度和起始日期。", "Check the year and the day from which it is in force."),
    )


FIGURE_FILES = Layout(
    code="PF-1",
    name=Text("人口数", "population figures"),
    noun="figure_file",
    model=FigureFile,
    table=POPULATION_TABLE,
    before=Before(
        "same_file_received", "file_id", same=("sha256", "area", "year", "from_on", "document_number"),
        after=("refused", "undoing", "undone"), noun=Text("表格", "table"),
    ),
    reads=Permission.PARAMETERS_READ,
    check=check,
    write=write,
    undo=undo,
    acts={FileMove.UNDO: _turned_down},
    by_others=(FileMove.UNDO,),
    leads_to=lambda file: tuple(
        Beside(Text("人口数表", "table of figures"), "assistance:population_sheet", pk)
        for pk in file.sheets.values_list("pk", flat=True)
    ),
)  # fmt: skip
