"""Is a PDF looked into where it packs its objects? Every file here is harmless: names of actions without anything to act on."""

import io
import zlib

import pytest
from pypdf import PdfWriter

from intake.rules.attachments import Attachment, AttachmentFault, examine
from intake.rules.pdf_contents import UNPACKED_MAX, Verdict, contents_of


def packed(*objects: bytes, catalog: bytes = b"<</Type/Catalog>>") -> bytes:
    """A PDF 1.5 whose catalog and objects (numbers 3, 4, ...) lie in one object stream, named by a cross-reference stream."""
    bodies = [catalog, *objects]
    numbers, text, offsets = [1, *range(3, 3 + len(objects))], b"", []
    for body in bodies:
        offsets.append(len(text))
        text += body + b"\n"
    head = b" ".join(b"%d %d" % pair for pair in zip(numbers, offsets, strict=True)) + b"\n"
    data = zlib.compress(head + text)
    out = b"%PDF-1.5\n"
    at = {2: len(out)}
    out += b"2 0 obj<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>stream\n" % (
        len(bodies), len(head), len(data))  # fmt: skip
    out += data + b"\nendstream endobj\n"
    table_number = 3 + len(objects)
    at[table_number] = len(out)
    rows = [b"\0\0\0\0\0"] * (table_number + 1)
    for index, number in enumerate(numbers):
        rows[number] = b"\2" + (2).to_bytes(3, "big") + bytes([index])
    for number, place in at.items():
        rows[number] = b"\1" + place.to_bytes(3, "big") + b"\0"
    table = zlib.compress(b"".join(rows))
    out += b"%d 0 obj<</Type/XRef/Size %d/W[1 3 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>stream\n" % (
        table_number, len(rows), len(table))  # fmt: skip
    out += table + b"\nendstream endobj\n"
    return out + b"startxref\n%d\n%%%%EOF\n" % at[table_number]


def test_what_is_packed_is_as_readable_as_what_is_open() -> None:
    quiet = packed(b"<</Type/Pages/Kids[]/Count 0>>", catalog=b"<</Type/Catalog/Pages 3 0 R>>")
    assert b"/Pages" not in quiet and contents_of(quiet) is Verdict.QUIET
    assert isinstance(examine(quiet, bytes_max=10**6, pixels_max=1), Attachment)


@pytest.mark.parametrize(
    "hidden",
    [
        b"<</S/JavaScript/JS()>>",
        b"<</S/J#61vaScript>>",
        b"[[<</S/Launch>>]]",
        b"<</Names<</EmbeddedFiles 9 0 R>>>>",
        b"<</Type/Filespec/EF<<>>>>",
        b"<</AcroForm<</XFA[]>>>>",
        b"<</Subtype/RichMedia>>",
    ],
)
def test_a_script_in_an_object_stream_is_found(hidden: bytes) -> None:
    content = packed(hidden)
    assert not any(
        name in content for name in (b"/JavaScript", b"/JS", b"/Launch", b"/EF", b"/XFA", b"RichMedia")
    )
    fault = examine(content, bytes_max=10**6, pixels_max=1)
    assert isinstance(fault, AttachmentFault) and fault.code == "active_file"


def test_a_scan_as_a_library_writes_it_is_kept_and_one_under_a_password_is_not() -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    plain, locked = io.BytesIO(), io.BytesIO()
    writer.write(plain)
    assert isinstance(examine(plain.getvalue(), bytes_max=10**6, pixels_max=1), Attachment)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(locked)
    fault = examine(locked.getvalue(), bytes_max=10**6, pixels_max=1)
    assert isinstance(fault, AttachmentFault) and fault.code == "locked_pdf"


@pytest.mark.parametrize(
    "broken", [packed()[:60] + packed()[80:], packed().replace(b"startxref", b"startxxxx")]
)
def test_what_cannot_be_read_to_its_end_is_not_kept(broken: bytes) -> None:
    fault = examine(broken, bytes_max=10**6, pixels_max=1)
    assert (
        isinstance(fault, AttachmentFault)
        and fault.code == "unreadable_pdf"
        and fault.remedy.zh
        and fault.remedy.en
    )


def test_a_stream_that_unpacks_without_end_is_not_unpacked() -> None:
    bomb = packed(b"(" + b" " * (UNPACKED_MAX + 1) + b")")
    assert len(bomb) < 100_000 and contents_of(bomb) is Verdict.UNREADABLE
