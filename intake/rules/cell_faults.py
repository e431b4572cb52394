"""What is said of one cell: refused and why, or read although it was written in another form?"""

from typing import NamedTuple

from policy.terms import Text


class CellFault(NamedTuple):
    """Why a cell cannot be read, and what to do."""

    code: str
    text: Text
    remedy: Text


class CellForm(NamedTuple):
    """What a cell says, written as the layout has it; `notice` names the form it had, empty when it was the layout's own."""

    text: str
    notice: str = ""


NOTICES: dict[str, Text] = {
    "full_width": Text("全角字符按半角读取", "full-width characters were read as half-width"),
    "lower_case": Text("小写字母按大写读取", "small letters were read as capitals"),
    "blanks": Text("去掉了空格", "blanks were taken out"),
    "thousands": Text("去掉了千分位", "thousands separators were taken out"),
    "currency": Text("去掉了“元”或货币符号", "the word or sign of the currency was taken off"),
    "plus": Text("去掉了正号", "the plus sign was taken off"),
    "zero_decimals": Text("去掉了两位小数之后的零", "zeros after the second decimal were left off"),
    "fen": Text("金额单位为分，已换算为元", "amounts are in fen and were read as yuan"),
    "unit": Text("去掉了计量单位", "the unit was taken off"),
    "serial_day": Text("按表格软件的日期序号读取", "numbers were read as the serial days of a spreadsheet"),
    "late_midnight": Text(
        "日期多出的 43 秒是导出程序的误差，按当天读取",
        "43 seconds after midnight, a slip of the exporting program, were read as the day",
    ),
    "stamp": Text("按连写的年月日时分秒读取", "digits were read as year, month, day and time"),
    "chinese_day": Text("按中文日期读取", "days written in Chinese were read"),
    "day_form": Text("日期改写为年-月-日", "days were read as year-month-day"),
    "month_first": Text(
        "只有年月，按约定取当月第一天", "months without a day were read as their first day, as was agreed"
    ),
    "month_last": Text(
        "只有年月，按约定取当月最后一天", "months without a day were read as their last day, as was agreed"
    ),
    "last_day_included": Text(
        "终止日期为含当日的最后一天，按次日起终止",
        "end days are the last day included; the day after is the first without",
    ),
    "no_end": Text("“长期”按没有终止日期读取", "words for an end that is open were read as no end"),
    "word": Text("按发送单位约定的词语读取", "words were read as agreed with the sender"),
}
