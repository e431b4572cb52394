"""How do the digests of the audit trail follow from its events, and how is a day's digest written on paper?

Each digest is an HMAC-SHA-256 over the one before and the event's own text: whoever alters, removes or slips in an event breaks
every digest after it, and without the key nobody makes up others. A day begins with the digest of the day sealed before.
"""

import hmac
import json
from collections.abc import Sequence
from datetime import date

NOTHING = bytes(32)  # before the first day
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no letter that is read as a digit
_READ_AS = str.maketrans("OILU", "011V", " -–—.\t")
CODE_BYTES = 10  # of the digest: 80 bits, which nobody meets by trying


def event_text(values: Sequence[object]) -> bytes:
    """The columns of an event, in their fixed order, as the bytes that are sealed."""
    return json.dumps(list(values), ensure_ascii=False, separators=(",", ":")).encode()


def beginning(key: bytes, before: bytes, day: date) -> bytes:
    """The digest a day starts with."""
    return hmac.digest(key, before + day.isoformat().encode(), "sha256")


def following(key: bytes, before: bytes, text: bytes) -> bytes:
    """The digest of an event whose predecessor on the day has the digest `before` (32 bytes)."""
    return hmac.digest(key, before + text, "sha256")


def paper_code(digest: bytes) -> str:
    """Sixteen letters and digits in fours, of the first ten bytes: short enough to be written into a book by hand."""
    number = int.from_bytes(digest[:CODE_BYTES], "big")
    letters = "".join(_ALPHABET[number >> shift & 31] for shift in range(CODE_BYTES * 8 - 5, -1, -5))
    return "-".join(letters[place : place + 4] for place in range(0, len(letters), 4))


def is_code_of(written: str, digest: bytes) -> bool:
    """Whether a code copied from paper (any case, spaces, O for 0, I or L for 1) is that of the digest."""
    plain = written.upper().translate(_READ_AS)
    return hmac.compare_digest(plain.encode(), paper_code(digest).replace("-", "").encode())
