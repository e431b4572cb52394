"""How is a table refused whose header, totals or row numbers cannot be right?"""

from collections.abc import Sequence
from typing import Any

from intake.columns.layouts import TableLayout
from intake.tables.refused import SheetRefused
from policy.terms import Text

PROBLEMS_KEPT = 1_000


def no_header(layout: TableLayout, missing: Sequence[str], row: int, said: Sequence[str]) -> SheetRefused:
    heads = "、".join(heading for heading in said if heading)[:300] or "（空）"
    return SheetRefused(
        "missing_column",
        Text(
            zh=f"没有找到 {layout.code}（{layout.name.zh}）的表头：缺少列 {'、'.join(missing)}。"
            f"最像表头的第 {row} 行是：{heads}。",
            en=f"No headings of {layout.code} ({layout.name.en}) were found: missing column {', '.join(missing)}. "
            f"The likeliest row, {row}, has: {heads}.",
        ),
        Text(
            zh="请核对是否选错文件；表头须写明所缺的列名，标题行可以保留。",
            en="Check that it is the right file; the headings must name the missing columns. Title rows may stay.",
        ),
        missing=list(missing),
        found=[heading for heading in said if heading],
    )


def rows_after_total(row: int) -> SheetRefused:
    return SheetRefused(
        "rows_after_trailer",
        Text(zh=f"合计行之后还有数据（第 {row} 行）。", en=f"There are rows after the 合计 row (row {row})."),
        Text(
            zh="合计行必须是最后一行；请检查是否拼接了两个文件。",
            en="The 合计 row must be the last; check whether two files were joined.",
        ),
        row=row,
    )


def rows_after_signature(row: int, cell: str) -> SheetRefused:
    return SheetRefused(
        "rows_after_signature",
        Text(
            zh=f"签章行（{cell}）之后还有数据（第 {row} 行）。",
            en=f"There are rows (row {row}) after the signatures in {cell}.",
        ),
        Text(
            zh="请删去中间的签章行，或把几张表分开上传。",
            en="Remove the signatures in between, or upload the tables apart.",
        ),
        row=row,
        cell=cell,
    )


def total_unreadable(row: int, cell: str, written: str) -> SheetRefused:
    return SheetRefused(
        "trailer_unreadable",
        Text(
            zh=f"第 {row} 行（合计）的 {cell}“{written[:20]}”无法读取。",
            en=f"{cell} “{written[:20]}” in the total of row {row} cannot be read.",
        ),
        Text(
            zh="请修正合计行（行数、金额合计）或去掉后重新上传。",
            en="Correct the total (number of lines, sum) or leave it out, and upload again.",
        ),
        row=row,
        cell=cell,
    )


def subtotal_differs(cell: str, declared: str, counted: str) -> SheetRefused:
    return SheetRefused(
        "subtotal_differs",
        Text(
            zh=f"小计 {cell} 写的是 {declared}，与上面各行的 {counted} 不符。",
            en=f"The subtotal in {cell} says {declared}; the rows above it come to {counted}.",
        ),
        Text(
            zh="没有任何一行入账。请核对是否缺行、重行，或更正小计后重新上传。",
            en="Nothing was posted. Look for missing or repeated lines, or correct the subtotal, and upload again.",
        ),
        cell=cell,
    )


def totals_differ(cell: str, declared: str, counted: str, **context: Any) -> SheetRefused:
    return SheetRefused(
        "control_totals_differ",
        Text(
            zh=f"控制总数不符：合计 {cell} 写的是 {declared}，文件实际 {counted}。",
            en=f"Control totals differ: the total in {cell} says {declared}, found in the file {counted}.",
        ),
        Text(
            zh="没有任何一行入账。请核对是否缺行、重行，或更正总数后重新上传。",
            en="Nothing was posted. Look for missing or repeated lines, or correct the totals, and upload again.",
        ),
        cell=cell,
        **context,
    )


def row_numbers_wrong(problems: list[dict[str, Any]], count: int) -> SheetRefused:
    return SheetRefused(
        "row_numbers",
        Text(
            zh=f"序号重复或没有递增（{count} 处），可能漏行、重行或拼接了文件，整个文件未入账。",
            en=f"Row numbers repeat or do not rise ({count} places): rows may be missing, doubled or joined. Nothing was posted.",
        ),
        Text(
            zh="请核对所列单元格；序号确无意义的，删去该列后重新上传。",
            en="Look at the listed cells; if the numbers mean nothing, leave the column out and upload again.",
        ),
        problems=problems[:PROBLEMS_KEPT],
        problem_count=count,
    )
