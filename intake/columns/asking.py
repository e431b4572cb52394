"""What must an officer say before a file can be read, and how is it asked?"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from intake.columns.layouts import Column, TableLayout
from intake.columns.words import one_for_each
from intake.tables.refused import SheetRefused
from policy.terms import Text

Question = dict[str, Any]
WORDS_ASKED_MAX = 50


class Asking(SheetRefused):
    """The file can be read once somebody has answered; nothing was staged or posted. `questions` are JSON.

    `faults` are cells that are wrong whatever is answered, as JSON; `fault_count` how many there are.
    """

    def __init__(
        self,
        questions: list[Question],
        *,
        headings: Sequence[str] = (),
        faults: Sequence[Mapping[str, Any]] = (),
        fault_count: int = 0,
    ) -> None:
        zh = "；".join(question["text"]["zh"] for question in questions[:5])
        en = "; ".join(question["text"]["en"] for question in questions[:5])
        super().__init__(
            "reading_needed",
            Text(
                f"有 {len(questions)} 处须由工作人员说明：{zh}。",
                f"{len(questions)} things must be said by an officer: {en}.",
            ),
            Text(
                "没有任何一行入账。请在文件页面逐项说明后继续，或更正文件后重新上传。",
                "Nothing was posted. Answer them on the page of the file and go on, or correct the file and upload it again.",
            ),
            questions=questions,
        )
        self.questions = questions
        self.headings = list(headings)
        self.faults = [dict(fault) for fault in faults]
        self.fault_count = fault_count


def ask_sheet(names: Iterable[tuple[str, bool]]) -> Question:
    names = list(names)
    listed = "、".join(name for name, _ in names)
    return {
        "code": "sheet",
        "text": Text(f"读取哪个工作表：{listed}", f"which sheet is to be read: {listed}")._asdict(),
        "choices": [
            {
                "value": name,
                "text": Text(
                    f"{name}（隐藏）" if hidden else name, f"{name} (hidden)" if hidden else name
                )._asdict(),
            }
            for name, hidden in names
        ],
    }


def ask_column(
    heading: str,
    key: str,
    cell: str,
    meant: Sequence[Column],
    choices: Iterable[Column],
    *,
    proposed: str = "",
    repeated: bool = False,
) -> Question:
    """What a heading means; `meant` are the columns it resembles, the likeliest first. `proposed` is the key of the column
    that nobody else is nearer to, empty when none is left.
    """
    if repeated:
        text = Text(
            f"{cell}“{heading}”与别的列是同一含义，读哪一列",
            f"{cell} “{heading}” means the same as another column: which one is read",
        )
    elif meant:
        near = meant[0].heading
        text = Text(
            f"{cell}“{heading}”没有读取，与“{near}”相近，是否就是该列",
            f"{cell} “{heading}” is not read and resembles “{near}”: is it that column",
        )
    else:
        text = Text(f"{cell}“{heading}”是哪一列", f"which column is {cell} “{heading}”")
    return {
        "code": "column",
        "heading": heading,
        "key": key,
        "cell": cell,
        "text": text._asdict(),
        "proposed": proposed,
        "choices": [
            *(
                {"value": column.key, "text": {"zh": column.heading, "en": column.heading}}
                for column in choices
            ),
            {"value": "", "text": Text("不读取这一列", "do not read this column")._asdict()},
        ],
    }


def ask_header(rows: Sequence[tuple[int, str]], missing: Sequence[str]) -> Question:
    """Which row holds the headings; `rows` are numbers and beginnings of rows."""
    needed = "、".join(missing)
    return {
        "code": "header_row",
        "text": Text(
            f"哪一行是表头（应有：{needed}）", f"which row holds the headings ({needed} should be there)"
        )._asdict(),
        "choices": [
            {"value": number, "text": Text(f"第 {number} 行：{said}", f"row {number}: {said}")._asdict()}
            for number, said in rows
        ],
    }


def ask_words(column: Column, words: Sequence[tuple[str, str, int]]) -> Question:
    """What words of the sender mean; `words` are (word, first cell, how many)."""
    listed = "、".join(word for word, _, _ in words[:5])
    named = [{"value": word, "text": text._asdict()} for word, text in one_for_each(column.words).items()]
    if column.is_end:
        named = [{"value": "", "text": Text("没有终止日期", "no end day")._asdict()}]
    return {
        "code": "words",
        "column": column.heading,
        "key": column.key,
        "text": Text(
            f"“{column.heading}”中的词语是什么意思：{listed}",
            f"what words in “{column.heading}” mean: {listed}",
        )._asdict(),
        "words": [
            {"word": word, "cell": cell, "count": count} for word, cell, count in words[:WORDS_ASKED_MAX]
        ],
        "choices": named,
    }


def ask_end_day(column: Column, cell: str) -> Question:
    return {
        "code": "end_day",
        "column": column.heading,
        "key": column.key,
        "cell": cell,
        "text": Text(
            f"“{column.heading}”（{cell} 起）当日是否还包括在内",
            f"whether the day in “{column.heading}” (from {cell}) is still included",
        )._asdict(),
        "choices": [
            {
                "value": "excluded",
                "text": Text("不包括：当日起已不享受", "no: it is the first day without")._asdict(),
            },
            {
                "value": "included",
                "text": Text("包括：当日是最后一天", "yes: it is the last day included")._asdict(),
            },
        ],
    }


def ask_months(column: Column, cell: str) -> Question:
    return {
        "code": "months",
        "column": column.heading,
        "key": column.key,
        "cell": cell,
        "text": Text(
            f"“{column.heading}”（{cell} 起）只有年月，取哪一天",
            f"which day is meant by a month alone in “{column.heading}” (from {cell})",
        )._asdict(),
        "choices": [
            {"value": "first", "text": Text("当月第一天", "the first day of the month")._asdict()},
            {"value": "last", "text": Text("当月最后一天", "the last day of the month")._asdict()},
        ],
    }


def ask_unit(heading: str, cell: str) -> Question:
    return {
        "code": "amount_unit",
        "column": heading,
        "cell": cell,
        "text": Text(
            f"{cell}“{heading}”的金额是元还是分", f"whether amounts under {cell} “{heading}” are yuan or fen"
        )._asdict(),
        "choices": [
            {"value": "yuan", "text": Text("元", "yuan")._asdict()},
            {"value": "fen", "text": Text("分", "fen")._asdict()},
        ],
    }


def ask_elsewhere(area: str, rows: int, outside: int, places: Sequence[tuple[str, int]]) -> Question:
    """Whether the file was sent for the right area; `places` are the areas that its rows name, the commonest first."""
    named, english = named_places(places)
    return {
        "code": "elsewhere",
        "area": area,
        "rows": rows,
        "outside": outside,
        "text": Text(
            f"文件按 {area} 报送，但 {rows} 行中有 {outside} 行属于其他地区：{named}，地区是否选错",
            f"the file was sent for {area}, but {outside} of its {rows} rows lie elsewhere: {english}; is it the wrong area",
        )._asdict(),
        "choices": [
            {
                "value": "hold",
                "text": Text(
                    "地区没有选错：继续，其他地区的行挂账或不予办理",
                    "the area is right: go on, rows that lie elsewhere are held or left aside",
                )._asdict(),
            }
        ],
        "otherwise": Text(
            "地区选错的，请放弃本文件，按正确的地区重新上传。",
            "If the area is wrong, discard this file and send it again for the right one.",
        )._asdict(),
    }


def named_places(places: Sequence[tuple[str, int]]) -> tuple[str, str]:
    """Places with how many rows name each, in zh and en."""
    return "、".join(f"{place}（{rows}）" for place, rows in places), ", ".join(
        f"{place} ({rows})" for place, rows in places
    )


def keys_of(layout: TableLayout) -> frozenset[str]:
    """The keys that answers may name."""
    return frozenset(column.key for column in layout.columns)
