"""What does each row of the answers to an own-cost list say, and which of its cells are wrong?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from claims.layouts.own_cost_answers import ANSWERS, HEADINGS
from claims.models import OwnCostListLine
from claims.rules.own_cost_watch import AlertState, Answer
from enrollment.rules.names import name_key
from intake.bulk.problems import Problem, Problems
from intake.columns.blocks import Block
from intake.columns.words import accepted
from intake.tables.days import written_day
from policy.periods import ONE_DAY
from policy.terms import Text

DOCUMENT_MAX = 60
_WORDS = accepted(ANSWERS)


@dataclass
class AnswerReader:
    """Reads the rows against the lines of the list, by their numbers; `answers` as they are kept in the file's row."""

    columns: Mapping[str, int]
    list_number: str
    lines: Mapping[int, OwnCostListLine]
    today: date
    problems: Problems = field(default_factory=Problems)
    answers: list[dict[str, object]] = field(default_factory=list)
    rows: int = 0
    _first: dict[int, int] = field(default_factory=dict)

    def read(self, block: Block) -> None:
        """All rows of a block."""
        self.problems.add_cells(block, self.columns)
        for row, cells in zip(block.numbers, block.rows, strict=True):
            given = {
                key: cells[place].strip() if place < len(cells) else "" for key, place in self.columns.items()
            }
            self._row(row, given)
            self.rows += 1

    def _row(self, row: int, given: Mapping[str, str]) -> None:
        line = self._line(row, given)
        word = ANSWERS.get(given["answer"], "")
        if not word:
            self._fault(row, "answer", "answer_unknown",
                Text("没有写核查结果，或无法识别。", "The answer is missing or not known."),
                Text(f"请写：{_WORDS.zh}。", f"Write one of {_WORDS.en}."))  # fmt: skip
        days = {key: written_day(given[key]) if given.get(key) else None for key in ("from_on", "last_on")}
        if word == Answer.RISK.value:
            self._risk(row, given, days)
        if line is None or self.problems.has_row(row):
            return
        until = days["last_on"]
        self.answers.append(
            {
                "line": line.number, "answer": word, "document": given.get("document", ""), "note": given.get("note", "")[:200],
                "from_on": days["from_on"].isoformat() if days["from_on"] else "",
                "until_on": (until + ONE_DAY).isoformat() if until else "",
            }
        )  # fmt: skip

    def _line(self, row: int, given: Mapping[str, str]) -> OwnCostListLine | None:
        if given["list"] != self.list_number:
            self._fault(row, "list", "other_list",
                Text(f"清单编号不是 {self.list_number}。", f"The number of the list is not {self.list_number}."),
                Text("请把各清单分开交回。", "Send the answers to each list by themselves."))  # fmt: skip
            return None
        number = int(given["number"]) if given["number"].isascii() and given["number"].isdigit() else None
        line = self.lines.get(number) if number is not None else None
        if line is None:
            self._fault(row, "number", "not_on_the_list",
                Text("清单上没有这个序号。", "There is no such line on the list."),
                Text("请按清单填写序号。", "Write the number as on the list."))  # fmt: skip
            return None
        if line.number in self._first:
            self._fault(row, "number", "twice",
                Text(f"序号 {line.number} 已在第 {self._first[line.number]} 行。",
                     f"Line {line.number} stands in row {self._first[line.number]} already."),
                Text("请只保留一行。", "Keep one of the rows."))  # fmt: skip
            return None
        self._first[line.number] = row
        if name_key(given["name"]) != name_key(line.name):
            self._fault(row, "name", "name_differs",
                Text(f"序号 {line.number} 的姓名与清单不符，可能错行。",
                     f"The name of line {line.number} is not that of the list: the rows may have slipped."),
                Text("请核对序号与姓名。", "Check number and name."))  # fmt: skip
            return None
        if line.alert.state != AlertState.OPEN:
            self._fault(row, "answer", "answered_before",
                Text(f"该行已于 {line.alert.answered_on} 答复：{AlertState(line.alert.state).label.zh}。",
                     f"This line was answered on {line.alert.answered_on}: {AlertState(line.alert.state).label.en}."),
                Text("请删去此行；情况有变的，按人员风险认定办理。",
                     "Leave it out; if things changed since, have the person's finding ended."))  # fmt: skip
            return None
        return line

    def _risk(self, row: int, given: Mapping[str, str], days: Mapping[str, date | None]) -> None:
        document, start, last = given.get("document", ""), days["from_on"], days["last_on"]
        if start is None:
            self._fault(row, "from_on", "day_missing",
                Text("认定有风险的须有起始日期。", "A confirmed risk needs its first day."),
                Text("请填写风险起始日期。", "Enter the day from which it holds."))  # fmt: skip
        elif start > self.today:
            self._fault(row, "from_on", "day_to_come",
                Text("风险起始日期晚于今天。", "The first day is still to come."),
                Text("请核对日期。", "Check the day."))  # fmt: skip
        if start is not None and last is not None and last < start:
            self._fault(row, "last_on", "ends_before_start",
                Text("风险截止日期早于起始日期。", "The last day lies before the first."),
                Text("请核对日期。", "Check the days."))  # fmt: skip
        if not document or len(document) > DOCUMENT_MAX:
            self._fault(row, "document", "document_missing",
                Text(f"认定有风险的须有文号（至多 {DOCUMENT_MAX} 字）。",
                     f"A confirmed risk needs its document number (at most {DOCUMENT_MAX} characters)."),
                Text("请填写认定文号。", "Enter the number of the document."))  # fmt: skip

    def _fault(self, row: int, key: str, code: str, text: Text, remedy: Text) -> None:
        if key not in self.columns:  # a column that is not there: the fault is told where the answer stands
            remedy = Text(f"{remedy.zh}（列“{HEADINGS[key]}”）", f"{remedy.en} (column {HEADINGS[key]})")
            key = "answer"
        self.problems.add(Problem(row, self.columns[key], code, text, remedy))
