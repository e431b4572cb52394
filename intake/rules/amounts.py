"""Which amount of money or number of things does a cell say, in whatever sound way it is written?

Read: 320, 320.00, 1,320.00, ３２０．００, 320元, ￥320, +320, 320.0000, with blanks around. Never guessed: 1,50 could be
one and a half or a hundred and fifty; (320.00) is a minus to an accountant and a plain number to a clerk.
"""

import re

from intake.rules.cell_faults import CellFault, CellForm
from policy.terms import Text

YUAN, FEN = "yuan", "fen"
_PLAIN = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,2})?", re.ASCII)
_GROUPED = re.compile(r"(-?)([0-9]{1,3}(?:([, ])[0-9]{3})(?:\3[0-9]{3})*)(\.[0-9]+)?", re.ASCII)
_LONG = re.compile(r"(-?[0-9]{1,12})\.([0-9]{2})([0-9]+)", re.ASCII)
_EXPONENT = re.compile(r"-?[0-9]*\.?[0-9]+[eE][+-]?[0-9]+", re.ASCII)
_CURRENCY = re.compile(r"^(-?)(?:¥|￥|RMB|CNY|人民币)\s*|\s*(?:元整|圆整|元|圆|RMB|CNY)$")
_BLANKS = re.compile(r"[\s\u00a0\u200b\u2000-\u200a\u202f\ufeff\u3000]+")
_WIDE = {code + 0xFEE0: chr(code) for code in range(0x21, 0x7F)} | {0x2212: "-", 0xFFE5: "¥"}
_COUNT = re.compile(
    r"(?:共|计)?\s*([0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.0+)?\s*(?:笔|人次|人|户|条|张|行|份|件|例|个|次|名)?",
    re.ASCII,
)


# Brackets and a minus say the same thing, and neither says what is given back: both are refused by their cell. Where a column
# of the layout names what a row takes back, and in the figures of totals, a minus is read.
NEGATIVE = CellFault(
    "amount_negative",
    Text("金额是负数", "the amount is below zero"),
    Text(
        "每行写正数；退回、冲减的另行表示，不写负号",
        "write a positive amount; what is given back or taken off is told in its own way, not by a minus",
    ),
)


def read_amount(text: str, unit: str = YUAN) -> CellForm | CellFault:
    """An amount as yuan with at most two decimals. A minus is kept; the column says whether it may stand."""
    if _PLAIN.fullmatch(text) and unit == YUAN:
        return CellForm(text)
    bare, notice = text.translate(_WIDE), ""
    if bare != text:
        notice = "full_width" if any(ord(c) > 0xFF00 and ord(c) != 0xFFE5 for c in text) else ""
    spaced = _BLANKS.sub(" ", bare).strip()
    if spaced != bare:
        bare, notice = spaced, notice or "blanks"
    if (stripped := _CURRENCY.sub(r"\1", bare)) != bare:
        bare, notice = stripped.strip(), notice or "currency"
        bare = _CURRENCY.sub(r"\1", bare).strip()
    if bare.startswith("+"):
        bare, notice = bare[1:].strip(), notice or "plus"
    if fault := _refused(bare):
        return fault
    if grouped := _GROUPED.fullmatch(bare):
        digits = re.sub("[, ]", "", grouped[2])
        bare, notice = f"{grouped[1]}{digits}{grouped[4] or ''}", notice or "thousands"
    if long := _LONG.fullmatch(bare):
        if long[3].strip("0"):
            return _fault(
                "amount_decimals",
                "金额有两位以上不为零的小数",
                "the amount has more than two decimals that are not zero",
            )
        bare, notice = f"{long[1]}.{long[2]}", notice or "zero_decimals"
    if not _PLAIN.fullmatch(bare):
        return _no_amount(bare)
    if unit == FEN:
        return _from_fen(bare)
    return CellForm(bare, notice)


def read_count(text: str) -> CellForm | CellFault:
    """A whole number, perhaps with what is counted: 3, 1,250, 3笔, 共12人."""
    bare = _BLANKS.sub("", text.translate(_WIDE))
    found = _COUNT.fullmatch(bare)
    if found is None:
        return _fault("not_a_count", "不是整数", "this is no whole number")
    digits = found[1].replace(",", "")
    if digits == text:
        return CellForm(text)
    notice = (
        "full_width" if bare != text else "thousands" if "," in found[1] else "unit" if digits != bare else ""
    )
    return CellForm(digits, notice)


def fen_of(form: str) -> int:
    """Fen of an amount in the layout's own form, as `read_amount` gives it."""
    sign = -1 if form.startswith("-") else 1
    yuan, _, cents = form.lstrip("-").partition(".")
    return sign * (int(yuan) * 100 + int(cents.ljust(2, "0") or 0))


def _from_fen(bare: str) -> CellForm | CellFault:
    whole, _, rest = bare.partition(".")
    if rest.strip("0"):
        return _fault("amount_not_fen", "单位为分的金额不应有小数", "an amount in fen has no decimals")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    digits = digits.rjust(3, "0")
    return CellForm(f"{sign}{digits[:-2]}.{digits[-2:]}", "fen")


def _refused(bare: str) -> CellFault | None:
    if bare.startswith("(") and bare.endswith(")"):
        return _fault(
            "amount_in_brackets",
            "金额写在括号里，可能表示负数",
            "the amount stands in brackets, which may mean a minus",
        )
    if _EXPONENT.fullmatch(bare):
        return _fault("amount_exponent", "金额写成了科学计数", "the amount is written with an exponent")
    if "," in bare and not _GROUPED.fullmatch(bare):
        return _fault(
            "amount_comma",
            "金额中的逗号不是三位一组，可能是小数点",
            "the comma does not part groups of three digits; it may stand for a decimal point",
        )
    if re.search(r"[千万亿]", bare):
        return _fault("amount_unit", "金额的单位不是元", "the amount is in another unit than yuan")
    return None


def _no_amount(bare: str) -> CellFault:
    if not bare:
        return _fault("amount_unreadable", "金额为空", "the amount is empty")
    return _fault("amount_unreadable", "金额无法读取", "the amount cannot be read")


def _fault(code: str, zh: str, en: str) -> CellFault:
    if code == "not_a_count":
        return CellFault(code, Text(zh, en), Text("请填写整数", "write a whole number"))
    return CellFault(
        code,
        Text(zh, en),
        Text("写成 280 或 280.00（元，最多两位小数）", "write 280 or 280.00 (yuan, at most two decimals)"),
    )
