"""Is a document number a possible one, how is it written and shown, and what is said when it is wrong?"""

import re
from datetime import date
from typing import NamedTuple

from stdnum.iso7064 import mod_11_2

from enrollment.rules.resident_numbers import (
    FEMALE,
    MALE,
    SEX_LABELS,
    birth_date,
    is_region,
    resident_facts,
    sex_of,
)
from policy.terms import Term, Text

__all__ = [
    "FEMALE",
    "MALE",
    "SEX_LABELS",
    "DocumentFault",
    "Kind",
    "birth_date",
    "faults",
    "guess_kind",
    "mask",
    "mask_account",
    "normal_form",
    "resident_facts",
    "sex_of",
]


class Kind(Term):
    """Documents by which a person may be registered."""

    RESIDENT_ID = ("resident_id", "居民身份证", "resident ID card")
    BIRTH_CERTIFICATE = ("birth_certificate", "出生医学证明", "birth certificate")
    PASSPORT = ("passport", "护照", "passport")
    HK_MACAO_PERMIT = ("hk_macao_permit", "港澳居民来往内地通行证", "Hong Kong and Macao permit")
    TAIWAN_PERMIT = ("taiwan_permit", "台湾居民来往大陆通行证", "Taiwan permit")
    FOREIGN_RESIDENT = ("foreign_resident", "外国人永久居留身份证", "foreign permanent resident card")


class DocumentFault(NamedTuple):
    """What is wrong with a number and what to do about it."""

    code: str
    text: Text
    remedy: Text


_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]*)?[eE]\+?[0-9]{1,3}")
_RESIDENT_ID = re.compile(r"[0-9]{17}[0-9X]")
_OLD_RESIDENT_ID = re.compile(r"[0-9]{15}")
_FORMS = {
    Kind.BIRTH_CERTIFICATE: (
        re.compile(r"[A-Z][0-9]{9}"),
        Text("1 个字母加 9 位数字", "one letter and 9 digits"),
    ),
    Kind.PASSPORT: (
        re.compile(r"(?=.*[0-9])[A-Z0-9]{5,15}"),
        Text("5 至 15 位字母和数字", "5 to 15 letters and digits"),
    ),
    Kind.HK_MACAO_PERMIT: (
        re.compile(r"[HM](?:[0-9]{8}|[0-9]{10})"),
        Text("H 或 M 加 8 位数字（可再加 2 位换证次数）", "H or M and 8 digits (2 more when renewed)"),
    ),
    Kind.TAIWAN_PERMIT: (re.compile(r"[0-9]{8}"), Text("8 位数字", "8 digits")),
    Kind.FOREIGN_RESIDENT: (
        re.compile(r"[A-Z]{3}[0-9]{12}|9[0-9]{16}[0-9X]"),
        Text(
            "3 个字母加 12 位数字，或以 9 开头的 18 位号码",
            "3 letters and 12 digits, or 18 characters beginning with 9",
        ),
    ),
}
# Full-width letters and digits differ from the plain ones by a fixed distance; converting them loses nothing.
_FULL_WIDTH = {
    code + 0xFEE0: chr(code) for code in [*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B)]
}
_LOOKALIKES = {
    "O": "0",
    "o": "0",
    "I": "1",
    "l": "1",
    "|": "1",
    "Ⅹ": "X",
    "×": "X",
    "Х": "X",
    "х": "X",
    "*": "X",
}
_INVISIBLE = re.compile("[\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060\ufeff\u00ad]")


def normal_form(number: str) -> str:
    """The form under which a number is matched: no white space around it, half-width, letters upper case."""
    if number.isascii():
        return number.strip().upper()
    return _INVISIBLE.sub("", number).translate(_FULL_WIDTH).strip().upper()


def mask(number: str) -> str:
    """What lists show of a number: region and last four of an 18-character one, else two characters on each side."""
    if len(number) == 18:
        return number[:6] + "********" + number[14:]
    if len(number) <= 4:
        return "*" * len(number)
    return (number[:2] + "*" * (len(number) - 4) + number[-2:])[:24]


def mask_account(number: str) -> str:
    """What lists show of a bank account: its last four digits."""
    return "*" * min(max(len(number) - 4, 0), 26) + number[-4:] if len(number) > 4 else "*" * len(number)


def guess_kind(number: str) -> Kind | None:
    """The kind of document that a number has the form of, or None when none fits.

    Eight plain digits are read as a Taiwan permit. A passport is never guessed: nearly anything has its form.
    """
    number = normal_form(number)
    if _RESIDENT_ID.fullmatch(number):
        return Kind.FOREIGN_RESIDENT if number[0] == "9" else Kind.RESIDENT_ID
    guessable = (Kind.BIRTH_CERTIFICATE, Kind.HK_MACAO_PERMIT, Kind.TAIWAN_PERMIT, Kind.FOREIGN_RESIDENT)
    return next((kind for kind in guessable if _FORMS[kind][0].fullmatch(number)), None)


def names_a_birth(number: str) -> bool:
    """Whether a number has the form of a resident ID with a possible day of birth, whatever its check digit says."""
    number = normal_form(number)
    return bool(_RESIDENT_ID.fullmatch(number)) and birth_date(number) is not None


def faults(
    kind: str, number: str, *, born_on: date | None = None, sex: str | None = None, today: date | None = None
) -> tuple[DocumentFault, ...]:
    """Everything that is wrong with a number as it was written; an empty tuple when it can be accepted.

    `born_on` and `sex`, when given, are held against what the number states.
    """
    if found := _writing_faults(number):
        return found
    number = normal_form(number)
    if kind == Kind.RESIDENT_ID:
        return _resident_faults(number, born_on, sex, today)
    pattern, shape = _FORMS[Kind(kind)]
    if not pattern.fullmatch(number):
        label = Kind(kind).label
        return (
            DocumentFault(
                "wrong_form",
                Text(
                    f"{label.zh}号码“{mask(number)}”格式不对，应为{shape.zh}。",
                    f"“{mask(number)}” is not the number of a {label.en}: it has {shape.en}.",
                ),
                Text(
                    "请对照证件更正号码，或改选证件类型。",
                    "Correct the number from the document, or choose another kind of document.",
                ),
            ),
        )
    if kind == Kind.FOREIGN_RESIDENT and len(number) == 18:
        return _check_digit_faults(number) or (
            *_birth_faults(number, born_on, today),
            *_sex_faults(number, sex),
        )
    return ()


def _writing_faults(number: str) -> tuple[DocumentFault, ...]:
    bare = number.strip()
    if not bare:
        return (
            DocumentFault(
                "empty",
                Text("未填写证件号码。", "The document number is missing."),
                Text(
                    "请填写证件号码；新生儿可填出生医学证明编号。",
                    "Enter the number; for a newborn use the birth certificate number.",
                ),
            ),
        )
    if _SCIENTIFIC.fullmatch(bare):
        return (
            DocumentFault(
                "scientific_form",
                Text(
                    f"证件号码写成了科学计数“{bare}”，末几位已丢失。",
                    f"The number was turned into scientific form “{bare}”; its last digits are lost.",
                ),
                Text(
                    "请把该列设为“文本”后从原始数据重新导出，不要在表格里改。",
                    "Set the column to “Text” and export again from the source; it cannot be repaired here.",
                ),
            ),
        )
    if any(ord(c) in _FULL_WIDTH for c in bare):
        half = normal_form(bare)
        return (
            DocumentFault(
                "full_width",
                Text("证件号码含全角字符。", "The number contains full-width characters."),
                Text(f"请改为半角：{mask(half)}。", f"Type it half-width: {mask(half)}."),
            ),
        )
    if bare.startswith("'") or _INVISIBLE.search(bare) or any(c.isspace() for c in bare):
        return (
            DocumentFault(
                "stray_characters",
                Text(
                    "证件号码中有空格、撇号或看不见的字符。",
                    "The number contains a space, an apostrophe or invisible characters.",
                ),
                Text("请去掉这些字符。", "Remove these characters."),
            ),
        )
    if strange := sorted({c for c in bare if not (c.isascii() and c.isalnum())}):
        shown = "、".join(strange)
        return (
            DocumentFault(
                "strange_characters",
                Text(
                    f"证件号码含不应有的字符：{shown}。",
                    f"The number contains characters that do not belong there: {shown}.",
                ),
                Text(
                    "号码只含数字和字母，请对照证件更正。",
                    "A number has only digits and letters; correct it from the document.",
                ),
            ),
        )
    return ()


def _resident_faults(
    number: str, born_on: date | None, sex: str | None, today: date | None
) -> tuple[DocumentFault, ...]:
    if _OLD_RESIDENT_ID.fullmatch(number):
        return (
            DocumentFault(
                "old_15_digits",
                Text(
                    "这是 15 位旧身份证号，2013 年起停止使用。",
                    "This is an old 15-digit ID number, out of use since 2013.",
                ),
                Text(
                    "请按户口簿或新身份证填写 18 位号码。",
                    "Enter the 18-character number from the household register or the new card.",
                ),
            ),
        )
    if letters := sorted(
        {c for c in number[:17] if c in "OIL"} | ({number[17]} & set("OIL") if len(number) == 18 else set())
    ):
        return (
            DocumentFault(
                "letters_for_digits",
                Text(
                    f"身份证号中有字母 {'、'.join(letters)}，疑为数字 0 或 1 之误。",
                    f"The number contains the letter {', '.join(letters)}, probably in place of 0 or 1.",
                ),
                Text(
                    "请改为数字；只有末位可以是字母 X。",
                    "Type digits; only the last character may be the letter X.",
                ),
            ),
        )
    if len(number) != 18:
        return (
            DocumentFault(
                "wrong_length",
                Text(
                    f"身份证号应为 18 位，现为 {len(number)} 位。",
                    f"An ID number has 18 characters, this one has {len(number)}.",
                ),
                Text("请对照身份证或户口簿补全。", "Complete it from the card or the household register."),
            ),
        )
    if not _RESIDENT_ID.fullmatch(number):
        return (
            DocumentFault(
                "wrong_form",
                Text(
                    "身份证号前 17 位应为数字，末位为数字或 X。",
                    "The first 17 characters of an ID number are digits, the last is a digit or X.",
                ),
                Text("请对照身份证更正。", "Correct it from the card."),
            ),
        )
    found: list[DocumentFault] = []
    if not is_region(number[:6]):
        found.append(
            DocumentFault(
                "unknown_region",
                Text(
                    f"前六位“{number[:6]}”不是任何省份的代码。", f"No province has codes like “{number[:6]}”."
                ),
                Text("请核对前六位。", "Check the first six digits."),
            )
        )
    found += _check_digit_faults(number)
    found += _birth_faults(number, born_on, today)
    found += _sex_faults(number, sex)
    return tuple(found)


def _sex_faults(number: str, sex: str | None) -> tuple[DocumentFault, ...]:
    stated = sex_of(number)
    if not sex or not stated or sex == stated:
        return ()
    return (
        DocumentFault(
            "sex_contradicts",
            Text(
                f"身份证号表明性别为{SEX_LABELS[stated].zh}，填写的是{SEX_LABELS[sex].zh}。",
                f"The ID number says {SEX_LABELS[stated].en}, but {SEX_LABELS[sex].en} was entered.",
            ),
            Text("请核对性别和第 17 位。", "Check the sex and the 17th digit."),
        ),
    )


def _check_digit_faults(number: str) -> tuple[DocumentFault, ...]:
    # The digit that would fit is not shown: a clerk who copied it would turn a wrong number into a valid wrong number.
    if mod_11_2.is_valid(number):
        return ()
    return (
        DocumentFault(
            "wrong_check_digit",
            Text(
                "末位校验码与前 17 位不符，号码中至少有一位错误。",
                "The check digit does not fit the other 17: at least one digit is wrong.",
            ),
            Text("请对照证件逐位核对。", "Compare it with the document digit by digit."),
        ),
    )


def _birth_faults(number: str, born_on: date | None, today: date | None) -> tuple[DocumentFault, ...]:
    stated = birth_date(number)
    remedy = Text("请核对第 7 至 14 位。", "Check digits 7 to 14.")
    if stated is None:
        return (
            DocumentFault(
                "impossible_birth_date",
                Text(
                    f"号码中的出生日期“{number[6:14]}”不存在或早于 1900 年。",
                    f"The birth date “{number[6:14]}” in the number does not exist or lies before 1900.",
                ),
                remedy,
            ),
        )
    if today is not None and stated > today:
        return (
            DocumentFault(
                "birth_date_in_future",
                Text(
                    f"号码中的出生日期 {stated} 晚于今天。",
                    f"The birth date {stated} in the number is in the future.",
                ),
                remedy,
            ),
        )
    if born_on is not None and born_on != stated:
        return (
            DocumentFault(
                "birth_date_contradicts",
                Text(
                    f"身份证号表明出生日期为 {stated}，填写的是 {born_on}。",
                    f"The ID number says born on {stated}, but {born_on} was entered.",
                ),
                Text("请核对出生日期和号码。", "Check the birth date and the number."),
            ),
        )
    return ()
