"""Is this really a picture or a PDF, by its content and not by its name, and is it small enough to be opened safely?

Only JPEG, PNG and PDF are kept. A picture is walked through block by block to its end; what a phone hangs behind a
photograph (a film, a preview) is cut off, so nothing hides there. No picture is decoded here, so no bomb can go off; the size
in pixels is read from the header and held against a limit. What a PDF packs into compressed object streams is looked into as
well (`intake.rules.pdf_contents`); it is only ever handed out as a download.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from dataclasses import dataclass
from enum import StrEnum

from intake.rules.pdf_contents import ACTIVE, Verdict, contents_of
from policy.terms import Text

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_JPEG_SIZES = frozenset({*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)})
_JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_JPEG_NEXT = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
_PDF_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_PDF_NAME = re.compile(rb"/[^\x00\t\n\x0c\r ()<>\[\]{}/%]+")
_PDF_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_PDF_ACTIVE = frozenset(name.encode() for name in ACTIVE)
NAME_LENGTH_MAX = 120


class FileKind(StrEnum):
    """What may be attached; the value is the media type under which it is served."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"

    @property
    def suffix(self) -> str:
        return {FileKind.JPEG: ".jpg", FileKind.PNG: ".png", FileKind.PDF: ".pdf"}[self]


@dataclass(frozen=True, slots=True)
class Attachment:
    """What a file is, as its content says; only its first `size_bytes` are kept."""

    kind: FileKind
    size_bytes: int
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class AttachmentFault:
    """Why a file is not kept, and what to send instead."""

    code: str
    text: Text
    remedy: Text


SEND_ANOTHER = Text(
    "请上传 JPEG、PNG 图片或 PDF 文件（可用手机拍照或扫描）。",
    "Send a JPEG or PNG picture or a PDF file (a photograph by phone or a scan will do).",
)
_EMPTY = AttachmentFault("empty_file", Text("文件是空的。", "The file is empty."), SEND_ANOTHER)
_WRONG_TYPE = AttachmentFault(
    "wrong_file_type",
    Text(
        "文件内容不是 JPEG、PNG 或 PDF（不看文件名）。",
        "By its content the file is no JPEG, PNG or PDF, whatever its name says.",
    ),
    SEND_ANOTHER,
)
_DAMAGED = AttachmentFault(
    "damaged_file",
    Text(
        "文件已损坏，或在图片之后夹带了其他内容。",
        "The file is damaged, or carries something behind the picture.",
    ),
    Text("请重新扫描或另存后上传。", "Scan or save it again, then send it."),
)
_ACTIVE = AttachmentFault(
    "active_file",
    Text("PDF 文件含有脚本或嵌入文件。", "The PDF contains scripts or embedded files."),
    Text("请打印为普通 PDF 后上传。", "Print it to a plain PDF, then send that."),
)
_UNREADABLE = AttachmentFault(
    "unreadable_pdf",
    Text(
        "PDF 文件的内部结构无法完整读取，不能确认其中没有脚本。",
        "The inside of the PDF cannot be read to its end, so nobody can tell whether it holds scripts.",
    ),
    Text(
        "请重新扫描，或打印为普通 PDF 后上传。", "Scan it again, or print it to a plain PDF, then send that."
    ),
)
_LOCKED = AttachmentFault(
    "locked_pdf",
    Text("PDF 文件设有密码。", "The PDF is under a password."),
    Text(
        "请去掉密码，或打印为普通 PDF 后上传。",
        "Take the password off, or print it to a plain PDF, then send that.",
    ),
)


def examine(content: bytes, *, bytes_max: int, pixels_max: int) -> Attachment | AttachmentFault:
    """What the file is, or why it is refused."""
    if not content:
        return _EMPTY
    if len(content) > bytes_max:
        limit = bytes_max // 1_048_576
        return AttachmentFault(
            "file_too_large",
            Text(f"文件超过 {limit} MB。", f"The file is larger than {limit} MB."),
            Text("请降低扫描分辨率或分开上传。", "Scan it at a lower resolution, or send it in parts."),
        )
    found = _recognized(content)
    if isinstance(found, AttachmentFault) or found.kind is FileKind.PDF:
        return found
    if found.width * found.height > pixels_max:
        return AttachmentFault(
            "too_many_pixels",
            Text(
                f"图片为 {found.width}×{found.height} 像素，超过 {pixels_max // 1_000_000} 百万像素。",
                f"The picture has {found.width} by {found.height} pixels, more than {pixels_max // 1_000_000} million.",
            ),
            Text("请缩小图片后上传。", "Make the picture smaller, then send it."),
        )
    return found


def safe_name(name: str, kind: FileKind) -> str:
    """The name a file came with as it may be shown and saved: no path, no control or direction mark, the true suffix."""
    bare = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(mark for mark in bare if unicodedata.category(mark)[0] != "C" and mark not in '<>:"|?*;%')
    stem = kept.rsplit(".", 1)[0].strip(". ")[:NAME_LENGTH_MAX] or "attachment"
    return stem + kind.suffix


def _recognized(content: bytes) -> Attachment | AttachmentFault:
    if content.startswith(PNG_SIGNATURE):
        return _png(content) or _DAMAGED
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg(content) or _DAMAGED
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    return _WRONG_TYPE


def _png(content: bytes) -> Attachment | None:
    """Every chunk with its checksum, header first, end last, nothing behind it."""
    place, width, height, seen_data = len(PNG_SIGNATURE), 0, 0, False
    while place + 12 <= len(content):
        length = int.from_bytes(content[place : place + 4], "big")
        name = content[place + 4 : place + 8]
        body_until = place + 8 + length
        if body_until + 4 > len(content):
            return None
        if zlib.crc32(content[place + 4 : body_until]) != int.from_bytes(
            content[body_until : body_until + 4], "big"
        ):
            return None
        if (name == b"IHDR") != (place == len(PNG_SIGNATURE)):
            return None
        if name == b"IHDR":
            if length != 13:
                return None
            width = int.from_bytes(content[place + 8 : place + 12], "big")
            height = int.from_bytes(content[place + 12 : place + 16], "big")
        seen_data = seen_data or name == b"IDAT"
        place = body_until + 4
        if name == b"IEND":
            whole = place == len(content) and seen_data and width > 0 and height > 0
            return Attachment(FileKind.PNG, place, width, height) if whole else None
    return None


def _jpeg(content: bytes) -> Attachment | None:
    """Segment after segment up to the end mark; the size in pixels is in the frame header."""
    place, size = 2, (0, 0)
    while place + 2 <= len(content):
        if content[place] != 0xFF:
            return None
        marker = content[place + 1]
        if marker == 0xD9:
            return Attachment(FileKind.JPEG, place + 2, *size) if size[0] > 0 and size[1] > 0 else None
        if marker == 0xFF or marker in _JPEG_ALONE:
            place += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(content[place + 2 : place + 4], "big")
        if length < 2 or place + 2 + length > len(content):
            return None
        if marker in _JPEG_SIZES and length >= 8:
            across, down = content[place + 7 : place + 9], content[place + 5 : place + 7]
            size = (int.from_bytes(across, "big"), int.from_bytes(down, "big"))
        place += 2 + length
        if marker == 0xDA:
            place = _after_picture_data(content, place)
    return None


def _after_picture_data(content: bytes, place: int) -> int:
    """Where the next segment begins: inside the data an FF is followed by 00 or by a restart mark."""
    mark = _JPEG_NEXT.search(content, place)
    return mark.start() if mark else len(content)


def _pdf(content: bytes) -> Attachment | AttachmentFault:
    if b"%%EOF" not in content[-1024:]:
        return _DAMAGED
    if not _PDF_ACTIVE.isdisjoint(_pdf_names(content)):
        return _ACTIVE  # also in a part that no table of the file names: a viewer may repair it
    faults = {Verdict.ACTIVE: _ACTIVE, Verdict.UNREADABLE: _UNREADABLE, Verdict.LOCKED: _LOCKED}
    return faults.get(contents_of(content)) or Attachment(FileKind.PDF, len(content))


def _pdf_names(content: bytes) -> frozenset[bytes]:
    """The names in the open part of a PDF, with #xx escapes undone (/J#61vaScript is /JavaScript)."""
    text = _PDF_STREAM.sub(b"", content)
    return frozenset(
        _PDF_ESCAPE.sub(lambda code: bytes([int(code[1], 16)]), name) for name in _PDF_NAME.findall(text)
    )
