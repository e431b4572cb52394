"""How are a year's population figures of many places entered as one table, and decided on by another officer at once?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from assistance.bulk.population_rows import FigureTable, NoFigures, Row, rows_of, table_of
from assistance.layouts.populations import COLUMNS
from assistance.models import EnteredParameter, FigureSheet
from assistance.operations.parameters import AlreadyDecided, InvalidParameter, NotYours
from assistance.queries.population_figures import Figures, changes, names_of
from intake.tables import Sheet
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.identities import require_other_human
from staff.models import Officer

YEARS = range(2000, 2200)


def read_sheet(content: BinaryIO, *, area: str) -> FigureTable:
    """The figures of a .csv or .xlsx, or of pasted text, with every fault by its cell. Nothing is written.

    Raises `SheetRefused` or `NoFigures` where the table as a whole cannot be read.
    """
    sheet = Sheet(content)
    columns = sheet.columns(COLUMNS)
    return read_rows(rows_of(sheet, columns), columns, area=area)


def read_rows(rows: Sequence[Row], columns: dict[str, int], *, area: str) -> FigureTable:
    """The figures of rows of text; see `read_sheet`."""
    names = names_of(cells["division"] for _, cells in rows)
    table = table_of(rows, columns, area=area, names=names)
    if not table.problems.count and not table.figures:
        raise NoFigures(
            "no_figures",
            Text("表格中没有任何人口数。", "The table holds no figure."),
            Text("请至少填写一个地方的一项人口数。", "Fill in at least one figure of one place."),
        )
    return table


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
) -> FigureSheet:
    """Enter the figures that differ from those in force, each as an entered parameter of its place and year. The rules do not see
    them until a second officer approves.
    """
    access.require(by, Permission.PARAMETERS_ENTER, area, on=timezone.localdate(at))
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
    found = changes(area, year, figures, on=from_on)
    wanted = [one for one in found if one.is_change]
    if not wanted:
        raise NoFigures(
            "nothing_changes",
            Text(
                "表中各项与现行数据相同，没有需要录入的。",
                "Every figure is in force already: there is nothing to enter.",
            ),
            Text(
                "如数据有更新，请核对年度和起始日期。",
                "Check the year and the day from which it is in force.",
            ),
        )
    sheet = FigureSheet.objects.create(
        area=area, year=year, from_on=from_on, document_number=document, figures=len(wanted),
        unchanged=len(found) - len(wanted), entered_by=by, entered_at=at,
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
    return count


def _waiting(sheet: FigureSheet, by: Officer, at: datetime) -> list[int]:
    """The numbers of the entries that wait, locked, if somebody else entered them."""
    access.require(by, Permission.PARAMETERS_APPROVE, sheet.area, on=timezone.localdate(at))
    if sheet.entered_by_id == by.pk:
        raise NotYours(
            "not_by_maker",
            Text(
                "录入人不能审批自己录入的人口数。", "You entered these figures, so you cannot decide on them."
            ),
            Text("请由另一位工作人员审批。", "Ask another officer."),
        )
    require_other_human(by, sheet.entered_by_id)
    rows = EnteredParameter.objects.filter(sheet=sheet, approved_by=None, rejected_by=None).order_by("pk")
    if not (waiting := list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))):
        raise AlreadyDecided(
            "already_decided", Text("该表已经批准或驳回。", "This table was approved or turned down before.")
        )
    return waiting


def _audited(action: str, sheet: FigureSheet, by: Officer, at: datetime, **told: object) -> None:
    change = {"year": sheet.year, "document": sheet.document_number, "from_on": sheet.from_on} | told
    audit.record(action, by=by, about=sheet, division_code=sheet.area, at=at, change=change)
