"""What does a PDF do when it is opened, also where it says so inside compressed object streams?

pypdf reads every object that the file's own tables name, whatever packs it: open, in an object stream, in an older revision.
Nothing is run or drawn. A file that it cannot read to the end is not kept, for then nobody knows what is in it; so are files
under a password.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from enum import Enum

from pypdf import PdfReader, apply_configuration
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, NullObject

ACTIVE = frozenset(
    {
        "/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/EF", "/RichMedia", "/SubmitForm", "/ImportData",
        "/GoToR", "/GoToE", "/XFA", "/Movie", "/Sound", "/Rendition",
    }
)  # fmt: skip
OBJECTS_MAX = 100_000
UNPACKED_MAX = (
    16 * 1_048_576
)  # bytes of one stream and of all that is unpacked: a scan's pages are pictures, not objects


class Verdict(Enum):
    """What was found inside."""

    QUIET = "quiet"
    ACTIVE = "active"
    UNREADABLE = "unreadable"
    LOCKED = "locked"


def contents_of(content: bytes) -> Verdict:
    """Whether anything in the file would act when it is opened."""
    try:
        with apply_configuration(
            zlib_maximum_output_length=UNPACKED_MAX,
            lzw_maximum_output_length=UNPACKED_MAX,
            stream_decoding_work_maximum_length=UNPACKED_MAX,
        ):
            reader = PdfReader(io.BytesIO(content))
            if reader.is_encrypted:
                return Verdict.LOCKED
            found = any(_acts(part) for part in _objects(reader))
    except (Exception, RecursionError):
        return Verdict.UNREADABLE
    return Verdict.ACTIVE if found else Verdict.QUIET


class _Unreadable(Exception):
    """More objects than a document has, or one that is named and not there: another program may find more in it."""


def _objects(reader: PdfReader) -> Iterator[object]:
    numbers = {
        (number, generation) for generation, entries in reader.xref.items() for number in entries if number
    } | {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > OBJECTS_MAX:
        raise _Unreadable
    yield reader.trailer
    yield reader.root_object
    for number, generation in sorted(numbers):
        found = reader.get_object(IndirectObject(number, generation, reader))
        if number in reader.xref_objStm and (found is None or isinstance(found, NullObject)):
            raise _Unreadable
        yield found


def _acts(part: object) -> bool:
    """Does the object, or one written inside it, name an action? What it refers to is looked at by itself."""
    waiting = [part]
    while waiting:
        here = waiting.pop()
        if isinstance(here, DictionaryObject):
            if not ACTIVE.isdisjoint(here):
                return True
            waiting += [here.raw_get(key) for key in here]
        elif isinstance(here, ArrayObject):
            waiting += list(here)
        elif isinstance(here, NameObject) and here in ACTIVE:
            return True
    return False
