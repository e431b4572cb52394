"""How is a sent file opened as a table, and what if only an officer can say how it is to be read?"""

from typing import Any

from django.conf import settings

from intake.columns.asking import Asking
from intake.columns.layouts import TableLayout
from intake.columns.opening import open_table
from intake.columns.table import Table
from intake.models.jobs import SentFile
from intake.operations.profiles import Used, choose, used_before
from intake.operations.stored_files import open_stored
from intake.rules.readings import reading_of
from policy.terms import Text
from staff.refusals import Refusal

__all__ = ["Asking", "kept_of", "no_rows", "opened", "require_rows_within_limit"]


def opened(file: SentFile, layout: TableLayout) -> Table:
    """Open the kept bytes of a file: as it was read before, else by the sender's profile and the officer's answers.

    Raises `SheetRefused` when it cannot be read, `Asking` when an officer must say how.
    """
    content = open_stored(file.sha256, file.size_bytes)
    if (used := used_before(file)) is not None:
        return _told(open_table(content, layout, used.reading), used)
    answers = reading_of(file.reading)
    chosen: list[Used] = []

    def by_profile(heads: Any) -> Any:
        chosen.append(choose(heads, layout, answers, area=file.area))
        return chosen[0].reading

    return _told(open_table(content, layout, by_profile), chosen[0])


def kept_of(table: Table) -> dict[str, Any]:
    """What the row of a file keeps of how it was read: notices, the whole reading, the profile behind it."""
    used: Used = table.used
    return {"notices": table.notices, "read_as": used.as_json(), "profile_id": used.profile_id}


def _told(table: Table, used: Used) -> Table:
    table.used = used
    return table


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
