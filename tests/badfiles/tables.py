"""Which uploaded bytes must be refused as a whole, and with which code? Built here, so that nothing binary is kept."""

import gzip
import io
import zipfile
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

from openpyxl import Workbook

HEADER = ("电子税票号码", "证件号码", "姓名", "参保地区划", "参保年度", "实缴金额", "缴费时间")
ROW = ("33710000000000000001", "371702198005010011", "张伟", "371702", "2022", "320.00", "2021-10-25")


def text(*rows: Sequence[str], delimiter: str = ",", end: str = "\n") -> str:
    return "".join(delimiter.join(row) + end for row in (HEADER, *rows))


def workbook(*rows: Sequence[object], header: Sequence[str] = HEADER) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in (header, *rows):
        book.active.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def rebuilt(content: bytes, change: Callable[[str, bytes], bytes | None], **more: bytes) -> bytes:
    """A workbook with its parts changed; None leaves one out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if (part := change(name, old.read(name))) is not None:
                new.writestr(name, part)
        for name, part in more.items():
            new.writestr(name, part)
    return out.getvalue()


def sheet_xml(rows: str) -> Callable[[str, bytes], bytes | None]:
    """Put these rows in the place of a workbook's own."""
    head = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    whole = f"{head}{rows}</sheetData></worksheet>".encode()
    return lambda name, part: whole if name == "xl/worksheets/sheet1.xml" else part


def xml_row(number: int, cells: Sequence[str]) -> str:
    return (
        f'<row r="{number}">'
        + "".join(f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in cells)
        + "</row>"
    )


def zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def bomb() -> bytes:
    """A workbook of a few dozen kB that unpacks to 60 MB."""
    return rebuilt(workbook(ROW), lambda name, part: part, **{"xl/media/filler.xml": b" " * 60_000_000})


def macros() -> bytes:
    return rebuilt(workbook(ROW), lambda name, part: part, **{"xl/vbaProject.bin": b"macro"})


def far_row() -> bytes:
    """A row said to stand far below the last row that a worksheet has."""
    return rebuilt(workbook(ROW), sheet_xml(xml_row(1, HEADER) + xml_row(900_000_000, ROW)))


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


GOOD = text(ROW)
BAD_TABLES: dict[str, tuple[Callable[[], bytes], str]] = {
    "no bytes": (lambda: b"", "file_empty"),
    "damaged xls": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "broken_workbook"),
    "pdf": (lambda: b"%PDF-1.7\n%\xe2\xe3", "not_a_table"),
    "exe": (lambda: b"MZ\x90\x00\x03", "not_a_table"),
    "gzip": (lambda: gzip.compress(GOOD.encode()), "not_a_table"),
    "rar": (lambda: b"Rar!\x1a\x07\x01\x00", "not_a_table"),
    "7z": (lambda: b"7z\xbc\xaf\x27\x1c", "not_a_table"),
    "png": (lambda: b"\x89PNG\r\n\x1a\n", "not_a_table"),
    "web page cut in its table": (lambda: b"  <!DOCTYPE html><html><table>", "broken_workbook"),
    "web page saved as xls": (lambda: "\ufeff<html xmlns:x='excel'>".encode(), "not_a_table"),
    "html table of something else": (lambda: b"<TABLE><tr><td>1</td></tr></TABLE>", "missing_column"),
    "xml": (lambda: b"<?xml version='1.0'?><Workbook/>", "not_a_table"),
    "one endless line": (lambda: b"x" * 300_000, "not_a_table"),
    "utf-16 without mark": (lambda: GOOD.encode("utf-16-le"), "encoding_unsupported"),
    "utf-32": (lambda: GOOD.encode("utf-32"), "encoding_unsupported"),
    "null at the start": (lambda: b"\0" + GOOD.encode(), "encoding_unsupported"),
    "null later": (lambda: (GOOD + (",".join(ROW) + "\n") * 99 + "\0\n").encode(), "undecodable"),
    "bytes of no encoding": (lambda: GOOD.encode() + b"\xff\xfe\xff\n", "undecodable"),
    "half GB18030, half UTF-8": (
        lambda: GOOD.encode("gb18030") + "张,伟\n阿卜杜,买买提\n".encode() + b"\xff\n",
        "undecodable",
    ),
    "half UTF-8, half GB18030": (lambda: GOOD.encode() + ",".join(ROW).encode("gb18030"), "undecodable"),
    "broken in the header": (lambda: b"\xff\xff\xff,\xff\n1,2\n", "undecodable"),
    "missing column": (lambda: GOOD.replace("证件号码", "").encode(), "missing_column"),
    "no header": (lambda: ",".join(ROW).encode(), "missing_column"),
    "only blank lines": (lambda: b"\n\r\n  \n", "missing_column"),
    "doubled column": (lambda: GOOD.replace("姓名", "身份证号").encode(), "reading_needed"),
    "quote never closed": (lambda: (GOOD + '"33710,\n' + ",".join(ROW) + "\n").encode(), "quote_unclosed"),
    "two stray quotes": (
        lambda: (text(ROW, ['"1', *ROW[1:]], ROW, [*ROW[:6], '2021-10-25"']) + text(ROW)).encode(),
        "quote_unclosed",
    ),
    "text after a closing quote": (lambda: (GOOD + '"a"b,c\n').encode(), "quote_unclosed"),
    "zip of something else": (lambda: zipped("缴费.csv", GOOD.encode()), "not_a_table"),
    "cut workbook": (lambda: cut(workbook(ROW)), "broken_workbook"),
    "workbook without its sheet": (
        lambda: rebuilt(workbook(ROW), lambda name, part: None if "sheet1" in name else part),
        "broken_workbook",
    ),
    "sheet that is no xml": (
        lambda: rebuilt(workbook(ROW), lambda name, part: b"<a><b></a>" if "sheet1" in name else part),
        "broken_workbook",
    ),
    "row number beyond the sheet": (far_row, "broken_workbook"),
    "bomb": (bomb, "workbook_too_large_inside"),
    "too many parts": (
        lambda: rebuilt(workbook(ROW), lambda name, part: part, **{f"x/{n}": b"" for n in range(400)}),
        "workbook_too_large_inside",
    ),
    "macros": (macros, "active_content"),
}
