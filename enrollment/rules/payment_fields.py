"""What does one field of a tax file mean, or what is wrong with it?

Each reader takes the trimmed text of a cell and returns its value, or raises `Unreadable` with what is wrong and the
remedy. Only ASCII digits count; nothing is guessed. Readers are called once per distinct text, not once per line.
"""

import re
from datetime import date, datetime

from policy.periods import EARLIEST_DAY
from policy.terms import Text

AMOUNT = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,2})?", re.ASCII)
SIGNED_AMOUNT = re.compile(r"-[0-9]{1,12}(?:\.[0-9]{1,2})?", re.ASCII)
TICKET = re.compile(r"[0-9A-Za-z-]{1,40}", re.ASCII)
DIVISION = re.compile(r"[0-9]{6,12}", re.ASCII)
YEAR = re.compile(
    r"(20[0-9]{2})(?:[-/.]?(0[1-9]|1[0-2])\s*(?:\.\.|至|-|~|—)\s*(20[0-9]{2})[-/.]?(0[1-9]|1[0-2]))?",
    re.ASCII,
)
DAY = re.compile(r"([0-9]{4})([-/.]?)([0-9]{1,2})\2([0-9]{1,2})", re.ASCII)
TIME = re.compile(r"([01][0-9]|2[0-3]|[0-9]):([0-5][0-9])(?::([0-5][0-9])(?:\.[0-9]+)?)?", re.ASCII)
SCIENTIFIC = re.compile(r"[0-9]+(?:\.[0-9]+[eE]|[eE]\+)\+?[0-9]+", re.ASCII)


class Unreadable(ValueError):
    """A field that cannot be read: why, and what to do."""

    def __init__(self, code: str, text: Text, remedy: Text) -> None:
        super().__init__(code)
        self.code, self.text, self.remedy = code, text, remedy


def read_amount(text: str) -> int:
    """Yuan with at most two decimals as exact integer fen; a minus is read: a line may take another back."""
    sign = 1
    if SIGNED_AMOUNT.fullmatch(text):
        sign, text = -1, text[1:]
    if not AMOUNT.fullmatch(text):
        raise Unreadable(
            "amount_unreadable",
            Text(
                zh="金额为空" if not text else "金额无法读取",
                en="the amount is empty" if not text else "the amount cannot be read",
            ),
            Text(
                zh="写成 280 或 280.00（元，最多两位小数，不带符号和千分位）",
                en="write 280 or 280.00 (yuan, at most two decimals, no signs)",
            ),
        )
    yuan, _, cents = text.partition(".")
    return sign * (int(yuan) * 100 + int(cents.ljust(2, "0") or 0))


def read_ticket(text: str) -> str:
    """An electronic tax ticket number."""
    if SCIENTIFIC.fullmatch(text):
        raise _scientific()
    if not TICKET.fullmatch(text):
        raise Unreadable(
            "ticket_empty" if not text else "ticket_format",
            Text(
                zh="税票号码为空" if not text else "税票号码含有不允许的字符",
                en="the ticket number is empty"
                if not text
                else "the ticket number holds characters that do not belong there",
            ),
            Text(
                zh="填写税务系统的电子税票号码（数字、字母、短横，至多 40 位）",
                en="give the tax system's ticket number (digits, letters, hyphen, at most 40)",
            ),
        )
    return text


def read_document(text: str) -> str:
    """A document number as written; whether it can exist is asked only when nobody is registered under it."""
    if SCIENTIFIC.fullmatch(text):
        raise _scientific()
    if not text or len(text) > 24:
        raise Unreadable(
            "document_empty" if not text else "document_too_long",
            Text(
                zh="证件号码为空" if not text else "证件号码过长",
                en="the document number is empty" if not text else "the document number is too long",
            ),
            Text(zh="填写参保人本人的证件号码", en="give the insured person's own document number"),
        )
    return text


def read_name(text: str) -> str:
    """A person's name as written."""
    if not text or len(text) > 100:
        raise Unreadable(
            "name_empty" if not text else "name_too_long",
            Text(
                zh="姓名为空" if not text else "姓名超过 100 个字",
                en="the name is empty" if not text else "the name is longer than 100 characters",
            ),
            Text(zh="填写参保人姓名", en="give the insured person's name"),
        )
    return text


def read_division(text: str) -> str:
    """A division code of 6 to 12 digits."""
    if not DIVISION.fullmatch(text):
        raise Unreadable(
            "division_format",
            Text(zh="参保地区划不是 6 至 12 位数字", en="the enrollment division is not 6 to 12 digits"),
            Text(zh="填写参保地的行政区划代码", en="give the division code of the place of enrollment"),
        )
    return text


def read_year(text: str) -> int:
    """A coverage year: YYYY, or a period YYYY-MM..YYYY-MM inside one year."""
    found = YEAR.fullmatch(text)
    if not found or (found[3] and (found[1] != found[3] or found[2] > found[4])):
        raise Unreadable(
            "year_format",
            Text(
                zh="参保年度无法读取，或所属期跨年",
                en="the coverage year cannot be read, or the period crosses years",
            ),
            Text(
                zh="写成 2022，或同一年内的 2022-01..2022-12",
                en="write 2022, or a period inside one year as 2022-01..2022-12",
            ),
        )
    return int(found[1])


def read_period(text: str) -> int:
    """The coverage year of a period insured: a range inside one calendar year. A single month or year is none."""
    found = YEAR.fullmatch(text)
    if not found or not found[3] or found[1] != found[3] or found[2] > found[4]:
        raise Unreadable(
            "period_not_in_one_year",
            Text(
                zh="所属期不是同一年内的起止月份，不能读作参保年度",
                en="the period is no range of months inside one year, so it is no coverage year",
            ),
            Text(
                zh="写成 2022-01..2022-12，或另设“参保年度”列（征收所属期不是参保年度）",
                en="write 2022-01..2022-12, or give 参保年度 in its own column (a period of collection is none)",
            ),
        )
    return int(found[1])


def read_day(text: str) -> date:
    """A day written with hyphens, slashes, dots or nothing between year, month and day."""
    found = DAY.fullmatch(text)
    if found and (found[2] or len(text) == 8):
        try:
            day = date(int(found[1]), int(found[3]), int(found[4]))
        except ValueError:
            pass
        else:
            if day >= EARLIEST_DAY:
                return day
            raise Unreadable(
                "date_too_early",
                Text(zh="日期早于 1900 年", en="the date lies before 1900"),
                Text(zh="核对年份", en="check the year"),
            )
    raise Unreadable(
        "date_unreadable",
        Text(
            zh="日期为空" if not text else "日期无法读取或不存在",
            en="the date is empty" if not text else "the date cannot be read or does not exist",
        ),
        Text(zh="写成 2021-10-01 或 2021-10-01 09:30:00", en="write 2021-10-01 or 2021-10-01 09:30:00"),
    )


def read_moment(text: str) -> datetime:
    """A day, or a day and a time of day; a day alone is its first moment."""
    day_text, _, time_text = text.replace("T", " ").partition(" ")
    day = read_day(day_text)
    time_text = time_text.strip()
    if not time_text:
        return datetime(day.year, day.month, day.day)
    found = TIME.fullmatch(time_text)
    if not found:
        raise Unreadable(
            "time_unreadable",
            Text(zh="时间无法读取", en="the time of day cannot be read"),
            Text(zh="写成 2021-10-01 09:30:00", en="write 2021-10-01 09:30:00"),
        )
    return datetime(day.year, day.month, day.day, int(found[1]), int(found[2]), int(found[3] or 0))


def _scientific() -> Unreadable:
    return Unreadable(
        "scientific_form",
        Text(
            zh="号码成了科学计数法，末几位已丢失",
            en="the number is in scientific form; its last digits are lost",
        ),
        Text(zh="把该列设为文本格式后重新导出", en="format the column as text and export again"),
    )
