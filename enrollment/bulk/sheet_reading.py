"""What do the rows of a village's ledger say that came back, and which of their cells are wrong?"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from enrollment.ledger_sheet_layout import HEARD
from enrollment.queries.base_answers import DAYS
from enrollment.rules.base_answers import Answer, faults
from intake.bulk.problems import Problem, Problems
from intake.columns.blocks import Block
from intake.tables.days import written_day
from policy.terms import Text
from staff.given import number_given

BOUND = 9  # digits of a version or a sheet


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row: `answer` None where it says nothing."""

    number: int  # in the file
    sheet: int
    person: int
    version: int
    name: str
    answer: Answer | None


@dataclass
class SheetReader:
    """Turns blocks of cells into rows; `on`: the day on which the sheet came back."""

    columns: dict[str, int]
    on: date
    problems: Problems = field(default_factory=Problems)
    rows: list[ReadRow] = field(default_factory=list)
    count: int = 0

    def read(self, block: Block) -> None:
        """Take in a block; a row with a fault is named and left out."""
        self.problems.add_cells(block, self.columns)
        for number, cells in zip(block.numbers, block.rows, strict=True):
            self.count += 1
            row = self._row(number, cells)
            if row is not None and not self.problems.has_row(number):
                self.rows.append(row)

    def _row(self, number: int, cells: Sequence[str]) -> ReadRow | None:
        keys = {key: self._number(number, cells, key) for key in ("sheet", "person", "version")}
        answer = self._answer(number, cells)
        if None in keys.values():
            return None
        return ReadRow(
            number,
            keys["sheet"] or 0,
            keys["person"] or 0,
            keys["version"] or 0,
            self._cell(cells, "name"),
            answer,
        )

    def _number(self, number: int, cells: Sequence[str], key: str) -> int | None:
        found = number_given(self._cell(cells, key), places=18 if key == "person" else BOUND)
        if found is None:
            self._fault(
                number,
                key,
                "not_a_number",
                Text("此格应为下发时的数字。", "The number that went out stands here no more."),
                Text(
                    "请重新下载台账，把答复填入新表。",
                    "Download the ledger again and fill the answers into it.",
                ),
            )
        return found

    def _answer(self, number: int, cells: Sequence[str]) -> Answer | None:
        heard = HEARD.get(self._cell(cells, "heard"))
        days = {key: self._day(number, cells, key) for key in DAYS}
        remark = self._cell(cells, "remark")
        if heard is None:
            if self._cell(cells, "heard"):
                return None  # a word that is not known was asked about
            for key in (*DAYS, "remark"):
                if self._cell(cells, key):
                    self._fault(
                        number,
                        "heard",
                        "answer_missing",
                        Text("填写了日期或备注，但没有答复。", "There is a day or a remark, but no answer."),
                        Text(
                            "请填写答复，或清空这一行的日期和备注。",
                            "Give the answer, or clear the days and the remark.",
                        ),
                    )
                    break
            return None
        contacted_on = days["contacted_on"]
        if contacted_on is None:
            self._fault(
                number,
                "contacted_on",
                "contact_needs_day",
                Text("有答复但没有联系日期。", "There is an answer but no day of contact."),
                Text("请填写联系日期。", "Give the day of the contact."),
            )
            return None
        answer = Answer(
            heard, contacted_on, days["promise_on"], days["next_visit_on"], days["died_on"], remark
        )
        for wrong in faults(answer, on=self.on):
            self._fault(number, wrong.field, wrong.code, wrong.text, wrong.remedy)
        return answer

    def _day(self, number: int, cells: Sequence[str], key: str) -> date | None:
        word = self._cell(cells, key)
        day = written_day(word) if word else None
        if word and day is None:
            self._fault(
                number,
                key,
                "day_form",
                Text("不是日期。", "This is no day."),
                Text("请按 2021-03-01 填写。", "Write it as 2021-03-01."),
            )
        return day

    def _cell(self, cells: Sequence[str], key: str) -> str:
        place = self.columns.get(key)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    def _fault(self, number: int, key: str, code: str, text: Text, remedy: Text) -> None:
        self.problems.add(Problem(number, self.columns.get(key, self.columns["person"]), code, text, remedy))
