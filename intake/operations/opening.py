"""How is a sent file opened as a table, and what if only an officer can say how it is to be read?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from intake.layouts import Layout
from intake.models.jobs import SentFile
from intake.operations.stored_files import open_stored
from intake.tables import Column, Sheet
from policy.terms import Text
from staff.refusals import Refusal


class Asking(Exception):
    """The file has questions that only an officer can answer; nothing was staged. The file waits in state *asking*."""

    def __init__(self, questions: list[dict[str, Any]]) -> None:
        super().__init__(f"{len(questions)} questions")
        self.questions = questions


@dataclass(frozen=True)
class Opened:
    """A table that is ready to be read: its rows, and where each column of the layout stands."""

    sheet: Sheet
    columns: dict[str, int]


def opened(file: SentFile, layout: Layout[Any], columns: Sequence[Column] | None = None) -> Opened:
    """Open the kept bytes of a file. `columns`: those of the layout with what this file needs besides.

    Raises `SheetRefused` when it cannot be read, `Asking` when an officer must say how.
    """
    sheet = Sheet(open_stored(file.sha256, file.size_bytes))
    return Opened(sheet, sheet.columns(layout.columns if columns is None else columns))


def require_rows_within_limit(rows: int) -> None:
    """Refuse a file that has more rows than the installation takes (MAX_UPLOAD_ROWS)."""
    limit = settings.MAX_UPLOAD_ROWS
    if rows > limit:
        raise Refusal(
            "too_many_rows",
            Text(f"文件超过 {limit} 行的上限。", f"The file has more than {limit} rows."),
            Text("请拆分后分别上传。", "Split it and upload the parts."),
        )


def no_rows() -> Refusal:
    """What is said of a file that has a header and nothing below it."""
    return Refusal(
        "no_rows",
        Text("文件只有表头，没有数据。", "The file has a header but no rows."),
        Text("请确认导出条件后重新导出。", "Check the export's conditions and export again."),
    )
