"""Which login names may be given, and which two look like one?

Letters without accents, digits and . _ - only: no letter of another script passes for one of these, and no direction mark
turns a name round. What still looks alike (the digit 0 and the letter o; 1, i and l) is held apart by a name's look.
"""

import re

PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{1,59}$"  # the database holds it too
LOOKS = ("01i", "oll")  # what is read for what, in small letters


def is_login_name(text: str) -> bool:
    """Whether a name may be given to an officer."""
    return re.fullmatch(PATTERN, text) is not None and text.isascii()


def look_of(login: str) -> str:
    """What a name looks like at a glance; two officers never share it."""
    return login.lower().translate(str.maketrans(*LOOKS))
