"""When are two written names the same name, how is a name searched by its initials, and which names are damaged?

Names are kept as written. They are compared by `name_key`: after Unicode normalisation, with every middle dot written
the same way, without spaces, and with the private codes of old input methods replaced by the standard ones.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from enrollment.rules.surnames import COMPOUND_INITIALS, RARE_INITIALS, SURNAME_INITIALS
from policy.terms import Text

NAME_MAX = 100
DOT = "·"
# Characters met in files where a name of a minority or a foreigner has a middle dot. The ASCII full stop counts only
# between two letters, so that "Jr." keeps its own.
_DOTS = "•‧∙・･⋅◦●○▪᛫。．⸱⸳ꞏ․ㆍ"
_DOT_TABLE = {ord(dot): DOT for dot in _DOTS}
_FULL_STOP_INSIDE = re.compile(r"(?<=\w)\.+(?=\w)")
_SEVERAL_DOTS = re.compile(f"{DOT}{{2,}}")
_REMOVED = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0100-\U000e01ef]+"
)
_PLAIN = re.compile("[\u4e00-\u9fff]+")
_ALLOWED_CATEGORIES = frozenset(("Lo", "Lu", "Ll", "Lm", "Lt", "Nl", "Mn", "Mc"))
_ALLOWED_SIGNS = frozenset(f" {DOT}-'.’()（）\u3000") | frozenset(_DOTS)


def _private_codes() -> dict[int, str]:
    """GBK wrote 80 characters in private codes (U+E815 to U+E864) until Unicode gave them their own."""
    places = (byte for byte in range(0x50, 0xA1) if byte != 0x7F)
    decoded = {
        code: bytes((0xFE, byte)).decode("gb18030", "ignore")
        for code, byte in enumerate(places, start=0xE815)
    }
    table = {code: character for code, character in decoded.items() if character and ord(character) != code}
    return table | _LATE_CODES


# Those that the codec of Python still decodes to the private code.
_LATE_CODES = {
    0xE816: "\U00020087", 0xE817: "\U00020089", 0xE818: "\U000200cc", 0xE81E: "\u9fb4", 0xE826: "\u9fb5", 0xE82B: "\u9fb6",
    0xE82C: "\u9fb7", 0xE831: "\U000215d7", 0xE832: "\u9fb8", 0xE83B: "\U0002298f", 0xE843: "\u9fb9", 0xE854: "\u9fba",
    0xE855: "\U000241fe", 0xE864: "\u9fbb",
}  # fmt: skip
_PRIVATE_CODES = _private_codes()


class NameFault(NamedTuple):
    """What is wrong with a name and what to do about it."""

    code: str
    text: Text
    remedy: Text


def name_key(name: str) -> str:
    """The form in which names are compared."""
    if _PLAIN.fullmatch(name):
        return name  # nearly all names: common characters only, nothing to normalise
    name = unicodedata.normalize("NFKC", name.translate(_PRIVATE_CODES).translate(_DOT_TABLE))
    name = _REMOVED.sub("", name).translate(_DOT_TABLE)
    name = _SEVERAL_DOTS.sub(DOT, _FULL_STOP_INSIDE.sub(DOT, name)).strip(DOT)
    return unicodedata.normalize("NFC", name.casefold())


def tidy(name: str) -> str:
    """The name as it is stored: as written, but without white space around it or invisible characters inside."""
    if _PLAIN.fullmatch(name):
        return name
    # Variation selectors choose a glyph and are kept; direction marks and zero-width signs are not part of a name.
    return re.sub("[\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]", "", name).strip()


def initials(name: str) -> str:
    """First letters of the pinyin of a name, as clerks type them: 曾小明 -> zxm, 买买提·阿不都 -> mmtabd."""
    key = name_key(name)
    head = COMPOUND_INITIALS.get(key[:2])
    if head is None:
        head = SURNAME_INITIALS.get(key[:1]) or _initial(key[:1])
        return head + "".join(map(_initial, key[1:]))
    return head + "".join(map(_initial, key[2:]))


def display_faults(name: str) -> tuple[NameFault, ...]:
    """What is wrong with a name as it was written: missing, too long, damaged, or with signs no name has."""
    if _PLAIN.fullmatch(name) and len(name) <= 30:
        return ()
    bare = tidy(name)
    if not name_key(bare):
        return (
            NameFault(
                "empty",
                Text("未填写姓名。", "The name is missing."),
                Text(
                    "请按户口簿填写；新生儿未取名的可填“某某之子”或“某某之女”。",
                    "Enter it as in the household register; an unnamed newborn may be entered as “child of …”.",
                ),
            ),
        )
    if len(bare) > NAME_MAX:
        return (
            NameFault(
                "too_long",
                Text(f"姓名超过 {NAME_MAX} 个字符。", f"The name is longer than {NAME_MAX} characters."),
                Text("请按户口簿核对。", "Check it against the household register."),
            ),
        )
    if damaged := sorted({c for c in bare if c == "\ufffd" or c in "?？" or _is_private(c)}):
        shown = "、".join(f"U+{ord(c):04X}" for c in damaged)
        return (
            NameFault(
                "damaged",
                Text(
                    f"姓名中有损坏或系统自造的字（{shown}）。",
                    f"The name contains damaged or private-use characters ({shown}).",
                ),
                Text(
                    "请用国家标准字库重新输入该字，或按公安部门出具的写法填写。",
                    "Type the character again from the national character set, or as the police register writes it.",
                ),
            ),
        )
    strange = sorted(
        {
            c
            for c in bare.translate(_PRIVATE_CODES)
            if unicodedata.category(c) not in _ALLOWED_CATEGORIES and c not in _ALLOWED_SIGNS
        }
    )
    if strange:
        shown = "、".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in strange)
        return (
            NameFault(
                "strange_characters",
                Text(
                    f"姓名中有不应有的字符：{shown}。",
                    f"The name contains characters that do not belong there: {shown}.",
                ),
                Text(
                    "请去掉这些字符；少数民族姓名的间隔点用“·”。",
                    "Remove them; the dot inside minority names is “·”.",
                ),
            ),
        )
    return ()


def _is_private(character: str) -> bool:
    return unicodedata.category(character) == "Co" and ord(character) not in _PRIVATE_CODES


@lru_cache(maxsize=65_536)
def _initial(character: str) -> str:
    if character.isascii():
        return character if character.isalnum() else ""
    if known := RARE_INITIALS.get(character):
        return known
    from pypinyin import Style, pinyin  # its dictionary is a tenth of a process's start; most never need it

    reading = pinyin(character, style=Style.FIRST_LETTER, errors="ignore", strict=False)
    return reading[0][0] if reading and reading[0][0].isascii() else ""
