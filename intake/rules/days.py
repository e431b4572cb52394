"""Which day, moment or month does a cell say, in whatever sound way it is written?

A bare number is a day only in a column of days: five digits are the serial day of a spreadsheet, eight are year, month and
day, fourteen add the time. A month is no day until somebody has said which of its days is meant.
"""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

from intake.rules.cell_faults import CellFault, CellForm
from policy.periods import EARLIEST_DAY
from policy.terms import Text

FIRST_DAY, LAST_DAY = "first", "last"
SERIAL_MIN, SERIAL_MAX = 10_000, 73_050  # 1927 to 2099; a number of four digits would be a year
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_SERIAL = re.compile(r"([0-9]{5})(?:\.([0-9]+))?", re.ASCII)
DAY_SECONDS = 86_400
# Midnight, and what SheetJS writes for it in China: findings/sheetjs_days_43_seconds_late_in_china.sh
_MIDNIGHT, _LATE_MIDNIGHT = (0, 0, 0), (0, 0, 43)
_LAST_SECOND = " 23:59:59"
_STAMP = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})?", re.ASCII)
_DAY = re.compile(r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|([0-9]{2})([0-9]{2}))", re.ASCII)
_CHINESE = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日?", re.ASCII)
_MONTH = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2})|年([0-9]{1,2})月份?|(0[1-9]|1[0-2]))", re.ASCII)
_TIME = re.compile(
    r"([01]?[0-9]|2[0-3])[:时]([0-5]?[0-9])(?:[:分]([0-5]?[0-9])(?:\.[0-9]+)?秒?)?分?(?:Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.ASCII,
)
_WIDE = {code + 0xFEE0: chr(code) for code in range(0x21, 0x7F)} | {0x3000: " ", 0xA0: " "}
OWN_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
OWN_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}", re.ASCII)
_OWN_MOMENT_LINE = b"0000-00-00 00:00:00\n"
_DIGITS_TO_ZERO = bytes.maketrans(b"123456789", b"000000000")

MONTH_WITHOUT_DAY = "month_without_day"  # the code of the fault that only the sender's usage can heal


def are_own_moments(lines: str, count: int) -> bool:
    """Whether each of `count` lines is a moment as 2021-03-01 09:30:00 by its digits; many times as fast as a pattern."""
    return lines.isascii() and f"{lines}\n".encode().translate(_DIGITS_TO_ZERO) == _OWN_MOMENT_LINE * count


def are_sound_times(lines: str) -> bool:
    """Whether the times of such lines have at most 23 hours, 59 minutes and 59 seconds."""
    written, line = lines.encode(), len(_OWN_MOMENT_LINE)
    tens, hours = written[11::line], written[12::line]
    if (written[14::line] + written[17::line]).translate(None, b"012345") or tens.translate(None, b"012"):
        return False
    return b"2" not in tens or all(
        ten < 0x32 or hour < 0x34 for ten, hour in set(zip(tens, hours, strict=True))
    )


def read_day(text: str, *, months: str = "", is_1904: bool = False) -> CellForm | CellFault:
    """A day as 2021-03-01. Another time beside it than midnight stays, for the layout to refuse."""
    if OWN_DAY.fullmatch(text):
        return _checked(text, "")
    found = _moment(text, months=months, is_1904=is_1904)
    if isinstance(found, CellFault):
        return found
    moment, notice = found
    if _time(moment) == _LATE_MIDNIGHT:
        return CellForm(moment.date().isoformat(), "late_midnight")
    return CellForm(_written(moment), notice)


def read_moment(text: str, *, is_1904: bool = False) -> CellForm | CellFault:
    """A day and a time of day as 2021-03-01 09:30:00; a day alone stays a day."""
    if OWN_MOMENT.fullmatch(text):
        return CellForm(text)
    found = _moment(text, months="", is_1904=is_1904)
    if isinstance(found, CellFault):
        return found
    moment, notice = found
    return CellForm(_written(moment), notice)


def own_day(text: str) -> date | None:
    """The day that stands there in the layout's own form; None for anything else."""
    if not OWN_DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def day_after(text: str) -> str | None:
    """The day after one in the layout's own form, or after its last second; None for any other time of day."""
    known = own_day(text.removesuffix(_LAST_SECOND))
    if known is None:
        return None
    return (known if known == date.max else known + timedelta(days=1)).isoformat()


def _checked(text: str, notice: str) -> CellForm | CellFault:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return _no_day()
    return CellForm(text, notice) if day >= EARLIEST_DAY else _too_early()


def _moment(text: str, *, months: str, is_1904: bool) -> tuple[datetime, str] | CellFault:
    bare = text.translate(_WIDE).strip()
    notice = "full_width" if bare != text.strip() else ""
    if found := _SERIAL.fullmatch(bare):
        return _from_serial(int(found[1]), _seconds(found[2] or "0"), is_1904)
    if found := _STAMP.fullmatch(bare):
        return _made(*(int(part or 0) for part in found.groups()), notice="stamp")
    day_text, _, time_text = bare.replace("T", " ", 1).partition(" ")
    if found := _DAY.fullmatch(day_text):
        parts = (found[1], found[3] or found[5], found[4] or found[6])
        notice = notice or ("" if found[2] == "-" and len(day_text) == 10 else "day_form")
    elif found := _CHINESE.fullmatch(day_text):
        parts, notice = (found[1], found[2], found[3]), notice or "chinese_day"
    elif (found := _MONTH.fullmatch(bare)) and 1 <= int(found[2] or found[3] or found[4]) <= 12:
        return _month(int(found[1]), int(found[2] or found[3] or found[4]), months)
    else:
        return _no_day(text)
    clock = _TIME.fullmatch(time_text.strip()) if time_text.strip() else None
    if time_text.strip() and clock is None:
        return CellFault(
            "time_unreadable",
            Text("时间无法读取", "the time of day cannot be read"),
            Text("写成 2021-10-01 09:30:00", "write 2021-10-01 09:30:00"),
        )
    times = tuple(int(part or 0) for part in clock.groups()) if clock else ()
    return _made(*map(int, parts), *times, notice=notice)


def _month(year: int, month: int, months: str) -> tuple[datetime, str] | CellFault:
    if not months:
        return CellFault(
            MONTH_WITHOUT_DAY,
            Text("只有年月，没有日", "a month without a day"),
            Text(
                "写明日期，或说明取当月第一天还是最后一天",
                "write the day, or say whether the first or the last is meant",
            ),
        )
    day = 1 if months == FIRST_DAY else monthrange(year, month)[1]
    return _made(year, month, day, notice=f"month_{months}")


def _seconds(decimals: str) -> int:
    """How many seconds a part of a day is, which a serial number writes as decimals."""
    whole = 1
    for _ in decimals:
        whole *= 10
    return (2 * int(decimals) * DAY_SECONDS + whole) // (2 * whole)


def _from_serial(days: int, seconds: int, is_1904: bool) -> tuple[datetime, str] | CellFault:
    if not SERIAL_MIN <= days <= SERIAL_MAX:
        return _no_day()
    day = (_EPOCH_1904 if is_1904 else _EPOCH) + timedelta(days=days)
    return datetime(day.year, day.month, day.day) + timedelta(seconds=seconds), "serial_day"


def _made(*parts: int, notice: str) -> tuple[datetime, str] | CellFault:
    try:
        moment = datetime(*parts)  # type: ignore[arg-type]
    except ValueError:
        return _no_day()
    return (moment, notice) if moment.date() >= EARLIEST_DAY else _too_early()


def _time(moment: datetime) -> tuple[int, int, int]:
    return moment.hour, moment.minute, moment.second


def _written(moment: datetime) -> str:
    return moment.date().isoformat() if _time(moment) == _MIDNIGHT else moment.isoformat(sep=" ")


def _no_day(text: str = "?") -> CellFault:
    zh, en = (
        ("日期无法读取或不存在", "the date cannot be read or does not exist")
        if text
        else ("日期为空", "the date is empty")
    )
    return CellFault(
        "date_unreadable",
        Text(zh, en),
        Text("写成 2021-10-01 或 2021-10-01 09:30:00", "write 2021-10-01 or 2021-10-01 09:30:00"),
    )


def _too_early() -> CellFault:
    return CellFault(
        "date_too_early",
        Text("日期早于 1900 年", "the date lies before 1900"),
        Text("核对年份", "check the year"),
    )
