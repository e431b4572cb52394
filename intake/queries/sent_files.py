"""Which sent files may an officer see, and what is said of each in the same words whatever its layout?"""

from datetime import date, datetime
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.http import Http404
from django.shortcuts import get_object_or_404

from intake.layouts import F, Layout, layout_named, layout_of, layouts
from intake.models.jobs import BESIDES, SentFile
from intake.rules.fault_groups import grouped
from intake.rules.file_states import FileMove
from staff import access
from staff.models import Officer

SHOWN = (
    "pk",
    "name",
    "area",
    "state",
    "rows_read",
    "uploaded_at",
    "uploaded_by__display_name",
    "finished_at",
)


def visible(layout: Layout[F], officer: Officer, *, on: date) -> QuerySet[F]:
    """The files of one layout in the officer's divisions."""
    return access.scope(layout.model._default_manager.all(), officer, layout.reads, on=on, field="area")


def answerable(layout: Layout[F], officer: Officer, *, on: date) -> QuerySet[F]:
    """The files of which the officer may say how they are read: only they see its first rows, which name people."""
    [sends] = layout.model.course.moves.permissions(FileMove.ANSWER)
    return access.scope(layout.model._default_manager.all(), officer, sends, on=on, field="area")


def file_of(code: str, pk: int, officer: Officer, *, on: date, may_answer: bool = False) -> SentFile:
    """The file of a layout by its code and number, of those that the officer may see, or answer; `Http404` else."""
    try:
        layout = layout_named(code)
    except KeyError:
        raise Http404 from None
    files = (answerable if may_answer else visible)(layout, officer, on=on)
    file: SentFile = get_object_or_404(files.select_related("uploaded_by"), pk=pk)
    return file


def visible_layouts(officer: Officer, *, on: date) -> list[Layout[Any]]:
    """The layouts of which the officer may see files somewhere."""
    return [layout for layout in layouts() if access.may_anywhere(officer, layout.reads, on=on)]


def all_visible(
    officer: Officer, *, on: date, layout: str = "", state: str = "", area: str = ""
) -> QuerySet[Any, dict[str, Any]] | list[dict[str, Any]]:
    """Files of all layouts as one list of `SHOWN` and `layout`, those sent last first."""
    lists = []
    for one in visible_layouts(officer, on=on):
        if layout and one.code != layout:
            continue
        files = visible(one, officer, on=on)
        if state:
            files = files.filter(state=state)
        if area:
            files = files.filter(area__startswith=area)
        lists.append(files.order_by().values(*SHOWN, layout=Value(one.code, output_field=CharField())))
    if not lists:
        return []
    first, *others = lists
    together = first.union(*others, all=True) if others else first
    return together.order_by("-uploaded_at", "layout", "-pk")


def report(file: SentFile) -> dict[str, Any]:
    """What is said of every sent file, with stable English keys; what its layout adds stands in its own report."""
    return {
        "layout": layout_of(file).code,
        "file_id": file.pk,
        "name": file.name,
        "area": file.area,
        "sha256": file.sha256,
        "state": file.state,
        "is_at_rest": file.is_at_rest,
        "rows_read": file.rows_read,
        "uploaded_at": _moment(file.uploaded_at),
        "checked_at": _moment(file.checked_at),
        "finished_at": _moment(file.finished_at),
        "notices": file.notices,
        "questions": file.questions,
        "read_as": file.read_as,
        "refusal": file.refusal,
        "problems": problems_of(file),
        "problem_count": problem_count(file),
        "problem_groups": grouped(problems_of(file)),
        "failure": file.failure,
    }


def problems_of(file: SentFile) -> list[dict[str, Any]]:
    """The cells that are wrong, of the file as a whole or of its rows: each with cell, text and remedy in both languages."""
    besides = file.summary.get(BESIDES, {}).get("cells", [])
    return _cells([*(file.refusal or {}).get("problems", []), *getattr(file, "problems", []), *besides])


def notices_of(file: SentFile) -> list[dict[str, Any]]:
    """What differs from the record, by cell, in the same shape."""
    return _cells(file.summary.get("notices", []))


def _cells(listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "cell": one.get("cell", ""),
            "code": one.get("code", ""),
            "text": one.get("text") or one["message"],
            "remedy": one["remedy"],
        }
        for one in listed
    ]


def problem_count(file: SentFile) -> int:
    """How many cells are wrong, also those that are not kept one by one."""
    kept = len(problems_of(file))
    told: int = (file.refusal or {}).get("problem_count", 0)
    besides: int = file.summary.get(BESIDES, {}).get("count", 0)
    return max(kept, told, besides, getattr(file, "problem_count", 0))


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
