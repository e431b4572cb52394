"""Which number of a document, household, ticket, bill or account does a cell say, and has it lost digits?"""

import re
from datetime import date

from intake.rules.cell_faults import CellFault, CellForm
from policy.terms import Text

_WIDE = {code + 0xFEE0: chr(code) for code in range(0x21, 0x7F)} | {0x3000: " ", 0xA0: " "}
_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad]")
_BLANKS, _RESIDENT = re.compile(r"\s+"), re.compile(r"[0-9]{17}[0-9X]", re.ASCII)
_FIFTEEN = re.compile(r"[0-9]{15}", re.ASCII)
_ROUNDED = re.compile(r"[0-9]{15}000", re.ASCII)
_EXPONENT = re.compile(r"[0-9]+(?:\.[0-9]+[eE]|[eE]\+)\+?[0-9]+", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def same_number(text: str) -> str:
    """The form under which numbers are compared: no blanks around, half-width, capitals."""
    if text.isascii():
        return text.strip().upper()
    return _INVISIBLE.sub("", text).translate(_WIDE).strip().upper()


def read_identifier(text: str) -> CellForm | CellFault:
    """A number as text, in the form under which it is compared."""
    if _EXPONENT.fullmatch(text):
        return CellFault(
            "scientific_form",
            Text(
                "号码成了科学计数法，末几位已丢失",
                "the number is in scientific form; its last digits are lost",
            ),
            _FORMAT_AS_TEXT,
        )
    number = same_number(text)
    notice = "" if number == text.strip() else "lower_case" if text.isascii() else "full_width"
    return CellForm(number, notice)


def read_document(text: str) -> CellForm | CellFault:
    """An identity document: also refuses what a spreadsheet leaves of an 18-digit number. Blanks inside one are taken out."""
    form = read_identifier(text)
    if isinstance(form, CellForm) and _RESIDENT.fullmatch(bare := _BLANKS.sub("", form.text)):
        form = CellForm(bare, form.notice or ("blanks" if bare != form.text else ""))
    if isinstance(form, CellForm) and _is_remains(form.text):
        return CellFault(
            "digits_lost",
            Text(
                "身份证号只剩前 15 位，末三位已丢失",
                "only the first 15 digits of an ID number are left; the last three are lost",
            ),
            _FORMAT_AS_TEXT,
        )
    return form


def number_in_number_cell(is_document: bool) -> CellFault:
    """A number that must be text stands in a cell that holds a number: zeros in front and digits at the end may be lost."""
    if is_document:
        text = Text(
            "证件号码单元格是数字格式，末几位可能已丢失。",
            "The ID cell holds a number, not text: its last digits may be lost.",
        )
    else:
        text = Text(
            "编号单元格是数字格式，前面的零或末几位可能已丢失。",
            "The cell holds a number, not text: zeros in front or digits at the end may be lost.",
        )
    return CellFault(
        "number_cell",
        text,
        Text(
            "请把该列设为“文本”格式后从原始数据重新导出。",
            "Set the column to “Text” and export again from the source.",
        ),
    )


def _is_remains(number: str) -> bool:
    """Fifteen digits that begin like an 18-digit number of somebody born since 1900, or eighteen with zeros for the lost ones.

    The 15-digit cards of before 1999 wrote the year with two digits, so their seventh and eighth are hardly ever 19 or 20.
    """
    if _FIFTEEN.fullmatch(number):
        return _is_birth_date(number[6:14])
    return bool(_ROUNDED.fullmatch(number)) and _is_birth_date(number[6:14]) and not _check_digit_fits(number)


def _is_birth_date(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1900 <= born.year < 2100


def _check_digit_fits(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17]


_FORMAT_AS_TEXT = Text("把该列设为文本格式后重新导出", "format the column as text and export again")
