"""Which sheets, styles and texts does a workbook of XML parts (.xlsx, also ISO strict) consist of?"""

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intake.tables.archives import Archive
from intake.tables.cells import built_in_kind, kind_of_format
from intake.tables.refused import broken_workbook, no_sheets, too_much_of
from intake.tables.xml_events import Events, attribute, elements, is_true
from policy.terms import Text

CELL_CHARACTERS_MAX = 131_072
SHEETS_MAX = 300
_ENTITY = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-z]{2,4}));")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class SheetName:
    """A sheet of a file: its title, whether it is hidden, whether it is the one that is read."""

    name: str
    is_hidden: bool = False
    is_read: bool = False


@dataclass(frozen=True)
class XlsxParts:
    """What the parts around the sheets say. `kinds` tells for each style whether it shows a day or a time."""

    sheets: Sequence[SheetName]
    places: Sequence[str]
    date_1904: bool
    is_never_calculated: bool
    kinds: Sequence[str]
    strings_place: str


def workbook_place(archive: Archive) -> str:
    """The name of the part that lists the sheets."""
    if "_rels/.rels" in archive:
        for _, name, attributes in elements(archive.whole("_rels/.rels")):
            if name == "Relationship" and attribute(attributes, "Type").endswith("/officeDocument"):
                return attribute(attributes, "Target").lstrip("/")
    return next((place for place in ("xl/workbook.xml", "xl/workbook.bin") if place in archive), "")


def related(archive: Archive, place: str) -> dict[str, tuple[str, str]]:
    """Of each part that a part names: its last word of type, and where it lies."""
    folder, name = posixpath.split(place)
    rels = f"{folder}/_rels/{name}.rels".lstrip("/")
    if rels not in archive:
        return {}
    return {
        attribute(attributes, "Id"): (
            attribute(attributes, "Type").rsplit("/", 1)[-1],
            posixpath.normpath(posixpath.join(f"/{folder}", attribute(attributes, "Target"))),
        )
        for _, element, attributes in elements(archive.whole(rels))
        if element == "Relationship"
    }


def xlsx_parts(archive: Archive, place: str) -> XlsxParts:
    parts = related(archive, place)
    by_type = {kind: target for kind, target in reversed(parts.values())}
    sheets, places = [], []
    date_1904 = is_never_calculated = False
    for _, name, attributes in elements(archive.whole(place)):
        match name:
            case "workbookPr":
                date_1904 = is_true(attribute(attributes, "date1904"))
            case "calcPr":
                is_never_calculated = is_true(attribute(attributes, "fullCalcOnLoad"))
            case "sheet":
                kind, target = parts.get(_relation(attributes), ("", ""))
                if kind == "worksheet":
                    hidden = attribute(attributes, "state") in ("hidden", "veryHidden")
                    sheets.append(SheetName(attribute(attributes, "name"), hidden))
                    places.append(target)
    if not sheets:
        raise no_sheets()
    if len(sheets) > SHEETS_MAX:
        raise too_much_of(Text(zh="工作表", en="sheets"))
    styles = by_type.get("styles", "")
    kinds = style_kinds(archive.whole(styles)) if styles and styles in archive else ()
    strings = by_type.get("sharedStrings", "")
    return XlsxParts(
        sheets, places, date_1904, is_never_calculated, kinds, strings if strings in archive else ""
    )


def _relation(attributes: Mapping[str, str]) -> str:
    return next((value for key, value in attributes.items() if key.endswith(":id")), "")


def style_kinds(styles: bytes) -> list[str]:
    codes: dict[str, str] = {}
    kinds: list[str] = []
    for parent, name, attributes in elements(styles):
        if name == "numFmt":
            codes[attribute(attributes, "numFmtId")] = attribute(attributes, "formatCode")
        elif name == "xf" and parent == "cellXfs":
            number = attribute(attributes, "numFmtId") or "0"
            if number in codes:
                kinds.append(kind_of_format(codes[number]))
            else:
                kinds.append(built_in_kind(int(number)) if number.isdigit() else "")
    return kinds


def plain_text(written: str) -> str:
    """Text as it stands in XML, with entities and the escapes of control characters put back."""
    if "&" in written:
        written = _ENTITY.sub(_character, written)
    return unescaped(written)


def unescaped(text: str) -> str:
    """`_x000D_` is a carriage return; `_x005F_` keeps an underscore that only looks like one."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda found: _code(int(found[1], 16)) or found[0], text)


def _character(found: re.Match[str]) -> str:
    if found[3]:
        if found[3] not in _ENTITIES:
            raise broken_workbook()
        return _ENTITIES[found[3]]
    character = _code(int(found[1], 16) if found[1] else int(found[2]))
    if not character:
        raise broken_workbook()
    return character


def _code(code: int) -> str:
    """A character that text may hold: no null, no half of a pair."""
    return chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else ""


class TextEvents(Events):
    """Collects the text of `t` elements, and leaves out what says how Chinese is pronounced (`rPh`)."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._length = self._phonetic = 0
        self._is_text = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "rPh":
            self._phonetic += 1
        elif name == "t" and not self._phonetic:
            self._is_text = True

    def end(self, name: str) -> None:
        if name == "rPh":
            self._phonetic -= 1
        elif name == "t":
            self._is_text = False

    def text(self, data: str) -> None:
        if self._is_text:
            self._length += len(data)
            if self._length > CELL_CHARACTERS_MAX:
                raise too_much_of(Text(zh="单元格文字", en="characters in a cell"))
            self._text.append(data)

    def gathered(self) -> str:
        """The text since the last call."""
        text = "".join(self._text)
        self._text, self._length = [], 0
        return unescaped(text)
