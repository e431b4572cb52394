"""Do the moves of a case, its deadlines and the look at attachments hold in every single combination?"""

import struct
import zlib
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistance.cases.rules import case_deadlines as deadlines
from assistance.cases.rules.case_deadlines import CaseTerms, Standing, Step
from assistance.cases.rules.case_states import CASE, WAITS_FOR, Move, State, waiting_states
from intake.rules.attachments import (
    PNG_SIGNATURE,
    Attachment,
    AttachmentFault,
    FileKind,
    examine,
    safe_name,
)
from staff.rules.roles import GRANTED, Permission, Role

ENTER, VERIFY, APPROVE = Permission.CASES_ENTER, Permission.CASES_VERIFY, Permission.CASES_APPROVE

# What each role may do from each state, said once more by hand: the table is held against this, pair by pair.
ENTERING = (Role.VILLAGE_CLERK, Role.TOWNSHIP_CLERK)
CLERK = {
    State.DRAFT: {"submit", "withdraw"},
    State.RETURNED: {"submit", "withdraw"},
    State.SUBMITTED: {"withdraw"},
    State.ACCEPTED: {"withdraw"},
}
BUREAU = {
    State.DRAFT: {"submit", "withdraw"},
    State.RETURNED: {"submit", "withdraw"},
    State.SUBMITTED: {"withdraw", "accept", "return"},
    State.ACCEPTED: {"withdraw", "return", "verify"},
    State.VERIFIED: {"publish"},
    State.APPROVED: {"close"},
    State.REJECTED: {"close"},
    State.WITHDRAWN: {"close"},
    State.REVOKED: {"close"},
}
CIVIL = {
    State.SUBMITTED: {"accept", "return"},
    State.ACCEPTED: {"return", "verify", "reject"},
    State.VERIFIED: {"publish", "approve_first", "approve", "return", "reject"},
    State.ON_NOTICE: {"approve_first", "approve", "return", "reject"},
    State.FIRST_APPROVED: {"approve", "return", "reject"},
    State.APPROVED: {"revoke", "close"},
    State.REJECTED: {"close"},
    State.WITHDRAWN: {"close"},
    State.REVOKED: {"close"},
}
ALLOWED: dict[Role, dict[State, set[str]]] = {
    **{role: CLERK for role in ENTERING},
    Role.COUNTY_BUREAU: BUREAU,
    Role.CIVIL_AFFAIRS: CIVIL,
}


@pytest.mark.parametrize("role", list(Role), ids=str)
@pytest.mark.parametrize("state", list(State), ids=str)
def test_every_state_and_role(state: State, role: Role) -> None:
    found = {move.value for move in CASE.offered(state, GRANTED[role])}
    assert found == ALLOWED.get(role, {}).get(state, set())


def test_what_waits_for_a_move_can_make_it() -> None:
    assert all(CASE.allows(state, move) for state, move in WAITS_FOR.items())
    assert waiting_states(ENTER) == (State.DRAFT, State.RETURNED)
    assert waiting_states(VERIFY) == (State.SUBMITTED, State.ACCEPTED)
    assert waiting_states(APPROVE) == (State.VERIFIED, State.ON_NOTICE, State.FIRST_APPROVED)
    assert CASE.before(Move.REVOKE) == (State.APPROVED,)
    assert not CASE.allows(State.APPROVED, Move.APPROVE)


# -- deadlines -----------------------------------------------------------------------------------------------
TERMS = CaseTerms(complete_days=10, accept_days=3, verify_days=10, approve_days=5)
FRIDAY, MONDAY, TUESDAY = date(2021, 10, 22), date(2021, 10, 25), date(2021, 10, 26)


def test_the_color_changes_at_its_day() -> None:
    due = date(2021, 10, 27)  # a Wednesday
    stands = {
        day: deadlines.standing(due, day)
        for day in (date(2021, 10, 21), FRIDAY, MONDAY, due, date(2021, 10, 28))
    }
    assert list(stands.values()) == [
        Standing.IN_TIME, Standing.IN_TIME, Standing.SOON, Standing.SOON, Standing.OVERDUE,
    ]  # fmt: skip
    assert deadlines.standing(None, due) is Standing.NONE


def test_a_case_on_notice_has_its_days_after_the_notice() -> None:
    assert deadlines.due_on(State.SUBMITTED, FRIDAY, TERMS) == date(2021, 10, 27)
    assert deadlines.due_on(State.ON_NOTICE, FRIDAY, TERMS, notice_until=date(2021, 10, 30)) == date(
        2021, 11, 5
    )
    assert deadlines.due_on(State.APPROVED, FRIDAY, TERMS) is None
    assert not deadlines.notice_ended(date(2021, 10, 30), date(2021, 10, 29))
    assert deadlines.notice_ended(date(2021, 10, 30), date(2021, 10, 30))


@pytest.mark.parametrize(
    ("above", "fen", "two"),
    [(None, 10**9, False), (50_000, 50_000, False), (50_000, 50_001, True), (50_000, None, True)],
)
def test_two_approvers_above_the_threshold(above: int | None, fen: int | None, two: bool) -> None:
    terms = CaseTerms(1, 1, 1, 1, two_approvers_above_fen=above)
    assert terms.needs_two(fen) is two
    assert {terms.working_days(step) for step in Step} == {1}


# -- attachments ---------------------------------------------------------------------------------------------
def chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")


def png(width: int = 2, height: int = 2) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\xff\0\0" * min(width, 4) for _ in range(min(height, 4))))
    return PNG_SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(width: int = 3, height: int = 5, *, data: bytes = b"\x12\xff\x00\x34\xff\xd0\x56") -> bytes:
    frame = b"\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    return (
        b"\xff\xd8\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0" + b"\1\1\0\0\1\0\1\0\0"
        + b"\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame
        + b"\xff\xda" + struct.pack(">H", 8) + b"\1\1\0\0\x3f\0" + data + b"\xff\xd9"
    )  # fmt: skip


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
PDF_WITH_STREAM = PDF.replace(
    b"endobj\n", b"endobj\n2 0 obj<</Length 11>>stream\n/JavaScript\nendstream endobj\n"
)


def look(content: bytes) -> Attachment | AttachmentFault:
    return examine(content, bytes_max=1_048_576, pixels_max=1_000_000)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (png(), Attachment(FileKind.PNG, len(png()), 2, 2)),
        (png(1000, 1000), Attachment(FileKind.PNG, len(png(1000, 1000)), 1000, 1000)),
        (jpeg(), Attachment(FileKind.JPEG, len(jpeg()), 3, 5)),
        (jpeg() + b"a film of a phone", Attachment(FileKind.JPEG, len(jpeg()), 3, 5)),
        (PDF, Attachment(FileKind.PDF, len(PDF))),
        (
            PDF_WITH_STREAM,
            Attachment(FileKind.PDF, len(PDF_WITH_STREAM)),
        ),
    ],
    ids=[
        "png",
        "as many pixels as allowed",
        "jpeg",
        "what hangs behind a jpeg is cut off",
        "pdf",
        "pdf with such bytes in a picture",
    ],
)
def test_a_picture_or_pdf_is_known_by_its_content(content: bytes, found: Attachment) -> None:
    assert look(content) == found


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (SVG, "wrong_file_type"),
        (b"<!doctype html><script>alert(1)</script>", "wrong_file_type"),
        (b"GIF89a" + b"\0" * 20, "wrong_file_type"),
        (b"PK\3\4" + b"\0" * 40, "wrong_file_type"),
        (b"MZ" + b"\0" * 40, "wrong_file_type"),
        (b"\n%PDF-1.4 %%EOF", "wrong_file_type"),
        (png() + b"<script>", "damaged_file"),
        (png()[:-5], "damaged_file"),
        (png().replace(b"IDAT", b"IDAX"), "damaged_file"),
        (PNG_SIGNATURE, "damaged_file"),
        (PNG_SIGNATURE + chunk(b"IDAT", b"") + chunk(b"IEND", b""), "damaged_file"),
        (png(0, 2), "damaged_file"),
        (png(1001, 1000), "too_many_pixels"),
        (png(2**31, 2**31), "too_many_pixels"),
        (jpeg(2000, 2000), "too_many_pixels"),
        (jpeg()[:-2], "damaged_file"),
        (jpeg()[:40], "damaged_file"),
        (b"\xff\xd8\xff\xd9", "damaged_file"),
        (b"%PDF-1.4 without an end", "damaged_file"),
        (PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(x)>>"), "active_file"),
        (PDF.replace(b"/Catalog", b"/Catalog/Names<</J#61vaScript 2 0 R>>"), "active_file"),
        (PDF.replace(b"/Catalog", b"/Catalog/S/Launch"), "active_file"),
        (b"%PDF-" + b"x" * 1_048_576, "file_too_large"),
    ],
)  # fmt: skip
def test_hostile_files_are_refused(content: bytes, code: str) -> None:
    fault = look(content)
    assert isinstance(fault, AttachmentFault) and fault.code == code
    assert fault.remedy.zh and fault.remedy.en


@given(st.binary(max_size=300), st.sampled_from([b"", PNG_SIGNATURE, b"\xff\xd8\xff", b"%PDF-1.4"]))
def test_no_bytes_break_the_look(tail: bytes, head: bytes) -> None:
    assert isinstance(look(head + tail), Attachment | AttachmentFault)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("低保证.png", "低保证.png"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\temp\\证明.html", "证明.png"),
        ("a\r\nSet-Cookie: x.png", "aSet-Cookie x.png"),
        ("photo\u202egnp.exe", "photognp.png"),
        ("", "attachment.png"),
        ("...", "attachment.png"),
        ('x"; filename="y.svg', "x filename=y.png"),
        ("长" * 300, "长" * 120 + ".png"),
    ],
)  # fmt: skip
def test_a_name_is_made_safe(name: str, kept: str) -> None:
    assert safe_name(name, FileKind.PNG) == kept


def test_every_kind_has_a_suffix_of_its_own() -> None:
    suffixes = [kind.suffix for kind in FileKind]
    assert len(set(suffixes)) == len(suffixes) and all(a != b for a, b in pairwise(suffixes))
