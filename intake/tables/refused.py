"""How does a file that cannot be read as a table say so: what is wrong, where, and what to do next?"""

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
            zh=f"第 {row} 行有未闭合的引号：后面的行会被当成同一个单元格。",
            en=f"Row {row} has a quote that is not closed: the rows below would be taken for one cell.",
        ),
        Text(
            zh="请去掉多余的引号（单元格内的引号要写两次），或补上结束的引号。",
            en="Remove the stray quote (a quote inside a cell is written twice), or close it.",
        ),
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


def broken_workbook() -> SheetRefused:
    return SheetRefused(
        "broken_workbook",
        Text(
            zh="工作簿已损坏（可能没有传完），无法读取。",
            en="The workbook is damaged (perhaps not all of it was sent); it cannot be read.",
        ),
        Text(
            zh="请在表格软件中打开并另存为 .xlsx，或改用 .csv。",
            en="Open it in a spreadsheet program and save it as .xlsx again, or use .csv.",
        ),
    )


def row_beyond_sheet(row: int) -> SheetRefused:
    return SheetRefused(
        "broken_workbook",
        Text(
            zh=f"工作簿写有第 {row} 行，超出工作表的最大行数。",
            en=f"The workbook names row {row}, which is more than a sheet can have.",
        ),
        Text(
            zh="请在表格软件中打开并另存为 .xlsx，或改用 .csv。",
            en="Open it in a spreadsheet program and save it as .xlsx again, or use .csv.",
        ),
        row=row,
    )


def row_number_repeated(row: int, before: int) -> SheetRefused:
    if row == before:
        what = Text(zh=f"第 {row} 行出现了两次", en=f"Row {row} of the sheet stands there twice")
    else:
        what = Text(
            zh=f"第 {row} 行排在第 {before} 行之后", en=f"Row {row} of the sheet comes after row {before}"
        )
    return SheetRefused(
        "row_number_repeated",
        Text(
            zh=f"工作表中{what.zh}，各软件读出的内容会不同。", en=f"{what.en}: programs would disagree on it."
        ),
        Text(
            zh="请在表格软件中打开，核对该行，另存为 .xlsx 后重新上传。",
            en="Open it in a spreadsheet program, look at that row, save it as .xlsx and upload again.",
        ),
        row=row,
    )


def cell_in_other_row(cell: str, row: int) -> SheetRefused:
    return SheetRefused(
        "row_number_repeated",
        Text(
            zh=f"第 {row} 行里有写着 {cell} 的单元格，行号与单元格对不上。",
            en=f"Row {row} holds a cell that says {cell}: the numbers of row and cell do not agree.",
        ),
        Text(
            zh="请在表格软件中打开，核对该行，另存为 .xlsx 后重新上传。",
            en="Open it in a spreadsheet program, look at that row, save it as .xlsx and upload again.",
        ),
        row=row,
    )


def cell_repeated(cell: str) -> SheetRefused:
    return SheetRefused(
        "cell_repeated",
        Text(
            zh=f"单元格 {cell} 出现了两次，或排在其右边单元格之后。",
            en=f"Cell {cell} stands there twice, or after a cell to the right of it.",
        ),
        Text(
            zh="请在表格软件中打开，核对该行，另存为 .xlsx 后重新上传。",
            en="Open it in a spreadsheet program, look at that row, save it as .xlsx and upload again.",
        ),
        cell=cell,
    )


def text_missing(cell: str) -> SheetRefused:
    return SheetRefused(
        "broken_workbook",
        Text(
            zh=f"单元格 {cell} 指向一段不存在的文字，工作簿已损坏。",
            en=f"Cell {cell} points to a text that is not there: the workbook is damaged.",
        ),
        Text(
            zh="请在表格软件中打开并另存为 .xlsx，或改用 .csv。",
            en="Open it in a spreadsheet program and save it as .xlsx again, or use .csv.",
        ),
        cell=cell,
    )


def too_large_inside(inflated: int, parts: int) -> SheetRefused:
    return SheetRefused(
        "workbook_too_large_inside",
        Text(
            zh=f"工作簿解压后为 {inflated // 1_000_000} MB（{parts} 个部件），超出限制，已拒收。",
            en=f"The workbook unpacks to {inflated // 1_000_000} MB in {parts} parts: more than is accepted.",
        ),
        Text(zh="请改用 .csv 上传。", en="Upload it as .csv instead."),
    )


def too_much_of(what: Text) -> SheetRefused:
    return SheetRefused(
        "workbook_too_large_inside",
        Text(
            zh=f"工作簿中的{what.zh}过多，超出限制，已拒收。",
            en=f"The workbook has too many {what.en}: more than is accepted.",
        ),
        Text(zh="请改用 .csv 上传。", en="Upload it as .csv instead."),
    )


def macros_inside() -> SheetRefused:
    return SheetRefused(
        "active_content",
        Text(zh="工作簿含有宏。", en="The workbook holds macros."),
        Text(zh="请另存为不含宏的 .xlsx。", en="Save it as .xlsx without macros."),
    )


def definitions_inside() -> SheetRefused:
    return SheetRefused(
        "active_content",
        Text(
            zh="文件的 XML 中有类型定义（DOCTYPE）或实体，表格不需要它们，已拒收。",
            en="The XML of the file defines a document type or entities, which no table needs; it is not accepted.",
        ),
        Text(
            zh="请在表格软件中打开并另存为 .xlsx，或改用 .csv。",
            en="Open it in a spreadsheet program and save it as .xlsx again, or use .csv.",
        ),
    )


def too_deep() -> SheetRefused:
    return SheetRefused(
        "broken_workbook",
        Text(
            zh="文件的 XML 嵌套过深，不是表格。",
            en="The XML of the file is nested so deeply that it is no table.",
        ),
        Text(
            zh="请在表格软件中打开并另存为 .xlsx，或改用 .csv。",
            en="Open it in a spreadsheet program and save it as .xlsx again, or use .csv.",
        ),
    )


def protected_workbook() -> SheetRefused:
    return SheetRefused(
        "encrypted_or_old_excel",
        Text(
            zh="工作簿设有密码（已加密），无法读取。",
            en="The workbook is protected by a password (encrypted); it cannot be read.",
        ),
        Text(
            zh="请打开后取消密码，另存为 .xlsx 或 .csv。",
            en="Open it, take the password off, and save it as .xlsx or .csv.",
        ),
    )


def excel_before_97() -> SheetRefused:
    return SheetRefused(
        "encrypted_or_old_excel",
        Text(
            zh="这是 Excel 97 以前的 .xls（或旧 Office 文件），无法读取。",
            en="This is an .xls from before Excel 97 (or another old office file); it cannot be read.",
        ),
        Text(
            zh="请在表格软件中打开并另存为 .xlsx。",
            en="Open it in a spreadsheet program and save it as .xlsx.",
        ),
    )


def file_empty() -> SheetRefused:
    return SheetRefused(
        "file_empty",
        Text(zh="文件是空的（0 字节）。", en="The file is empty (0 bytes)."),
        Text(zh="请重新导出后上传。", en="Export it again and upload."),
    )


def encoding_unsupported() -> SheetRefused:
    return SheetRefused(
        "encoding_unsupported",
        Text(
            zh="文件含有空字符，或是没有标记（BOM）的 UTF-16、UTF-32，无法读取。",
            en="The file holds null characters, or is UTF-16 without its mark or UTF-32; it cannot be read.",
        ),
        Text(zh="请用 UTF-8 或 GB18030 保存后上传。", en="Save it as UTF-8 or GB18030 and upload again."),
    )


def not_a_table() -> SheetRefused:
    return SheetRefused(
        "not_a_table",
        Text(zh="文件内容不是表格。", en="The content of this file is not a table."),
        Text(
            zh="请上传表格文件本身，不要上传压缩包、图片或没有表格的网页。",
            en="Upload the table itself, not an archive, a picture or a web page without a table.",
        ),
    )


def web_page_cut() -> SheetRefused:
    return SheetRefused(
        "broken_workbook",
        Text(
            zh="文件是网页格式的表格，但没有结尾（可能没有传完）。",
            en="The file is a table as a web page, but its end is missing (perhaps not all of it was sent).",
        ),
        Text(
            zh="请重新导出，或在表格软件中打开并另存为 .xlsx。",
            en="Export it again, or open it in a spreadsheet program and save it as .xlsx.",
        ),
    )


def no_sheets() -> SheetRefused:
    return SheetRefused(
        "no_sheets",
        Text(zh="工作簿里没有工作表。", en="The workbook has no sheet with cells."),
        Text(
            zh="请在表格软件中打开核对，重新导出后上传。",
            en="Look at it in a spreadsheet program and export it again.",
        ),
    )


def sheet_unknown(title: str) -> SheetRefused:
    return SheetRefused(
        "sheet_unknown",
        Text(zh=f"文件中没有工作表“{title}”。", en=f"The file has no sheet “{title}”."),
        Text(zh="请重新选择工作表。", en="Choose the sheet again."),
        sheet=title,
    )
