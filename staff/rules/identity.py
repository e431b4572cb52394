"""Is this a resident ID number, so that two logins of one human can be told?"""

import re

from stdnum.iso7064 import mod_11_2

_SHAPE = re.compile(r"[1-9][0-9]{16}[0-9X]", re.ASCII)


def resident_number(text: str) -> str | None:
    """The number without spaces and with a capital X; None unless it has 18 places and the right check digit (GB 11643)."""
    number = re.sub(r"[\s\u200b\ufeff-]", "", text).upper()
    return number if _SHAPE.fullmatch(number) and mod_11_2.is_valid(number) else None
