"""How does a file that is no readable table say so, and which cells may have lost digits?"""

import re

from policy.terms import Text
from staff.refusals import Refusal


class SheetRefused(Refusal):
    """The file as a whole cannot be read as a table."""


def undecodable(row: int) -> SheetRefused:
    return SheetRefused(
        "undecodable",
        Text(
            zh=f"第 {row} 行附近有不属于 UTF-8 或 GB18030 的字节（或空字符），无法解码。",
            en=f"Near row {row} there are bytes that are neither valid UTF-8 nor GB18030, or null characters.",
        ),
        Text(
            zh="请用一种编码（UTF-8 或 GB18030）重新导出整个文件。",
            en="Export the whole file again in one encoding (UTF-8 or GB18030).",
        ),
        row=row,
    )


def quote_left_open(row: int) -> SheetRefused:
    return SheetRefused(
        "quote_unclosed",
        Text(
            zh=f"第 {row} 行有未闭合的引号或单元格内换行。",
            en=f"Row {row} has a quote that is not closed, or a line break in a cell.",
        ),
        Text(zh="请去掉多余的引号和单元格内的换行。", en="Remove stray quotes and line breaks inside cells."),
        row=row,
    )


def row_too_long(row: int) -> SheetRefused:
    return SheetRefused(
        "row_too_long",
        Text(
            zh=f"第 {row} 行有超长的单元格，不是表格数据。",
            en=f"Row {row} has a cell so long that it is no table.",
        ),
        Text(zh="请检查该行后重新导出。", en="Look at that row and export the file again."),
        row=row,
    )


def header_repeated(row: int) -> SheetRefused:
    return SheetRefused(
        "header_repeated",
        Text(
            zh=f"第 {row} 行又是一行表头，可能拼接了两个文件。",
            en=f"Row {row} is a second header: two files may have been joined.",
        ),
        Text(
            zh="请分开上传，或删去多余的表头（和中间的合计行）。",
            en="Upload them apart, or remove the extra header (and the 合计 row before it).",
        ),
        row=row,
    )


def second_table(title: str) -> SheetRefused:
    return SheetRefused(
        "second_table",
        Text(
            zh=f"工作表“{title}”也有同样的表头，只有第一个工作表会被读取。",
            en=f"Sheet “{title}” has the same header, but only the first sheet is read.",
        ),
        Text(
            zh="请把数据合并到第一个工作表，或分开上传。",
            en="Move the rows to the first sheet, or upload the sheets as files of their own.",
        ),
        sheet=title,
    )


def broken_workbook() -> SheetRefused:
    return SheetRefused(
        "broken_workbook",
        Text(zh="工作簿已损坏，或不是 .xlsx。", en="The workbook is damaged, or is not an .xlsx."),
        Text(
            zh="请在表格软件中打开并另存为 .xlsx，或改用 .csv。",
            en="Open it in a spreadsheet program and save it as .xlsx again, or use .csv.",
        ),
    )


def refuse_other_formats(start: bytes) -> None:
    if not start:
        raise SheetRefused(
            "file_empty",
            Text(zh="文件是空的（0 字节）。", en="The file is empty (0 bytes)."),
            Text(zh="请重新导出后上传。", en="Export it again and upload."),
        )
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise SheetRefused(
            "encrypted_or_old_excel",
            Text(
                zh="这是旧版 .xls 或加密的工作簿，无法读取。",
                en="This is an old .xls or a protected workbook; it cannot be read.",
            ),
            Text(zh="请另存为不加密的 .xlsx 或 .csv。", en="Save it as an unprotected .xlsx or as .csv."),
        )
    binary = start.startswith((b"%PDF", b"MZ", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"\x7fELF", b"\x89PNG"))
    if binary or re.match(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|\?xml|table|meta|!--)", start, re.IGNORECASE):
        raise not_a_table()
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or (b"\x00" in start and not start.startswith(b"PK")):
        raise SheetRefused(
            "encoding_unsupported",
            Text(
                zh="文件编码是 UTF-16 或含有空字符，无法读取。",
                en="The file is UTF-16 or holds null characters; it cannot be read.",
            ),
            Text(zh="请用 UTF-8 或 GB18030 保存后上传。", en="Save it as UTF-8 or GB18030 and upload again."),
        )


def not_a_table() -> SheetRefused:
    return SheetRefused(
        "not_a_table",
        Text(zh="文件内容不是表格。", en="The content of this file is not a table."),
        Text(
            zh="请上传 .csv 或 .xlsx 文件本身，不要上传压缩包或网页。",
            en="Upload the .csv or .xlsx itself, not an archive or a web page.",
        ),
    )
