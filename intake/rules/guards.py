"""What did a program put around a cell's text so that a spreadsheet would leave it alone?"""

import re

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
PADDING = "\ue5e5\u3000"  # A3A0 and A1A1 of GBK: how old systems fill up a field


def without_guards(text: str) -> tuple[str, str]:
    """The text without a leading apostrophe, `="…"`, written-out escapes and padding, and the notice for what was taken."""
    bare, notice = text.strip(), ""
    if len(bare) > 2 and bare.startswith('="') and bare.endswith('"'):
        bare, notice = bare[2:-1], "guard_removed"
    elif bare.startswith("'") and len(bare) > 1:
        bare, notice = bare[1:], "guard_removed"
    if "_x" in bare and (decoded := _ESCAPE.sub(_character, bare)) != bare:
        bare, notice = decoded, notice or "escapes"
    if (stripped := bare.strip().strip(PADDING)) != bare:
        notice = notice or ("padding" if bare.strip() != stripped else "")
        bare = stripped
    return bare.strip(), notice


def _character(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if character.isprintable() else " "
