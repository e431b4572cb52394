"""Is a diagnosis code well formed, and how is it written?"""

from __future__ import annotations

import re
from typing import Final

_FORM: Final = re.compile(r"[A-Z][0-9][0-9A-Z](?:\.[0-9A-Za-z+]{1,8})?")
LONGEST: Final = 12


def tidy_code(written: str) -> str:
    """The code with its letter upper case and no blanks; the x of the Chinese extension (I10.x00) stays small."""
    code = "".join(written.split())
    return code[:1].upper() + code[1:]


def is_well_formed(code: str) -> bool:
    """Whether the text has the form of an ICD-10 code, such as C50, I10.x00 or S82.200."""
    return len(code) <= LONGEST and _FORM.fullmatch(code) is not None
