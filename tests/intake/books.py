"""How do other programs write the same rows: as .xlsx, .xlsb, .xls, .ods, as the XML of 2003, as a web page?

A cell is text, a number, a day or moment, True or False, None, `Failed` (an error) or `Formula` (with or without a value).
"""

import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import escape

import xlwt

from intake.tables.cells import column_letters

EPOCH = datetime(1899, 12, 30)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


@dataclass(frozen=True)
class Failed:
    text: str = "#N/A"


@dataclass(frozen=True)
class Formula:
    text: str
    value: float | None = None


Rows = Sequence[Sequence[Any]]


Unseen = tuple[Sequence[int], Sequence[int]]  # hidden rows and columns, from 0


def serial(day: date) -> float:
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
    return (moment - EPOCH).total_seconds() / 86_400


def zipped(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def _rels(*parts: tuple[str, str]) -> str:
    each = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(parts, 1)
    )
    return f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}">{each}</Relationships>'


def xlsx(
    rows: Rows = (),
    *,
    sheet: str | None = None,
    formats: Sequence[str | int] = ("yyyy-mm-dd",),
    merged: Sequence[str] = (),
    tail: str = "",
    workbook: str = "",
    hidden: str = "",
    strings: str | None = None,
) -> bytes:
    """A workbook of one sheet; `sheet` is the XML of the rows, `formats` the number formats of the styles from 1 on."""  # fmt: skip
    inside = sheet if sheet is not None else "".join(xlsx_row(n, row) for n, row in enumerate(rows, 1))
    ranges = "".join(f'<mergeCell ref="{area}"/>' for area in merged)
    after = (f'<mergeCells count="{len(merged)}">{ranges}</mergeCells>' if merged else "") + tail
    custom = "".join(
        f'<numFmt numFmtId="{200 + n}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for n, code in enumerate(formats)
        if isinstance(code, str)
    )
    styles = '<xf numFmtId="0"/>' + "".join(
        f'<xf numFmtId="{code if isinstance(code, int) else 200 + n}"/>' for n, code in enumerate(formats)
    )
    parts: dict[str, str | bytes] = {
        "_rels/.rels": _rels(("officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": _rels(
            ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml"),
            ("worksheet", "worksheets/sheet2.xml"),
        ),
        "xl/workbook.xml": f'<?xml version="1.0"?><workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{workbook}<sheets>'
        f'{hidden}<sheet name="缴费明细" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>{custom}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{inside}</sheetData>{after}'
        "</worksheet>",
    }  # fmt: skip
    if hidden:
        parts["xl/worksheets/sheet2.xml"] = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    if strings is not None:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
    return zipped(parts)


def xlsx_row(number: int, row: Sequence[Any]) -> str:
    cells = "".join(xlsx_cell(f"{column_letters(at)}{number}", cell) for at, cell in enumerate(row))
    return f'<row r="{number}">{cells}</row>'


def xlsx_cell(place: str, cell: Any) -> str:
    match cell:
        case None:
            return ""
        case Failed(text):
            return f'<c r="{place}" t="e"><v>{text}</v></c>'
        case Formula(text, value):
            stored = "" if value is None else f"<v>{value}</v>"
            return f'<c r="{place}"><f>{escape(text)}</f>{stored}</c>'
        case bool():
            return f'<c r="{place}" t="b"><v>{int(cell)}</v></c>'
        case date():
            return f'<c r="{place}" s="1"><v>{serial(cell)}</v></c>'
        case str():
            return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
        case _:
            return f'<c r="{place}"><v>{cell}</v></c>'


def xlsb(
    rows: Rows = (),
    *,
    merged: Sequence[tuple[int, int, int, int]] = (),
    flags: int = 0,
    unseen: Unseen = ((), ()),
) -> bytes:
    """A binary workbook; `merged` are top, bottom, left, right from 0, `unseen` hidden rows and columns from 0."""
    strings: list[str] = []
    sheet = _record(129) + b"".join(_record(60, struct.pack("<4LH", at, at, 2048, 0, 1)) for at in unseen[1])
    sheet += _record(145)
    for number, row in enumerate(rows):
        sheet += _record(
            0, struct.pack("<LLHBB", number, 0, 300, 0, 0x10 * (number in unseen[0])) + b"\0" * 6
        )
        sheet += b"".join(_xlsb_cell(at, cell, strings) for at, cell in enumerate(row))
    sheet += (
        _record(146) + b"".join(_record(176, struct.pack("<4L", *area)) for area in merged) + _record(130)
    )
    texts = b"".join(_record(19, b"\0" + _wide(text)) for text in strings)
    book = (
        _record(131) + _record(153, struct.pack("<LL", 0, 0) + _wide(""))
        + _record(156, struct.pack("<LL", 0, 1) + _wide("rId1") + _wide("缴费明细"))
        + _record(157, b"\0" * 24 + struct.pack("<H", flags)) + _record(132)
    )  # fmt: skip
    styles = _record(44, struct.pack("<H", 200) + _wide('yyyy"年"m"月"d"日"')) + _record(617)
    styles += b"".join(_record(47, struct.pack("<HH", 0, code) + b"\0" * 12) for code in (0, 200)) + _record(
        618
    )
    return zipped(
        {
            "_rels/.rels": _rels(("officeDocument", "xl/workbook.bin")),
            "xl/_rels/workbook.bin.rels": _rels(
                ("worksheet", "worksheets/sheet1.bin"),
                ("styles", "styles.bin"),
                ("sharedStrings", "sharedStrings.bin"),
            ),
            "xl/workbook.bin": book,
            "xl/styles.bin": styles,
            "xl/sharedStrings.bin": _record(159, struct.pack("<LL", len(strings), len(strings))) + texts,
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def _record(kind: int, data: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, written = len(data), b""
    while True:
        byte, length = length & 0x7F, length >> 7
        written += bytes([byte | (0x80 if length else 0)])
        if not length:
            return head + written + data


def _wide(text: str) -> bytes:
    return struct.pack("<L", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def _xlsb_cell(at: int, cell: Any, strings: list[str]) -> bytes:
    head = struct.pack("<LL", at, 0)
    match cell:
        case None:
            return _record(1, head)
        case Failed():
            return _record(3, head + b"\x2a")
        case Formula(_, value):
            return _record(9, head + struct.pack("<d", value or 0) + b"\0" * 6)
        case bool():
            return _record(4, head + bytes([cell]))
        case date():
            return _record(5, struct.pack("<LL", at, 1) + struct.pack("<d", serial(cell)))
        case str():
            strings.append(cell)
            return _record(7, head + struct.pack("<L", len(strings) - 1))
        case int() if abs(cell) < 1 << 29:
            return _record(2, head + struct.pack("<l", cell << 2 | 2))
        case _:
            return _record(5, head + struct.pack("<d", cell))


def xls(
    rows: Rows = (),
    *,
    merged: Sequence[tuple[int, int, int, int]] = (),
    hidden: bool = False,
    unseen: Unseen = ((), ()),
) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("缴费明细")
    for number in unseen[0]:
        sheet.row(number).hidden = True
    for at in unseen[1]:
        sheet.col(at).hidden = True
    if hidden:
        book.add_sheet("旧表").visibility = 1
    day = xlwt.XFStyle()
    day.num_format_str = 'yyyy"年"m"月"d"日"'
    for number, row in enumerate(rows):
        for at, cell in enumerate(row):
            match cell:
                case None:
                    pass
                case Failed(text):
                    sheet.row(number).set_cell_error(at, f"{text}!")  # as xlwt calls it
                case Formula(text, _):
                    sheet.write(number, at, xlwt.Formula(text))
                case bool():
                    sheet.row(number).set_cell_boolean(at, cell)
                case date():
                    sheet.write(number, at, serial(cell), day)
                case _:
                    sheet.write(number, at, cell)
    for area in merged:
        sheet.merge(*area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    '<office:automatic-styles><style:style style:name="ta9"><style:table-properties table:display="false"/></style:style>'
    "</office:automatic-styles><office:body><office:spreadsheet>"
)


def ods(rows: Rows = (), *, inside: str | None = None, before: str = "", **more: str) -> bytes:
    """`inside` is the XML of the rows, `before` that of a sheet before."""
    table = (
        inside
        if inside is not None
        else "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)
    )
    content = (
        f'{_ODS_HEAD}{before}<table:table table:name="缴费明细">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content, **more}
    )


def ods_cell(cell: Any) -> str:
    def value(kind: str, said: str, shown: object, more: str = "") -> str:
        return f'<table:table-cell office:value-type="{kind}" {said}{more}><text:p>{escape(str(shown))}</text:p></table:table-cell>'

    match cell:
        case None:
            return "<table:table-cell/>"
        case Failed(text):
            return value("string", "", text, ' calcext:value-type="error"')
        case Formula(text, None):
            return f'<table:table-cell table:formula="of:={text}"/>'
        case Formula(text, stored):
            return value("float", f'office:value="{stored}"', stored, f' table:formula="of:={text}"')
        case bool():
            return value("boolean", f'office:boolean-value="{str(cell).lower()}"', cell)
        case date():
            return value("date", f'office:date-value="{cell.isoformat()}"', cell)
        case str():
            return value("string", "", cell)
        case _:
            return value("float", f'office:value="{cell}"', cell)


def spreadsheet_xml(rows: Rows = (), *, inside: str | None = None) -> bytes:
    table = (
        inside
        if inside is not None
        else "".join(f"<Row>{''.join(map(_xml_cell, row))}</Row>" for row in rows)
    )
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="缴费明细"><Table>{table}</Table></Worksheet></Workbook>'
    ).encode()


def _xml_cell(cell: Any) -> str:
    def data(kind: str, text: object) -> str:
        return f'<Cell><Data ss:Type="{kind}">{escape(str(text))}</Data></Cell>'

    match cell:
        case None:
            return "<Cell/>"
        case Failed(text):
            return data("Error", text)
        case Formula(text, None):
            return f'<Cell ss:Formula="={text}"/>'
        case Formula(text, value):
            return f'<Cell ss:Formula="={text}"><Data ss:Type="Number">{value}</Data></Cell>'
        case bool():
            return data("Boolean", int(cell))
        case date():
            moment = cell if isinstance(cell, datetime) else datetime(cell.year, cell.month, cell.day)
            return data("DateTime", moment.isoformat() + ".000")
        case str():
            return data("String", cell)
        case _:
            return data("Number", cell)


def web_page(rows: Rows = ()) -> bytes:
    """As LibreOffice writes it: numbers say so in `sdval`."""

    def cell(value: Any) -> str:
        match value:
            case None:
                return "<td><br></td>"
            case date():
                return f'<td sdval="{serial(value)}" sdnum="1033;0;YYYY-MM-DD">{value}</td>'
            case int() | float():
                return f'<td sdval="{value}" sdnum="1033;">{value}</td>'
            case _:
                return f"<td>{escape(value)}</td>"

    body = "".join(f"<tr>{''.join(map(cell, row))}</tr>" for row in rows)
    return f'<html><head><meta charset="utf-8"></head><body><table>{body}</table></body></html>'.encode()


BOOKS: dict[str, Callable[..., bytes]] = {
    "xlsx": xlsx, "xlsb": xlsb, "xls": xls, "ods": ods, "xml": spreadsheet_xml, "html": web_page,
}  # fmt: skip
