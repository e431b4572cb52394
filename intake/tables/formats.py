"""Of which format are the bytes that somebody sent, whatever their name says?"""

import codecs
import re
from collections.abc import Sequence
from typing import BinaryIO, Protocol

from intake.tables.archives import Archive
from intake.tables.beside import can_read_beside
from intake.tables.hidden import Hidden
from intake.tables.html_rows import HtmlTables
from intake.tables.notices import Notices
from intake.tables.ods_rows import Ods
from intake.tables.placed_rows import Merged, PlacedRows
from intake.tables.refused import encoding_unsupported, file_empty, not_a_table
from intake.tables.spreadsheet_xml import SpreadsheetXml
from intake.tables.xls_rows import Xls
from intake.tables.xlsb_rows import Xlsb
from intake.tables.xlsx_parts import SheetName, workbook_place
from intake.tables.xlsx_rows import Xlsx

BEGINNING_BYTES = 4096
_COMPOUND = b"\xd0\xcf\x11\xe0"
_OTHERS = (
    b"%PDF",
    b"MZ",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x7fELF",
    b"\x89PNG",
    b"{\\rtf",
    b"\xff\xd8\xff",
)
_MARKUP = re.compile(rb"\s*<(!doctype|html|\?xml|table|meta|head|body|!--)", re.IGNORECASE)
_SPREADSHEET_XML = b"urn:schemas-microsoft-com:office:spreadsheet"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


class Book(Protocol):
    """A file of sheets; each is known by its place among `sheets`."""

    encoding: str
    date_1904: bool

    @property
    def sheets(self) -> Sequence[SheetName]: ...

    def merged(self, sheet: int) -> list[Merged]: ...

    def hidden(self, sheet: int) -> Hidden: ...

    def rows(self, sheet: int, merged: Sequence[Merged], notices: Notices) -> PlacedRows: ...


def opened_book(content: BinaryIO, start: bytes, *, is_whole: bool = False) -> Book | None:
    """The file as a book of sheets, or None when it is text. Refuses what is neither; `is_whole` as in `open_source`."""
    if not start:
        raise file_empty()
    if start.startswith(b"PK"):
        return _archived(content, is_whole=is_whole)
    if start.startswith(_COMPOUND):
        return Xls(content)
    if start.startswith(_OTHERS):
        raise not_a_table()
    if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise encoding_unsupported()
    markup = start.removeprefix(codecs.BOM_UTF8)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        markup = start.decode("utf-16", "replace").encode("utf-8", "replace")
    elif b"\0" in start:
        raise encoding_unsupported()
    if _MARKUP.match(markup):
        if _SPREADSHEET_XML in markup and b"<html" not in markup.lower():
            return SpreadsheetXml(content)
        if re.match(rb"\s*<\?xml", markup) and not re.search(rb"<html|<table", markup, re.IGNORECASE):
            raise not_a_table()
        return HtmlTables(content, start)
    if re.match(rb"mime-version:", markup, re.IGNORECASE):
        raise not_a_table()
    return None


def _archived(content: BinaryIO, *, is_whole: bool) -> Book:
    archive = Archive(content)
    if "mimetype" in archive and "content.xml" in archive:
        if archive.whole("mimetype").strip() != _ODS:
            raise not_a_table()
        return Ods(archive)
    place = workbook_place(archive)
    if not place:
        raise not_a_table()
    if place.endswith(".bin"):
        return Xlsb(archive, place)
    return Xlsx(archive, place, beside_of=content if is_whole and can_read_beside() else None)
