"""Is each row of a list of recognitions acceptable, and what does it recognise of whom? Every fault is told by its cell."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from claims.layouts.recognition_list import SETTINGS
from claims.rules.diseases import Disease, Diseases
from enrollment.rules import documents, names
from intake import vault
from intake.bulk.problems import Problem, Problems
from intake.columns.blocks import Block
from intake.tables.days import written_day
from policy.care import Setting
from policy.terms import Text

SPLIT = str.maketrans("、，；;/ ", ",,,,,,")


class Row(NamedTuple):
    """One row that can be read; `digest` is the hash of the number."""

    row: int
    digest: str
    name_key: str
    setting: Setting
    disease: Disease
    from_on: date
    until_on: date | None
    review_on: date | None
    providers: tuple[str, ...]
    proof: str


@dataclass
class RecognitionReader:
    """Feeds on blocks and gives rows; keeps what is wrong."""

    columns: Mapping[str, int]
    diseases: Diseases
    today: date
    problems: Problems = field(default_factory=Problems)
    rows: int = 0
    rows_by_place: Counter[str] = field(default_factory=Counter)  # where the people named are registered
    _spans: dict[tuple[str, str, str], list[tuple[date, date, int]]] = field(default_factory=dict)

    def read(self, block: Block) -> list[Row]:
        """The rows of a block without a fault."""
        self.problems.add_cells(block, self.columns)
        self.rows += len(block.numbers)
        found = [self._row(number, cells) for number, cells in zip(block.numbers, block.rows, strict=True)]
        return [one for one in found if one is not None]

    def fault(self, row: int, key: str, code: str, text: Text, remedy: Text) -> None:
        """Something is wrong with a cell."""
        place = self.columns.get(key, self.columns["number"])
        self.problems.add(Problem(row, place, code, text, remedy))

    def _row(self, row: int, cells: Sequence[str]) -> Row | None:
        number = documents.normal_form(self._cell(cells, "number"))
        kind = documents.guess_kind(number) or documents.Kind.RESIDENT_ID
        for fault in documents.faults(kind, number, born_on=None, sex=None, today=self.today):
            self.fault(row, "number", fault.code, fault.text, fault.remedy)
        setting = SETTINGS.get(self._cell(cells, "setting"))
        disease = self._disease(row, self._cell(cells, "disease"), setting)
        from_on, until_on = self._day(cells, "from_on"), self._day(cells, "until_on")
        if from_on is None:
            self.fault(
                row, "from_on", "day_form", Text("起始日期为空或不是日期。", "The first day is missing or is no day."),
                Text("请按 2021-03-01 填写。", "Write it as 2021-03-01."),
            )  # fmt: skip
        elif until_on is not None and until_on <= from_on:
            self.fault(
                row, "until_on", "ends_before_start", Text("终止日期不晚于起始日期。", "It ends before it begins."),
                Text("请核对日期。", "Check the days."),
            )  # fmt: skip
        digest = vault.match_key_hex(number)
        if disease is not None and setting is not None and from_on is not None:
            self._require_once(row, (digest, setting.value, disease.name.zh), from_on, until_on)
        if self.problems.has_row(row) or setting is None or disease is None or from_on is None:
            return None
        codes = self._cell(cells, "providers").upper().translate(SPLIT).split(",")
        return Row(
            row, digest, names.name_key(self._cell(cells, "name")), setting, disease, from_on, until_on,
            self._day(cells, "review_on"), tuple(code for code in codes if code), self._cell(cells, "proof")[:200],
        )  # fmt: skip

    def _disease(self, row: int, word: str, setting: Setting | None) -> Disease | None:
        found = self.diseases.find(word)
        if found is not None and (setting is None or found in self.diseases.for_setting(setting)):
            return found
        what = Text(
            f"“{word[:30]}”不是可以认定的病种。", f"“{word[:30]}” is no disease that can be recognised."
        )
        self.fault(
            row, "disease", "disease_unknown", what,
            Text("请填写病种表中的名称或编码（见“病种认定”的申请页）。",
                 "Write a name or code of the table; the page on which one applies lists them."),
        )  # fmt: skip
        return None

    def _require_once(
        self, row: int, key: tuple[str, str, str], from_on: date, until_on: date | None
    ) -> None:
        """No two rows recognise one disease of one person on one day."""
        until, known = until_on or date.max, self._spans.setdefault(key, [])
        for start, end, first in known:
            if start < until and from_on < end:
                what = Text(
                    f"与第 {first} 行同一病种的日期重叠。", f"Overlaps row {first} for the same disease."
                )
                remedy = Text("请删去一行或更正日期。", "Remove one of the rows or correct the days.")
                self.fault(row, "from_on", "row_twice", what, remedy)
                break
        known.append((from_on, until, row))

    def _day(self, cells: Sequence[str], key: str) -> date | None:
        return written_day(self._cell(cells, key))

    def _cell(self, cells: Sequence[str], key: str) -> str:
        place = self.columns.get(key)
        return cells[place].strip() if place is not None and place < len(cells) else ""
